"""Normals are the quantile function to within 3e-7, monotone and symmetric; uniforms never reach 0 or 1."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulation.model.draws.normal import N_PIECES, PIECES_AN_OCTAVE, to_normals, to_uniforms

LARGEST = 2**32 - 1
LARGEST_ERROR = 3e-7


def normals(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    drawn = np.empty(len(words))
    to_normals(words, drawn, np.empty(len(words)))
    return drawn


def uniforms(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    drawn = np.empty(len(words))
    to_uniforms(words, drawn)
    return drawn


def words_at_ends_of_pieces() -> NDArray[np.uint64]:
    """Return the words on both sides of each end of a piece, in both halves, sorted."""
    ends = [
        2.0 ** (octave - 1) * (1 + part / PIECES_AN_OCTAVE)
        for octave, part in (divmod(piece, PIECES_AN_OCTAVE) for piece in range(N_PIECES))
    ]
    lower = {int(end) + step for end in ends for step in (-2, -1, 0, 1, 2)}
    inside = {word for word in lower if 0 <= word < 2**31}
    return np.array(sorted(inside | {LARGEST - word for word in inside}), np.uint64)


def random_words(n: int) -> NDArray[np.uint64]:
    return np.random.default_rng(1).integers(0, 2**32, n, np.uint64)


def largest_error(words: NDArray[np.uint64]) -> float:
    return float(np.max(np.abs(normals(words) - ndtri((words.astype(np.float64) + 0.5) / 2**32))))


def test_the_extremes_are_exact_enough() -> None:
    tail = np.arange(2000, dtype=np.uint64)
    assert largest_error(tail) < LARGEST_ERROR
    assert largest_error(np.uint64(LARGEST) - tail) < LARGEST_ERROR


def test_the_middle_is_exact_enough() -> None:
    assert largest_error(np.arange(2**31 - 1000, 2**31 + 1000, dtype=np.uint64)) < LARGEST_ERROR


def test_ends_of_pieces_are_exact_enough() -> None:
    assert largest_error(words_at_ends_of_pieces()) < LARGEST_ERROR


def test_a_large_sample_is_exact_enough() -> None:
    assert largest_error(random_words(2_000_000)) < LARGEST_ERROR


def test_normals_rise_with_the_word() -> None:
    assert np.all(np.diff(normals(np.sort(random_words(1_000_000)))) >= 0)
    assert np.all(np.diff(normals(words_at_ends_of_pieces())) >= 0)
    assert np.all(np.diff(normals(np.arange(20_000, dtype=np.uint64))) > 0)


def test_normals_are_symmetric_to_the_last_bit() -> None:
    words = np.concatenate([random_words(100_000), words_at_ends_of_pieces()])
    assert np.array_equal(normals(np.uint64(LARGEST) - words), -normals(words))


def test_uniforms_lie_strictly_between_0_and_1() -> None:
    ends = uniforms(np.array([0, LARGEST], np.uint64))
    assert ends.tolist() == [2.0**-33, 1 - 2.0**-33]


def test_uniforms_rise_with_the_word() -> None:
    assert np.all(np.diff(uniforms(np.unique(random_words(10_000)))) > 0)
