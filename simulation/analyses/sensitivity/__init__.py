"""What the answer depends on: which unknowns move the main contrasts, where they reverse, and what is worth knowing."""
