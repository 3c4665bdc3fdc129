"""The same clients, believed in and not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from simulation.analyses.validation.belief_effect import belief_effects, beliefs_of_both_kinds, effect_of_belief, in_usd
from simulation.model.parameters import catalogue
from simulation.model.state import State
from tests.conftest import environment, policies
from tests.model.engine.environments import with_inflow

# Nobody leaves benefit but for a job, and nothing but belief tells who gets one.
ONLY_BELIEF = {
    "job_entry": {**dict.fromkeys(catalogue()["job_entry"], 0.0), "intercept": -2.0, "belief": 1.0},
    "exits": {name: entry.allowed[0] for name, entry in catalogue()["exits"].items()} | {"pension_age": 75.0},
    "belief": {"readiness": 0.0, "leniency": 0.0},
    "caseworkers": {"change_probability": 0.0},
}


def test_everybody_is_moved_to_both_sides_of_the_cut_in_the_same_order() -> None:
    # At a cut of 0 half are below: the place u becomes u / 2 and 1/2 + u / 2. From u = 0.5 (belief 0): 0.25 and 0.75.
    low, high = beliefs_of_both_kinds(np.array([0.0, 1.0, -2.0]), 0.0)
    assert low[0] == pytest.approx(ndtri(0.25))
    assert high[0] == pytest.approx(ndtri(0.75))
    assert (low < 0).all()
    assert (high > 0).all()
    assert np.argsort(low).tolist() == np.argsort(high).tolist() == [2, 0, 1]


def test_the_effect_is_that_of_the_rates() -> None:
    # Belief is the impression alone, standard normal, and lasts. Answers 4 and 5 begin at 0.76 (F7); above and below
    # it, the chance of a job in two quarters is 1 - exp(-2 exp(-2 + b)). Averaged over 2,000 places of each part:
    cut = ndtri((26.4 + 23.6 + 27.8) / 100.1)
    u, below = (np.arange(2000) + 0.5) / 2000, ndtr(cut)
    chance = [(1 - np.exp(-2 * np.exp(-2 + ndtri(part)))).mean() for part in (below * u, below + (1 - below) * u)]
    small = environment(4000, n_quarters=2, parameters=ONLY_BELIEF)
    found = effect_of_belief(small, policies("observed_mix")[0], 7, 0, [0, 2])
    # SE: sqrt(0.25 / 4000) = 0.008 for each arm at most, less since their luck is the same
    assert found == pytest.approx([0.0, chance[1] - chance[0]], abs=0.03)
    assert found[1] > 0.3


def test_earnings_are_those_of_the_year_that_ends_at_the_horizon() -> None:
    # Jobs last and pay 100 thousand DKK a quarter, and nothing else does: the year up to quarter 4 holds four quarters'
    # shares in a job, that up to quarter 6 those of quarters 3 to 6, and that up to quarter 2 two.
    paid = tuple(100.0 if State.SUPPORTED_JOB <= state <= State.ORDINARY_JOB else 0.0 for state in State)
    small = replace(environment(500, n_quarters=6, parameters=ONLY_BELIEF), earnings=paid)
    found = belief_effects(small, policies("observed_mix")[0], 7, 0, [1, 2, 3, 4, 5, 6])
    jobs = found.jobs  # nobody loses one, so these are shares in a job too
    assert jobs[0] > 0.05
    expected = [jobs[max(last - 4, 0) : last].sum() for last in (1, 2, 3, 4, 5, 6)]
    assert found.earnings == pytest.approx(100_000 * np.array(expected))
    assert in_usd(np.array([6900.0])) == pytest.approx([1000.0])


def test_belief_that_causes_nothing_changes_nothing() -> None:
    small = environment(
        300, parameters={"job_entry": {"belief": 0.0}, "distress": {"belief": 0.0}, "belief": {"contagion": 0.0}}
    )
    assert effect_of_belief(small, policies("observed_mix")[0], 7, 0, [1, 4]).tolist() == [0.0, 0.0]


def test_who_arrives_later_counts_neither_way() -> None:
    # those who arrive fill the caseloads, which must make no difference here
    closed = environment(300, parameters={"client_time": {"effect": 0.0}})
    found, opened = (
        effect_of_belief(small, policies("observed_mix")[0], 7, 0, [4]) for small in (closed, with_inflow(closed, 50))
    )
    assert found[0] > 0.0
    assert opened.tolist() == found.tolist()


def test_without_room_for_belief_there_is_no_answer() -> None:
    parts = {"belief": {"readiness": 0.8, "leniency": 0.6}}  # 0.64 + 0.36 = 1: nothing is left for the impression
    found = effect_of_belief(environment(200, parameters=parts), policies("observed_mix")[0], 7, 0, [1])
    assert math.isnan(found[0])
