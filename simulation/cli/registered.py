"""What `tilltro predict-study` and `tilltro check-study` are asked for and show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from simulation.analyses.trials.design import SETTINGS, load_design
from simulation.analyses.trials.new_draws import MOST_NEW, ChangedModelError, learn_with_new_draws
from simulation.analyses.trials.registered import FEWEST_EFFECTIVE, Learned, Registered
from simulation.base.checks import check_number
from simulation.base.errors import InputError
from simulation.base.tables import as_number, plain_heading
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import request_trial_pair
from simulation.cli.typed import Typed, own_folder
from simulation.report.trials.words import unit_of
from simulation.study.unknowns import unknown_words
from simulation.study.user_table import read_user_table
from simulation.study.worlds import load_world

RESULT = ("estimate", "standard_error")
HOW = ("threads", "language", "out")  # what was typed that no number depends on
MOST = 1e6  # of 100 people, either way


def read_result(typed: Typed) -> tuple[float, float]:
    """Return estimate and standard error of 100 people, from the table named or as typed.

    Raises:
        InputError: if they are missing or no numbers.
    """
    typed.allow((*RESULT, "threads", "language"))
    if len(typed.words) == 2:
        table = read_user_table(Path(typed.words[1]).expanduser())
        headings = [plain_heading(heading) for heading in table.headings]
        if not set(RESULT) <= set(headings) or table.n_rows != 1:
            raise InputError("study_result_missing")
        values = [float(table.numbers(headings.index(name))[0]) for name in RESULT]
    elif len(typed.words) == 1 and set(RESULT) <= set(typed.settings):
        values = [as_number(typed.settings[name]) for name in RESULT]
    else:
        raise InputError("study_result_missing")
    estimate = check_number("estimate", values[0] if np.isfinite(values[0]) else "?", -MOST, MOST)
    return estimate, check_number("standard_error", values[1] if np.isfinite(values[1]) else "?", 1e-6, MOST)


def typed_beside(typed: Typed) -> dict[str, str]:
    """Return what was typed beside the design, as far as numbers depend on it."""
    return {name: value for name, value in typed.settings.items() if name not in (*SETTINGS, *HOW)}


def more_draws(registered: Registered, found: Learned, typed: Typed) -> tuple[Learned, bool]:
    """Return what a result teaches by new draws, and whether none were made because the model has changed since.

    A prediction of an earlier version doesn't say what it was made with; it gets none either.

    Raises:
        InputError: if what the prediction was made with isn't there any more.
    """
    if registered.typed is None:
        return found, False
    threads = {name: value for name, value in typed.settings.items() if name == "threads"}
    again = Typed((), {**registered.typed, **threads})
    own = {name: value for name, value in registered.design.items() if name in SETTINGS}
    design = load_design(str(registered.design["name"]), own_folder(again), own)
    request = request_trial_pair("predict-study", again, design.policy, design.against, design.follow_up)
    compile_first(typed.language)
    try:
        with progress(MOST_NEW, typed.language, "decide.registered.drawing") as shown:
            return learn_with_new_draws(registered, found, request.settings, design, request.n_threads, shown), False
    except ChangedModelError:
        return found, True


def expected_lines(registered: Registered, language: str) -> list[str]:
    """Return what is expected of a study, and under each rival."""
    shown = {**_ends(registered, language), "unit": unit_of(str(registered.design["outcome"]), language)}
    lines = [text("decide.registered.expected", language, **shown)]
    for world, expected in registered.rivals.items():
        ends = _ends(replace(registered, expected=expected), language)
        lines.append(text("decide.registered.rival", language, world=load_world(world).label[language], **ends))
    return lines


def _ends(registered: Registered, language: str) -> dict[str, str]:
    shares = {"middle": 0.5, "low50": 0.25, "high50": 0.75, "low95": 0.025, "high95": 0.975}
    return {name: _of_hundred(registered.quantile(share), language) for name, share in shares.items()}


def _of_hundred(value: float, language: str) -> str:
    return format_number(100.0 * value, 1, language, sign=True)


def learned_lines(registered: Registered, found: Learned, language: str, is_changed: bool = False) -> list[str]:
    """Return what a result says: whether it was expected, and what it teaches.

    `is_changed`: no new draws could be made, since the model gives other numbers than when the prediction was made.
    """
    unit = unit_of(str(registered.design["outcome"]), language)
    lines = [
        text(
            "decide.registered.found",
            language,
            estimate=_of_hundred(found.estimate, language),
            error=format_number(100.0 * found.error, 1, language),
            below=format_number(100.0 * found.below, 0, language),
            unit=unit,
        ),
        text(f"decide.registered.{'conflict' if found.is_conflict else 'agrees'}", language),
    ]
    if not found.is_conflict:
        lines += _drawn(found, language, is_changed)
        lines += _taught(registered, found, unit, language)
    scores = "".join(
        f"; {load_world(world).label[language]}: {_score(score, language)}"
        for world, score in found.log_scores.items()
        if world
    )
    own = _score(found.log_scores[""], language)
    return [
        *lines,
        text("decide.registered.score", language, score=own, rivals=scores),
        text("decide.registered.discrepancy", language),
    ]


def _score(value: float, language: str) -> str:
    return format_number(value, 2, language, sign=True)


def _drawn(found: Learned, language: str, is_changed: bool) -> list[str]:
    if is_changed:
        return [text("decide.registered.changed", language)]
    if not found.n_new:
        return []
    numbers = {
        "before": found.effective_before,
        "after": found.effective,
        "new": found.n_new,
        "least": FEWEST_EFFECTIVE,
    }
    shown = {name: format_number(value, 0, language) for name, value in numbers.items()}
    return [text("decide.registered.anew", language, **shown)]


def _taught(registered: Registered, found: Learned, unit: str, language: str) -> list[str]:
    if not found.has_enough:
        n, least = (format_number(value, 0, language) for value in (found.effective, FEWEST_EFFECTIVE))
        return [text(f"decide.registered.{'still_few' if found.n_new else 'too_few'}", language, n=n, least=least)]
    unknown = unknown_words(str(registered.design["unknown"]), language)
    told = {
        text("decide.registered.effect", language, unit=unit): (found.effect, 100.0, 1),
        unknown[0].upper() + unknown[1:]: (found.unknown, 1.0, 2),
    }
    lines = []
    for what, ((before, after), times, digits) in told.items():
        names = ("before", "low", "high", "after", "low_after", "high_after")
        values = (format_number(times * value, digits, language) for value in (*before, *after))
        shown = dict(zip(names, values, strict=True))
        lines.append(text("decide.registered.learned", language, what=what, **shown))
    return lines
