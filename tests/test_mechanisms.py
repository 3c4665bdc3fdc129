"""The page of mechanisms names what there is: parameters, files, policies, outcomes, facts; its numbers are a run's."""

from __future__ import annotations

import re
from pathlib import Path

from simulation.model.evidence import load_facts
from simulation.model.evidence.registry import ASSUMPTION
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.parameters import entries
from simulation.model.policies import policy_names
from tools.mechanisms import PAGE, SECTIONS, SINGLE, USUAL

ROOT = Path(__file__).resolve().parents[1]
ROWS = [row for rows in SECTIONS.values() for row in rows]
ID = re.compile(r"[A-Z]-?\d+|\d\.\d+[a-z]?")


def test_every_row_names_what_there_is() -> None:
    facts, policies = load_facts(), policy_names()
    for row in ROWS:
        assert bool(row.parameter) != bool(row.label), row.what
        assert not row.file or (ROOT / row.file).is_file(), row.file
        named = ID.findall(row.sources)
        assert named or row.sources == ASSUMPTION, row.what
        assert set(named) <= set(facts), row.what
        if row.parameter:
            assert entries()[row.parameter].low < entries()[row.parameter].high
            assert row.outcome in OUTCOME_IDS
            assert {row.policy, row.against or USUAL} <= set(policies), row.what
    assert {*SINGLE, USUAL} <= set(policies)


def test_every_mechanism_of_the_sources_has_a_row() -> None:
    told = {fact for fact in load_facts() if re.fullmatch(r"M\d+", fact)}
    assert told
    assert told <= {id for row in ROWS for id in ID.findall(row.sources)}


def test_the_page_has_a_line_for_every_row() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for title, rows in SECTIONS.items():
        assert f"\n## {title}\n" in page
        for row in rows:
            (line,) = (line for line in page.splitlines() if line.startswith(f"| {row.what} | {row.sources} |"))
            assert (f"`{row.parameter}`" if row.parameter else f"label: {row.label}") in line
            assert row.file in line
    assert page.count("\n| ") - page.count("\n| mechanism ") >= len(ROWS)
    assert all(f"| {policy} |" in page for policy in SINGLE)
