"""Predictions of studies: written once, held against results, and learned from only where the model isn't wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from math import exp, sqrt
from pathlib import Path

import numpy as np
import pytest

from simulation.__main__ import main
from simulation.analyses.trials import preregistration as preregistration_module
from simulation.analyses.trials import trial as trial_module
from simulation.analyses.trials.design import OUTCOMES, as_mapping, load_design
from simulation.analyses.trials.preregistration import (
    Learned,
    Others,
    Registered,
    Result,
    learn,
    read_registered,
    register,
    share_of_effect_seen,
    write_registered,
)
from simulation.analyses.trials.together import correlation
from simulation.base.errors import InputError
from simulation.study.settings_reader import make_settings

DESIGN = load_design("sms")


def made(n: int = 2000, error: float = 0.02, discrepancy: float = 0.0) -> Registered:
    """Draws that expect 0.05, give or take 0.03; the unknown is the effect's place, so that it is learned with it."""
    effect = np.random.default_rng(1).normal(0.05, 0.03, n)
    rivals = {"caseworkers_alike": np.random.default_rng(2).normal(0.0, 0.03, n)}
    return Registered("0", "2026-11-29", as_mapping(DESIGN), 1, effect * 10, effect, effect, error, discrepancy, rivals)


def alone(registered: Registered, estimate: float, error: float) -> Learned:
    """Return what the design's own result alone says."""
    return learn(registered, [Result(estimate, error)])


def two(n: int = 40_000, together: float = 0.5, n_rival: int = 1000) -> Registered:
    """Two results whose expectations are 0.05 +- 0.03 in the draws and go together by 0.8; errors by `together`."""
    covariance = 0.03**2 * np.array([[1.0, 0.8], [0.8, 1.0]])
    expected = np.random.default_rng(3).multivariate_normal([0.05, 0.05], covariance, n)
    rival = np.random.default_rng(4).multivariate_normal([0.0, 0.0], covariance, n_rival)
    others = Others(
        (("first_job", 4),),
        expected[:, :1],
        np.array([0.04]),
        np.array([[1.0, together], [together, 1.0]]),
        {"caseworkers_alike": rival[:, :1]},
    )
    own, rivals = expected[:, 1], {"caseworkers_alike": rival[:, 1]}
    design = as_mapping(replace(DESIGN, outcome="first_job", follow_up=16))
    return Registered("0", "2026-11-29", design, 1, own * 10, own, own, 0.04, 0.25 * 0.03, rivals, None, others)


def test_several_results_are_judged_together_by_hand() -> None:
    # covariance of results: 0.0009 (1 + 1/16) of draws and model with correlation 0.8, 0.0016 of the study with 0.5
    same = 0.0009 * (1 + 1 / 16) + 0.0016
    both = 0.8 * 0.0009 * (1 + 1 / 16) + 0.5 * 0.0016
    registered = two()
    for away in ((0.10, 0.10), (0.10, -0.02), (0.0, 0.09)):
        results = [Result(0.05 + away[0], 0.04, ("first_job", 4)), Result(0.05 + away[1], 0.04)]
        found = learn(registered, results)
        # the distance along and across the diagonal, and the chi-square with two degrees of freedom
        squared = (sum(away) ** 2 / (same + both) + (away[0] - away[1]) ** 2 / (same - both)) / 2
        assert found.share_farther_out == pytest.approx(exp(-squared / 2), abs=0.02)
        assert found.is_conflict == (exp(-squared / 2) < 0.05)
        if found.is_conflict:
            assert found.effect[0] == found.effect[1]
    # each within its own 95 %, but not together: what moves one moves the other
    apart = learn(registered, [Result(0.135, 0.04, ("first_job", 4)), Result(-0.035, 0.04)])
    assert apart.is_conflict
    assert all(0.025 < below < 0.975 for below in apart.below)


def test_what_several_results_teach_by_hand() -> None:
    registered = two()
    found = learn(registered, [Result(0.08, 0.04, ("first_job", 4)), Result(0.08, 0.04)])
    draws = 0.0009 * np.array([[1.0, 0.8], [0.8, 1.0]])
    about = draws / 16 + 0.0016 * np.array([[1.0, 0.5], [0.5, 1.0]])
    gain = draws @ np.linalg.inv(draws + about)
    assert found.effect[1][0] == pytest.approx(0.05 + (gain @ [0.03, 0.03])[1], abs=0.001)
    left = (draws - gain @ draws)[1, 1]
    assert found.effect[1][2] - found.effect[1][1] == pytest.approx(2 * 1.96 * sqrt(left), rel=0.03)
    assert found.log_scores[""] > found.log_scores["caseworkers_alike"]
    # the same people counted as if they were others would teach more
    independent = learn(two(together=0.0), found.results)
    assert independent.effect[1][0] > found.effect[1][0]
    # a second result that repeats the first teaches nothing more
    once = alone(registered, 0.08, 0.04)
    twice = two(together=0.999999)
    assert twice.others is not None
    twin = replace(twice, others=replace(twice.others, expected=twice.expected[:, None]))
    again = learn(twin, [Result(0.08, 0.04, ("first_job", 4)), Result(0.08, 0.04)])
    assert again.effect[1] == pytest.approx(once.effect[1], abs=0.001)


