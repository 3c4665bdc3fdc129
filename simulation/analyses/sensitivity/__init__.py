"""Where the answer hangs: which unknowns move the main contrasts, where they reverse, and what is worth knowing."""
