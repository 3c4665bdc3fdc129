"""What a second thread gives on this machine at best: arithmetic in registers, which touches no memory.

A virtual machine's two processors may be two real cores at one moment and the two threads of one core at the next.
"""

from __future__ import annotations

import numba
import numpy as np

from simulation.base.threads import for_blocks

N_BLOCKS = 14


@numba.njit(nogil=True)  # type: ignore[untyped-decorator]
def mix(n: int) -> int:
    """Shift, add and exclusive-or in six chains that don't wait for each other, so that a core is kept busy."""
    a, b, c = np.uint64(1), np.uint64(2), np.uint64(3)
    d, e, f = np.uint64(4), np.uint64(5), np.uint64(6)
    for i in range(n):
        k = np.uint64(i)
        a, b, c = (a ^ k) + k, (b + k) ^ k, (c ^ k) + b
        d, e, f = (d + k) ^ c, (e ^ k) + k, (f + k) ^ k
        a ^= a >> np.uint64(3)
        b ^= b >> np.uint64(3)
        c ^= c >> np.uint64(5)
        d ^= d >> np.uint64(7)
        e ^= e >> np.uint64(9)
        f ^= f >> np.uint64(11)
    return a + b + c + d + e + f


def arithmetic(n: int, n_threads: int) -> None:
    """Do `n` rounds of it, shared out as the rows of a replication are."""
    for_blocks(lambda start, stop: mix(stop - start), n, n_threads, -(-n // N_BLOCKS))
