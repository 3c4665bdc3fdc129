"""The lesson in a real browser: by keyboard alone, without a script, in every language, width and theme."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.base.texts import text
from simulation.web.lesson import class_view, data
from simulation.web.lesson.pages import VIEWS, offline_file
from tests.chromium import axe_complaints
from tests.report import accessible
from tests.report.accessible import FOCUS, becomes
from tests.report.test_browser import browser  # noqa: F401 (a fixture)

pytestmark = pytest.mark.browser
STEPS = range(1, 6)
SIZES = ((390, 844), (1920, 1080))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stick") / "lesson.html"
    path.write_text(offline_file("en"), encoding="utf-8")
    return path


SHOWN = "selector => [...document.querySelectorAll(selector)].filter(n => n.checkVisibility()).map(n => n.id)"


class Opened:
    """A page that says nothing and asks for nothing but itself."""

    def __init__(self, context: Any, file: Path, place: str) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url.partition("#")[0]))
        self.page.goto(f"{file.as_uri()}#{place}" if place else file.as_uri())
        self.file = file

    def check(self) -> None:
        assert self.said == []
        assert set(self.asked) <= {self.file.as_uri()}

    def shows(self, selector: str, *ids: str) -> None:
        """Wait until these ids, and no others, are what is seen of a selector: an address is followed in a moment."""
        becomes(self.page, f"({SHOWN})({json.dumps(selector)}).join()", ",".join(ids))

    def shown(self, selector: str) -> list[str]:
        """Return the ids of what is seen of a selector."""
        return list(self.page.evaluate(SHOWN, selector))


@pytest.fixture
def opened(browser: Any, file: Path, request: pytest.FixtureRequest) -> Iterator[Any]:  # noqa: F811
    contexts = []

    def open_page(place: str, width: int = 1280, height: int = 800, **of: Any) -> Opened:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **of))
        return Opened(contexts[-1], file, place)

    yield open_page
    for context in contexts:
        context.close()


# All but the stories after the first, which are made alike.
OPEN_FOLDED = """() => {
    for (const node of document.querySelectorAll('details')) {
        node.open = !node.matches('.step details:not(.answer-to) ~ details:not(.answer-to)');
    }
}"""


# Tools that read a whole document take a tenth of the time where what is hidden anyway isn't in it.
LEAVE_OUT_ALL_BUT = """place => {
    for (const node of document.querySelectorAll('.language, .view, .step')) {
        if (!node.contains(document.getElementById(place)) && !node.closest(`#${place}`)) node.remove();
    }
}"""


def _places(language: str) -> Iterator[str]:
    """Yield the ids of each view and step."""
    yield from (f"{language}-{view}" for view in VIEWS)
    yield from (f"{language}-step-{n}" for n in STEPS)


def _visited(seen: Opened, language: str, width: int, places: Iterable[str]) -> Iterator[str]:
    """Go to each place, and yield where it is; nothing there is wider than the window."""
    for place in places:
        seen.page.evaluate("place => { location.hash = place; }", place)
        seen.page.evaluate(OPEN_FOLDED)
        assert place in seen.shown(".view, .step")
        assert seen.shown(".language") == [language]
        seen.page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
        yield place


@pytest.mark.parametrize(("language", "scheme"), [("da", "dark")])
def test_axe_finds_nothing_in_either_theme(opened: Any, language: str, scheme: str) -> None:
    lesson = f"{language}-class"  # shows one step or another
    for place in _places(language):
        if place == lesson:
            continue
        view = lesson if "-step-" in place else place
        seen = opened(place, color_scheme=scheme)
        seen.shows(".view", view)
        seen.page.evaluate(LEAVE_OUT_ALL_BUT, place)
        for _ in _visited(seen, language, 1280, [place]):
            assert axe_complaints(seen.page, f"#{view}") == [], (place, scheme)
            accessible.nothing_moves(seen.page)
        seen.check()
        seen.page.close()


@pytest.mark.parametrize("language", ["en"])
def test_every_view_and_step_fits_a_phone_and_a_projector(opened: Any, language: str) -> None:
    for width, height in SIZES:
        seen = opened("", width, height)
        assert len(list(_visited(seen, language, width, _places(language)))) == len(VIEWS) + len(STEPS)
        seen.check()


def test_the_lesson_by_keyboard_alone(opened: Any) -> None:
    seen = opened("")
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    link = page.evaluate("""() => {
        for (const node of document.querySelectorAll('#en .card a')) if (node.hash === '#en-class') node.focus();
        return document.activeElement.hash;
    }""")
    assert link == "#en-class"
    page.keyboard.press("Enter")
    seen.shows(".view", "en-class")
    seen.shows(".step", "en-step-1")
    becomes(page, FOCUS, "en-class-title")
    _guesses(page)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("h")
    assert page.evaluate("document.querySelector('#en-step-1 .answer-to').open")
    page.keyboard.press("h")
    assert not page.evaluate("document.querySelector('#en-step-1 .answer-to').open")
    for number in (2, 3, 4, 5):
        page.keyboard.press("ArrowRight")
        seen.shows(".step", f"en-step-{number}")
        becomes(page, FOCUS, f"en-step-{number}-title")
        {2: _people, 3: _dots, 4: _what_if, 5: _votes}[number](page)
        page.evaluate(f"document.getElementById('en-step-{number}-title').focus()")
    page.keyboard.press("ArrowRight")  # there is nothing after the last
    seen.shows(".step", "en-step-5")
    page.keyboard.press("ArrowLeft")
    seen.shows(".step", "en-step-4")
    page.evaluate("document.querySelector('.use-keys').click()")
    page.keyboard.press("ArrowLeft")
    seen.shows(".step", "en-step-4")
    page.evaluate("document.querySelector('#en a[data-language=da]').click()")
    seen.shows(".step", "da-step-4")
    becomes(page, "document.documentElement.lang", "da")
    # A link follows the address as it is when clicked, whether the browser has told of it yet or not.
    page.evaluate("history.replaceState(null, '', '#da-step-2')")
    page.evaluate("document.querySelector('#da a[data-language=sv]').click()")
    seen.shows(".step", "sv-step-2")
    seen.check()


def _press(page: Any, selector: str, key: str = "Enter") -> None:
    page.evaluate("selector => document.querySelector(selector).focus()", selector)
    page.keyboard.press(key)


def _guesses(page: Any) -> None:
    form = "#en-step-1 .guess"
    page.evaluate(f"document.querySelector('{form} input').focus()")
    for number in range(31):
        page.keyboard.type(str(20 + number % 5))
        page.keyboard.press("Tab")
        page.keyboard.type("40")
        page.keyboard.press("Enter")
    assert page.locator(f"{form} ~ .guesses .guess-dot").count() == 60
    assert page.inner_text(f"{form} .said") == text("lesson.guess.full", "en")
    _press(page, f"{form} .clear")
    assert page.locator(".guess-dot").count() == 0
    page.evaluate(f"document.querySelectorAll('{form} input').forEach(input => input.value = '101')")
    _press(page, f"{form} input")
    assert page.inner_text(f"{form} .said") == text("lesson.guess.wrong", "en")
    page.evaluate(f"document.querySelectorAll('{form} input').forEach((input, n) => input.value = n ? '100' : '0')")
    _press(page, f"{form} input")
    ends = page.evaluate("[...document.querySelectorAll('#en .guess-dot')].map(dot => dot.getAttribute('cx'))")
    assert ends == ["20", "720"]


def _people(page: Any) -> None:
    place = "#en-step-2 .see"
    assert page.inner_text(f"{place} .when") == "Quarter 0 of 16"
    page.wait_for_timeout(1300)
    assert page.inner_text(f"{place} .when") == "Quarter 0 of 16"  # nothing starts by itself
    for _ in range(16):
        _press(page, f"{place} .on")
    people = data.shipped().people
    for arm, side in enumerate(("against", "policy")):
        n = sum(getattr(story, side)[-1].has_worked for story in people)
        assert page.locator(f"{place} .count").nth(arm).inner_text() == f"{n} of 100 have had a first job"
    _press(page, f"{place} .crowd button")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert page.locator(f"{place} [aria-pressed=true]").count() == 2
    told = page.inner_text(f"{place} .told")
    assert "Person 22. Quarter 16 of 16" in told
    from simulation.analyses.stories.words import in_words as words

    for side in (people[21].against, people[21].policy):
        last = words(side, text("lesson.see.name", "en"), "en")[-1]
        for said in (last.state, last.measures, last.latents, *last.events):
            assert said in told
    _press(page, f"{place} .again")
    _press(page, f"{place} .play")
    becomes(page, f"document.querySelector('{place} .when').textContent", "Quarter 1 of 16")
    _press(page, f"{place} .play")
    stopped = page.inner_text(f"{place} .when")
    page.wait_for_timeout(1300)
    assert page.inner_text(f"{place} .when") == stopped


def _dots(page: Any) -> None:
    place = "#en-step-3"
    visible = f"{place} circle.dot:not(.off)"
    assert page.locator(visible).count() == 0
    _press(page, f"{place} .more-luck")
    _press(page, f"{place} .ten-facts")
    assert page.locator(visible).count() == 11
    said = class_view.dot_words("en")["facts"][9]
    assert page.inner_text(f"{place} .said") == f"Dot 10: {said}"
    for _ in range(6):
        _press(page, f"{place} .ten-facts")
    assert page.inner_text(f"{place} .said") == text("lesson.luck.none_left", "en")
    _press(page, f"{place} .bar .clear")
    assert page.locator(visible).count() == 0


def _what_if(page: Any) -> None:
    place = "#en-step-4"
    page.evaluate(f"document.querySelector('{place} [value=open]').focus()")
    for _ in range(3):
        page.keyboard.press("ArrowRight")  # through the stops, not to the next step
    assert page.evaluate(f"document.querySelector('{place} [value=all]').checked")
    (scene,) = page.evaluate(
        f"[...document.querySelectorAll('{place} .scene')].filter(n => n.checkVisibility()).map(n => n.className)"
    )
    assert scene == "scene at-all at-causes at-steady"
    assert page.inner_text(f"{place} .scene.at-all.at-causes.at-steady .sentence") in page.evaluate(
        f"document.querySelector('{place} .spoken').textContent"
    )


def _votes(page: Any) -> None:
    _press(page, "#en-step-5 .vote .yes")
    _press(page, "#en-step-5 .vote .no")
    _press(page, "#en-step-5 .vote .no")
    assert page.locator("#en-step-5 .vote .said").first.inner_text() == "Yes 1, no 2"
    _press(page, "#en-step-5 .answer-to summary")
    assert page.evaluate("document.querySelector('#en-step-5 .answer-to').open")


def test_without_a_script_all_can_be_read_and_the_switches_work(opened: Any) -> None:
    seen = opened("sv-class", java_script_enabled=False)
    page = seen.page
    assert page.locator("#sv-step-1").is_visible()
    assert not page.locator("#sv-step-2").is_visible()
    assert page.locator("#sv-class noscript p").is_visible()
    assert not page.locator("#sv .only-script").first.is_visible()
    page.click("#sv-step-1 .answer-to summary")
    assert page.locator("#sv-step-1 .answer-to .sentence").first.is_visible()
    for number in (2, 3, 4):
        page.click(f"#sv-step-{number - 1} .turn .next")
        assert page.locator(f"#sv-step-{number}").is_visible()
        assert not page.locator(f"#sv-step-{number - 1}").is_visible()
    page.check("#sv-step-4 [value=none]")
    page.check("#sv-step-4 [value=recession]")
    assert page.locator("#sv-step-4 .scene.at-none.at-causes.at-recession").is_visible()
    assert page.locator("#sv-step-4 .scene:visible").count() == 1
    page.click("#sv-class a[href='#sv-step-3'] >> visible=true")
    assert page.locator("#sv-step-3 circle.dot").first.is_visible()
    page.click("#sv .doors a[href='#sv-ministry']")
    page.check("#sv-ministry [value=support_without_effect]")
    page.check("#sv-ministry [value='5']")
    assert page.locator("#sv-ministry .scene:visible").count() == 1
    assert page.locator("#sv-ministry .left-over:visible").count() == 1
    page.click("#sv .languages a[hreflang=da]")
    assert page.locator("#da").is_visible()
    assert not page.locator("#sv").is_visible()
    seen.check()


def test_a_sheet_prints_alone(opened: Any) -> None:
    seen = opened("da-pupil")
    seen.page.emulate_media(media="print")
    seen.shows("main section.view", "da-pupil")
    assert seen.shown("header") == []
    seen = opened("en-ministry")
    seen.page.emulate_media(media="print")
    seen.shows(".language", "en")
    seen.shows("main section.view", "en-ministry")
