"""What `tilltro target` was asked and found, and how its gains are counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from simulation.analyses.targeting.objective import MONEY, Objective, direction, single, weighed
from simulation.analyses.targeting.target import Target
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.model.outcomes.registry import JOB_OUTCOMES
from simulation.report.answer.sentence import HUNDRED, counted_per, decimals_for
from simulation.study.settings import Settings

OF_PEOPLE = ("quarters_worked", "first_job", "any_ordinary_hours", "anxiety_medication")  # told of so many people


@dataclass(frozen=True)
class Asked:
    """What was asked, with what was found."""

    target: Target
    settings: Settings
    policy: str
    against: str
    language: str
    content_hash: str

    def say(self, key: str, **values: object) -> str:
        """Return a text of this report."""
        return text(f"decide.target.{key}", self.language, **values)

    @property
    def objective(self) -> Objective:
        """What the rules are judged by."""
        return weighed(self.target.worth) if self.target.worth else single(self.target.objective)

    @property
    def is_about_jobs(self) -> bool:
        """Whether gains come from jobs, at least in part: public money does."""
        return any(outcome in (MONEY, *JOB_OUTCOMES) for outcome in self.objective.outcomes)

    @property
    def unit(self) -> str:
        """What gains are counted in: in tables always of 100 people."""
        return self.unit_of(self.target.objective)

    def unit_of(self, outcome: str, per: int = HUNDRED) -> str:
        """Return what gains in an outcome are counted in."""
        return self.say(f"unit.{outcome}", per=format_number(per, 0, self.language))

    @cached_property
    def per(self) -> int:
        """Of how many people the answer tells: of 1,000 where no rule makes a difference of 2 in 100."""
        if self.target.objective not in OF_PEOPLE:
            return HUNDRED
        gains = [judged.gain for judged in self.target.judged]
        return counted_per(*(end / HUNDRED for gain in gains for end in (gain.value, gain.cred_low, gain.cred_high)))

    def as_answered(self, *gains: float) -> tuple[float, ...]:
        """Return gains, or the ends of an interval of them, in people of `per`, as the answer shows them."""
        return tuple(self.per / HUNDRED * value for value in self.difference(*gains))

    @cached_property
    def decimals(self) -> int:
        """With how many decimals tables tell gains: with one more than the largest needs, money as it is."""
        gains = [judged.gain for judged in self.target.judged]
        least = min((decimals_for(gain.value, gain.low, gain.high) for gain in gains), default=0)
        return max(least, 0) if self.target.objective == MONEY else least + 1

    @property
    def is_less_better(self) -> bool:
        """Whether the rules are judged by something that is better the less there is of it."""
        return direction(self.target.objective) < 0.0

    @property
    def unit_of_gain(self) -> str:
        """What gains are counted in where they are positive for the better: in the workbook, as in the tables."""
        return self.say("fewer_is_gain", unit=self.unit) if self.is_less_better else self.unit

    def difference(self, *gains: float) -> tuple[float, ...]:
        """Return gains, or the ends of an interval of them, as differences from drawing lots, the lowest first."""
        return tuple(0.0 - gain for gain in reversed(gains)) if self.is_less_better else gains
