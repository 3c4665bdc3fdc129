"""Names of the panels, in a file of their own so that help pages load no numerical libraries."""

UNRELATED = "unrelated"  # the default: who stops answering has nothing to do with readiness
COMPLETE_PANEL = "complete"  # everybody from the first quarter to the last, and nobody stops answering
