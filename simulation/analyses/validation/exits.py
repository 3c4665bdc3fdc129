"""Ways off benefit by sex and kind up to a horizon, as the employment service counts them (K2..K6)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.waves import Waves
from simulation.model.state import State

SEXES = ("women", "men")
# The kind of the first job, by the fact that counts it.
KIND_OF_JOB: Mapping[str, State] = {
    "K3": State.SUPPORTED_JOB,
    "K4": State.NEW_START_JOB,
    "K5": State.ORDINARY_JOB,
}


def exit_shares(waves: Waves, horizon: int) -> dict[str, NDArray[np.float64]]:
    """Return the share of women and of men [2] by way off benefit: K2 any job, K3..K5 its kind, K6 [1] studies (all).

    A job counts by the kind of the first one. Shares are of all who started.
    """
    kind = first_job(waves, horizon)
    found = {"K2": _by_sex(waves, kind >= 0)}
    found |= {fact: _by_sex(waves, kind == int(state)) for fact, state in KIND_OF_JOB.items()}
    found["K6"] = np.array([np.mean((waves.state[:, : horizon + 1] == int(State.EDUCATION)).any(axis=1))])
    return found


def kinds_of_job(waves: Waves, horizon: int) -> dict[str, NDArray[np.float64]]:
    """Return the share of each kind among first jobs, of women and of men [2]: K3 support, K4 new start, K5 none."""
    shares = exit_shares(waves, horizon)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {fact: np.where(shares["K2"] > 0, shares[fact] / shares["K2"], np.nan) for fact in KIND_OF_JOB}


def first_job(waves: Waves, horizon: int) -> NDArray[np.int64]:
    """Return the state that a client's first job was [n], -1 without a job by the horizon."""
    has_worked = waves.has_worked[:, : horizon + 1]
    entered = has_worked.argmax(axis=1)
    state = waves.state[np.arange(len(entered)), entered].astype(np.int64)
    return np.where(has_worked.any(axis=1), state, -1)


def _by_sex(waves: Waves, counted: NDArray[np.bool_]) -> NDArray[np.float64]:
    groups = (counted[~waves.is_man], counted[waves.is_man])
    return np.array([group.mean() if group.size else np.nan for group in groups])
