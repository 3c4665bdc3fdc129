"""Fill tables of draws: rows are decisions, columns are entities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel
from simulation.model.draws.decisions import Kind
from simulation.model.draws.normal import to_normals, to_uniforms
from simulation.model.draws.philox import Words, fill_words

Draws = NDArray[np.float64]
LANES = 4  # decisions a block
TILE = 512  # entities drawn at a time, so that the words stay in the fast cache


@kernel
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
def fill_rows(
    draws: Draws,
    seed: int,
    replication: int,
    kind: int,
    quarter: int,
    first_entity: int,
    first_decision: int,
    first: int,
    stop: int,
    n_normals: int,
) -> None:
    """Fill rows first..stop-1 (whole blocks) of `draws` [n_decisions, n], of which the others are left alone.

    Block by block, so that its words are still in the fast cache when they are made into draws.

    Args:
        draws: a row a decision, a column an entity.
        seed: first word of the key.
        replication: second word of the key.
        kind: of the entities, a `Kind`.
        quarter: 0 is intake.
        first_entity: that of the first column.
        first_decision: that of row 0, a multiple of 4.
        first: first row to fill, a multiple of 4.
        stop: the row after the last, a multiple of 4.
        n_normals: rows before this one, a multiple of 4, are standard normals; the others uniforms in (0, 1).
    """
    for start in range(0, draws.shape[1], TILE):
        n = min(TILE, draws.shape[1] - start)
        words, scratch = np.empty((LANES, n), np.uint64), np.empty(n)
        for row in range(first, stop, LANES):
            block = (first_decision + row) // LANES
            fill_words(words, seed, replication, first_entity + start, quarter, block, kind)
            fill_block(draws, row, start, words, scratch, row < n_normals)


def normals(
    seed: int, replication: int, kind: Kind, quarter: int, first_decision: int, n_decisions: int, first: int, n: int
) -> NDArray[np.float64]:
    """Return standard normals [n_decisions, n] of the entities first..first+n-1.

    Both the first decision and their number are multiples of 4 (a whole number of blocks).
    """
    draws = np.empty((n_decisions, n))
    fill_rows(draws, seed, replication, int(kind), quarter, first, first_decision, 0, n_decisions, n_decisions)
    return draws


def uniforms(
    seed: int, replication: int, kind: Kind, quarter: int, first_decision: int, n_decisions: int, first: int, n: int
) -> NDArray[np.float64]:
    """Return uniforms in (0, 1) [n_decisions, n] of the entities first..first+n-1, as `normals` does."""
    draws = np.empty((n_decisions, n))
    fill_rows(draws, seed, replication, int(kind), quarter, first, first_decision, 0, n_decisions, 0)
    return draws
