"""Ways off benefit by sex and kind."""

from __future__ import annotations

import numpy as np

from simulation.analyses.validation.exits import exit_shares, first_job, kinds_of_job
from simulation.analyses.validation.waves import REGISTER, Waves
from simulation.model.state import State
from tests.analyses.validation.follow_up import N_REGISTER, waves, works_from


def six() -> Waves:
    """Return two men and four women: jobs from waves 1, 2, 5 and 3; one studies; one has a supported second job."""
    has_worked = works_from(1, None, 2, 5, 3, None)
    state = np.full((6, 6), int(State.BENEFIT), np.uint8)
    state[0, 1:3] = State.NEW_START_JOB
    state[2, 2:4], state[2, 5] = State.ORDINARY_JOB, State.SUPPORTED_JOB
    state[3, 5] = State.ORDINARY_JOB
    state[4, 3:] = State.SUPPORTED_JOB
    state[5, 2:4] = State.EDUCATION
    register = np.zeros((6, N_REGISTER))
    register[:2, REGISTER.index("is_man")] = 1.0
    return waves(6, has_worked=has_worked, state=state, register=register)


def test_shares_of_all_who_started_by_sex() -> None:
    found = {fact: shares.tolist() for fact, shares in exit_shares(six(), 4).items()}
    # by wave 4: of four women one in an ordinary and one in a supported job, of two men one in a new-start job
    assert found == {"K2": [0.5, 0.5], "K3": [0.25, 0.0], "K4": [0.0, 0.5], "K5": [0.25, 0.0], "K6": [1 / 6]}
    assert exit_shares(six(), 5)["K5"].tolist() == [0.5, 0.0]


def test_kinds_are_shares_of_first_jobs() -> None:
    found = {fact: shares.tolist() for fact, shares in kinds_of_job(six(), 5).items()}
    assert found == {"K3": [1 / 3, 0.0], "K4": [0.0, 1.0], "K5": [2 / 3, 0.0]}


def test_no_job_no_kind() -> None:
    assert first_job(six(), 0).tolist() == [-1] * 6
    assert all(np.isnan(shares).all() for shares in kinds_of_job(six(), 0).values())
