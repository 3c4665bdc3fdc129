"""Observed practice: who keeps the groups of measures of last quarter, and which portfolio the others are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import kernel

Floats = NDArray[np.float64]


@kernel
def hand_out(
    kinds: NDArray[np.int64],
    cumulative: Floats,
    chance: Floats,
    persistence: float,
    persists: Floats,
    last_note: NDArray[np.uint8],
    first_choice: NDArray[np.int64],
    choices: NDArray[np.uint32],
    draws: tuple[Floats, ...],
    note: NDArray[np.uint8],
    interventions: NDArray[np.uint32],
) -> None:
    """Add an intervention of each group of measures that a client [n] is given, and note the groups.

    A note is the set of groups (bits) plus 1; 0 says that there is no plan.

    Args:
        kinds: [n_kinds] sets of groups (bits), in the order in which a rising `chance` gives them.
        cumulative: [n_kinds] share of clients up to each.
        chance: uniforms [n] that decide the groups of those who don't go on.
        persistence: probability that the groups of last quarter go on.
        persists: uniforms [n] that decide whether they do.
        last_note: of last quarter [n].
        first_choice: [n_groups + 1] place in `choices` of each group's first intervention and, last, their number.
        choices: bits of the interventions, group by group.
        draws: uniforms [n] a group, which decide the intervention within it.
        note: of this quarter [n], written.
        interventions: portfolios [n], added to.
    """
    n_kinds = kinds.shape[0]
    for row in range(chance.shape[0]):
        if last_note[row] > 0 and persists[row] < persistence:
            kind = np.int64(last_note[row]) - 1
        else:
            place = 0
            while place < n_kinds - 1 and cumulative[place] <= chance[row]:
                place += 1
            kind = kinds[place]
        note[row] = kind + 1
        for group in range(len(draws)):
            if kind >> group & 1:
                first = first_choice[group]
                n_choices = first_choice[group + 1] - first
                interventions[row] |= choices[first + np.int64(draws[group][row] * n_choices)]
