"""The compiled model and the plain Python one give the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.model.doses import CASEWORKER_DOSES, DOSES
from simulation.model.engine.replication import Replication
from tests.conftest import IS_COMPILED, environment, fingerprint, policies, run
from tests.model.engine.environments import LIVELY, SEED, Give, policy_that, with_inflow, with_market

POLICIES, N_QUARTERS, N_CLIENTS = ("aig_sanctions", "coordinated"), 6, 20
ROOT = Path(__file__).resolve().parents[3]


def with_everything() -> Replication:
    """Return a run with every dose, arrivals, a slump and too few vacancies."""
    small = with_market(with_inflow(environment(N_CLIENTS, caseload=5, parameters=LIVELY), 2), -0.3, 0.3, vacancies=5.0)
    doses = policy_that(Give("interventions", 2**20 - 1), *(Give(dose, 0.7) for dose in (*DOSES, *CASEWORKER_DOSES)))
    replication = Replication(small, [doses, *policies(*POLICIES)], SEED, 0)
    for _ in range(N_QUARTERS):
        replication.step()
    return replication


def fingerprints() -> list[str]:
    replications = [run(POLICIES, N_QUARTERS, environment(N_CLIENTS, caseload=5)), with_everything()]
    return [fingerprint(rows) for one in replications for rows in (one.clients, one.caseworkers)]


@pytest.mark.slow
@pytest.mark.uncompiled
def test_the_other_mode_gives_the_same_bytes() -> None:
    code = "from tests.model.engine.test_uncompiled import *; print(IS_COMPILED, *fingerprints())"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1" if IS_COMPILED else "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(not IS_COMPILED), *fingerprints()]


@pytest.mark.uncompiled
def test_a_small_run_moves_everybody() -> None:
    small = environment(N_CLIENTS, caseload=5)
    before, after = run(POLICIES, 0, small), run(POLICIES, 3, small)
    for name in ("readiness", "distress", "deviation"):
        assert not (before.clients[name] == after.clients[name]).any()
