"""The hundred people in words, in the words of `tilltro follow` and packed small for the script.

A moment is a list: the number of its look, then places in the table of words: state, events, measures, answers, and
the three unseen numbers (a place of -1 where there is none), then 1 once the person has had a job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.moment import Moment, is_job
from simulation.analyses.stories.person import load_person
from simulation.analyses.stories.rows import look_up
from simulation.analyses.stories.words import in_words
from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.numbers import format_number, format_percent
from simulation.model.policies import load_policy
from simulation.web.lesson.data import Followed, shipped
from simulation.web.lesson.scenes import COORDINATED, STAIRCASE

LOOKS = ("benefit", "worked", "hours", "job", "education", "pension", "gone")


def look(now: Moment) -> str:
    """Return how a person is shown at a moment."""
    if is_job(now.state):
        return "job"
    if now.state == "benefit":
        return "worked" if now.has_worked else "benefit"
    others = {"ordinary_hours": "hours", "education": "education", "disability_pension": "pension"}
    return others.get(now.state, "gone")


@dataclass
class _Words:
    """Words met so far, in all languages at once, each with its place."""

    places: dict[tuple[str, ...], int] = field(default_factory=dict)

    def place(self, words: Sequence[str]) -> int:
        return self.places.setdefault(tuple(words), len(self.places)) if words[0] else -1


@cache
def _packed() -> tuple[list[list[list[Any]]], _Words]:
    """Return of each person both sides, the staircase first, as moments; and the words that they name by place."""
    words = _Words()
    people = [[_side(side, words) for side in (story.against, story.policy)] for story in shipped().people]
    return people, words


def _side(side: Sequence[Moment], words: _Words) -> list[list[Any]]:
    by_language = [in_words(side, text("lesson.see.name", language), language) for language in LANGUAGES]
    moments = []
    for now, *of in zip(side, *by_language, strict=True):
        events = [words.place(event) for event in zip(*(one.events for one in of), strict=True)]
        said = [words.place([getattr(one, name) for one in of]) for name in ("state", "measures", "answers")]
        unseen = [words.place([_unseen(now, name, language) for language in LANGUAGES]) for name in UNSEEN]
        state, measures, answers = said
        moments.append([LOOKS.index(look(now)), state, events, measures, answers, *unseen, int(now.has_worked)])
    return moments


UNSEEN = ("place", "trust", "distress")


def _unseen(now: Moment, name: str, language: str) -> str:
    if name == "distress":
        return format_number(now.distress, 1, language, sign=True)
    if now.place is None:
        return ""
    return format_number(now.place, 0, language) if name == "place" else format_percent(now.trust, 0, language)


def people() -> list[list[list[Any]]]:
    """Return the hundred people, packed: the same in every language."""
    return _packed()[0]


def table(language: str) -> Mapping[str, Any]:
    """Return the words that `people` name by place, in a language, and the sentences that hold the unseen numbers."""
    _, words = _packed()
    number = LANGUAGES.index(language)
    return {
        "words": [said[number] for said in words.places],
        "latents": _template("latents", language),
        "latents_away": _template("latents_away", language),
    }


def _template(key: str, language: str) -> str:
    return text(f"follow.{key}", language, **{name: f"{{{name}}}" for name in UNSEEN})


def chronicle(one: Followed, language: str) -> Chronicle:
    """Return a person's story by name, with what `tilltro follow` says around it."""
    return Chronicle(
        person=load_person(one.name),
        policy=load_policy(COORDINATED),
        against=load_policy(STAIRCASE),
        story=one.story,
        tendencies=look_up(one.tendencies, COORDINATED, STAIRCASE, language),
        seed=one.seed,
        language=language,
    )
