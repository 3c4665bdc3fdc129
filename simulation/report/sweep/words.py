"""A sweep's names and numbers in the language of its reader."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.summary import WorldSummary
from simulation.base.texts import text
from simulation.base.texts.labels import outcome_label, outcome_unit, suppression_note
from simulation.base.texts.numbers import format_interval, format_number
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.model.policies import Policy
from simulation.report.answer.words import short_label
from simulation.report.scales import is_share, scale
from simulation.study.contrasts.uncertainty import draw_numbers
from simulation.study.defaults import default_settings
from simulation.study.posterior import rival_worlds
from simulation.study.suppression import suppressed_at_start

MOST_DECIMALS = 2
POSTERIOR_DESIGN = "posterior"  # a point a calibrated draw


@dataclass(frozen=True)
class Words:
    """What the parts of a sweep are called and how its target is written."""

    sweep: Sweep
    language: str

    def text(self, key: str, **values: object) -> str:
        """Return a text of the sweeps' catalogue."""
        return text(f"sweep.{key}", self.language, **values)

    @cached_property
    def suppression_note(self) -> str:
        """Why some of the recorded groups are suppressed; empty where none is."""
        sweep = self.sweep
        suppressed = {
            group
            for world in sweep.worlds
            for group in suppressed_at_start(world.base, sweep.policies[0], world.settings.seed, sweep.n_replications)
        }
        return suppression_note(len(suppressed & set(sweep.recorded.groups)), SMALLEST_GROUP, self.language)

    @property
    def outcome(self) -> str:
        """The target."""
        return outcome_label(self.sweep.target, self.language)

    @property
    def is_share(self) -> bool:
        """Whether the target is a share of clients."""
        return is_share(self.sweep.target)

    @property
    def scale(self) -> float:
        """What a value is multiplied by before it is shown."""
        return scale(self.sweep.target)

    @property
    def unit(self) -> str:
        """The unit of a difference in the target."""
        return self.text("points") if self.is_share else outcome_unit(self.sweep.target, self.language)

    @property
    def of(self) -> str:
        """What a difference in the target is counted in within a sentence: people, where it is a share of them."""
        return self.text("of_people", per=100) if self.is_share else self.unit

    @property
    def unlike_compare(self) -> str:
        """Why `tilltro compare` gives other numbers; empty where it gives the same within their error."""
        worlds = [world.settings for world in self.sweep.worlds]
        if self.sweep.design.kind == POSTERIOR_DESIGN:
            has_rival = any(set(rival_worlds()) & set(settings.world_names) for settings in worlds)
            return self.text("unlike_compare.refitted") if has_rival else ""
        usual = draw_numbers(default_settings()["n_replications"])[-1] + 1  # of `tilltro compare`
        is_drawn = all(settings.runs_over_draws for settings in worlds)
        return "" if is_drawn else self.text("unlike_compare.central", n=usual)

    def decimals(self, *errors: float) -> int:
        """Return with how many decimals a value is told whose errors are these: no further than the first digit.

        An unknown error (nan, of one replication) leaves one decimal.
        """
        shown = self.scale * max(errors) if not any(map(math.isnan, errors)) else math.nan
        if math.isnan(shown):
            return 1
        return MOST_DECIMALS if shown == 0.0 else min(MOST_DECIMALS, max(0, -math.floor(math.log10(shown))))

    def number(self, value: float, sign: bool = False, decimals: int = MOST_DECIMALS) -> str:
        """Return a value of the target, or a difference with its sign."""
        return format_number(self.scale * value, decimals, self.language, sign)

    def interval(self, low: float, high: float, decimals: int) -> str:
        """Return an interval of differences."""
        return format_interval(self.scale * low, self.scale * high, decimals, self.language, sign=True)

    def share(self, share: float) -> str:
        """Return a share of points in percent, without the sign: 0 and 100 are none and all of them."""
        percent = 100.0 * share
        return format_number(percent if percent in (0.0, 100.0) else min(99.0, max(1.0, percent)), 0, self.language)

    def policy(self, name: str) -> Policy:
        """Return a policy by its name."""
        return next(policy for policy in self.sweep.policies if policy.name == name)

    def label(self, name: str) -> str:
        """Return what a policy is called."""
        return self.policy(name).label[self.language]

    def quoted(self, name: str) -> str:
        """Return what a policy is called as it stands in a sentence."""
        return text("report.quoted", self.language, name=short_label(self.label(name)))

    def is_assumed(self, name: str) -> bool:
        """Return whether a policy's effect was put into the model; of the baseline it isn't asked."""
        return name != self.sweep.arms[0] and self.policy(name).assumed is not None

    @property
    def baseline(self) -> str:
        """What the baseline is called."""
        return self.label(self.sweep.arms[0])

    def world(self, summary: WorldSummary) -> str:
        """Return what a world is called."""
        return next(world.label[self.language] for world in self.sweep.worlds if world.name == summary.name)
