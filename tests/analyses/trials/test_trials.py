"""Studies simulated beforehand: the estimate by hand, what it teaches in a case that is known, and a null world."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from math import erf, exp, pi, sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulation.analyses.trials import trial as trial_module
from simulation.analyses.trials.costs import Cost, cost_of
from simulation.analyses.trials.design import UNITS, Design, design_names, load_design
from simulation.analyses.trials.estimate import difference, on_takers, simulate_study
from simulation.analyses.trials.pool import Pool, pools
from simulation.analyses.trials.teach import chance_to_tell_apart, narrowing, worth_of_knowing, worth_of_study
from simulation.analyses.trials.trial import PRIORS, Lesson, Trial, cell, draws_for, ends_of, n_steps, trial
from simulation.base.errors import Cancelled, InputError
from simulation.base.texts import LANGUAGES
from simulation.report.trials.words import Asked, dose, early, title_of
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings
from simulation.study.unknowns import unknown_words


def settings(design: Design, n_draws: int = 20) -> Settings:
    return make_settings(
        [design.policy], design.against, n_quarters=design.follow_up, n_replications=n_draws, n_clients=300
    )


def test_every_design_is_read_and_has_its_words() -> None:
    assert {"sms", "coordinated_against_staircase", "dose_matched", "caseload"} < set(design_names())
    for name in design_names():
        design = load_design(name)
        assert set(design.title) == set(LANGUAGES), name
        assert design.follow_ups[-1] == design.follow_up
        assert design.clients in design.sizes
    assert load_design("sms").sizes == (1000, 2000, 4000, 8000, 16000)


def test_a_wrong_design_is_told(tmp_path: Path) -> None:
    wrong: list[Mapping[str, object]] = [
        {"policy": "no_such"}, {"policy": "observed_mix"}, {"unit": "country"}, {"clients": 3}, {"take_up": 1.5},
        {"outcome": "happiness"}, {"unknown": "progression.causal_shar"}, {"estimand": "some"},
        {"estimand": "takers", "take_up": 0.15},  # 5 / sqrt(1000) is 0.16
        {"at_stake": 0}, {"price_client": -1}, {"price_office": "many"}, {"price_planning": 1e12},
    ]  # fmt: skip
    for given in wrong:
        with pytest.raises(InputError):
            load_design("sms", given=given)
    with pytest.raises(InputError, match="sms"):
        load_design("smss")
    with pytest.raises(InputError, match="4100, 4200"):
        load_design("sms", given={"clients": 4150})
    with pytest.raises(InputError, match="400"):
        load_design("sms", given={"clients": 200})  # one office an arm says nothing of how offices differ
    with pytest.raises(InputError, match="unit=client"):
        load_design("sms", given={"spillover": 0.1})


def test_any_number_of_clients_is_one_of_the_sizes() -> None:
    assert load_design("sms", given={"clients": 4100}).sizes == (1000, 2000, 4100, 8200, 16400)
    assert load_design("sms", given={"clients": 400}).sizes == (400, 800, 1600)
    assert load_design("dose_matched", given={"clients": 20_000}).sizes == (5000, 10_000, 20_000)
    for clients in range(400, 20_001, 100):
        design = load_design("dose_matched", given={"clients": clients, "unit": UNITS[clients // 100 % 3]})
        assert clients in design.sizes


def test_a_design_of_other_policies_has_their_names_in_its_title() -> None:
    own, other = (load_design("sms", given=given) for given in ({"clients": 800}, {"policy": "coordinated"}))
    assert title_of(own, settings(own), "en") == "What would an evaluation of SMS tell?"
    assert title_of(other, settings(other), "en").startswith("Coordinated measures against Observed practice: ")
    for name in design_names():
        for language in LANGUAGES:
            label = unknown_words(load_design(name).unknown, language)
            assert ". " not in label  # a part of a sentence
            assert len(label) < 160


def test_a_study_cannot_tell_of_what_is_held() -> None:
    design = load_design("sms")
    asked = settings(design)
    assert len(draws_for(asked, design)) == 20
    held = replace(asked, parameters={"progression": {"causal_share": 0.5}})
    with pytest.raises(InputError, match=r"causal_share, which is the same"):
        draws_for(held, design)


def test_the_usual_estimate_by_hand() -> None:
    # means 0.75 and 0.25; variance of each arm 4 / 3 * (0.75 * 0.25) = 0.25, of its mean 0.25 / 4, of both 0.125
    one, other = np.array([[1.0], [1.0], [1.0], [0.0]]), np.array([[0.0], [0.0], [1.0], [0.0]])
    cluster = np.array([0, 0, 1, 1])
    found = difference(one, cluster, other, cluster, is_clustered=False)
    assert found.estimate == pytest.approx([0.5])
    assert found.error == pytest.approx([sqrt(0.125)])
    # clusters of the first arm: sums of deviations 0.5 and -0.5, of the other -0.5 and 0.5: 0.5 / 16 * 2 / 1 each
    found = difference(one, cluster, other, cluster, is_clustered=True)
    assert found.error == pytest.approx([sqrt(2 * 0.5 / 16 * 2)])
    assert found.half_width == pytest.approx(found.error * 4.302653)  # t with two degrees of freedom


def made(n_offices: int, policy: float, against: float, spread: float = 0.0) -> Pool:
    """Offices of 50 clients and 5 caseworkers; shares with the outcome differ between offices by `spread`."""
    rng = np.random.default_rng(1)
    office = np.repeat(spread * rng.choice([-1.0, 1.0], n_offices), 50)
    outcomes = [(rng.random(50 * n_offices) < share + office).astype(float)[:, None] for share in (policy, against)]
    worked = (outcomes[0] - outcomes[1])[:, 0]
    return Pool(*outcomes, worked, np.repeat(np.arange(5 * n_offices), 10), np.arange(n_offices + 1) * 50, 0.0)


@pytest.mark.parametrize("unit", UNITS)
def test_intervals_hold_the_truth_whoever_is_drawn_by_lot(unit: str) -> None:
    design = replace(load_design("sms"), unit=unit, take_up=1.0)
    pool = made(60, 0.4, 0.3, 0.1)
    rng = np.random.default_rng(3)
    found = [simulate_study(pool, design, 2000, rng) for _ in range(300)]
    estimate = np.array([one.estimate[0] for one in found])
    assert estimate.mean() == pytest.approx(pool.truth[0], abs=4 * estimate.std() / sqrt(300))
    covered = np.mean([abs(one.estimate[0] - pool.truth[0]) <= one.half_width[0] for one in found])
    assert (
        covered >= 0.91
    )  # 0.95, three standard errors of 300 studies below; units within offices are on the safe side


def test_take_up_and_spillover_shrink_the_estimate_by_hand() -> None:
    pool = made(40, 0.6, 0.2)
    design = replace(load_design("sms"), unit="client", take_up=0.5, spillover=0.25)
    rng = np.random.default_rng(3)
    found = np.mean([simulate_study(pool, design, 2000, rng).estimate[0] for _ in range(200)])
    # 0.5 of the effect in one arm, 0.25 of it in the other too
    assert found == pytest.approx(0.25 * pool.truth[0], abs=0.01)
    lost = replace(design, attrition=0.5)
    errors = [np.mean([simulate_study(pool, of, 2000, rng).error[0] for _ in range(50)]) for of in (lost, design)]
    assert errors[0] / errors[1] == pytest.approx(sqrt(2.0), rel=0.05)


def test_the_effect_on_takers_by_hand() -> None:
    outcomes = [np.array([[1.0], [1.0], [0.0], [0.0]]), np.array([[0.0], [0.0], [0.0], [1.0]])]
    takes = [np.array([True, True, False, False]), np.zeros(4, bool)]
    client = np.arange(4)
    found = on_takers(outcomes[0], takes[0], client, outcomes[1], takes[1], client, is_clustered=False)
    # 0.25 more have it, 0.5 more take part. What is left: 0.5, 0.5, 0, 0 and 0, 0, 0, 1.
    assert found.estimate == pytest.approx([0.25 / 0.5])
    assert found.error == pytest.approx([sqrt(0.25 / 16 * 4 / 3 + 0.75 / 16 * 4 / 3) / 0.5])
    nobody = on_takers(outcomes[0], takes[1], client, outcomes[1], takes[1], client, is_clustered=False)
    assert np.isnan([nobody.estimate, nobody.error, nobody.half_width]).all()


def test_the_estimate_for_takers_is_right_where_the_usual_one_falls_short() -> None:
    pool = made(40, 0.6, 0.2)
    few = replace(load_design("sms"), unit="client", take_up=0.5, spillover=0.1)
    rng = np.random.default_rng(3)
    for estimand, expected in (("all", 0.4 * pool.truth[0]), ("takers", pool.truth[0])):
        found = [simulate_study(pool, replace(few, estimand=estimand), 2000, rng) for _ in range(200)]
        estimate = np.array([one.estimate[0] for one in found])
        assert estimate.mean() == pytest.approx(expected, abs=4 * estimate.std() / sqrt(200)), estimand
        covered = np.mean([abs(one.estimate[0] - pool.truth[0]) <= one.half_width[0] for one in found])
        assert (covered >= 0.9) == (estimand == "takers")
        assert np.mean([one.error[0] for one in found]) == pytest.approx(estimate.std(), rel=0.2), estimand


def test_what_a_study_teaches_in_a_case_that_is_known() -> None:
    # worth normal(0.2, 1), an estimate with an error of 1: the posterior mean has a spread of sqrt(1 / 2)
    rng = np.random.default_rng(5)
    worth = rng.normal(0.2, 1.0, 20_000)
    seen, draw = worth + rng.normal(0.0, 1.0, 20_000), np.arange(20_000)
    assert narrowing(worth, seen, draw) == pytest.approx(0.5, abs=0.02)
    spread = sqrt(0.5)
    density, below = exp(-0.5 * (0.2 / spread) ** 2) / sqrt(2 * pi), 0.5 * (1 + erf(0.2 / spread / sqrt(2)))
    assert worth_of_study(worth, seen, draw) == pytest.approx(spread * density + 0.2 * below - 0.2, abs=0.02)
    density, below = exp(-0.5 * 0.2**2) / sqrt(2 * pi), 0.5 * (1 + erf(0.2 / sqrt(2)))
    assert worth_of_knowing(worth) == pytest.approx(density + 0.2 * below - 0.2, abs=0.02)
    noise = rng.normal(size=20_000)
    assert narrowing(worth, noise, draw) == pytest.approx(0.0, abs=0.005)
    assert worth_of_study(worth, noise, draw) == pytest.approx(0.0, abs=0.005)
    # 0 and 1 lie one error apart: nearer to the right one in Phi(1 / 2) = 69 of 100
    unknown = rng.random(20_000)
    assert chance_to_tell_apart(unknown, unknown + noise, 0.0, 1.0) == pytest.approx(0.691, abs=0.01)


@pytest.mark.parametrize(("noise", "within"), [(0.01, 0.1), (0.03, 0.25)])
def test_what_a_study_is_worth_agrees_with_nested_simulation(noise: float, within: float) -> None:
    """Where effects are skewed no formula holds: new studies outside, and within each the draws weighted by it.

    A study shows 0.6 of the effect; 600 draws with 20 studies each, as a trial has them, against 4,000 studies weighing
    5,000 draws. Each figure moves by 13 to 33 percent from one set of draws to the next, so eight sets are averaged.
    """
    regressed, nested = [], []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        worth, draw = 0.02 * rng.gamma(2.0, 1.0, 600) - 0.03, np.repeat(np.arange(600), 20)
        seen = 0.6 * worth[draw] + rng.normal(0.0, noise, len(draw))
        regressed.append(worth_of_study(worth[draw], seen, draw))
        true, candidates = (0.02 * rng.gamma(2.0, 1.0, n) - 0.03 for n in (4000, 5000))
        found = 0.6 * true + rng.normal(0.0, noise, len(true))
        # What is expected after an estimate is a smooth curve: computed a twentieth of the noise apart.
        places = np.linspace(found.min(), found.max(), 400)
        weight = np.exp(-0.5 * ((places[:, None] - 0.6 * candidates) / noise) ** 2)
        expected = np.interp(found, places, weight @ candidates / weight.sum(axis=1))
        nested.append(np.maximum(expected, 0.0).mean() - max(0.0, expected.mean()))
    assert np.mean(regressed) == pytest.approx(np.mean(nested), rel=within)


def test_the_cost_of_a_study_by_hand() -> None:
    prices = {"price_planning": 1000.0, "price_office": 100.0, "price_client": 2.0}
    design = replace(load_design("sms"), unit="client", take_up=0.8, spillover=0.2, **prices)
    # 400 clients: 160 of one arm and 40 of the other get the policy, at 10 or 30 DKK beyond usual practice, all others
    # the other policy, at 5; the study itself takes 1000 + 4 * 100 + 400 * 2.
    found = cost_of(design, 400, np.array([[10.0, 5.0], [30.0, 5.0]]))
    assert (found.given, found.itself) == (200, 2200.0)
    assert found.programme == pytest.approx(200 * 20.0 + 200 * 5.0)
    assert found.total == pytest.approx(7200.0)
    ends = 2200 + 1000 + 2000, 2200 + 1000 + 6000
    low, high = (ends[0] + share * (ends[1] - ends[0]) for share in (0.025, 0.975))
    assert (found.low, found.high) == pytest.approx((low, high))
    by_office = cost_of(replace(design, unit="office"), 400, np.array([[10.0, 0.0]]))
    assert (by_office.given, by_office.programme) == (160, pytest.approx(1600.0))


def test_a_study_is_worth_its_cost_only_where_that_survives_another_prior() -> None:
    def cost(clients: int, total: float) -> Cost:
        return Cost(clients, clients // 2, 0.0, total, total, total, total)

    # 0.01 quarters a client at 100 DKK are 1 DKK each: 500 DKK are worth it for 500 people
    assert cost(400, 500.0).least_at_stake([0.03, 0.01, 0.02], 100.0) == 500
    assert cost(400, 500.0).least_at_stake([0.03, 0.0, 0.02], 100.0) is None
    assert cost(400, 0.0).least_at_stake([0.0], 100.0) == 0
    # what people get at less than usual practice isn't to the study's credit
    assert Cost(400, 200, 500.0, -900.0, -400.0, 0.0, 0.0).least_at_stake([0.01], 100.0) == 500
    whole = dict.fromkeys(PRIORS, 1.0)

    def found(worth: Mapping[str, float], at_stake: int) -> Trial:
        lessons = (Lesson(400, whole, whole, 0.0, 0.0, dict.fromkeys(PRIORS, 0.001)),
                   Lesson(800, whole, whole, 0.0, 0.0, worth))  # fmt: skip
        design = replace(load_design("sms"), at_stake=at_stake)
        costs, measures = (cost(400, 500.0), cost(800, 1000.0)), (1.0, 1.0)
        return Trial(design, (), lessons, costs, (0.0, 1.0), {}, 0.0, 0.0, 0.0, 20, 100.0, measures)

    worth = {"halved": 0.01, "stated": 0.02, "doubled": 0.03}
    assert found(worth, 1000).least_at_stake == (5000, 1000)
    assert found(worth, 1000).smallest_worth_doing == 800
    assert found(worth, 5000).smallest_worth_doing == 400
    assert found(worth, 999).smallest_worth_doing is None
    assert found({**worth, "halved": 0.0}, 1000).smallest_worth_doing is None


def test_power_sign_and_exaggeration_by_hand() -> None:
    # two draws with truths 0.1 and -0.1, two studies each: 0.3 and 0 of the first, 0.3 and -0.1 of the second
    estimate, half = np.array([[0.3, 0.0], [0.3, -0.1]]), np.full((2, 2), 0.2)
    found = cell(100, 4, np.array([0.1, -0.1]), estimate, half, half / 2)
    assert found.power == 0.25  # the first alone is told and right
    assert found.wrong_sign == 0.5  # the third is told and wrong
    assert found.exaggeration == pytest.approx(3.0)  # 0.3 against 0.1
    assert found.coverage == 0.75  # 0.4 off in the third
    assert found.detectable == pytest.approx((1.96 + 0.8416) * 0.1)


def test_the_draws_offices_differ_and_the_same_studies_come_from_any_number_of_threads() -> None:
    design = replace(load_design("coordinated_against_staircase"), follow_up=4, clients=400, office_spread=0.6)
    asked = settings(design)
    draws = asked.posterior_draws(2)
    one, two = (list(pools(asked, design, draws, threads)) for threads in (1, 2))
    assert all(np.array_equal(a.policy, b.policy) for a, b in zip(one, two, strict=True))
    for pool in one:
        # the kinds of office, 7 below, 28 at and 7 above the average, differ by more than luck
        jobs = np.add.reduceat(pool.policy[:, -1], pool.starts[:-1])
        assert jobs[:7].mean() < jobs[7:35].mean() < jobs[35:].mean()
        assert pool.extra[0] > pool.extra[1]  # three measures a quarter cost more than one
        assert pool.worth == pytest.approx((1 - pool.displaced) * pool.worked.mean())


def test_a_trial_is_whole_told_and_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_module, "N_DRAWS_OF_RIVAL", 4)
    design = replace(load_design("coordinated_against_staircase"), follow_up=4, clients=400)
    asked, steps = settings(design), []
    found = trial(asked, design, 2, lambda done, of: steps.append((done, of)))
    assert steps[-1] == (n_steps(asked), n_steps(asked)) == (20 + 4 * len(found.rivals),) * 2
    assert {one.follow_up for one in found.cells} == {4}
    assert [one.clients for one in found.lessons] == list(design.sizes)
    assert found.ends == ends_of("progression.causal_share") == (0.0, 1.0)
    assert set(found.rivals) >= {"caseworkers_alike", "no_belief_effect"}
    assert found.net == pytest.approx(0.7 * found.cells[0].truth, rel=0.2)  # about 3 of 10 jobs are others'
    assert found.smallest("power", 0.0) == design.sizes[0]
    assert found.smallest("power", 1.1) is None
    assert [one.clients for one in found.costs] == list(design.sizes)
    assert all(set(one.worth) == set(PRIORS) for one in found.lessons)
    own = found.cost(400)
    assert own.low < own.total < own.high
    assert own.itself == 1_400_000 + 4 * 50_000 + 400 * 200
    with pytest.raises(Cancelled):
        trial(asked, design, 1, cancel=lambda: True)
    with pytest.raises(InputError):
        trial(replace(asked, n_replications=5), design)


def test_where_nothing_has_an_effect_a_study_finds_one_in_one_of_twenty() -> None:
    for unit in UNITS:
        design = replace(load_design("dose_matched"), unit=unit)
        pool = made(60, 0.3, 0.3, 0.1)
        pool = replace(pool, policy=pool.against)  # the same outcome whatever is given
        rng = np.random.default_rng(2)
        found = [simulate_study(pool, design, 2000, rng) for _ in range(400)]
        told = float(np.mean([abs(one.estimate[0]) > one.half_width[0] for one in found]))
        assert told <= 0.05 + 4 * sqrt(0.05 * 0.95 / 400), unit
        # lots drawn within offices leave these out of the difference, which the usual error doesn't know
        assert told >= (0.01 if unit == "office" else 0.005), unit


def test_words_on_dose_and_lock_in_come_from_the_run() -> None:
    design = load_design("coordinated_against_staircase")

    def said(measures: tuple[float, float], language: str = "en") -> str:
        cells = tuple(
            SimpleNamespace(clients=design.clients, follow_up=quarter, estimate=-0.02 + 0.005 * quarter, truth=0.06)
            for quarter in design.follow_ups
        )
        found: Any = SimpleNamespace(design=design, cells=cells, net=math.nan, measures=measures)
        asked = Asked(found, settings(design), language, "0" * 12)
        return " ".join([*early(asked), *dose(asked)])

    more = said((2.0, 0.9))
    assert "no difference after a year, 6 more after 4 years" in more
    assert "lock-in" in more
    assert "has 2.00 at a time under the policy, 0.90 in the other arm" in more
    same = said((1.0, 0.98))
    assert "lock-in" not in same
    assert "isn't due to their number" in same
    assert "measures" not in said((0.0, 0.0))
    for language in ("sv", "da"):
        assert "dose_matched" in said((2.0, 0.9), language)


def test_the_dose_of_either_arm_is_counted() -> None:
    design = replace(load_design("coordinated_against_staircase"), follow_up=2, clients=400)
    asked = settings(design)
    (found,) = pools(asked, design, asked.posterior_draws(1), 1)
    policy, against = found.measures
    assert 2.0 < policy <= 3.0  # three at the same time, but for a quarter with a new caseworker
    assert 0.5 < against < policy
