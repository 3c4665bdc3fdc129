"""How far a sweep has come, as another terminal sees it: `tilltro sweep status=DIR`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulation.analyses.sweeps.folder import MANIFEST, SweepFolder
from simulation.analyses.sweeps.specification import make_sweep
from simulation.base.texts import text
from simulation.cli.sweep_progress import time_left
from simulation.cli.terminal import facts, show, table
from simulation.report.sweep.finish import is_complete
from simulation.report.sweep.words import Words


def show_status(folder: SweepFolder, language: str) -> int:
    """Show the state of the sweep in a folder, and the policies' differences so far; return the exit status."""
    declaration, progress = folder.declaration(), folder.progress()
    words = Words(make_sweep(declaration, folder.design(declaration)), language)
    is_running = folder.is_running()
    failures = folder.read_failures()
    if is_running:
        state = "running"
    elif not (folder.path / MANIFEST).is_file():
        state = "stopped"
    else:
        state = "done" if is_complete(folder, declaration["key"], None) else "incomplete"
    done = words.text("status.of", done=progress.get("n_replications", 0), total=progress.get("n_asked", 0))
    left = time_left(words, progress.get("seconds_left")) if is_running else ""
    pairs = [
        (words.text("status.sweep"), str(declaration["name"])),
        (words.text("status.state"), words.text(f"status.{state}")),
        (words.text("status.done_of"), done if progress else ""),
        (words.text("status.failed"), str(len(failures))),
        (words.text("status.left"), left),
    ]
    rows = [
        [
            label_of_world(words, world),
            words.label(policy),
            "" if value is None else _so_far(words, value, progress, world, policy),
        ]
        for world, policies in progress.get("so_far", {}).items()
        for policy, value in policies.items()
    ]
    damaged = [] if is_running else folder.shards.whole_and_damaged()[1]  # a runner finds them, and makes them anew
    headings = [words.text("status.world"), words.text("policy"), words.text("difference")]
    title = words.text("status.so_far", baseline=words.baseline)
    show(facts(pairs))
    if rows:
        show(f"\n{title} ({words.unit})", table(headings, rows, n_text_columns=2))
    show(*damage(folder, damaged, language))
    return 0


def _so_far(words: Words, value: float, progress: Mapping[str, Any], world: str, policy: str) -> str:
    """Return a difference with no more digits than its error carries."""
    error = progress.get("so_far_error", {}).get(world, {}).get(policy)
    return words.number(value, sign=True, decimals=words.decimals(math.nan if error is None else error))


def damage(folder: SweepFolder, damaged: Sequence[Path], language: str) -> list[str]:
    """Return a sentence on shards that aren't as they were written; none where all are."""
    if not damaged:
        return []
    first = damaged[0].relative_to(folder.path)
    return [text("sweep.damaged", language, n=len(damaged), first=first, folder=folder.path)]


def label_of_world(words: Words, name: str) -> str:
    """Return what a world is called."""
    return next((world.label[words.language] for world in words.sweep.worlds if world.name == name), name)
