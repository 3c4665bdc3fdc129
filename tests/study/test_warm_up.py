"""Before the clock runs everything is compiled, and that it is being compiled is said when it is, and only then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba import njit
from numba.core import config

from simulation.base.compiled import PACKAGE, told_when_compiling

pytestmark = pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")


def test_who_compiles_is_told_once_and_who_need_not_is_not() -> None:
    heard: list[str] = []

    @njit
    def inner(x: int) -> int:
        return x + 1

    @njit
    def outer(x: int) -> int:
        return inner(x) + 1

    with told_when_compiling(lambda: heard.append("compiling")):
        assert outer(1) == 3  # two functions compiled
    assert heard == ["compiling"]
    with told_when_compiling(lambda: heard.append("again")):
        assert outer(2) == 4
    assert heard == ["compiling"]
    outer(1.5)  # compiled anew, but nobody asked
    assert heard == ["compiling"]


HALF_FILLED = """
from simulation.base.compiled import told_when_compiling

def told(call):
    heard = []
    with told_when_compiling(lambda: heard.append("told")):
        call()
    return "told" if heard else "silent"

import probe
print(told(lambda: probe.first(1)), told(lambda: probe.second(1)))
"""

PROBE = """
from simulation.base.compiled import kernel

@kernel
def first(x):
    return x + 1

@kernel
def second(x):
    return x + 2
"""


@pytest.mark.slow
def test_a_half_filled_cache_is_not_taken_for_a_full_one(tmp_path: Path) -> None:
    (tmp_path / "probe.py").write_text(PROBE, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(PACKAGE.parent)])
    environment = {**os.environ, "PYTHONPATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def told() -> str:
        done = subprocess.run(
            [sys.executable, "-c", HALF_FILLED],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    assert told() == "told told"
    assert told() == "silent silent"
    for file in (tmp_path / "cache").rglob("probe.second*.nbc"):
        file.unlink()
    assert told() == "silent told"


# What is called from Python in the commands' ways through the model; signatures that weren't there after the warm-up
# would be compiled, or read from the cache, while a clock runs or in each worker.
WAYS = """
import sys
from dataclasses import replace
from numba.core.dispatcher import Dispatcher
import simulation.analyses.calibration.summaries
from simulation.analyses.stories.follow import follow_person
from simulation.analyses.validation.waves import follow
from simulation import Client, JobCentreModel, Scenario
from simulation.study.settings_reader import make_settings
from simulation.analyses.calibration.plan import load_plan
from simulation.model.engine.replication import run_replication
from simulation.model.parameters import build_parameters
from simulation.model.policies import load_policy, policy_names
from simulation.analyses.sensitivity.run import read
from simulation.analyses.stories.person import load_person
from simulation.study.replications import run_study
from simulation.study.warm_up import warm_up

def compiled():
    functions = {
        value
        for name, module in list(sys.modules.items()) if name.startswith("simulation")
        for value in vars(module).values() if isinstance(value, Dispatcher)
    }
    return {(function.py_func.__qualname__, signature) for function in functions for signature in function.signatures}

warm_up()
before = compiled()
assert before
small = dict(n_clients=200, n_quarters=5, n_replications=4, caseload=20, labour_market="recession")
settings = make_settings(["jobfirst"], **small)
over_draws = dict(small, inflow=20, parameter_set="posterior")
study = make_settings(["aig_eligible", "combined"], "no_intervention", **over_draws).study()
run_study(study, 2)
run_study(settings.study())
tight = replace(study.environment, labour_market=replace(study.environment.labour_market, vacancies=0.5))
run_replication(tight, study.policies[:1], 0, 1, 0, n_threads=2)
run_replication(study.environment, [load_policy(name) for name in policy_names()], 0, 1, 0)
follow(study.environment, study.policies[0], 1, replication=0)
follow_person(settings.environment(), load_person("henrik", None), study.policies[:2], 1, 1)
read(study.environment, {("jobfirst", "first_job", "all", 2)}, settings, 0)
simulation.analyses.calibration.summaries.simulate(load_plan("quick", {"n_clients": 300}), build_parameters({}), 1)
model = JobCentreModel(Scenario(policy="coordinated", n_clients=100))
model.begin_quarter()
model.agents_by_type[Client].do("step")
print(*sorted({name for name, _ in compiled() - before}))
"""
SHORT = {"queue_place", "recount", "recount_arm"}  # of `follow` alone; together they compile in half a second


@pytest.mark.slow
def test_after_the_warm_up_nothing_is_left_to_compile() -> None:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "NUMBA_DISABLE_JIT": "0"}
    done = subprocess.run([sys.executable, "-c", WAYS], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) <= SHORT
