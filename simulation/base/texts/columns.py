"""What the columns of tables hold, in words: the one description that files and documentation use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.base.texts import catalogue, text

CASEWORKER = "caseworker_"  # before the name of an answer


@dataclass(frozen=True)
class Column:
    """A column: what it means, its unit (empty where it has none), and what it rests on."""

    name: str
    meaning: str
    unit: str
    rests_on: str


def describe(table: str, name: str, language: str) -> Column:
    """Return what a column of a table holds.

    Raises:
        KeyError: if nothing says so (a mistake in the program, not of the user).
    """
    own: Mapping[str, Any] = catalogue("columns").get(table, {}).get(name, {})
    indicator = name.removeprefix(CASEWORKER)
    if not own and (indicator in catalogue("predict.indicators") or name in catalogue("predict.indicators")):
        return _answer(name, language)
    found: Mapping[str, Any] = {**catalogue("columns.any").get(name, {}), **own}
    return Column(
        name, found["meaning"][language], _unit(found.get("unit"), language), _rests_on(found["rests_on"], language)
    )


def table_title(table: str, language: str) -> str:
    """Return what a table holds."""
    return text(f"columns.tables.{table}", language)


def _answer(name: str, language: str) -> Column:
    """Return what an answer to the questionnaire is; the caseworker's own question is answered by nobody else."""
    is_own = name in catalogue("predict.indicators") and name.startswith(CASEWORKER)
    indicator = name if is_own else name.removeprefix(CASEWORKER)
    key = "caseworker_answer" if name.startswith(CASEWORKER) else "answer"
    meaning = text(f"columns.{key}", language, indicator=text(f"predict.indicators.{indicator}", language))
    return Column(name, meaning, text("columns.answer_unit", language), _rests_on("simulated", language))


def _unit(given: object, language: str) -> str:
    if given is None:
        return ""
    if isinstance(given, Mapping):
        return str(given[language])
    if given in catalogue("columns.units"):
        return text(f"columns.units.{given}", language)
    return text(f"columns.{given}", language)


def _rests_on(key: str, language: str) -> str:
    return text(f"columns.rests_on.{key}", language)
