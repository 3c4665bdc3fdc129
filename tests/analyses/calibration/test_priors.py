"""Priors: even over the catalogue's ranges, the same draw for the same run, and the line they are adjusted on."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.analyses.calibration.plan import load_plan
from simulation.analyses.calibration.priors import Prior, has_plausible_pensions, is_allowed, pensions_a_year, prior_of
from simulation.analyses.calibration.proposals import propose
from simulation.analyses.calibration.summaries import (
    INSTRUMENT,
    SET_FOR_ALL,
    observation_in_run,
    read_targets,
    summary_of,
)
from simulation.analyses.calibration.targets import Target
from simulation.analyses.validation.panels import observation, panels
from simulation.base.errors import InputError
from simulation.model.parameters import build_parameters, entry
from tests.given import given_parameters

PRIOR = Prior(("trust.gain", "job_entry.belief"), ("horizon",), np.array([0.05, 0.5, 9.0]), np.array([0.2, 1.3, 17.0]))


def test_ranges_are_those_of_the_catalogue() -> None:
    plan = load_plan("bip")
    prior = prior_of(plan)
    found = entry("trust.gain")
    place = prior.names.index("trust.gain")
    assert (prior.low[place], prior.high[place]) == (found.low, found.high)
    assert prior.nuisance == tuple(plan.nuisance)
    # SD of an even distribution: range / sqrt(12)
    assert prior.sd[place] == pytest.approx((found.high - found.low) / 12**0.5)


def test_a_draw_depends_on_its_run_alone() -> None:
    one, other = propose(PRIOR, 5, 0, 3), propose(PRIOR, 5, 0, 3)
    assert np.array_equal(one.values, other.values)
    assert one.parameters.trust.gain == one.values[0]
    assert not np.array_equal(one.values, propose(PRIOR, 5, 0, 4).values)
    assert not np.array_equal(one.values, propose(PRIOR, 5, 1, 3).values)


def test_draws_fill_the_ranges_evenly() -> None:
    values = np.array([propose(PRIOR, 1, 0, run).values for run in range(400)])
    place = (values - PRIOR.low) / (PRIOR.high - PRIOR.low)
    assert (place >= 0).all()
    assert (place < 1).all()
    # mean of 400 even numbers: SD sqrt(1 / 12 / 400) = 0.0144
    assert place.mean(axis=0) == pytest.approx(0.5, abs=4 * 0.0144)


def test_whole_numbers_are_equally_likely_from_least_to_most() -> None:
    assert PRIOR.whole(np.array([0.1, 1.0, 9.0])) == {"horizon": 9}
    assert PRIOR.whole(np.array([0.1, 1.0, 9.99])) == {"horizon": 9}
    assert PRIOR.whole(np.array([0.1, 1.0, 16.99])) == {"horizon": 16}
    assert PRIOR.whole(np.array([0.1, 1.0, 17.0])) == {"horizon": 16}


def test_the_line_and_back() -> None:
    values = np.array([[0.06, 0.6, 9.5], [0.19, 1.2, 16.5]])
    assert PRIOR.from_logits(PRIOR.to_logits(values)) == pytest.approx(values)
    # half way is 0 on the line; far out on it is still within the range
    assert PRIOR.to_logits(np.array([[0.125, 0.9, 13.0]])) == pytest.approx(np.zeros((1, 3)))
    assert (PRIOR.from_logits(np.full((1, 3), 1e9)) <= PRIOR.high).all()


def test_parts_above_the_whole_are_not_allowed() -> None:
    # 0.9**2 + 0.6**2 = 1.17
    assert not is_allowed(("belief.readiness", "belief.leniency"), np.array([0.9, 0.6]))
    assert is_allowed(("belief.readiness", "belief.leniency"), np.array([0.6, 0.6]))
    prior = Prior(("belief.readiness", "belief.leniency"), (), np.array([0.0, 0.0]), np.array([1.0, 1.0]))
    values = np.array([propose(prior, 1, 0, run).values for run in range(50)])
    assert (np.sum(values**2, axis=1) <= 1.0).all()


def test_only_what_is_plausible_is_proposed() -> None:
    found = [propose(PRIOR, 1, 1, run, lambda values: values[:, 1] > 1.25).values[1] for run in range(20)]
    assert min(found) > 1.25
    with pytest.raises(InputError) as caught:
        propose(PRIOR, 1, 1, 0, lambda values: np.zeros(len(values), np.bool_))
    assert caught.value.key == "nothing_plausible"


def test_targets_are_read_at_the_periods_of_each_run() -> None:
    names = ("G7@9", "G7@10", f"{SET_FOR_ALL}@4", f"{INSTRUMENT}@4", "F5")
    table = np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [10.0, 20.0, 30.0, 40.0, 50.0]])
    wanted = [Target(name, name, 0.0, 1.0) for name in ("G7", "F12", "F5")]
    nuisance = [
        {"horizon": 9, "belief_horizon": 4, "belief_estimand": 0},
        {"horizon": 10, "belief_horizon": 4, "belief_estimand": 1},
    ]
    columns = {name: column for column, name in enumerate(names)}
    assert read_targets(wanted, columns, table, nuisance).tolist() == [[1.0, 3.0, 5.0], [20.0, 40.0, 50.0]]
    assert summary_of(Target("E4", "E4", 22.0, 6.0), {"interval": 3}) == "E4@3"


def test_how_the_study_sees_its_clients_is_that_of_the_run() -> None:
    assert observation_in_run({}) == observation()
    assert observation_in_run({"stopping": 25, "panel": 1, "horizon": 9}) == observation("nearer_stop_first", 25)
    assert observation_in_run({"stopping": 10, "panel": 2}).stopping == pytest.approx(0.10)
    low, high = load_plan("bip").nuisance["panel"]
    assert high - low + 1 == len(panels())


def test_what_cannot_be_fitted_is_refused() -> None:
    plan = load_plan("bip")
    with pytest.raises(InputError) as caught:
        prior_of(type(plan)(**{**vars(plan), "parameters": ("trust.gian",)}))
    assert "trust.gain" in str(caught.value)
    for name, change in (("bipp", {}), ("bip", {"n_runs": 5}), ("bip", {"n_draws": 20_000})):
        with pytest.raises(InputError):
            load_plan(name, change)


def test_draws_have_a_plausible_level_of_pensions() -> None:
    # 0.4 of exp(-5.08) = 0.00249 a quarter, 1 - exp(-4 * 0.00249) = 0.0099 a year at mean distress;
    # at 1.5 SD exp(0.7 * 1.5) = 2.858 times the rate: 1 - exp(-0.0284) = 0.0280
    exits = given_parameters().exits
    assert pensions_a_year(exits, 0.0) == pytest.approx(0.0099, abs=1e-4)
    assert pensions_a_year(exits, 1.5) == pytest.approx(0.0280, abs=1e-4)
    assert has_plausible_pensions(exits)
    # many applications, or strongly driven by distress: 1 - exp(-4 * 0.4 * exp(-4.3 + 1.1 * 1.5)) = 0.107
    assert not has_plausible_pensions(replace(exits, pension_application=-4.3, pension_distress=1.1))
    assert not has_plausible_pensions(replace(exits, pension_application=-8.0))


def test_every_draw_of_a_run_has_plausible_pensions_and_others_are_passed_over() -> None:
    plan = load_plan("quick")
    prior = prior_of(plan)
    drawn = [propose(prior, plan.seed, 0, run).parameters.exits for run in range(60)]
    assert all(has_plausible_pensions(exits) for exits in drawn)
    corner = build_parameters({"exits": {"pension_application": -4.3, "pension_distress": 1.1}}).exits
    assert not has_plausible_pensions(corner)
