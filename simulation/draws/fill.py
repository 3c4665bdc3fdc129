"""Fill tables of draws: rows are decisions, columns are entities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel, rule
from simulation.draws.decisions import N_NORMALS, Kind
from simulation.draws.normal import to_normals, to_uniforms
from simulation.draws.philox import Words, fill_words

Draws = NDArray[np.float64]
CLIENT = int(Kind.CLIENT)
LANES = 4  # decisions a block
TILE = 512  # entities drawn at a time, so that the words stay in the fast cache


@rule
def fill_block(draws: Draws, row: int, start: int, words: Words, scratch: NDArray[np.float64], is_normal: bool) -> None:
    """Fill four rows of `draws` from `row` on, n columns of them from `start` on, from the `words` [4, n] of a block.

    `scratch` [n] is overwritten.
    """
    stop = start + words.shape[1]
    for lane in range(LANES):
        if is_normal:
            to_normals(words[lane], draws[row + lane, start:stop], scratch)
        else:
            to_uniforms(words[lane], draws[row + lane, start:stop])


@kernel
def fill_client_draws(
    draws: Draws, seed: int, replication: int, first_entity: int, quarter: int, first: int, stop: int
) -> None:
    """Fill the decisions first..stop-1 (whole blocks) of the client phase in `draws` [48, n].

    Block by block, so that its words are still in the fast cache when they are made into draws.
    """
    n = draws.shape[1]
    words, scratch = np.empty((LANES, n), np.uint64), np.empty(n)
    for decision in range(first, stop, LANES):
        fill_words(words, seed, replication, first_entity, quarter, decision // LANES, CLIENT)
        fill_block(draws, decision, 0, words, scratch, decision < N_NORMALS)


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
        words, scratch = np.empty((LANES, n), np.uint64), np.empty(n)
        for row in range(0, draws.shape[0], LANES):
            block = (first_decision + row) // LANES
            fill_words(words, seed, replication, first_entity + start, quarter, block, kind)
            fill_block(draws, row, start, words, scratch, is_normal)


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
