"""What must hold in every quarter whatever the policy: nobody is lost, nobody comes back from where nobody does."""

from itertools import pairwise

import numpy as np
import pytest

from simulation.base.errors import Cancelled
from simulation.model.draws.decisions import Decision
from simulation.model.engine.office_phase import OfficeDraws
from simulation.model.engine.replication import Replication, run_replication
from simulation.model.outcomes.recorder import Recorder
from simulation.model.policies import policy_names
from simulation.model.state import AFTER_OTHER_JOBS, ENTERED, FROM_HOURS, State
from tests.conftest import differing_columns, environment, policies, run, start
from tests.model.engine.environments import with_inflow, with_market
from tests.rows import each_row

NAMES = ("observed_mix", "aig_sanctions", "jobfirst", "staircase")
ABSORBING = (State.DISABILITY_PENSION, State.OTHER_EXIT)
# Exits that are common enough to be seen in a small run.
LIVELY = {
    "exits": {
        "pension_application": -2.5,
        "other_exit": 0.05,
        "education": -3.0,
        "pension_age": 60.0,
        "mortality": 8.0,
    },
    "job_entry": {"intercept": -4.0},
}


@pytest.fixture(scope="module")
def history() -> list[tuple[np.ndarray, np.ndarray]]:
    """Return clients [arm, client] and caseworkers of every quarter, intake first."""
    replication = start(NAMES, environment(parameters=LIVELY))
    quarters = [(replication.clients.copy(), replication.caseworkers.copy())]
    for _ in range(10):
        replication.step()
        quarters.append((replication.clients.copy(), replication.caseworkers.copy()))
    return quarters


def test_every_state_occurs(history) -> None:
    seen = {int(state) for clients, _ in history for state in np.unique(clients["state"])}
    assert seen == set(range(State.NOT_ARRIVED))


def test_states_sum_to_the_number_of_clients(history) -> None:
    for clients, _ in history:
        for arm in range(len(NAMES)):
            assert np.bincount(clients["state"][arm], minlength=10)[:10].sum() == 500


def test_nobody_leaves_pension_or_other_exit_but_by_age_or_death(history) -> None:
    for (before, _), (after, _) in pairwise(history):
        for state in ABSORBING:
            assert np.all(np.isin(after["state"][before["state"] == state], [state, State.RETIRED, State.DEAD]))
        assert np.all(after["state"][before["state"] == State.RETIRED] >= State.RETIRED)
        assert np.all(after["state"][before["state"] == State.DEAD] == State.DEAD)


def test_only_people_on_benefit_enter_jobs_education_pension_or_other_exit(history) -> None:
    for (before, _), (after, _) in pairwise(history):
        moved = (after["state"] != before["state"]) & (after["state"] > State.ORDINARY_HOURS)
        moved &= after["state"] < State.RETIRED
        assert np.all(before["state"][moved] <= State.ORDINARY_HOURS)


def test_jobs_and_education_end_in_plain_benefit(history) -> None:
    for (before, _), (after, _) in pairwise(history):
        left = (before["state"] >= State.SUPPORTED_JOB) & (after["state"] != before["state"])
        left &= after["state"] < State.RETIRED
        assert np.all(after["state"][left] == State.BENEFIT)


def test_everybody_grows_a_quarter_older_each_quarter_until_death(history) -> None:
    for number, ((before, _), (after, _)) in enumerate(pairwise(history), start=1):
        # no time has passed between intake and the first quarter's opening
        older = 0.25 * (before["state"] != State.DEAD) * (number > 1)
        assert np.array_equal(after["age"], before["age"] + older)


