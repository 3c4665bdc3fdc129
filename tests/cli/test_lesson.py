"""The lesson and the guide say the same in three languages, and their figures are what the commands print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.base.texts.numbers import format_interval, format_points
from simulation.cli.follow import request_follow
from simulation.cli.typed import read_typed
from simulation.study.contrasts.uncertainty import draw_numbers, parts_of
from simulation.study.settings_reader import make_settings
from simulation.web.lesson.data import shipped
from simulation.web.lesson.scenes import class_scenes, ministry_scenes

from .conftest import RUNS

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDERS = {"en": DOCS, "sv": DOCS / "sv", "da": DOCS / "da"}
PAGES = ("teaching.md", "reading.md")
OTHERS = ("sv", "da")
SIGNED = re.compile(r"[+−]?\d+(?:[.,]\d+)?")


def read(page: str, language: str) -> str:
    return (FOLDERS[language] / page).read_text(encoding="utf-8")


def parts(page: str, language: str) -> list[str]:
    """Return what follows each heading; how to install stands before the first, in some languages only."""
    return read(page, language).split("\n## ")[1:] or [read(page, language)]


def figures(content: str) -> list[str]:
    return sorted(found.replace(",", ".") for found in SIGNED.findall(content))


def commands(language: str) -> list[str]:
    return re.findall(r"^ +(tilltro .+)$", read("teaching.md", language), re.MULTILINE)


def rows(language: str) -> list[list[str]]:
    """Return the rows of the lesson's tables that hold a result, without what they are called."""
    lines = re.findall(r"^\| *([^|\n]+\|(?: *(?:[+−]|0[.,]0)[^|\n]*\|)+)$", read("teaching.md", language), re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("page", PAGES)
def test_the_same_figures_in_every_language(page: str, language: str) -> None:
    theirs, ours = parts(page, language), parts(page, "en")
    assert len(theirs) == len(ours)
    for their, our in zip(theirs, ours, strict=True):
        assert figures(their) == figures(our), our.splitlines()[0]


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_commands_answer_in_the_language(language: str) -> None:
    assert commands("en")
    assert commands(language) == [f"{command} language={language}" for command in commands("en")]


@pytest.mark.parametrize("command", commands("sv"))
def test_every_command_can_be_pasted(
    command: str, dry: Callable[[list[str]], int | str], empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = dry(shlex.split(command)[1:])
    out, err = capsys.readouterr()
    assert status == RUNS or (status == 0 and out), err


def test_the_guide_quotes_the_lesson() -> None:
    mean, over_parameters = rows("en")[5]  # where all of the published progress is caused
    sentence = read("reading.md", "en").split("**A sentence that holds:**")[1].split("**A sentence")[0]
    people = {str(round(float(found))) for found in figures(f"{mean} {over_parameters}")}
    assert people <= set(figures(sentence))


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str, language: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", read(page, language))
    assert links
    assert all((FOLDERS[language] / link).exists() for link in links)


STAIRCASE: dict[str, Any] = {
    "policies": ["staircase_dose_matched", "coordinated_dose_matched", "coordinated"],
    "baseline": "staircase",
}
CARROT: dict[str, Any] = {"policies": ["aig_sanctions", "jobfirst"], "n_quarters": 40}


def given(share: float) -> dict[str, Any]:
    return {**STAIRCASE, "policies": ["coordinated"], "parameters": {"progression": {"causal_share": share}}}


@pytest.mark.slow
def test_henriks_two_stories_are_as_told() -> None:
    lines = [line for line in commands("en") if "follow henrik" in line]
    asked = [request_follow("henrik", read_typed(shlex.split(line)[3:])) for line in lines]
    assert [found.request.settings.seed for found in asked] == [1, 6]
    stories = [replace(found.asked, n_paths=2).follow().story for found in asked]
    for side in (stories[0].policy, stories[0].against, stories[1].against):
        assert not side[-1].has_worked
    (first, *_) = (now for now in stories[1].policy if now.has_worked)
    assert (first.state, first.quarter) == ("new_start_job", 12)


# The rows of the lesson: the policy, its outcome, and the scene that shows it.
OPEN, NOTHING, ALL = ("open", "causes", "steady"), ("none", "causes", "steady"), ("all", "causes", "steady")
USUALLY = ("usual", "steady")
ROWS = [
    ("coordinated", "first_job", OPEN),
    ("coordinated_dose_matched", "first_job", OPEN),
    ("staircase_dose_matched", "first_job", OPEN),
    ("coordinated", "first_job", NOTHING),
    ("coordinated", "first_job", OPEN),
    ("coordinated", "first_job", ALL),
    ("aig_sanctions", "disability_pension", USUALLY),
    ("jobfirst", "first_job", USUALLY),
]


@pytest.mark.parametrize(
    ("settings", "switches"),
    [(STAIRCASE, OPEN), (given(0.0), NOTHING), (given(1.0), ALL), (CARROT, USUALLY)],
    ids=["open", "nothing", "all", "carrot"],
)
def test_the_scenes_are_what_the_commands_compare(settings: dict[str, Any], switches: tuple[str, ...]) -> None:
    (scene,) = (scene for scene in (*class_scenes(), *ministry_scenes()) if scene.switches == switches)
    assert scene.settings() == make_settings(**settings)


def test_the_figures_are_those_of_the_scenes() -> None:
    # Whole comparisons would take a minute; what ships is held against the model in tests/web/lesson/test_data.py.
    lesson = shipped()
    outcomes = {**lesson.class_scenes, **lesson.ministry_scenes}
    baseline = {OPEN: "staircase", NOTHING: "staircase", ALL: "staircase", USUALLY: "observed_mix"}
    written = rows("sv")
    assert len(written) == len(ROWS)
    for shown, (policy, outcome, switches) in zip(written, ROWS, strict=True):
        values = outcomes[".".join(switches)].values
        there, before = (np.array(values[name]["all"][outcome]) for name in (policy, baseline[switches]))
        found, _ = parts_of(there - before, draw_numbers(len(there)))
        ends = [(found.mean - found.half_width, found.mean + found.half_width), (found.cred_low, found.cred_high)]
        intervals = [format_interval(100 * float(low), 100 * float(high), 1, "sv", sign=True) for low, high in ends]
        assert shown == [format_points(float(found.mean), 1, "sv"), *intervals[-len(shown) + 1 :]]
