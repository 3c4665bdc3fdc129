"""Places in the fixed queue: by hand, against the exact distribution, and rising with readiness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from simulation.model.outcomes.queue import FURTHEST, PIECES_AN_SD, queue_place
from tests.conftest import plain

LARGEST_ERROR = 1e-9  # places of 100


@pytest.mark.uncompiled
def test_the_place_in_the_queue_is_the_share_less_ready() -> None:
    place = plain(queue_place)
    assert place(0.0) == 50.0
    # Phi(1) = 0.841345
    assert place(1.0) == pytest.approx(84.1345, abs=1e-4)
    assert place(-1.0) == pytest.approx(15.8655, abs=1e-4)


@pytest.mark.uncompiled
@given(st.floats(-8, 8) | st.floats(-50, 50), st.floats(0.01, 3))
def test_places_lie_in_0_to_100_and_rise(readiness: float, more: float) -> None:
    place = plain(queue_place)
    assert 0.0 <= place(readiness) <= place(readiness + more) <= 100.0
    assert place(readiness) == pytest.approx(100 * norm.cdf(readiness), abs=LARGEST_ERROR)


def test_every_piece_is_exact_enough_and_meets_the_next() -> None:
    ends = np.arange(-FURTHEST - 0.5, FURTHEST + 0.5, 1 / PIECES_AN_SD)
    readiness = np.sort(np.concatenate([ends, np.nextafter(ends, -np.inf), np.linspace(ends[0], ends[-1], 20_001)]))
    places = np.array([queue_place(float(value)) for value in readiness])
    assert np.max(np.abs(places - 100 * norm.cdf(readiness))) < LARGEST_ERROR
    assert np.min(np.diff(places)) > -1e-12
