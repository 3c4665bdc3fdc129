"""Help tells the truth: the defaults it shows are those that a command takes, and its examples can be pasted."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulation.__main__ import PROGRAMS, main
from simulation.analyses.calibration.plan import load_plan
from simulation.base.resources import configs, read_yaml
from simulation.base.texts import LANGUAGES, catalogue
from simulation.base.texts.forms import example_in_language
from simulation.cli.contrary import request_contrary
from simulation.cli.defaults import defaults
from simulation.cli.follow import request_follow
from simulation.cli.office import request_office
from simulation.cli.request import (
    request_compare,
    request_predict,
    request_run,
)
from simulation.cli.sensitivity import request_sensitivity
from simulation.cli.target import request_target
from simulation.cli.trial import request_trial
from simulation.cli.typed import read_typed
from simulation.cli.validate import request_validate
from simulation.study.contrasts.precision import DEFAULT_MOST_REPLICATIONS
from simulation.study.settings import Settings
from tests.rows import each_row

from .conftest import RUNS

SHOWN = re.compile(r"^  ([\w.]+)=(\d+)\b", re.MULTILINE)
NOTHING = read_typed([])
# What each command really takes where nothing is said.
TAKEN: dict[str, Callable[[], Settings]] = {
    "compare": lambda: request_compare(NOTHING).settings,
    "run": lambda: request_run(read_typed(["policy=staircase"])).settings,
    "follow": lambda: request_follow("henrik", NOTHING).request.settings,
    "validate": lambda: request_validate(NOTHING).request.settings,
    "predict": lambda: request_predict(NOTHING).settings,
    "contrary": lambda: request_contrary(NOTHING).request.settings,
    "target": lambda: request_target(NOTHING).request.settings,
    "office": lambda: request_office(NOTHING).request.settings,
    "trial": lambda: request_trial(NOTHING).request.settings,
    "sensitivity": lambda: request_sensitivity(NOTHING).request.settings,
}


def page(command: str, capsys: pytest.CaptureFixture[str], language: str = "en") -> str:
    assert main([command, "--help", f"language={language}"]) == 0
    return capsys.readouterr().out


def within(settings: Any, name: str) -> object:
    for part in name.split("."):
        settings = getattr(settings, part)
    return settings


@each_row("command", TAKEN)
def test_the_numbers_shown_are_the_defaults(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = dict(SHOWN.findall(page(command, capsys)))
    settings = TAKEN[command]()
    for name in ("n_paths", "places", "prior_draws", "precision", "spread"):  # of the command, not of the run
        shown.pop(name, None)
    assert int(shown.pop("most_replications", DEFAULT_MOST_REPLICATIONS)) == DEFAULT_MOST_REPLICATIONS
    assert {"seed", *([] if command == "trial" else ["population.n_clients"])} <= set(shown)  # a trial's own: clients
    assert {name: within(settings, name) for name in shown} == {name: int(value) for name, value in shown.items()}


def test_three_commands_have_three_numbers_of_replications(capsys: pytest.CaptureFixture[str]) -> None:
    shown = {command: dict(SHOWN.findall(page(command, capsys))) for command in ("compare", "contrary", "validate")}
    assert [numbers["n_replications"] for numbers in shown.values()] == ["200", "80", "60"]


def test_defaults_that_are_no_settings_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    follow = request_follow("henrik", NOTHING).asked
    shown = " ".join(page("follow", capsys).split())
    assert f"n_paths={follow.n_paths} " in shown
    for setting, value in (("policy", follow.policy), ("against", follow.against)):
        assert re.search(rf"{setting}=NAME [^=]*; default {value} ", shown)
    assert f"n_runs={load_plan(defaults('calibrate')['calibration'], {}).n_runs} " in page("calibrate", capsys)
    requests = (request_validate(NOTHING).request, request_predict(NOTHING))
    for command, request in zip(("validate", "predict"), requests, strict=True):
        assert f"; default {request.settings.baseline}" in " ".join(page(command, capsys).split())


@each_row("language", LANGUAGES)
@each_row("command", PROGRAMS)
def test_a_page_has_what_how_settings_and_examples(
    command: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = page(command, capsys, language)
    headings = catalogue("cli.help.headings")
    for heading in ("usage", "settings", "examples"):
        assert f"\n{headings[heading][language]}" in found
    assert len(catalogue(f"cli.help.commands.{command}.examples")) >= (1 if command == "info" else 2)


EXAMPLES = [
    example["command"]
    for command in PROGRAMS
    if command not in ("sweep", "query", "report", "verify", "check-study")  # whose examples name a folder of one's own
    for example in catalogue(f"cli.help.commands.{command}.examples")
] + [example["command"] for example in catalogue("cli.help.overview.examples")]
# What page one proposes: the study that would tell, where a ready design plans it.
STUDIES = [
    command
    for unknown in read_yaml(configs().joinpath("unknowns.yaml")).values()
    for sentence in unknown["study"].values()
    for command in re.findall(rf"tilltro (?:{'|'.join(PROGRAMS)}) [\w=]+", sentence)
]
EXAMPLES += STUDIES


def test_studies_are_proposed_with_their_command() -> None:
    assert len(STUDIES) >= len(LANGUAGES)


@each_row("line", EXAMPLES)
def test_every_example_can_be_pasted(
    line: str, dry: Callable[[list[str]], int | str], empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(example_in_language(line, "da"))  # the same, and in which language to answer
    assert program == "tilltro"
    status = dry(arguments)
    out, err = capsys.readouterr()
    assert status == RUNS or (status == 0 and out), err


@each_row(("language", "folder", "name"), [("sv", "MAPP", "NAMN"), ("da", "MAPPE", "NAVN")])
@each_row("command", PROGRAMS)
def test_a_page_is_wholly_in_its_language(
    command: str, language: str, folder: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands for the user's own is translated, and what is pasted answers in the reader's language."""
    found = page(command, capsys, language)
    assert not re.findall(r"\b(?:NAME|NUMBER|VALUE|GROUP|FILE|FOLDER|WORD)\b", found)
    settings = catalogue(f"cli.help.commands.{command}.settings")
    assert (f"={folder}" in found) == bool({"out", "config_dir", "resume", "calibration_out"} & set(settings))
    assert (f"={name}" in found) == any(
        catalogue(f"cli.settings.{setting}.name").endswith("=NAME") for setting in settings
    ) or command == "prices"
    examples = found.split(catalogue("cli.help.headings.examples")[language])[1]
    pasted = [line for line in examples.splitlines() if line.startswith("  tilltro")]
    assert len(pasted) == len(catalogue(f"cli.help.commands.{command}.examples"))
    assert all(line.count("language=") == 1 and f"language={language}" in line for line in pasted)