def test_the_pension_age_and_death_take_the_same_people_at_the_same_time_under_every_policy(history) -> None:
    for clients, _ in history:
        gone = [np.where(arm["state"] >= State.RETIRED, arm["state"], 0) for arm in clients]
        assert all(np.array_equal(gone[0], of_arm) for of_arm in gone)
    last = history[-1][0][0]
    grown = last["age"] >= 60.0
    assert np.array_equal(last["state"] >= State.RETIRED, grown | (last["age"] >= last["age_at_death"]))
    assert np.array_equal(last["state"] == State.DEAD, last["age"] >= last["age_at_death"])
    assert not last["medication"][last["state"] == State.DEAD].any()


def test_quarters_of_working_age_are_counted(history) -> None:
    for (before, _), (after, _) in pairwise(history):
        added = after["n_quarters_of_working_age"].astype(int) - before["n_quarters_of_working_age"]
        assert np.array_equal(added, (after["state"] < State.RETIRED).astype(int))


def test_a_pension_once_granted_is_remembered_beyond_the_pension_age(history) -> None:
    last = history[-1][0]
    assert np.all(last["has_had_pension"][last["state"] == State.DISABILITY_PENSION] == 1)
    assert np.any(last["has_had_pension"][last["state"] == State.RETIRED] == 1)
    for (before, _), (after, _) in pairwise(history):
        granted = (after["state"] == State.DISABILITY_PENSION) & (before["state"] != State.DISABILITY_PENSION)
        assert np.array_equal(after["has_had_pension"] > before["has_had_pension"], granted)


def test_a_first_job_stays_a_first_job(history) -> None:
    for (before, _), (after, _) in pairwise(history):
        assert np.all(after["has_worked"] >= before["has_worked"])
        new = (after["has_worked"] == 1) & (before["has_worked"] == 0)
        entry = after["has_entered_job"]
        assert np.all(entry[new] & ENTERED)
        assert not np.any(entry[new] & AFTER_OTHER_JOBS)
        assert np.all(after["has_worked"][entry > 0] == 1)
        assert np.array_equal((entry & AFTER_OTHER_JOBS) > 0, (entry > 0) & (before["has_worked"] == 1))
        assert np.array_equal((entry & FROM_HOURS) > 0, (entry > 0) & (before["state"] == State.ORDINARY_HOURS))


def is_working(clients: np.ndarray) -> np.ndarray:
    return (clients["state"] >= State.SUPPORTED_JOB) & (clients["state"] <= State.ORDINARY_JOB)


def test_whoever_works_has_worked_and_is_counted_each_quarter(history) -> None:
    for (before, _), (after, _) in pairwise(history):
        assert np.all(after["has_worked"][is_working(after)] == 1)
        added = after["n_quarters_worked"].astype(int) - before["n_quarters_worked"]
        assert np.array_equal(added, is_working(after).astype(int))


def test_sanctions_need_demands(history) -> None:
    for number, ((before, _), (after, _)) in enumerate(pairwise(history), start=1):
        rise = after["n_sanctions"].astype(int) - before["n_sanctions"]
        assert np.all((rise == 0) | (rise == 1))
        assert np.all(rise[after["demands"] == 0.0] == 0)
        aig = rise[NAMES.index("aig_sanctions")].sum()
        assert (aig > 0) == (number <= 2)
    others = [arm for arm, name in enumerate(NAMES) if name != "aig_sanctions"]
    assert not history[-1][0]["n_sanctions"][others].any()


def test_caseloads_are_recounted_from_those_on_benefit(history) -> None:
    for clients, caseworkers in history:
        for arm in range(len(NAMES)):
            served = clients[arm]["state"] <= State.ORDINARY_HOURS
            expected = np.bincount(clients[arm]["caseworker"][served], minlength=caseworkers.shape[1])
            assert np.array_equal(caseworkers[arm]["caseload"], expected)


def test_victories_are_recounted_from_those_who_entered_a_job(history) -> None:
    for clients, caseworkers in history:
        for arm in range(len(NAMES)):
            entered = clients[arm]["has_entered_job"] > 0
            expected = np.bincount(clients[arm]["caseworker"][entered], minlength=caseworkers.shape[1])
            assert np.array_equal(caseworkers[arm]["victories"], expected)


