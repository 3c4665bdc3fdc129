"""The page of `tilltro sensitivity`: one file, no address outside it, no script."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulation import __version__
from simulation.report.sensitivity_figure import FILE
from simulation.report.sensitivity_tables import decision_table, index_table, step_table, worth_table
from simulation.report.sensitivity_words import decision_words, notes, said
from simulation.report.svg import inline
from simulation.sensitivity.analysis import n_points
from simulation.sensitivity.result import Sensitivity
from simulation.texts import text
from simulation.texts.numbers import format_number

PAGE = "sensitivity.html"


def write_page(sensitivity: Sensitivity, folder: Path) -> Path:
    """Write `folder/sensitivity.html`, with the figure that was written there before, and return its path."""
    environment = Environment(
        loader=PackageLoader("simulation.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    path = folder / PAGE
    path.write_text(environment.get_template(PAGE).render(_content(sensitivity, folder)), encoding="utf-8")
    return path


def _content(sensitivity: Sensitivity, folder: Path) -> dict[str, Any]:
    language, plan = sensitivity.language, sensitivity.plan
    return {
        "t": lambda key: text(key, language),
        "language": language,
        "css": Markup(resources.files("simulation.report").joinpath("page.css").read_text("utf-8")),  # noqa: S704
        "lead": text(
            "sensitivity.html.lead",
            language,
            n_unknowns=len(plan.parameters),
            n_points=format_number(n_points(plan), 0, language),
        ),
        "quick": text("sensitivity.quick", language) if plan.is_small else "",
        "said": [said(sensitivity, question) for question in plan.questions],
        # Our own drawing, whose texts were escaped when it was written.
        "figure": Markup(inline(folder / FILE)),  # noqa: S704
        "tables": [index_table(sensitivity, question) for question in plan.questions],
        "steps": [step_table(sensitivity, path) for path in plan.steps],
        "decision": decision_words(sensitivity),
        "worth": [decision_table(sensitivity), worth_table(sensitivity)],
        "notes": notes(sensitivity),
        "footer": text("sensitivity.html.footer", language, version=__version__, hash=sensitivity.content_hash),
    }
