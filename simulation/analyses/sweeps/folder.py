"""The folder of a sweep: what was asked for, shards, failures, results; one runner at a time.

sweep.json, design.parquet     what was asked for, written before anything is simulated
shards/WORLD/NNNN/*.parquet    replications, a file a unit
failures/*.json                units that failed, with their error
results.*, report.html, figures/, manifest.json    written when all units are done
run/                           the lock and how far the runner has come: not part of the results
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from simulation.analyses.sweeps.design import Design
from simulation.analyses.sweeps.shards import Shards
from simulation.analyses.sweeps.specification import Sweep, make_sweep
from simulation.analyses.sweeps.units import Unit
from simulation.analyses.sweeps.work import Failure
from simulation.base.errors import InputError, reason_of, unwritable_folder
from simulation.base.locks import take_lock
from simulation.results.atomic import PART, write_atomically
from simulation.results.folder import check_place, check_record, free_name

FAILURE = ("world", "point", "first_replication", "n_replications", "kind", "message")
DECLARATION, DESIGN, MANIFEST = "sweep.json", "design.parquet", "manifest.json"


class SweepFolder:
    """Where a sweep keeps everything."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.shards = Shards(self.path / "shards")
        self.failures = self.path / "failures"
        self._run = self.path / "run"

    def begin(self, sweep: Sweep) -> None:
        """Write down what is asked for; a folder that holds this very sweep is taken up again.

        Raises:
            InputError: if something else is here, or nothing can be written.
        """
        if self.is_sweep():
            if self.declaration().get("key") != sweep.key:
                raise InputError("folder_not_empty", folder=self.path)
            return
        design = io.BytesIO()
        sweep.design.table().to_parquet(design, index=False)
        content = json.dumps({"key": sweep.key, **sweep.saved()}, indent=1, ensure_ascii=False)
        try:
            if self.path.exists() and (not self.path.is_dir() or self._holds_something()):
                raise InputError("folder_not_empty", folder=self.path)
            is_new = not self.path.exists()
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                write_atomically(self.path / DESIGN, design.getvalue())
                write_atomically(self.path / DECLARATION, content.encode() + b"\n")
            except BaseException:  # Ctrl-C too: what was begun and can't be taken up again isn't left behind
                if not self.is_sweep():
                    (self.path / DESIGN).unlink(missing_ok=True)
                    if is_new:
                        self.path.rmdir()
                raise
        except OSError as error:
            raise unwritable_folder(self.path, error) from error

    def _holds_something(self) -> bool:
        """Say whether there is more than a beginning that was cut short."""
        return any(path.name != DESIGN and PART not in path.name for path in self.path.iterdir())

    def is_sweep(self) -> bool:
        """Say whether a sweep was begun here."""
        return (self.path / DECLARATION).is_file()

    def declaration(self) -> dict[str, Any]:
        """Return what was asked for, as it was written down.

        Raises:
            InputError: if there is no sweep here.
        """
        try:
            content = json.loads((self.path / DECLARATION).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError("no_sweep_here", folder=self.path) from error
        if not isinstance(content, dict) or not {"name", "worlds", "design", "key"} <= set(content):
            raise InputError("no_sweep_here", folder=self.path)
        return content

    def sweep(self) -> Sweep:
        """Return the sweep that was begun here.

        Raises:
            InputError: if there is none, or the model, a policy or a table has changed since.
        """
        content = self.declaration()
        sweep = make_sweep(content, self.design(content))
        if sweep.key != content["key"]:
            raise InputError("changed_since", folder=self.path)
        return sweep

    def design(self, declaration: Mapping[str, Any]) -> Design:
        """Return the points, as they were written down.

        Raises:
            InputError: if they can't be read.
        """
        try:
            names = tuple(declaration["design"]["names"])
            table = pq.read_table(self.path / DESIGN)
            values = np.empty((table.num_rows, len(names)))
            for column, name in enumerate(names):
                values[:, column] = table[name].to_numpy()
            return Design(declaration["design"]["kind"], names, values)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError("no_sweep_here", folder=self.path) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runners out; the lock is released when its process ends, however it ends.

        Raises:
            InputError: if another runner is at work here, or nothing can be written.
        """
        try:
            self._run.mkdir(exist_ok=True)
            file = (self._run / "lock").open("a")
        except OSError as error:
            raise unwritable_folder(self.path, error) from error
        with file:
            if not take_lock(file.fileno()):
                raise InputError("sweep_is_running", folder=self.path)
            self._tidy()
            yield

    def _tidy(self) -> None:
        """Remove what a runner that was killed has left half-written."""
        for path in self.path.rglob(f"*{PART}*"):
            path.unlink(missing_ok=True)

    def is_running(self) -> bool:
        """Say whether a runner is at work here."""
        try:
            with (self._run / "lock").open("a") as file:
                return not take_lock(file.fileno())
        except OSError:
            return False

    def write_shard(self, sweep: Sweep, unit: Unit, content: bytes) -> None:
        """Put a shard in its place, and forget that the unit once failed.

        Raises:
            InputError: if it can't be written: the disk is full, say.
        """
        try:
            self.shards.write_shard(sweep, unit, content)
            self._failure_file(sweep, unit).unlink(missing_ok=True)
        except OSError as error:
            raise InputError("sweep_stopped", folder=self.path, reason=reason_of(error)) from error

    def record_failure(self, sweep: Sweep, unit: Unit, failure: Failure) -> None:
        """Write down that a unit failed, and why.

        Raises:
            InputError: if it can't be written.
        """
        content = {
            "world": sweep.worlds[unit.world].name,
            "point": unit.point,
            "first_replication": unit.first,
            "n_replications": unit.n_replications,
            **asdict(failure),
        }
        try:
            self.failures.mkdir(exist_ok=True)
            content_bytes = json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"
            write_atomically(self._failure_file(sweep, unit), content_bytes)
        except OSError as error:
            raise InputError("sweep_stopped", folder=self.path, reason=reason_of(error)) from error

    def _failure_file(self, sweep: Sweep, unit: Unit) -> Path:
        return self.failures / f"{sweep.worlds[unit.world].name}-{unit.point:06d}-{unit.first:06d}.json"

    def read_failures(self) -> list[dict[str, Any]]:
        """Return the units that failed, in the order of worlds and points."""
        failures = []
        for path in sorted(self.failures.glob("*.json")):
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
                failures.append({key: content[key] for key in FAILURE})
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise InputError("unreadable_file", file=path, reason=error) from error
        return failures

    def write_progress(self, content: Mapping[str, Any]) -> None:
        """Write down how far the runner has come."""
        try:
            write_atomically(self._run / "progress.json", json.dumps(content).encode())
        except OSError:  # a full disk stops the runner at the next shard, with a sentence
            return

    def progress(self) -> dict[str, Any]:
        """Return how far the runner has come; empty before its first word."""
        try:
            content = json.loads((self._run / "progress.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def move_aside(self) -> Path | None:
        """Rename the folder and return its new place; None if there is nothing here.

        Raises:
            InputError: if it isn't one of ours, is the current folder or holds the user's home, or can't be renamed.
        """
        if not self.path.exists() or (self.path.is_dir() and not self._holds_something()):
            return None
        check_place(self.path)
        check_record(self.path)
        aside = free_name(self.path)
        try:
            self.path.rename(aside)
        except OSError as error:
            raise unwritable_folder(self.path, error) from error
        return aside
