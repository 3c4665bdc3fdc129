"""Under every policy, each client's quarter is the one that plain Python gives (`by_hand.py`)."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model.draws import fill
from simulation.model.draws.decisions import FIRST_UNIFORM, N_NORMALS, N_UNIFORMS, Kind
from simulation.model.policies import policy_names
from tests.conftest import environment, start
from tests.model.engine.by_hand import quarter

SEED, N_CLIENTS, N_QUARTERS = 7, 60, 4
NUMBERS = ("deviation", "specific", "gain", "readiness", "trust", "distress", "distress_level", "impression", "belief")
COUNTS = ("state", "has_worked", "n_sanctions", "n_quarters_worked", "n_pension_refusals", "medication",
          "client_answer", "caseworker_answer")  # fmt: skip


@pytest.mark.parametrize("policy", policy_names())
def test_the_engine_gives_each_client_the_quarter_that_plain_python_gives(policy: str) -> None:
    replication = start([policy], environment(N_CLIENTS, N_QUARTERS))
    for number in range(1, N_QUARTERS + 1):
        replication.begin_quarter()
        before, caseworkers = replication.clients[0].copy(), replication.caseworkers[0].copy()
        replication.advance_clients()
        normals = fill.normals(SEED, 0, Kind.CLIENT, number, 0, N_NORMALS, 0, N_CLIENTS)
        uniforms = fill.uniforms(SEED, 0, Kind.CLIENT, number, FIRST_UNIFORM, N_UNIFORMS, 0, N_CLIENTS)
        for row, after in enumerate(replication.clients[0]):
            client = {name: before[row][name].tolist() for name in before.dtype.names}
            caseworker = caseworkers[client["caseworker"]]
            expected = quarter(
                client,
                float(caseworker["leniency"]),
                float(caseworker["effectiveness"]),
                normals[:, row],
                uniforms[:, row],
            )
            for name in NUMBERS:
                assert np.all(np.abs(after[name] - np.array(expected[name])) <= 1e-9), (number, row, name)
            for name in COUNTS:
                assert np.array_equal(after[name], expected[name]), (number, row, name)
        replication.end_quarter()
