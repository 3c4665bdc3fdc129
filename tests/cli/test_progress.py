"""How far a command has come, where there is no terminal: a line now and then."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulation.base.texts import text
from simulation.cli import progress
from simulation.cli.sweep_progress import left_words


def test_a_slow_start_tells_no_time_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    with progress.progress(4, "en") as shown:
        shown(0)  # nothing is done yet, so nothing can be said of the rest
        assert capsys.readouterr().err == ""
        shown(1)
        assert capsys.readouterr().err.startswith("1 of 4 ")


def test_a_sweep_tells_the_time_left_in_words() -> None:
    words: Any = SimpleNamespace(text=lambda key, **values: text(f"sweep.{key}", "sv", **values))
    assert left_words(words, None) == "återstående tid ännu inte känd"
    assert left_words(words, 189.0) == "ungefär 3:09 kvar"
