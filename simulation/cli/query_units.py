"""Units of the numbers of an answer: shares are those of the files, from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulation.analyses.sweeps.database import Found
from simulation.base.texts import text
from simulation.base.texts.labels import outcome_unit
from simulation.model.outcomes.registry import OUTCOME_BY_ID

IN_UNITS = ("value", "level", "difference", "mc_low", "mc_high")  # columns in the unit of their row's outcome
SHARES = ("gain_share", "loss_share", "higher", "lower")  # shares of clients whatever the outcome
KEEPING_UNITS = "avg|mean|median|min|max|quantile|quantile_cont|quantile_disc|stddev|stddev_samp|stddev_pop|any_value"


def units_note(found: Found, question: str, recorded: Sequence[str], language: str) -> str:
    """Return the sentence on units; empty where the answer has its own or needs none.

    Args:
        found: the answer.
        question: the outcomes that it names are the answer's.
        recorded: the sweep's outcomes.
        language: en, sv or da.
    """
    if "unit" in found.columns:
        return ""
    parts = []
    if columns := _columns(found, IN_UNITS):
        units: dict[str, list[str]] = {}
        for outcome in _outcomes(found, question, recorded):
            unit = (
                text("sweep.query.share", language)
                if OUTCOME_BY_ID[outcome].is_share
                else outcome_unit(outcome, language)
            )
            units.setdefault(unit, []).append(outcome)
        said = "; ".join(f"{unit} ({', '.join(outcomes)})" for unit, outcomes in units.items())
        parts.append(text("sweep.query.units", language, columns=columns, units=said))
    if columns := _columns(found, SHARES):
        parts.append(text("sweep.query.units", language, columns=columns, units=text("sweep.query.share", language)))
    return " ".join(parts)


def _columns(found: Found, names: Sequence[str]) -> str:
    """Return the columns of numbers that are those of these names, or a mean or the like of them."""
    pattern = rf"(?:(?:{KEEPING_UNITS})\()?\"?(?:{'|'.join(names)})\"?(?:, [\d.]+)?\)?"
    return ", ".join(
        column
        for number, column in enumerate(found.columns)
        if re.fullmatch(pattern, column) and any(isinstance(row[number], float) for row in found.rows)
    )


def _outcomes(found: Found, question: str, recorded: Sequence[str]) -> Sequence[str]:
    if "outcome" in found.columns:
        place = list(found.columns).index("outcome")
        return [outcome for outcome in recorded if any(row[place] == outcome for row in found.rows)]
    return [outcome for outcome in recorded if f"'{outcome}'" in question] or recorded
