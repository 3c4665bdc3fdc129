"""A policy's file is checked: what is unknown or not allowed is refused, with the nearest name."""

from pathlib import Path

import pytest
import yaml

from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.model.evidence import load_facts
from simulation.model.policies import build_policy, load_policy, policy_names
from simulation.model.policies.roles import ROLES
from tests.model.policies.offices import TEXTS, content, policy_of
from tests.rows import each_row

NOTED = "elements: [{staircase: {steps: [network]}}]"


def refused(elements: str | None = "[]", **changes: object) -> InputError:
    with pytest.raises(InputError) as caught:
        build_policy("own", content(elements, **changes), "policy own")
    assert str(caught.value)
    return caught.value


def refused_role(role: object) -> InputError:
    with pytest.raises(InputError, match=r"role is .*; allowed is carrot, stick") as caught:
        build_policy("own", {**content("[]"), "role": role}, "policy own")
    return caught.value


@each_row("name", policy_names())
def test_every_policy_of_the_package_is_complete(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    for texts in (policy.label, policy.summary, *([policy.assumed] if policy.assumed else [])):
        assert set(texts) == set(LANGUAGES)
        assert all(texts.values())
    assert policy.sources
    assert policy.group != "own"
    assert all(source == "assumption" or source in load_facts() for source in policy.sources)


@each_row("name", ["aig_sanctions", "jobfirst"])
def test_carrot_and_stick_say_that_their_effect_is_built_in(name: str) -> None:
    assert load_policy(name).assumed


def test_what_a_reader_should_know_is_its_own_words_and_that_it_rests_on_places_moved() -> None:
    assert [words[:9] for words in load_policy("staircase").cautions("en")] == ["The gates", "Sign and "]
    assert [words[:4] for words in load_policy("single_job").cautions("da")] == ["Effe"]
    assert [words[:8] for words in load_policy("observed_mix").cautions("en")] == ["Who gets"]
    error = refused(from_places="yes")
    assert "from_places" in str(error)
    assert "true, false" in str(error)


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    error = refused(sumary=TEXTS)
    assert (error.key, error.values["nearest"]) == ("unknown_key", "summary")


@each_row("key", ["label", "elements"])
def test_a_missing_key_is_named(key: str) -> None:
    error = refused(**{key: None})
    assert (error.key, error.values["name"]) == ("missing_key", key)


def test_an_unknown_element_is_refused_with_the_nearest() -> None:
    error = refused("[stair_case: {steps: [job_search]}]")
    assert (error.key, error.values["nearest"]) == ("unknown_name", "staircase")


def test_an_unknown_option_is_refused_with_the_nearest() -> None:
    error = refused("[demands: {strenght: 1}]")
    assert (error.key, error.values["nearest"]) == ("unknown_key", "strength")


def test_an_option_of_an_element_without_options_is_refused() -> None:
    assert refused("[observed_practice: {share: 1}]").key == "unknown_key"


def test_a_missing_option_is_named() -> None:
    error = refused("[during: {first: 1, elements: []}]")
    assert (error.key, error.values["name"]) == ("missing_key", "last")


@each_row(
    "element",
    [
        "measures: {interventions: [job_serach]}",
        "staircase: {steps: [job_serach]}",
        "coordinated: {job: job_serach, accompanying: []}",
        "coordinated: {job: job_mentor, accompanying: [job_serach], n_accompanying: 1}",
        "capacity: {interventions: [job_serach], places_per_100: 1}",
        "during: {first: 1, last: 2, elements: [measures: {interventions: [job_serach]}]}",
        "only_for: {sex: men, elements: [measures: {interventions: [job_serach]}]}",
        "two_tracks: {work: [measures: {interventions: [job_serach]}], strengthening: []}",
        "sequence: {steps: [job_serach]}",
        "professional: {profession: doctor, intervention: job_serach}",
    ],
)
def test_an_unknown_intervention_is_refused_with_the_nearest_wherever_it_stands(element: str) -> None:
    error = refused(f"[{element}]")
    assert (error.key, error.values["nearest"]) == ("unknown_name", "job_search")


@each_row(
    "element",
    ["only_for: {indicator: helth, elements: []}", "two_tracks: {work: [], strengthening: [], indicators: [helth]}"],
)
def test_an_unknown_indicator_is_refused_with_the_nearest(element: str) -> None:
    error = refused(f"[{element}]")
    assert (error.key, error.values["nearest"]) == ("unknown_name", "health")


def test_what_is_one_of_a_few_is_refused_with_those_allowed() -> None:
    error = refused("[only_for: {sex: male, elements: []}]")
    assert (error.key, error.values["allowed"]) == ("not_allowed", "women, men")
    assert refused("[]", group="practise").key == "not_allowed"
    for role in ("carot", None, 1, ["carrot"], {"carrot": 1}):
        error = refused_role(role)
        assert (error.key, error.values["allowed"]) == ("not_allowed", ", ".join(ROLES)), role
    assert refused("[sequence: {steps: [network], again: 1}]").key == "not_yes_or_no"


def test_a_fixed_caseworker_who_only_answers_can_be_for_some() -> None:
    assert policy_of("[only_for: {age_over: 29, elements: [{fixed_caseworker: {remaining_changes: 1}}]}]")


def test_an_unknown_fact_is_refused_with_the_nearest() -> None:
    error = refused(sources=["H99"])
    assert (error.key, error.values["kind"]) == ("unknown_name", "fact")
    assert error.values["nearest"] in load_facts()


@each_row(
    "element",
    [
        "meetings: {a_quarter: 13.1}",
        "meetings: {a_quarter: -1}",
        "meetings: {a_quarter: .nan}",
        "meetings: {a_quarter: true}",
        "meetings: {a_quarter: many}",
        "demands: {strength: 1.1}",
        "demands: {sanctioned: -0.1}",
        "caseworker_practice: {close_relation: 2}",
        "caseworker_practice: {belief_support: .inf}",
        "employer_contact: {strength: null}",
        "capacity: {interventions: [network], places_per_100: 101}",
        "belief_building: {language: 1.5}",
        "best_caseworkers: {share: -1}",
        "fixed_caseworker: {remaining_changes: 2}",
        "fixed_caseworker: {direct_number: yes}",
        "incentives: {bonus: 2}",
        "matching: {strength: .nan}",
        "subsidised_places: {strength: much}",
        "smaller_caseloads: {times_smaller: 0.5}",
        "smaller_caseloads: {times_smaller: 11}",
        "usual_capacity: {share: -1}",
        "professional: {profession: doctor, intervention: network, places_per_100: 200}",
        "only_for: {age_over: old, elements: []}",
    ],
)
def test_a_number_that_is_not_allowed_is_refused(element: str) -> None:
    assert refused(f"[{element}]").key == "not_a_number"


@each_row(
    "element",
    [
        "during: {first: 0, last: 2, elements: []}",
        "during: {first: 3, last: 2, elements: []}",
        "during: {first: 1.0, last: 2, elements: []}",
        "every_nth_quarter: {n: 0}",
        "every_nth_quarter: {n: true}",
        "staircase: {steps: [network], gate: 6}",
        "staircase: {steps: [network], least_quarters: 0}",
        "coordinated: {job: job_search, accompanying: [network], n_accompanying: 2}",
        "coordinated: {job: job_search, accompanying: [], n_accompanying: 0, low: 0}",
        "only_for: {quarters_on_benefit: 1.5, elements: []}",
        "only_for: {answer_at_least: 6, elements: []}",
        "two_tracks: {work: [], strengthening: [], low: 5}",
        "two_tracks: {work: [], strengthening: [], low: 3, gate: 3}",
        "professional: {profession: doctor, intervention: network, lead_quarters: -1}",
    ],
)
def test_a_whole_number_that_is_not_allowed_is_refused(element: str) -> None:
    assert refused(f"[{element}]").key == "not_a_whole_number"


@each_row(
    "elements",
    [
        "observed_practice",
        "{observed_practice: {}}",
        "[observed_practice]",
        "[{meetings: {a_quarter: 1}, demands: {}}]",
        "[meetings: 3]",
        "[during: {first: 1, last: 2, elements: meetings}]",
        "[coordinated: {job: network, accompanying: [], n_accompanying: 0}]",
        "[coordinated: {job: [job_search], accompanying: [], n_accompanying: 0}]",
        "[sequence: {steps: []}]",
        "[only_for: {elements: network}]",
        "[only_for: {sex: [men], elements: []}]",
        "[only_for: {indicator: null, elements: []}]",
        "[professional: {profession: 3, intervention: network}]",
        "[two_tracks: {work: [], strengthening: [], indicators: []}]",
        # what moves the whole office can't be for some clients only
        "[only_for: {age_over: 29, elements: [{fixed_caseworker: {}}]}]",
        "[only_for: {age_over: 29, elements: [{during: {first: 1, last: 2, elements: [{belief_building: {}}]}}]}]",
        "[only_for: {elements: [{capacity: {interventions: [network], places_per_100: 5}}]}]",
        "[two_tracks: {work: [{best_caseworkers: {}}], strengthening: []}]",
        # two notes about the same client
        "[observed_practice: {}, staircase: {steps: [network]}]",
        "[observed_practice: {}, during: {first: 1, last: 2, elements: [{sequence: {steps: [network]}}]}]",
        "[observed_practice: {}, only_for: {age_over: 29, elements: [{staircase: {steps: [network]}}]}]",
        "[two_tracks: {work: [{staircase: {steps: [network]}}], strengthening: []}]",
        # two groups with a note each that overlap, or between which a client can move
        f"[only_for: {{age_over: 29, {NOTED}}}, only_for: {{age_over: 50, {NOTED}}}]",
        f"[only_for: {{age_under: 31, {NOTED}}}, only_for: {{age_over: 30, {NOTED}}}]",
        f"[only_for: {{answer_at_most: 2, {NOTED}}}, only_for: {{answer_at_least: 3, {NOTED}}}]",
        f"[only_for: {{sex: men, {NOTED}}}, only_for: {{quarters_on_benefit: 8, {NOTED}}}]",
    ],
)
def test_a_wrong_shape_is_refused(elements: str) -> None:
    assert refused(elements).key == "wrong_shape"


@each_row("label", ["", 3, {}, {"en": "a", "fi": "b"}, {"en": "a", "sv": "b", "da": 3}])
def test_a_label_is_a_text_in_some_languages(label: object) -> None:
    assert refused(label=label).key == "wrong_shape"


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        build_policy("own", ["a list"], "policy own")
    assert caught.value.key == "wrong_shape"


@each_row(
    ("elements", "changes"),
    [
        ("[measures: {interventions: 5}]", {}),
        ("[measures: {interventions: null}]", {}),
        ("[measures: {interventions: [[network]]}]", {}),
        ("[staircase: {steps: []}]", {}),
        ("[]", {"sources": 5}),
    ],
)
def test_values_of_a_wrong_kind_are_refused(elements: str, changes: dict[str, object]) -> None:
    assert refused(elements, **changes).sentence()


def test_options_may_be_left_out_where_they_have_a_default() -> None:
    assert policy_of("[demands: ]").elements == policy_of("[demands: {strength: 1.0, sanctioned: 1.0}]").elements


def written(folder: Path, name: str, text: str) -> Path:
    (folder / "policy").mkdir(exist_ok=True)
    (folder / "policy" / f"{name}.yaml").write_text(text)
    return folder


def test_a_policy_of_one_s_own_is_found_beside_those_of_the_package(tmp_path: Path) -> None:
    own = written(tmp_path, "mine", yaml.safe_dump(content("[observed_practice: {}]")))
    assert set(policy_names(own)) == {*policy_names(), "mine"}
    assert load_policy("mine", own).elements == load_policy("observed_mix").elements


def test_a_policy_of_one_s_own_wins_over_the_package_s(tmp_path: Path) -> None:
    own = written(tmp_path, "staircase", yaml.safe_dump(content("[observed_practice: {}]")))
    assert load_policy("staircase", own).elements == load_policy("observed_mix").elements
    assert load_policy("staircase").elements != load_policy("observed_mix").elements


def test_an_edited_policy_of_one_s_own_is_read_anew(tmp_path: Path) -> None:
    written(tmp_path, "mine", yaml.safe_dump(content("[meetings: {a_quarter: 1}]")))
    before = load_policy("mine", tmp_path)
    written(tmp_path, "mine", yaml.safe_dump(content("[meetings: {a_quarter: 2}]")))
    assert load_policy("mine", tmp_path).elements != before.elements


def test_an_unknown_policy_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        load_policy("stair")
    assert caught.value.values["nearest"] == "staircase"


@pytest.mark.parametrize(
    ("text", "key"),
    [("label: [", "broken_yaml"), ("label: {en: a}\nlabel: {en: b}", "refused_yaml")],
    ids=["broken", "key twice"],
)
def test_a_broken_file_is_refused_with_the_line(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(InputError, match="line") as caught:
        load_policy("mine", written(tmp_path, "mine", text))
    assert caught.value.key == key


def test_no_code_is_executed(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_policy("mine", written(tmp_path, "mine", "label: !!python/object/apply:os.getcwd []"))
