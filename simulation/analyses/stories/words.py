"""A story in plain sentences, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulation.analyses.stories.moment import Moment, Story, is_job
from simulation.base.texts import catalogue, text
from simulation.base.texts.labels import in_sentence
from simulation.base.texts.numbers import format_number, format_percent
from simulation.model.interventions import interventions

NO_ANSWER = "\N{EN DASH}"


@dataclass(frozen=True)
class QuarterInWords:
    """A quarter in words: state, events, measures, answers to forms, and what no office can observe."""

    quarter: int
    state: str
    events: tuple[str, ...]
    measures: str
    answers: str
    latents: str

    def continues_quietly(self, before: QuarterInWords) -> bool:
        """Return whether the state is that of the quarter before, with no event or measure in either.

        Such quarters share a row. On benefit there are none, since `measures` says "none" there.
        """
        is_quiet = not any((self.events, self.measures, before.events, before.measures))
        return is_quiet and self.state == before.state and self.quarter > 1


def in_words(moments: Sequence[Moment], name: str, language: str) -> list[QuarterInWords]:
    """Return one side of a story in words; `name` is what the person is called."""
    return [
        QuarterInWords(
            quarter=now.quarter,
            state=state_label(now.state, language),
            events=tuple(_events(before, now, name, language)),
            measures=_measures(before, now, language),
            answers=_answers(now, language),
            latents=_latents(now, language),
        )
        for before, now in zip((None, *moments), moments, strict=False)
    ]


def state_label(state: str, language: str) -> str:
    """Return what a state is called; a state without a name in the catalogue goes by its own."""
    known = catalogue("follow.states")
    return str(known[state][language]) if state in known else state.replace("_", " ")


def endings(story: Story, labels: tuple[str, str], language: str) -> list[str]:
    """Return a sentence a policy on how its side of the story ends; `labels` are the policies'."""
    return [
        text(
            "follow.side_end",
            language,
            policy=label,
            state=in_sentence(state_label(side[-1].state, language)),
            quarters=side[-1].n_quarters_worked,
        )
        for label, side in zip(labels, (story.policy, story.against), strict=True)
    ]


def _events(before: Moment | None, now: Moment, name: str, language: str) -> Iterator[str]:
    if before is None:
        if now.n_pension_refusals:
            yield text("follow.was_refused_pension", language, name=name)
        if now.medicines:
            yield text("follow.takes_medicine", language, medicine=_medicines(now.medicines, language))
        return
    if now.has_new_caseworker:
        yield text("follow.new_caseworker", language, name=name)
    if now.is_waiting and not before.is_waiting:
        yield text("follow.waiting", language, name=name)
    if now.is_sanctioned:
        yield text("follow.sanctioned", language, name=name)
    if now.is_refused_pension:
        yield text("follow.refused_pension", language, name=name)
    if now.state != before.state:
        yield _change(before, now, name, language)
    for key, one, other in (("starts", now, before), ("stops", before, now)):
        if changed := [medicine for medicine in one.medicines if medicine not in other.medicines]:
            yield text(f"follow.{key}_medicine", language, medicine=_medicines(changed, language))


def _change(before: Moment, now: Moment, name: str, language: str) -> str:
    if now.state == "benefit":
        left = "job" if is_job(before.state) else before.state
        if left in catalogue("follow.leaves"):
            return text(f"follow.leaves.{left}", language)
    elif now.state in catalogue("follow.enters"):
        return text(f"follow.enters.{now.state}", language, name=name)
    return text("follow.enters.another_state", language, state=state_label(now.state, language))


def _medicines(ids: Sequence[str], language: str) -> str:
    return ", ".join(text(f"follow.medicines.{id}", language) for id in ids)


def _measures(before: Moment | None, now: Moment, language: str) -> str:
    """Return what the office does with who was on benefit when the quarter began."""
    if before is None or not before.is_served:
        return ""
    if not now.interventions:
        said = text("follow.no_measures", language)
    elif now.interventions == before.interventions:
        said = text("follow.same_measures", language)
    else:
        labels = "; ".join(interventions()[id].label[language] for id in now.interventions)
        said = text("follow.measures", language, measures=labels)
    return f"{said} {text('follow.demands', language)}" if now.demands > 0.0 else said


def _answers(now: Moment, language: str) -> str:
    if not now.is_served:
        return ""
    shown = {"caseworker": now.caseworker_belief, "own": now.own_belief, "search": now.job_search}
    return text("follow.answers", language, **{key: answer or NO_ANSWER for key, answer in shown.items()})


def _latents(now: Moment, language: str) -> str:
    distress = format_number(now.distress, 1, language, sign=True)
    if now.place is None:  # neither a place in the queue nor a caseworker
        return text("follow.latents_away", language, distress=distress)
    place, trust = format_number(now.place, 0, language), format_percent(now.trust, 0, language)
    return text("follow.latents", language, place=place, trust=trust, distress=distress)
