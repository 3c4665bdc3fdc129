"""Nothing is told of fewer than five of one's own clients, nor of what they could be counted from."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.small_groups import SMALLEST_GROUP, suppressed, suppressed_groups


@pytest.mark.parametrize(
    ("counts", "is_out"),
    [
        ([50, 50], [False, False]),
        ([5, 95], [False, False]),  # five are enough
        ([4, 96], [True, True]),  # 100 - 96 = 4
        ([0, 100], [False, False]),  # nobody is there to be known
        ([3, 0, 9, 88], [True, False, True, False]),  # 100 - 88 - 0 = 12 people in two groups
        ([1, 2, 50, 47], [True, True, False, True]),  # 1 + 2 = 3 are still too few together
        ([4, 3, 50, 43], [True, True, False, False]),  # 4 + 3 = 7
        ([2.5, 17.5], [True, True]),  # a mean over replications
    ],
)
def test_small_parts_and_what_they_could_be_counted_from(counts: list[float], is_out: list[bool]) -> None:
    assert suppressed(counts).tolist() == is_out


def test_what_is_hidden_is_several_parts_and_not_too_few_together_or_everybody() -> None:
    rng = np.random.default_rng(5)
    for _ in range(500):
        counts = rng.integers(0, 12, rng.integers(2, 6))
        is_out = suppressed(counts)
        assert not ((counts > 0) & (counts < SMALLEST_GROUP) & ~is_out).any()
        if is_out.any() and (counts[~is_out] > 0).any():
            assert is_out.sum() > 1
            assert counts[is_out].sum() >= SMALLEST_GROUP


def test_groups_are_hidden_in_their_own_dimension() -> None:
    # 20 people: 4 women and 16 men; ages 5, 5, 5, 5; 3 unskilled; nobody of non-western origin; 9 with a diagnosis.
    n = [20, 4, 16, 5, 5, 5, 5, 17, 3, 20, 0, 11, 9]
    assert len(n) == len(GROUPS)
    assert suppressed_groups(n) == ("sex=woman", "sex=man", "unskilled=no", "unskilled=yes")
    assert suppressed_groups([4, 2, 2, *n[3:]])[0] == "all"
