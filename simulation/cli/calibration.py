"""What a calibration found, as the terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType

from simulation.analyses.calibration.fit import Calibration
from simulation.analyses.calibration.store import parameter_table, target_table
from simulation.base.texts import text
from simulation.base.texts.numbers import format_interval, format_number, format_percent
from simulation.cli.terminal import table

if TYPE_CHECKING:
    import pandas as pd


NO_POWER = 0.8  # a target that more of the prior than this meets anyway says little


def tables(found: Calibration, language: str) -> list[RenderableType]:
    """Return the tables of parameters and of targets, before and after."""
    return [_parameters(parameter_table(found), language), _targets(target_table(found), language)]


def _parameters(frame: pd.DataFrame, language: str) -> RenderableType:
    rows = []
    for row in frame.to_dict("records"):
        decimals = 4 if row["prior_sd"] < 0.05 else 2
        rows.append(
            [
                str(row["parameter"]),
                format_number(row["prior_sd"], decimals, language),
                format_number(row["sd"], decimals, language),
                format_number(row["mean"], decimals, language),
                format_interval(row["low"], row["high"], decimals, language),
                format_percent(row["coverage_50"], 0, language),
                format_percent(row["coverage_90"], 0, language),
            ]
        )
    return _titled(
        "parameters", ("parameter", "prior_sd", "sd", "mean", "range", "coverage_50", "coverage_90"), rows, language
    )


def _targets(frame: pd.DataFrame, language: str) -> RenderableType:
    rows = [
        [
            str(row["target"]),
            format_number(row["published"], 1, language),
            format_number(row["tolerance"], 1, language),
            format_number(row["simulated"], 1, language),
            format_interval(row["low"], row["high"], 1, language),
            _power(row["prior_share_passing"], language),
        ]
        for row in frame.to_dict("records")
    ]
    return _titled("targets", ("target", "published", "tolerance", "simulated", "range", "power"), rows, language)


def _power(share: float, language: str) -> str:
    shown = format_percent(share, 0, language)
    return f"{shown}, {text('calibration.no_power', language)}" if share > NO_POWER else shown


def _titled(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> RenderableType:
    headings = [text(f"calibration.columns.{column}", language) for column in columns]
    return table(headings, rows, title=text(f"calibration.{name}", language))


def notes(found: Calibration, folder: Path, language: str) -> list[str]:
    """Return the sentences below the tables."""
    about = {
        "runs": format_number(found.plan.n_runs, 0, language),
        "draws": len(found.draws.weight),
        "method": found.method.name,
        "truths": len(found.recovery.rank),
        "folder": folder,
    }
    return [text(f"calibration.notes.{key}", language, **about) for key in ("range", "method", "recovery", "folder")]
