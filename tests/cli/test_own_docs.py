"""The commands in the documents on one's own clients and policies run as they stand."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.study.client_table import read_table

from .conftest import RUNS

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMAND = re.compile(r"^    tilltro (.+)$", re.MULTILINE)
FILE = re.compile(r"```yaml\n# (my_configs/\S+)\n(.*?)```", re.DOTALL)


# Commands of other documents name folders that a run has made, or files of an earlier step.
NAMED = re.compile(r"FOLDER|NAME|SELECT|my_\w+|sms\.json")


def of_other_documents() -> list[str]:
    """Return the commands of README and the English documents, each once, without what is said beside them."""
    pages = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]
    found = (command for page in pages for command in COMMAND.findall(page.read_text(encoding="utf-8")))
    return list(dict.fromkeys(command.partition(" #")[0].strip() for command in found if not NAMED.search(command)))


def test_commands_of_other_documents_run_as_they_stand(
    dry: Callable[[list[str]], int | str], empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = of_other_documents()
    assert len(commands) > 50
    refused = []
    for number, command in enumerate(commands):
        folder = empty / str(number)
        folder.mkdir()
        with contextlib.chdir(folder):
            status = dry(shlex.split(command))
        if status not in (0, RUNS):
            refused.append((command, capsys.readouterr().err))
    assert not refused


@pytest.mark.parametrize("name", ["own_clients.md", "own_policy.md"])
def test_commands_run_as_they_stand(
    name: str, dry: Callable[[list[str]], int | str], empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (DOCS / name).read_text(encoding="utf-8")
    for path, written in FILE.findall(content):
        (empty / path).parent.mkdir(parents=True, exist_ok=True)
        (empty / path).write_text(written, encoding="utf-8")
    commands = COMMAND.findall(content)
    assert commands
    for command in commands:
        assert dry(shlex.split(command)) in (0, RUNS), (command, capsys.readouterr().err)


def test_the_table_shown_can_be_read(empty: Path) -> None:
    content = (DOCS / "own_clients.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    ([a-z_,]+(?:\n    [\d.,]+)+)$", content, re.MULTILINE)
    (empty / "shown.csv").write_text(lines[0].replace("    ", ""), encoding="utf-8")
    assert read_table(empty / "shown.csv").n_clients == 3
