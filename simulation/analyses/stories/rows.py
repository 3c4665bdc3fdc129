"""The table of tendencies as formatted numbers, for terminal and page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulation.analyses.stories.tendency import FIRST_JOB, PAIRED, SHARE, WAIT, WORKED, Tendency
from simulation.base.texts import text
from simulation.base.texts.numbers import NO_NUMBER, decimals_between, format_interval, format_number, format_percent
from simulation.study.money.periods import QUARTERS_A_YEAR

MOST_ROWS_OF_FIRST_JOB = 5

type Key = tuple[str, str, str, int]  # measure, policy, against, quarter


@dataclass(frozen=True)
class Row:
    """A label, then number and interval of the policy, of the other one and of their difference, as written."""

    label: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tendencies:
    """The tendencies of two policies by key, and the rows and sentences made of them."""

    found: Mapping[Key, Tendency]
    policy: str
    against: str
    language: str

    @property
    def last(self) -> int:
        """The last quarter."""
        return max(quarter for _, _, _, quarter in self.found)

    @property
    def n_paths(self) -> int:
        """How many paths."""
        return next(iter(self.found.values())).n_paths

    def level(self, measure: str, policy: str, quarter: int) -> Tendency:
        """Return a policy's level."""
        return self.found[measure, policy, "", quarter]

    def rows(self) -> list[Row]:
        """Return the rows of the table."""
        asked = [(FIRST_JOB, quarter) for quarter in self._years()]
        asked += [(measure, self.last) for measure in (WAIT, "in_job", WORKED, "ordinary_hours", "education")]
        asked += [(measure, self.last) for measure in ("disability_pension", "other_exit")]
        return [self._row(measure, quarter) for measure, quarter in asked]

    def pairs(self, policy: str, against: str) -> str:
        """Return in a sentence how often the policy does better, worse or the same; the labels are quoted in it."""
        more, less, same = (self._percent(self.found[key, self.policy, self.against, self.last]) for key in PAIRED)
        return text("follow.pairs", self.language, policy=policy, against=against, more=more, less=less, same=same)

    def first_jobs(self, policy: str, against: str) -> str:
        """Return in a sentence the share with a first job at the end; the labels are quoted in it."""
        one, other = (self._percent(self.level(FIRST_JOB, arm, self.last)) for arm in (self.policy, self.against))
        difference, interval = self._cell(self.found[FIRST_JOB, self.policy, self.against, self.last], True)
        more = text("follow.with_interval", self.language, value=difference, interval=interval)
        labels = {"policy": policy, "against": against}
        return text(
            "follow.first_jobs", self.language, quarter=self.last, one=one, other=other, difference=more, **labels
        )

    @property
    def has_unreached_median(self) -> bool:
        """Whether the median wait for a first job isn't reached under one of the policies."""
        return any(math.isnan(self.level(WAIT, policy, self.last).value) for policy in (self.policy, self.against))

    def _years(self) -> list[int]:
        """Return the quarters that the share with a first job is shown for: year ends, not too many, and the last."""
        years = range(QUARTERS_A_YEAR, self.last, QUARTERS_A_YEAR)
        step = max(1, math.ceil(len(years) / (MOST_ROWS_OF_FIRST_JOB - 1)))
        return [*years[::step], self.last]

    def _row(self, measure: str, quarter: int) -> Row:
        levels = [self.level(measure, policy, quarter) for policy in (self.policy, self.against)]
        difference = self.found.get((measure, self.policy, self.against, quarter))
        cells = [self._cell(level, False) for level in levels]
        cells.append((NO_NUMBER, "") if difference is None else self._cell(difference, True))
        return Row(text(f"follow.rows.{measure}", self.language, quarter=quarter), tuple(cells))

    def _cell(self, shown: Tendency, sign: bool) -> tuple[str, str]:
        if shown.measure == WAIT:
            low, high = self._wait(shown.mc_low), self._wait(shown.mc_high)
            return self._wait(shown.value), low if low == high else f"{low}{NO_NUMBER}{high}"
        scale, decimals = (100.0, 1) if shown.unit == SHARE else (1.0, 2)
        value = format_number(scale * shown.value, decimals, self.language, sign)
        interval = format_interval(scale * shown.mc_low, scale * shown.mc_high, decimals, self.language, sign)
        return value, interval

    def _wait(self, quarter: float) -> str:
        if math.isnan(quarter):
            return text("follow.beyond", self.language, quarter=self.last)
        return format_number(quarter, 0 if quarter == int(quarter) else 1, self.language)

    def _percent(self, shown: Tendency) -> str:
        low, high = 100 * shown.mc_low, 100 * shown.mc_high
        decimals = decimals_between(low, high)
        value = format_percent(shown.value, decimals, self.language)
        interval = format_interval(low, high, decimals, self.language)
        return text("follow.with_interval", self.language, value=value, interval=interval)


def look_up(found: Sequence[Tendency], policy: str, against: str, language: str) -> Tendencies:
    """Return tendencies of a policy and of the one it is compared with, ready to be looked up by `Key`."""
    by_key = {(item.measure, item.policy, item.against, item.quarter): item for item in found}
    return Tendencies(by_key, policy, against, language)
