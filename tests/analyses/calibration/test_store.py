"""What the runs of a calibration are kept for: all that decides them."""

from dataclasses import replace

from simulation.analyses.calibration.plan import load_plan
from simulation.analyses.calibration.store import _files, runs_hash


def test_the_hash_covers_what_later_runs_are_made_by() -> None:
    # waves after the first are made where targets and adjustment point, so these count too
    names = {path.name for path in _files()}
    assert {"targets.py", "adjust.py", "history.py", "fit.py", "settings.py", "caseworkers.yaml"} <= names
    assert any(path.parent.name == "facts" for path in _files())


def test_another_plan_has_other_runs() -> None:
    plan = load_plan("quick")
    assert runs_hash(plan) == runs_hash(load_plan("quick"))
    assert runs_hash(plan) != runs_hash(replace(plan, seed=plan.seed + 1))
