"""Fit the parameters to the published figures, within stated tolerances: `tilltro calibrate`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType

from simulation.analyses.calibration.fit import Calibration, calibrate, n_all_runs
from simulation.analyses.calibration.plan import LIMITS, Plan, load_plan
from simulation.analyses.calibration.store import CHUNKS, check_free, parameter_table, runs_hash, target_table, write
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.numbers import format_interval, format_number, format_percent
from simulation.cli.defaults import OWN
from simulation.cli.exit_status import INTERRUPTED
from simulation.cli.lookup import read_words
from simulation.cli.progress import compile_first, progress
from simulation.cli.terminal import say, show, table
from simulation.cli.typed import as_whole
from simulation.study.settings import MOST_THREADS

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_PARENT = Path("outputs", "calibrate")
SIZES = tuple(name for name in LIMITS if name not in ("n_quarters", "caseload"))
NO_POWER = 0.8  # a target that more of the prior than this meets anyway says little


def main(arguments: list[str]) -> int:
    """Calibrate, or go on with a calibration that was interrupted; show and write what came out."""
    asked = read_words(arguments, ("language", "calibration", "out", "threads", *SIZES))
    if asked.words:
        raise InputError("not_a_setting", argument=asked.words[0])
    settings = dict(argument.split("=", 1) for argument in arguments)
    changes = {name: check_whole(name, as_whole(settings[name]), *LIMITS[name]) for name in SIZES if name in settings}
    plan = load_plan(settings.get("calibration", OWN["calibrate"]["calibration"]), changes)
    threads = as_whole(settings["threads"]) if "threads" in settings else os.cpu_count() or 1
    n_processes = check_whole("threads", threads, 1, MOST_THREADS)
    folder = _folder(settings.get("out"), plan)
    compile_first(asked.language)
    try:
        with progress(n_all_runs(plan), asked.language) as on_runs:
            found = calibrate(plan, folder / CHUNKS / runs_hash(plan), n_processes, on_runs)
    except KeyboardInterrupt:
        say(text("calibration.stopped", asked.language, folder=folder))
        return INTERRUPTED
    write(found, folder)
    show(*_tables(found, asked.language), *_notes(found, folder, asked.language))
    return 0


def _folder(out: str | None, plan: Plan) -> Path:
    if out is None:
        return DEFAULT_PARENT / f"{plan.name}-{runs_hash(plan)}"
    if not out.strip() or "\0" in out:
        raise InputError("wrong_shape", where="out", expected="a path")
    folder = Path(out).expanduser()
    if folder.exists() and not folder.is_dir():
        raise InputError("not_a_folder", folder=folder)
    check_free(folder)
    return folder


def _tables(found: Calibration, language: str) -> list[RenderableType]:
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


def _notes(found: Calibration, folder: Path, language: str) -> list[str]:
    about = {
        "runs": format_number(found.plan.n_runs, 0, language),
        "draws": len(found.draws.weight),
        "method": found.method.name,
        "truths": len(found.recovery.rank),
        "folder": folder,
    }
    return [text(f"calibration.notes.{key}", language, **about) for key in ("range", "method", "recovery", "folder")]
