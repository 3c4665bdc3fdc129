"""The story in sentences: what happened is said, in three languages."""

from __future__ import annotations

import pytest

from simulation.analyses.stories.words import in_words, state_label
from simulation.base.texts import LANGUAGES, catalogue
from simulation.model.interventions import interventions
from simulation.model.state import Medicine, State
from tests.analyses.stories.small import follow, moment


def events(**changed: object) -> list[str]:
    return list(in_words([moment(0), moment(1, **changed)], "Kim", "en")[1].events)


def test_nothing_happens() -> None:
    assert events() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"has_new_caseworker": True}, "Kim gets a new caseworker; trust starts anew"),
        ({"state": "ordinary_job"}, "Kim enters an ordinary job."),
        ({"state": "disability_pension"}, "Kim gets a disability pension."),
        ({"state": "ordinary_hours"}, "Kim starts to work some ordinary hours"),
        ({"is_sanctioned": True}, "Kim is sanctioned."),
        ({"medicines": ("anxiety",)}, "Starts to take medicine for anxiety."),
    ],
)
def test_what_happens_is_said(changed: dict[str, object], said: str) -> None:
    (event,) = events(**changed)
    assert event.startswith(said)


@pytest.mark.parametrize(
    ("state", "said"),
    [("supported_job", "The job ends"), ("education", "The education ends"), ("ordinary_hours", "The ordinary hours")],
)
def test_what_ends_is_said(state: str, said: str) -> None:
    (event,) = in_words([moment(0, state=state), moment(1)], "Kim", "en")[1].events
    assert event.startswith(said)


def test_measures() -> None:
    ids = ("job_search", "network")
    sides = in_words([moment(0), moment(1, interventions=ids), moment(2, interventions=ids), moment(3)], "Kim", "en")
    labels = "; ".join(interventions()[id].label["en"] for id in ids)
    assert [side.measures for side in sides] == [
        "",
        f"Measures: {labels}.",
        "The same measures.",
        "No measures.",
    ]


def test_waiting_is_said_when_it_begins() -> None:
    sides = in_words([moment(0), *(moment(quarter, is_waiting=True) for quarter in (1, 2)), moment(3)], "Kim", "en")
    assert [len(side.events) for side in sides] == [0, 1, 0, 0]
    assert "waits" in sides[1].events[0]


def test_measures_are_of_who_was_on_benefit_when_the_quarter_began() -> None:
    ids = ("job_search",)
    gone, back = moment(1, state="ordinary_job", interventions=ids), moment(2, state="benefit")
    sides = in_words([moment(0), gone, back, moment(3)], "Kim", "en")
    assert sides[1].measures.startswith("Measures: ")
    assert [side.measures for side in sides[2:]] == ["", "No measures."]


def test_who_has_left_has_neither_answers_nor_measures() -> None:
    side = in_words(
        [moment(quarter, state="ordinary_job", own_belief=0, place=None) for quarter in (0, 1)], "Kim", "en"
    )[1]
    assert side.answers == side.measures == ""
    assert side.latents == "Unseen: distress 0.0."


def test_a_form_left_out_is_a_dash() -> None:
    side = in_words([moment(0, caseworker_belief=0)], "Kim", "en")[0]
    assert side.answers == "Answers: caseworker's belief –, own belief 2, job search 1."


def test_every_state_and_medicine_has_a_name() -> None:
    assert {state.name.lower() for state in State} == set(catalogue("follow.states"))
    assert {medicine.name.lower() for medicine in Medicine} == set(catalogue("follow.medicines"))
    assert state_label("a_new_state", "en") == "a new state"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_story_is_told(language: str) -> None:
    story = follow().story
    for side in (story.policy, story.against):
        words = in_words(side, "Kim", language)
        assert len(words) == len(side)
        assert all(quarter.state and quarter.latents for quarter in words)
