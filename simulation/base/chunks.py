"""Long work cut into chunks, carried out in processes and written to files, so that it goes on where it was stopped.

A chunk is written under another name and then renamed, so a chunk file that exists is complete.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import InputError, unwritable_folder
from simulation.base.locks import new_locked, remove_if_abandoned
from simulation.base.threads import Cancel, ProcessSetting, never, raise_if_cancelled
from simulation.base.workers import begin_worker

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "ARROW_NUM_THREADS")
SECONDS_BETWEEN_QUESTIONS = 0.2  # whether to stop, while processes work

type Arrays = Mapping[str, NDArray[Any]]
type Chunk = tuple[Path, Callable[[], Arrays]]  # the file it is written to (.npz), and what makes it


def make(chunks: Mapping[int, Chunk], n_processes: int, cancel: Cancel = never) -> Iterator[int]:
    """Make chunks and yield each one's number when it has been written.

    Several threads may do so at once, each with processes of its own.

    Args:
        chunks: by number; their folders exist, and what makes them can be pickled.
        n_processes: how many run at a time, each on one core; a single one is this process.
        cancel: asked before each chunk, and now and then while others make them; those under way are then given up.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if a folder can't be written to or a process has died, and what the making of a chunk raises.
    """
    _tidy(chunks)
    n_processes = min(n_processes, len(chunks))
    if n_processes <= 1:
        for number, chunk in chunks.items():
            raise_if_cancelled(cancel)
            write_chunk(*chunk)
            yield number
        return
    context = _Spawning()
    with one_thread_each(), ProcessPoolExecutor(n_processes, context, initializer=begin_worker) as pool:
        try:
            yield from _in_pool(chunks, pool, 2 * n_processes, cancel)
        except BrokenProcessPool as error:
            raise InputError("worker_died", name="threads") from error
        except BaseException:
            for worker in context.started:  # rather than wait for chunks that nobody asks for now
                worker.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
            _tidy(chunks)


class _Spawning(SpawnContext):
    """Starts processes afresh, and remembers which: other threads may have some of their own.

    They aren't forked, since the parent may hold threads, and Numba's don't survive a fork.
    """

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *arguments: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        """Return a process to start; what a pool calls."""
        process = SpawnProcess(*arguments, **named)
        self.started.append(process)
        return process


def _in_pool(chunks: Mapping[int, Chunk], pool: ProcessPoolExecutor, n_ahead: int, cancel: Cancel) -> Iterator[int]:
    waiting = iter(chunks)
    under_way: dict[Future[None], int] = {}
    while True:
        while len(under_way) < n_ahead and (number := next(waiting, None)) is not None:
            under_way[pool.submit(write_chunk, *chunks[number])] = number
        if not under_way:
            return
        raise_if_cancelled(cancel)
        for future in wait(under_way, SECONDS_BETWEEN_QUESTIONS, return_when=FIRST_COMPLETED).done:
            future.result()
            yield under_way.pop(future)


def write_chunk(path: Path, made_by: Callable[[], Arrays]) -> None:
    """Make a chunk and write it, whole or not at all.

    Raises:
        InputError: if it can't be written.
    """
    arrays = made_by()
    aside = None
    try:
        aside, file = new_locked(lambda word: path.with_name(f".{path.name}.{word}"))
        with file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
            if os.name != "nt":  # Windows renames no open files
                aside.replace(path)
        if os.name == "nt":
            aside.replace(path)
    except OSError as error:
        if aside is not None:
            aside.unlink(missing_ok=True)
        raise unwritable_folder(path.parent, error) from error


def _tidy(chunks: Mapping[int, Chunk]) -> None:
    """Remove what processes that are no more have left half-written beside the chunks."""
    for folder in {path.parent for path, _ in chunks.values()}:
        for aside in folder.glob(".*.npz.*"):
            remove_if_abandoned(aside, partial(aside.unlink, missing_ok=True))


@contextmanager
def _one_thread_each() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# Processes started in the block use one thread each: they share the cores among them already.
one_thread_each = ProcessSetting(_one_thread_each)
