"""Targets come from calibration facts only, with the registry's tolerances; the fit can't see a validation figure."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.analyses.calibration import fit, reference_table, targets
from simulation.analyses.calibration.plan import load_plan
from simulation.analyses.calibration.targets import RoleError, calibration_targets, targets_of
from simulation.model.evidence import Fact, fact, load_facts, registry
from tests.analyses.calibration.toy import pretend
from tests.rows import each_row

WANTED = ["A12", "A13", "A14", "E1", "E2", "E3", "E4", "F1", "F2", "F3", "F4", "F5", "F7", "F8", "F12"]
WANTED += ["G7", "G11", "G12"]


def test_every_calibration_fact_is_a_target_and_nothing_else_is() -> None:
    found = calibration_targets()
    assert list(dict.fromkeys(target.fact for target in found)) == WANTED
    # F7 and F8 have five figures each
    assert len(found) == len(WANTED) - 2 + 10


def test_a_target_has_the_figure_and_tolerance_of_its_fact() -> None:
    by_name = {target.name: target for target in calibration_targets()}
    assert (by_name["G7"].value, by_name["G7"].tolerance) == (14.76, 3.0)
    assert (by_name["F7 5"].value, by_name["F7 5"].tolerance) == (5.8, 2.0)
    # the middle of the printed ranges -2 to 0 and 15 to 20
    assert by_name["E2"].value == -1.0
    assert by_name["F12"].value == 17.5


@each_row("item", [i for i in load_facts().values() if i.role != "calibration"], ids=lambda i: i.id)
def test_facts_of_other_roles_are_refused(item: Fact) -> None:
    with pytest.raises(RoleError, match="role"):
        targets_of(item)


class Sealed(Fact):
    """A fact whose published figure can't be looked at."""

    def __getattribute__(self, name: str) -> Any:
        if name in ("value", "tolerance", "quote", "as_share", "note"):
            raise AssertionError(f"the calibration looked at {name} of a validation fact")
        return super().__getattribute__(name)


def sealed(item: Fact) -> Fact:
    made = object.__new__(Sealed)
    made.__dict__.update(vars(item))
    return made


@pytest.fixture
def sealed_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at a validation figure fail."""
    facts = {id: sealed(item) if item.role == "validation" else item for id, item in load_facts().items()}
    for module in (registry, targets):
        monkeypatch.setattr(module, "load_facts", lambda: facts)


def test_the_seal_holds(sealed_validation: None) -> None:
    with pytest.raises(AssertionError, match="looked"):
        _ = fact("G1").value
    assert fact("G7").value == 14.76


def test_a_whole_calibration_never_looks_at_a_validation_figure(
    sealed_validation: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reference_table, "simulate", pretend)
    plan = load_plan("quick", {"n_runs": 400, "n_draws": 80, "n_truths": 10})
    assert len(fit.calibrate(plan, tmp_path, 1).draws.weight) > 0


def test_real_runs_of_the_model_never_look_at_one(sealed_validation: None) -> None:
    from simulation.analyses.calibration.summaries import simulate
    from simulation.model.parameters import central

    plan = load_plan("quick", {"n_clients": 60, "n_clients_small": 60})
    found = simulate(plan, central(), 0)
    assert np.isfinite(found["G7@11"])
