"""Hold the model against what was published: `tilltro validate`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from simulation.analyses.validation.files import read_scoreboard, write_scoreboard
from simulation.analyses.validation.panels import observation
from simulation.analyses.validation.prior import prior_draws
from simulation.analyses.validation.scoreboard import Scoreboard, scoreboard
from simulation.analyses.validation.simulated import QUARTERS_NEEDED
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.labels import run_label
from simulation.cli.circumstances import circumstances
from simulation.cli.defaults import OWN
from simulation.cli.details import more, shortened, take_details
from simulation.cli.panel import panel_of
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request, request_validate
from simulation.cli.scoreboard import scoreboard_parts
from simulation.cli.terminal import say, show
from simulation.cli.typed import Typed, as_whole
from simulation.cli.where import show_place
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest

MOST_DRAWS = 10_000


def main(typed: Typed) -> int:
    """Simulate follow-up data as the sources had them, compute the same figures and show what agrees."""
    is_all, others = take_details(typed)
    n_draws, others = _prior_draws(others)
    panel, others = panel_of("validate", others)
    request = request_validate(others)
    if request.settings.n_quarters < QUARTERS_NEEDED:
        raise InputError("too_short", name="n_quarters", value=request.settings.n_quarters, low=QUARTERS_NEEDED)
    from simulation.report.scoreboard.words import panel_note, tallies  # slow to import

    language = request.language
    command = f"validate panel={panel} prior_draws={n_draws}"
    key = content_hash(request.settings, command, request.name, language)
    place = request.place(key)
    if is_reused := place.is_done():
        board = read_scoreboard(place.folder)
    else:
        with place.unfinished() as folder:
            board = _simulate(request, panel, n_draws, key, folder)
    head = circumstances(request.settings, language)
    parts = scoreboard_parts(board, language, n_draws > 0)
    if is_all:
        show(*head, *parts, *_notes(request, panel, n_draws))
    else:
        said = [*tallies(board, language), panel_note(panel, language)]
        show(*shortened([*head, *_notes(request, panel, n_draws)[:1], *said, "", *parts]), more(language))
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
    from simulation.report.scoreboard.page import write_page  # what draws is slow to import

    settings, language = request.settings, request.language
    content = {"name": request.name, **resolved(settings), "panel": panel, "prior_draws": n_draws, "language": language}
    write_config(content, folder)
    write_scoreboard(board, folder)
    write_page(board, folder, _title(request), _notes(request, panel, n_draws), key, language)
    write_manifest(folder, settings, "validate", request.name, key, seconds)


def _title(request: Request) -> str:
    name, language = request.settings.baseline, request.language
    return run_label(request.name, language, {name: request.settings.policy_label(name, language)})


def _notes(request: Request, panel: str, n_draws: int) -> Sequence[str]:
    from simulation.report.scoreboard import words

    settings = request.settings
    policy = settings.policy_label(settings.baseline, request.language)
    numbers = settings.study().draw_numbers
    n_sets = 0 if numbers is None else numbers[-1] + 1
    return words.notes(
        policy, panel, settings.n_clients, settings.n_replications, n_sets, n_draws > 0, request.language
    )
