"""The lesson's pages as HTML: each alone for a server, or all in one file for a stick."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from simulation.base.texts import LANGUAGES, catalogue, entry, text
from simulation.report.answer.block import command_of
from simulation.report.pages import Frame, render
from simulation.web.lesson import class_view, ministry_view, people
from simulation.web.lesson.answers import comparison_of
from simulation.web.lesson.data import shipped
from simulation.web.lesson.scenes import class_scenes, ministry_scenes

VIEWS = ("start", "class", "ministry", "pupil", "teacher")
ALONE = VIEWS[1:]  # those that are pages of their own; a server has a start page of its own
CSS, SCRIPT = "lesson.css", "lesson.js"
CONTROLS = ("guess", "see", "luck", "may_we")  # branches of the catalogue that the script fills in


@cache
def css() -> str:
    """Return the style of all pages of the lesson: the report's, then their own."""
    report = files("simulation.report").joinpath("page.css").read_text(encoding="utf-8")
    return report + files(__package__).joinpath(CSS).read_text(encoding="utf-8")


@cache
def script() -> str:
    """Return the script of all pages of the lesson."""
    return files(__package__).joinpath(SCRIPT).read_text(encoding="utf-8")


def page(
    view: str, language: str, *, css_address: str, script_address: str, links: Mapping[str, str],
    languages: Mapping[str, str], further: Sequence[tuple[str, str]] = (), again: tuple[str, str] = ("", ""),
) -> str:  # fmt: skip
    """Return one view as a page without anything inline that runs: for a server with a strict content security policy.

    Args:
        view: one of `ALONE`.
        language: of the page.
        css_address: where the server gives `css()`.
        script_address: where it gives `script()`.
        links: addresses of the pages in the head, by the names in `VIEWS`; one that is left out isn't linked.
        languages: addresses of this page in each language.
        further: addresses and labels of what else the server has.
        again: address and label of where the view's comparison is computed anew; empty where there is none.
    """
    doors = [(name, links[name]) for name in VIEWS if name in links]
    body = _body(language, [view], doors, languages.items(), further, again)
    data = _data([language]) if view == "class" else None
    return _page(
        text(f"lesson.doors.{view}.title", language), language, [body], data,
        css_address=css_address, script_address=script_address,
    )  # fmt: skip


def offline_file(language: str = "en") -> str:
    """Return all views in all languages as one page that asks for nothing; it begins in `language`.

    The script and the style are allowed by their hashes alone.
    """
    order = (language, *(other for other in LANGUAGES if other != language))
    bodies = [
        _body(own, VIEWS, [(name, f"#{own}-{name}") for name in VIEWS], [(code, f"#{code}") for code in LANGUAGES])
        for own in order
    ]
    policy = f"default-src 'none'; style-src '{_hash(css())}'; script-src '{_hash(script())}'; base-uri 'none'"
    return _page(text("lesson.title", language), language, bodies, _data(order), policy=policy)


def _hash(content: str) -> str:
    """Return what a content security policy calls this content by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _page(title: str, language: str, bodies: list[Markup], data: Markup | None, **rest: Any) -> str:
    given = {"policy": "", "css_address": "", "script_address": "", **rest}
    inline = {"css": Markup(css()), "script": Markup(script())}  # noqa: S704 (our own files)
    frame = Frame(title, "lesson", language, "")
    return render("web/lesson/page.html", frame, {"bodies": bodies, "data": data, **inline, **given})


def _body(
    language: str, views: Sequence[str], doors: list[tuple[str, str]], languages: Iterable[tuple[str, str]],
    further: Sequence[tuple[str, str]] = (), again: tuple[str, str] = ("", ""),
) -> Markup:  # fmt: skip
    given: dict[str, Any] = {
        "views": views,
        "doors": doors,
        "languages": list(languages),
        "language_names": entry("lesson.languages"),
        "further": further,
        "again": again,
        "made": made(language, "ministry" if views == ["ministry"] else "class"),
    }
    for view in views:
        given |= _content(view, language)
    frame = Frame(text("lesson.title", language), "lesson", language, "")
    return Markup(render("web/lesson/body.html", frame, given))  # noqa: S704 (a rendered template)


def _content(view: str, language: str) -> Mapping[str, Any]:
    """Return what a view's own template is filled with."""
    if view == "class":
        return {"class_content": class_view.content(language)}
    if view == "ministry":
        return {"ministry_content": ministry_view.content(language)}
    if view == "pupil":
        return {"tasks": [task[language] for task in catalogue("lesson.pupil.tasks")]}
    if view == "teacher":
        steps = zip(class_view.STEPS, catalogue("lesson.teacher.steps"), strict=True)
        plan = [(name, of["minutes"], of["ask"][language], of["listen"][language]) for name, of in steps]
        return {"plan": plan, "sentences": class_view.sentences(language)}
    return {}


def made(language: str, view: str) -> str:
    """Return with which model the numbers of a view were computed, and the command that gives them again."""
    lesson = shipped()
    scene = (ministry_scenes() if view == "ministry" else class_scenes())[0]
    outcomes = (lesson.ministry_scenes if view == "ministry" else lesson.class_scenes)[scene.key]
    return text(
        "lesson.made",
        language,
        version=lesson.version,
        hash=lesson.source_hash,
        seed=lesson.seed,
        command=command_of(comparison_of(scene, outcomes, language)),
    )


def _data(languages: Iterable[str]) -> Markup:
    """Return what the script shows: the hundred people, and words by language."""
    content = {
        "people": people.people(),
        "looks": people.LOOKS,
        "languages": {language: _words(language) for language in languages},
    }
    written = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return Markup(written.replace("<", "\\u003c"))  # noqa: S704 (no tag can end or begin in it)


def _words(language: str) -> dict[str, Any]:
    branches = {
        branch: {
            key: node[language]
            for key, node in catalogue(f"lesson.{branch}").items()
            if isinstance(node, Mapping) and language in node
        }
        for branch in CONTROLS
    }
    labels = class_view.content(language)["labels"]
    return {**people.table(language), **branches, "dots": class_view.dot_words(language), "labels": labels}
