"""Where the answer hangs: which unknowns move the main contrasts, where they turn round, and what is worth knowing."""
