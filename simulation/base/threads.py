"""Share the rows of one large replication out among threads. What is computed doesn't depend on how."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

ROWS_A_BLOCK = 16_384


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
