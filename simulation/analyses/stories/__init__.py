"""One person's story under two policies with the same random numbers, and what tends to happen over many paths."""
