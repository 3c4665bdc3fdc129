"""What all packages use: errors, checks, texts, files, compiled code and threads. Nothing here imports any other package."""
