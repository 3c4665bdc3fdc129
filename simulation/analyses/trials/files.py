"""What a study would find, in files: `trial.json` holds everything, CSV files its tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulation.analyses.trials.costs import Cost
from simulation.analyses.trials.design import Design
from simulation.analyses.trials.trial import Cell, Lesson, Reading, Trial
from simulation.results.found import Tables, read_found, write_found

FOUND = "trial.json"


def trial_tables(found: Trial) -> Tables:
    """Return the rows of the tables."""
    costs = zip(found.costs, found.least_at_stake, strict=True)
    return {
        "studies": [asdict(cell) for cell in found.cells],
        "lessons": [lesson_row(lesson) for lesson in found.lessons],
        "costs": [{**asdict(cost), "least_at_stake": least} for cost, least in costs],  # None: nobody is enough
    }


def write_trial(found: Trial, folder: Path) -> None:
    """Write every file."""
    write_found(found, trial_tables(found), FOUND, folder)


def lesson_row(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as a row: each mapping is a column for each of what was believed before."""
    mappings = {"power": lesson.power, "told": lesson.told, "worth": lesson.worth}
    by_prior = {f"{name}_{prior}": value for name, of in mappings.items() for prior, value in of.items()}
    names = ("narrowing_unknown", "narrowing_effect")
    return {"clients": lesson.clients, **by_prior, **{name: getattr(lesson, name) for name in names}}


def read_trial(folder: Path) -> Trial:
    """Return what `write_trial` wrote."""
    content = read_found(FOUND, folder)
    parts = {
        "design": Design(**content["design"]),
        "cells": tuple(Cell(**one) for one in content["cells"]),
        "lessons": tuple(Lesson(**one) for one in content["lessons"]),
        "costs": tuple(Cost(**one) for one in content["costs"]),
        "ends": tuple(content["ends"]),
        "measures": tuple(content["measures"]),
        "rivals": {world: Reading(**one) for world, one in content["rivals"].items()},
    }
    return Trial(**{**content, **parts})
