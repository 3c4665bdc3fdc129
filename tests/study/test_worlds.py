"""Worlds: readings of contrary evidence, what they change, and what goes before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.model.evidence import ASSUMPTION, load_facts
from simulation.model.parameters import catalogue, central
from simulation.results.config import resolved
from simulation.results.content_hash import content_hash
from simulation.study.posterior import shipped
from simulation.study.settings_reader import make_settings
from simulation.study.worlds import USUAL, build_world, combined, load_world, over, together, world_names
from tests.rows import each_row

NAMES = world_names()
TEXT = {"en": "x", "sv": "x", "da": "x"}
GOOD = {"label": TEXT, "summary": TEXT, "sources": [ASSUMPTION], "parameters": {"trust": {"gain": 0.2}}}


def test_the_usual_world_comes_first_and_changes_nothing() -> None:
    assert NAMES[0] == USUAL
    assert load_world(USUAL).changes == ()
    assert make_settings().parameter_values() == central()


def test_the_contrary_readings_that_the_evidence_asks_for_are_there() -> None:
    asked = {"sanctions_work", "strict_caseworkers", "no_belief_effect", "displacement", "support_without_effect"}
    assert asked | {"snowball", "selection_only", "harder_cases"} <= set(NAMES)


@each_row("name", NAMES[1:])
def test_every_world_changes_something_and_says_why(name: str) -> None:
    world = load_world(name)
    assert world.changes
    drawn = shipped().names
    # one that stays at its central value is set so that it isn't drawn
    same = {f"{change.group}.{change.name}" for change in world.changes if change.value == change.central}
    assert same <= set(drawn)
    assert len(same) < len(world.changes)
    assert world.sources
    assert all(source == ASSUMPTION or source in load_facts() for source in world.sources)
    assert set(world.label) == set(world.summary) == set(LANGUAGES)


@each_row("name", NAMES[1:])
def test_a_world_changes_what_it_says_and_nothing_else(name: str) -> None:
    usual, here = central(), make_settings(["staircase"], world=name).parameter_values()
    changed = {(change.group, change.name): change.value for change in load_world(name).changes}
    for group, names in catalogue().items():
        for parameter in names:
            value = getattr(getattr(here, group), parameter)
            assert value == changed.get((group, parameter), getattr(getattr(usual, group), parameter))


def test_belief_has_no_effect_left_where_it_only_predicts() -> None:
    changed = {(change.group, change.name): change.value for change in load_world("no_belief_effect").changes}
    for group, name in (("job_entry", "belief"), ("belief", "contagion"), ("distress", "belief")):
        if name in catalogue()[group]:
            assert changed[group, name] == 0.0


def test_harm_spread_evenly_has_the_usual_mean() -> None:
    # 46 % psychiatric: 0.46 * 0.6 + 0.54 * 0.1 = 0.33;  0.46 * 0.15 + 0.54 * 0.02 = 0.0798
    world, distress = make_settings(world="harm_spread_evenly").parameter_values().distress, central().distress
    share = central().population.psychiatric
    for kind in ("demands", "sanction"):
        here = [getattr(world, f"{kind}_{who}") for who in ("psychiatric", "other")]
        usual = [getattr(distress, f"{kind}_{who}") for who in ("psychiatric", "other")]
        assert here[0] == here[1] == pytest.approx(share * usual[0] + (1 - share) * usual[1], abs=5e-4)


def test_worlds_keep_the_size_that_their_sentence_states() -> None:
    lock_in, measures = load_world("strong_lock_in"), central()
    assert "twice as much" in lock_in.summary["en"]
    assert lock_in.parameters["job_entry"]["lock_in"] == 2 * measures.job_entry.lock_in
    fades = load_world("short_lived_gains")
    assert "Half of what" in fades.summary["en"]
    assert "not a third" in fades.summary["en"]
    assert fades.parameters["progression"]["return_rate"] == 1 / 2
    assert measures.progression.return_rate == pytest.approx(1 / 3, abs=0.02)


def test_what_is_given_by_hand_goes_before_a_world() -> None:
    settings = make_settings(world="sanctions_work", parameters={"job_entry": {"demands": 0.0}})
    assert settings.parameter_values() == central()
    assert settings.world_names == ("sanctions_work",)


def test_several_worlds_hold_at_once() -> None:
    values = make_settings(world=["sanctions_work", "support_without_effect"]).parameter_values()
    assert (values.job_entry.demands, values.hours.employer_contact, values.belief.support) == (0.3, 0.0, 0.0)


def test_worlds_that_disagree_are_refused_and_those_that_agree_are_not() -> None:
    one = build_world("one", GOOD, "one")
    other = build_world("other", {**GOOD, "parameters": {"trust": {"gain": 0.25}}}, "other")
    with pytest.raises(InputError) as caught:
        combined([one, other])
    assert caught.value.key == "worlds_disagree"
    assert caught.value.values == {"one": "one", "other": "other", "name": "parameters.trust.gain"}
    assert combined([one, one]) == {"trust": {"gain": 0.2}}


def test_worlds_together_are_one() -> None:
    worlds = [load_world("sanctions_work"), load_world("snowball")]
    both = together("both", TEXT, worlds)
    assert both.parts == ("sanctions_work", "snowball")
    assert both.parameters == {"job_entry": {"demands": 0.3}, "progression": {"snowball": 1.0}}
    assert both.sources == ("2.21", "2.22", "2.23", "assumption", "M5")


def test_over_keeps_both_sides() -> None:
    worlds, given = {"a": {"x": 1, "y": 2}, "b": {"z": 3}}, {"a": {"x": 9}, "c": {"w": 4}}
    assert over(worlds, given) == {"a": {"x": 9, "y": 2}, "b": {"z": 3}, "c": {"w": 4}}


@each_row(
    ("value", "said"),
    [
        ("", "a name, or several"),
        ([], "a name, or several"),
        (None, "a name, or several"),
        (3, "a name, or several"),
        (["usual", 5], "a name, or several"),
        ("sanction_work", "nearest: sanctions_work"),
        (["usual", "sanction_work"], "nearest: sanctions_work"),
        ("zebra", "'tilltro worlds' lists"),
        (["usual", "sanctions_work"], "'usual' changes nothing"),
        (["snowball", "snowball"], "lists 'snowball' twice"),
    ],
)
def test_a_wrong_world_is_refused(value: object, said: str) -> None:
    content = {**make_settings_content(), "world": value}
    from simulation.study.settings_reader import read_settings

    with pytest.raises(InputError) as caught:
        read_settings(content)
    assert said in str(caught.value)


def make_settings_content() -> dict[str, object]:
    from simulation.study.defaults import default_settings

    return default_settings()


@each_row(
    ("changed", "key"),
    [
        ({"labell": TEXT}, "unknown_key"),
        ({"label": {"fi": "x"}}, "wrong_shape"),
        ({"sources": "F7"}, "wrong_shape"),
        ({"sources": ["F777"]}, "unknown_name"),
        ({"parameters": None}, "wrong_shape"),
        ({"parameters": {"trust": 1}}, "wrong_shape"),
        ({"parameters": {"trust": {"gian": 0.2}}}, "unknown_key"),
        ({"parameters": {"trust": {"gain": 7}}}, "out_of_range"),
        ({"parameters": {"trust": {"gain": "much"}}}, "not_a_number"),
    ],
)
def test_a_wrong_file_is_refused(changed: dict[str, object], key: str) -> None:
    with pytest.raises(InputError) as caught:
        build_world("mine", {**GOOD, **changed}, "world mine")
    assert caught.value.key == key
    assert str(caught.value)


def test_missing_keys_and_a_changed_usual_world_are_refused() -> None:
    with pytest.raises(InputError):
        build_world("mine", {"label": TEXT}, "world mine")
    with pytest.raises(InputError):
        build_world("mine", [1], "world mine")
    with pytest.raises(InputError) as caught:
        build_world(USUAL, GOOD, "world usual")
    assert caught.value.key == "usual_world"


def test_a_world_counts_in_the_hash_and_stands_in_the_settings() -> None:
    usual, other = make_settings(), make_settings(world="snowball")
    by_hand = make_settings(parameters={"progression": {"snowball": 1.0}})
    assert len({content_hash(one, "compare", "n", "en") for one in (usual, other, by_hand)}) == 3
    assert resolved(usual)["world"] == "usual"
    assert resolved(other)["world"] == "snowball"
    assert resolved(make_settings(world=["snowball", "sanctions_work"]))["world"] == ["snowball", "sanctions_work"]
    assert resolved(other)["parameters"] == resolved(by_hand)["parameters"]


def test_a_world_of_one_s_own(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    folder.mkdir()
    (folder / "mine.yaml").write_text(
        "label: &t {en: Mine, sv: Min, da: Min}\nsummary: *t\nsources: [assumption]\nparameters: {trust: {gain: 0.2}}\n"
    )
    settings = make_settings(["staircase"], world="mine", config_dir=str(tmp_path))
    assert settings.parameter_values().trust.gain == 0.2
    assert "mine" in world_names(tmp_path)
    first = content_hash(settings, "compare", "n", "en")
    (folder / "mine.yaml").write_text((folder / "mine.yaml").read_text().replace("Mine", "Other"))
    assert content_hash(settings, "compare", "n", "en") != first
