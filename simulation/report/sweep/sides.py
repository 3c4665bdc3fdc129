"""Carrot and stick in a sweep: jobs, pension and medication beside each other, in every world; never jobs alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.summary import WorldSummary, summarise
from simulation.base.texts import text
from simulation.base.texts.labels import outcome_label
from simulation.base.texts.numbers import format_number
from simulation.model.outcomes.groups import WITH_DIAGNOSIS
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.policies.roles import CARROT, STICK
from simulation.report.answer.finding import Side, Strip, in_digits
from simulation.report.answer.question import EVERYBODY, Asked
from simulation.report.answer.sentence import counted_per, rounded
from simulation.report.answer.words import outcome_words, people_words, short_label
from simulation.report.charts.strip import Mark
from simulation.report.charts.strip import Words as Around
from simulation.report.sweep.words import Words

# Health is asked of clients with a diagnosis, where that group is recorded and not suppressed.
JUDGED = (Asked(MAIN_OUTCOME), Asked("disability_pension", WITH_DIAGNOSIS), Asked("anxiety_medication", WITH_DIAGNOSIS))
EASIER = (1, -1, -1)  # more jobs, fewer pensions, less medication: one pattern, not what is good in itself
Found = Mapping[Asked, Sequence[WorldSummary]]


@dataclass(frozen=True)
class CarrotAndStick:
    """The carrot less the stick in every outcome that they are judged on; empty where one isn't recorded."""

    carrot: str
    stick: str
    found: Found
    missing: tuple[str, ...]  # outcomes that aren't recorded


def carrot_and_stick(sweep: Sweep, folder: Path) -> CarrotAndStick | None:
    """Return what a sweep found of carrot and stick; None where it doesn't have both."""
    roles = {policy.role: policy.name for policy in sweep.policies}
    if not {CARROT, STICK} <= set(roles):
        return None
    missing = tuple(asked.outcome for asked in JUDGED if asked.outcome not in sweep.recorded.outcomes)
    groups = {group for group in sweep.recorded.groups if missing or _has_all_results(sweep, folder, group)}
    asked = [Asked(one.outcome, one.group if one.group in groups else EVERYBODY) for one in JUDGED]
    found = {} if missing else {one: summarise(sweep, folder, one.outcome, one.group) for one in asked}
    return CarrotAndStick(roles[CARROT], roles[STICK], found, missing)


def _has_all_results(sweep: Sweep, folder: Path, group: str) -> bool:
    """Return whether a group has results wherever there are any: it may be empty, or of too few to be shown."""
    return len(summarise(sweep, folder, group=group)) == len(summarise(sweep, folder))


def sign(summary: WorldSummary, both: CarrotAndStick) -> int:
    """Return whether there are more (1) or fewer (-1) with the carrot as far as the range shows, else 0."""
    middle, low, high = summary.between(both.carrot, both.stick)
    if math.isnan(low) or summary.is_few:
        return 0
    told = rounded(100.0 * middle, 100.0 * low, 100.0 * high)  # what is written mustn't hold zero either
    return int(told.low > 0.0) - int(told.high < 0.0)


def together(words: Words, both: CarrotAndStick) -> str:
    """Return the sentence on all three outcomes."""
    if both.missing:
        missing = "; ".join(outcome_label(outcome, words.language) for outcome in both.missing)
        return words.text("sides.jobs_alone", missing=missing)
    worlds = list(zip(*both.found.values(), strict=True))
    if all(any(summary.is_few for summary in world) for world in worlds):
        return text("answer.sentence.few", words.language)
    patterns = [tuple(sign(summary, both) for summary in world) for world in worlds]
    counts = {"ahead": patterns.count(EASIER), "behind": patterns.count(tuple(-one for one in EASIER))}
    counts["mixed"] = len(worlds) - sum(counts.values())
    policies = {"policy": words.quoted(both.carrot), "against": words.quoted(both.stick)}
    if len(worlds) > 1:
        return words.text("sides.together", n=len(worlds), **policies, **counts)
    return words.text(f"sides.one_{next(key for key, n in counts.items() if n)}", **policies)


def more_runs_note(words: Words, both: CarrotAndStick) -> list[str]:
    """Return that more runs may settle what these leave open; nothing where they leave nothing open."""
    signs = [sign(summary, both) for summaries in both.found.values() for summary in summaries]
    n = signs.count(0)
    return [words.text("sides.more_runs", n=n, total=len(signs))] if n else []


def sides(words: Words, both: CarrotAndStick) -> tuple[Side, ...]:
    """Return each outcome with its strip, a row a world."""
    return tuple(_side(words, both, number, asked) for number, asked in enumerate(both.found))


def _side(words: Words, both: CarrotAndStick, number: int, asked: Asked) -> Side:
    language, summaries = words.language, both.found[asked]
    ends = [summary.between(both.carrot, both.stick) for summary in summaries]
    per = counted_per(*(end for found in ends for end in found))
    marks = tuple(_mark(words, summary, per, found) for summary, found in zip(summaries, ends, strict=True))
    outcome = _outcome(words, asked)
    shown = format_number(per, 0, language)
    label = words.text("sides.label", outcome=outcome, per=shown, people=people_words(asked, language))
    against = short_label(words.label(both.stick))
    key = "key_luck" if all(summary.n_points == 1 for summary in summaries) else "key_points"
    around = Around(
        label,
        "; ".join(f"{mark.label}: {mark.shown}" for mark in marks),
        text("answer.zero", language, against=against),
        text("answer.axis_fewer", language),
        text("answer.axis_more", language),
        language,
    )
    return Side(
        label, _brief(words, both, summaries), Strip(marks, around, words.text(f"sides.{key}"), id=f"side-{number}")
    )


def _mark(words: Words, summary: WorldSummary, per: int, found: tuple[float, float, float]) -> Mark:
    middle, low, high = (per * value for value in found)
    if summary.is_few:
        low = high = math.nan
    shown = in_digits(middle, low, high, words.language)
    return Mark(words.world(summary), middle, low, high, shown, is_strong=True)


def _outcome(words: Words, asked: Asked) -> str:
    """Return what an outcome is called, with its time where all worlds have the same."""
    lengths = {world.settings.n_quarters for world in words.sweep.worlds}
    if len(lengths) == 1:
        return outcome_words(asked, lengths.pop(), words.language)
    return text(f"answer.outcomes.{asked.outcome}.label", words.language, time=words.text("sides.own_time"))


def _brief(words: Words, both: CarrotAndStick, summaries: Sequence[WorldSummary]) -> str:
    signs = [sign(summary, both) for summary in summaries]
    policies = {"policy": words.quoted(both.carrot), "against": words.quoted(both.stick)}
    if len(signs) == 1:
        return words.text(f"sides.brief_{ {1: 'more', -1: 'fewer', 0: 'open'}[signs[0]] }", **policies)
    counts = {"more": signs.count(1), "fewer": signs.count(-1), "open": signs.count(0)}
    return words.text("sides.brief", n=len(signs), policy=policies["policy"], **counts)
