"""The commands that look things up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulation.__main__ import main
from simulation.base.texts import LANGUAGES, text
from simulation.model.interventions import interventions
from simulation.model.parameters import catalogue, entry
from simulation.model.policies import policy_names
from simulation.model.policies.policy import POLICY_GROUPS
from tests.rows import each_row


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert all(line == line.rstrip() for line in out.splitlines())
    return " ".join(out.split())


def test_policies(capsys: pytest.CaptureFixture[str]) -> None:
    every = said(capsys, "policies")
    assert all(name in every for name in policy_names())
    assert "(stick) (assumed) H1" in every
    assert "Coordinated measures E4" in every  # nothing of it was put in
    assert every.endswith("(assumed): the effect, or part of it, was put in.")
    one = said(capsys, "policies", "aig_sanctions")
    for part in ("sanctions", "Built in, not found", "H1", "weekly meetings", "a_quarter 13"):
        assert part in one
    assert "Trappmodellen" in said(capsys, "policies", "staircase", "language=sv")


@each_row("name", policy_names())
def test_every_policy_can_be_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert name in said(capsys, "policies", name, "language=da")


@each_row("language", LANGUAGES)
def test_policies_are_listed_by_group(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    every = said(capsys, "policies", f"language={language}")
    titles = [text(f"cli.lookup.policy_groups.{group}", language) for group in POLICY_GROUPS]
    places = [every.index(f"{title} {text('cli.lookup.name', language)}") for title in titles[:-1]]
    assert places == sorted(places)
    # between the first two titles: the policies of the first group, with their sources
    assert "observed_mix" in every[places[0] : places[1]]
    assert "D1, D2" in every[places[0] : places[1]]
    assert "staircase" in every[places[1] : places[2]]


def test_elements_within_elements_are_shown_below_them(capsys: pytest.CaptureFixture[str]) -> None:
    one = said(capsys, "policies", "linkoping")
    for part in ("low 1, gate 3 work coordinated: job company_centre", "strengthening measures: interventions social"):
        assert part in one
    assert "profession psychologist" in one
    group = said(capsys, "policies", "aig_eligible")
    assert "only_for: age_over 29, quarters_on_benefit 2, indicator" in group
    assert "None" not in group


def test_where_belief_comes_from_is_shown_with_belief_building(capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("the way clients are spoken of", "preconception", "belief_building.language"):
        assert part in said(capsys, "policies", "belief_building")
    assert "förförståelse" in said(capsys, "policies", "belief_building", "language=sv")
    assert "preconception" not in said(capsys, "policies", "staircase")


def test_interventions(capsys: pytest.CaptureFixture[str]) -> None:
    every = said(capsys, "interventions")
    assert all(name in every for name in interventions())
    assert every.count("assumption") == 1
    assert "says 21, but 20 are printed" in every
    # substitute hours: 1 quarter, 8 hours a week, lock-in 0.2, 5 places, employers 0.4
    assert re.search(r"substitute_hours substitute hours knowledge [a-z, ]+ 1 8 0\.2 5 0\.4 ", every)
    assert "1 8 0,2 5 0,4" in said(capsys, "interventions", "language=da")
    assert "jobbsökning" in said(capsys, "interventions", "job_search", "language=sv")
    health = said(capsys, "interventions", "health")
    assert "managing_health" in health
    assert "job_search" not in health
    one = said(capsys, "interventions", "network")
    for part in (
        "ability to create contact, ability to cooperate, support from network",
        "places per 100 clients on benefit",
        "assumption",
    ):
        assert part in one


def test_an_unknown_intervention_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["interventions", "job_serach"]) == 2
    assert "nearest: job_search" in capsys.readouterr().err


def test_own_policy_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label = "{en: Mine, sv: Min, da: Min}"
    (tmp_path / "policy").mkdir()
    content = f"label: {label}\nsummary: {label}\nsources: [assumption]\nelements: []\n"
    (tmp_path / "policy" / "mine.yaml").write_text(content, encoding="utf-8")
    assert "mine" in said(capsys, "policies", f"config_dir={tmp_path}")
    assert "an assumption of this model" in said(capsys, "policies", "mine", f"config_dir={tmp_path}")


def test_thousands_of_own_policies_are_told_rather_than_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy").mkdir()
    for number in range(500):
        (tmp_path / "policy" / f"mine{number}.yaml").touch()  # to read one would be an error
    assert main(["policies", f"config_dir={tmp_path}"]) == 2
    assert "at most 500 are listed" in capsys.readouterr().err


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
    for part in ("parameters.trust.gain", f"Value {entry('trust.gain').central:g} (", "0.08 to 0.25", "G12", "assumed"):
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
    assert "wage_supported" in said(capsys, "prices", "jobb", "med", "stöd")


def test_prices_of_a_study_are_listed_under_the_names_that_trial_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert all(name in said(capsys, "prices") for name in ("price_planning", "price_office", "price_client"))
    assert "20,000 to 150,000" in said(capsys, "prices", "price_office")
