"""New draws around a result: from too few that count to enough, and the same answer as from very many draws."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from simulation.__main__ import main
from simulation.analyses.trials import new_draws, pool, preregistration
from simulation.analyses.trials.design import as_mapping, load_design
from simulation.analyses.trials.new_draws import (
    MOST_NEW,
    ChangedModelError,
    candidates_near,
    effective,
    learn_with_new_draws,
    predicted_by_line,
    weigh_new,
)
from simulation.analyses.trials.preregistration import (
    Others,
    Registered,
    Result,
    learn,
    register,
    summary,
    write_registered,
)
from simulation.analyses.trials.together import log_normal
from simulation.base.errors import Cancelled
from simulation.study.settings_reader import make_settings

Floats = NDArray[np.float64]
N, N_PARAMETERS = 300, 4
LOW, HIGH = np.zeros(N_PARAMETERS), np.ones(N_PARAMETERS)
FOUND, ERROR = 0.055, 0.0009


def effect_of(points: Floats) -> Floats:
    """An effect that bends in one of four parameters, so that no line predicts it well."""
    return np.asarray(0.05 * points[:, 0] + 0.02 * points[:, 1] ** 2)


def made(known: Floats) -> Registered:
    effect = effect_of(known)
    return Registered("0", "2026-11-29", as_mapping(load_design("sms")), 1, known[:, 0], effect, effect, ERROR, 0.0, {})


def test_effective_draws_by_hand() -> None:
    assert effective(np.full(7, 0.3)) == pytest.approx(7.0)
    assert effective(np.array([1.0, 1.0, 0.0])) == pytest.approx(2.0)
    assert effective(np.zeros(3)) == 0.0


def test_candidates_have_the_mean_and_the_spread_of_the_draws_and_lie_in_the_ranges() -> None:
    rng = np.random.default_rng(1)
    values, weight = rng.normal(0.5, 0.1, (400, 2)), rng.random(400)
    weight /= weight.sum()
    values[:, 1] += values[:, 0]
    found = candidates_near(values, weight, np.zeros(2), np.full(2, 2.0), 40_000, rng)
    assert found.mean(axis=0) == pytest.approx(weight @ values, abs=0.003)
    expected = np.cov(values.T, aweights=weight, ddof=0)
    assert np.cov(found.T) == pytest.approx(expected, rel=0.05)
    narrow = candidates_near(values, weight, np.full(2, 0.45), np.full(2, 0.55), 1000, rng)
    assert narrow.min() >= 0.45
    assert narrow.max() <= 0.55


def test_a_line_predicts_a_linear_effect_and_knows_its_error_elsewhere() -> None:
    rng = np.random.default_rng(1)
    known = np.column_stack([rng.random((200, 2)), np.ones(200)])  # the third is held
    told, error = predicted_by_line(known, 3.0 + 2.0 * known[:, 0], np.array([[0.25, 0.9, 1.0]]))
    assert told == pytest.approx([3.5], abs=0.02)
    assert error == pytest.approx(0.0, abs=0.01)
    noise = rng.normal(0.0, 0.1, 200)
    assert predicted_by_line(known, noise, known)[1] == pytest.approx(0.1, rel=0.15)


def test_where_weighting_leaves_ten_draws_new_ones_give_fifty_and_the_answer_of_very_many() -> None:
    rng = np.random.default_rng(4)
    known = rng.random((N, N_PARAMETERS))
    registered = made(known)
    before = learn(registered, [Result(FOUND, ERROR)])
    assert not before.is_conflict
    assert before.effective == pytest.approx(10.0, abs=3.0)
    points = candidates_near(known, np.full(N, 1 / N), LOW, HIGH, 20_000, rng)
    after = weigh_new(
        registered, before, known, points, points[:, 0], lambda picks: effect_of(points[picks])[:, None], rng
    )
    assert after.effective >= 50.0
    assert after.has_enough
    assert 0 < after.n_new <= MOST_NEW
    assert after.effective_before == before.effective
    assert after.effect[0] == before.effect[0]
    many = rng.random((400_000, N_PARAMETERS))
    weight = norm.pdf(FOUND, effect_of(many), ERROR)
    weight /= weight.sum()
    for found, expected in ((after.effect[1], summary(effect_of(many), weight)),
                            (after.unknown[1], summary(many[:, 0], weight))):  # fmt: skip
        spread = (expected[2] - expected[1]) / (2 * 1.96)
        assert found[0] == pytest.approx(expected[0], abs=4 * spread / sqrt(after.effective))
        assert found[2] - found[1] == pytest.approx(expected[2] - expected[1], rel=0.35)


def test_what_the_model_does_not_take_counts_nothing_and_the_draws_have_an_end() -> None:
    rng = np.random.default_rng(4)
    known = rng.random((N, N_PARAMETERS))
    registered, points = made(known), rng.random((5000, N_PARAMETERS))
    before = learn(registered, [Result(FOUND, ERROR)])
    nothing = weigh_new(
        registered, before, known, points, points[:, 0], lambda picks: np.full((len(picks), 1), np.nan), rng
    )
    assert (nothing.n_new, nothing.effective, nothing.effect) == (MOST_NEW, before.effective, before.effect)

    def half(picks: NDArray[np.intp]) -> Floats:
        return np.where(points[picks, 3] < 0.5, effect_of(points[picks]), np.nan)[:, None]

    some = weigh_new(registered, before, known, points, points[:, 3], half, rng)
    assert some.has_enough
    assert some.unknown[1][2] < 0.5


def test_several_results_are_drawn_anew_by_all_of_them() -> None:
    rng = np.random.default_rng(4)
    known = rng.random((N, N_PARAMETERS))
    registered = made(known)
    other = effect_of(known[:, ::-1])
    several = replace(registered, others=Others((("first_job", 4),), other[:, None], np.array([ERROR]), np.eye(2), {}))
    results = [Result(FOUND, ERROR), Result(FOUND, ERROR, ("first_job", 4))]
    before = learn(several, results)
    points = candidates_near(known, np.full(N, 1 / N), LOW, HIGH, 20_000, rng)

    def both(picks: NDArray[np.intp]) -> Floats:
        return np.column_stack([effect_of(points[picks, ::-1]), effect_of(points[picks])])

    after = weigh_new(several, before, known, points, points[:, 0], both, rng)
    assert after.effective > before.effective
    many = rng.random((400_000, N_PARAMETERS))
    about = several.joint(results).about_draw
    away = np.array([FOUND, FOUND]) - np.column_stack([effect_of(many), effect_of(many[:, ::-1])])
    density = log_normal(away, about)
    weight = np.exp(density - density.max())
    expected = summary(effect_of(many), weight / weight.sum())
    spread = (expected[2] - expected[1]) / (2 * 1.96)
    assert after.effect[1][0] == pytest.approx(expected[0], abs=4 * spread / sqrt(after.effective))


def test_the_model_draws_anew_and_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(new_draws, "MOST_NEW", 4)
    monkeypatch.setattr(new_draws, "BATCH", 2)
    monkeypatch.setattr(pool, "N_OFFICES", 6)
    monkeypatch.setattr(preregistration, "rival_worlds", lambda: ())
    design = replace(load_design("sms"), follow_up=1, clients=400)
    settings = make_settings([design.policy], design.against, n_quarters=1, n_replications=20)
    registered = replace(register(settings, design, 1), typed={"n_replications": "20"})
    middle = float(np.median(registered.expected))
    found = learn(registered, [Result(middle, 1e-4)])
    steps: list[int] = []
    again = learn_with_new_draws(registered, found, settings, design, 1, lambda done, _: steps.append(done))
    assert (again.n_new, steps) == (4, [1, 2, 3, 4])
    with pytest.raises(Cancelled):
        learn_with_new_draws(registered, found, settings, design, 1, cancel=lambda: True)
    with pytest.raises(ChangedModelError):
        learn_with_new_draws(replace(registered, effect=registered.effect + 0.01), found, settings, design)
    result = [f"estimate={100 * middle}", "standard_error=0.01", "threads=1"]
    for name, of, said in (
        ("known", registered, "4 new ones were drawn"),
        ("other", replace(registered, effect=registered.effect + 0.01), "has changed since"),
        ("earlier", replace(registered, typed=None), "larger n_replications"),
    ):
        write_registered(of, tmp_path / f"{name}.json")
        assert main(["check-study", str(tmp_path / f"{name}.json"), *result]) == 0
        assert said in capsys.readouterr().out, name
