"""Words that data repeat (units, of whom, over which time), looked up in each language by their English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simulation.base.texts import catalogue


@cache
def _by_english() -> Mapping[str, Mapping[str, str]]:
    return {entry["en"]: entry for section in catalogue("phrases").values() for entry in section}


def phrase(english: str, language: str) -> str:
    """Return a phrase of the data in a language; in English if `phrases.yaml` doesn't have it.

    Tests check that all of the package's own phrases are there (`tests/test_languages.py`).
    """
    return _by_english().get(english, {}).get(language, english)


def place(where: str, language: str) -> str:
    """Return where a fact stands: in the language if that is told in words, else the reference as it is."""
    return _by_english().get(where, {}).get(language, where)
