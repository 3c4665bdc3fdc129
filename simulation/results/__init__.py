"""Finished results: a comparison with its tables, and the folder that holds it, whole or not at all."""
