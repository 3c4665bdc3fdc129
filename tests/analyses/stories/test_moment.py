"""A client's row as a moment: what is of this quarter alone, and what goes on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulation.analyses.stories.moment import moment
from simulation.model.indicators import Indicator
from simulation.model.interventions import interventions, portfolio
from simulation.model.state import CLIENT, Medicine, State


def row(**columns: Any) -> Any:
    made = np.zeros(1, CLIENT)
    for name, value in columns.items():
        made[name] = value
    return made[0]


@pytest.mark.parametrize(
    ("column", "name"), [("n_sanctions", "is_sanctioned"), ("n_pension_refusals", "is_refused_pension")]
)
def test_what_is_counted_since_the_start_happens_where_the_count_rises(column: str, name: str) -> None:
    first, again = row(**{column: 1}), row(**{column: 2})
    assert not getattr(moment("own", 0, first, None), name)
    assert not getattr(moment("own", 1, first, first), name)
    assert getattr(moment("own", 2, again, first), name)


def test_answers_are_those_of_forms_filled_in_this_quarter() -> None:
    answers: dict[str, Any] = {"client_answer": np.arange(1, 12)[:10] % 5 + 1, "caseworker_answer": 4}
    both = moment("own", 1, row(**answers, has_client_answered=1, has_caseworker_answered=1), None)
    assert both.caseworker_belief == 4
    assert both.own_belief == answers["client_answer"][Indicator.OWN_BELIEF]
    assert both.job_search == answers["client_answer"][Indicator.JOB_SEARCH]
    left_out = moment("own", 1, row(**answers, has_caseworker_answered=1), None)
    assert (left_out.own_belief, left_out.job_search, left_out.caseworker_belief) == (0, 0, 4)
    other_left_out = moment("own", 1, row(**answers, has_client_answered=1), None)
    assert (other_left_out.own_belief, other_left_out.caseworker_belief) == (both.own_belief, 0)


def test_measures_medicines_and_state_go_by_their_names() -> None:
    ids = ("network", "job_search")
    medication = np.zeros(len(Medicine))
    medication[Medicine.PAINKILLER] = 1
    now = moment(
        "own", 3, row(interventions=portfolio(ids), medication=medication, state=State.EDUCATION, is_waiting=1), None
    )
    assert now.interventions == tuple(id for id in interventions() if id in ids)
    assert now.medicines == ("painkiller",)
    assert (now.state, now.is_served, now.is_waiting, now.quarter) == ("education", False, True, 3)
    # readiness 0 is the middle of the queue, and who has left it has no place there
    for state in State:
        expected = 50.0 if state in (State.BENEFIT, State.ORDINARY_HOURS) else None
        assert moment("own", 3, row(state=state), None).place == expected, state
