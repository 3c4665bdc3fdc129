"""The one error that users see: a sentence from the text catalogue, with the values that were wrong."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(ValueError):
    """Something the user gave is wrong.

    Args:
        key: the sentence's key in the text catalogue (`simulation/texts/errors.yaml`).
        values: what the sentence names: what, where, which values are allowed.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def sentence(self, language: str = "en") -> str:
        """Return the sentence in a language of the catalogue."""
        from simulation.texts import text

        return text(f"errors.{self.key}", language, **self.values)

    def __str__(self) -> str:
        return self.sentence()

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.key, self.values)


def _rebuild(key: str, values: dict[str, object]) -> InputError:
    return InputError(key, **values)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name nearest to `name`, or the first few known ones where none is near."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return close[0] if close else ", ".join(names[:5])
