"""The door for people without a command line: pages in the browser, served from this computer."""
