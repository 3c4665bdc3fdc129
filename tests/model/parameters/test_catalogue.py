"""Every parameter says what it is, where it comes from and how far it may go."""

import math
from dataclasses import fields

import numpy as np
import pytest

from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.model.evidence import ASSUMPTION, fact, load_facts
from simulation.model.parameters import Entry, build_parameters, catalogue, central, entry, groups_of_parameters
from simulation.model.parameters.catalogue import BASES, _entry, check_value
from tests.rows import each_row

ENTRIES = [found for names in catalogue().values() for found in names.values()]


def path(found: Entry) -> str:
    return f"{found.group}.{found.name}"


every_entry = each_row("found", ENTRIES, ids=path)
QUOTED = [found for found in ENTRIES if found.basis == "quoted"]


@every_entry
def test_numbers_stand_in_order(found: Entry) -> None:
    assert found.low <= found.central <= found.high
    assert found.low < found.high
    assert all(math.isfinite(value) for value in (found.central, found.low, found.high, *found.allowed))


@every_entry
def test_the_whole_plausible_range_may_be_set(found: Entry) -> None:
    assert found.allowed[0] <= found.low
    assert found.high <= found.allowed[1]


@every_entry
def test_words_are_complete(found: Entry) -> None:
    assert found.unit.strip()
    for meaning in found.meaning.values():
        assert meaning[0].isupper()
        assert meaning.endswith(".")
        assert len(meaning.split()) >= 3
        assert not meaning.startswith(("The same", "Detsamma", "Det samme"))  # quoted where no other stands above


@every_entry
def test_basis_and_source_are_known(found: Entry) -> None:
    assert found.basis in BASES
    assert found.source
    assert all(source == ASSUMPTION or source in load_facts() for source in found.source)


@every_entry
def test_what_is_quoted_or_fitted_names_a_fact(found: Entry) -> None:
    if found.basis != "assumed":
        assert ASSUMPTION not in found.source


@each_row("found", QUOTED, ids=path)
def test_a_quoted_value_is_the_value_of_its_fact(found: Entry) -> None:
    assert len(found.source) == 1
    published = fact(found.source[0])
    value = published.as_share() if published.unit and published.unit.startswith("percent") else published.value
    assert found.central == pytest.approx(value, rel=1e-12)


@each_row("found", [found for found in ENTRIES if found.group == "matched_jobs"], ids=path)
def test_the_kinds_of_matched_jobs_are_shares_of_the_published_counts(found: Entry) -> None:
    kind, sex = found.name.split("_")
    assert found.source == ({"ordinary": "K5", "supported": "K3"}[kind], "K2")
    persons, of_whom = (fact(source).value[sex] for source in found.source)
    assert found.central == pytest.approx(persons / of_whom, abs=5e-4)


def test_the_marginals_are_quoted() -> None:
    assert {source for found in QUOTED for source in found.source} >= {f"B{number}" for number in range(1, 11)}


def test_the_groups_are_those_of_the_records() -> None:
    assert set(catalogue()) == set(groups_of_parameters())


@each_row("group", groups_of_parameters())
def test_the_names_are_those_of_the_record_in_its_order(group: str) -> None:
    record = getattr(central(), group)
    assert record.group == group
    assert [field.name for field in fields(record)] == list(catalogue()[group])


@every_entry
def test_central_values_are_built_from_the_catalogue(found: Entry) -> None:
    assert getattr(getattr(central(), found.group), found.name) == found.central


@every_entry
def test_both_ends_of_what_is_allowed_may_be_set_and_nothing_beyond(found: Entry) -> None:
    low, high = found.allowed
    check_value(f"{found.group}.{found.name}", low)
    check_value(f"{found.group}.{found.name}", high)
    for value in (math.nextafter(low, -math.inf), math.nextafter(high, math.inf)):
        with pytest.raises(InputError) as caught:
            check_value(f"{found.group}.{found.name}", value)
        assert caught.value.key == "out_of_range"


@each_row("value", [math.nan, math.inf, -math.inf, True, False, "0.3", None, [0.3]])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(InputError) as caught:
        build_parameters({"trust": {"gain": value}})
    assert caught.value.key == "not_a_number"
    assert "parameters.trust.gain" in str(caught.value)


def test_a_refusal_names_what_is_allowed() -> None:
    with pytest.raises(InputError, match=r"parameters\.trust\.gain is 1\.5; allowed is 0 to 1\."):
        build_parameters({"trust": {"gain": 1.5}})


@each_row("value", [1, 0.25, np.float64(0.25)])
def test_numbers_of_python_and_numpy_may_be_set(value: float) -> None:
    assert build_parameters({"trust": {"gain": value}}).trust.gain == value


def test_what_is_set_changes_nothing_else() -> None:
    changed = build_parameters({"trust": {"gain": 0.2}})
    assert changed.trust.gain == 0.2
    assert changed.trust.loss_from_demands == central().trust.loss_from_demands
    assert changed.job_entry == central().job_entry


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        build_parameters({"trust": {"gian": 0.2}})
    assert caught.value.values["nearest"] == "trust.gain"


def test_an_unknown_group_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        build_parameters({"trsut": {"gain": 0.2}})
    assert caught.value.values["nearest"] == "trust"


def test_the_path_is_what_is_typed_on_the_command_line() -> None:
    assert entry("trust.gain").path == "parameters.trust.gain"


def test_a_record_checks_itself() -> None:
    with pytest.raises(InputError):
        type(central().trust)(gain=2.0, gain_close_relation=0.1, loss_from_demands=0.1, loss_from_sanction=0.1)


@each_row(
    ("change", "key"),
    [
        ({"centre": 0.3}, "unknown_key"),
        ({"central": None}, "missing_key"),
        ({"meaning": {"en": "A thing.", "fi": "Asia."}}, "wrong_shape"),
    ],
    ids=["typo", "lacking", "a language lacking"],
)
def test_a_broken_catalogue_is_refused(change: dict[str, object], key: str) -> None:
    content = {"central": 1, "low": 0, "high": 2, "allowed": [0, 3], "unit": "x", "basis": "assumed"}
    content |= {"source": "assumption", "meaning": dict.fromkeys(LANGUAGES, "A thing.")} | change
    content = {name: value for name, value in content.items() if value is not None}
    with pytest.raises(InputError) as caught:
        _entry("trust", "gain", content)
    assert caught.value.key == key
