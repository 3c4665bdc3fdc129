"""What the page in a folder of results is called."""

from __future__ import annotations

USUAL = "report.html"
OTHERS = {command: f"{command}.html" for command in ("contrary", "sensitivity", "target", "trial")}


def page_name(command: str) -> str:
    """Return the file name of the page that a command writes."""
    return OTHERS.get(command, USUAL)
