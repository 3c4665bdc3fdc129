"""What `tilltro target` hands on runs as it says: every rule is a policy that `compare` takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulation.__main__ import main

SMALL = ("population.n_clients=60", "n_quarters=2", "threads=1")


@pytest.mark.usefixtures("one_figure")
def test_a_rule_runs_with_the_command_that_the_page_gives(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["target", "n_replications=8", "out=found", "xlsx=false", *SMALL]) == 0
    assert not (empty / "found" / "results.xlsx").exists()
    page = (empty / "found" / "target.html").read_text(encoding="utf-8")
    shown = re.search(r"&#34;policies=\[(\w+)\]&#34; baseline=random config_dir=(\S+?)/configs", page)
    assert shown is not None
    capsys.readouterr()
    command = ["compare", f"policies=[{shown[1]}]", "baseline=random", "config_dir=found/configs"]
    assert main([*command, "n_replications=2", "xlsx=false", "out=again", *SMALL]) == 0, capsys.readouterr().err
