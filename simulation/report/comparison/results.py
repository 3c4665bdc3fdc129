"""The numbers of a comparison by policy, outcome, group and quarter, and the words they are written in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simulation.base.texts import text
from simulation.base.texts.labels import suppression_note
from simulation.base.texts.numbers import format_interval, format_number, format_percent
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.report.answer.words import short_label
from simulation.report.money_words import Book
from simulation.report.scales import decimals, scale
from simulation.results.comparison import Comparison
from simulation.study.contrasts.uncertainty import Estimate
from simulation.study.suppression import suppressed_in

if TYPE_CHECKING:
    import pandas as pd

    from simulation.model.policies import Policy

_ENDS = ("mc_low", "mc_high", "cred_low", "cred_high")
_NO_BREAK = "\N{NO-BREAK SPACE}"

type Key = tuple[str, str, str, int]  # policy, group, outcome, quarter


NOTHING = Estimate(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Results:
    """A comparison's numbers, looked up and written."""

    comparison: Comparison

    @cached_property
    def book(self) -> Book | None:
        """The tables of money; None where there are none or nothing to compare."""
        tables = self.comparison.tables.money
        return Book(tables) if tables is not None and self.others else None

    @property
    def language(self) -> str:
        """The language of the report."""
        return self.comparison.language

    @property
    def last(self) -> int:
        """The last quarter."""
        return self.comparison.last

    @property
    def n_replications(self) -> int:
        """How many replications."""
        return self.comparison.study.n_replications

    @property
    def baseline(self) -> Policy:
        """The policy that the others are compared with."""
        return self.comparison.study.policies[self.comparison.study.baseline_arm]

    @property
    def others(self) -> tuple[Policy, ...]:
        """The policies that are compared with the baseline."""
        return tuple(policy for policy in self.comparison.study.policies if policy is not self.baseline)

    def of_role(self, role: str) -> Policy | None:
        """Return the policy that stands for a role: the baseline if it has it, else the first listed that has."""
        return next((policy for policy in self.comparison.study.policies if policy.role == role), None)

    def other_of_role(self, role: str) -> Policy | None:
        """Return the policy that stands for a role beside the baseline: the first listed that has it."""
        return next((policy for policy in self.others if policy.role == role), None)

    @cached_property
    def sorted_others(self) -> list[Policy]:
        """The other policies by their difference in the main outcome at the last quarter, largest first."""
        return sorted(self.others, key=lambda policy: -self.contrast(policy.name).value)

    @cached_property
    def suppressed_groups(self) -> frozenset[str]:
        """Groups of the user's own clients that are suppressed."""
        return suppressed_in(self.comparison.tables)

    @property
    def suppression_note(self) -> str:
        """Why some groups are suppressed; empty where none is."""
        return suppression_note(len(self.suppressed_groups), SMALLEST_GROUP, self.language)

    @cached_property
    def _levels(self) -> _Estimates:
        return _Estimates(self.comparison.tables.levels, "mean")

    @cached_property
    def _contrasts(self) -> _Estimates:
        return _Estimates(self.comparison.tables.contrasts, "difference")

    @cached_property
    def _orders(self) -> Mapping[tuple[str, str, str], tuple[Estimate, float]]:
        table = self.comparison.tables.orders
        if table is None:
            return {}
        columns = ("policy", "other", "outcome", "difference", *_ENDS, "probability_better")
        rows = zip(*(table[column].tolist() for column in columns), strict=True)
        return {(policy, other, outcome): (Estimate(*of), share) for policy, other, outcome, *of, share in rows}

    @cached_property
    def _gains(self) -> Mapping[str, tuple[float, float]]:
        table = self.comparison.tables.contrasts
        chosen = table[(table["outcome"] == MAIN_OUTCOME) & (table["group"] == "all") & (table["quarter"] == self.last)]
        return {
            str(policy): (float(gain), float(loss))
            for policy, gain, loss in zip(chosen["policy"], chosen["gain_share"], chosen["loss_share"], strict=True)
        }

    def level(
        self, policy: str, outcome: str = MAIN_OUTCOME, quarter: int | None = None, group: str = "all"
    ) -> Estimate:
        """Return a policy's level; at the last quarter unless told otherwise."""
        return self._levels.get((policy, group, outcome, self.last if quarter is None else quarter))

    def contrast(
        self, policy: str, outcome: str = MAIN_OUTCOME, quarter: int | None = None, group: str = "all"
    ) -> Estimate:
        """Return a policy's difference from the baseline; at the last quarter unless told otherwise."""
        return self._contrasts.get((policy, group, outcome, self.last if quarter is None else quarter))

    def order(self, policy: str, other: str, outcome: str = MAIN_OUTCOME) -> tuple[Estimate, float]:
        """Return policy less other, all clients at the last quarter, and the share of draws in which it does better."""
        return self._orders.get((policy, other, outcome), (NOTHING, math.nan))

    def gain_and_loss(self, policy: str) -> tuple[float, float]:
        """Return the shares of clients who gain and who lose in the main outcome by the last quarter."""
        return self._gains.get(policy, (math.nan, math.nan))

    def label(self, policy: Policy) -> str:
        """Return what a policy is called."""
        return policy.label[self.language]

    @property
    def brackets(self) -> str:
        """What brackets in a table hold, to stand at the end of its caption; empty where no parameters are drawn."""
        return f" {self.text('tables.brackets')}" if self.comparison.study.draws else ""

    def short(self, policy: Policy) -> str:
        """Return what a policy is called where there is little room: its label without what explains it."""
        return short_label(self.label(policy))

    def quoted(self, policy: Policy) -> str:
        """Return what a policy is called, in quotation marks, for use in a sentence."""
        return self.text("quoted", name=self.label(policy))

    def text(self, key: str, **values: object) -> str:
        """Return a text of the report."""
        return text(f"report.{key}", self.language, **values)

    def number(self, value: float, outcome: str, sign: bool = False) -> str:
        """Return a value of an outcome without its unit: shares in percent, differences of shares in points."""
        shown = format_number(scale(outcome) * value, decimals(outcome), self.language, sign)
        return shown if not math.isnan(value) else self.text("no_clients")

    def interval(self, estimate: Estimate, outcome: str, sign: bool = False) -> str:
        """Return an interval without its unit, or why there is none."""
        if not estimate.is_known:
            return ""
        if not estimate.has_interval:
            return self.text("no_interval_short")
        low, high = scale(outcome) * estimate.low, scale(outcome) * estimate.high
        shown = format_interval(low, high, decimals(outcome), self.language, sign)
        return shown.replace(" ", _NO_BREAK)

    def credible(self, estimate: Estimate, outcome: str, sign: bool = False) -> str:
        """Return a credible interval without its unit; empty where there is none."""
        if not estimate.is_known or not estimate.has_range:
            return ""
        of = scale(outcome)
        shown = format_interval(of * estimate.cred_low, of * estimate.cred_high, decimals(outcome), self.language, sign)
        return shown.replace(" ", _NO_BREAK)

    def percent(self, share: float) -> str:
        """Return a share in percent."""
        return self.text("no_clients") if math.isnan(share) else format_percent(share, 1, self.language)

    def percent_with_interval(self, estimate: Estimate) -> str:
        """Return a share in percent with its interval, or that there is none."""
        return self._with_interval(self.percent(estimate.value), estimate, MAIN_OUTCOME, False)

    def points_with_interval(self, estimate: Estimate) -> str:
        """Return a difference of shares in percentage points with its intervals, or that there is none."""
        shown = self.text("points", value=self.number(estimate.value, MAIN_OUTCOME, True))
        return self._with_interval(shown, estimate, MAIN_OUTCOME, True)

    def _with_interval(self, shown: str, estimate: Estimate, outcome: str, sign: bool) -> str:
        if not estimate.is_known:
            return self.text("no_clients")
        interval = self.interval(estimate, outcome, sign)
        if sign and estimate.has_range:  # of differences both intervals are said, of levels the Monte-Carlo one
            return self.text(
                "with_both", value=shown, interval=interval, credible=self.credible(estimate, outcome, sign)
            )
        key = "with_interval" if estimate.has_interval else "without_interval"
        return self.text(key, value=shown, interval=interval)


class _Estimates:
    """The estimates of a table, each made when it is asked for: of very many a page shows few."""

    def __init__(self, table: pd.DataFrame, mean: str) -> None:
        keys = zip(*(table[column].tolist() for column in ("policy", "group", "outcome", "quarter")), strict=True)
        self._rows: dict[Key, int] = {key: row for row, key in enumerate(keys)}
        self._numbers = table[[mean, *_ENDS]].to_numpy(float)

    def get(self, key: Key) -> Estimate:
        """Return what is known under a key, `NOTHING` where that is nothing."""
        row = self._rows.get(key)
        return NOTHING if row is None else Estimate(*self._numbers[row].tolist())
