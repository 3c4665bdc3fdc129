"""The compiled model and the plain Python one give the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import IS_COMPILED, fingerprint, run, world

POLICIES, N_QUARTERS, N_CLIENTS = ("aig_sanctions", "coordinated"), 6, 20
ROOT = Path(__file__).resolve().parents[2]


def fingerprints() -> list[str]:
    replication = run(POLICIES, N_QUARTERS, world(N_CLIENTS, caseload=5))
    return [fingerprint(replication.clients), fingerprint(replication.caseworkers)]


@pytest.mark.uncompiled
def test_the_other_mode_gives_the_same_bytes() -> None:
    code = "from tests.engine.test_uncompiled import *; print(IS_COMPILED, *fingerprints())"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1" if IS_COMPILED else "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(not IS_COMPILED), *fingerprints()]


@pytest.mark.uncompiled
def test_a_small_run_moves_everybody() -> None:
    small = world(N_CLIENTS, caseload=5)
    before, after = run(POLICIES, 0, small), run(POLICIES, 3, small)
    for name in ("readiness", "distress", "deviation"):
        assert not (before.clients[name] == after.clients[name]).any()
