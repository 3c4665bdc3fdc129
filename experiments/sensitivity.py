"""Find what the main answers depend on, where they reverse and what is worth knowing: `tilltro sensitivity`."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from simulation.analyses.contrary.questions import split_suppressed
from simulation.analyses.sensitivity.analysis import Analysis, n_points
from simulation.analyses.sensitivity.plan import Plan
from simulation.analyses.sensitivity.result import Sensitivity
from simulation.analyses.sensitivity.rows import Rows, read_rows, write_rows
from simulation.analyses.sensitivity.run import Asked
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.exit_status import INTERRUPTED
from simulation.cli.options import take_details
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request, request_sensitivity
from simulation.cli.sensitivity import show_sensitivity
from simulation.cli.terminal import say, show_place
from simulation.cli.typed import Typed
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv
from simulation.study.suppression import unanswerable_groups


@dataclass(frozen=True)
class Job:
    """What was asked for, and where the simulations are kept until all are there."""

    request: Request
    plan: Plan
    chunks: Path


def main(typed: Typed) -> int:
    """Simulate, or go on where an earlier run was stopped; show and write what came out; return the exit status."""
    is_all, others = take_details(typed)
    request, plan = request_sensitivity(others)
    key, runs_key = _hash(request, plan, request.language), _hash(request, plan, "")
    place = request.place(key)
    told, suppressed = split_suppressed(plan.questions, unanswerable_groups(request.settings))
    plan = replace(plan, questions=told)
    if is_reused := place.is_done():
        found = Sensitivity(request.settings, plan, read_rows(place.folder), request.language, key, suppressed)
    else:
        place.check()
        job = Job(request, plan, place.folder.with_name(f".runs-{runs_key}"))
        start = time.monotonic()
        try:
            rows = _simulate(job)
        except KeyboardInterrupt:
            say(text("sensitivity.stopped", request.language, folder=job.chunks))
            return INTERRUPTED
        found = Sensitivity(request.settings, plan, rows, request.language, key, suppressed)
        with place.unfinished() as folder:
            found = _write(found, request, folder, start)
        shutil.rmtree(job.chunks, ignore_errors=True)
    show_sensitivity(found, is_all)
    show_place(place, is_reused, "sensitivity.html", request.language)
    return 0


def _hash(request: Request, plan: Plan, language: str) -> str:
    """Return 12 hex digits of all that decides the numbers, and the words in a language."""
    settings = content_hash(request.settings, request.command, request.name, language)
    return short_hash([settings, asdict(plan)])


def _simulate(job: Job) -> Rows:
    request, plan = job.request, job.plan
    compile_first(request.language)
    asked = Asked(request.settings, plan.questions, plan.decision)
    try:
        with progress(n_points(plan), request.language) as on_points:
            return Analysis(plan, asked, job.chunks, request.n_threads, on_points).run()
    except InputError as error:
        if error.key not in (
            "unwritable_folder",
            "worker_died",
        ):  # what was asked for can't be done: nothing to go on with
            shutil.rmtree(job.chunks, ignore_errors=True)
        raise


def _write(found: Sensitivity, request: Request, folder: Path, start: float) -> Sensitivity:
    """Write everything and return it as written, so that it reads the same to the last digit when shown again."""
    from simulation.report.sensitivity.page import write_page
    from simulation.report.sensitivity.workbook import sheets
    from simulation.report.sheets import write_sheets

    say(text("cli.progress.writing", found.language))
    plan = json.loads(json.dumps(asdict(found.plan)))
    content = {"name": request.name, **resolved(found.settings), "language": found.language, "sensitivity": plan}
    with writing(folder):
        write_config(content, folder)
        write_rows(found.rows, folder)
        written = replace(found, rows=read_rows(folder))
        write_page(written, folder)
        told = {"command": request.command, **content, "content_hash": found.content_hash}
        write_sheets(sheets(written, folder), found.settings, found.language, told, folder)
        write_metadata_of_csv(folder, request.name, found.content_hash, found.language)
        seconds = time.monotonic() - start
        write_manifest(folder, found.settings, request.command, request.name, found.content_hash, seconds)
    return written
