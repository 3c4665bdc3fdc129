"""How far a command has come, where there is no terminal: a line now and then."""

from __future__ import annotations

import pytest

from simulation.cli import progress


def test_a_slow_start_tells_no_time_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    with progress.progress(4, "en") as shown:
        shown(0)  # nothing is done yet, so nothing can be said of the rest
        assert capsys.readouterr().err == ""
        shown(1)
        assert capsys.readouterr().err.startswith("1 of 4 ")
