"""Where the policy that leads falls behind, from the run's own draws: the third of an unknown with most such draws.

Among many unknowns one always has the most, by chance alone. A third therefore counts only where its share of lost
draws stands out more than the largest of all does in 95 % of runs whose effects were dealt out anew among the draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.model.parameters.groups import Parameters
from simulation.report.answer.unknowns import CONFIDENCE, LEAST_DRAWS, N_PERMUTATIONS, SEED, drawn_values

Floats = NDArray[np.float64]
LOW, HIGH = "low", "high"
LEAST_LOST, MOST_LOST = 0.05, 0.5  # of all draws: less is hardly ever, more isn't behind but no lead at all


@dataclass(frozen=True)
class Losing:
    """An unknown, its end where the leading policy falls behind, and in which share of draws there and elsewhere."""

    path: str
    end: str  # LOW or HIGH: its lowest or highest third
    there: float
    elsewhere: float


def losing(effects: Floats, draws: Sequence[Parameters]) -> Losing | None:
    """Return where the policy that leads in the middle falls behind; None where nothing stands out.

    Args:
        effects: without luck, in each draw [n_draws]; nan where not known.
        draws: the parameters of each draw.
    """
    known = ~np.isnan(effects)
    n = int(known.sum())
    if n < LEAST_DRAWS:
        return None
    effects = effects[known]
    is_lost = np.sign(effects) == -np.sign(np.median(effects))
    if not LEAST_LOST <= is_lost.mean() < MOST_LOST:
        return None
    names, values = drawn_values(draws)
    places = np.argsort(np.argsort(values[known], axis=0, kind="stable"), axis=0)
    ends = np.concatenate([places < n // 3, places >= n - n // 3], axis=1).astype(np.float64)  # [n_draws, 2 n_names]
    generator = np.random.default_rng(SEED)
    dealt = np.array([generator.permutation(is_lost) for _ in range(N_PERMUTATIONS)], np.float64)
    by_chance = np.quantile((dealt @ ends).max(axis=1), CONFIDENCE)
    lost = is_lost @ ends
    best = int(lost.argmax())
    if lost[best] <= by_chance:
        return None
    there = ends[:, best] > 0.0
    end = LOW if best < len(names) else HIGH
    return Losing(names[best % len(names)], end, float(is_lost[there].mean()), float(is_lost[~there].mean()))
