"""Observed practice: who keeps the groups of measures of last quarter, and which portfolio the others are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel

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
    # Column by column and without branches: who gets what is luck, which a processor guesses wrong half of the time.
    n = chance.shape[0]
    place = np.zeros(n, np.uint8)
    for share in cumulative[:-1]:
        for row in range(n):
            place[row] += share <= chance[row]
    for row in range(n):
        goes_on = (last_note[row] > 0) & (persists[row] < persistence)
        anew = kinds[place[row]] + 1  # looked up for everybody: else there would be a branch
        note[row] = last_note[row] if goes_on else anew
    for group in range(len(draws)):
        first, draw = first_choice[group], draws[group]
        n_choices = first_choice[group + 1] - first
        for row in range(n):
            has_group = np.uint32((note[row] - 1) >> group & 1)
            interventions[row] |= has_group * choices[first + np.int64(draw[row] * n_choices)]