def test_fixed_columns_never_change(history) -> None:
    fixed = ["age_at_death", "work_share", "setpoint", "office", "cell", "is_man", "is_psychiatric", "is_unskilled"]
    for clients, _ in history:
        assert differing_columns(clients[fixed], history[0][0][fixed]) == []


def test_numbers_stay_finite_and_in_range(history) -> None:
    for clients, _ in history:
        for name in clients.dtype.names:
            assert np.isfinite(clients[name]).all(), name
        assert np.all((clients["trust"] >= 0) & (clients["trust"] <= 1))
        for form in ("client_answer", "caseworker_answer"):
            assert np.all((clients[form] >= 1) & (clients[form] <= 5))


def test_a_change_of_caseworker_empties_trust_and_the_plan_and_stays_in_the_office(history) -> None:
    for (before, caseworkers), (after, _) in pairwise(history):
        new = after["has_new_caseworker"] == 1
        assert np.array_equal(after["caseworker"] != before["caseworker"], new)
        assert np.array_equal(after["n_caseworker_changes"].astype(int) - before["n_caseworker_changes"], new)
        assert np.all(before["state"][new] <= State.ORDINARY_HOURS)
        assert not after["trust"][new].any()
        for column in ("interventions", "plan_step", "plan_quarters", "meetings", "demands", "employer_contact"):
            assert not after[column][new].any()
        office = caseworkers["office"][0][after["caseworker"]]
        assert np.array_equal(office, after["office"])
        assert not np.any(after["impression"][new] == before["impression"][new])
        assert np.array_equal(after["impression"][~new], before["impression"][~new])


def test_changes_come_at_the_stated_rate_and_any_other_caseworker_is_as_likely() -> None:
    # 3000 clients of one office with four caseworkers; probability 0.5
    small = environment(3000, caseload=750, parameters={"caseworkers": {"change_probability": 0.5}})
    replication = start(["no_intervention"], small)
    before = replication.clients[0]["caseworker"].copy()
    n_offices = len(replication.office_starts) - 1
    assert n_offices == 2
    replication.begin_quarter()
    new = replication.clients[0]["has_new_caseworker"] == 1
    assert new.mean() == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 3000))
    assert np.all(replication.clients[0]["caseworker"][new] != before[new])


def test_in_an_office_with_three_caseworkers_both_others_are_chosen_equally() -> None:
    small = environment(3000, caseload=1000, parameters={"caseworkers": {"change_probability": 1.0}})
    replication = start(["no_intervention"], small)
    before = replication.clients[0]["caseworker"].copy()
    replication.begin_quarter()
    after = replication.clients[0]["caseworker"]
    assert set(after.tolist()) == {0, 1, 2}
    for row in range(3):
        went = after[before == row]
        lower = min({0, 1, 2} - {row})
        assert (went == lower).mean() == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / len(went)))


def test_nobody_changes_in_an_office_with_a_single_caseworker() -> None:
    small = environment(50, caseload=50, parameters={"caseworkers": {"change_probability": 1.0}})
    clients = run(["observed_mix"], 3, small).clients
    assert not clients["n_caseworker_changes"].any()


def test_the_same_people_change_caseworker_under_every_policy(history) -> None:
    first = history[1][0]
    assert all(np.array_equal(first["caseworker"][0], first["caseworker"][arm]) for arm in range(len(NAMES)))
    draws = OfficeDraws(7, 0, 1, 500)[Decision.CASEWORKER_CHANGE]
    assert np.array_equal(first["has_new_caseworker"][0], draws < 0.051)


