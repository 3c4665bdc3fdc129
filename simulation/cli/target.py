"""What `tilltro target` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.targeting.asked import (
    TargetAsked,
    as_settings,
    check_weights_and_floors,
    is_weight_or_floor,
    read_asked,
    read_pair,
)
from simulation.analyses.targeting.capacity import NAMES as OF_CAPACITY
from simulation.analyses.targeting.files import ENDS, read_target, target_tables, write_target
from simulation.analyses.targeting.judged import RIVALS
from simulation.analyses.targeting.rules import RANDOM
from simulation.analyses.targeting.runs import n_steps
from simulation.analyses.targeting.target import Target
from simulation.base.texts.columns import Column, describe
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.options import take_workbook
from simulation.cli.request import request_target_pair
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.terminal import table
from simulation.cli.typed import Typed
from simulation.results.config import resolved

if TYPE_CHECKING:
    from simulation.report.sheets import Sheet
    from simulation.report.targeting.asked import Asked

NAMES = ("policy", "against", "places", "objective")
REFUSED = ("policies", "baseline", "experiment", "name")
OWN_CONFIGS = "configs"  # a folder of its own: `config_dir` takes the results' config.yaml for one of the package's


@dataclass(frozen=True)
class TargetRequest(AnalysisRequest[Target]):
    """Who should get the few places, as asked for."""

    asked: TargetAsked

    @cached_property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        return self.asked.content_hash(self.request.language, self.request.forms)

    @property
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""
        return n_steps(self.request.settings, self.asked.places)

    @property
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds."""
        asked = self.asked
        settings = {name: value for name, value in resolved(asked.settings).items() if name not in REFUSED}
        given = {"policy": asked.policy, "against": asked.against, "places": asked.places}
        capacity = {} if asked.capacity is None else asked.capacity.as_settings
        judged_by = dict(as_settings(asked.objective, asked.offer.floors))
        return {**settings, **given, **capacity, **judged_by, "language": self.request.language}

    def simulate(self, progress: Progress) -> Target:
        """Return what is found."""
        return self.asked.judge(self.request.n_threads, progress)

    def write_tables(self, found: Target, folder: Path) -> None:
        """Write what was found."""
        write_target(found, folder)

    def read_tables(self, folder: Path) -> Target:
        """Return what `write_tables` wrote."""
        return read_target(folder)

    def write_page(self, found: Target, folder: Path) -> Sequence[Sheet]:
        """Write every rule as a policy, and the page, and return the sheets of the workbook."""
        from simulation.report.targeting.page import rule_yaml, write_page
        from simulation.report.targeting.workbook import sheets

        shown = self._shown(found)
        policies = folder / OWN_CONFIGS / "policy"
        policies.mkdir(parents=True)
        for rule in (RANDOM, *(judged.rule for judged in found.judged)):
            words = rule_yaml(shown, self.asked.offer, rule)
            (policies / f"{rule.id}.yaml").write_text(words, encoding="utf-8", newline="\n")
        write_page(shown, (policies / f"{found.leader}.yaml").read_text(encoding="utf-8"), folder)
        return sheets(shown, target_tables(found))

    def columns(self, found: Target) -> Mapping[str, Column]:
        """Return the columns of what a gain is made of, where several outcomes are weighed."""
        shown, columns = self._shown(found), {}
        for outcome in found.worth:
            unit = shown.unit_of(outcome)
            for end in ENDS:
                whole = describe("rules", end, shown.language)
                meaning = f"{shown.say('columns.part')}: {unit}. {whole.meaning}"
                columns[f"{outcome}_{end}"] = Column(f"{outcome}_{end}", meaning, unit, whole.rests_on)
        return columns

    def parts(self, found: Target, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows: the answer; with `is_all` every rule, the number of places and notes too."""
        from simulation.cli.answer import finding_lines
        from simulation.report.targeting.finding import finding
        from simulation.report.targeting.notes import again, notes

        shown = self._shown(found)
        head = circumstances(shown.settings, shown.language, tells_examples=False)
        answer: list[RenderableType] = [*head, *finding_lines(finding(shown))]
        return [*answer, *_tables(shown), *notes(shown), again(shown)] if is_all else answer

    def _shown(self, found: Target) -> Asked:
        """Return what was asked with what was found, for words and pages."""
        from simulation.report.targeting.asked import Asked

        asked = self.asked
        return Asked(found, asked.settings, asked.policy, asked.against, self.request.language, self.content_hash)


def request_target(typed: Typed) -> TargetRequest:
    """Return what `tilltro target` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_workbook(typed)
    more = [name for name in typed.settings if is_weight_or_floor(name)]
    check_weights_and_floors(more)
    own, others = typed.take((*NAMES, *OF_CAPACITY, *more))
    others.refuse(REFUSED, "not_with_target")
    request = request_target_pair(others, *read_pair(own))
    asked = read_asked(own, request.settings)
    _ = asked.places  # says what is wrong before anything is written
    return TargetRequest(replace(request, forms=forms), asked)


def _tables(shown: Asked) -> Iterator[RenderableType]:
    """Yield the tables that the terminal shows: the rules, the number of places, and the rival worlds if any."""
    from simulation.report.targeting.numbers import luck, share, value
    from simulation.report.targeting.tables import ahead_in, curve_rows, world_headings, world_rows

    names = ("rule", "gain", "share", "ahead_in", *RIVALS, "verdict")
    rows = [
        [
            shown.say(f"rules.{judged.rule.id}"),
            f"{value(shown, judged.gain)} ({luck(shown, judged.gain)})",
            share(shown, judged.gain),
            ahead_in(shown, judged),
            *(value(shown, judged.rivals[name]) for name in RIVALS),
            shown.say(f"verdict.{judged.verdict}"),
        ]
        for judged in sorted(shown.target.judged, key=lambda judged: -judged.gain.value)
    ]
    yield table([shown.say(f"columns.{name}") for name in names], rows, shown.say("tables.rules", unit=shown.unit))
    yield table(*curve_rows(shown), shown.say("tables.curve", unit=shown.unit))
    if worlds := world_headings(shown):
        headings = [shown.say("columns.rule"), *worlds]
        yield table(headings, world_rows(shown), shown.say("tables.worlds", unit=shown.unit))
