"""The page of `tilltro trial`."""

from __future__ import annotations

from pathlib import Path

from simulation.report import pages
from simulation.report.answer.words import time_words
from simulation.report.pages import Frame, picture
from simulation.report.table import plain_table
from simulation.report.trials.figure import write_figure
from simulation.report.trials.words import (
    CELLS,
    Asked,
    cell_rows,
    cost_headings,
    cost_rows,
    finding,
    lesson_headings,
    lesson_rows,
    notes,
    rival_rows,
)
from simulation.results.page_names import page_name


def write_page(asked: Asked, folder: Path) -> Path:
    """Write `folder/trial.html` and return its path."""
    frame = Frame(asked.title, "decide.trial", asked.language, asked.content_hash)
    time = time_words(asked.trial.design.follow_up, asked.language)
    heads = [asked.say(f"columns.{name}") for name in ("clients", "follow_up", *CELLS)]
    lessons = asked.say("tables.lessons", time=time)
    readings = [asked.say(f"columns.{name}") for name in ("reading", "estimate", "range")]
    content = {
        "picture": picture(write_figure(asked, folder), asked.say("tables.power")),
        "finding": finding(asked),
        "cells": plain_table("", asked.say("tables.cells", unit=asked.unit), heads, cell_rows(asked), 2),
        "lessons": plain_table("", lessons, lesson_headings(asked), lesson_rows(asked), 1),
        "costs": plain_table("", asked.say("tables.costs", time=time), cost_headings(asked), cost_rows(asked), 1),
        "rivals": plain_table("", asked.say("tables.rivals", unit=asked.unit), readings, rival_rows(asked), 1),
        "notes": notes(asked),
    }
    return pages.write(folder / page_name("trial"), "report/trials/page.html", frame, content)
