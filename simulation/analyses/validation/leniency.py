"""Caseworkers who believe in their other clients: the association with jobs (F11), and as an instrument (F12).

How a caseworker sees other clients says nothing of this one, so it measures the caseworker's own leniency. The sources
state neither where "high" begins nor the period; that F12 comes from such an instrument is our reading.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.waves import Waves
from simulation.model.outcomes.registry import BELIEVES

Floats = NDArray[np.float64]


def mean_over_others(waves: Waves, values: Floats) -> Floats:
    """Return the mean of `values` [n] over the other clients of the same first caseworker [n]; nan without others.

    Clients whose caseworker left out the first form count neither as oneself nor as others.
    """
    caseworkers, place = np.unique(waves.first_caseworker, return_inverse=True)
    is_known = waves.caseworker_belief[:, 0] > 0
    total = np.bincount(place, weights=np.where(is_known, values, 0.0), minlength=len(caseworkers))
    n = np.bincount(place, weights=is_known, minlength=len(caseworkers))
    n_others = n[place] - 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(is_known & (n_others > 0), (total[place] - values) / n_others, np.nan)


def gain_with_believing_caseworker(waves: Waves, horizons: Sequence[int], n_parts: int = 2) -> Floats:
    """Return how much more often clients of believing caseworkers have had a job by each horizon, relative (F11).

    The upper of `n_parts` equal parts of the clients, by their caseworker's mean answer about the other clients at
    intake, against the lowest. 0.32 is 32 % more.
    """
    view = mean_over_others(waves, waves.caseworker_belief[:, 0].astype(np.float64))
    known = np.flatnonzero(~np.isnan(view))
    parts = np.array_split(known[np.argsort(view[known], kind="stable")], n_parts)
    low, high = (waves.has_worked[part][:, list(horizons)].mean(axis=0) for part in (parts[0], parts[-1]))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(low > 0.0, high / low - 1.0, np.nan), np.float64)


def effect_by_instrument(waves: Waves, horizons: Sequence[int]) -> Floats:
    """Return the effect of being believed in (answer 4 or 5 at intake) on having had a job by each horizon (F12).

    Two-stage least squares with one instrument: the share of the caseworker's other clients who are believed in. In
    shares, 0.15 is 15 percentage points.
    """
    is_believed_in = (waves.caseworker_belief[:, 0] >= BELIEVES).astype(np.float64)
    instrument = mean_over_others(waves, is_believed_in)
    known = ~np.isnan(instrument)
    centred = instrument[known] - instrument[known].mean()
    first_stage = centred @ is_believed_in[known]
    reduced_form = centred @ waves.has_worked[known][:, list(horizons)].astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(first_stage != 0.0, reduced_form / first_stage, np.nan), np.float64)
