"""The lesson and the guide say the same in three languages, and their figures are what the commands print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import simulation
from simulation.base.texts.numbers import format_interval, format_points
from simulation.cli.follow import request_follow, simulate
from simulation.cli.typed import read_typed

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
    stories = [simulate(replace(found, n_paths=2), lambda *_: None)[0] for found in asked]
    for side in (stories[0].policy, stories[0].against, stories[1].against):
        assert not side[-1].has_worked
    (first, *_) = (now for now in stories[1].policy if now.has_worked)
    assert (first.state, first.quarter) == ("new_start_job", 12)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "asked"),  # asked: row of the lesson, policy and outcome
    [
        (STAIRCASE, [(0, "coordinated", "first_job"), (1, "coordinated_dose_matched", "first_job"),
                     (2, "staircase_dose_matched", "first_job"), (4, "coordinated", "first_job")]),
        (given(0.0), [(3, "coordinated", "first_job")]),
        (given(1.0), [(5, "coordinated", "first_job")]),
        (CARROT, [(6, "aig_sanctions", "disability_pension"), (7, "jobfirst", "first_job")]),
    ],
    ids=["open", "nothing", "all", "carrot"],
)  # fmt: skip
def test_the_figures_are_those_of_the_commands(settings: dict[str, Any], asked: list[tuple[int, str, str]]) -> None:
    contrasts = simulation.compare(**settings).contrasts
    at_end = contrasts[(contrasts["group"] == "all") & (contrasts["quarter"] == contrasts["quarter"].max())]
    written = rows("sv")
    assert len(written) == 8
    for row, policy, outcome in asked:
        found = at_end.set_index(["policy", "outcome"]).loc[(policy, outcome)]
        chance, parameters = (
            format_interval(100 * found[f"{kind}_low"], 100 * found[f"{kind}_high"], 1, "sv", sign=True)
            for kind in ("mc", "cred")
        )
        shown = [format_points(found["difference"], 1, "sv"), *([chance] if len(written[row]) == 3 else []), parameters]
        assert written[row] == shown