def test_errors_go_together_as_in_simulated_studies() -> None:
    rng = np.random.default_rng(5)
    residuals = rng.multivariate_normal([0.0, 0.0], [[1.0, 1.2], [1.2, 4.0]], 20_000)
    found = correlation(np.column_stack([residuals, np.zeros(20_000)]))
    assert found == pytest.approx(np.array([[1.0, 0.6, 0.0], [0.6, 1.0, 0.0], [0.0, 0.0, 1.0]]), abs=0.02)


def test_the_prediction_by_hand() -> None:
    # 0.03 of the draws and 0.04 of the study: 0.05 together
    registered = made(20_000, error=0.04)
    assert registered.quantile(0.5) == pytest.approx(0.05, abs=0.001)
    assert registered.quantile(0.975) - registered.quantile(0.5) == pytest.approx(1.96 * 0.05, rel=0.03)
    assert registered.cdf(registered.quantile(0.2)) == pytest.approx(0.2, abs=1e-6)


def test_what_is_learned_by_hand() -> None:
    # prior 0.05 +- 0.03, result 0.08 +- 0.03: halfway, and the spread divided by the root of 2
    found = alone(made(20_000), 0.08, 0.03)
    assert not found.is_conflict
    (_, low, high), (mean, low_after, high_after) = found.effect
    assert mean == pytest.approx(0.065, abs=0.001)
    assert (high_after - low_after) / (high - low) == pytest.approx(1 / sqrt(2), rel=0.03)
    assert found.unknown[1][0] == pytest.approx(10 * mean)
    assert found.log_scores[""] > found.log_scores["caseworkers_alike"]
    # an error of the model itself keeps it from learning as much
    careful = alone(made(20_000, discrepancy=0.03), 0.08, 0.03)
    assert careful.effect[1][0] == pytest.approx(0.05 + 0.03 / 3, abs=0.001)  # 0.03² / (0.03² + 2 * 0.03²)
    assert careful.effective > found.effective


def test_a_result_that_was_not_expected_teaches_a_wrong_model_nothing() -> None:
    found = alone(made(), 0.2, 0.02)
    assert found.is_conflict
    assert found.effect[0] == found.effect[1]
    assert found.effective == pytest.approx(2000)
    precise = alone(made(200), 0.05, 0.0005)
    assert not precise.is_conflict
    assert not precise.has_enough


def test_predictions_hold_as_often_as_they_say_and_narrow_as_promised() -> None:
    # 200 studies of truths from the model: 95 of 100 inside; variance after over before as for normals: 0.64
    registered, rng = made(), np.random.default_rng(7)
    truths = rng.normal(0.05, 0.03, 200)
    found = [alone(registered, truth + rng.normal(0.0, 0.04), 0.04) for truth in truths]
    assert np.mean([one.is_conflict for one in found]) == pytest.approx(0.05, abs=3 * sqrt(0.05 * 0.95 / 200))
    kept = [(truth, one.effect[1]) for truth, one in zip(truths, found, strict=True) if not one.is_conflict]
    inside = np.mean([low <= truth <= high for truth, (_, low, high) in kept])
    assert inside == pytest.approx(0.95, abs=3 * sqrt(0.05 * 0.95 / 200))
    widths = [(high - low) / (one.effect[0][2] - one.effect[0][1]) for one in found if not one.is_conflict
              for _, low, high in [one.effect[1]]]  # fmt: skip
    assert np.mean(widths) == pytest.approx(0.8, rel=0.05)  # sqrt(0.64)


def test_the_share_of_an_effect_that_a_study_shows() -> None:
    assert share_of_effect_seen(replace(DESIGN, unit="client", take_up=0.8, spillover=0.1)) == pytest.approx(0.7)
    assert share_of_effect_seen(replace(DESIGN, unit="office", take_up=0.8, spillover=0.1)) == pytest.approx(0.8)
    assert share_of_effect_seen(replace(DESIGN, unit="client", take_up=0.8, spillover=0.1, estimand="takers")) == 1.0


