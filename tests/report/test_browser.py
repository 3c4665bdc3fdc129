"""Pages in a browser: render, ask for nothing, fit a phone, can be used with the keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.base.texts import LANGUAGES
from tests.chromium import EVERYTHING, axe_complaints, chromium
from tests.report import accessible
from tests.report.accessible import FOCUS, becomes
from tests.report.every_page import PAGES, make
from tests.report.tiny import page_of, run, words_of

pytestmark = pytest.mark.browser
WIDTHS = (320, 1100)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_report_of_the_headline_comparison(browser: Any, tmp_path: Path, language: str, width: int) -> None:
    page_of(run(language=language), tmp_path)
    page = _opened(browser, tmp_path / "report.html", width)
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(node => +node.tagName[1])")
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.locator("figure svg[role=img]").count() == 7
    assert page.locator("details[open]").count() == 0
    _first_page_is_on_the_screen(page)
    _first_link_skips(page)
    accessible.check(page)
    if width == WIDTHS[-1]:
        _axe_finds_nothing(page, with_contrast=language == LANGUAGES[0])
    page.close()


def _axe_finds_nothing(page: Any, with_contrast: bool) -> None:
    """Hold the page, unfolded, against the rules of axe-core; in the dark nothing but colours differs."""
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    assert axe_complaints(page, rules=EVERYTHING, with_contrast=with_contrast) == []
    page.emulate_media(color_scheme="dark")
    accessible.text_can_be_read(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_groups_fit_a_phone(browser: Any, tmp_path: Path, language: str) -> None:
    """The level and three policies without scrolling sideways, each group's name above its numbers."""
    words_of(run(language=language, n_replications=8, parameter_set="posterior"), tmp_path)
    page = _opened(browser, tmp_path / "report.html", 390)
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    for id in ("first_job", "psychiatric"):
        table = page.locator(f"#{id}")
        assert table.locator("thead th").count() == 1 + 1 + 3
        assert table.evaluate("node => node.parentNode.scrollWidth - node.parentNode.clientWidth") == 0
        name_and_number = table.locator("tbody tr").first.evaluate("""row => [0, 1].map(place => {
            const range = document.createRange();
            range.selectNodeContents(row.cells[place].firstChild);
            return range.getBoundingClientRect();
        })""")
        assert name_and_number[0]["bottom"] <= name_and_number[1]["top"]
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_page_fits_one_sheet(browser: Any, tmp_path: Path, language: str) -> None:
    """Thirteen policies, six stops and the boxes on A4: 180 mm by 265 mm within its margins, 96 pixels an inch."""
    words_of(run(language=language, n_clients=60, n_replications=80), tmp_path)
    page = _opened(browser, tmp_path / "report.html", WIDTHS[0])
    assert page.locator(".first .picture > .chart.at-wide").count() == 2
    pixels = 96 / 25.4
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(180 * pixels), "height": round(265 * pixels)})
    assert page.evaluate("document.querySelector('.first').getBoundingClientRect().bottom") <= 265 * pixels
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_page(browser: Any, tmp_path: Path, name: str) -> None:
    path = make(name, tmp_path, "da")
    for width in WIDTHS:
        page = _opened(browser, path, width)
        _first_link_skips(page)
        accessible.check(page)
        page.close()


def _opened(browser: Any, path: Path, width: int) -> Any:
    """Open a page; it says nothing, asks for nothing, is no wider than the window and cuts no text off."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert said == []
    assert asked == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(node => node.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    _no_text_is_cut_off(page)
    if width == max(WIDTHS):
        _no_table_is_cut_off(page)
    page.evaluate("document.querySelectorAll('details').forEach(node => node.open = false)")
    return page


def _first_page_is_on_the_screen(page: Any) -> None:
    """At a usual desk the answer, its strip and its boxes are seen without scrolling."""
    if page.viewport_size["width"] != max(WIDTHS):
        return
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate("document.querySelector('.boxes').getBoundingClientRect().bottom") <= 800
    page.set_viewport_size({"width": max(WIDTHS), "height": 800})


def _first_link_skips(page: Any) -> None:
    """The first thing that the keyboard reaches is the link past the head, and it moves the focus to the answer."""
    target = "#answer"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == target
    page.keyboard.press("Enter")
    becomes(page, f"'#' + {FOCUS}", target)


def _no_table_is_cut_off(page: Any) -> None:
    """Every table, and its caption, is as wide as its place: on a desk nobody has to find out that there is more."""
    cut_off = page.evaluate("""
        [...document.querySelectorAll('.wide')].filter(place => place.querySelector('table'))
            .filter(place => place.scrollWidth > place.clientWidth + 1)
            .map(place => [place.getAttribute('aria-label'), place.scrollWidth, place.clientWidth])
    """)
    assert cut_off == []


def _no_text_is_cut_off(page: Any) -> None:
    """Every text of a figure lies within its figure."""
    cut_off = page.evaluate("""
        [...document.querySelectorAll('figure svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
            }).map(text => text.textContent);
        })
    """)
    assert cut_off == []
