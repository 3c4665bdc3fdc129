"""Long work cut into chunks, carried out in processes and landed as files, so that it goes on where it was stopped.

A chunk is written aside and renamed: one that is there is whole.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import unwritable_folder

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "ARROW_NUM_THREADS")

type Arrays = Mapping[str, NDArray[Any]]
type Chunk = tuple[Path, Callable[[], Arrays]]  # where it lands (.npz), and what makes it


def make(chunks: Mapping[int, Chunk], n_processes: int) -> Iterator[int]:
    """Make chunks and yield each one's number when it has landed.

    Args:
        chunks: by number; their folders exist, and what makes them can be pickled.
        n_processes: how many run at a time, each on one core.

    Raises:
        InputError: if a folder can't be written to, and what the making of a chunk raises.
    """
    if n_processes == 1 or len(chunks) <= 1:
        for number, chunk in chunks.items():
            land(*chunk)
            yield number
        return
    # Started afresh rather than forked: the parent may hold threads, and Numba's don't survive a fork.
    context = multiprocessing.get_context("spawn")
    with one_thread_each(), _pool(min(n_processes, len(chunks)), context) as pool:
        waiting = iter(chunks)
        under_way: dict[Future[None], int] = {}
        try:
            while True:
                for number in waiting:
                    under_way[pool.submit(land, *chunks[number])] = number
                    if len(under_way) >= 2 * n_processes:
                        break
                if not under_way:
                    return
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    future.result()
                    yield under_way.pop(future)
        finally:
            pool.shutdown(cancel_futures=True)


def land(path: Path, made_by: Callable[[], Arrays]) -> None:
    """Make a chunk and write it, whole or not at all.

    Raises:
        InputError: if it can't be written.
    """
    arrays = made_by()
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise unwritable_folder(path.parent, error) from error


def _pool(n_processes: int, context: multiprocessing.context.SpawnContext) -> ProcessPoolExecutor:
    # Ctrl-C reaches every process of a terminal; the parent alone answers it.
    return ProcessPoolExecutor(
        n_processes, context, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let processes started in the block use one thread each: they share the cores among them already."""
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
