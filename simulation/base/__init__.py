"""What all packages use: errors, checks, texts, files, compiled code and threads. Imports no other package."""
