"""Words to uniforms and standard normals: one word a draw, monotone, so that common random numbers couple well.

The normal is the quantile function at (word + 1/2) / 2**32, read from a piecewise cubic of 256 pieces (8 KB): each
octave of the tail probability is cut in eight, each piece is the cubic through four exact quantiles at its ends and
between. Largest error against the exact quantile: below 3e-7 (tests/draws/test_normal.py).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import rule

TWO_TO_32 = 2.0**32
UNIT = 2.0**-32
HALF_RANGE = np.uint64(0x80000000)
LARGEST = np.uint64(0xFFFFFFFF)
# A float64 keeps its exponent in the bits above 52; the three bits below cut each octave in eight pieces.
PIECES_AN_OCTAVE = 8
N_PIECES = 32 * PIECES_AN_OCTAVE
PIECE_SHIFT = np.int64(49)
FIRST_PIECE = np.int64(1022 << 3)  # the piece of 0.5, the smallest value that occurs
PIECE_MASK = np.int64((1 << 49) - 1)
LOCAL_SHIFT = np.int64(3)
ONE_BITS = np.int64(1023 << 52)


def _quantile_pieces() -> NDArray[np.float64]:
    """Return coefficients [4, 256] of the cubic of each piece in its local coordinate 0..1 (constant term first)."""
    quantile = NormalDist().inv_cdf
    # Chebyshev nodes stretched so that the outer two are the piece's ends: neighbouring pieces then meet.
    angles = (2 * np.arange(4) + 1) * np.pi / 8
    nodes = (1 - np.cos(angles) / np.cos(np.pi / 8)) / 2
    vandermonde = np.vander(nodes, 4, increasing=True)
    table = np.empty((N_PIECES, 4))
    for piece in range(N_PIECES):
        octave, part = divmod(piece, PIECES_AN_OCTAVE)
        width = 2.0 ** (octave - 1) / PIECES_AN_OCTAVE
        start = 2.0 ** (octave - 1) + part * width
        exact = [quantile((start + node * width) / TWO_TO_32) for node in nodes]
        table[piece] = np.linalg.solve(vandermonde, exact)
    return np.ascontiguousarray(table.T)


CONSTANT, LINEAR, SQUARE, CUBE = _quantile_pieces()


@rule
def to_uniforms(words: NDArray[np.uint64], uniforms: NDArray[np.float64]) -> None:
    """Write the uniforms in (0, 1) of `words` [n] (uint64 below 2**32) into `uniforms` [n]."""
    for i in range(words.shape[0]):
        uniforms[i] = (np.int64(words[i]) + 0.5) * UNIT


@rule
def to_normals(words: NDArray[np.uint64], normals: NDArray[np.float64], scratch: NDArray[np.float64]) -> None:
    """Write the standard normals of `words` [n] (uint64 below 2**32) into `normals` [n]; `scratch` [n] is overwritten.

    The lower half of the words gives the negative normals; the upper half mirrors it.
    """
    n = words.shape[0]
    scratch_bits = scratch.view(np.int64)
    pieces = normals.view(np.int64)
    for i in range(n):
        word = words[i]
        tail = word if word < HALF_RANGE else LARGEST - word
        scratch[i] = np.float64(np.int64(tail)) + 0.5
    for i in range(n):
        bits = scratch_bits[i]
        pieces[i] = (bits >> PIECE_SHIFT) - FIRST_PIECE
        scratch_bits[i] = ((bits & PIECE_MASK) << LOCAL_SHIFT) | ONE_BITS
    for i in range(n):
        piece = np.uint64(pieces[i])
        t = scratch[i] - 1.0
        negative = CONSTANT[piece] + t * (LINEAR[piece] + t * (SQUARE[piece] + t * CUBE[piece]))
        normals[i] = negative if words[i] < HALF_RANGE else -negative
