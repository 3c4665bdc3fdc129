"""Rivals: other readings of the evidence, each refitted, and whether the published figures rule them out.

A rival is a world whose parameters hold while all others are fitted anew with the calibration's own machinery. It is
ruled out where, after refitting, no parameter set has every figure within three tolerances, and only if the same holds
at tolerances halved and doubled, and if the procedure keeps the rival in at least 95 % of figures simulated from it.
Everything else is "not ruled out". There are no odds between models: judged tolerances would decide them.

The best set is looked for on an emulator of the rival's own runs, from several starts: of a thousand sets drawn by
chance none fits some twenty figures at once, however true the rival is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from simulation.analyses.calibration.history import Emulator

Floats = NDArray[np.float64]
RIVALS = ("caseworkers_alike", "no_belief_effect", "selection_only", "no_lock_in", "demands_without_harm")
MOST_DISTANCE = 3.0  # tolerances: a figure that is no further off is met
SCALES = {"halved": 0.5, "stated": 1.0, "doubled": 2.0}  # the tolerances
LEAST_KEPT = 0.95
SEED = 20149
SHARPNESS = 8  # power of the smooth norm that approximates the largest distance, which has no gradient everywhere
MOST_STEPS = 200  # of one descent at most


@dataclass(frozen=True)
class RivalFit:
    """How near a refitted rival comes to the published figures at one scale of the tolerances.

    `nearest` is the largest distance over figures, in tolerances, of the parameter set that makes it smallest; `kept`
    is the share of studies simulated from the rival in which some set meets every figure.
    """

    scale: float
    nearest: float
    kept: float

    @property
    def is_out(self) -> bool:
        """Whether no set meets every figure, by a procedure that seldom says so of figures simulated from the rival."""
        return self.nearest > MOST_DISTANCE and self.kept >= LEAST_KEPT


def worst_distance(fitted: Floats, observed: Floats, tolerance: Floats) -> Floats:
    """Return how far the worst figure of each parameter set [n, m] is from the observed ones [m], in tolerances [n]."""
    return np.asarray(np.max(np.abs(fitted - observed) / tolerance, axis=1), np.float64)


def best_sets(emulator: Emulator, observed: Floats, tolerance: Floats, starts: Floats) -> tuple[Floats, Floats]:
    """Return the parameter sets [s, k] whose worst figure comes near the observed ones [m], and how far that is [s].

    Args:
        emulator: of the rival's runs.
        observed: as published, or as simulated.
        tolerance: one standard deviation [m].
        starts: sets [s, k] to go on from, each to an end of its own.
    """
    ends = np.array([_descend(emulator, observed, tolerance, start) for start in starts])
    return ends, worst_distance(emulator.predict(ends), observed, tolerance)


def _descend(emulator: Emulator, observed: Floats, tolerance: Floats, start: Floats) -> Floats:
    """Return the parameter set [k] at which descent from a start [k] ends, within the ranges of the parameters."""

    def cost(values: Floats) -> tuple[float, Floats]:
        predicted, slope = emulator.predict_with_slope(values)
        away = (predicted - observed) / tolerance
        largest = max(float(np.abs(away).max()), 1e-12)
        powers = (np.abs(away) / largest) ** SHARPNESS
        norm = largest * float(powers.sum()) ** (1.0 / SHARPNESS)
        pull = np.sign(away) * (np.abs(away) / norm) ** (SHARPNESS - 1) / tolerance
        return norm, np.asarray(slope @ pull * width)

    width = emulator.high - emulator.low
    # Ranges differ by thousands: descend in places 0..1 of each.
    found = minimize(  # type: ignore[call-overload]  # its stubs know no function that returns its slope too
        lambda place: cost(emulator.low + place * width),
        np.clip((start - emulator.low) / width, 0.0, 1.0),
        jac=True,
        bounds=[(0.0, 1.0)] * len(start),
        method="L-BFGS-B",
        options={"maxiter": MOST_STEPS},
    )
    return np.asarray(emulator.low + found.x * width, np.float64)


def judge(
    emulator: Emulator, observed: Floats, tolerance: Floats, starts: Floats, simulated: Floats
) -> tuple[RivalFit, ...]:
    """Return what the observed figures [m] say of a rival at every scale of the tolerances [m].

    Args:
        emulator: of the rival's runs.
        observed: as published.
        tolerance: one standard deviation.
        starts: refitted sets [s, k] to look for the best one from.
        simulated: figures [n, m] of a study of the rival, at refitted sets; each, with noise of the tolerances' size,
            is taken as published in turn.
    """
    noise = np.random.default_rng(SEED).standard_normal(simulated.shape)
    found = []
    for scale in SCALES.values():
        width = scale * tolerance
        distances = [best_sets(emulator, figures, width, starts)[1].min() for figures in simulated + noise * width]
        nearest = float(best_sets(emulator, observed, width, starts)[1].min())
        found.append(RivalFit(scale, nearest, float(np.mean(np.array(distances) <= MOST_DISTANCE))))
    return tuple(found)


def is_ruled_out(judged: Sequence[RivalFit]) -> bool:
    """Return whether a rival is ruled out: at every scale of the tolerances."""
    return all(item.is_out for item in judged)
