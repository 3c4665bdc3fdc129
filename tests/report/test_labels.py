"""Every outcome and every group has a name in each language."""

from __future__ import annotations

import pytest

from simulation.outcomes.groups import DIMENSIONS, GROUPS
from simulation.outcomes.registry import OUTCOME_IDS
from simulation.texts import LANGUAGES
from simulation.texts.labels import (
    dimension_label,
    group_label,
    outcome_label,
    outcome_meaning,
    outcome_unit,
    value_label,
)


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
    for dimension in DIMENSIONS:
        assert dimension_label(dimension.id, language)
        assert all(value_label(dimension.id, value, language) for value in dimension.values)
