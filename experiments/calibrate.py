"""Fit the parameters to the published figures, within stated tolerances: `tilltro calibrate`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.analyses.calibration.fit import calibrate, n_runs_in_all
from simulation.analyses.calibration.plan import LIMITS, Plan, load_plan
from simulation.analyses.calibration.store import CHUNKS, check_reusable, runs_hash, write
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.calibration import notes, tables
from simulation.cli.defaults import OWN
from simulation.cli.exit_status import INTERRUPTED
from simulation.cli.progress import compile_first, progress
from simulation.cli.terminal import say, show
from simulation.cli.typed import Typed, as_whole
from simulation.study.settings import MOST_THREADS

if TYPE_CHECKING:
    pass

DEFAULT_PARENT = Path("outputs", "calibrate")
SIZES = tuple(name for name in LIMITS if name not in ("n_quarters", "caseload"))


def main(typed: Typed) -> int:
    """Calibrate, or go on with a calibration that was interrupted; show and write what came out."""
    typed.allow(("language", "calibration", "world", "out", "threads", *SIZES))
    typed.no_words()
    settings, language = typed.settings, typed.language
    changes: dict[str, int | str] = {
        name: check_whole(name, as_whole(settings[name]), *LIMITS[name]) for name in SIZES if name in settings
    }
    if "world" in settings:
        changes["world"] = settings["world"]
    plan = load_plan(settings.get("calibration", OWN["calibrate"]["calibration"]), changes)
    threads = as_whole(settings["threads"]) if "threads" in settings else os.cpu_count() or 1
    n_processes = check_whole("threads", threads, 1, MOST_THREADS)
    plan.check_memory(n_processes)
    folder = _folder(settings.get("out"), plan)
    compile_first(language)
    try:
        with progress(n_runs_in_all(plan), language) as on_runs:
            found = calibrate(plan, folder / CHUNKS / runs_hash(plan), n_processes, on_runs)
    except KeyboardInterrupt:
        say(text("calibration.stopped", language, folder=folder))
        return INTERRUPTED
    write(found, folder)
    show(*tables(found, language), *notes(found, folder, language))
    return 0


def _folder(out: str | None, plan: Plan) -> Path:
    if out is None:
        return DEFAULT_PARENT / f"{plan.name}-{runs_hash(plan)}"
    if not out.strip() or "\0" in out:
        raise InputError("wrong_shape", where="out", expected="a path")
    folder = Path(out).expanduser()
    if folder.exists() and not folder.is_dir():
        raise InputError("not_a_folder", folder=folder)
    check_reusable(folder)
    return folder
