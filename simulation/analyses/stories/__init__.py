"""One person's story under two policies with the same luck, and what tends to happen over many paths."""
