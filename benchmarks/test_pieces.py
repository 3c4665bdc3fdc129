"""Where does the time go, and has a change made a piece slower? The engine's pieces one by one, with pytest-benchmark.

    pytest benchmarks                                           # the table
    pytest benchmarks --benchmark-autosave                      # keep it
    pytest benchmarks --benchmark-compare --benchmark-columns=min,median   # after a change: beside the last one kept

CPU time of one thread. Absolute times tell of one machine only: keep and compare on the same one. What the project
promises are the ratios of `benchmarks/peers.py`.
"""

from __future__ import annotations

import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import engine
from simulation.model.engine.replication import Memory, Replication, run_replication
from simulation.model.outcomes.recorder import Recorder
from simulation.study.contrasts.tables import Contrasts
from simulation.study.replications import Study

pytestmark = pytest.mark.benchmark(timer=time.thread_time)

N_CLIENTS = 4000
POLICIES = ["observed_mix", "single_job", "staircase", "coordinated", "aig_sanctions", "jobfirst"]


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    engine.compile_all()


def begun(study: Study) -> Replication:
    """Return a replication of which the office phase of the first quarter is over."""
    replication = Replication(study.environment, study.policies, engine.SEED, 0)
    replication.begin_quarter()
    return replication


def test_population_and_intake(benchmark: BenchmarkFixture) -> None:
    study, memory = engine.study_of(N_CLIENTS), Memory()
    benchmark(Replication, study.environment, study.policies, engine.SEED, 0, memory=memory)


@pytest.mark.parametrize("policy", POLICIES)
def test_office_phase(benchmark: BenchmarkFixture, policy: str) -> None:
    study = engine.study_of(N_CLIENTS, policy)
    replication = Replication(study.environment, study.policies, engine.SEED, 0)
    benchmark(replication.begin_quarter)


def test_client_phase(benchmark: BenchmarkFixture) -> None:
    phase = engine.FirstQuarter(N_CLIENTS)
    benchmark.pedantic(phase.run, setup=phase.prepare, rounds=200, warmup_rounds=5)


def test_caseworker_phase(benchmark: BenchmarkFixture) -> None:
    replication = begun(engine.study_of(N_CLIENTS))
    replication.advance_clients()
    benchmark(replication.end_quarter)


def test_counting_outcomes(benchmark: BenchmarkFixture) -> None:
    replication = begun(engine.study_of(N_CLIENTS))
    recorder = Recorder(1, engine.N_QUARTERS, baseline=0)
    benchmark(replication.record, recorder)


@pytest.mark.parametrize("policy", POLICIES)
def test_whole_run(benchmark: BenchmarkFixture, policy: str) -> None:
    benchmark(engine.whole_run(engine.study_of(N_CLIENTS, policy)))


def test_taking_a_replication_in(benchmark: BenchmarkFixture) -> None:
    study = engine.study_of(N_CLIENTS)
    result = run_replication(study.environment, study.policies, 0, engine.SEED, 0)
    benchmark(Contrasts(["observed_mix"], "observed_mix", engine.N_QUARTERS).add, result)
