"""One office: its levels are adapted as far as its people tell, its effects aren't, and what doesn't fit is said."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from simulation.analyses.office import adapt as adapting
from simulation.analyses.office.adapt import (
    adapt,
    assumed_spread,
    mean_belief,
    of_office,
    on_scale,
    own_on_scale,
    shrunk,
)
from simulation.analyses.office.course import BANDS, Course, by_quarter
from simulation.analyses.office.example import EXAMPLE, Levels, made_up
from simulation.analyses.office.expect import (
    AFTER,
    BEFORE,
    DISAGREES,
    UNREACHED,
    Expected,
    _is_outside,
    expected,
    n_steps,
    set_up,
)
from simulation.analyses.office.own import (
    BELIEF,
    BELIEF_ITEM,
    CHANGES,
    JOBS,
    KINDS,
    Given,
    Office,
    caseload_in,
    check_figures,
    figures_in,
    kind_of,
    measures_in,
    with_tables,
)
from simulation.analyses.office.people import begin
from simulation.base.errors import Cancelled, InputError
from simulation.model.parameters import central
from simulation.model.policies import load_policy
from simulation.study.defaults import with_defaults
from simulation.study.questionnaire_table import UNKNOWN, Questionnaires
from simulation.study.settings import Settings
from simulation.study.settings_reader import read_settings

USUAL = load_policy("observed_mix", None)


@pytest.fixture(scope="module", autouse=True)
def _few_people() -> Iterator[None]:
    """Let intercepts be solved on few people, the same ones that they are then tried on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapting, "N_SOLVED", 600)
        yield


def settings(**changes: object) -> Settings:
    small = {"population": {"n_clients": 60}, "n_replications": 8, "n_quarters": 4, "policies": ["coordinated"]}
    return read_settings(with_defaults({**small, **changes}))


def test_a_figure_counts_as_much_as_its_people_tell() -> None:
    # 40 of 400: the log rate's error is sqrt(0.1 * 0.9 / 400) / (0.9 * -log(0.9)) = 0.158, but for the half person.
    place, error = own_on_scale(JOBS, Given(10.0, 400.0))
    assert place == pytest.approx(math.log(-math.log(0.9)), abs=0.02)
    assert error == pytest.approx(0.158, abs=0.003)
    assert own_on_scale(CHANGES, Given(0.25, 400.0))[1] == pytest.approx(0.1, abs=0.001)  # 100 changes
    level, weight = shrunk(JOBS, Given(10.0, 400.0), on_scale(JOBS, 6.0), 0.3, 0.0)
    assert weight == pytest.approx(0.09 / (0.09 + error**2))
    assert level == pytest.approx(on_scale(JOBS, 6.0) + weight * (place - on_scale(JOBS, 6.0)))
    assert shrunk(JOBS, Given(10.0, 400.0), -2.8, 0.0, 1.0) == (-2.8, 0.0)  # offices don't differ
    assert math.isfinite(own_on_scale(JOBS, Given(0.0, 5.0))[0])
    assert (
        shrunk(JOBS, Given(10.0, 20.0), -2.8, 0.3, 0.0)[1]
        < 0.2
        < 0.9
        < shrunk(JOBS, Given(10.0, 1e4), -2.8, 0.3, 0.0)[1]
    )


def test_levels_are_solved_and_nothing_else_moves() -> None:
    office = Office(
        400, {JOBS: Given(15.0, 4e6), CHANGES: Given(0.5, 4e6), BELIEF: Given(3.0, 4e6)}, {"none": 0.5}, n_measures=1e6
    )
    environment = of_office(settings().environment(), 400, {}, 30)
    found = adapt(environment, office, USUAL, assumed_spread(1.0), 3, 0)
    assert found.unreached == ()
    assert found.parameters.practice.none == pytest.approx(0.5, abs=0.01)
    assert mean_belief(found.parameters, found.leniency) == pytest.approx(3.0, abs=0.01)
    crowd = adapting._enlarged(replace(environment, parameters=found.parameters), office)
    year = adapting._Year(crowd, USUAL, office, found.leniency, 3, 0)
    assert year.jobs(crowd) == pytest.approx(15.0, abs=0.8)
    assert year.changes(crowd) == pytest.approx(0.5, abs=0.04)
    moved = replace(
        found.parameters,
        job_entry=replace(found.parameters.job_entry, intercept=central().job_entry.intercept),
        caseworkers=central().caseworkers,
        practice=central().practice,
    )
    assert moved == central()
    nobody = adapt(environment, Office(400, {JOBS: Given(99.9, 4e6)}), USUAL, assumed_spread(10.0), 3, 0)
    assert nobody.parameters.job_entry.intercept <= 0.0


