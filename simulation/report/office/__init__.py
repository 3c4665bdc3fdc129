"""The report of `tilltro office`: what one office can expect, and its questionnaires beside what was expected."""
