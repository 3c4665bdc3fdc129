"""Selection into measures: the shares stay as observed, and who gets what follows the caseworkers' belief."""

import functools

import numpy as np
import pytest

from simulation.model.engine.replication import Replication
from simulation.model.indicators import Indicator
from simulation.model.interventions import JOB, group_bits
from simulation.model.parameters.practice import observed_shares
from simulation.model.policies.elements.observed_practice import LEAST_FIRST
from tests.conftest import differing_columns, environment, policies

N_CLIENTS = 8000
BELIEF = Indicator.CASEWORKER_BELIEF


@functools.cache
def chosen(selection: float, n_quarters: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return the caseworkers' answers on belief and the groups in the portfolios, of those whose plan stands."""
    small = environment(N_CLIENTS, caseload=30, parameters={"practice": {"selection": selection}})
    replication = Replication(small, policies("observed_mix"), 7, 0)
    for _ in range(n_quarters - 1):
        replication.step()
    replication.begin_quarter()
    clients = replication.clients[0]
    stands = clients["plan_quarters"] > 0
    kind = sum(((clients["interventions"] & np.uint32(bits)) != 0) * 2**bit for bit, bits in enumerate(group_bits()))
    return clients["caseworker_answer"][stands, BELIEF], np.asarray(kind)[stands]


def is_combined_with_job(kind: np.ndarray) -> np.ndarray:
    return (kind & JOB > 0) & (kind != JOB)


def test_portfolios_are_put_in_order_from_nothing_to_all_with_job_focus() -> None:
    assert sorted(LEAST_FIRST.tolist()) == list(range(16))
    assert LEAST_FIRST[0] == 0
    assert LEAST_FIRST[-1] == 15
    assert not (LEAST_FIRST[:8] & JOB).any()
    assert LEAST_FIRST[8] == JOB


@pytest.mark.parametrize("selection", [-0.9, -0.5, 0.0, 0.5, 0.9])
def test_the_shares_stay_as_observed(selection: float) -> None:
    _, kind = chosen(selection)
    small = environment(parameters={"practice": {"selection": selection}})
    expected = observed_shares(small.parameters.practice)
    # one in twenty has a lapsed plan and takes part in nothing, so those who do are more among the others
    lapsed = small.parameters.caseworkers.change_probability
    expected = np.where(np.arange(16) == 0, expected - lapsed, expected) / (1 - lapsed)
    found = np.bincount(kind, minlength=16) / len(kind)
    assert found == pytest.approx(expected, abs=4 * np.sqrt(0.25 / len(kind)))


@pytest.mark.parametrize(("selection", "sign"), [(0.5, 1), (-0.5, -1)])
def test_combined_measures_with_job_focus_go_to_those_believed_in_or_the_opposite(selection, sign) -> None:
    answer, kind = chosen(selection)
    combined = is_combined_with_job(kind)
    believed, doubted = combined[answer >= 4].mean(), combined[answer <= 2].mean()
    # 18 per cent on average; with a correlation of a half the two ends differ by far more than chance
    assert sign * (believed - doubted) > 0.15
    assert sign * (answer[combined].mean() - answer[kind == 0].mean()) > 0.5


def test_more_selection_sorts_more() -> None:
    def sorted_by(selection: float) -> float:
        answer, kind = chosen(selection)
        return float(answer[is_combined_with_job(kind)].mean())

    means = [sorted_by(selection) for selection in (-0.9, -0.5, 0.0, 0.5, 0.9)]
    assert means == sorted(means)


def test_without_selection_the_answers_decide_nothing() -> None:
    one, other = (Replication(environment(), policies("observed_mix"), 7, 0) for _ in range(2))
    other.clients["caseworker_answer"][:, :, BELIEF] = other.clients["caseworker_answer"][:, ::-1, BELIEF]
    one.begin_quarter()
    other.begin_quarter()
    assert differing_columns(one.clients, other.clients) == ["caseworker_answer"]
    answer, kind = chosen(0.0)
    combined = is_combined_with_job(kind)
    sd = np.sqrt(0.18 * 0.82 * (1 / (answer >= 4).sum() + 1 / (answer <= 2).sum()))
    assert abs(combined[answer >= 4].mean() - combined[answer <= 2].mean()) < 4 * sd


def test_with_selection_the_answers_decide() -> None:
    small = environment(parameters={"practice": {"selection": 0.5}})
    one, other = (Replication(small, policies("observed_mix"), 7, 0) for _ in range(2))
    other.clients["caseworker_answer"][:, :, BELIEF] = other.clients["caseworker_answer"][:, ::-1, BELIEF]
    one.begin_quarter()
    other.begin_quarter()
    assert "interventions" in differing_columns(one.clients, other.clients)
