"""Work shared out among threads: the rows of one large replication, or one replication after another.

Results don't depend on the number of threads. Long work reports its progress and can be cancelled.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from simulation.base.errors import Cancelled

ROWS_A_BLOCK = 16_384

type Progress = Callable[[int, int], None]  # called with (steps done, total steps as known so far)
type Cancel = Callable[[], bool]  # returns whether to stop


def no_progress(n_done: int, n_asked: int) -> None:
    """Ignore progress (the default)."""


def never() -> bool:
    """Never cancel (the default)."""
    return False


class ProcessSetting:
    """A process-wide setting, needed by blocks of code that run in several threads at once.

    The first block to enter sets it and the last to leave restores what was before, in whatever order they leave. Other
    code sees the setting too as long as one of them runs.
    """

    def __init__(self, setting: Callable[[], AbstractContextManager[object]]) -> None:
        self._setting = setting
        self._lock = threading.Lock()
        self._n_blocks = 0
        self._set: AbstractContextManager[object] | None = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Context manager: the setting is in force inside the block."""
        with self._lock:
            if self._n_blocks == 0:
                setting = self._setting()
                setting.__enter__()
                self._set = setting
            self._n_blocks += 1
        try:
            yield
        finally:
            with self._lock:
                self._n_blocks -= 1
                if self._n_blocks == 0 and self._set is not None:
                    self._set.__exit__(None, None, None)
                    self._set = None


def _linear_algebra_on_one_thread() -> AbstractContextManager[object]:
    from threadpoolctl import threadpool_limits

    # OpenMP counts threads per calling thread, and another thread may be the one that restores: it is left alone.
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


linear_algebra_on_one_thread = ProcessSetting(_linear_algebra_on_one_thread)


def for_blocks(work: Callable[[int, int], None], n_rows: int, n_threads: int, rows_a_block: int = ROWS_A_BLOCK) -> None:
    """Call `work(start, stop)` for consecutive blocks that cover all rows, on `n_threads` threads.

    The calling thread is one of them: were it to wait, it would be woken at every block and push a working thread
    off its core, which cost a fifth of what a second thread gives.

    Raises:
        Exception: the first error of `work` in any thread.
    """
    starts = iter(range(0, n_rows, rows_a_block))  # the interpreter's lock gives each start to one thread only

    def take_blocks() -> None:
        for start in starts:
            work(start, min(start + rows_a_block, n_rows))

    if n_threads == 1 or n_rows <= rows_a_block:
        take_blocks()
        return
    with ThreadPoolExecutor(n_threads - 1) as pool:
        others = [pool.submit(take_blocks) for _ in range(n_threads - 1)]
        take_blocks()
        for other in others:
            other.result()


def in_order[Item, Result](
    work: Callable[[Item, Cancel], Result], items: Iterable[Item], n_threads: int, cancel: Cancel = never
) -> Generator[Result, None, None]:
    """Yield `work(item, should_stop)` of all items in their order, whichever thread is done first.

    Close the generator when leaving it early (`contextlib.closing`): it then stops its threads and waits for them.

    Args:
        work: is done in any of the threads; what takes long asks `should_stop` now and then, and raises `Cancelled`.
        items: what to work on.
        n_threads: how many items are worked on at a time.
        cancel: asked before each item, before each result, and whenever work asks; by one thread at a time.

    Raises:
        Cancelled: when `cancel` says so.
        Exception: what work or `cancel` raises.
    """
    stop = _Stop(cancel)

    def begin(item: Item) -> Result:
        raise_if_cancelled(stop)
        return work(item, stop)

    under_way: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(n_threads) as pool:
        try:
            for item in items:
                under_way.append(pool.submit(begin, item))
                if len(under_way) > 2 * n_threads:
                    raise_if_cancelled(stop)
                    yield under_way.popleft().result()
            while under_way:
                raise_if_cancelled(stop)
                yield under_way.popleft().result()
        finally:
            stop.set()
            for future in under_way:
                future.cancel()


def raise_if_cancelled(should_stop: Cancel) -> None:
    """Raise `Cancelled` if `should_stop()` is True."""
    if should_stop():
        raise Cancelled


class _Stop:
    """Whether threads are to stop: once `cancel` returns True in one of them, or fails, all of them stop."""

    def __init__(self, cancel: Cancel) -> None:
        self._cancel = cancel
        self._lock = threading.Lock()
        self._is_set = False
        self._error: BaseException | None = None

    def set(self) -> None:
        """Make all threads stop."""
        self._is_set = True

    def __call__(self) -> bool:
        """Return whether to stop; raise what `cancel` raised, whichever thread called it."""
        with self._lock:
            if not self._is_set:
                try:
                    if self._cancel():
                        self._is_set = True
                except BaseException as error:
                    self._is_set, self._error = True, error
            if self._error is not None:
                raise self._error
            return self._is_set
