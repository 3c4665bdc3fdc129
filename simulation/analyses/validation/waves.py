"""Simulated follow-up data as a study would have them: questionnaires by wave, job entry, caseworkers, register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.replication import Environment, Replication
from simulation.model.indicators import Indicator
from simulation.model.policies import Policy
from simulation.model.state import LAST_SERVED, Medicine, State
from simulation.study.money.periods import QUARTERS_A_YEAR

# What registers hold of a client at intake, in the order of the columns of `Waves.register`; the medicines follow.
REGISTER = (
    "is_man",
    "age",
    "is_unskilled",
    "is_non_western",
    "is_psychiatric",
    "is_musculoskeletal",
    "is_digestive",
    "is_convicted",
    "work_share",
)


@dataclass(frozen=True)
class Waves:
    """One cohort followed quarter by quarter; wave 0 is intake. Rows are clients, columns waves.

    Clients are asked while on benefit and until their first job (evidence: A7), so later answers don't count. A wave's
    forms are answered before anybody leaves benefit in its quarter; all else is as it is at the quarter's end.
    `follow` gives the complete panel, `observation.py` makes of it what a study sees: then nothing changes any more
    after a client's last wave, and who has stopped answering is at risk without being asked.
    """

    has_worked: NDArray[np.bool_]  # [n_clients, n_waves] has entered a job by the quarter's end
    is_at_risk: NDArray[np.bool_]  # [n_clients, n_waves] on benefit and without a job before the quarter's exits
    is_asked: NDArray[np.bool_]  # [n_clients, n_waves] at risk and answers forms
    client_answers: NDArray[np.uint8]  # [n_clients, n_waves, 10] answers 1..5, 0 where the form wasn't filled in
    caseworker_answers: NDArray[np.uint8]  # [n_clients, n_waves, 11] same, the caseworker's form
    n_changes: NDArray[np.int64]  # [n_clients, n_waves] changes of caseworker so far
    state: NDArray[np.uint8]  # [n_clients, n_waves] labour-market state at the end of the quarter
    readiness: NDArray[np.float64]  # [n_clients, n_waves] SD; no study sees it, but who stops answering may go by it
    first_caseworker: NDArray[np.int64]  # [n_clients]
    register: NDArray[np.float64]  # [n_clients, 14] characteristics and medicines at intake
    row: NDArray[np.intp]  # [n_clients] row of the client in the model, which keys what is drawn of him or her
    last_wave: NDArray[np.intp]  # [n_clients] the last wave until which registers are read

    @property
    def n_waves(self) -> int:
        """Number of waves, intake included."""
        return int(self.has_worked.shape[1])

    @property
    def caseworker_belief(self) -> NDArray[np.uint8]:
        """The caseworker's belief that the client gets a job [n_clients, n_waves], 1..5, 0 where not answered."""
        return self.caseworker_answers[:, :, Indicator.CASEWORKER_BELIEF]

    @property
    def client_belief(self) -> NDArray[np.uint8]:
        """The client's own belief [n_clients, n_waves], 1..5, 0 where not answered."""
        return self.client_answers[:, :, Indicator.OWN_BELIEF]

    @property
    def is_man(self) -> NDArray[np.bool_]:
        """Which clients are men [n_clients]."""
        return np.asarray(self.register[:, REGISTER.index("is_man")] == 1.0)


def year_after_forms(n_waves: int) -> NDArray[np.intp]:
    """Return the last quarter of the year after the forms of each wave that is followed for so long.

    Forms are answered before the exits of their quarter, so that the year is that quarter and the three after it: 4
    for the forms of intake and of quarter 1, then 5, 6, ...
    """
    wave = np.arange(n_waves - QUARTERS_A_YEAR + 1 if n_waves > QUARTERS_A_YEAR else 0)
    return np.maximum(wave, 1) + QUARTERS_A_YEAR - 1


def year_after(waves: Waves) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which forms are followed for a year, and whether a job comes within it, both [n_clients, n_followed]."""
    last_quarter = year_after_forms(waves.n_waves)
    is_seen = last_quarter <= waves.last_wave[:, None]
    return waves.is_asked[:, : len(last_quarter)] & is_seen, waves.has_worked[:, last_quarter]


def follow(
    environment: Environment, policy: Policy, seed: int, replication: int, n_quarters: int | None = None
) -> Waves:
    """Simulate a cohort under one policy and return what a study would record.

    `n_quarters` is how long, the environment's horizon by default. The cohort is those who are there at intake.
    """
    return record(
        Replication(environment, [policy], seed, replication),
        environment.n_quarters if n_quarters is None else n_quarters,
    )


def record(run: Replication, n_quarters: int, arm: int = 0) -> Waves:
    """Take a replication through its quarters and return what a study of one arm would record."""
    cohort = np.flatnonzero(run.clients[arm]["state"] != State.NOT_ARRIVED)
    columns: dict[str, list[NDArray[Any]]] = {}
    first = run.clients[arm][cohort]
    for quarter in range(n_quarters + 1):
        is_at_risk = _is_at_risk(run.clients[arm][cohort])
        if quarter > 0:
            run.step()
        for name, values in {**_wave(run.clients[arm], cohort), "is_at_risk": is_at_risk}.items():
            columns.setdefault(name, []).append(values)
    stacked = {name: np.stack(waves, axis=1) for name, waves in columns.items()}
    return Waves(
        **stacked,
        is_asked=stacked["is_at_risk"],
        first_caseworker=first["caseworker"].astype(np.int64),
        register=_register(first),
        row=cohort,
        last_wave=np.full(len(cohort), n_quarters),
    )


def _is_at_risk(clients: NDArray[Any]) -> NDArray[np.bool_]:
    """Return who is on benefit and has had no job so far [n]."""
    return np.asarray((clients["state"] <= LAST_SERVED) & (clients["has_worked"] == 0))


def _wave(clients: NDArray[Any], cohort: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
    return {
        "has_worked": clients["has_worked"][cohort] == 1,
        "client_answers": clients["client_answer"][cohort] * clients["has_client_answered"][cohort, None],
        "caseworker_answers": clients["caseworker_answer"][cohort] * clients["has_caseworker_answered"][cohort, None],
        "n_changes": clients["n_caseworker_changes"][cohort].astype(np.int64),
        "state": clients["state"][cohort],
        "readiness": clients["readiness"][cohort],
    }


def _register(clients: NDArray[Any]) -> NDArray[np.float64]:
    fixed = [clients[name].astype(np.float64) for name in REGISTER]
    return np.column_stack([*fixed, clients["medication"][:, : len(Medicine)].astype(np.float64)])
