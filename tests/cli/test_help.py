"""Help answers at once, in three languages, and names everything that can be set."""

from __future__ import annotations

import subprocess
import sys

import pytest

import simulation
from simulation.__main__ import PROGRAMS, main
from simulation.base.texts import LANGUAGES
from tests.rows import each_row

HEAVY = {"numpy", "numba", "pandas", "scipy", "hydra", "omegaconf", "mesa", "matplotlib", "pyarrow", "rich", "sklearn"}
CHECK = f"""
import sys
from simulation.__main__ import main
main(sys.argv[1:])
loaded = {HEAVY!r} & set(sys.modules)
assert not loaded, loaded
"""


@each_row("arguments", [[], ["--help"], ["--version"], ["compare", "--help"], ["info", "-h"]])
def test_help_imports_nothing_slow(arguments: list[str]) -> None:
    command = [sys.executable, "-c", CHECK, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@each_row("language", LANGUAGES)
@each_row("command", PROGRAMS)
def test_every_command_is_explained(command: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help", f"language={language}"]) == 0
    page = capsys.readouterr().out
    assert f"tilltro {command}" in page
    assert "language=en" in page
    assert max(len(line) for line in page.splitlines()) <= 100
    assert main([f"language={language}"]) == 0
    assert command in capsys.readouterr().out


def test_help_of_compare_names_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    from simulation.base.resources import configs, read_yaml

    main(["compare", "--help"])
    page = capsys.readouterr().out
    keys = set(read_yaml(configs().joinpath("config.yaml"))) - {"defaults"}
    assert {key for key in keys if f"{key}=" not in page} == set()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tilltro {simulation.__version__}\n"
