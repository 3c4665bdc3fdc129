"""Attacks on the command, as a hostile or hurried user would make them, with counts of what came of them."""
