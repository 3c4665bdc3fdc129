"""The report of `tilltro follow`: one person under two policies."""
