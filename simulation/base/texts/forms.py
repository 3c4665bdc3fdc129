"""How a setting is written, as its help page shows it."""

from __future__ import annotations

import re

from simulation.base.texts import catalogue

PLACEHOLDER = re.compile(r"\b[A-Z]{4,}\b")
LANGUAGE_SETTING = re.compile(r"\blanguage=\w+")


def form(name: str) -> str:
    """Return how the setting `name` is written, such as `policies=[NAME,NAME]`; in general where help has no more."""
    settings = catalogue("cli.settings").values()
    written = [str(setting["name"]) for setting in settings]
    starts = [words for sign in "=." for words in written if words.startswith(f"{name}{sign}")]
    return starts[0] if starts else f"{name or 'NAME'}=VALUE"


def in_language(written: str, language: str) -> str:
    """Return a form or a command with what stands for the user's own (NAME, FOLDER) in a language."""
    words = catalogue("cli.placeholders")
    return PLACEHOLDER.sub(lambda found: words.get(found[0], {language: found[0]})[language], written)


def example_in_language(command: str, language: str) -> str:
    """Return an example as a reader of a language would paste it, so that the answer is in that language."""
    written = in_language(command, language)
    setting = f"language={language}"
    if LANGUAGE_SETTING.search(written):
        return written if language == "en" else LANGUAGE_SETTING.sub(setting, written)
    return written if language == "en" else f"{written} {setting}"
