"""The two panels that the program knows by name; apart from the others, which help on the command line has to wait for."""

UNRELATED = "unrelated"  # the default: who stops answering has nothing to do with readiness
COMPLETE_PANEL = "complete"  # everybody from the first quarter to the last, and nobody stops answering
