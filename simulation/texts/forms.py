"""How a setting is written, as its help page shows it."""

from __future__ import annotations

from simulation.texts import catalogue


def form(name: str) -> str:
    """Return how the setting `name` is written, such as `policies=[NAME,NAME]`; in general where help has no more."""
    settings = catalogue("cli.settings").values()
    written = [str(setting["name"]) for setting in settings]
    starts = [words for sign in "=." for words in written if words.startswith(f"{name}{sign}")]
    return starts[0] if starts else f"{name or 'NAME'}=VALUE"
