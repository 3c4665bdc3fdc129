"""Philox4x32-10: the counter-based generator behind every draw.

Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11. A draw is a pure function of
its key and counter, so nobody's luck depends on who else is drawn, in which order, or on how many threads.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel, rule

# Words are kept in 64-bit integers with the upper half clear: a product of two 32-bit words then fits, and the
# compiler sees it may use the vector instruction for just that.
MASK = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)


Words = NDArray[np.uint64]


@rule
def philox4x32(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four 32-bit words of counter (c0, c1, c2, c3) under key (k0, k1); all `uint64` below 2**32."""
    for _ in range(10):
        low = (c0 & MASK) * MULTIPLIER_0
        high = (c2 & MASK) * MULTIPLIER_1
        c0 = (high >> HALF) ^ c1 ^ k0
        c1 = high & MASK
        c2 = (low >> HALF) ^ c3 ^ k1
        c3 = low & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@kernel
def fill_words(
    words: Words, seed: int, replication: int, first_entity: int, quarter: int, first_block: int, kind: int
) -> None:
    """Fill `words` [4 * n_blocks, n_entities] (uint64) with the words of consecutive blocks and entities.

    Row 4*b + lane holds lane `lane` of block `first_block + b`. The inner loop runs over entities, so that it becomes
    vector code; the masks tell the compiler that the upper halves are clear, without which it does not.
    """
    n_blocks = words.shape[0] // 4
    n_entities = words.shape[1]
    c1 = np.uint64(quarter) & MASK
    c3 = np.uint64(kind) & MASK
    k0 = np.uint64(seed) & MASK
    k1 = np.uint64(replication) & MASK
    for b in range(n_blocks):
        lane_0, lane_1, lane_2, lane_3 = words[4 * b], words[4 * b + 1], words[4 * b + 2], words[4 * b + 3]
        c2 = np.uint64(first_block + b) & MASK
        for i in range(n_entities):
            c0 = np.uint64(first_entity + i) & MASK
            w0, w1, w2, w3 = philox4x32(c0, c1, c2, c3, k0, k1)
            lane_0[i] = w0
            lane_1[i] = w1
            lane_2[i] = w2
            lane_3[i] = w3
