"""The report of a person who was followed: two figures (SVG and PNG) and one self-contained page."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulation import __version__
from simulation.report import figure_story, figure_tendency
from simulation.report.figures import figure_path
from simulation.report.style import SETTINGS
from simulation.report.svg import inline, save
from simulation.stories.chronicle import Chronicle

FIGURES = {"story": figure_story, "tendency": figure_tendency}
DOTS_AN_INCH = 200


def write_story(shown: Chronicle, folder: Path, content_hash: str) -> None:
    """Write `folder/figures` and, with them in it, `folder/report.html`."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(SETTINGS):
        for id, kind in FIGURES.items():
            figure, path = kind.draw(shown), figure_path(folder, id)
            save(figure, path, _title(shown, id), kind.describe(shown))
            figure.savefig(path.with_suffix(".png"), dpi=DOTS_AN_INCH, metadata={"Software": None})
    page = _environment().get_template("story.html").render(_content(shown, folder, content_hash))
    (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")


def _title(shown: Chronicle, id: str) -> str:
    return shown.text(f"figures.{id}.title", name=shown.name)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("simulation.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _content(shown: Chronicle, folder: Path, content_hash: str) -> dict[str, Any]:
    files = resources.files("simulation.report")
    css = "".join(files.joinpath(name).read_text("utf-8") for name in ("page.css", "story.css"))
    return {
        "t": shown.text,
        "language": shown.language,
        "css": Markup(css),  # noqa: S704 (our own)
        "shown": shown,
        "figures": {
            id: {
                # Our own drawing, whose texts were escaped when it was written.
                "svg": Markup(inline(figure_path(folder, id))),  # noqa: S704
                "title": _title(shown, id),
                "caption": shown.text(f"figures.{id}.caption"),
            }
            for id in FIGURES
        },
        "version": __version__,
        "hash": content_hash,
    }
