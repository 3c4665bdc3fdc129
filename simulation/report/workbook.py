"""The workbook of a comparison, `results.xlsx`: what is handed on to somebody who works in Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.base.texts import text
from simulation.base.texts.labels import group_label, outcome_label, outcome_unit
from simulation.model.outcomes.registry import MAIN_OUTCOMES
from simulation.report.answer.block import make_answer
from simulation.report.answer.view import in_sentences
from simulation.report.comparison.results import Results
from simulation.report.scales import is_share
from simulation.report.sheets import Sheet, write_sheets
from simulation.results.comparison import Comparison
from simulation.results.config import resolved
from simulation.study.money.periods import QUARTERS_A_YEAR

if TYPE_CHECKING:
    import pandas as pd

_INTERVALS = ("mc_low", "mc_high", "cred_low", "cred_high")
CONTRASTS = ("policy", "baseline", "outcome", "quarter", "unit", "difference", *_INTERVALS, "parameter_share",
             "after_displacement", "gain_share", "loss_share", "n_clients", "n_replications")  # fmt: skip
LEVELS = ("policy", "outcome", "quarter", "unit", "mean", *_INTERVALS, "n_clients", "n_replications")
GROUPS = ("policy", "baseline", "group", "outcome", "quarter", "unit", "difference", *_INTERVALS, "n_clients")
SUMMARY = ("policy", "baseline", "outcome", "quarter", "unit", "difference", *_INTERVALS)
BUDGET = ("policy", "baseline", "payer", "year", "amount", "difference", *_INTERVALS)


def write_workbook(comparison: Comparison, folder: Path, sentences: Sequence[str] | None = None) -> Path:
    """Write `results.xlsx` and return its path.

    Args:
        comparison: what is handed on.
        folder: where it goes.
        sentences: what stands above the summary; where none are given, the answer as page one has it.
    """
    results = Results(comparison)
    said = in_sentences(make_answer(comparison)) if sentences is None else sentences
    language = comparison.language
    content = {"command": comparison.command, "name": comparison.name, **resolved(comparison.settings),
               "language": language, "content_hash": comparison.content_hash}  # fmt: skip
    return write_sheets(_sheets(results, said), comparison.settings, language, content, folder)


def _sheets(results: Results, sentences: Sequence[str]) -> list[Sheet]:
    tables, last = results.comparison.tables, results.last
    contrasts, levels = tables.contrasts, tables.levels
    is_main = contrasts["outcome"].isin(MAIN_OUTCOMES)
    is_all, is_last = contrasts["group"] == "all", contrasts["quarter"] == last
    made = [
        Sheet("summary", SUMMARY, _rows(results, contrasts[is_main & is_all & is_last], SUMMARY), sentences),
        Sheet("contrasts", CONTRASTS, _rows(results, contrasts[is_all & _year_ends(contrasts, last)], CONTRASTS)),
        Sheet("levels", LEVELS, _rows(results, levels[(levels["group"] == "all") & _year_ends(levels, last)], LEVELS)),
        Sheet(
            "groups",
            GROUPS,
            _rows(results, contrasts[is_main & is_last], GROUPS),
            [results.suppression_note] if results.suppression_note else [],
        ),
    ]
    if tables.money is not None:
        columns = ["difference_dkk" if name == "difference" else name for name in BUDGET]
        made.append(Sheet("budget", columns, _rows(results, tables.money.budget, BUDGET)))
    return made


def _year_ends(table: pd.DataFrame, last: int) -> pd.Series[bool]:
    return (table["quarter"] % QUARTERS_A_YEAR == 0) | (table["quarter"] == last)


def _rows(results: Results, table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[object, ...]]:
    """Return rows of a table, what is an id in words."""
    language = results.language
    labels = {policy.name: results.label(policy) for policy in (results.baseline, *results.others)}
    in_words: Mapping[str, Callable[[str], object]] = {
        "policy": lambda name: labels.get(name, name),
        "baseline": lambda name: labels.get(name, name),
        "outcome": lambda name: outcome_label(name, language),
        "group": lambda name: group_label(name, language),
        "payer": lambda name: text(f"money.parties.{name}", language),
        "year": lambda year: int(year) if year.isdigit() else text(f"handed_on.workbook.years.{year}", language),
    }
    parts: list[list[object]] = []
    for name in columns:
        if name == "unit":  # numbers are as in the tables, so a share is one and no percentage
            outcomes = table["outcome"].tolist()
            units = {id: _unit(id, language) for id in dict.fromkeys(outcomes)}
            parts.append([units[id] for id in outcomes])
            continue
        values = table[name].tolist()
        known = {value: in_words[name](value) for value in dict.fromkeys(values)} if name in in_words else None
        parts.append(values if known is None else [known[value] for value in values])
    return list(zip(*parts, strict=True))


def _unit(outcome: str, language: str) -> str:
    return text("handed_on.workbook.share", language) if is_share(outcome) else outcome_unit(outcome, language)
