"""Rivals: other readings of the evidence, each refitted, and whether the published figures rule them out.

A rival is a world whose parameters hold while all others are fitted anew with the calibration's own machinery. It is
ruled out where, after refitting, no parameter set has every figure within three tolerances, and only if the same holds
at tolerances halved and doubled, and if the procedure keeps the rival in at least 95 % of figures simulated from it.
Everything else is "not ruled out". There are no odds between models: judged tolerances would decide them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RIVALS = ("caseworkers_alike", "no_belief_effect", "selection_only", "no_lock_in", "demands_without_harm")
REACH = 3.0  # tolerances
SCALES = {"halved": 0.5, "stated": 1.0, "doubled": 2.0}  # the tolerances
LEAST_KEPT = 0.95
SEED = 20149


@dataclass(frozen=True)
class Judged:
    """What the figures say of a rival at one scale of the tolerances.

    `nearest` is the largest distance over figures, in tolerances, of the parameter set that makes it smallest; `kept`
    is the share of figures simulated from the rival in which some set has every figure within reach.
    """

    scale: float
    nearest: float
    kept: float

    @property
    def is_out(self) -> bool:
        """Whether no set has every figure within reach, by a procedure that seldom says so wrongly."""
        return self.nearest > REACH and self.kept >= LEAST_KEPT


def furthest(fitted: Floats, observed: Floats, tolerance: Floats) -> Floats:
    """Return how far the worst figure of each parameter set [n, m] is from the observed ones [m], in tolerances [n]."""
    return np.asarray(np.max(np.abs(fitted - observed) / tolerance, axis=1), np.float64)


def judge(fitted: Floats, observed: Floats, tolerance: Floats, truths: NDArray[np.intp]) -> tuple[Judged, ...]:
    """Return what the observed figures [m] say of a rival at every scale of the tolerances [m].

    Args:
        fitted: figures of the rival's parameter sets [n, m].
        observed: as published.
        tolerance: one standard deviation.
        truths: sets whose own figures, with noise of the tolerances' size, are taken as published in turn; each is then
            looked for among the others. They are to be near the published ones: sets that a refit would give.
    """
    rng = np.random.default_rng(SEED)
    noise = rng.standard_normal((len(truths), len(observed)))
    found = []
    for scale in SCALES.values():
        width = scale * tolerance
        kept = 0
        for row, truth in enumerate(truths):
            others = np.delete(fitted, truth, axis=0)
            kept += bool(furthest(others, fitted[truth] + noise[row] * width, width).min() <= REACH)
        nearest = float(furthest(fitted, observed, width).min())
        found.append(Judged(scale, nearest, kept / max(len(truths), 1)))
    return tuple(found)


def is_ruled_out(judged: Sequence[Judged]) -> bool:
    """Say whether a rival is ruled out: alike at every scale of the tolerances."""
    return all(item.is_out for item in judged)
