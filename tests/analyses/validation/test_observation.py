"""What a study sees of a cohort: entry, ends of follow-up, who stops answering, and what registers go on showing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.analyses.defaults import Panel
from simulation.analyses.validation import estimators, observation
from simulation.analyses.validation.observation import (
    entry_quarters,
    follow_observed,
    observed,
    still_answering,
    stopping_probability,
)
from simulation.analyses.validation.panels import COMPLETE, Observation, panel_names, panels
from simulation.analyses.validation.panels import observation as seen_as
from simulation.analyses.validation.waves import follow
from simulation.base.errors import InputError
from simulation.model.draws.decisions import StudyDecision
from tests.analyses.validation.follow_up import waves, works_from
from tests.conftest import environment, policies

SEED, REPLICATION = 7, 0


def test_the_complete_panel_is_what_the_model_gives() -> None:
    made = follow(environment(200, 6), policies("observed_mix")[0], SEED, REPLICATION)
    seen = observed(made, COMPLETE, SEED, REPLICATION)
    for name, values in vars(made).items():
        assert np.array_equal(getattr(seen, name), values), name


def test_panels_have_signs_and_a_default() -> None:
    assert {name: np.sign(sign) for name, sign in panels().items()} == {
        Panel.UNRELATED: 0,
        "nearer_stop_first": 1,
        "further_stop_first": -1,
    }
    assert panel_names() == (*panels(), Panel.COMPLETE)
    assert seen_as() == seen_as(Panel.UNRELATED)
    assert seen_as(Panel.COMPLETE) == COMPLETE
    assert seen_as(Panel.UNRELATED, 25).stopping == 0.25
    with pytest.raises(InputError) as caught:
        seen_as("nearer")
    assert "nearer_stop_first" in str(caught.value)


def test_the_chance_of_stopping_by_readiness() -> None:
    # 20 % stop at readiness 0: rate -log(0.8) = 0.2231. Log rate 0.5 higher per SD: at 2 SD the rate is e times that,
    # 0.6066, and 1 - exp(-0.6066) = 0.4548; at -2 SD 0.0821, 0.0788.
    seen = Observation(4, stopping=0.2, selection=0.5)
    rate = -math.log(0.8)
    expected = [1 - math.exp(-rate / math.e), 0.2, 1 - math.exp(-rate * math.e)]
    assert stopping_probability(seen, np.array([-2.0, 0.0, 2.0])) == pytest.approx(expected)
    assert expected == pytest.approx([0.0788, 0.2, 0.4548], abs=1e-4)


def test_entry_is_even_over_the_first_quarters() -> None:
    entered = entry_quarters(Observation(4, 0.0, 0.0), np.arange(10_000), SEED, REPLICATION)
    shares = np.bincount(entered, minlength=4) / 10_000
    # SE of a share of a quarter among 10,000: 0.0043
    assert shares == pytest.approx([0.25] * 4, abs=4 * 0.0043)
    assert (entry_quarters(COMPLETE, np.arange(100), SEED, REPLICATION) == 0).all()


def test_who_stops_has_stopped_for_good_and_everybody_answers_the_first_form() -> None:
    answering = still_answering(Observation(1, 0.2, 0.0), np.zeros((10_000, 5)), np.arange(10_000), SEED, REPLICATION)
    assert answering[:, 0].all()
    assert (answering[:, 1:] <= answering[:, :-1]).all()
    # 0.8, 0.64, 0.512, 0.4096; SE at most 0.005
    assert answering.mean(axis=0) == pytest.approx([0.8**wave for wave in range(5)], abs=4 * 0.005)


def test_luck_is_the_clients_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Observation(4, 0.3, 0.0)
    some = np.array([3, 17, 250])
    every = still_answering(seen, np.zeros((300, 6)), np.arange(300), SEED, REPLICATION)
    assert np.array_equal(still_answering(seen, np.zeros((3, 6)), some, SEED, REPLICATION), every[some])
    assert np.array_equal(
        entry_quarters(seen, some, SEED, REPLICATION), entry_quarters(seen, np.arange(300), SEED, REPLICATION)[some]
    )
    for seed, replication in ((SEED + 1, REPLICATION), (SEED, REPLICATION + 1)):
        assert not np.array_equal(still_answering(seen, np.zeros((300, 6)), np.arange(300), seed, replication), every)


def test_those_nearer_work_stop_first_or_last() -> None:
    # Half stand at -1 SD and half at 1 SD. By the form after the next, nearer_stop_first has lost more of the latter.
    readiness = np.tile(np.repeat([-1.0, 1.0], 2000)[:, None], (1, 3))
    for panel, sign in panels().items():
        answering = still_answering(seen_as(panel), readiness, np.arange(4000), SEED, REPLICATION)[:, -1]
        apart = answering[:2000].mean() - answering[2000:].mean()
        # SE of a difference of two shares of 2,000: 0.016
        assert apart * sign > 4 * 0.016 if sign else abs(apart) < 4 * 0.016, panel


def drawn(entry: list[float], stops: dict[int, list[float]]) -> object:
    """Return a stand-in for the draws: uniforms of entry, and of stopping by quarter (1 where none is given)."""

    def draw(decision: StudyDecision, quarter: int, row: np.ndarray, seed: int, replication: int) -> np.ndarray:
        if decision == StudyDecision.ENTRY:
            return np.array(entry)[row]
        return np.array(stops.get(quarter, [1.0] * len(entry)))[row]

    return draw


def test_registers_are_seen_to_the_end_and_forms_to_the_last_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    # Six waves, entry in the first four quarters. Client 0 enters at once and stops before the form of quarter 2, but
    # gets a job in quarter 4, which registers show. Client 1 enters in the third quarter (0.6 * 4 = 2.4), so that waves
    # 0 to 3 are seen, and not the job and the change of caseworker of wave 4.
    monkeypatch.setattr(observation, "_draws", drawn([0.1, 0.6], {2: [0.05, 1.0]}))
    has_worked = works_from(4, 4)
    changes = np.zeros((2, 6), np.int64)
    changes[:, 4:] = 1
    is_asked = np.column_stack([np.ones(2, bool), ~has_worked[:, :-1]])
    made = waves(2, has_worked=has_worked, n_changes=changes, is_asked=is_asked)
    seen = observed(made, Observation(4, 0.1, 0.0), SEED, REPLICATION)
    assert seen.last_wave.tolist() == [5, 3]
    assert seen.is_asked.astype(int).tolist() == [[1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0]]
    assert seen.is_at_risk.astype(int).tolist() == [[1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 0, 0]]
    assert seen.has_worked.astype(int).tolist() == [[0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0]]
    assert seen.n_changes.tolist() == [[0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0]]
    # forms a client: 2 and 4
    assert estimators.forms_a_client(seen) == 3.0
    # Followed for a year: client 0's forms of intake and of quarter 1, both up to quarter 4, in which the job comes; of
    # client 1 none, as quarter 4 isn't seen. All answers are 1.
    assert estimators.job_within_a_year_by_belief(seen)[0] == 1.0


@pytest.mark.parametrize("panel", list(panels()))
def test_forms_a_client_lie_between_the_published_numbers(panel: str) -> None:
    seen = follow_observed(environment(1500, 16), policies("observed_mix")[0], seen_as(panel), SEED, REPLICATION)
    assert 2.87 < estimators.forms_a_client(seen) < 6.75
