"""The main questions asked again in every world of contrary evidence."""
