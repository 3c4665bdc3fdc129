"""Every outcome and every group has a name in each language."""

from __future__ import annotations

import pytest

from simulation.base.resources import configs
from simulation.base.texts import LANGUAGES, catalogue
from simulation.base.texts.labels import (
    group_label,
    outcome_label,
    outcome_meaning,
    outcome_unit,
    run_label,
)
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.report.style import wrapped


@pytest.mark.parametrize("language", LANGUAGES)
def test_outcomes(language: str) -> None:
    labels = [outcome_label(id, language) for id in OUTCOME_IDS]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert all(outcome_unit(id, language) for id in OUTCOME_IDS)
    assert all(outcome_meaning(id, language).endswith(".") for id in OUTCOME_IDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups(language: str) -> None:
    labels = [group_label(id, language) for id in GROUPS]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_what_is_ready_made_has_a_label() -> None:
    names = {
        path.name.removesuffix(".yaml")
        for folder in ("experiment", "sweep")
        for path in configs().joinpath(folder).iterdir()
        if path.name.endswith(".yaml")
    }
    assert set(catalogue("pages.named")) == names | {"own"}  # the name of a comparison that isn't given one
    assert run_label("carrot_and_stick", "sv") == "Morot och piska"
    assert run_label("staircase", "da", {"staircase": "Trappemodellen"}) == "Trappemodellen"
    assert run_label("a-name-of-my-own", "da") == "a-name-of-my-own"


def test_a_number_is_not_broken_in_a_figure() -> None:
    assert wrapped("1500 till 10\N{NO-BREAK SPACE}500", 12) == "1500 till\n10\N{NO-BREAK SPACE}500"
    assert wrapped("one\ntwo\tthree\x00", 20) == "one two three"
