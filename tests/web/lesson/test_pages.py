"""The lesson's pages as files: complete, each in its language; one asks for nothing, and a command writes it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from simulation.__main__ import main
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.web.lesson import pages
from tests.cli.test_texts import entries
from tests.rows import each_row

LARGEST = 3_000_000  # bytes
ADDRESSES = {"css_address": "/static/lesson.css", "script_address": "/static/lesson.js"}
LINKS = {"start": "/", "class": "/class", "ministry": "/ministry", "pupil": "/pupil"}


@cache
def whole() -> str:
    return pages.offline_file("sv")


@cache
def of_server(view: str, language: str) -> str:
    languages = {code: f"/{code}/{view}" for code in LANGUAGES}
    return pages.page(view, language, links=LINKS, languages=languages, **ADDRESSES)


class Ids(HTMLParser):
    """Gathers ids, what refers to them, and what a strict policy wouldn't allow."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.forbidden: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("aria-labelledby", "aria-controls", "for"):
                self.wanted += (value or "").split()
            if name == "href" and (value or "").startswith("#"):
                self.wanted.append((value or "")[1:])
            if name == "style" or name.startswith("on"):
                self.forbidden.append(f"{tag} {name}={value}")
        self.wanted += [found for _, value in attrs for found in re.findall(r"url\(#([^)]+)\)", value or "")]


def test_one_file_holds_everything_and_allows_its_own_script_alone() -> None:
    content = whole()
    assert len(content.encode()) < LARGEST
    found = Ids(content)
    assert len(found.ids) == len(set(found.ids))
    assert set(found.wanted) <= set(found.ids)
    assert found.forbidden == []
    assert set(re.findall(r'(?:src|href)="([^"#][^"]*)"', content)) == set()
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', content)
    assert len(policy) == 1
    for kind, part in (("style", "style"), ("script", "script")):
        (inside,) = re.findall(rf"<{part}>(.*?)</{part}>", content, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src &#39;sha256-{digest}&#39;" in policy[0] or f"{kind}-src 'sha256-{digest}'" in policy[0]
    assert "unsafe" not in policy[0]
    assert content.index('<div class="language" id="sv"') < content.index('<div class="language" id="en"')


def test_the_data_of_the_script_can_be_read_and_end_no_tag() -> None:
    (inside,) = re.findall(r'<script type="application/json" id="lesson-data">(.*?)</script>', whole(), re.DOTALL)
    assert "<" not in inside
    content = json.loads(inside)
    assert set(content["languages"]) == set(LANGUAGES)
    assert len(content["people"]) == 100
    for words in content["languages"].values():
        assert set(words) >= {"words", "latents", "latents_away", "labels", "dots", "guess", "see", "luck", "may_we"}


@each_row("view", pages.ALONE)
@each_row("language", LANGUAGES)
def test_a_page_for_a_server_runs_nothing_inline(view: str, language: str) -> None:
    content = of_server(view, language)
    found = Ids(content)
    assert len(found.ids) == len(set(found.ids))
    assert set(found.wanted) <= set(found.ids)
    assert found.forbidden == []
    assert "<style" not in content
    assert re.findall(r"<script(?! type=.application/json)[^>]*>", content) == [
        '<script src="/static/lesson.js" defer>'
    ]
    assert '<link rel="stylesheet" href="/static/lesson.css">' in content
    assert f'<html lang="{language}">' in content
    assert f'href="/{language}/{view}"' in content
    assert 'href="/pupil"' in content
    assert 'data-door="teacher"' not in content  # not among the links that were given


def test_no_language_has_words_of_another() -> None:
    said = {where: node for where, node in entries(catalogue("lesson"), "lesson") if "{" not in node["en"]}
    for language in LANGUAGES:
        shown = "".join(of_server(view, language) for view in pages.ALONE)
        for other in set(LANGUAGES) - {language}:
            for where, node in said.items():
                if len(node[other]) > 30 and node[other] != node[language]:
                    assert node[other] not in shown, (where, other)


def test_the_script_fills_in_only_what_the_catalogue_has() -> None:
    for branch, key in re.findall(r"words\.(guess|see|luck|may_we)\.(\w+)", pages.script()):
        assert text(f"lesson.{branch}.{key}", "en", n=1, last=1, effect="", yes=1, no=1)
    assert len(pages.script().splitlines()) < 400


def test_the_style_knows_every_position_of_the_switches() -> None:
    content = whole()
    for value in set(re.findall(r'type="radio" name="\w\w-[\w-]+" value="(\w+)"', content)):
        assert f'[value="{value}"]:checked' in pages.css(), value


def test_the_command_writes_the_file_where_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pages, "offline_file", lambda language: f"the file in {language}")
    assert main(["lesson"]) == 0
    assert (tmp_path / "tilltro_lesson.html").read_text(encoding="utf-8") == "the file in en"
    assert main(["lesson", "out=a folder/for_9b.html", "language=sv"]) == 0
    assert (tmp_path / "a folder" / "for_9b.html").read_text(encoding="utf-8") == "the file in sv"
    assert "Lektionen finns i" in capsys.readouterr().out
    for arguments, said in (
        (["lesson"], "is there already"),
        (["lesson", "out=lesson.pdf"], "*.html, *.htm"),
        (["lesson", "henrik"], "henrik"),
        (["lesson", "outt=x.html"], "nearest: out"),
        (["lesson", "out="], "no value"),
        (["lesson", "out=tilltro_lesson.html/x.html"], "can't be written"),
    ):
        assert main(arguments) == 2
        assert said in capsys.readouterr().err, arguments
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a folder", "tilltro_lesson.html"]
