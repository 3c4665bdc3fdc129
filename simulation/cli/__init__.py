"""The command line: from what is typed to checked settings, and from results to what a terminal shows."""
