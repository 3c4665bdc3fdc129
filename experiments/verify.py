"""Check that a folder of results is unchanged, and that its tables can be reproduced: `tilltro verify DIR`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from simulation import __version__
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.cli.exit_status import DIFFERS
from simulation.cli.progress import compile_first, progress
from simulation.cli.terminal import show
from simulation.cli.typed import Typed, yes_or_no
from simulation.results.recomputed import compare_with_folder
from simulation.results.recorded import RECOMPUTABLE, RecordedResults, read_recorded
from simulation.study.carry_out import simulate


def main(typed: Typed) -> int:
    """Check a folder, tell what differs, and return the exit status: 0 where nothing does, 1 where something does."""
    typed.allow(("language", "recompute"))
    if len(typed.words) != 1:
        raise InputError("one_folder", command="verify")
    recompute = yes_or_no(typed, "recompute", usual=True)
    recorded = read_recorded(Path(typed.words[0]).expanduser())
    is_whole = _check_sums(recorded, typed.language)
    is_again = not recompute or _check_tables(recorded, typed.language)
    if is_whole and is_again:
        return 0
    show(text("handed_on.verify.differs", typed.language))
    return DIFFERS


def _check_sums(recorded: RecordedResults, language: str) -> bool:
    """Tell which files aren't as they were written, and say whether all are."""
    if not recorded.is_same_version:
        show(text("handed_on.verify.version", language, written=recorded.version, here=__version__))
    found = recorded.differences()
    for kind, names in (("changed", found.changed), ("missing", found.missing), ("added", found.added)):
        show(*(text(f"handed_on.verify.{kind}", language, file=name) for name in names))
    damaged: list[Path] = []
    if recorded.command == "sweep":
        whole, damaged = SweepFolder(recorded.folder).shards.whole_and_damaged()
        shards = [path.relative_to(recorded.folder.resolve()).as_posix() for path in damaged]
        show(*(text("handed_on.verify.changed", language, file=name) for name in shards))
        show(text("handed_on.verify.shards", language, n=format_number(len(whole), 0, language)))
    is_whole = not found and not damaged
    if is_whole:
        show(text("handed_on.verify.sums", language, n=format_number(recorded.n_files, 0, language)))
    return is_whole


def _check_tables(recorded: RecordedResults, language: str) -> bool:
    """Work the tables out again, tell which files differ, and say whether none does."""
    if recorded.command not in RECOMPUTABLE:
        show(text("handed_on.verify.sums_only", language, command=recorded.command))
        return True
    settings = recorded.settings
    compile_first(language)
    n_threads = os.cpu_count() or 1
    with progress(settings.n_replications, language) as shown:
        tables = simulate(settings, recorded.precision, n_threads, shown, follow_clients=True)
    with tempfile.TemporaryDirectory() as work:
        compared = compare_with_folder(tables, recorded.folder, Path(work))
    must_be_equal = recorded.is_same_machine
    far = [file for file in compared if not (file.is_equal if must_be_equal else file.is_near)]
    for file in far:
        key = "rounding" if file.is_near else "table"
        show(text(f"handed_on.verify.{key}", language, file=file.name))
    if not must_be_equal:
        show(text("handed_on.verify.elsewhere", language, platform=recorded.manifest.get("platform", "?")))
    if not far:
        key = "equal" if all(file.is_equal for file in compared) else "near"
        show(text(f"handed_on.verify.{key}", language, n=format_number(len(compared), 0, language)))
    return not far
