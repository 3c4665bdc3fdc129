"""Outcomes of clients made by hand, and the counting of gains and losses."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

import simulation.model.outcomes.recorder as recorder_module
from simulation.base.threads import ROWS_A_BLOCK
from simulation.model.indicators import Indicator
from simulation.model.outcomes.groups import DIMENSIONS, GROUPS, N_CELLS, cells, groups_of_cells, membership
from simulation.model.outcomes.observe import (
    LANES,
    LARGEST_BLOCK,
    N_AMOUNTS,
    N_LANES,
    N_SHARE_LANES,
    SMALLEST_DIFFERENCE,
    count,
)
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.registry import (
    AMOUNT_IDS,
    AT,
    OUTCOME_BY_ID,
    OUTCOME_IDS,
    OUTCOMES,
    SCALE,
    SHARE,
    SHARE_IDS,
    check_measured,
    measure,
)
from simulation.model.state import CLIENT, Medicine, State
from tests.conftest import plain, start
from tests.rows import each_row

UNPAID = np.zeros(len(State), np.int64)
STATES_OF = {
    "on_benefit": (State.BENEFIT, State.ORDINARY_HOURS),
    "in_ordinary_job": {State.ORDINARY_JOB},
    "any_ordinary_hours": {State.ORDINARY_JOB, State.ORDINARY_HOURS},
    "in_supported_job": {State.SUPPORTED_JOB},
    "in_new_start_job": {State.NEW_START_JOB},
    "in_education": {State.EDUCATION},
    "pension_of_working_age": {State.DISABILITY_PENSION},
    "of_working_age": set(State) - {State.RETIRED, State.DEAD, State.NOT_ARRIVED},
    "other_exit": {State.OTHER_EXIT},
}
COUNTED = {"caseworker_changes": "n_caseworker_changes", "sanctions": "n_sanctions"}
COUNTED |= {"quarters_worked": "n_quarters_worked", "pension_refusals": "n_pension_refusals"}
COUNTED |= {"work_of_working_age": "n_quarters_worked", "quarters_of_working_age": "n_quarters_of_working_age"}
FLAGS = {"first_job": "has_worked", "disability_pension": "has_had_pension", "waiting": "is_waiting"}


def rows(n: int = 1, **columns: object) -> np.ndarray:
    clients = np.zeros(n, CLIENT).view(np.recarray)
    for name, values in columns.items():
        clients[name] = values
    return clients


def measured(clients: np.ndarray, row: int = 0) -> dict[str, float]:
    """Return the outcomes of one client, by the plain function."""
    return by_id(*measured_by(plain(measure), clients[row], UNPAID))


def measured_by(function: Callable[..., None], client: object, earnings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    shares, amounts = np.full(N_SHARE_LANES, 99, np.uint16), np.full(N_AMOUNTS, -(10**9), np.int64)
    function(client, earnings, shares, amounts)
    assert (shares[len(SHARE_IDS) :] == 99).all()  # lanes of no outcome
    return shares[: len(SHARE_IDS)], amounts


def by_id(shares: np.ndarray, amounts: np.ndarray) -> dict[str, float]:
    found = dict(zip((*SHARE_IDS, *AMOUNT_IDS), [*shares.tolist(), *(amounts / SCALE).tolist()], strict=True))
    return {id: float(found[id]) for id in OUTCOME_IDS}


@pytest.mark.uncompiled
def test_a_client_of_whom_nothing_is_known_is_on_benefit_and_has_nothing_else() -> None:
    # readiness 0 is the middle of the queue
    known = {"on_benefit": 1.0, "of_working_age": 1.0, "queue_places": 50.0}
    assert measured(rows()) == {**dict.fromkeys(OUTCOME_IDS, 0.0), **known}


@pytest.mark.uncompiled
@each_row(("outcome", "state"), list(product(STATES_OF, list(State)[: State.NOT_ARRIVED])))
def test_outcomes_of_the_state(outcome: str, state: State) -> None:
    assert measured(rows(state=state))[outcome] == float(state in STATES_OF[outcome])


@pytest.mark.uncompiled
@each_row("medicine", Medicine)
def test_each_medicine_has_its_own_outcome(medicine: Medicine) -> None:
    clients = rows()
    clients["medication"][0, medicine] = 1
    found = measured(clients)
    taken = [name for name in OUTCOME_IDS if name.endswith("_medication") and found[name] == 1.0]
    assert taken == [f"{medicine.name.lower()}_medication"]


@pytest.mark.uncompiled
@each_row("answer", range(6))
def test_belief_is_an_answer_of_4_or_5(answer: int) -> None:
    clients = rows()
    clients["caseworker_answer"][0, Indicator.CASEWORKER_BELIEF] = answer
    clients["client_answer"][0, Indicator.OWN_BELIEF] = answer
    found = measured(clients)
    assert found["caseworker_belief"] == found["client_belief"] == float(answer >= 4)


@pytest.mark.uncompiled
def test_other_answers_are_not_belief() -> None:
    clients = rows(client_answer=5, caseworker_answer=5)
    clients["caseworker_answer"][0, Indicator.CASEWORKER_BELIEF] = 3
    clients["client_answer"][0, Indicator.OWN_BELIEF] = 3
    found = measured(clients)
    assert found["caseworker_belief"] == found["client_belief"] == 0.0


@pytest.mark.uncompiled
@each_row(("outcome", "column"), COUNTED.items())
def test_counts_are_those_of_the_row(outcome: str, column: str) -> None:
    assert measured(rows(**{column: 1}))[outcome] == 1.0
    assert measured(rows(**{column: 37}))[outcome] == 37.0


@pytest.mark.uncompiled
@each_row(("outcome", "column"), FLAGS.items())
def test_flags_are_those_of_the_row_and_touch_nothing_else(outcome: str, column: str) -> None:
    nothing = measured(rows())
    assert measured(rows(**{column: 1})) == {**nothing, outcome: 1.0}


@pytest.mark.uncompiled
@each_row("state", list(State)[:8])
def test_earnings_are_the_wage_of_the_state(state: State) -> None:
    # 10 thousand DKK more a state: state 4 has 40
    wages = np.array([round(10 * number * SCALE) for number in range(len(State))])
    assert by_id(*measured_by(plain(measure), rows(state=state)[0], wages))["earnings"] == 10.0 * state


@pytest.mark.uncompiled
def test_distress_and_readiness_are_rounded_to_a_unit_of_2_to_the_minus_24() -> None:
    # 0.3 * 2**24 = 5033164.8 -> 5033165;  -0.3 -> -5033164.8 + 0.5 -> floor = -5033165
    found = measured(rows(distress=0.3, readiness=-0.3))
    assert found["distress"] * SCALE == 5033165
    assert found["readiness"] * SCALE == -5033165


def test_the_compiled_measure_is_the_plain_one() -> None:
    clients = start(["observed_mix"]).clients[0].view(np.recarray)
    for row in range(50):
        assert by_id(*measured_by(measure, clients[row], UNPAID)) == measured(clients, row)


def measure_two(client: object, earnings: object, shares: dict, amounts: dict) -> None:
    shares[AT.first_job] = client.has_worked
    amounts[AT.distress] = client.distress


def measure_twice(client: object, earnings: object, shares: dict, amounts: dict) -> None:
    shares[AT.first_job] = client.has_worked
    shares[AT.first_job] = client.state == 4


def test_an_outcome_that_is_not_measured_once_stops_the_import_and_is_named() -> None:
    job, distress, waiting = (OUTCOME_BY_ID[id] for id in ("first_job", "distress", "waiting"))
    check_measured([job, distress], measure_two)
    for declared, function, said in (
        ([job, distress, waiting], measure_two, r"declared but not measured: shares\[AT.waiting\]$"),
        ([job], measure_two, r"measured but not declared so: amounts\[AT.distress\]$"),
        ([job], measure_twice, r"measured more than once: shares\[AT.first_job\]$"),
        # a share by its unit, measured as an amount
        (
            [job, replace(distress, unit=SHARE)],
            measure_two,
            r"not measured: shares.*; .* not declared so: amounts",
        ),
    ):
        with pytest.raises(TypeError, match=said):
            check_measured(declared, function)


def test_what_is_measured_is_counted_whatever_stood_in_memory() -> None:
    # two clients of one cell: 0.5 + 0.25, and nothing of the one who has not arrived
    clients = rows(3, distress=[0.5, 0.25, 9.0], state=[0, 0, State.NOT_ARRIVED])[None, :]
    events, totals = np.zeros((3, 1, N_CELLS, N_LANES), np.uint16), np.zeros((1, N_CELLS, N_AMOUNTS), np.int64)
    count(clients.view(np.ndarray), 0, UNPAID, 0, 3, np.zeros(N_CELLS, np.int64), events, totals)
    found = dict(zip(AMOUNT_IDS, (totals[0, 0] / SCALE).tolist(), strict=True))
    assert found == {**dict.fromkeys(AMOUNT_IDS, 0.0), "distress": 0.75, "queue_places": 100.0}
    assert events[0, 0, 0, LANES[OUTCOME_IDS.index("on_benefit")]] == 2
    assert events[0, 0, 0, LANES[OUTCOME_IDS.index("of_working_age")]] == 2
    assert events.sum() == 4


def test_outcome_ids_are_unique_and_smallest_differences_positive() -> None:
    assert len(set(OUTCOME_IDS)) == len(OUTCOMES)
    assert all(outcome.smallest_difference > 0 for outcome in OUTCOMES)
    amounts = [OUTCOME_BY_ID[id].smallest_difference for id in AMOUNT_IDS]
    assert (SMALLEST_DIFFERENCE / SCALE).tolist() == pytest.approx(amounts)
    assert all(OUTCOME_BY_ID[id].smallest_difference == 1.0 for id in SHARE_IDS)  # what counting by clients goes by


def test_every_outcome_has_a_lane_of_its_own() -> None:
    assert len(set(LANES)) == len(OUTCOMES)
    assert max(LANES) < N_LANES
    assert sorted((*SHARE_IDS, *AMOUNT_IDS)) == sorted(OUTCOME_IDS)
    assert ROWS_A_BLOCK <= LARGEST_BLOCK


def test_ages_fall_into_their_bands() -> None:
    age = next(dimension for dimension in DIMENSIONS if dimension.id == "age")
    ages = [18.0, 29.99, 30.0, 39.99, 40.0, 49.99, 50.0, 64.0]
    assert [age.values[code] for code in age.code(rows(8, age=ages))] == [
        band for band in ("18-29", "30-39", "40-49", "50-64") for _ in range(2)
    ]


def test_every_combination_of_groups_is_a_cell_of_its_own() -> None:
    combinations = list(product((0, 1), (20, 35, 45, 55), (0, 1), (0, 1), (0, 1)))
    man, age, unskilled, non_western, psychiatric = zip(*combinations, strict=True)
    clients = rows(
        len(combinations),
        is_man=man,
        age=age,
        is_unskilled=unskilled,
        is_non_western=non_western,
        is_psychiatric=psychiatric,
    )
    # 2 sexes * 4 age bands * 2 * 2 * 2 = 64
    assert N_CELLS == 64
    assert sorted(cells(clients).tolist()) == list(range(64))


def test_a_cell_belongs_to_all_and_to_one_group_of_each_dimension() -> None:
    table = membership()
    assert table.shape == (len(GROUPS), N_CELLS)
    assert table[0].tolist() == [1] * N_CELLS
    first = 1
    for dimension in DIMENSIONS:
        block = table[first : first + len(dimension.values)]
        assert block.sum(axis=0).tolist() == [1] * N_CELLS
        first += len(dimension.values)
    assert first == len(GROUPS)


def test_the_groups_of_a_cell_are_those_that_it_is_a_member_of() -> None:
    table, groups = membership(), groups_of_cells()
    assert groups.shape == (N_CELLS, 1 + len(DIMENSIONS))
    for cell in range(N_CELLS):
        assert set(groups[cell]) == set(np.flatnonzero(table[:, cell]))


def test_groups_hold_the_clients_that_their_names_say() -> None:
    clients = start(["observed_mix"]).clients[0]
    in_group = membership()[:, cells(clients)] == 1
    by_name = dict(zip(GROUPS, in_group, strict=True))
    assert np.array_equal(by_name["sex=man"], clients["is_man"] == 1)
    assert np.array_equal(by_name["age=30-39"], (clients["age"] >= 30) & (clients["age"] < 40))
    assert np.array_equal(by_name["unskilled=yes"], clients["is_unskilled"] == 1)
    assert np.array_equal(by_name["non_western=no"], clients["is_non_western"] == 0)
    assert np.array_equal(by_name["psychiatric=yes"], clients["is_psychiatric"] == 1)
    assert np.array_equal(clients["cell"], cells(clients))


def hand_made() -> np.ndarray:
    """Return two arms of four clients: two women (cell 0), a man, and one who has not arrived."""
    clients = np.zeros((2, 4), CLIENT).view(np.recarray)
    clients["age"] = 20
    clients["is_man"][:, 2:] = 1
    for arm in range(2):
        clients["cell"][arm] = cells(clients[arm])
    clients["state"][:, 3] = State.NOT_ARRIVED
    clients["readiness"][:, 3] = 99.0
    clients["has_worked"][1] = [1, 0, 0, 0]  # one woman gains a job
    clients["has_worked"][0] = [0, 0, 1, 0]  # the man loses one
    clients["distress"][1] = [0.2, 0.19, -0.2, 9]  # up by the smallest difference, by less, down by it
    return clients


@pytest.mark.uncompiled
def test_gains_and_losses_by_hand() -> None:
    clients = hand_made()
    events, totals = np.zeros((3, 2, N_CELLS, N_LANES), np.uint16), np.zeros((2, N_CELLS, N_AMOUNTS), np.int64)
    n_in_cell = np.zeros(N_CELLS, np.int64)
    count(clients, 0, UNPAID, 0, 4, n_in_cell, events, totals)
    present, gains, losses = events
    women, men = int(clients["cell"][0, 0]), int(clients["cell"][0, 2])
    job, distress = (LANES[OUTCOME_IDS.index(id)] for id in ("first_job", "distress"))
    assert (n_in_cell[women], n_in_cell[men], n_in_cell.sum()) == (2, 1, 3)
    assert [present[arm, cell, job] for arm in (0, 1) for cell in (women, men)] == [0, 1, 1, 0]
    # 0.2 + 0.19 = 0.39, each rounded to a unit of its own
    assert totals[1, women, AMOUNT_IDS.index("distress")] / SCALE == pytest.approx(0.39, abs=2 / SCALE)
    assert (gains[1, women, job], losses[1, women, job]) == (1, 0)
    assert (gains[1, men, job], losses[1, men, job]) == (0, 1)
    assert (gains[1, women, distress], losses[1, men, distress]) == (1, 1)
    assert gains[1, :, distress].sum() == losses[1, :, distress].sum() == 1
    assert not gains[0].any()
    assert not losses[0].any()


@pytest.mark.uncompiled
def test_the_recorder_turns_counts_into_means_and_shares() -> None:
    recorder = Recorder(2, 1, baseline=0)
    recorder.record(hand_made(), 1)
    result = recorder.result()
    job, everybody, men = OUTCOME_IDS.index("first_job"), GROUPS.index("all"), GROUPS.index("sex=man")
    assert result.n_clients[1, [everybody, men]].tolist() == [3, 1]
    # one of three has worked, in each arm; one gains and one loses
    assert result.mean[:, 1, everybody, job].tolist() == [1 / 3, 1 / 3]
    assert result.higher[1, 1, everybody, job] == 1 / 3
    assert result.lower[1, 1, everybody, job] == 1 / 3
    assert result.lower[1, 1, men, job] == 1.0


def test_what_is_meant_of_those_of_working_age_is_divided_by_their_number() -> None:
    # four clients: one works on, one has a pension, one had a pension and retired, one has died
    states = [State.ORDINARY_JOB, State.DISABILITY_PENSION, State.RETIRED, State.DEAD]
    clients = rows(4, state=states, has_had_pension=[0, 1, 1, 0], age=20)
    clients["n_quarters_worked"], clients["n_quarters_of_working_age"] = [3, 0, 1, 0], [8, 8, 3, 1]
    recorder = Recorder(1, 1, baseline=0)
    recorder.record(clients[None, :].view(np.ndarray), 1)
    found = dict(zip(OUTCOME_IDS, recorder.result().mean[0, 1, 0].tolist(), strict=True))
    assert found["disability_pension"] == 2 / 4
    assert found["pension_of_working_age"] == 1 / 2
    assert found["quarters_worked"] == 4 / 4
    assert found["work_of_working_age"] == 4 / 20
    assert (found["of_working_age"], found["quarters_of_working_age"]) == (2 / 4, 20 / 4)


def test_a_group_without_clients_has_nan() -> None:
    recorder = Recorder(2, 1, baseline=0)
    recorder.record(hand_made(), 1)
    assert np.isnan(recorder.result().mean[:, 1, GROUPS.index("age=50-64")]).all()
    assert np.isnan(recorder.result().mean[:, 0]).all()


@pytest.mark.uncompiled
def test_the_baseline_may_be_any_arm() -> None:
    first, last = Recorder(2, 1, baseline=0), Recorder(2, 1, baseline=1)
    first.record(hand_made(), 1)
    last.record(hand_made(), 1)
    # seen from the other arm, what was a gain is a loss
    assert np.array_equal(first.result().higher[1], last.result().lower[0], equal_nan=True)
    assert np.array_equal(first.result().mean, last.result().mean, equal_nan=True)


def test_groups_of_a_dimension_add_up_to_all() -> None:
    replication = start(["observed_mix", "staircase"])
    replication.step()
    recorder = Recorder(2, 1, baseline=0)
    replication.record(recorder)
    result = recorder.result()
    weighted = result.mean[:, 1] * result.n_clients[1][:, None]
    for first, stop in ((1, 3), (3, 7), (7, 9), (9, 11), (11, 13)):
        assert result.n_clients[1, first:stop].sum() == 500
        assert weighted[:, first:stop].sum(axis=1) == pytest.approx(weighted[:, 0])


def test_means_are_those_of_the_rows() -> None:
    replication = start(["observed_mix"])
    replication.step()
    recorder = Recorder(1, 1, baseline=0)
    replication.record(recorder)
    found = dict(zip(OUTCOME_IDS, recorder.result().mean[0, 1, 0], strict=True))
    clients = replication.clients[0]
    assert found["first_job"] == clients["has_worked"].mean()
    assert found["distress"] == pytest.approx(clients["distress"].mean(), abs=1 / SCALE)
    assert found["antidepressant_medication"] == clients["medication"][:, 1].mean()
    places = [100 * norm.cdf(readiness) for readiness in clients["readiness"]]
    assert found["queue_places"] == pytest.approx(math.fsum(places) / 500, abs=1e-6)


def test_threads_and_blocks_change_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    replication = start(["observed_mix", "staircase"])
    replication.step()
    alone, shared = Recorder(2, 1, baseline=0), Recorder(2, 1, baseline=0)
    replication.record(alone)
    monkeypatch.setattr(recorder_module, "ROWS_A_BLOCK", 64)
    replication.n_threads = 3
    replication.record(shared)
    for name in ("mean", "higher", "lower", "n_clients"):
        assert np.array_equal(getattr(alone.result(), name), getattr(shared.result(), name), equal_nan=True)


@each_row("n_threads", [1, 2])
def test_a_lane_that_would_overflow_in_one_block_does_not(n_threads: int) -> None:
    # 70,000 clients in one group, all on benefit: more than the 65,535 that 16 bits can count
    clients = np.zeros((2, 70_000), CLIENT)
    clients["age"] = 20
    clients["has_worked"][1] = 1
    recorder = Recorder(2, 1, baseline=0)
    recorder.record(clients, 1, n_threads)
    result = recorder.result()
    everybody, job = GROUPS.index("all"), OUTCOME_IDS.index("first_job")
    assert result.n_clients[1, everybody] == 70_000
    assert result.mean[:, 1, everybody, OUTCOME_IDS.index("on_benefit")].tolist() == [1.0, 1.0]
    assert result.higher[1, 1, everybody, job] == 1.0
