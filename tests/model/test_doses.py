"""Every dose that is declared has a column, reaches the rows it should, and is counted."""

import numpy as np
import pytest

from simulation.model.doses import CASEWORKER_DOSES, DOSES, DOSES_OF_CASEWORKERS, DOSES_OF_CLIENTS
from simulation.model.engine.replication import Replication
from simulation.model.outcomes.quantities import DOSE_UNIT, QUANTITIES
from simulation.model.outcomes.recorder import Recorder
from simulation.model.policies import Proposal
from simulation.model.state import CASEWORKER, CLIENT
from tests.conftest import environment
from tests.model.engine.environments import Give, policy_that

# A value of its own for each, exact in single precision and in the units that are counted.
VALUES = {dose: (number + 1) / 32 for number, dose in enumerate((*DOSES, *CASEWORKER_DOSES))}


def test_declarations_are_unique_and_complete() -> None:
    every = (*DOSES_OF_CLIENTS, *DOSES_OF_CASEWORKERS)
    assert len({dose.id for dose in every}) == len(every)
    assert all(dose.meaning and dose.unit for dose in every)
    assert not any(dose.needs_plan for dose in DOSES_OF_CASEWORKERS)
    assert set(DOSES) <= set(CLIENT.names or ())
    assert set(CASEWORKER_DOSES) <= set(CASEWORKER.names or ())
    assert {*DOSES, *CASEWORKER_DOSES} <= set(QUANTITIES)


def test_each_dose_reaches_its_own_column_and_its_own_quantity() -> None:
    policy = policy_that(*(Give(dose, value) for dose, value in VALUES.items()))
    replication, recorder = Replication(environment(200), [policy], 7, 0), Recorder(1, 4, baseline=0)
    replication.step(recorder)
    clients, caseworkers = replication.clients[0], replication.caseworkers[0]
    found = dict(zip(QUANTITIES, recorder.result().quantities[0, 1].tolist(), strict=True))
    keeps = clients["has_new_caseworker"] == 0
    assert 0 < keeps.sum() < len(clients)
    for dose in DOSES_OF_CLIENTS:
        expected = np.where(keeps | (not dose.needs_plan), VALUES[dose.id], 0.0)
        assert clients[dose.id].tolist() == expected.tolist(), dose.id
        # n / 32 of a unit for each client who has it: 2**24 / 32 = 524288 units a 32nd
        assert found[dose.id] == expected.sum() * DOSE_UNIT, dose.id
    for id in CASEWORKER_DOSES:
        assert set(caseworkers[id].tolist()) == {VALUES[id]}, id
        assert found[id] == len(caseworkers) * VALUES[id] * DOSE_UNIT, id


def test_a_dose_is_made_when_it_is_first_asked_for() -> None:
    proposal = Proposal(3, 2)
    assert list(proposal.client_doses_in_use()) == ["meetings"]  # the usual ones
    proposal.dose("demands")[:] = 0.5
    proposal.dose("sparring")[:] = 1.0
    assert list(proposal.client_doses_in_use()) == ["meetings", "demands"]
    by_name = dict(zip(DOSES, proposal.client_doses(), strict=True))
    assert by_name.pop("demands").tolist() == [0.5] * 3
    assert not any(column.any() for column in by_name.values())
    caseworkers = proposal.caseworker_doses()
    assert caseworkers.pop("sparring").tolist() == [1.0] * 2
    assert set(caseworkers.values()) == {0.0}


def test_a_slip_in_the_name_of_a_dose_makes_no_column() -> None:
    with pytest.raises(KeyError, match="demand is no dose"):
        Proposal(3, 2).dose("demand")
