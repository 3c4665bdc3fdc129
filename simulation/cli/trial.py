"""What `tilltro trial` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from simulation.analyses.trials.costs import Cost
from simulation.analyses.trials.design import SETTINGS, Design, as_mapping, as_typed, load_design
from simulation.analyses.trials.trial import Cell, Lesson, Reading, Trial, trial
from simulation.base.errors import InputError
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.defaults import OWN
from simulation.cli.options import take_workbook
from simulation.cli.request import Request, request_trial_pair
from simulation.cli.terminal import table
from simulation.cli.typed import Typed, own_folder
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.folder import writing
from simulation.results.forms import USUAL_FORMS
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv
from simulation.results.tables import write_csv

OF_THE_DESIGN = ("policies", "baseline", "n_quarters", "population.n_clients")
REFUSED = (*OF_THE_DESIGN, "experiment", "name", "table", "sheet", "missing")
FOUND, PAGE = "trial.json", "trial.html"


@dataclass(frozen=True)
class TrialRequest:
    """Which study would tell, as asked for."""

    request: Request
    design: Design

    @property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        request = self.request
        base = content_hash(request.settings, request.command, request.name, request.language, forms=request.forms)
        return short_hash([base, as_mapping(self.design), dict(self.design.title)])


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


def simulate(asked: TrialRequest, progress: Progress) -> Trial:
    """Return what is found."""
    return trial(asked.request.settings, asked.design, asked.request.n_threads, progress)


def read_results(folder: Path, design: Design) -> Trial:
    """Return what a complete folder of results holds."""
    content = json.loads((folder / FOUND).read_text(encoding="utf-8"))
    parts = {
        "design": design,
        "cells": tuple(Cell(**one) for one in content["cells"]),
        "lessons": tuple(Lesson(**one) for one in content["lessons"]),
        "costs": tuple(Cost(**one) for one in content["costs"]),
        "ends": tuple(content["ends"]),
        "measures": tuple(content["measures"]),
        "rivals": {world: Reading(**one) for world, one in content["rivals"].items()},
    }
    return Trial(**{**content, **parts})


def write_results(asked: TrialRequest, found: Trial, folder: Path, start: float) -> None:
    """Write every file, the manifest last; `start` is when the work began on the clock `time.monotonic`.

    Raises:
        InputError: if the disk is full or the folder can't be written to any more.
    """
    import pandas as pd

    from simulation.report.sheets import write_sheets
    from simulation.report.trials.page import write_page
    from simulation.report.trials.workbook import sheets

    request, key = asked.request, asked.content_hash
    settings = {name: value for name, value in resolved(request.settings).items() if name not in REFUSED}
    shown = shown_of(asked, found)
    content = {**settings, "design": as_mapping(asked.design), "language": request.language}
    tables = {
        "studies": [asdict(one) for one in found.cells],
        "lessons": [_flat(one) for one in found.lessons],
        "costs": cost_rows(found),
    }
    with writing(folder):
        write_config(content, folder)
        (folder / FOUND).write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8", newline="\n")
        for name, rows in tables.items():
            write_csv(pd.DataFrame(rows), folder / f"{name}.csv")
        write_page(shown, folder)
        if request.forms.has_workbook:
            told = {"command": request.command, **content, "content_hash": key}
            write_sheets(sheets(shown, tables), request.settings, request.language, told, folder)
        write_metadata_of_csv(folder, request.name, key, request.language)
        write_manifest(folder, request.settings, request.command, request.name, key, time.monotonic() - start)


def _flat(one: Lesson) -> dict[str, Any]:
    mappings = {"power": one.power, "told": one.told, "worth": one.worth}
    by_spread = {f"{name}_{spread}": value for name, of in mappings.items() for spread, value in of.items()}
    names = ("narrowing_unknown", "narrowing_effect")
    return {"clients": one.clients, **by_spread, **{name: getattr(one, name) for name in names}}


def cost_rows(found: Trial) -> list[dict[str, Any]]:
    """Return a row a size: what a study costs, and how many people the choice must concern (None: none will do)."""
    pairs = zip(found.costs, found.least_at_stake, strict=True)
    return [{**asdict(cost), "least_at_stake": least} for cost, least in pairs]


def shown_of(asked: TrialRequest, found: Trial) -> Any:
    """Return what was asked with what was found, for words and pages."""
    from simulation.report.trials.words import Asked

    return Asked(found, asked.request.settings, asked.request.language, asked.content_hash)


def shown_parts(asked: TrialRequest, found: Trial, is_all: bool) -> list[RenderableType]:
    """Return what the terminal shows: the answer and the power by size; with `is_all` everything else too."""
    from simulation.cli.answer import finding_lines
    from simulation.report.answer.words import time_words
    from simulation.report.trials import words

    shown, settings = shown_of(asked, found), asked.request.settings
    parts: list[RenderableType] = [
        *circumstances(settings, asked.request.language, tells_examples=False),
        *finding_lines(words.finding(shown)),
        "",
        table(words.power_headings(shown), words.power_rows(shown), shown.say("tables.power")),
    ]
    if is_all:
        time_shown = time_words(found.design.follow_up, shown.language)
        heads = [shown.say(f"columns.{name}") for name in ("clients", "follow_up", *words.CELLS)]
        readings = [shown.say(f"columns.{name}") for name in ("reading", "estimate", "range")]
        parts += [
            table(heads, words.cell_rows(shown), shown.say("tables.cells", unit=shown.unit)),
            table(words.lesson_headings(shown), words.lesson_rows(shown), shown.say("tables.lessons", time=time_shown)),
            table(words.cost_headings(shown), words.cost_rows(shown), shown.say("tables.costs", time=time_shown)),
            table(readings, words.rival_rows(shown), shown.say("tables.rivals", unit=shown.unit)),
            *words.notes(shown),
        ]
    return parts
