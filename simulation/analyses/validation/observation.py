"""What a study sees of a simulated cohort: clients enter one after another and stop answering; registers go on.

A client enters in one of the study's first quarters, is followed to its end or to a job (evidence: A7), and may stop
answering forms for good at any quarter. What is drawn of a client here depends on (seed, replication, client) alone and
on nothing that the model draws.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.panels import Observation
from simulation.analyses.validation.waves import Waves, follow
from simulation.model.draws.decisions import N_STUDY, Kind, StudyDecision
from simulation.model.draws.fill import uniforms
from simulation.model.engine.replication import Environment
from simulation.model.policies import Policy

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def follow_observed(environment: Environment, policy: Policy, seen: Observation, seed: int, replication: int) -> Waves:
    """Simulate a cohort under one policy and return what a study sees of it."""
    return observed(follow(environment, policy, seed, replication), seen, seed, replication)


def observed(waves: Waves, seen: Observation, seed: int, replication: int) -> Waves:
    """Return what a study sees of a complete panel: rows keep their clients, and clients their random numbers."""
    wave = np.arange(waves.n_waves)
    last = np.maximum(waves.last_wave - entry_quarters(seen, waves.row, seed, replication), 0)
    is_followed = wave <= last[:, None]
    at = np.minimum(wave, last[:, None])  # after a client's last wave, what was last seen
    frozen = {
        name: np.take_along_axis(getattr(waves, name), at, axis=1) for name in ("has_worked", "n_changes", "state")
    }
    answering = still_answering(seen, waves.readiness, waves.row, seed, replication)
    return replace(
        waves,
        **frozen,
        is_at_risk=waves.is_at_risk & is_followed,
        is_asked=waves.is_asked & is_followed & answering,
        last_wave=last,
    )


def entry_quarters(seen: Observation, row: NDArray[np.intp], seed: int, replication: int) -> NDArray[np.intp]:
    """Return how many quarters after its start the clients of these rows [n] enter the study."""
    place = _draws(StudyDecision.ENTRY, 0, row, seed, replication)
    return np.asarray(np.floor(place * seen.entry_quarters), np.intp)


def still_answering(seen: Observation, readiness: Floats, row: NDArray[np.intp], seed: int, replication: int) -> Flags:
    """Return who still answers in each wave [n, n_waves], by readiness [n, n_waves]; all do in the first one."""
    answering = np.ones(readiness.shape, np.bool_)
    for wave in range(1, readiness.shape[1]):
        goes_on = goes_on_answering(seen, readiness[:, wave - 1], row, wave, seed, replication)
        answering[:, wave] = answering[:, wave - 1] & goes_on
    return answering


def stopping_probability(seen: Observation, readiness: Floats) -> Floats:
    """Return the chance of stopping before the next form, by readiness [...] at the last one."""
    rate = -math.log1p(-seen.stopping)
    return np.asarray(-np.expm1(-rate * np.exp(seen.selection * readiness)), np.float64)


def goes_on_answering(
    seen: Observation, readiness: Floats, row: NDArray[np.intp], quarter: int, seed: int, replication: int
) -> Flags:
    """Return who of those who answered the last form answers that of the quarter too, by readiness [n] at the last."""
    luck = _draws(StudyDecision.STOPS, quarter, row, seed, replication)
    return np.asarray(luck >= stopping_probability(seen, readiness), np.bool_)


def _draws(decision: StudyDecision, quarter: int, row: NDArray[np.intp], seed: int, replication: int) -> Floats:
    size = int(row.max()) + 1 if len(row) else 0
    drawn = uniforms(seed, replication, Kind.OBSERVED_CLIENT, quarter, 0, N_STUDY, 0, size)
    return np.asarray(drawn[decision][row], np.float64)
