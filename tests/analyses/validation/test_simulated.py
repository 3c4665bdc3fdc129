"""Every fact that the model is held against is computed, in its own unit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from simulation.analyses.validation.panels import observation
from simulation.analyses.validation.simulated import QUARTERS_NEEDED, estimates
from simulation.model.evidence import fact, load_facts
from tests.conftest import environment, policies

RANGES = ("E2", "F12", "F13")  # published as the two ends of a range


@pytest.fixture(scope="module")
def found() -> Mapping[str, np.ndarray]:
    return estimates(environment(1000, QUARTERS_NEEDED), policies("observed_mix")[0], observation(), 7, 0)


def test_every_target_is_there(found) -> None:
    held = {item.id for item in load_facts().values() if item.role in ("calibration", "validation")}
    assert held <= set(found)
    for name in held - set(RANGES):
        assert len(found[name]) == len(np.atleast_1d(fact(name).value)), name


def test_units_are_those_of_the_registry(found) -> None:
    assert found["F7"].sum() == pytest.approx(100)
    assert 40 < found["A14"][0] < found["A12"][0] < 100
    assert 2 < found["G7"][0] < 40
    assert 2.9 < found["I-18"][0] < 6.75  # forms a client
    assert -15 < found["E1"][0] < 0 < found["E4"][0] < 50


def test_the_same_replication_gives_the_same(found) -> None:
    again = estimates(environment(1000, QUARTERS_NEEDED), policies("observed_mix")[0], observation(), 7, 0)
    assert {name: values.tolist() for name, values in again.items()} == {
        name: values.tolist() for name, values in found.items()
    }


def test_too_short_a_study_is_refused() -> None:
    with pytest.raises(ValueError, match="quarters"):
        estimates(environment(100, QUARTERS_NEEDED - 1), policies("observed_mix")[0], observation(), 7, 0)
