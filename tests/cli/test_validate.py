"""Published findings beside simulated ones, on the command line."""

from __future__ import annotations

import pytest

from simulation.__main__ import main

SMALL = ("population.n_clients=300", "n_quarters=12", "n_replications=2")


def test_every_pattern_stands_beside_its_published_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", *SMALL]) == 0
    out = capsys.readouterr().out
    lines = {line.split("  ")[1]: line for line in out.splitlines() if line.startswith("  ")}
    for fact, published in (("F1", "1.1"), ("F5", "26.8"), ("F7 3", "27.8"), ("G7", "14.8"), ("G4", "23.0")):
        assert published in lines[fact].split()
    assert "Rough agreement" in out
    assert "observed_mix, 300 clients, 2 replications" in out


def test_it_speaks_danish(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", *SMALL, "language=da"]) == 0
    assert "26,8" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("n_quarters=10", "needs at least 11"),
        ("policy=stircase", "staircase"),
        ("out=somewhere", "out"),
        ("policies=[staircase]", "policies"),
    ],
)
def test_wrong_input_gets_one_sentence(argument: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", argument]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err
