"""The caseworker phase: tallies by hand, and offices whose caseworkers come to believe more."""

import numpy as np
import pytest

from simulation.model.engine import caseworker_phase
from simulation.model.parameters import build_parameters
from simulation.model.parameters.record import as_record
from simulation.model.state import CASEWORKER, CLIENT, ENTERED, State
from tests.conftest import differing_columns, environment, run
from tests.model.engine.environments import LIVELY, after, giving


def office_of(n_clients: int, n_entries: int, trait: list[float], **doses: float) -> tuple[np.ndarray, np.ndarray]:
    """Return clients of the first caseworker, the first `n_entries` of whom have just entered a job."""
    clients, caseworkers = np.zeros((1, n_clients), CLIENT), np.zeros((1, len(trait)), CASEWORKER)
    clients["state"][0, :n_entries] = State.ORDINARY_JOB
    clients["has_entered_job"][0, :n_entries] = ENTERED
    caseworkers["trait"] = trait
    for name, dose in doses.items():
        caseworkers[name] = dose
    return clients, caseworkers


def end(clients: np.ndarray, caseworkers: np.ndarray, starts: list[int], **leniency: float) -> np.ndarray:
    record = as_record(build_parameters({"leniency": leniency}))
    caseworker_phase.end_quarter(
        clients.view(np.recarray), caseworkers.view(np.recarray), np.array(starts, np.int64), record
    )
    return caseworkers[0]


def test_tallies_by_hand() -> None:
    clients, caseworkers = np.zeros((1, 6), CLIENT), np.zeros((1, 2), CASEWORKER)
    caseworkers["caseload"] = caseworkers["victories"] = 99
    clients["caseworker"][0] = [0, 0, 0, 1, 1, 1]
    clients["state"][0] = [
        State.BENEFIT,
        State.ORDINARY_HOURS,
        State.ORDINARY_JOB,
        State.NOT_ARRIVED,
        State.DISABILITY_PENSION,
        State.SUPPORTED_JOB,
    ]
    clients["has_entered_job"][0] = [0, 0, 0, 0, 0, 7]
    found = end(clients, caseworkers, [0, 2])
    assert found["caseload"].tolist() == [2, 0]
    assert found["victories"].tolist() == [0, 1]


def test_celebrated_victories_lift_the_whole_office() -> None:
    # 2 entries of 50 clients, 48 still there: 100 * 2 / 50 = 4 in 100; 0.25 * 0.1 * 4 = 0.1 for both caseworkers
    found = end(*office_of(50, 2, [0.3, -0.3], celebrating=1.0), [0, 2], victories=0.1, speed=0.25)
    assert found["climate"] == pytest.approx([0.1, 0.1])
    assert found["leniency"] == pytest.approx([0.4, -0.2])


def test_victories_of_another_office_count_for_nothing() -> None:
    # both caseworkers celebrate, but only the first has an office with entries
    found = end(*office_of(50, 2, [0.0, 0.0], celebrating=1.0), [0, 1, 2], victories=0.1, speed=0.25)
    assert found["climate"] == pytest.approx([0.1, 0.0])


def test_sparring_reaches_those_below_their_own_office() -> None:
    # offices (-1, 1) and (-3, -1), means 0 and -2: -1 + 0.5 * 1 = -0.5; 1; -3 + 0.5 * 1 = -2.5; -1
    found = end(*office_of(4, 0, [-1.0, 1.0, -3.0, -1.0], sparring=1.0), [0, 2, 4], sparring=0.5)
    assert found["leniency"] == pytest.approx([-0.5, 1.0, -2.5, -1.0])


def test_effectiveness_follows_the_dose_and_falls_back_without_it() -> None:
    clients, caseworkers = office_of(4, 0, [0.0, 0.0], like_the_best=1.0)
    caseworkers["skill"][0] = [-1.0, 2.0]
    # the mean of the best quarter is 1.2711
    assert end(clients, caseworkers, [0, 2])["effectiveness"] == pytest.approx([1.2711, 2.0])
    caseworkers["like_the_best"] = 0.0
    assert end(clients, caseworkers, [0, 2])["effectiveness"].tolist() == [-1.0, 2.0]


def test_an_office_without_clients_divides_by_nothing() -> None:
    found = end(*office_of(1, 0, [0.0, 1.0, 2.0], celebrating=1.0), [0, 1, 3])
    assert np.isfinite(found["climate"]).all()


def test_without_practice_leniency_and_effectiveness_stay_those_of_the_start() -> None:
    caseworkers = run(["aig_sanctions", "observed_mix"], 6, environment(parameters=LIVELY)).caseworkers
    assert caseworkers["victories"].any()
    assert np.array_equal(caseworkers["leniency"], caseworkers["trait"])
    assert np.array_equal(caseworkers["effectiveness"], caseworkers["skill"])
    assert not caseworkers["climate"].any()


def test_what_practice_does_acts_from_the_next_quarter_on() -> None:
    small = environment(parameters={"leniency": {"building": 0.5, "speed": 0.25}, "belief": {"leniency": 0.275}})
    one, other = (after(giving("belief_building", dose), 1, small) for dose in (1.0, 0.0))
    assert differing_columns(one.clients, other.clients) == []
    # 0.25 * 0.5 = 0.125 after a quarter, 0.125 + 0.25 * 0.375 = 0.21875 after two
    assert one.caseworkers["climate"] == pytest.approx(0.125)
    one.step()
    other.step()
    assert one.caseworkers["climate"] == pytest.approx(0.21875)
    # belief is higher by its share of leniency
    same = one.clients["readiness"] == other.clients["readiness"]
    served = (one.clients["state"] <= State.ORDINARY_HOURS) & (other.clients["state"] <= State.ORDINARY_HOURS) & same
    assert served.any()
    risen = one.clients["belief"][served] - other.clients["belief"][served]
    assert risen == pytest.approx(0.275 * 0.125)
