"""What `tilltro predict-study` and `tilltro check-study` read and show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulation.analyses.trials.design import SETTINGS, load_design
from simulation.analyses.trials.new_draws import MOST_NEW, ChangedModelError, learn_with_new_draws
from simulation.analyses.trials.preregistration import FEWEST_EFFECTIVE, Learned, Name, Registered, Result
from simulation.base.checks import check_number
from simulation.base.errors import InputError, nearest
from simulation.base.tables import UserTable, as_number, is_missing, plain_heading
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import request_trial_pair
from simulation.cli.typed import Typed, own_folder
from simulation.report.answer.words import time_words
from simulation.report.trials.words import unit_of
from simulation.study.unknowns import unknown_words
from simulation.study.user_table import read_user_table
from simulation.study.worlds import load_world

RESULT = ("estimate", "standard_error")
WHICH = ("outcome", "follow_up")  # tell several results of a study apart
HOW = ("threads", "language", "out")  # settings that no number depends on
MOST = 1e6  # largest estimate, of 100 people, either way


def read_results(typed: Typed, registered: Registered) -> list[Result]:
    """Return a study's results, from the table named or as typed: estimates and standard errors of 100 people.

    A table may have a row a result, told apart by the columns `outcome` and `follow_up` (quarters); a cell left empty
    stands for the design's own.

    Raises:
        InputError: if they are missing or no numbers, or nothing was expected of one, or one is there twice.
    """
    typed.allow((*RESULT, "threads", "language"))
    if len(typed.words) == 2:
        return _of_table(read_user_table(Path(typed.words[1]).expanduser()), registered)
    if len(typed.words) == 1 and set(RESULT) <= set(typed.settings):
        return [_result(*(as_number(typed.settings[name]) for name in RESULT))]
    raise InputError("study_result_missing")


def _of_table(table: UserTable, registered: Registered) -> list[Result]:
    """Return the results in a table, a row each.

    Raises:
        InputError: if a column is missing or unknown, or a row can't be taken.
    """
    headings = [plain_heading(heading) for heading in table.headings]
    if not set(RESULT) <= set(headings) or not table.n_rows:
        raise InputError("study_result_missing")
    known = (*RESULT, *WHICH)
    for heading in headings:
        if heading not in known:
            raise InputError("unknown_key", name=heading, where="the table", nearest=nearest(heading, known))
    columns = {name: table.columns[headings.index(name)] for name in WHICH if name in headings}
    estimates, errors = (table.numbers(headings.index(name)) for name in RESULT)
    found: list[Result] = []
    for row, (estimate, error) in enumerate(zip(estimates, errors, strict=True)):
        name = _name({which: column[row] for which, column in columns.items()}, registered)
        told = {"row": table.first_row + row, "name": _named(name)}
        if name not in registered.names:
            allowed = ", ".join(map(_named, registered.names))
            raise InputError("study_result_not_expected", allowed=allowed, **told)
        if name in [result.name for result in found]:
            raise InputError("study_result_twice", **told)
        found.append(replace(_result(float(estimate), float(error)), name=name))
    return found


def _name(cells: Mapping[str, object], registered: Registered) -> Name:
    """Return which result is meant: by default the design's own; -1 quarters where they aren't whole."""
    outcome, quarter = registered.own
    if not is_missing(cells.get("outcome")):
        outcome = str(cells["outcome"]).strip()
    if not is_missing(cells.get("follow_up")):
        number = as_number(cells["follow_up"])
        quarter = int(number) if number.is_integer() else -1
    return outcome, quarter


def _named(name: Name) -> str:
    """Return a result as a table names it."""
    outcome, quarter = name
    return f"{outcome} {quarter}"


def _result(estimate: float, error: float) -> Result:
    """Return a result a client, from numbers of 100 people.

    Raises:
        InputError: if they are no numbers, or out of range.
    """
    estimate = check_number("estimate", estimate if np.isfinite(estimate) else "?", -MOST, MOST)
    error = check_number("standard_error", error if np.isfinite(error) else "?", 1e-6, MOST)
    return Result(estimate / 100.0, error / 100.0)


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
    if registered.others is not None:
        lines.append(text("decide.registered.others", language, n=len(registered.others.names)))
    return lines


def _ends(registered: Registered, language: str) -> dict[str, str]:
    shares = {"middle": 0.5, "low50": 0.25, "high50": 0.75, "low95": 0.025, "high95": 0.975}
    return {name: _of_hundred(registered.quantile(share), language) for name, share in shares.items()}


def _of_hundred(value: float, language: str) -> str:
    return format_number(100.0 * value, 1, language, sign=True)


def learned_lines(registered: Registered, found: Learned, language: str, is_changed: bool = False) -> list[str]:
    """Return a result in words: whether it was expected, and what it teaches.

    `is_changed`: no new draws could be made, since the model gives other numbers than when the prediction was made.
    """
    unit = unit_of(str(registered.design["outcome"]), language)
    pairs = zip(found.results, found.below, strict=True)
    lines = [_found_line(registered, result, below, language) for result, below in pairs]
    verdict = "conflict" if found.is_conflict else "agrees"
    if len(found.results) > 1:
        farther = format_number(100.0 * found.share_farther_out, 0, language)
        lines.append(text("decide.registered.together", language, n=len(found.results), farther=farther))
        verdict = f"{verdict}_together"
    lines.append(text(f"decide.registered.{verdict}", language))
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


def _found_line(registered: Registered, result: Result, below: float, language: str) -> str:
    """Return what was found in one result, and how many studies were expected below it."""
    outcome, quarter = result.name or registered.own
    shown = {
        "estimate": _of_hundred(result.estimate, language),
        "error": format_number(100.0 * result.error, 1, language),
        "below": format_number(100.0 * below, 0, language),
        "unit": unit_of(outcome, language),
    }
    if result.name in (None, registered.own):
        return text("decide.registered.found", language, **shown)
    what = text(f"decide.trial.outcomes.{outcome}", language)
    return text("decide.registered.found_in", language, what=what, time=time_words(quarter, language), **shown)


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
