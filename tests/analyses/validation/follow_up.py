"""Follow-up data made by hand."""

from __future__ import annotations

import numpy as np

from simulation.analyses.validation.waves import REGISTER, Waves
from simulation.model.indicators import Indicator
from simulation.model.state import State

N_REGISTER = len(REGISTER) + 5


def waves(n_clients: int = 4, n_waves: int = 6, **columns: object) -> Waves:
    """Return clients who are asked in every wave, never work and never change caseworker, but for `columns`.

    They are at risk while they are asked, and followed to the last wave.

    `caseworker_belief` and `client_belief` [n_clients, n_waves] stand for the forms that hold them.
    """
    shape = (n_clients, n_waves)
    values = {
        "has_worked": np.zeros(shape, bool),
        "is_asked": np.ones(shape, bool),
        "client_answers": np.ones((*shape, 10), np.uint8),
        "caseworker_answers": np.ones((*shape, 11), np.uint8),
        "n_changes": np.zeros(shape, np.int64),
        "state": np.full(shape, int(State.BENEFIT), np.uint8),
        "first_caseworker": np.zeros(n_clients, np.int64),
        "register": np.zeros((n_clients, N_REGISTER)),
        "is_at_risk": columns.get("is_asked", np.ones(shape, bool)),
        "readiness": np.zeros(shape),
        "row": np.arange(n_clients),
        "last_wave": np.full(n_clients, n_waves - 1),
    }
    if "caseworker_belief" in columns:
        values["caseworker_answers"][:, :, Indicator.CASEWORKER_BELIEF] = columns.pop("caseworker_belief")
    if "client_belief" in columns:
        values["client_answers"][:, :, Indicator.OWN_BELIEF] = columns.pop("client_belief")
    return Waves(**{**values, **{name: np.asarray(value) for name, value in columns.items()}})


def asked_until_work(has_worked: np.ndarray) -> np.ndarray:
    """Return who is asked in each wave [n_clients, n_waves]: forms come before the job entries of their quarter."""
    return np.column_stack([np.ones(len(has_worked), bool), ~has_worked[:, :-1]])


def works_from(*first_waves: int | None, n_waves: int = 6) -> np.ndarray:
    """Return who has worked by when [n_clients, n_waves]: from the wave given, never for None."""
    return np.array([[first is not None and wave >= first for wave in range(n_waves)] for first in first_waves])
