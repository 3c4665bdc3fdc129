"""Places moved in the fixed queue."""

from __future__ import annotations

from collections.abc import Sized

import numpy as np
import pytest
from scipy.special import ndtr

from simulation.analyses.validation import places
from simulation.analyses.validation.panels import Observation
from simulation.analyses.validation.places import MOST_QUARTERS, place_of_median, places_moved
from simulation.model.parameters.record import derive
from simulation.model.state import LAST_OF_WORKING_AGE
from tests.conftest import environment, start


def test_the_median_clients_place_in_the_queue() -> None:
    queue = np.array([1.0, 2.0, 3.0, 4.0])
    assert place_of_median(queue, np.array([0.0, 2.5, 9.0])) == 50.0  # two of four are less ready than 2.5
    assert place_of_median(queue, np.array([9.0])) == 100.0
    assert place_of_median(queue, np.array([2.0])) == 37.5  # one is less ready, one is just as ready
    assert np.isnan(place_of_median(queue, np.array([])))


NOBODY_CHANGES = {"caseworkers": {"change_probability": 0.0}}


def test_nobody_is_moved_by_measures_that_do_nothing() -> None:
    gains = ("gain_job_focus", "gain_accompanying", "gain_without_job_focus", "gain_without_measure")
    nothing = {"progression": dict.fromkeys(gains, 0.0), "belief": {"contagion": 0.0}, **NOBODY_CHANGES}
    moved = places_moved(environment(3000, parameters=nothing), 7, 0)
    # what is left is luck: SE about 1.25 * sqrt(2 * (1 - 0.5)) / sqrt(3000) SD = 0.023 SD = 0.9 places
    for found in moved.values():
        assert np.abs(found).max() < 3 * 0.9


def test_places_are_those_of_the_published_association_whatever_is_caused() -> None:
    some = places_moved(environment(400, parameters={"progression": {"causal_share": 0.3}}), 7, 0)
    whole = places_moved(environment(400), 7, 0)
    assert all(np.array_equal(some[fact], whole[fact]) for fact in whole)


def test_who_has_changed_caseworker_has_not_had_the_measures_throughout_and_is_not_counted() -> None:
    moved = places_moved(environment(100, parameters={"caseworkers": {"change_probability": 1.0}}), 7, 0)
    assert moved
    assert all(np.isnan(found).all() for found in moved.values())


def test_who_has_stopped_answering_is_not_counted() -> None:
    small = environment(300, parameters=NOBODY_CHANGES)
    nobody_stops = Observation(entry_quarters=4, stopping=0.0, selection=0.0)
    everybody_stops = Observation(entry_quarters=1, stopping=1.0 - 1e-9, selection=0.0)
    whole, same = places_moved(small, 7, 0), places_moved(small, 7, 0, nobody_stops)
    assert all(np.array_equal(same[fact], whole[fact]) for fact in whole)
    assert all(np.isnan(found).all() for found in places_moved(small, 7, 0, everybody_stops).values())


def test_who_has_retired_or_died_stays_away_and_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    def count(_: object, readiness: Sized) -> float:
        counted.append(len(readiness))
        return 0.0

    monkeypatch.setattr(places, "place_of_median", count)
    for exits in ({"pension_age": 60.0}, {"mortality": 20.0}):
        counted.clear()
        small = environment(2000, parameters={"exits": exits, **NOBODY_CHANGES})
        places_moved(small, 7, 0)
        run = start(("no_intervention",), small)
        of_working_age = []
        for _ in range(MOST_QUARTERS):
            run.step()
            of_working_age.append(int((run.clients[0]["state"] <= LAST_OF_WORKING_AGE).sum()))
        by_quarter = np.array(counted).reshape(
            MOST_QUARTERS, 6, 2
        )  # of six policies, with what measures gave and without
        assert (by_quarter == np.array(of_working_age)[:, None, None]).all()
        assert by_quarter.min() < 2000


def test_moves_add_up_while_measures_go_on() -> None:
    moved = places_moved(environment(3000, parameters=NOBODY_CHANGES), 7, 0)
    assert all(len(found) == MOST_QUARTERS for found in moved.values())
    assert moved["E1"][-1] < 0 < moved["E4"][0] < moved["E4"][-1]


def test_a_push_in_places() -> None:
    # Doing nothing for a quarter lowers every indicator by the same push: times the sum of the weights, the fall of
    # everybody's readiness, on whose scale (SD 1) the queue is a normal one.
    still = environment(20_000, parameters={"progression": {"gain_without_measure": -0.1, "causal_share": 1.0}})
    derived = derive(still.parameters)
    fall = float(derived.push_without_measure * derived.weight.sum())
    moved = places_moved(still, 7, 0)["E1"][0]
    # SE among 20,000: about 1.25 * sqrt(2 * (1 - 0.7)) / sqrt(20000) SD = 0.007 SD = 0.3 places
    assert fall < -0.05
    assert moved == pytest.approx(100 * ndtr(fall) - 50, abs=3 * 0.3)
