"""The page of `tilltro contrary`: one file, no address outside it, no script."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulation import __version__
from simulation.contrary import STANDS, USUAL_ANSWER, Contrary
from simulation.report.circumstances import market_circumstance, world_circumstance
from simulation.report.contrary_figure import FILE
from simulation.report.contrary_words import notes, number_words, question_words, said, unit_words
from simulation.report.svg import inline
from simulation.texts import text

PAGE = "contrary.html"


def write_page(contrary: Contrary, folder: Path) -> Path:
    """Write `folder/contrary.html`, with the figure that was written there before, and return its path."""
    environment = Environment(
        loader=PackageLoader("simulation.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    path = folder / PAGE
    path.write_text(environment.get_template(PAGE).render(_content(contrary, folder)), encoding="utf-8")
    return path


def _content(contrary: Contrary, folder: Path) -> dict[str, Any]:
    language, questions = contrary.language, contrary.questions
    given = contrary.settings.parameters
    described = [world_circumstance(world, given, language) for world in contrary.worlds]
    market = contrary.settings.market()
    return {
        "t": lambda key: text(key, language),
        "language": language,
        "css": Markup(resources.files("simulation.report").joinpath("page.css").read_text("utf-8")),  # noqa: S704
        "lead": text("contrary.html.lead", language, n_questions=len(questions), n_worlds=len(contrary.worlds) - 1),
        "said": [said(contrary, question) for question in questions],
        # Our own drawing, whose texts were escaped when it was written.
        "figure": Markup(inline(folder / FILE)),  # noqa: S704
        "columns": [{"label": question_words(q, language), "unit": unit_words(q, language)} for q in questions],
        "rows": _rows(contrary),
        "notes": notes(contrary),
        "worlds": described if market.is_steady else [*described, market_circumstance(market, language)],
        "footer": text("contrary.html.footer", language, version=__version__, hash=contrary.content_hash),
    }


def _rows(contrary: Contrary) -> list[dict[str, Any]]:
    rows = []
    for world in contrary.worlds:
        cells = []
        for question in contrary.questions:
            answer = contrary.answer(world, question)
            value, interval = number_words(answer, question, contrary.language)
            is_plain = answer.verdict in (STANDS, USUAL_ANSWER)
            mark = "" if is_plain else text(f"contrary.verdict.{answer.verdict}", contrary.language)
            cells.append({"value": value, "interval": interval, "verdict": answer.verdict, "mark": mark})
        rows.append({"label": world.label[contrary.language], "cells": cells})
    return rows
