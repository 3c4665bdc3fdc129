"""Words as they are pasted from a document or guessed at: understood, or pointed to the right one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.__main__ import main
from tests.cli.conftest import RUNS

UNDERSTOOD = (
    ["compare", "\N{LEFT DOUBLE QUOTATION MARK}policies=[staircase,coordinated]\N{RIGHT DOUBLE QUOTATION MARK}"],
    ["compare", "parameters.job_entry.intercept=\N{MINUS SIGN}5.5"],
    ["compare", "policies=[staircase,\N{NO-BREAK SPACE}coordinated]"],
    ["run", "policy=staircase", "language=SV"],
    ["run", "policy=staircase", "language=Svenska"],
    ["run", "policy=staircase", "language=danish"],
)
POINTED = {
    ("compare", "years=10"): "n_quarters=40",
    ("Excel",): ".xlsx",
    ("experiments",): "experiment=headline",
    ("policies=[staircase]",): "tilltro compare policies=[staircase]",
    ("follow", "Henrik."): "henrik",
    ("run", "policy=Staircase"): "staircase",
    ("compare", "policies=[sanctions,coordinated]"): "aig_sanctions",
}


def test_what_a_word_processor_made_of_it_is_understood(dry: Callable[[list[str]], int | str]) -> None:
    assert {" ".join(line): dry(line) for line in UNDERSTOOD} == {" ".join(line): RUNS for line in UNDERSTOOD}


def test_what_is_guessed_at_is_pointed_to_the_right_word(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    for line, expected in POINTED.items():
        status, said = main(list(line)), capsys.readouterr().err
        if status != 2 or expected not in said or said.count("\n") != 1:
            wrong.append(f"{' '.join(line)}: {status}, {said}")
    assert not wrong


def test_nothing_is_suggested_that_is_not_alike(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "address=tcp"]) == 2
    assert "distress" not in capsys.readouterr().err
