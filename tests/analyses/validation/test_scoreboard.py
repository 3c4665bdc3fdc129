"""Verdicts, roles and lines of the scoreboard, and the files they are kept in."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.analyses.validation import scoreboard as module
from simulation.analyses.validation.files import read_scoreboard, write_scoreboard
from simulation.analyses.validation.line import CANNOT_SAY, NO_VERDICT, OUTSIDE, SAYS_NOTHING, WITHIN
from simulation.analyses.validation.panels import observation
from simulation.analyses.validation.policy_findings import FINDINGS, PolicyFinding, difference_or_ratio
from simulation.analyses.validation.prior import prior_draws
from simulation.analyses.validation.published import parts_of, unit_of
from simulation.analyses.validation.readings import READINGS
from simulation.analyses.validation.scoreboard import Scoreboard, parameters_sourced_from, role_of, scoreboard
from simulation.analyses.validation.simulated import QUARTERS_NEEDED
from simulation.analyses.validation.verdict import band, power, verdict, verdict_over_draws
from simulation.model.evidence import fact, load_facts
from simulation.model.parameters import catalogue, central
from simulation.study.replications import Study
from simulation.study.settings_reader import make_settings
from tests.conftest import policies


@pytest.mark.parametrize(
    ("simulated", "error", "expected"),
    [
        (16.0, 0.0, WITHIN),  # 6 away, allowed 2 * 3
        (16.1, 0.0, OUTSIDE),
        (20.0, 4.0, WITHIN),  # 10 away, allowed 2 * sqrt(3^2 + 4^2) = 10
        (20.1, 4.0, OUTSIDE),
        (4.0, math.nan, WITHIN),  # one replication: its error isn't known and allows nothing more
        (3.9, math.nan, OUTSIDE),
        (math.nan, 0.0, CANNOT_SAY),
    ],
)
def test_a_verdict_allows_twice_tolerance_and_error_together(simulated: float, error: float, expected: str) -> None:
    assert verdict(10.0, simulated, 3.0, error) == expected


def test_power_without_luck_is_the_share_of_draws_outside() -> None:
    # published 10, allowed 2 * 1: 7 and 13 of the four are outside
    assert power(10.0, 1.0, [7.0, 9.0, 11.0, 13.0], 0.0, 10) == 0.5
    assert power(10.0, 1.0, [7.0, 9.0, math.nan], 0.0, 10) == 0.5
    assert power(10.0, 1.0, [13.0], 0.0, 10) == 1.0


def test_power_leaves_out_the_luck_of_one_replication() -> None:
    # Single figures 7, 9, 11, 13 about 10: variance (9 + 1 + 1 + 9) / 3 = 20 / 3. Luck 5 leaves 5 / 3 to parameters,
    # and means over 10 replications hold 5 / 10 of it: drawn together by sqrt((5 / 3 + 0.5) / (20 / 3)) = 0.570, so
    # 8.29 to 11.71, and 2 * sqrt(1 + 0.5) = 2.45 is allowed: none is outside. By luck and tolerance alone half were.
    assert power(10.0, 1.0, [7.0, 9.0, 11.0, 13.0], 5.0, 10) == 0.0
    # published 6: 6 + 2.45 = 8.45 lies above 8.29 and below the next, 9.43: three of four are outside
    assert power(6.0, 1.0, [7.0, 9.0, 11.0, 13.0], 5.0, 10) == 0.75


def test_power_is_that_of_the_mean_over_so_many_replications() -> None:
    # With one replication nothing is drawn together and luck is allowed for: 2 * sqrt(1 + 5) = 4.9
    assert power(10.0, 1.0, [5.0, 9.0, 11.0, 15.0], 5.0, 1) == 0.5
    assert power(10.0, 1.0, [5.2, 9.0, 11.0, 14.8], 5.0, 1) == 0.0


def test_power_is_unknown_where_luck_alone_is_wider_than_tolerance_and_draws() -> None:
    draws = [9.0, 10.0, 11.0]  # variance 1
    assert math.isnan(power(10.0, 1.0, draws, 1.5, 10))
    assert power(10.0, 2.0, draws, 1.5, 10) == 0.0  # within however they fall: luck is less than the tolerance
    assert power(20.0, 2.0, draws, 1.5, 10) == 1.0
    assert math.isnan(power(10.0, 1.0, draws, math.nan, 1))  # one replication: luck isn't known
    assert math.isnan(power(10.0, 1.0, [], 0.0, 10))
    assert math.isnan(power(math.nan, 1.0, draws, 0.0, 10))


def test_power_is_what_many_replications_of_each_set_would_give() -> None:
    # Parameters move the figure by N(10, 4^2), luck by N(0, 3^2); allowed are 2 * 2 and the error of means over ten.
    generator = np.random.default_rng(3)
    expected = 10.0 + 4.0 * generator.standard_normal(4000)
    single = expected + 3.0 * generator.standard_normal(4000)
    means = expected + 3.0 / math.sqrt(10) * generator.standard_normal(4000)
    true = np.mean([verdict(10.0, value, 2.0, 3.0 / math.sqrt(10)) == OUTSIDE for value in means])
    # four standard errors of a share of a third over 4,000: 0.03
    assert power(10.0, 2.0, single.tolist(), 9.0, 10) == pytest.approx(true, abs=0.03)


def test_without_a_published_number_or_a_tolerance_there_is_none() -> None:
    assert verdict(math.nan, 1.0, 1.0, 0.0) == verdict(1.0, 1.0, math.nan, 0.0) == CANNOT_SAY


def test_published_parts() -> None:
    assert parts_of(fact("F1")) == {"": 1.1}
    assert parts_of(fact("F7")) == {"1": 26.4, "2": 23.6, "3": 27.8, "4": 16.5, "5": 5.8}
    assert parts_of(fact("F12")) == {"": 17.5}  # the middle of 15 and 20
    assert parts_of(fact("E2")) == {"": -1.0}
    assert parts_of(fact("F13")) == {"": 3750.0}
    assert parts_of(fact("I-18")) == pytest.approx({"": 4.81})
    assert parts_of(fact("K2")) == pytest.approx({"women": 100 * 415 / 5192, "men": 100 * 400 / 4648})
    assert parts_of(fact("K4")) == pytest.approx({"women": 100 * 114 / 415, "men": 100 * 158 / 400})
    assert parts_of(fact("K6")) == pytest.approx({"": 100 * 237 / 9840})
    assert math.isnan(parts_of(fact("H6"))[""])
    assert list(parts_of(fact("E9"))) == ["coordinated", "coordinated_dose_matched"]
    assert (unit_of(fact("H5")), unit_of(fact("G7"))) == ("quarters a client", "percent")


def test_findings_are_differences_and_ratios_at_their_quarter() -> None:
    from simulation.model.outcomes.registry import OUTCOME_IDS

    ours, theirs = np.zeros((5, len(OUTCOME_IDS))), np.zeros((5, len(OUTCOME_IDS)))
    ours[4, OUTCOME_IDS.index("first_job")], theirs[4, OUTCOME_IDS.index("first_job")] = 0.3, 0.2
    kinds = {unit: PolicyFinding("a", "b", "first_job", 4, unit) for unit in ("percentage points", "times", "SD")}
    assert difference_or_ratio(kinds["percentage points"], ours, theirs) == pytest.approx(10.0)
    assert difference_or_ratio(kinds["times"], ours, theirs) == pytest.approx(1.5)
    assert difference_or_ratio(kinds["SD"], ours, theirs) == pytest.approx(0.1)
    assert math.isnan(difference_or_ratio(kinds["times"], ours, 0.0 * theirs))


def test_nothing_validates_that_a_parameter_was_set_with() -> None:
    for item in load_facts().values():
        if role_of(item) == "validation":
            assert parameters_sourced_from(item.id) == ()
    assert role_of(fact("A10")) == "built-in"  # the weights of the indicators are assumed after it
    assert "weights.knowledge" in parameters_sourced_from("A10")
    assert role_of(fact("G1")) == "validation"


def test_a_fitted_parameter_makes_a_fact_one_of_the_calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = replace(catalogue()["trust"]["gain"], basis="fitted", source=("G1",))
    monkeypatch.setattr(module, "catalogue", lambda: {"trust": {"gain": entry}})
    assert role_of(fact("G1")) == "calibration"
    monkeypatch.setattr(module, "catalogue", lambda: {"trust": {"gain": replace(entry, basis="assumed")}})
    assert role_of(fact("G1")) == "built-in"
    assert role_of(fact("A10")) == "validation"


def test_draws_that_span_more_than_three_tolerances_say_nothing() -> None:
    # published 10, tolerance 1: 12 is within; draws from 9 to 12 span exactly three tolerances
    assert verdict_over_draws(10.0, 12.0, 9.0, 12.0, 1.0, 0.0) == WITHIN
    assert verdict_over_draws(10.0, 12.0, 9.0, 12.1, 1.0, 0.0) == SAYS_NOTHING
    assert verdict_over_draws(10.0, 12.1, 11.0, 13.0, 1.0, 0.0) == OUTSIDE
    assert verdict_over_draws(10.0, 20.0, 0.0, 40.0, 1.0, 0.0) == SAYS_NOTHING
    assert verdict_over_draws(10.0, 12.0, math.nan, math.nan, 1.0, 0.0) == WITHIN  # no draws
    assert verdict_over_draws(math.nan, 12.0, 0.0, 40.0, 1.0, 0.0) == CANNOT_SAY


def test_the_band_is_what_the_verdict_allows() -> None:
    assert band(10.0, 3.0, 4.0) == (0.0, 20.0)  # 2 * sqrt(3^2 + 4^2) = 10
    assert band(10.0, 3.0, math.nan) == (4.0, 16.0)


def test_figures_over_draws_by_hand() -> None:
    # three draws of two replications without luck, 10, 12 and 40: median 12, range from the least to the greatest
    values = [np.array([value]) for value in (10.0, 10.0, 12.0, 12.0, 40.0, 40.0)]
    item = fact("G7")
    columns, by_draw = module._columns(item, 1, module.SimulatedFact(values, (0, 0, 1, 1, 2, 2), []))
    assert by_draw[:, 0] == pytest.approx([10.0, 12.0, 40.0])
    assert columns["simulated"] == pytest.approx([12.0])
    assert (columns["cred_low"][0], columns["cred_high"][0]) == pytest.approx((10.0, 40.0))
    # published 14.76, tolerance 3: 10 and 12 are within 6, 40 isn't
    assert module._share_within(14.76, 3.0, by_draw[:, 0]) == pytest.approx(2 / 3)
    # all luck: draws are shown as they were simulated
    values = [np.array([value]) for value in (0.0, 20.0, 20.0, 0.0, 0.0, 20.0)]
    columns, by_draw = module._columns(item, 1, module.SimulatedFact(values, (0, 0, 1, 1, 2, 2), []))
    assert by_draw[:, 0] == pytest.approx([10.0, 10.0, 10.0])
    # without draws the mean, and no range
    columns, by_draw = module._columns(item, 1, module.SimulatedFact(values, None, []))
    assert columns["simulated"] == pytest.approx([10.0])
    assert np.isnan(columns["cred_low"]).all()
    assert by_draw.shape == (0, 1)


def study(n_replications: int, parameter_set: str) -> Study:
    return make_settings(
        policies=["observed_mix"], n_clients=300, n_quarters=QUARTERS_NEEDED, n_replications=n_replications,
        caseload=10, parameter_set=parameter_set,
    ).study()  # fmt: skip


@pytest.fixture(scope="module")
def board() -> Scoreboard:
    return scoreboard(
        study(4, "posterior"), policies("observed_mix")[0], observation(), 2, prior=[central(), *prior_draws(1, 1)]
    )


def test_every_fact_that_has_a_say_is_there(board) -> None:
    roles = {line.fact: line.role for line in board.lines}
    for item in load_facts().values():
        if item.role in ("calibration", "validation", "built-in", "cannot say") and item.id != "K1":
            assert item.id in roles, item.id
    for line in board.lines:
        if line.role in ("calibration", "validation"):
            assert line.tolerance > 0
            assert line.verdict in (WITHIN, OUTSIDE, SAYS_NOTHING) or math.isnan(line.simulated), line
            assert line.share_within in (0.0, 0.5, 1.0) or math.isnan(line.simulated)  # of two draws
            assert line.band_low < line.published < line.band_high
            assert 0 <= line.power <= 1 or math.isnan(line.power)  # luck may hide the draws
            assert line.cred_low <= line.cred_high or math.isnan(line.cred_low)
        else:
            assert line.verdict == (CANNOT_SAY if line.role == "cannot say" else NO_VERDICT)
            assert math.isnan(line.power)
    assert sum(0 <= line.power <= 1 for line in board.lines) > 20
    assert sum(line.cred_low < line.cred_high for line in board.lines) > 5
    reasons = {line.fact: line.note for line in board.lines if line.role == "cannot say"}
    assert {"G5", "G8", "A11", "L5", "C1", "C2"} <= set(reasons)
    assert all(reasons.values())


def test_findings_of_programmes_are_simulated(board) -> None:
    simulated = {line.fact: line.simulated for line in board.lines}
    assert not any(math.isnan(simulated[name]) for name in FINDINGS)
    assert not math.isnan(simulated["E8"])


def test_at_central_values_there_is_no_range_and_the_plausible_ranges_move_nothing() -> None:
    one, policy = study(2, "central"), policies("observed_mix")[0]
    plain = scoreboard(one, policy, observation(), 1)
    assert all(math.isnan(line.cred_low) and math.isnan(line.share_within) for line in plain.lines)
    judged = [line for line in plain.lines if line.role in ("calibration", "validation")]
    assert not any(line.verdict == SAYS_NOTHING for line in judged)
    with_prior = scoreboard(one, policy, observation(), 1, prior=prior_draws(1, 1))
    empty = {"power": math.nan}
    assert [repr(replace(line, **empty)) for line in with_prior.lines] == [repr(line) for line in plain.lines]


def test_files_give_back_what_was_written(board, tmp_path: Path) -> None:
    write_scoreboard(board, tmp_path)
    again = read_scoreboard(tmp_path)
    assert len(again.lines) == len(board.lines)
    for line, other in zip(board.lines, again.lines, strict=True):
        assert (line.fact, line.part, line.role, line.verdict, line.unit, line.note) == (
            other.fact, other.part, other.role, other.verdict, other.unit, other.note,
        )  # fmt: skip
        assert other.simulated == pytest.approx(line.simulated, rel=1e-8, nan_ok=True)
    assert set(again.readings) == set(READINGS)
    assert all(len(again.readings[name][0]) == len(READINGS[name].columns) for name in READINGS)
    heading = (tmp_path / "scoreboard.csv").read_text(encoding="utf-8").splitlines()[0]
    assert heading == (
        "fact,part,role,published,simulated,mc_low,mc_high,cred_low,cred_high,tolerance,band_low,band_high,"
        "share_within,verdict,power,unit,note,quantity,source"
    )


def test_prior_draws_stay_in_their_ranges_and_repeat() -> None:
    one, other = prior_draws(2, 3), prior_draws(2, 3)
    assert one == other
    assert one[0] != one[1]
    for group, entries in catalogue().items():
        for name, entry in entries.items():
            value = getattr(getattr(one[0], group), name)
            assert entry.low <= value <= entry.high or entry.basis == "quoted"
