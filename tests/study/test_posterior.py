"""The draws that ship with the package, and how comparisons run over them."""

from pathlib import Path

import numpy as np
import pytest

import simulation
from simulation.base.errors import InputError
from simulation.model.parameters import build_parameters, entry
from simulation.study.posterior import (
    Posterior,
    about_shipped,
    is_narrowed,
    middle,
    read_posterior,
    shipped,
    write_posterior,
)
from simulation.study.settings_reader import make_settings

SMALL = {"n_clients": 100, "n_quarters": 3, "caseload": 10, "threads": 1}


def test_enough_draws_ship_and_fit_the_catalogue() -> None:
    posterior, about = shipped(), about_shipped()
    assert len(posterior.weight) >= 500
    assert posterior.weight.sum() == pytest.approx(1.0)
    assert (posterior.distance >= 0).all()
    for name, values in zip(posterior.names, posterior.values.T, strict=True):
        low, high = entry(name).allowed
        assert (low <= values.min()) & (values.max() <= high), name
        assert name in about["prior_sd"], name
    assert about["n_draws"] == len(posterior.weight)


def test_central_values_are_the_middle_of_what_calibration_gives() -> None:
    # where this fails after a calibration: python -m tools.central_values
    assert {name: entry(name).central for name in shipped().names} == {name: middle(name) for name in shipped().names}


def test_the_middle_of_a_parameter_that_the_figures_narrow_is_its_mean_rounded() -> None:
    name = "job_entry.intercept"
    assert is_narrowed(name)
    mean = float(shipped().weight @ shipped().values[:, shipped().names.index(name)])
    # a fiftieth of -6.5 to -5.2 is 0.026: steps of 0.02
    assert middle(name) == pytest.approx(mean, abs=0.01)
    assert middle(name) / 0.02 == pytest.approx(round(middle(name) / 0.02))


def test_the_middle_of_a_parameter_that_the_figures_do_not_narrow_is_that_of_its_range() -> None:
    # (0.08 + 0.25) / 2 and (0 + 2) / 2
    for name, low, high, expected in (("trust.gain", 0.08, 0.25, 0.165), ("progression.causal_share", 0.0, 2.0, 1.0)):
        assert not is_narrowed(name)
        assert (entry(name).low, entry(name).high) == (low, high)
        assert middle(name) == expected


POSTERIOR = Posterior(
    ("trust.gain", "job_entry.belief"),
    np.array([[0.1, 0.9], [0.2, 1.0], [0.3, 1.1]]),
    np.array([0.5, 0.25, 0.25]),
    np.array([0.1, 0.2, 0.3]),
)


def test_draws_are_chosen_by_weight() -> None:
    # 40 times 0.5, 0.25 and 0.25; steps of the golden section miss by one or two
    assert np.bincount(POSTERIOR.chosen(40, seed=1)) == pytest.approx([20, 10, 10], abs=2)
    assert not np.array_equal(POSTERIOR.chosen(40, 1), POSTERIOR.chosen(40, 2))


def test_a_longer_choice_begins_with_the_shorter() -> None:
    assert np.array_equal(POSTERIOR.chosen(40, 1)[:13], POSTERIOR.chosen(13, 1))


def test_what_is_given_stands_before_the_draws() -> None:
    sets = POSTERIOR.sets(8, 1, {"job_entry": {"belief": 0.5}})
    assert {found.job_entry.belief for found in sets} == {0.5}
    assert {found.trust.gain for found in sets} == {0.1, 0.2, 0.3}
    assert {found.job_entry.intercept for found in sets} == {build_parameters({}).job_entry.intercept}


def test_a_draw_that_does_not_go_with_what_is_given_gives_way_to_another() -> None:
    posterior = Posterior(("belief.leniency",), np.array([[0.9], [0.1]]), np.array([0.9, 0.1]), np.zeros(2))
    # 0.9**2 + 0.8**2 = 1.45 is more than the whole, 0.1**2 + 0.8**2 = 0.65 isn't
    sets = posterior.sets(4, 1, {"belief": {"readiness": 0.8}})
    assert {found.belief.leniency for found in sets} == {0.1}
    none = Posterior(("belief.leniency",), np.array([[0.9]]), np.ones(1), np.zeros(1))
    with pytest.raises(InputError) as caught:
        none.sets(1, 1, {"belief": {"readiness": 0.8}})
    assert caught.value.key == "parts_above_whole"