def test_people_go_with_their_answers() -> None:
    environment = of_office(settings().environment(), 2000, {}, 30)
    truth = begin(environment, (USUAL,), 1, 5).clients[0].copy()
    answers = truth["caseworker_answer"].astype(np.float64)
    answers[:40] = np.nan
    answers[40:80, 3] = np.nan
    drawn = begin(environment, (USUAL,), 2, 9, answers).clients[0]
    is_known = ~np.isnan(answers)
    assert (drawn["caseworker_answer"][is_known] == answers[is_known]).all()
    assert (drawn["caseworker_answer"] > 0).all()
    for column in ("readiness", "setpoint", "deviation", "belief"):
        assert drawn[column].mean() == pytest.approx(truth[column].mean(), abs=0.16)  # caseworkers differ
        assert drawn[column].std() == pytest.approx(truth[column].std(), rel=0.08)
    assert np.corrcoef(drawn["readiness"][80:], truth["readiness"][80:])[0, 1] > 0.7
    psychiatric = [clients["readiness"][clients["is_psychiatric"] == 1].mean() for clients in (truth, drawn)]
    assert psychiatric[1] == pytest.approx(psychiatric[0], abs=0.15)  # the register goes with them still
    both = begin(environment, (USUAL, load_policy("coordinated", None)), 2, 9, answers).clients
    assert (both[0]["readiness"] == both[1]["readiness"]).all()


@pytest.fixture(scope="module")
def made() -> tuple[Settings, Office]:
    small = settings(parameter_set="central", population={"n_clients": 120})
    return small, with_tables(made_up(small.environment(), small.parameter_values(), EXAMPLE, 120, 30, 9))


def test_an_office_is_the_same_with_more_threads_and_tells_how_far_it_is(made: tuple[Settings, Office]) -> None:
    small, office = made
    told: list[tuple[int, int]] = []
    one = expected(small, office, assumed_spread(1.0), 1, lambda done, asked: told.append((done, asked)))
    assert repr(one) == repr(expected(small, office, assumed_spread(1.0), 2))
    assert told == [(step, n_steps(8, True)) for step in range(1, n_steps(8, True) + 1)]
    before, after = (
        next(effect for effect in one.effects if effect.stage == stage and effect.outcome == "first_job")
        for stage in (BEFORE, AFTER)
    )
    own = office.figures[JOBS].value
    figure = next(figure for figure in one.figures if figure.name == JOBS)
    assert abs(figure.after.value - own) < abs(figure.before.value - own)
    assert after.baseline.value > before.baseline.value  # it has more jobs than others
    assert one.is_made_up
    assert [course.measure for course in one.courses] == ["ten", "belief"]
    for course in one.courses:
        assert min(course.n) >= 5
        assert all(sorted(band) == list(band) and len(band) == len(BANDS) for band in course.bands)
        assert course.bands[0] == pytest.approx([course.seen[0]] * len(BANDS))  # it begins with their own answers
    with pytest.raises(Cancelled):
        expected(small, office, assumed_spread(1.0), 1, cancel=lambda: True)


