"""The served pages in Chromium: nothing asked for elsewhere, nothing said to the console, usable by everybody."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from simulation.base.texts import LANGUAGES, text
from simulation.web.app import make_app
from simulation.web.pages import LESSON
from simulation.web.safety import Buckets
from simulation.web.server import bind
from simulation.web.store import Store
from tests.chromium import axe_complaints, chromium
from tests.web.conftest import PAIR

pytestmark = pytest.mark.browser
# A phone in the dark, a screen, a projector: each in another language.
LOOKS = [("da", 390, 844, "dark"), ("sv", 1280, 800, "light"), ("en", 1920, 1080, "light")]
LONG = "policies=coordinated&baseline=staircase&n_quarters=40&n_replications=200"
PATHS = [
    "/",
    "/compare",
    f"/compare?{PAIR}&world=snowball&own.meetings=6",
    f"/compare?{LONG}&seed=4",
    "/compare?policies=nothing_like_it&own.measures=staircase",
    f"/beside?{PAIR}&with=policies",
    f"/beside?{PAIR}&with=compare%3F{PAIR.replace('&', '%26')}%26seed%3D2%26v%3D0.0.1",
    "/evidence?q=belief",
    "/follow",
    "/office?jobs=101",
    "/class",
    "/carrot-or-stick",
    "/nothing",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    listening = bind("127.0.0.1", 0)
    app = make_app(Store(tmp_path_factory.mktemp("store")), 2, buckets=Buckets(burst=1e6))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize(("language", "width", "height", "theme"), LOOKS)
def test_every_page(browser: Any, site: str, language: str, width: int, height: int, theme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    for path in PATHS:
        page = context.new_page()
        said, asked = _listened(page)
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}language={language}")
        if PAIR in path and not path.endswith("policies"):
            page.wait_for_selector(".sentence")
        assert [words for words in said if "status of 40" not in words] == [], path
        assert {urlsplit(address).netloc for address in asked} == {urlsplit(site).netloc}, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("document.documentElement.lang") == language
        if path not in LESSON.values():  # which has tests of its own
            is_new = (language, width, height, theme) != LOOKS[-1]  # a projector shows the colours of the screen
            assert axe_complaints(page, with_contrast=is_new) == [], path
        page.close()
    context.close()


def test_from_the_start_page_to_an_answer_with_the_keyboard_alone(browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/?language=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    _tab_to(page, lambda: page.evaluate("document.activeElement.textContent") == text("web.start.own.link"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/compare"))
    _tab_to(page, lambda: page.evaluate("document.activeElement.name") == "policies")
    page.keyboard.press("Space")  # one more policy
    chosen = page.evaluate("[...document.querySelectorAll('[name=policies]:checked')].map(item => item.value)")
    assert len(chosen) == 2
    page.evaluate("document.querySelectorAll('details').forEach(node => node.open = true)")
    for name, value in {"population.n_clients": "60", "n_replications": "4"}.items():
        _tab_to(page, lambda name=name: page.evaluate("document.activeElement.name") == name)
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.wait_for_selector(".sentence")
    assert "seed=&" not in page.url  # empty fields stay out of the address
    assert "n_replications=4" in page.url
    page.close()


def test_an_answer_without_scripts(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/compare?policies=coordinated&baseline=staircase&n_quarters=8&n_replications=60&language=sv")
    page.wait_for_selector(".sentence", timeout=60_000)  # the waiting page refreshes by itself
    assert "seed" not in urlsplit(page.url).query
    context.close()


def test_the_strip_narrows_until_the_sentence_stands(browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/compare?{LONG}&seed=3&language=da")
    page.wait_for_selector("#strips svg")
    seen = {page.locator("#progress").text_content() for _ in range(20) if not page.wait_for_timeout(60)}
    assert page.locator(".sentence").count() == 0 or len(seen) > 1
    page.close()


def test_the_form_can_be_searched(browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/compare?language=en")
    page.locator(".searchable > summary").click()
    page.locator(".search input").fill("lock_in")
    shown = page.locator(".searchable .number-field:visible")
    assert 0 < shown.count() < 10
    assert all("lock_in" in words for words in shown.all_text_contents())
    page.close()


def test_every_language_has_every_page(browser: Any, site: str) -> None:
    page = browser.new_page()
    for language in LANGUAGES:
        page.goto(f"{site}/?language={language}")
        names = page.locator("header.bar nav").first.locator("a").all_text_contents()
        assert len(names) == len(set(names)) == 5
    page.close()


def test_a_table_of_ones_own_is_sent_by_the_form(browser: Any, site: str, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("age;man\n" + "".join(f"{20 + n};{n % 2}\n" for n in range(40)))
    page = browser.new_page()
    page.goto(f"{site}/compare?language=en")
    page.evaluate("document.querySelectorAll('details').forEach(node => node.open = true)")
    page.locator("[name=n_replications]").fill("4")
    page.locator("[name='caseworkers.caseload']").fill("20")
    (tmp_path / "wrong.csv").write_text("age;man\nold;1\n")
    page.locator("[name=table]").set_input_files(tmp_path / "wrong.csv")
    page.get_by_role("button", name=text("web.own.run_table")).click()
    page.wait_for_selector("#problem")
    assert page.evaluate("document.activeElement.name") == "table"  # what is wrong is read out with it
    assert page.locator("[name='caseworkers.caseload']").input_value() == "20"
    assert axe_complaints(page) == []
    page.locator("[name=table]").set_input_files(tmp_path / "mine.csv")
    page.get_by_role("button", name=text("web.own.run_table")).click()
    page.wait_for_selector(".sentence")
    assert "40 clients" in page.locator("main").inner_text()
    page.close()


def test_questionnaires_are_sent_whichever_button_is_pressed(browser: Any, site: str, tmp_path: Path) -> None:
    rows = [f"{client};2025-{month:02}-15;{1 + (client + month) % 5}" for client in range(8) for month in (1, 4, 7)]
    (tmp_path / "forms.csv").write_text("\n".join(["client;date;health", *rows]))
    page = browser.new_page()
    page.goto(f"{site}/office?language=sv")
    for name, value in {"n_quarters": "4", "n_replications": "8"}.items():  # small, which the form doesn't ask for
        page.evaluate(
            "([name, value]) => document.querySelector('form.scenario').append(Object.assign("
            "document.createElement('input'), {type: 'hidden', name, value}))",
            [name, value],
        )
    page.get_by_text(text("web.decide.office.forms", "sv")).click()
    page.locator("[name=questionnaires]").set_input_files(tmp_path / "forms.csv")
    page.get_by_role("button", name=text("web.decide.run", "sv")).click()
    page.wait_for_selector("#course", timeout=60_000)
    assert "table=" not in page.url  # none was chosen
    assert axe_complaints(page) == []
    page.close()


def test_downloads_by_link(browser: Any, site: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(f"{site}/compare?{PAIR}&language=en")
    page.wait_for_selector(".sentence")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=text("web.answer.yaml"), exact=True).click()
    waiting.value.save_as(tmp_path / "settings.yaml")
    assert "staircase" in (tmp_path / "settings.yaml").read_text(encoding="utf-8")
    page.close()


def _listened(page: Any) -> tuple[list[str], list[str]]:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    return said, asked


def _tab_to(page: Any, is_there: Any, most: int = 300) -> None:
    for _ in range(most):
        if is_there():
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard doesn't lead there")
