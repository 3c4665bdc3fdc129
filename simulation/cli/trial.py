"""What `tilltro trial` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.trials.design import SETTINGS, Design, as_mapping, as_typed, load_design
from simulation.analyses.trials.files import read_trial, trial_tables, write_trial
from simulation.analyses.trials.trial import Trial, n_steps, trial
from simulation.base.errors import InputError
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.defaults import OWN
from simulation.cli.options import take_workbook
from simulation.cli.request import request_trial_pair
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.terminal import table
from simulation.cli.typed import Typed, own_folder
from simulation.results.config import resolved
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.forms import USUAL_FORMS

if TYPE_CHECKING:
    from simulation.report.sheets import Sheet
    from simulation.report.trials.words import Asked

OF_THE_DESIGN = ("policies", "baseline", "n_quarters", "population.n_clients")
REFUSED = (*OF_THE_DESIGN, "experiment", "name", "table", "sheet", "missing")


@dataclass(frozen=True)
class TrialRequest(AnalysisRequest[Trial]):
    """Which study would tell, as asked for."""

    design: Design

    @cached_property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        request = self.request
        base = content_hash(request.settings, request.command, request.name, request.language, forms=request.forms)
        return short_hash([base, as_mapping(self.design), dict(self.design.title)])

    @property
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""
        return n_steps(self.request.settings)

    @property
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds."""
        settings = {name: value for name, value in resolved(self.request.settings).items() if name not in REFUSED}
        return {**settings, "design": as_mapping(self.design), "language": self.request.language}

    def simulate(self, progress: Progress) -> Trial:
        """Return what is found."""
        return trial(self.request.settings, self.design, self.request.n_threads, progress)

    def write_tables(self, found: Trial, folder: Path) -> None:
        """Write what was found."""
        write_trial(found, folder)

    def read_tables(self, folder: Path) -> Trial:
        """Return what `write_tables` wrote."""
        return read_trial(folder)

    def write_page(self, found: Trial, folder: Path) -> Sequence[Sheet]:
        """Write the page with its figures, and return the sheets of the workbook."""
        from simulation.report.trials.page import write_page
        from simulation.report.trials.workbook import sheets

        shown = self._shown(found)
        write_page(shown, folder)
        return sheets(shown, trial_tables(found))

    def parts(self, found: Trial, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows: the answer and the power by size; with `is_all` everything else too."""
        from simulation.cli.answer import finding_lines
        from simulation.report.trials import words

        shown = self._shown(found)
        answer: list[RenderableType] = [
            *circumstances(shown.settings, shown.language, tells_examples=False),
            *finding_lines(words.finding(shown)),
            "",
            table(words.power_headings(shown), words.power_rows(shown), shown.say("tables.power")),
        ]
        return [*answer, *_tables(shown), *words.notes(shown)] if is_all else answer

    def _shown(self, found: Trial) -> Asked:
        """Return what was asked with what was found, for words and pages."""
        from simulation.report.trials.words import Asked

        return Asked(found, self.request.settings, self.request.language, self.content_hash)


def request_trial(typed: Typed, command: str = "trial") -> TrialRequest:
    """Return what `tilltro trial` or `tilltro predict-study` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    if len(typed.words) > 1:
        raise InputError("not_a_setting", argument=typed.words[1])
    forms, typed = take_workbook(typed) if command == "trial" else (USUAL_FORMS, typed)
    own, others = typed.take(SETTINGS)
    others.refuse(REFUSED, "not_with_trial")
    name = typed.words[0] if typed.words else OWN[command]["design"]
    design = load_design(name, own_folder(typed), as_typed(own))
    others = Typed((), others.settings)
    request = request_trial_pair(command, others, design.policy, design.against, design.follow_up)
    return TrialRequest(replace(request, forms=forms), design)


def _tables(shown: Asked) -> Iterator[RenderableType]:
    """Yield the tables that the terminal shows below the answer."""
    from simulation.report.answer.words import time_words
    from simulation.report.trials import words

    time = time_words(shown.trial.design.follow_up, shown.language)
    heads = [shown.say(f"columns.{name}") for name in ("clients", "follow_up", *words.CELLS)]
    readings = [shown.say(f"columns.{name}") for name in ("reading", "estimate", "range")]
    yield table(heads, words.cell_rows(shown), shown.say("tables.cells", unit=shown.unit))
    yield table(words.lesson_headings(shown), words.lesson_rows(shown), shown.say("tables.lessons", time=time))
    yield table(words.cost_headings(shown), words.cost_rows(shown), shown.say("tables.costs", time=time))
    yield table(readings, words.rival_rows(shown), shown.say("tables.rivals", unit=shown.unit))