def test_written_draws_are_read(tmp_path: Path) -> None:
    path = tmp_path / "posterior.csv"
    write_posterior(path, POSTERIOR.names, POSTERIOR.values, POSTERIOR.weight, POSTERIOR.distance)
    read = read_posterior(path)
    assert read.names == POSTERIOR.names
    assert np.array_equal(read.values, POSTERIOR.values)
    assert np.array_equal(read.weight, POSTERIOR.weight)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "weight,distance\n",
        "weight,distance,trust.gian\n1,0,0.1\n",
        "weight,distance,trust.gain\n1,0,x\n",
        "a,b,trust.gain\n1,0,0.1\n",
    ],
    ids=["empty", "no rows", "unknown name", "no number", "other columns"],
)
def test_broken_draws_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "posterior.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        read_posterior(tmp_path / "posterior.csv")


def test_comparisons_run_over_draws_by_default() -> None:
    study = make_settings(n_replications=20).study()
    assert len(study.draws) == 10
    assert len({world.parameters.job_entry.intercept for world in study.environments}) > 5
    assert study.draw_numbers is not None
    assert study.draw_numbers[:4] == (0, 0, 1, 1)
    # what is set stands still
    fixed = make_settings(n_replications=20, parameters={"job_entry": {"intercept": -6.0}}).study()
    assert {world.parameters.job_entry.intercept for world in fixed.environments} == {-6.0}


def test_central_values_and_few_replications_have_no_draws() -> None:
    assert make_settings(n_replications=20, parameter_set="central").study().draws == ()
    assert make_settings(n_replications=3).study().draws == ()
    with pytest.raises(InputError) as caught:
        make_settings(parameter_set="prior")
    assert caught.value.key == "not_allowed"


def test_tables_hold_both_intervals_and_the_orders() -> None:
    tables = simulation.compare(["staircase", "coordinated"], n_replications=8, **SMALL)
    contrasts = tables.contrasts
    known = contrasts[contrasts.parameter_share.notna()]
    assert len(known) > 0
    assert known.parameter_share.between(0, 1).all()
    # where luck hides the parameters, there is no credible interval
    ranged = known[known.cred_low.notna()]
    assert len(ranged) > 0
    assert (known.parameter_share[known.cred_low.isna()] == 0.0).all()
    assert (ranged.cred_low <= ranged.difference + 1e-12).all()
    assert (ranged.difference <= ranged.cred_high + 1e-12).all()
    orders = tables.orders
    assert orders is not None
    pair = orders[orders.outcome == "first_job"].set_index(["policy", "other"])
    one, other_way = pair.loc[("staircase", "coordinated")], pair.loc[("coordinated", "staircase")]
    share = orders.set_index(["outcome", "policy", "other"])["probability_better"].dropna()
    assert len(share) > 0
    for (outcome, policy, other), better in share.items():
        assert better + share[outcome, other, policy] == pytest.approx(1.0)
    assert one.difference == pytest.approx(-other_way.difference)
    # against the baseline, the order's difference is the contrast's
    last = contrasts[
        (contrasts.policy == "staircase") & (contrasts.outcome == "first_job") & (contrasts.group == "all")
    ]
    at_end = last[last.quarter == 3].iloc[0]
    against = pair.loc[("staircase", "observed_mix")]
    assert against.difference == pytest.approx(at_end.difference)
    assert against.cred_low == pytest.approx(at_end.cred_low, nan_ok=True)
    assert against.mc_high == pytest.approx(at_end.mc_high)


def test_with_central_values_there_is_no_credible_interval() -> None:
    tables = simulation.compare(["staircase"], n_replications=4, parameter_set="central", **SMALL)
    assert tables.contrasts[["cred_low", "cred_high", "parameter_share"]].isna().all(axis=None)
    assert tables.contrasts.mc_low.notna().any()
    assert tables.orders is not None
    assert tables.orders.probability_better.isna().all()


def test_the_numbers_do_not_depend_on_threads() -> None:
    given = {**SMALL, "n_replications": 6}
    one = simulation.compare(["staircase"], **given)
    two = simulation.compare(["staircase"], **{**given, "threads": 2})
    assert one.contrasts.equals(two.contrasts)
    assert one.orders is not None
    assert two.orders is not None
    assert one.orders.equals(two.orders)
