"""The panels that the program knows by name; apart, for help pages come without numerical libraries."""

UNRELATED = "unrelated"  # the default: who stops answering has nothing to do with readiness
COMPLETE_PANEL = "complete"  # everybody from the first quarter to the last, and nobody stops answering
