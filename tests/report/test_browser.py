"""The page in a browser: renders, asks for nothing, fits a phone."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.texts import LANGUAGES
from tests.report.tiny import page_of, run

pytestmark = pytest.mark.browser
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None and not os.environ.get("CI"):
        pytest.skip("Chromium isn't installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [375, 1100])
def test_page(browser: Any, tmp_path: Path, language: str, width: int) -> None:
    page_of(run(language=language), tmp_path)
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    address = (tmp_path / "report.html").as_uri()
    page.goto(address)
    assert said == []
    assert asked == [address]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(node => +node.tagName[1])")
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.locator("figure svg[role=img]").count() == 7
    _no_text_is_cut_off(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#answer"
    page.close()


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
