"""The answer of `tilltro validate`: how many of the published figures the model gives."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.analyses.validation.line import CANNOT_SAY, OUTSIDE, SAYS_NOTHING, WITHIN, Line
from simulation.analyses.validation.scoreboard import Scoreboard
from simulation.base.texts import text
from simulation.model.evidence import fact
from simulation.report.answer.block import not_as_usual
from simulation.report.answer.finding import Finding, Strip, boxes_of, made_by
from simulation.report.charts.strip import Mark, Words
from simulation.report.scoreboard import rivals, words
from simulation.study.changes import changes, run_size
from simulation.study.settings import Settings


@dataclass(frozen=True)
class Asked:
    """What was asked of the model."""

    settings: Settings
    panel: str
    n_prior_draws: int
    language: str

    @property
    def notes(self) -> list[str]:
        """How it was computed and how to read it."""
        settings = self.settings
        numbers = settings.study().draw_numbers
        n_sets = 0 if numbers is None else numbers[-1] + 1
        policy = settings.policy_label(settings.baseline, self.language)
        sizes = (settings.n_clients, settings.n_replications, n_sets)
        return list(words.notes(policy, self.panel, *sizes, self.n_prior_draws > 0, self.language))


def finding(board: Scoreboard, asked: Asked) -> Finding:
    """Return the answer block."""
    settings, language = asked.settings, asked.language
    is_few = settings.n_clients * settings.n_replications < words.LEAST_CLIENTS
    given = [("policy", settings.baseline), ("panel", asked.panel), ("prior_draws", str(asked.n_prior_draws))]
    change = [text("answer.change.more_runs", language)] if is_few else _not_within(board, language)
    return Finding(
        title=text("validate.finding.title", language),
        sentence=text("answer.sentence.few", language) if is_few else sentence(board, language),
        put_in="",
        strip=None if is_few else _strip(board, language),
        boxes=boxes_of(
            language,
            [*asked.notes[:2], *not_as_usual(settings, language)],
            [*change, *filter(None, [rivals.sentence(language)])],
            [text(f"validate.leads.{role}", language) for role in ("validation", "calibration")],
        ),
        made=made_by("validate", [*given, *run_size(settings), *changes(settings)], settings.seed, language),
    )


def judged_lines(board: Scoreboard, role: str) -> list[Line]:
    """Return the lines of a role that have a verdict."""
    return [line for line in words.lines_of(board, role) if line.verdict != CANNOT_SAY]


def sentence(board: Scoreboard, language: str) -> str:
    """Return how many figures lie close to the published ones."""
    new, set_towards = (judged_lines(board, role) for role in ("validation", "calibration"))
    return text(
        "validate.finding.within",
        language,
        new=sum(line.verdict == WITHIN for line in new),
        n_new=len(new),
        open=sum(line.verdict == SAYS_NOTHING for line in new),
        known=sum(line.verdict == WITHIN for line in set_towards),
        n_known=len(set_towards),
    )


def _not_within(board: Scoreboard, language: str) -> list[str]:
    """Return which figures lie further off or are too uncertain to tell, of those that nothing was set towards."""
    said = []
    for key, verdict in (("validate.finding.outside", OUTSIDE), ("validate.nothing", SAYS_NOTHING)):
        names = [words.name(line, language) for line in judged_lines(board, "validation") if line.verdict == verdict]
        said += [text(key, language, n=len(names), facts=", ".join(names))] if names else []
    return said


def _strip(board: Scoreboard, language: str) -> Strip | None:
    """Return how far the figures that nothing was set towards are from the published ones."""
    marks = tuple(_mark(line, language) for line in judged_lines(board, "validation"))
    title = text("validate.finding.strip", language)
    around = Words(
        title,
        "; ".join(f"{mark.label}: {mark.shown}" for mark in marks),
        text("validate.finding.zero", language),
        text("validate.finding.lower", language),
        text("validate.finding.higher", language),
        language,
    )
    return Strip(marks, around, text("validate.finding.key", language)) if marks else None


def _mark(line: Line, language: str) -> Mark:
    ends = (line.mc_low, line.mc_high) if math.isnan(line.cred_low) else (line.cred_low, line.cred_high)
    low, middle, high = (_cut(words.distance(line, value)) for value in (ends[0], line.simulated, ends[1]))
    label = f"{words.name(line, language)} {fact(line.fact).quantity[language]}"
    shown = " → ".join(words.in_brief(line, value, ends, language) for value in (line.published, line.simulated))
    return Mark(label, middle, low, high, shown, is_strong=line.verdict == OUTSIDE)


def _cut(distance: float) -> float:
    return distance if math.isnan(distance) else min(words.FURTHEST, max(-words.FURTHEST, distance))
