"""Answers 1..5: one more than the thresholds below what is perceived."""

import numpy as np
import pytest
from hypothesis import given

from simulation.model.rules import questionnaire as module
from tests.conftest import plain
from tests.model.rules.strategies import positive, z

pytestmark = pytest.mark.uncompiled
answer = plain(module.answer)
THRESHOLDS = np.array([-1.0, 0.0, 1.0, 2.0])


@pytest.mark.parametrize(
    ("perceived", "step"), [(-5.0, 1), (-1.01, 1), (-0.99, 2), (-0.01, 2), (0.5, 3), (1.5, 4), (2.01, 5), (9.0, 5)]
)
def test_steps_by_hand(perceived, step) -> None:
    assert answer(perceived, THRESHOLDS) == step


def test_a_value_on_a_threshold_belongs_to_the_step_above() -> None:
    assert [answer(threshold, THRESHOLDS) for threshold in THRESHOLDS] == [2, 3, 4, 5]


@given(z, positive)
def test_answers_lie_in_1_to_5_and_rise(perceived, more) -> None:
    assert 1 <= answer(perceived, THRESHOLDS) <= answer(perceived + more, THRESHOLDS) <= 5
