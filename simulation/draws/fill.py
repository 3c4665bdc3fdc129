"""Fill tables of draws: rows are decisions, columns are entities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel
from simulation.draws.decisions import N_NORMALS, Kind
from simulation.draws.normal import to_normals, to_uniforms
from simulation.draws.philox import Words, fill_words

Draws = NDArray[np.float64]
CLIENT = int(Kind.CLIENT)
TILE = 1024  # entities drawn at a time, so that the words stay in the fast cache


@kernel
def fill_client_draws(draws: Draws, words: Words, seed: int, replication: int, first_entity: int, quarter: int) -> None:
    """Fill `draws` [48, n] with the normals and uniforms of the client phase; `words` [48, n] (uint64) is scratch."""
    fill_words(words, seed, replication, first_entity, quarter, 0, CLIENT)
    scratch = np.empty(words.shape[1])
    for decision in range(N_NORMALS):
        to_normals(words[decision], draws[decision], scratch)
    for decision in range(N_NORMALS, words.shape[0]):
        to_uniforms(words[decision], draws[decision])


@kernel
def _fill(
    draws: Draws,
    seed: int,
    replication: int,
    first_entity: int,
    quarter: int,
    first_decision: int,
    kind: int,
    is_normal: bool,
) -> None:
    for start in range(0, draws.shape[1], TILE):
        n = min(TILE, draws.shape[1] - start)
        words, scratch = np.empty((draws.shape[0], n), np.uint64), np.empty(n)
        fill_words(words, seed, replication, first_entity + start, quarter, first_decision // 4, kind)
        for row in range(draws.shape[0]):
            if is_normal:
                to_normals(words[row], draws[row, start : start + n], scratch)
            else:
                to_uniforms(words[row], draws[row, start : start + n])


def normals(
    seed: int, replication: int, kind: Kind, quarter: int, first_decision: int, n_decisions: int, first: int, n: int
) -> NDArray[np.float64]:
    """Return standard normals [n_decisions, n] of the entities first..first+n-1.

    Both the first decision and their number are multiples of 4 (a whole number of blocks).
    """
    draws = np.empty((n_decisions, n))
    _fill(draws, seed, replication, first, quarter, first_decision, int(kind), True)
    return draws


def uniforms(
    seed: int, replication: int, kind: Kind, quarter: int, first_decision: int, n_decisions: int, first: int, n: int
) -> NDArray[np.float64]:
    """Return uniforms in (0, 1) [n_decisions, n] of the entities first..first+n-1, as `normals` does."""
    draws = np.empty((n_decisions, n))
    _fill(draws, seed, replication, first, quarter, first_decision, int(kind), False)
    return draws
