"""What the commands that look things up share: their arguments, and how sources and ranges are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.phrases import place
from simulation.cli.typed import Typed, own_folder
from simulation.model.evidence import ASSUMPTION, fact

LANGUAGE, CONFIG_DIR = "language", "config_dir"


@dataclass(frozen=True)
class Words:
    """What is looked up, in which language, and where the user's own files are."""

    words: tuple[str, ...]
    language: str
    own_configs: Path | None

    @property
    def query(self) -> str:
        """The words as one."""
        return " ".join(self.words)

    def name(self, command: str) -> str:
        """Return the one name that is looked up, empty where there is none.

        Raises:
            InputError: if there are several.
        """
        if len(self.words) > 1:
            raise InputError("one_name", command=command, name=self.words[1])
        return self.query


def read_words(typed: Typed, allowed: Sequence[str] = (LANGUAGE,)) -> Words:
    """Return words and settings of what was typed.

    Raises:
        InputError: on a setting that isn't allowed, and on a folder that doesn't exist.
    """
    typed.allow(allowed)
    return Words(typed.words, typed.language, own_folder(typed))


def source_names(sources: Iterable[str], language: str) -> str:
    """Return the ids of facts, and an assumption by its name, on one line."""
    return ", ".join(text("worlds.assumption", language) if id == ASSUMPTION else id for id in sources)


def source_words(source: str, language: str) -> str:
    """Return a source in words: its quantity, its quotation and where that is."""
    if source == ASSUMPTION:
        return text("cli.lookup.assumption", language)
    found = fact(source)
    quote = f'"{found.quote}"' if found.quote else text("cli.lookup.no_quote", language)
    return f"{found.quantity[language]}: {quote} ({place(found.where, language)})"
