"""Share the rows of one large replication out among threads. What is computed doesn't depend on how."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

ROWS_A_BLOCK = 16_384


def for_blocks(work: Callable[[int, int], None], n_rows: int, n_threads: int, rows_a_block: int = ROWS_A_BLOCK) -> None:
    """Call `work(start, stop)` for consecutive blocks that cover all rows, on `n_threads` threads."""
    if n_threads == 1 or n_rows <= rows_a_block:
        work(0, n_rows)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        starts = range(0, n_rows, rows_a_block)
        for _ in pool.map(work, starts, [min(start + rows_a_block, n_rows) for start in starts]):
            pass