def test_rows_that_have_not_arrived_are_left_alone_and_not_counted() -> None:
    replication = start(NAMES)
    replication.clients["state"][:, 400:] = State.NOT_ARRIVED
    before, recorder = replication.clients[:, 400:].copy(), Recorder(len(NAMES), 3, baseline=0)
    for quarter in range(1, 4):
        replication.step()
        replication.record(recorder)
        caseload = replication.caseworkers["caseload"].sum(axis=1)
        served = (replication.clients["state"] <= State.ORDINARY_HOURS).sum(axis=1)
        assert np.array_equal(caseload, served)
        assert recorder.result().n_clients[quarter, 0] == 400
    assert differing_columns(replication.clients[:, 400:], before) == []


def test_rows_that_have_not_arrived_change_nobody_else() -> None:
    waiting, everybody = start(["observed_mix"]), run(["observed_mix"], 3)
    waiting.clients["state"][:, 400:] = State.NOT_ARRIVED
    for _ in range(3):
        waiting.step()
    assert differing_columns(waiting.clients[0, :400], everybody.clients[0, :400]) == []


def test_a_run_stops_when_it_is_asked_to() -> None:
    asked = []

    def should_stop() -> bool:
        asked.append(True)
        return len(asked) == 3

    with pytest.raises(Cancelled):
        run_replication(environment(50), policies("observed_mix"), 0, 1, 0, should_stop=should_stop)
    assert len(asked) == 3


def test_a_run_returns_every_quarter_and_intake() -> None:
    result = run_replication(environment(50, n_quarters=3), policies("observed_mix", "staircase"), 0, 1, 0)
    assert result.mean.shape[:2] == (2, 4)
    assert np.all(result.n_clients[:, 0] == 50)


def test_arms_start_from_the_same_rows_which_are_their_own() -> None:
    replication = start(NAMES)
    for arm in range(1, len(NAMES)):
        assert differing_columns(replication.clients[0], replication.clients[arm]) == []
    assert isinstance(replication, Replication)
    replication.clients["trust"][0] = 0.123
    assert not np.any(replication.clients["trust"][1] == 0.123)


@each_row("vacancies", [None, 1.0], ids=["unlimited", "vacancies"])
@each_row("policy", policy_names())
def test_stocks_follow_from_flows_under_every_policy_with_arrivals_and_vacancies(policy: str, vacancies) -> None:
    """Every quarter, the stock of each state is that of before plus who came less who left, and nobody is lost."""
    small = with_market(with_inflow(environment(200, parameters=LIVELY), 10), vacancies=vacancies)
    replication = Replication(small, policies(policy), 7, 0)
    for quarter in range(1, 5):
        before = replication.clients[0].copy()
        replication.step()
        after, caseworkers = replication.clients[0], replication.caseworkers[0]
        flows = np.zeros((len(State), len(State)), int)
        np.add.at(flows, (before["state"], after["state"]), 1)
        stock, stock_before = (np.bincount(clients["state"], minlength=len(State)) for clients in (after, before))
        assert np.array_equal(stock, stock_before - flows.sum(axis=1) + flows.sum(axis=0))
        assert flows[State.NOT_ARRIVED].sum() - flows[State.NOT_ARRIVED, State.NOT_ARRIVED] == 10
        assert stock[: State.NOT_ARRIVED].sum() == 200 + 10 * quarter
        assert not flows[: State.NOT_ARRIVED, State.NOT_ARRIVED].any()
        for state in ABSORBING:
            assert flows[state].sum() == flows[state, [state, State.RETIRED, State.DEAD]].sum()
        served = after["state"] <= State.ORDINARY_HOURS
        n = len(caseworkers)
        assert np.array_equal(caseworkers["caseload"], np.bincount(after["caseworker"][served], minlength=n))
        entered = after["has_entered_job"] > 0
        assert np.array_equal(caseworkers["victories"], np.bincount(after["caseworker"][entered], minlength=n))
        if vacancies is not None:
            assert entered.sum() <= 2  # 1 in 100 of 200
        refusals = after["n_pension_refusals"].astype(int) - before["n_pension_refusals"]
        assert np.all((refusals == 0) | (refusals == 1))
        assert np.all(served[refusals == 1])
