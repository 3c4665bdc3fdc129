"""One page of HTML from a template: a single file, no address outside it, no script, all that it shows escaped.

A template extends `base.html`, is made of the macros in `parts.html`, and holds only what is its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulation.base.texts import text
from simulation.report.svg import inline


@dataclass(frozen=True)
class Frame:
    """What every page has around its content."""

    title: str
    texts: str  # the branch of the catalogue that the page's own texts stand in
    language: str
    content_hash: str


@dataclass(frozen=True)
class Picture:
    """A figure as it stands in a page."""

    id: str
    title: str
    svg: Markup
    caption: str


def picture(path: Path, title: str, caption: str = "") -> Picture:
    """Return a figure that `svg.save` has written."""
    # Our own drawing, whose texts were escaped when it was written.
    return Picture(path.stem.replace("_", "-"), title, Markup(inline(path)), caption)  # noqa: S704


def render(template: str, frame: Frame, content: dict[str, Any]) -> str:
    """Return a page; `template` is a file below `simulation`, such as "report/story/page.html"."""
    page = environment().get_template(template).render(
        **content,
        title=frame.title,
        language=frame.language,
        hash=frame.content_hash,
        t=partial(_text, frame.texts, frame.language),
        every=partial(_text, "pages", frame.language),
        every_answer=partial(_text, "answer", frame.language),
    )  # fmt: skip
    return page.replace(" ± ", "\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}")  # else a line may end between the two numbers


def write(path: Path, template: str, frame: Frame, content: dict[str, Any]) -> Path:
    """Write a page and return its path."""
    path.write_text(render(template, frame, content), encoding="utf-8", newline="\n")
    return path


@cache
def environment() -> Environment:
    """Return what makes pages from templates below `simulation`: all that they show is escaped."""
    made = Environment(
        loader=PackageLoader("simulation", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    made.filters["breakable"] = _breakable
    return made


def _breakable(name: str) -> Markup:
    """Return a name such as job_entry.gain, which may be broken after a dot or an underscore."""
    return Markup("<wbr>").join(re.split(r"(?<=[._])(?=\w)", name))  # escapes the parts


def _text(branch: str, language: str, key: str, **values: object) -> str:
    return text(f"{branch}.{key}", language, **values)
