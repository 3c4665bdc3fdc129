"""The labour market: paths by quarter, their files, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from simulation.base.errors import InputError
from simulation.base.resources import configs, read_yaml
from simulation.cli.hydra_settings import compose
from simulation.cli.typed import Typed
from simulation.model.labour_market import STATE_OF_KIND, MarketPath, build_market, read_market, read_quarters, steady
from simulation.results.config import market_content, resolved
from simulation.results.content_hash import content_hash
from simulation.results.recorded import _market as market_as_given
from simulation.study.settings_reader import make_settings
from tests.rows import each_row

NAMES = sorted(path.stem for path in (configs() / "labour_market").glob("*.yaml"))


def test_the_steady_market_is_the_default_and_changes_nothing() -> None:
    market = make_settings().environment().labour_market
    assert market.name == "steady"
    assert market.is_steady
    assert [market.tightness_in(quarter) for quarter in (1, 2, 99)] == [0.0, 0.0, 0.0]
    assert build_market(read_market("steady")).is_steady
    assert steady().vacancies is None


def test_a_short_path_is_held_at_its_last_value() -> None:
    market = MarketPath("own", np.array([-0.1, -0.4]), np.array([0.2]))
    assert [market.tightness_in(quarter) for quarter in (1, 2, 3, 40)] == [-0.1, -0.4, -0.4, -0.4]
    assert [market.job_loss_in(quarter) for quarter in (1, 40)] == [0.2, 0.2]
    assert not market.is_steady


@each_row("name", NAMES)
def test_every_named_path_is_what_it_says(name: str) -> None:
    market = build_market(read_market(name))
    assert market.name == name
    assert market.sources == ("assumption",)
    low, high = read_yaml(configs() / "labour_market" / f"{name}.yaml")["plausible"]["tightness"]
    deepest = market.tightness[-1] if name == "recovery" else market.tightness.min()
    assert low <= deepest <= high


def test_a_recession_passes() -> None:
    market = build_market(read_market("recession"))
    assert market.tightness.min() == -0.4
    assert market.tightness_in(1) == market.tightness_in(16) == market.job_loss_in(16) == 0.0
    assert market.job_loss.max() > 0


def test_the_path_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        steady().tightness[0] = 1.0


@each_row(
    ("changed", "key"),
    [
        ({"tightness": []}, "wrong_shape"),
        ({"tightness": 0.2}, "wrong_shape"),
        ({"tightness": ["low"]}, "not_a_number"),
        ({"tightness": [math.nan]}, "not_a_number"),
        ({"tightness": [-3.1]}, "not_a_number"),
        ({"job_loss": [True]}, "not_a_number"),
        ({"vacancies": -1}, "not_a_number"),
        ({"vacancies": 101}, "not_a_number"),
        ({"vacancies": "none"}, "not_a_number"),
        ({"vacancies": {"ordinary": -1}}, "not_a_number"),
        ({"vacancies": {"hours": 1}}, "unknown_key"),
        ({"vacancies": [1.0]}, "not_a_number"),
        ({"places": 0.2}, "wrong_shape"),
        ({"places": {"contact": 2}}, "missing_key"),
        ({"places": {"failing": 1.2}}, "not_a_number"),
        ({"places": {"failing": None}}, "not_a_number"),
        ({"places": {"failing": 0.2, "contact": 101}}, "not_a_number"),
        ({"places": {"failing": 0.2, "contacts": 1}}, "unknown_key"),
        ({"thightness": [0]}, "unknown_key"),
        ({"name": ""}, "wrong_shape"),
        ({"label": {"fi": "x"}}, "wrong_shape"),
        ({"sources": ["F777"]}, "unknown_name"),
        ({"sources": "F7"}, "wrong_shape"),
        ({"path": "nowhere.csv"}, "unreadable_file"),
        ({"path": 3}, "wrong_shape"),
    ],
)
def test_a_wrong_value_is_refused(changed: dict[str, object], key: str) -> None:
    with pytest.raises(InputError) as caught:
        build_market({"name": "own", "tightness": [0.0], **changed})
    assert caught.value.key == key
    assert str(caught.value)


def test_vacancies_by_kind_hold_the_kinds_that_are_limited() -> None:
    def vacancies(given: object) -> object:
        return build_market({"name": "own", "tightness": [0.0], "vacancies": given}).vacancies

    assert vacancies({"supported": 1, "ordinary": 2.5, "new_start": None}) == {"ordinary": 2.5, "supported": 1.0}
    assert vacancies({"ordinary": None}) is vacancies({}) is None


def test_few_employers_limit_every_kind_and_let_places_fall_through() -> None:
    market = build_market(read_market("few_employers"))
    assert isinstance(market.vacancies, dict)
    assert market.vacancies.keys() == STATE_OF_KIND.keys()
    assert market.places is not None
    assert 0 < market.places.failing < 1
    assert not market.is_steady


def test_a_market_whose_places_fall_through_is_not_steady_and_counts_in_the_hash() -> None:
    steady_one = make_settings()
    failing = make_settings(labour_market={**read_market("steady"), "places": {"failing": 0.1}})
    assert not failing.market().is_steady
    assert resolved(failing)["labour_market"]["places"] == {"failing": 0.1, "contact": 0.0}
    assert "places" not in resolved(steady_one)["labour_market"]
    hashes = [content_hash(one, "compare", "n", "en") for one in (steady_one, failing)]
    assert hashes[0] != hashes[1]


def test_missing_keys_and_unknown_names_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        build_market({"name": "own"})
    assert caught.value.values["name"] == "tightness"
    with pytest.raises(InputError) as caught:
        read_market("resession")
    assert caught.value.values["nearest"] == "recession"
    with pytest.raises(InputError):
        build_market([0.1])


def csv(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "market.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        "quarter,tightness,job_loss\n1,0,0.1\n2,-0.4,0.25\n",
        "\ufeffquarter;tightness;job_loss\r\n1;0;0,1\r\n2;-0,4;0,25\r\n",
        "\nquarter,tightness,job_loss\n1,0,0.1\n2, -0.4 ,0.25\n,,\n\n",
    ],
    ids=["commas", "spreadsheet", "blank lines"],
)
def test_a_csv_is_read(content: str, tmp_path: Path) -> None:
    tightness, job_loss = read_quarters(csv(tmp_path, content))
    assert tightness.tolist() == [0.0, -0.4]
    assert job_loss.tolist() == [0.1, 0.25]


def test_job_loss_may_be_left_out(tmp_path: Path) -> None:
    _, job_loss = read_quarters(csv(tmp_path, "quarter,tightness\n1,-0.2\n"))
    assert job_loss.tolist() == [0.0]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", ["it is empty"]),
        ("quarter,tightness\n", ["at least one quarter"]),
        ("quarter,job_loss\n1,0\n", ["tightness"]),
        ("tightness\n0\n", ["quarter"]),
        ("quarter,tightness,wages\n1,0,0\n", ["wages", "job_loss"]),
        ("quarter,tightness,tightness\n1,0,0\n", ["tightness", "twice"]),
        ("quarter,tightness\n1,low\n", ["tightness", "row 2", "low"]),
        ("quarter,tightness\n1,\n", ["tightness", "row 2"]),
        ("quarter,tightness\n1\n", ["tightness", "row 2"]),
        ("quarter,tightness\n1,0\n2,nan\n", ["tightness", "row 3"]),
        ("quarter,tightness\n1,0\n2,5\n", ["row 3", "5", "3"]),
        ("quarter,tightness\n0,0\n", ["quarter", "row 2"]),
        ("quarter,tightness\n1,0\n3,0\n", ["row 3", "quarter 3"]),
        ("quarter,tightness\n1.5,0\n", ["row 2", "1.5"]),
        (b"\xff\xfe\x00", ["market.csv"]),
    ],
)
def test_a_wrong_csv_gets_one_sentence(content: str | bytes, named: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_quarters(csv(tmp_path, content))
    assert all(word in str(caught.value) for word in named), str(caught.value)


def test_a_csv_takes_the_place_of_the_named_quarters(tmp_path: Path) -> None:
    path = csv(tmp_path, "quarter,tightness\n1,-0.2\n2,-0.3\n")
    market = build_market({**read_market("recession"), "path": str(path), "vacancies": 2})
    assert (market.name, market.label, market.vacancies) == ("market", {}, 2.0)
    assert market.tightness.tolist() == [-0.2, -0.3]
    assert market.job_loss.tolist() == [0.0]


def test_the_market_reaches_the_world_and_counts_in_the_hash(tmp_path: Path) -> None:
    usual, recession = make_settings(), make_settings(labour_market="recession")
    assert recession.environment().labour_market.tightness_in(3) == -0.4
    assert resolved(recession)["labour_market"]["name"] == "recession"
    own = csv(tmp_path, "quarter,tightness\n1,-0.2\n")
    with_csv = make_settings(labour_market={"name": "own", "tightness": [0.0], "path": str(own)})
    first = content_hash(with_csv, "compare", "n", "en")
    assert len({first, *(content_hash(one, "compare", "n", "en") for one in (usual, recession))}) == 3
    own.write_text("quarter,tightness\n1,-0.3\n")
    assert content_hash(with_csv, "compare", "n", "en") != first


def test_a_recorded_market_is_read_back_by_its_name_only_where_it_is_the_same() -> None:
    few = market_content(build_market(read_market("few_employers")))
    assert market_as_given(few, None) == "few_employers"
    without = {key: value for key, value in few.items() if key != "places"}
    assert market_as_given(without, None) == {key: value for key, value in without.items() if key != "path"}
    steady_with = {**market_content(steady()), "places": {"failing": 0.1, "contact": 0.0}}
    assert isinstance(market_as_given(steady_with, None), dict)


def test_employers_typed_in_a_command_are_composed() -> None:
    typed = {"labour_market": "few_employers", "labour_market.vacancies": "2", "labour_market.places": "null"}
    assert compose(Typed(settings=typed))["labour_market"]["vacancies"] == 2
    assert compose(Typed(settings=typed))["labour_market"]["places"] is None
    typed = {
        "labour_market.vacancies.ordinary": "1",
        "labour_market.places.failing": "0.2",
        "labour_market.places.contact": "2",
    }
    market = compose(Typed(settings=typed))["labour_market"]
    assert market["vacancies"] == {"ordinary": 1}
    assert market["places"] == {"failing": 0.2, "contact": 2}
