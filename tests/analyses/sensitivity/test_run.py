"""What is simulated at a point, against the same read from an ordinary replication."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.analysis import n_points
from simulation.analyses.sensitivity.design import Space, draws, saltelli, space_of, steps, trajectories
from simulation.analyses.sensitivity.indices import most_important, screen
from simulation.analyses.sensitivity.plan import HORIZON, LUCK, Decision, load_plan
from simulation.analyses.sensitivity.rows import (
    DecisionRow,
    DrawsRow,
    InformationRow,
    LosesIfRow,
    Rows,
    ScreeningRow,
    SobolRow,
    read_rows,
    write_rows,
)
from simulation.analyses.sensitivity.run import Asked, Design, answers_at, quarter_of, simulate
from simulation.base.errors import Cancelled
from simulation.model.engine.replication import run_replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.parameters import entry
from simulation.study.posterior import parameters_of
from simulation.study.settings_reader import make_settings

LABEL = {"en": "One", "sv": "Ett", "da": "Et"}
LATE = Question("late", LABEL, "jobfirst", "aig_sanctions", "quarters_worked", 6)
EARLY = Question("early", LABEL, "coordinated", "staircase", "readiness", 4, "sex=woman")
SPACE = Space(("job_entry.intercept",), (HORIZON, LUCK), np.array([-6.5, 0.5, 0.0]), np.array([-5.2, 1.0, 8.0]))
ARMS = ["jobfirst", "aig_sanctions", "coordinated", "staircase"]


def asked(**settings: object) -> Asked:
    given = make_settings(
        ARMS, "jobfirst", n_clients=200, n_quarters=6, n_replications=1, caseload=10, parameter_set="central",
        **settings,  # type: ignore[arg-type]
    )  # fmt: skip
    return Asked(given, (LATE, EARLY), Decision(("jobfirst", "staircase"), "quarters_worked", 5))


@pytest.mark.parametrize(("intercept", "horizon", "luck"), [(-5.85, 1.0, 0.0), (-5.3, 0.5, 3.7)])
def test_answers_are_those_of_an_ordinary_replication(intercept: float, horizon: float, luck: float) -> None:
    one = asked()
    found = answers_at(one, SPACE, np.array([intercept, horizon, luck]), with_payoffs=True)
    world = replace(
        one.settings.environment(), parameters=parameters_of(["job_entry.intercept"], np.array([intercept]))
    )
    whole = run_replication(world, one.settings.study().policies, 0, one.settings.seed, math.floor(luck))
    names = [policy.name for policy in one.settings.study().policies]
    # Quarters 6 and 4, and with half the horizon 3 and 2.
    late, early = (replace(q, quarter=round(q.quarter * horizon)) for q in (LATE, EARLY))
    worked = whole.mean[:, 5, GROUPS.index("all"), OUTCOME_IDS.index("quarters_worked")]
    expected = [late.of(whole, names), early.of(whole, names)]
    expected += [worked[names.index("jobfirst")], worked[names.index("staircase")]]
    np.testing.assert_array_equal(found, expected)


def test_a_question_is_read_in_the_first_quarter_at_the_earliest() -> None:
    assert [quarter_of(EARLY, share) for share in (0.0, 0.1, 0.5, 0.9, 1.0)] == [1, 1, 2, 4, 4]


def test_what_is_given_stands_before_the_point() -> None:
    given = asked(parameters={"job_entry": {"intercept": -5.85}})
    low, high = (answers_at(given, SPACE, np.array([value, 1.0, 0.0]), with_payoffs=False) for value in (-6.5, -5.2))
    np.testing.assert_array_equal(low, high)


def test_chunks_make_no_difference(tmp_path: Path) -> None:
    design = Design("draws", SPACE, draws(SPACE, 5, seed=1), with_payoffs=True)
    seen: list[int] = []
    alone = simulate(asked(), design, tmp_path / "one", 5, 1, seen.append)
    assert seen == [0, 5]
    shared = simulate(asked(), design, tmp_path / "two", 2, 1)
    np.testing.assert_array_equal(alone.differences, shared.differences)
    np.testing.assert_array_equal(alone.payoffs, shared.payoffs)
    assert len(list((tmp_path / "two").iterdir())) == 3


@pytest.mark.parametrize("n_processes", [1, 2])
def test_cancelled_and_gone_on_with(n_processes: int, tmp_path: Path) -> None:
    """What processes have made before the end is kept, and is what one process makes of it."""
    design = Design("draws", SPACE, draws(SPACE, 6, seed=1), with_payoffs=True)
    told: list[int] = []
    with pytest.raises(Cancelled):
        simulate(asked(), design, tmp_path / "parts", 2, n_processes, told.append, lambda: len(told) >= 2)
    assert told[0] == 0
    assert told[-1] in (2, 4)
    assert 0 < len(list((tmp_path / "parts").iterdir())) < 3
    again = simulate(asked(), design, tmp_path / "parts", 2, 1, told.append)
    assert told[-1] == 6
    whole = simulate(asked(), design, tmp_path / "alone", 6, 1)
    np.testing.assert_array_equal(again.differences, whole.differences)
    np.testing.assert_array_equal(again.payoffs, whole.payoffs)


def test_a_point_is_the_longest_that_cancelling_takes(tmp_path: Path) -> None:
    n_asked = 0

    def cancel() -> bool:
        nonlocal n_asked
        n_asked += 1
        return n_asked == 3  # before the chunk, its first point and its second

    with pytest.raises(Cancelled):
        simulate(asked(), Design("draws", SPACE, draws(SPACE, 6, seed=1)), tmp_path, 6, 1, cancel=cancel)
    assert n_asked == 3
    assert not list(tmp_path.iterdir())


def test_set_values_leave_all_else_central() -> None:
    space, points = steps(SPACE, "progression.causal_share", (0.0, 0.5), 2)
    assert space.names == ("job_entry.intercept", "progression.causal_share", HORIZON, LUCK)
    usual = entry("job_entry.intercept").central
    assert points.tolist() == [[usual, 0.0, 1, 0], [usual, 0.0, 1, 1], [usual, 0.5, 1, 0], [usual, 0.5, 1, 1]]
    assert [space.luck(point) for point in points] == [0, 1, 0, 1]
    assert len({space.model_parameters(point, {}).progression.causal_share for point in points}) == 2


@pytest.mark.parametrize("size", ["quick", "full"])
def test_the_number_of_simulations_is_told_beforehand(size: str) -> None:
    plan = load_plan(size)
    space, sizes = space_of(plan), plan.sizes
    points = trajectories(space, sizes.n_trajectories, 1)
    chosen = most_important([screen(space, points, points[:, 0], 20, 1)], sizes.n_screened)
    n = len(points) + len(saltelli(space, chosen, sizes.n_base, 1)) + sizes.n_draws + 4 * sizes.n_steps
    assert n_points(plan) == n


def test_what_was_set_by_hand_is_not_moved() -> None:
    plan = load_plan("quick")
    fixed = plan.with_fixed({"progression": {"causal_share": 0.5}, "trust": {"gain": 0.1}})
    assert set(plan.parameters) - set(fixed.parameters) == {"progression.causal_share", "trust.gain"}
    assert fixed.steps == {}
    assert not any(name.startswith("population.") for name in plan.parameters)


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows = Rows(
        screening=(ScreeningRow("q", "a.b", -0.5, 0.5, 0.125, 0.0),),
        sobol=(SobolRow("q", "others", 0.25, 0.5, 1.0, 0.125),),
        draws=(DrawsRow("q", 0.5, -0.25, 1.5, 0.125, 40),),
        loses_if=(LosesIfRow("q", "x", "y", "a.b < 0.2; c.d > -3", 0.25, 0.5, 0.75, 0.125),),
        information=(InformationRow("a.b", 0.0, 0.25, False), InformationRow("c.d", 0.5, 0.25, True)),
        decision=(DecisionRow("x", 1.0, 0.5, True, 0.125),),
        steps=(),
    )
    write_rows(rows, tmp_path)
    assert read_rows(tmp_path) == rows
    assert rows.loses_if[0].parts == [("a.b", "<", 0.2), ("c.d", ">", -3.0)]
    nowhere = replace(rows.loses_if[0], conditions="", loses=math.nan)
    write_rows(replace(rows, loses_if=(nowhere,)), tmp_path)
    (again,) = read_rows(tmp_path).loses_if
    assert math.isnan(again.loses)
    assert again.parts == []
