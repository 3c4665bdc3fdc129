"""What money is worked out from, counted by hand and recounted from the rows."""

import numpy as np
import pytest

import simulation.model.outcomes.recorder as recorder_module
from simulation.model.doses import CASEWORKER_DOSES
from simulation.model.interventions import interventions
from simulation.model.outcomes.quantities import (
    DOSE_UNIT,
    DOSES,
    MEASURE_IDS,
    MEDICINE_IDS,
    N_QUANTITIES,
    QUANTITIES,
    SANCTIONS,
    STATE_IDS,
    tally,
    tally_doses,
)
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.registry import SCALE
from simulation.model.policies.loader import policy_names
from simulation.model.state import CLIENT, LAST_SERVED, Medicine, State
from tests.conftest import environment, plain, start
from tests.rows import each_row


def amounts_of(clients: np.ndarray) -> dict[str, int]:
    """Return the quantities of these rows of one arm, by the plain function."""
    amounts = np.zeros((1, N_QUANTITIES), np.int64)
    rows, in_use = clients[None, :].view(np.recarray), np.ones((1, len(DOSES)), np.bool_)
    plain(tally)(rows, 0, len(clients), amounts)
    plain(tally_doses)(rows, 0, len(clients), in_use, amounts)
    return dict(zip(QUANTITIES, amounts[0].tolist(), strict=True))


@pytest.mark.uncompiled
def test_two_clients_by_hand() -> None:
    clients = np.zeros(2, CLIENT)
    # one on benefit, in the measures with bits 0 and 3, meeting every other week, sanctioned twice so far
    clients[0]["plan_quarters"], clients[0]["interventions"] = 2, 0b1001
    clients[0]["meetings"], clients[0]["n_sanctions"], clients[0]["medication"][Medicine.PAINKILLER] = 0.5, 2, 1
    # one who got a job in a quarter that began with a new caseworker
    clients[1]["state"], clients[1]["has_new_caseworker"] = State.ORDINARY_JOB, 1
    clients[1]["has_entered_job"] = 1
    found = {name: amount for name, amount in amounts_of(clients).items() if amount}
    assert found == {
        "state_benefit": 1,
        "state_ordinary_job": 1,
        "served": 2,
        MEASURE_IDS[0]: 1,
        MEASURE_IDS[3]: 1,
        "meetings": DOSE_UNIT // 2,
        "n_sanctions": 2,
        "job_entries": 1,
        "medicine_painkiller": 1,
    }


@pytest.mark.uncompiled
def test_who_has_not_arrived_counts_as_that_alone() -> None:
    clients = np.zeros(1, CLIENT)
    clients["state"], clients["medication"], clients["meetings"] = State.NOT_ARRIVED, 1, 1.0
    assert {name: amount for name, amount in amounts_of(clients).items() if amount} == {"state_not_arrived": 1}


def test_quantities_are_named_once_and_measures_keep_their_bits() -> None:
    assert len(set(QUANTITIES)) == N_QUANTITIES
    assert [f"measure_{item.id}" for item in sorted(interventions().values(), key=lambda i: i.bit)] == list(MEASURE_IDS)
    assert {*DOSES, SANCTIONS} <= set(CLIENT.names or ())
    assert DOSE_UNIT == SCALE


@pytest.mark.uncompiled
@each_row("dose", DOSES)
def test_a_dose_alone_in_a_plan_is_counted(dose: str) -> None:
    # 0.3 in single precision * 2**24 = 5033165 (rounded from 5033164.8, and again by its 24 bits)
    clients = np.zeros(1, CLIENT)
    clients["plan_quarters"], clients[dose] = 1, 0.3
    found = {name: amount for name, amount in amounts_of(clients).items() if amount}
    assert found == {"state_benefit": 1, "served": 1, dose: 5033165}


@pytest.mark.uncompiled
def test_doses_that_an_arm_does_not_use_are_passed_over() -> None:
    clients, in_use = np.zeros((2, 3), CLIENT), np.zeros((2, len(DOSES)), np.bool_)
    clients["plan_quarters"], clients["meetings"] = 1, 0.5
    in_use[1, DOSES.index("meetings")] = True
    amounts = np.zeros((2, N_QUANTITIES), np.int64)
    plain(tally_doses)(clients.view(np.recarray), 0, 2, in_use, amounts)  # two rows of three
    assert not amounts[0].any()
    assert amounts[1, QUANTITIES.index("meetings")] == amounts[1].sum() == 2 * DOSE_UNIT // 2


@each_row("policy", sorted(policy_names()))
def test_the_recorder_counts_what_a_recount_of_the_rows_gives(policy: str) -> None:
    replication = start([policy], environment(200, n_quarters=4))
    recorder = Recorder(1, 4, baseline=0)
    replication.record(recorder)
    sanctions = 0
    for quarter in range(1, 5):
        before = replication.clients[0]["state"].copy()
        replication.step(recorder)
        rows = replication.clients[0]
        found = dict(zip(QUANTITIES, recorder.result().quantities[0, quarter].tolist(), strict=True))
        assert [found[id] for id in STATE_IDS] == np.bincount(rows["state"], minlength=len(State)).tolist()
        assert sum(found[id] for id in STATE_IDS) == len(rows)
        assert found["served"] == (before <= LAST_SERVED).sum()
        for bit, id in enumerate(MEASURE_IDS):
            taking_part = (rows["interventions"] >> bit & 1).astype(bool)
            assert found[id] == taking_part.sum()
            assert not taking_part[before > LAST_SERVED].any()
        for dose in DOSES:
            assert found[dose] == np.floor(rows[dose].astype(np.float64) * SCALE + 0.5).sum()
        assert found["n_sanctions"] == rows["n_sanctions"].sum() - sanctions
        sanctions = int(rows["n_sanctions"].sum())
        assert found["job_entries"] == np.count_nonzero(rows["has_entered_job"])
        entered = rows["has_entered_job"] != 0
        assert found["bonuses"] == np.floor(rows["bonus"][entered] * SCALE + 0.5).sum()
        for dose in CASEWORKER_DOSES:
            assert found[dose] == np.floor(replication.caseworkers[0][dose] * SCALE + 0.5).sum()
        assert [found[id] for id in MEDICINE_IDS] == rows["medication"].sum(axis=0).tolist()


def test_threads_and_blocks_change_no_quantity(monkeypatch: pytest.MonkeyPatch) -> None:
    replication = start(["observed_mix", "coordinated"], environment(300))
    alone, shared = Recorder(2, 1, baseline=0), Recorder(2, 1, baseline=0)
    replication.step(alone)
    monkeypatch.setattr(recorder_module, "ROWS_A_BLOCK", 70)
    shared.record(replication.clients, 1, 3)
    assert (alone.result().quantities == shared.result().quantities).all()
