"""docs/own_policy.md names every element and option, and its examples are policies that can be built."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from simulation.base.resources import configs, read_yaml
from simulation.model.indicators import Indicator
from simulation.model.policies import build_policy
from simulation.model.policies.elements import ELEMENTS
from simulation.model.policies.roles import ROLES
from tests.model.policies.offices import content

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "own_policy.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.parametrize("name", ELEMENTS)
def test_every_element_and_option_is_explained(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}`.*$", TEXT, flags=re.MULTILINE)
    assert all(f"`{field.name}`" in row for field in fields(ELEMENTS[name]))


def test_no_element_is_explained_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `(\w+)`", TEXT, flags=re.MULTILINE)) == set(ELEMENTS)


def test_an_asterisk_stands_with_the_elements_that_keep_a_note() -> None:
    marked = set(re.findall(r"^\| `(\w+)` \*", TEXT, flags=re.MULTILINE))
    assert marked == {"observed_practice", "staircase", "sequence", "two_tracks", "ranked_by"}


def test_every_role_is_explained() -> None:
    roles = TEXT.split("**role**")[1].split("If several")[0]
    assert re.findall(r"`(\w+)`: ", roles) == list(ROLES)


def test_every_indicator_is_named() -> None:
    assert all(f"`{indicator.id}`" in TEXT for indicator in Indicator)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_policies(example: str) -> None:
    assert build_policy("own", {**content("[]"), **yaml.safe_load(example)}, "policy own").elements


@pytest.mark.parametrize("path", sorted(configs().glob("experiment/*.yaml")), ids=lambda path: path.stem)
def test_every_experiment_is_named_by_help_and_compares_policies_that_there_are(path: Path) -> None:
    from simulation.base.texts import LANGUAGES, text
    from simulation.model.policies import load_policy

    experiment = read_yaml(path)
    assert experiment["name"] == path.stem
    for name in (*experiment["policies"], experiment["baseline"]):
        load_policy(name)
    assert all(path.stem in text("cli.settings.experiment.meaning", language) for language in LANGUAGES)