def test_what_contradicts_the_model_or_the_table_is_said(made: tuple[Settings, Office]) -> None:
    small, office = made
    alone = replace(office, questionnaires=None)

    def verdicts(figures: dict[str, Given]) -> dict[str, str]:
        found: Expected = expected(small, with_tables(replace(alone, figures=figures)), assumed_spread(1.0))
        return {figure.name: figure.verdict for figure in found.figures if figure.name not in KINDS}

    assert verdicts({JOBS: Given(99.9, 1e6), BELIEF: Given(4.9, 120.0)}) == {JOBS: UNREACHED, BELIEF: DISAGREES}
    simulated = np.linspace(5.0, 15.0, 100)
    assert [_is_outside(JOBS, own, simulated) for own in (5.5, 10.0, 16.0, 30.0)] == [False, False, False, True]
    assert not _is_outside(JOBS, 11.5, simulated[40:60:4])  # five tell little
    with pytest.raises(InputError):
        set_up(settings(n_quarters=3), office, assumed_spread(1.0))
    with pytest.raises(InputError):
        set_up(settings(n_replications=6), office, assumed_spread(1.0))


def forms(*rows: tuple[int, int, int, int]) -> Questionnaires:
    """Return forms of client, day, caseworker and measures; every answer is 1 more than the client's number."""
    client, day, caseworker, measures = np.array(rows).T
    answers = np.repeat(client[:, None] % 5 + 1.0, 11, axis=1)
    return Questionnaires(client, day, caseworker, answers, measures)


def test_figures_come_from_the_forms_of_those_who_are_there() -> None:
    rows = [(client, day, (client + (day > 200)) % 2, 9) for client in range(10) for day in (0, 91, 274, 365)]
    rows += [(10, 0, 5, 0)]  # gone for a year
    table = forms(*rows)
    assert len(table.present()) == 10
    changes = figures_in(Office(10, questionnaires=table))[CHANGES]
    assert (changes.value, changes.n) == (pytest.approx(10 / (10 * 365 / 365.25)), pytest.approx(9.993, abs=0.001))
    assert caseload_in(table) == 5
    shares, n = measures_in(table)
    assert (shares["combined_with_job"], sum(shares.values()), n) == (1.0, 1.0, 10.0)
    assert measures_in(forms(*rows[:8])) == ({}, 0.0)  # two people: nothing is told
    assert [kind_of(bits) for bits in (0, 1, 2, 4, 8, 3, 12)] == [
        "none", "job", "competence", "social", "health", "combined_with_job", "combined_without_job",
    ]  # fmt: skip
    seen = by_quarter(table)
    assert seen.shape == (5, 11, 11)
    assert np.isnan(seen[2]).all()
    assert (seen[[0, 1, 3, 4], 2] == 3.0).all()
    assert figures_in(Office(10, questionnaires=replace(table, caseworker=np.full(41, UNKNOWN)))) == {}


def test_quarters_outside_the_band_are_counted_after_the_first() -> None:
    course = Course("ten", (0, 1, 2), (9, 9, 9), (1.0, 2.0, 3.0), ((2.0,) * 5, (1.0, 2.0, 2.0, 2.0, 3.0), (1.0,) * 5))
    assert course.n_outside == 1


@pytest.mark.parametrize(
    "content",
    [{"job": 3}, {"jobs": 101}, {"belief": "much"}, {"caseload": 0}, {"measures": {"none": 60, "job": 60}},
     {"measures": {"sport": 1}}, {"measures": dict.fromkeys(KINDS, 1)}, [1]],
)  # fmt: skip
def test_figures_that_can_not_be_are_refused(content: object) -> None:
    with pytest.raises(InputError):
        check_figures(content, "figures", 100)


def test_a_made_up_office_is_at_its_levels() -> None:
    small = settings(population={"n_clients": 1500})
    given = (small.environment(), small.parameter_values())
    usual, other = (made_up(*given, levels, 1500, 30, 4) for levels in (Levels(0.0, 1.0, 0.0), EXAMPLE))
    for name in (JOBS, CHANGES):
        assert other.figures[name].value > 1.2 * usual.figures[name].value
    assert other.answers is not None
    assert usual.answers is not None
    assert other.answers[:, BELIEF_ITEM].mean() > usual.answers[:, BELIEF_ITEM].mean()
