"""Parameters that change no target: the model shows it, and the draws that ship have them from the prior."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.analyses.calibration.adjust import Draws
from simulation.analyses.calibration.held import draw_held
from simulation.analyses.calibration.plan import Plan, load_plan
from simulation.analyses.calibration.priors import held_of, is_allowed, prior_of
from simulation.analyses.calibration.proposals import propose
from simulation.analyses.calibration.summaries import simulate
from simulation.model.parameters import entry
from simulation.study.posterior import about_shipped, is_narrowed, parameters_of, shipped

PLAN = load_plan("bip")


def moved_targets(plan: Plan, path: str, fitted: NDArray[np.float64], run: int) -> Iterator[str]:
    """Yield the summaries that differ between the ends of a parameter's range, with the same luck.

    Args:
        plan: whose targets are meant, and how large the runs are.
        path: group.name.
        fitted: values of `plan.parameters` [k], where the others stand.
        run: whose luck is taken.
    """
    group, name = path.split(".")
    ends = held_of(plan)
    low, high = ((held[ends.parameters.index(path)]) for held in (ends.low, ends.high))
    found = [
        simulate(plan, parameters_of(plan.parameters, fitted, {group: {name: float(end)}}), run) for end in (low, high)
    ]
    yield from (key for key, value in found[0].items() if not np.array_equal(value, found[1][key], equal_nan=True))


def test_held_parameters_change_no_target_wherever_the_others_stand() -> None:
    small = replace(PLAN, n_clients=120, n_clients_small=60)
    prior = prior_of(small)
    for place, path in enumerate(PLAN.held):
        fitted = propose(prior, 7, 0, place).values[: len(prior.parameters)]
        assert list(moved_targets(small, path, fitted, run=place)) == [], path


def test_a_parameter_that_targets_tell_of_is_noticed() -> None:
    # the same question to one that is fitted: the test above could have failed
    small = replace(PLAN, n_clients=120, n_clients_small=60, held=(*PLAN.held, "job_entry.belief"))
    fitted = propose(prior_of(PLAN), 7, 0, 0).values[: len(PLAN.parameters)]
    assert "F5" in set(moved_targets(small, "job_entry.belief", fitted, run=0))


def test_held_parameters_go_evenly_through_their_ranges_by_weight() -> None:
    # the lower half of a range holds half of the weight to within one draw's, whatever was fitted
    plan = replace(PLAN, held=("trust.loss_from_demands", "job_entry.matching"))
    prior, rng = prior_of(plan), np.random.default_rng(1)
    values = np.array([propose(prior, 3, 0, run).values for run in range(80)])
    weight = rng.random(80)
    draws = Draws(values, weight / weight.sum(), np.zeros(80))
    held = draw_held(plan, prior, draws)
    ends = held_of(plan)
    below = draws.weight @ (held < (ends.low + ends.high) / 2)
    assert below == pytest.approx([0.5, 0.5], abs=draws.weight.max())
    assert np.abs(np.corrcoef(held.T)[0, 1]) < 0.4
    assert np.array_equal(held, draw_held(plan, prior, draws))


def test_the_shipped_draws_hold_what_nothing_published_narrows() -> None:
    posterior, about = shipped(), about_shipped()
    assert tuple(about["held"]) == PLAN.held
    for path in PLAN.held:
        found, values = entry(path), posterior.values[:, posterior.names.index(path)]
        middle, width = (found.low + found.high) / 2, found.high - found.low
        # as even as so many draws can be; a few were drawn anew to go with the others
        assert posterior.weight @ values == pytest.approx(middle, abs=0.02 * width), path
        assert posterior.weight @ (values - middle) ** 2 == pytest.approx(width**2 / 12, rel=0.05), path
        assert not is_narrowed(path), path
    assert is_narrowed("job_entry.intercept")
    assert is_narrowed("caseworkers.change_probability")
    names = posterior.names
    assert all(is_allowed(names, row) for row in posterior.values[::20])
