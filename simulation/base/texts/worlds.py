"""Worlds, the labour market and displacement in words."""

from __future__ import annotations

from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain


def taken_words(displacement: float, language: str) -> str:
    """Return how many jobs are taken from others, in plain words, such as "3 of 10"."""
    if displacement >= 1.0:
        return text("worlds.displacement.all", language)
    if abs(10 * displacement - round(10 * displacement)) < 1e-9:
        return text("worlds.displacement.of_ten", language, n=round(10 * displacement))
    return text("worlds.displacement.of_hundred", language, n=format_plain(round(100 * displacement, 6), language))


def change_words(path: str, value: float, central: float, given: float | None, language: str) -> str:
    """Return what a world changes a parameter to, or that it was overruled by what was given by hand."""
    return text(
        "worlds.head.change" if given is None else "worlds.head.overruled",
        language,
        path=path,
        value=format_plain(value, language),
        central=format_plain(central, language),
        given="" if given is None else format_plain(float(given), language),
    )


def displacement_note(displacement: float, language: str, is_limited: bool = False) -> str:
    """Return the sentence below a table that shows differences in jobs after displacement too.

    `is_limited`: whether vacancies are, for which clients then compete in the model.
    """
    if displacement == 0.0:
        return text(f"worlds.displacement.{'limited' if is_limited else 'none'}", language)
    return text("worlds.displacement.note", language, taken=taken_words(displacement, language))


def displacement_doubt(displacement: float, language: str, value: str, left: str, is_limited: bool = False) -> str:
    """Return the sentence on displacement below a report's differences.

    `value` and `left` are a written difference in first jobs before and after it; `is_limited` as in
    `displacement_note`.
    """
    if displacement == 0.0:
        return text(f"worlds.displacement.doubt_{'limited' if is_limited else 'none'}", language)
    taken = taken_words(displacement, language)
    return text("worlds.displacement.doubt", language, taken=taken, value=value, left=left)
