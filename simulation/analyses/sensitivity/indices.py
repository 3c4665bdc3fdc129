"""How far each unknown moves an answer: Morris screening, then Sobol indices of those that move it most.

Morris (1991; mu* after Campolongo, Cariboni and Saltelli 2007): the mean size of the change when one unknown goes from
the low to the high end of its range, all else being anywhere. Sobol (Saltelli and others 2010): the share of the
answer's variance that goes with one unknown alone (first order) and with it and all that it acts together with (total).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.sensitivity.design import LEVELS, Space, groups_of, library
from simulation.analyses.sensitivity.plan import LUCK
from simulation.study.contrasts.moments import CONFIDENCE

Floats = NDArray[np.float64]
ROUNDING = 1e-13  # rounding moves an answer (a difference of means) by less; a change in one client by more


@dataclass(frozen=True)
class MorrisMeasures:
    """Morris measures [k] of one answer, in its unit for the whole range of an unknown."""

    names: tuple[str, ...]
    mu: Floats  # mean change, low to high: its sign is the direction
    mu_star: Floats  # mean size of the change
    mu_star_half: Floats  # half of the 95 % bootstrap interval of mu*
    sigma: Floats  # SD of the change: large where it depends on the other unknowns

    def order(self) -> list[str]:
        """Return the names, those that matter most first."""
        return [self.names[place] for place in np.argsort(-self.mu_star, kind="stable")]


@dataclass(frozen=True)
class SobolIndices:
    """Sobol indices [n_groups] of one answer, with half of their 95 % bootstrap intervals."""

    names: tuple[str, ...]
    first: Floats
    first_half: Floats
    total: Floats
    total_half: Floats


def screen(space: Space, points: Floats, answers: Floats, n_resamples: int, seed: int) -> MorrisMeasures:
    """Return the Morris measures of answers [n] at trajectories [n, k]."""
    found = library().analyze.morris.analyze(
        space.problem(), points, answers, num_resamples=n_resamples, conf_level=CONFIDENCE, num_levels=LEVELS, seed=seed
    )
    columns = (np.asarray(found[key], np.float64) for key in ("mu", "mu_star", "mu_star_conf", "sigma"))
    return MorrisMeasures(space.names, *columns)


def most_important(screened: Sequence[MorrisMeasures], n: int) -> tuple[str, ...]:
    """Return up to `n` names without luck: the most important one of each answer, then the second, and so on."""
    orders = [[name for name in effects.order() if name != LUCK] for effects in screened]
    chosen: dict[str, None] = {}
    for names in zip(*orders, strict=True):
        chosen.update(dict.fromkeys(names))
    return tuple(chosen)[:n]


def decompose(space: Space, screened: Sequence[str], answers: Floats, n_resamples: int, seed: int) -> SobolIndices:
    """Return the Sobol indices of answers [n] at Saltelli's sample; nan where the answer never changes."""
    groups = groups_of(space, screened)
    names = tuple(dict.fromkeys(groups))
    if np.ptp(answers) <= ROUNDING:
        unknown = np.full(len(names), np.nan)
        return SobolIndices(names, unknown, unknown, unknown, unknown)
    found = library().analyze.sobol.analyze(
        space.problem(groups), answers, calc_second_order=False, num_resamples=n_resamples, conf_level=CONFIDENCE,
        seed=seed,
    )  # fmt: skip
    columns = (np.asarray(found[key], np.float64) for key in ("S1", "S1_conf", "ST", "ST_conf"))
    return SobolIndices(names, *columns)
