"""Default limits of a question, in a file of their own so that help pages load no numerical libraries."""

SECONDS, MEMORY = 60, "2GB"
