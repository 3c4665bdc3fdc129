"""Policies x worlds x parameter draws x replications as one job: `tilltro sweep`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import RenderableType

from simulation.analyses.sweeps.executors import check, start
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.runner import Runner
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.summary import WorldSummary, summarise
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.cli.circumstances import table_lines
from simulation.cli.exit_status import INTERRUPTED, SOME_FAILED
from simulation.cli.options import more, shortened, take_details
from simulation.cli.progress import compile_first
from simulation.cli.sweep_progress import sweep_progress
from simulation.cli.sweep_request import How, read_how, read_sweep
from simulation.cli.sweep_status import show_status
from simulation.cli.terminal import say, show, show_folder, table
from simulation.cli.typed import Typed, as_whole
from simulation.report.sweep.finish import finish, is_complete
from simulation.report.sweep.words import Words
from simulation.results.folder import default_folder
from simulation.results.page_names import page_name
from simulation.study.memory import check_memory

RESUME, STATUS = "resume", "status"
WITH_RESUME = ("executor", "address", "threads", "language")


def main(typed: Typed) -> int:
    """Begin a sweep, take one up again, or tell how far one has come; return the exit status."""
    is_all, typed = take_details(typed)
    asked, others = typed.take((RESUME, STATUS))
    if len(asked) > 1:
        raise InputError("resume_and_status")
    if STATUS in asked:
        _allow_only(others, ("language",), STATUS)
        return show_status(SweepFolder(Path(asked[STATUS]).expanduser()), others.language)
    if RESUME in asked:
        return _resume(Path(asked[RESUME]).expanduser(), others, is_all)
    sweep, how = read_sweep(others)
    check(how.executor, how.address)
    _check_memory(sweep, how)
    folder = SweepFolder(how.out or default_folder("sweep", sweep.name, sweep.key))
    moved = folder.move_aside() if how.overwrite and not folder.is_running() else None
    if moved is not None:
        say(text("cli.result.moved", how.language, folder=moved))
    folder.begin(sweep)
    return _carry_out(sweep, folder, how, is_all)


def _resume(path: Path, typed: Typed, is_all: bool) -> int:
    _allow_only(typed, WITH_RESUME, RESUME)
    own = dict(typed.settings)
    how = read_how(own, {**own, **({"threads": as_whole(own["threads"])} if "threads" in own else {})})
    folder = SweepFolder(path)
    sweep = folder.sweep()
    check(how.executor, how.address)
    _check_memory(sweep, how)
    return _carry_out(sweep, folder, how, is_all)


def _check_memory(sweep: Sweep, how: How) -> None:
    if how.executor != "ray":  # whose memory is that of other computers
        for world in sweep.worlds:
            check_memory(world.settings, 1, how.n_workers or 1)


def _allow_only(typed: Typed, names: Sequence[str], command: str) -> None:
    typed.refuse(set(typed.settings) - set(names), "not_with_resume", command=command)
    for word in typed.words:
        raise InputError("not_with_resume", name=word, command=command)


def _carry_out(sweep: Sweep, folder: SweepFolder, how: How, is_all: bool) -> int:
    words, began = Words(sweep, how.language), time.monotonic()
    for line in dict.fromkeys(line for world in sweep.worlds for line in table_lines(world.settings, how.language)):
        say(line)
    try:
        if is_complete(folder, sweep.key, how.language) and not folder.shards.whole_and_damaged()[1]:
            show(*_shown(words, summarise(sweep, folder.path), folder, is_all), words.text("reused"))
            return _say_where(words, folder, 0)
        with folder.locked():
            _prepare(words)
            with sweep_progress(words) as on_progress:
                executor = partial(start, how.executor, sweep, how.n_workers, how.address)
                done = Runner(sweep, folder, executor, on_progress).run()
            say(words.text("writing"))
            summaries = finish(sweep, folder, how.language)
    except KeyboardInterrupt:
        say(words.text("stopped", folder=folder.path))
        return INTERRUPTED
    show(*_shown(words, summaries, folder, is_all), *_took(words, summaries))
    n_arms = len(sweep.arms)
    numbers = {"n_replications": done.n_replications, "n_runs": done.n_replications * n_arms,
               "n_simulated": done.n_simulated * n_arms, "seconds": time.monotonic() - began}  # fmt: skip
    show(words.text("finished", **{key: format_number(value, 0, how.language) for key, value in numbers.items()}))
    return _say_where(words, folder, done.n_failed_units)


def _prepare(words: Words) -> None:
    """Compile once, before there are workers that would all do so."""
    sweep = words.sweep
    say(words.text(
        "begun", n_points=format_number(sweep.n_points, 0, words.language), n_replications=sweep.n_replications,
        n_arms=len(sweep.arms),
    ))  # fmt: skip
    compile_first(words.language)


def _say_where(words: Words, folder: SweepFolder, n_failed: int) -> int:
    if n_failed:
        show(words.text("failed", n=n_failed, folder=folder.failures, sweep=folder.path))
    show_folder(folder.path, page_name("sweep"), words.language)
    return SOME_FAILED if n_failed else 0


def _shown(words: Words, summaries: Sequence[WorldSummary], folder: SweepFolder, is_all: bool) -> list[RenderableType]:
    from simulation.cli.answer import finding_lines
    from simulation.report.sweep.finding import finding
    from simulation.report.sweep.sides import carrot_and_stick

    both = carrot_and_stick(words.sweep, folder.path)
    first: list[RenderableType] = [*finding_lines(finding(words, summaries, both)), ""]
    unshown = [words.suppression_note] if words.suppression_note else []
    if both is not None and not is_all:
        return [*shortened(first), *unshown, more(words.language)]
    alone = [] if both is None else [words.text("page.one_outcome", outcome=words.outcome)]
    parts = [*first, *alone, *_ranking(words, summaries)]
    return [*parts, *unshown] if is_all else [*shortened(parts), *unshown, more(words.language)]


def _ranking(words: Words, summaries: Sequence[WorldSummary]) -> list[RenderableType]:
    from simulation.report.sweep.page import chance, ranking_cells, ranking_columns

    parts: list[RenderableType] = []
    for summary in summaries:
        world = next(world for world in words.sweep.worlds if world.name == summary.name)
        headings = ["policy", *ranking_columns(summary)]
        rows = []
        for rank in summary.ranking():
            mark = f"\n({words.text('assumed')})" if words.is_assumed(rank.policy) else ""
            rows.append([words.label(rank.policy) + mark, *ranking_cells(words, summary, rank.policy)])
        title = words.text(
            "ranking_title", outcome=words.outcome, n_quarters=world.settings.n_quarters, world=words.world(summary),
            baseline=words.baseline,
        )  # fmt: skip
        parts.append(table([words.text(heading) for heading in headings], rows, title))
    tied = max(summary.tied_share for summary in summaries if summary.n_points > 1) if words.sweep.design.names else 0.0
    ties = [words.text("ties", share=words.share(tied))] if tied > 0.0 else []
    return [*parts, words.text("note", unit=words.unit), *ties, chance(words, summaries)]


def _took(words: Words, summaries: Sequence[WorldSummary]) -> list[str]:
    """Say how many replications a precision took, and where it wasn't reached."""
    sweep = words.sweep
    if sweep.precision is None:
        return []
    counts = np.concatenate([summary.n_replications for summary in summaries])
    low, high = int(counts.min()), int(counts.max())
    sentences = [words.text("took", n=str(low) if low == high else words.text("page.from_to", low=low, high=high))]
    widths = [2.0 * np.nan_to_num(summary.half_width) for summary in summaries]  # of the baseline there is none
    n_wide = sum(not sweep.precision.is_met(width) for points in widths for width in points.max(axis=1))
    if n_wide:
        width, policy, world = max(
            (float(points[:, number].max()), policy, words.world(summary))
            for summary, points in zip(summaries, widths, strict=True)
            for number, policy in enumerate(sweep.arms)
        )
        numbers = {"n": n_wide, "n_points": sweep.n_points, "most": sweep.precision.most_replications}
        widest = {"policy": words.label(policy), "world": world, "width": words.number(width), "unit": words.unit}
        sentences.append(words.text("not_reached", **numbers, **widest))
    return sentences
