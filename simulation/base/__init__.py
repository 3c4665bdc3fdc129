"""What every room leans on: errors, checks, texts, files, compiled code and threads. Nothing here knows the model."""
