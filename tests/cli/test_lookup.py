"""The commands that look things up."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.__main__ import main
from simulation.parameters import catalogue
from simulation.policies import policy_names


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert all(line == line.rstrip() for line in out.splitlines())
    return " ".join(out.split())


def test_policies(capsys: pytest.CaptureFixture[str]) -> None:
    every = said(capsys, "policies")
    assert all(name in every for name in policy_names())
    one = said(capsys, "policies", "aig_sanctions")
    for part in ("sanctions", "Built in, not found", "H1", "weekly meetings", "a_quarter 13"):
        assert part in one
    assert "Trappmodellen" in said(capsys, "policies", "staircase", "language=sv")


@pytest.mark.parametrize("name", policy_names())
def test_every_policy_can_be_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert name in said(capsys, "policies", name, "language=da")


def test_own_policy_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label = "{en: Mine, sv: Min, da: Min}"
    (tmp_path / "policy").mkdir()
    content = f"label: {label}\nsummary: {label}\nsources: [assumption]\nelements: []\n"
    (tmp_path / "policy" / "mine.yaml").write_text(content, encoding="utf-8")
    assert "mine" in said(capsys, "policies", f"config_dir={tmp_path}")
    assert "an assumption of this model" in said(capsys, "policies", "mine", f"config_dir={tmp_path}")


def test_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "26.4; 23.6; 27.8; 16.5; 5.8 percent" in said(capsys, "evidence", "f7")
    assert "26,4; 23,6; 27,8; 16,5; 5,8" in said(capsys, "evidence", "F7", "language=da")
    words = said(capsys, "evidence", "change", "caseworker")
    assert "G12" in words
    assert "B1" not in words
    assert "2.27" in said(capsys, "evidence")


def test_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    every = said(capsys, "parameters")
    assert all(f"{group}." in every for group in catalogue())
    one = said(capsys, "parameters", "trust.gain")
    for part in ("parameters.trust.gain", "0.125", "0.08 to 0.25", "G12", "assumed"):
        assert part in one
    assert said(capsys, "parameters", "parameters.trust.gain") == one
    assert "0,08 till 0,25" in said(capsys, "parameters", "trust.gain", "language=sv")
    group = said(capsys, "parameters", "trust")
    assert "trust.loss_from_demands" in group
    assert "hours." not in group
    assert "trust.gain" in said(capsys, "parameters", "G12")


def test_info(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "info")
    for part in ("tilltro", "Python", "numpy", "numba", "mesa", "hydra-core", "Compiled code", "Processor cores"):
        assert part in told


def test_prices(capsys: pytest.CaptureFixture[str]) -> None:
    every = said(capsys, "prices")
    assert "measure_job_search" in every
    assert "2024" in every
    one = said(capsys, "prices", "benefit")
    for part in ("money.benefit", "40,000 (DKK a quarter)", "32,000 to 50,000", "an assumption of this model"):
        assert part in one
    assert said(capsys, "prices", "money.benefit") == one
    assert "32.000 til 50.000" in said(capsys, "prices", "benefit", "language=da")
    assert "wage_supported" in said(capsys, "prices", "stödanställning")
