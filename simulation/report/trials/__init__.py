"""The page of a study simulated beforehand."""
