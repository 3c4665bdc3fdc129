"""Tables in narrow terminals: nothing is cut off, and no name or number is broken in two."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from rich.console import Console

from simulation.cli import terminal
from simulation.cli.terminal import table

HEADINGS = ["Name", "Value", "Cost of a further quarter"]
ROWS = [["coordinated_dose_matched", "-17.5 to +5.4", "no clear gain in quarters"], ["staircase", "1.0", "2.0"]]
TITLE = "Better (+) or worse (-) off over 16 quarters, thousand DKK a client"


def shown(columns: int, monkeypatch: pytest.MonkeyPatch, rows: Sequence[Sequence[str]] = ROWS) -> list[str]:
    """Return the lines of the table in a terminal of so many characters."""
    monkeypatch.setattr(terminal, "width", lambda: columns)
    console = Console(file=io.StringIO(), width=columns, color_system=None)
    with console.capture() as captured:
        console.print(table(HEADINGS, rows, TITLE))
    return captured.get().splitlines()


@pytest.mark.parametrize("columns", [50, 60, 70, 80, 120, 200])
def test_nothing_is_cut(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(columns, monkeypatch)
    said = " ".join(lines)
    assert max(map(len, lines)) <= columns
    for whole in ("coordinated_dose_matched", "-17.5 to +5.4", *TITLE.split(), *HEADINGS[2].split(), "clear", "gain"):
        assert whole in said


def test_in_a_pipe_lines_are_as_long_as_columns_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = f"  Report: {'x' * 70}\n" + "one two three " * 10
    terminal.show(words)
    assert max(map(len, capsys.readouterr().out.splitlines())) > 100
    monkeypatch.setenv("COLUMNS", "60")
    terminal.show(words)
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines if "x" not in line) <= 60
    assert "  " + "x" * 70 in lines  # a path is never broken
    assert " ".join(lines).split() == words.split()


def test_a_table_where_there_is_room_and_a_list_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    # 24 + 13 + 8 ("quarters") characters, three around each column and one at the edge: 55
    assert any("─" in line for line in shown(55, monkeypatch))
    narrow = [line.rstrip() for line in shown(54, monkeypatch)]
    assert not any("─" in line for line in narrow)
    assert narrow[narrow.index("coordinated_dose_matched") + 1].split() == ["Value", "-17.5", "to", "+5.4"]


def test_a_table_is_no_wider_than_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    # 24 + 13 + 25 characters, three around each column and one at the edge: 72
    assert max(len(line) for line in shown(200, monkeypatch) if "─" in line) <= 72
