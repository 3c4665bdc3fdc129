"""The address is the comparison: it reads back as it was written, and holds nothing that it may not."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation import __version__
from simulation.base.errors import InputError
from simulation.base.resources import named_files
from simulation.base.sources import SentFile
from simulation.cli.arguments import tidy
from simulation.model.parameters import entries
from simulation.model.policies import policy_names
from simulation.study.defaults import experiment_names
from simulation.study.money.prices import catalogue as prices
from simulation.study.settings_reader import make_settings
from simulation.study.worlds import USUAL, world_names
from simulation.web.addresses import Asked, changed, pairs_of, read_address, usual_of
from tests.rows import each_row


def read(query: str) -> Asked:
    return read_address(parse_qsl(query, keep_blank_values=True))


def test_an_empty_address_is_the_standard() -> None:
    asked = read("")
    assert (asked.settings, asked.name, asked.language) == (make_settings(), "own", "en")


def test_a_ready_made_comparison_keeps_its_name_until_its_policies_change() -> None:
    assert read("experiment=carrot_and_stick").name == "carrot_and_stick"
    assert read("experiment=carrot_and_stick").settings.n_quarters == 40
    assert read("experiment=carrot_and_stick&n_quarters=8").settings.n_quarters == 8
    own = read("experiment=carrot_and_stick&policies=jobfirst")
    assert (own.name, own.settings.policies) == ("own", ("jobfirst",))


def test_lists_numbers_and_empty_fields_as_forms_send_them() -> None:
    asked = read(
        "policies=jobfirst&policies=coordinated,sms&baseline=staircase&world=selection_only&world=snowball"
        "&parameters.trust.gain=0,2&parameters.trust.start=&money.benefit=45000&n_quarters=8&seed="
    )
    assert asked.settings.policies == ("jobfirst", "coordinated", "sms")
    assert asked.settings.world_names == ("selection_only", "snowball")
    assert asked.settings.parameters == {"trust": {"gain": 0.2}}  # a comma as decimal sign
    assert asked.settings.money == {"benefit": 45000}
    assert asked.settings.seed == make_settings().seed


def test_what_an_address_may_not_hold() -> None:
    for query, said in {
        "config_dir=/etc": "config_dir",
        "population.table=/etc/passwd": "population.table",
        "labour_market=../../etc/passwd": "labour market",
        "labour_market.path=x.csv": "labour_market.path",
        "out=x": "out",
        "policies=nothing_like_it": "nothing_like_it",
        "policies=staircase&baseline=staircase": "staircase",
        "n_quarters=two": "n_quarters",
        "n_quarters=8&n_quarters=9": "n_quarters",
        "n_quarters=2.5": "n_quarters",
        "seed=-1": "seed",
        "parameters.trust.gain=much": "parameters.trust.gain",
        "parameters.trust.gain=nan": "parameters.trust.gain",
        "parameters.trust=1": "parameters.trust",
        "language=de": "language",
        "experiment=none_such": "none_such",
        "world=none_such": "none_such",
        "&".join(f"a{n}=1" for n in range(500)): "500",
        "policies=sms,jobfirst,coordinated,staircase,single_job&baseline=observed_mix": "at most 4",
        "policies=sms,jobfirst,coordinated,staircase&own.meetings=6&baseline=observed_mix": "at most 4",
        "experiment=headline&own.meetings=6": "at most 4",
    }.items():
        with pytest.raises(InputError) as error:
            read(query)
        assert said in error.value.sentence("en"), query
        assert all("{" not in error.value.sentence(language) for language in ("sv", "da")), query


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda value: float(f"{value:.6g}")).filter(
        lambda value: low <= value <= high
    )  # fmt: skip


@st.composite
def queries(draw: st.DrawFn) -> list[tuple[str, str]]:
    names = draw(st.lists(st.sampled_from(policy_names()), min_size=2, max_size=5, unique=True))
    pairs = [("policies", ",".join(names[1:])), ("baseline", names[0])]
    if draw(st.booleans()):
        pairs = [("experiment", draw(st.sampled_from(experiment_names())))]
    pairs += [(name, str(draw(st.integers(low, high)))) for name, low, high in (
        ("n_quarters", 1, 60), ("n_replications", 1, 400), ("seed", 0, 2**32 - 1), ("population.n_clients", 100, 5000),
        ("caseworkers.caseload", 5, 100), ("population.inflow", 0, 50),
    ) if draw(st.booleans())]  # fmt: skip
    for found in draw(st.lists(st.sampled_from(list(entries().values())), max_size=3, unique=True)):
        pairs.append((found.path, repr(draw(numbers(found.low, found.high)))))
    for price in draw(st.lists(st.sampled_from(list(prices().values())), max_size=2, unique=True)):
        pairs.append((price.path, repr(draw(numbers(price.low, price.high)))))
    if draw(st.booleans()):
        pairs.append(("labour_market", draw(st.sampled_from(sorted(named_files("labour_market"))))))
    if draw(st.booleans()):
        pairs.append(("world", draw(st.sampled_from([name for name in world_names() if name != USUAL]))))
    if draw(st.booleans()):
        pairs.append(("parameters", "central"))
    return pairs


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(queries(), st.sampled_from(["en", "sv", "da"]))
def test_every_comparison_reads_back_from_its_address(pairs: list[tuple[str, str]], language: str) -> None:
    try:
        asked = read_address([*pairs, ("language", language)])
    except InputError:  # two parameters that don't go together, say
        return
    again = read(asked.query())
    assert (again.settings, again.name, again.language) == (asked.settings, asked.name, language)
    assert not again.is_of_another_version


def test_an_amount_that_looks_like_thousands_is_typed_so_that_the_command_takes_it() -> None:
    asked = read("policies=coordinated&baseline=staircase&money.meeting=884.907&money.benefit=45000.5")
    assert ("money.meeting", "884.9070") in pairs_of(asked)
    assert ("money.benefit", "45000.5") in pairs_of(asked)
    tidy([f"{name}={value}" for name, value in pairs_of(asked)])
    assert read(asked.query()).settings == asked.settings


def test_four_policies_are_allowed_and_those_of_a_ready_made_comparison() -> None:
    assert len(read("policies=sms,jobfirst,coordinated,staircase&baseline=observed_mix").settings.policies) == 4
    ready = usual_of("headline")
    changed_in_the_form = read(f"policies={','.join(ready.policies)}&baseline=observed_mix&n_quarters=8")
    assert changed_in_the_form.settings.policies == ready.policies


@each_row("version,is_other", [("", False), (__version__, False), ("0.0.1", True)])
def test_the_version_of_an_address(version: str, is_other: bool) -> None:
    assert read(f"v={version}").is_of_another_version is is_other


def test_back_to_standard_leaves_the_rest_as_it_is() -> None:
    asked = read("experiment=carrot_and_stick&n_quarters=8&world=snowball&parameters.trust.gain=0.2")
    assert read(changed(asked, "world", None)).settings.world_names == (USUAL,)
    assert read(changed(asked, "parameters.trust.gain", None)).settings.parameters == {}
    back = read(changed(asked, "n_quarters", None))
    assert back.settings.n_quarters == usual_of("carrot_and_stick").n_quarters == 40
    assert back.settings.world_names == ("snowball",)


def test_back_to_standard_of_a_table_is_a_comparison_without_it() -> None:
    table = SentFile("mine.csv", b"age;man\n" + b"40;1\n" * 40)
    sent = f"population.missing=draw&table={table.digest}&upload=word"
    query = parse_qsl(f"policies=sms&baseline=staircase&caseworkers.caseload=20&{sent}")
    asked = read_address(query, lambda word: table if word == "word" else None)
    assert asked.settings.n_clients == 40
    assert f"table={table.digest}" in changed(asked, "n_quarters", None)
    back = read(changed(asked, "population.table", None))
    assert back.settings.population == make_settings().population
    assert back.settings.caseworkers.caseload == 20
