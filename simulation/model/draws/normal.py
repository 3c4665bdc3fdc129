"""Words to uniforms and standard normals: one word a draw, monotone, so that common random numbers couple well.

The normal is the quantile function at (word + 1/2) / 2**32, read from a piecewise cubic of 256 pieces (8 KB): each
octave of the tail probability is cut in eight, each piece is the cubic through four exact quantiles at its ends and
between. Largest error against the exact quantile: below 3e-7 (tests/model/draws/test_normal.py).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel, rule

TWO_TO_32 = 2.0**32
UNIT = 2.0**-32
TOP_BIT, LOW_BITS = np.uint64(31), np.uint64(0x7FFFFFFF)  # of a word: its half of the range, and the place in it
SIGN_BIT = np.uint64(63)
# A whole number below 2**52 written into the bits of 2**52 makes the float of their sum.
WHOLE_BITS = np.uint64(1075 << 52)
WHOLE_AND_HALF = 2.0**52 - 0.5
# A float64 keeps its exponent in the bits above 52; the three bits below cut each octave in eight pieces.
PIECES_AN_OCTAVE = 8
N_PIECES = 32 * PIECES_AN_OCTAVE
PIECE_SHIFT = np.uint64(49)
FIRST_PIECE = np.uint64(1022 << 3)  # the piece of 0.5, the smallest value that occurs
PIECE_MASK = np.uint64((1 << 49) - 1)
LOCAL_SHIFT = np.uint64(3)
ONE_BITS = np.uint64(1023 << 52)


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


@kernel
def to_uniforms(words: NDArray[np.uint64], uniforms: NDArray[np.float64]) -> None:
    """Write the uniforms in (0, 1) of `words` [n] (uint64 below 2**32) into `uniforms` [n]."""
    for i in range(words.shape[0]):
        uniforms[i] = (np.int64(words[i]) + 0.5) * UNIT


@rule
def piece_of(word: np.uint64) -> tuple[np.uint64, float]:
    """Return the piece of a word's tail, and the coordinate 0..1 in it.

    The lower half of the words is the lower tail; the upper half mirrors it. All by whole numbers and bits, which
    vector instructions do many of at a time (they can't turn 64-bit whole numbers into floats, nor shift signed ones).
    """
    is_upper = word >> TOP_BIT
    tail = (word ^ (is_upper * LOW_BITS)) & LOW_BITS
    bits = np.float64(np.uint64(tail | WHOLE_BITS).view(np.float64) - WHOLE_AND_HALF).view(np.uint64)
    place = np.uint64((bits & PIECE_MASK) << LOCAL_SHIFT | ONE_BITS).view(np.float64) - 1.0
    return (bits >> PIECE_SHIFT) - FIRST_PIECE, place


@rule
def mirrored(negative: float, word: np.uint64) -> float:
    """Return the normal of a word of which the lower tail gives `negative`."""
    bits = np.float64(negative).view(np.uint64) ^ ((word >> TOP_BIT) << SIGN_BIT)
    normal: float = np.uint64(bits).view(np.float64)
    return normal


@kernel
def to_normals(words: NDArray[np.uint64], normals: NDArray[np.float64], scratch: NDArray[np.float64]) -> None:
    """Write the standard normals of `words` [n] (uint64 below 2**32) into `normals` [n]; `scratch` [n] is overwritten.

    Two loops, as the second alone reads the table, which keeps it from becoming vector code.
    """
    pieces = normals.view(np.uint64)
    for i in range(words.shape[0]):
        pieces[i], scratch[i] = piece_of(words[i])
    for i in range(words.shape[0]):
        piece, t = pieces[i], scratch[i]
        negative = CONSTANT[piece] + t * (LINEAR[piece] + t * (SQUARE[piece] + t * CUBE[piece]))
        normals[i] = mirrored(negative, words[i])
