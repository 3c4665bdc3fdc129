"""Hold the model against what was published: `tilltro validate`."""

from __future__ import annotations

import time
from pathlib import Path

from simulation.analyses.validation.files import read_scoreboard, write_scoreboard
from simulation.analyses.validation.panels import observation
from simulation.analyses.validation.prior import prior_draws
from simulation.analyses.validation.scoreboard import Scoreboard, scoreboard
from simulation.analyses.validation.simulated import QUARTERS_NEEDED
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.circumstances import circumstances
from simulation.cli.defaults import OWN
from simulation.cli.options import more, panel_of, shortened, take_details
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request, request_validate
from simulation.cli.scoreboard import scoreboard_parts
from simulation.cli.terminal import say, show, show_place
from simulation.cli.typed import Typed, as_whole
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv

MOST_DRAWS = 10_000


def main(typed: Typed) -> int:
    """Simulate follow-up data as the sources had them, compute the same figures and show what agrees."""
    is_all, others = take_details(typed)
    n_draws, others = _prior_draws(others)
    panel, others = panel_of("validate", others)
    request = request_validate(others)
    if request.settings.n_quarters < QUARTERS_NEEDED:
        raise InputError("too_short", name="n_quarters", value=request.settings.n_quarters, low=QUARTERS_NEEDED)
    from simulation.cli.answer import finding_lines
    from simulation.report.scoreboard.finding import Asked, finding  # slow to import

    language = request.language
    command = f"validate panel={panel} prior_draws={n_draws}"
    key = content_hash(request.settings, command, request.name, language)
    place = request.place(key)
    if is_reused := place.is_done():
        board = read_scoreboard(place.folder)
    else:
        with place.unfinished() as folder:
            board = _simulate(request, panel, n_draws, key, folder)
    asked = Asked(request.settings, panel, n_draws, language)
    head = [*circumstances(request.settings, language, tells_examples=False), *finding_lines(finding(board, asked))]
    if is_all:
        show(*head, "", *scoreboard_parts(board, language, n_draws > 0), *asked.notes)
    else:
        show(*shortened(head), more(language))
    show_place(place, is_reused, "report.html", language)
    return 0


def _prior_draws(typed: Typed) -> tuple[int, Typed]:
    """Return how many draws of the plausible ranges are asked for, and what was typed besides."""
    own, others = typed.take(("prior_draws",))
    given = as_whole(own["prior_draws"]) if own else OWN["validate"]["prior_draws"]
    return check_whole("prior_draws", given, 0, MOST_DRAWS), others


def _simulate(request: Request, panel: str, n_draws: int, key: str, folder: Path) -> Scoreboard:
    start = time.monotonic()
    compile_first(request.language)
    study = request.settings.study()
    prior = prior_draws(n_draws, study.seed)
    with progress(study.n_replications + len(prior), request.language) as shown:
        board = scoreboard(study, study.policies[0], observation(panel), request.n_threads, prior, shown)
    say(text("cli.progress.writing", request.language))
    with writing(folder):
        _write(board, request, panel, n_draws, key, folder, time.monotonic() - start)
    return board


def _write(
    board: Scoreboard, request: Request, panel: str, n_draws: int, key: str, folder: Path, seconds: float
) -> None:
    """Write every file, the manifest last."""
    from simulation.report.scoreboard.finding import Asked
    from simulation.report.scoreboard.page import write_page  # what draws is slow to import
    from simulation.report.scoreboard.workbook import sheets
    from simulation.report.sheets import write_sheets

    settings, language = request.settings, request.language
    content = {"name": request.name, **resolved(settings), "panel": panel, "prior_draws": n_draws, "language": language}
    write_config(content, folder)
    write_scoreboard(board, folder)
    asked = Asked(settings, panel, n_draws, language)
    write_page(board, folder, asked, key)
    told = {"command": "validate", **content, "content_hash": key}
    write_sheets(sheets(board, asked, folder), settings, language, told, folder)
    write_metadata_of_csv(folder, request.name, key, language)
    write_manifest(folder, settings, "validate", request.name, key, seconds)