def test_a_prediction_is_written_once_and_read_only_as_it_was_written(tmp_path: Path) -> None:
    registered, path = two(50, n_rival=50), tmp_path / "sms.json"
    write_registered(registered, path)
    again = read_registered(path)
    assert registered.others is not None
    assert again.others is not None
    assert again.others.names == registered.others.names
    assert again.others.expected == pytest.approx(registered.others.expected, rel=1e-7)
    assert again.others.correlation.tolist() == registered.others.correlation.tolist()
    assert again.expected == pytest.approx(registered.expected, rel=1e-7)
    assert again.design == registered.design
    assert [file.name for file in tmp_path.iterdir()] == ["sms.json"]
    with pytest.raises(InputError, match="already"):
        write_registered(registered, path)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["expected"][3] += 0.01
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="changed"):
        read_registered(path)
    for wrong in ("{}", "[1]", "no json", "3"):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(InputError, match="isn't a prediction"):
            read_registered(path)


def test_a_small_study_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (trial_module, preregistration_module):
        monkeypatch.setattr(module, "N_DRAWS_OF_RIVAL", 4)
    design = replace(DESIGN, follow_up=2, clients=400)
    asked = make_settings([design.policy], design.against, n_quarters=2, n_replications=20, n_clients=300)
    steps: list[int] = []
    found = register(asked, design, 2, lambda done, _: steps.append(done))
    assert steps == list(range(1, len(steps) + 1))
    assert found.expected == pytest.approx(found.effect)
    assert found.error > 0.0
    assert len(found.expected) == len(found.unknown) == 20
    assert found.others is not None
    assert {outcome for outcome, _ in found.names} == set(OUTCOMES)
    assert found.names[-1] == (design.outcome, 2)
    assert found.others.expected.shape == (20, len(found.names) - 1)
    jobs, worked = (found.names.index((name, 2)) for name in ("first_job", "quarters_worked"))
    assert found.others.correlation[jobs, worked] > 0.5  # who has a job works


def test_results_come_from_a_table_or_are_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sms.json"
    write_registered(made(), path)
    results = tmp_path / "results.csv"
    results.write_text("Estimate;Standard error\n6,1;1,8\n", encoding="utf-8")
    shown = []
    for given in ([str(results)], ["estimate=6.1", "standard_error=1.8"]):
        assert main(["check-study", str(path), *given]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert "within what the model expected" in shown[0]
    for wrong in ([], ["estimate=6.1"], ["estimate=x", "standard_error=1"], ["estimate=1", "standard_error=0"]):
        assert main(["check-study", str(path), *wrong]) == 2, wrong
        assert capsys.readouterr().err.count("\n") <= 2
    results.write_text("estimate\n6\n", encoding="utf-8")
    assert main(["check-study", str(path), str(results)]) == 2
    assert main(["check-study"]) == 2


def test_a_table_holds_several_results_of_a_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, results = tmp_path / "sms.json", tmp_path / "results.csv"
    write_registered(two(500), path)
    head = "outcome,follow_up,estimate,standard_error\n"
    results.write_text(head + "first_job,4,6,4\n,,7,4\n", encoding="utf-8")
    assert main(["check-study", str(path), str(results)]) == 0
    said = capsys.readouterr().out
    assert "The 2 results are judged together" in " ".join(said.split())
    assert "Together they are within what the model expected" in said
    results.write_text(head + "first_job,4,30,4\nfirst_job,16,-20,4\n", encoding="utf-8")
    assert main(["check-study", str(path), str(results)]) == 0
    assert "The model is wrong here" in capsys.readouterr().out
    for rows, said in (
        ("first_job,8,6,4\n", "Row 2: the prediction says nothing of first_job 8"),
        ("jobs,4,6,4\n", "Row 2: the prediction says nothing of jobs 4"),
        ("first_job,4.5,6,4\n", "the prediction says nothing"),
        ("first_job,4,6,4\nfirst_job,4,7,4\n", "Row 3: first_job 4"),
        (",,6,4\nfirst_job,16,7,4\n", "Row 3: first_job 16"),
        ("first_job,4,six,4\n", "estimate"),
        ("first_job,4,6,0\n", "standard_error"),
    ):
        results.write_text(head + rows, encoding="utf-8")
        assert main(["check-study", str(path), str(results)]) == 2, rows
        assert said in " ".join(capsys.readouterr().err.split()), rows
    results.write_text("estimate,standard_error,quarters\n6,4,4\n", encoding="utf-8")
    assert main(["check-study", str(path), str(results)]) == 2
    assert "quarters" in capsys.readouterr().err
    write_registered(made(500), tmp_path / "earlier.json")
    results.write_text(head + "first_job,16,6,4\nfirst_job,4,6,4\n", encoding="utf-8")
    assert main(["check-study", str(tmp_path / "earlier.json"), str(results)]) == 2
    assert main(["predict-study", "sms", f"out={path}"]) == 2
