"""Outcomes client by client are those that the recorder counts."""

import numpy as np
import pytest

from simulation.analyses.targeting.objective import OUTCOMES as JUDGED_BY
from simulation.analyses.trials.design import OUTCOMES as IN_REGISTERS
from simulation.model.outcomes.of_clients import IDS, of_each_client
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.state import CLIENT, Medicine, State

N = 600


def clients() -> np.ndarray:
    """Return clients in all states, whatever else was and is with them: also retired ones who had a pension before."""
    rng, rows = np.random.default_rng(1), np.zeros((1, N), CLIENT)
    rows["state"] = rng.integers(0, State.NOT_ARRIVED, N)
    for flag in ("has_worked", "has_had_pension"):
        rows[flag] = rng.integers(0, 2, N)
    rows["medication"] = rng.integers(0, 2, (1, N, len(Medicine)))
    rows["n_quarters_worked"] = rng.integers(0, 16, N)
    rows["distress"] = rng.normal(size=N)
    return rows


@pytest.mark.parametrize("outcome", IDS)
def test_an_outcome_of_each_client_is_the_one_that_is_counted(outcome: str) -> None:
    rows, recorder = clients(), Recorder(1, 0, 0)
    recorder.record(rows, 0)
    counted = recorder.result().mean[0, 0, 0, OUTCOME_IDS.index(outcome)]
    assert of_each_client(rows, outcome).mean() == pytest.approx(counted, abs=1e-7)  # amounts are in units of 2**-24


def test_a_pension_counts_for_those_who_have_retired_since() -> None:
    rows = clients()[0, :2]
    rows["state"], rows["has_had_pension"] = State.RETIRED, (1, 0)
    assert of_each_client(rows, "disability_pension").tolist() == [1.0, 0.0]


def test_rules_and_studies_are_judged_by_outcomes_that_can_be_read() -> None:
    assert {*JUDGED_BY, *IN_REGISTERS} <= {*IDS}
