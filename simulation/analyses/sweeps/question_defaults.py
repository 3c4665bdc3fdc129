"""What a question may take where nothing else is said; apart, for help pages come without numerical libraries."""

SECONDS, MEMORY = 60, "2GB"
