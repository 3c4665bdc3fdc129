"""The page of HTML: one file, no address outside it, no script."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulation import __version__
from simulation.comparison import Comparison
from simulation.report import answer, background, circumstances, money, tables
from simulation.report.figures import figure_ids, figure_path
from simulation.report.results import Results
from simulation.report.svg import inline
from simulation.texts import text
from simulation.texts.worlds import displacement_note


def compared_sentence(results: Results) -> str:
    """Return in one sentence what was compared."""
    baseline, n = results.quoted(results.baseline), len(results.others)
    if n == 0:
        return results.text("compared_none", policy=baseline)
    if n == 1:
        return results.text("compared_one", policy=results.quoted(results.others[0]), baseline=baseline)
    return results.text("compared_many", n=n, baseline=baseline)


def _caption(results: Results, id: str) -> str:
    return "caption_alone" if id == "paths_first_job" and not results.others else "caption"


def _figures(results: Results, folder: Path) -> list[dict[str, Any]]:
    policies = results.text("policies_heading")
    return [
        {
            "id": id,
            # Our own drawing, whose texts were escaped when it was written.
            "svg": Markup(inline(figure_path(folder, id))),  # noqa: S704
            "title": results.text(f"figures.{id}.title"),
            "caption": results.text(f"figures.{id}.{_caption(results, id)}", policies=policies),
        }
        for id in figure_ids(results)
        if figure_path(folder, id).is_file()
    ]


def _content(results: Results, folder: Path) -> dict[str, Any]:
    many = results.n_replications > 1
    return {
        "t": results.text,
        "language": results.language,
        "name": results.comparison.name,
        "css": Markup(resources.files("simulation.report").joinpath("page.css").read_text("utf-8")),  # noqa: S704
        "compared": compared_sentence(results),
        "details": [*background.details(results), *circumstances.short(results)],
        "other_world": "" if circumstances.is_usual(results) else text("worlds.report.other_world", results.language),
        "circumstances": circumstances.circumstances(results),
        "displacement_note": displacement_note(
            results.comparison.study.world.parameters.labour_market.displacement, results.language
        ),
        "answer": answer.main_answer(results),
        "figures": _figures(results, folder),
        "baseline": results.label(results.baseline),
        "contrasts": tables.contrast_table(results) if results.others else None,
        "levels": tables.level_table(results),
        "groups": tables.group_tables(results),
        "health": tables.health_tables(results),
        "money": None if results.book is None else money.section(results, results.book),
        "meanings": tables.meanings(results),
        "interval_note": results.text(
            "tables.interval_note_one"
            if not many
            else "tables.interval_note_draws"
            if results.comparison.study.draws
            else "tables.interval_note",
            replications=results.n_replications,
        ),
        "doubts": answer.doubts(results),
        "policies": background.policies(results),
        "documents": background.documents(results),
        "settings": background.settings(results),
        "parameters_note": background.parameters_note(results),
        "changed": background.changed_parameters(results),
        "version": __version__,
        "hash": results.comparison.content_hash,
    }


def write_report(comparison: Comparison, folder: Path) -> Path:
    """Write `folder/report.html`, with the figures that `write_figures` has written, and return its path."""
    environment = Environment(
        loader=PackageLoader("simulation.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("page.html").render(_content(Results(comparison), folder))
    path = folder / "report.html"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path
