"""The registry holds every fact, exactly as published, and refuses what breaks its rules."""

import math
import shutil
from dataclasses import fields, replace
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest

from simulation.model.evidence import ROLES, Fact, UnknownFactError, fact, find, load_documents, load_facts, registry
from tests.rows import each_row

_LISTED = """
A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17
B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 B12 B13 B14 C1 C2 C3 C4 D1 D2 D3 D4 D5 D6 D7 D8 D9
E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12
F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 F13 F14 F15 F16 F17
G1 G2 G3 G4 G5 G6 G7 G8 G9 G10 G11 G12 G13 G14 G15 G16 G17
H1 H2 H3 H4 H5 H6 H7 H8 H9 H10 H11 H12 H13 H14 H15
K1 K2 K3 K4 K5 K6 K7 L1 L2 L3 L4 L5 M1 M2 M3 M4 M5 M6 M7 M8 D-1 D-2 D-3 D-4 D-5 D-6 D-7 D-8 D-9 D-10
I-1 I-2 I-3 I-4 I-5 I-6 I-7 I-8 I-9 I-10 I-11 I-12 I-13 I-14
I-15 I-16 I-17 I-18 I-19 I-20 I-21 I-22 I-23 I-24 I-25 I-26 I-27 I-28
2.1 2.2 2.3 2.4 2.5 2.5b 2.5c 2.5d 2.6 2.7 2.8 2.9 2.9b 2.9c
2.11 2.13 2.16 2.17 2.19 2.20 2.21 2.22 2.23 2.24 2.26 2.27
"""
IDS = _LISTED.split()
SOURCES = {"S0", "S1", "S2", "S3", "S4"}
ALL = tuple(load_facts().values())
by_id = each_row("item", ALL, ids=lambda item: item.id)


def value(fact_id: str) -> Any:
    return fact(fact_id).value


def test_every_fact_is_there_in_order() -> None:
    assert list(load_facts()) == IDS


def test_documents() -> None:
    assert set(load_documents()) == SOURCES | {"literature", "derived"}
    pairs = {key: item.same_as for key, item in load_documents().items() if item.same_as}
    assert pairs == {"S0": "S1", "S1": "S0", "S2": "S3", "S3": "S2"}


@by_id
def test_fact_is_complete(item: Fact) -> None:
    assert item.quantity
    assert item.where
    assert item.document
    assert item.role in ROLES
    assert item.quote is None or item.quote.strip()
    if SOURCES & set(item.document) and item.id != "L5":
        assert item.quote, "a source fact carries the words of its source"
    assert all(f"{name}:" in item.where for name in SOURCES & set(item.document))


def test_keys_stand_in_one_order() -> None:
    wanted = [column.name for column in fields(Fact) if column.name != "id"]
    for path in registry._FACTS.iterdir():
        if path.name != "documents.yaml":
            for key, entry in registry._read(path.name).items():
                optional = {"denominator", "estimator", "read_after"} - entry.keys()
                assert list(entry) == [name for name in wanted if name not in optional], key


@each_row(
    ("fact_id", "published", "unit"),
    [
        ("F1", 1.1, "percent"),
        ("F2", 2.7, "percent"),
        ("F3", 4.9, "percent"),
        ("F4", 10.4, "percent"),
        ("F5", 26.8, "percent"),
        ("F7", (26.4, 23.6, 27.8, 16.5, 5.8), "percent"),
        ("F8", (23, 22.9, 22.5, 17.7, 13.9), "percent"),
        ("F11", 32, "percent relative"),
        ("F12", (15, 20), "percentage points"),
        ("E4", 22, "places of 100"),
        ("G7", 14.76, "percent"),
        ("G8", 28.45, "percent"),
        ("G9", 14.69, "percentage points"),
        ("G12", -22, "percent relative"),
        ("C3", (3500, 4000), "USD per year"),
        ("B1", 71, "percent"),
        ("K1", {"women": 5192, "men": 4648}, "persons"),
    ],
)
def test_published_numbers(fact_id: str, published: object, unit: str) -> None:
    assert value(fact_id) == published
    assert fact(fact_id).unit == unit


def test_sums() -> None:
    assert math.isclose(sum(value("F7")), 100.1)
    assert math.isclose(sum(value("F8")), 100.0)
    assert math.isclose(sum(value("F7")[3:]), value("F9"))
    assert math.isclose(sum(value("F8")[3:]), value("F10"))
    assert sum(value("F6")) == 100
    assert value("D3") + value("D4") + value("D5") + value("D6") == value("D2")
    assert value("D1") + value("D2") + value("D7") == 99
    assert value("C3") == value("F13")
    assert math.isclose(value("G8") - value("G7"), 13.69), "so the printed 14.69 of G9 is wrong"


@each_row("sex", ["women", "men"])
def test_kinds_of_work_add_up(sex: str) -> None:
    assert value("K3")[sex] + value("K4")[sex] + value("K5")[sex] == value("K2")[sex]


def test_derived_numbers_follow_from_the_facts() -> None:
    rates = [value(step) / 100 for step in ("F1", "F2", "F3", "F4", "F5")]
    shares = [share / sum(value("F7")) for share in value("F7")]
    mean = sum(rate * share for rate, share in zip(rates, shares, strict=True))
    assert round(100 * mean, 2) == value("D-1")
    assert tuple(round(100 * (1 - (1 - rate) ** (1 / 4)), 3) for rate in rates) == value("D-2")
    jobs = [rate * share / mean for rate, share in zip(rates, shares, strict=True)]
    rest = [(1 - rate) * share / (1 - mean) for rate, share in zip(rates, shares, strict=True)]
    curve = sum(job * (sum(rest[:step]) + rest[step] / 2) for step, job in enumerate(jobs))
    assert round(curve, 3) == value("D-3")
    assert value("I-18")[1] == value("A5") / value("A4") == 6.75
    assert tuple(round(100 * (1 - 0.60 ** (1 / n)), 1) for n in (4, 6.75, 11.3, 16)) == value("D-10")


def test_no_number_is_a_target_twice() -> None:
    targets = [str((item.value, item.unit)) for item in ALL if item.role == "calibration"]
    assert len(targets) == len(set(targets))
    assert {fact(name).role for name in ("F9", "F10", "G13", "C3")} == {"context"}


def test_tolerances() -> None:
    listed = {"A12 A13 A14 G1 G2 G3 G4 G7": 3.0, "F1": 0.5, "F2": 0.8, "F3": 1.0, "F4 F7 F8": 2.0, "F5": 4.0}
    listed |= {
        "A10": 2.0,
        "A15": 0.25,
        "E1": 2.0,
        "E2 E3": 1.0,
        "E4": 6.0,
        "F11": 15.0,
        "F12": 2.5,
        "F13": 750,  # a fifth of the middle, 3,750
        "G11": 5.0,
        "G12": 9.0,
    }
    given = {item.id: item.tolerance for item in ALL if item.tolerance is not None}
    assert given == {name: tolerance for names, tolerance in listed.items() for name in names.split()}


def test_as_share() -> None:
    assert fact("G7").as_share() == pytest.approx(0.1476)
    assert fact("F8").as_share() == pytest.approx((0.23, 0.229, 0.225, 0.177, 0.139))
    for fact_id in ("A4", "K1", "F15", "2.4"):
        with pytest.raises(ValueError, match=fact_id):
            fact(fact_id).as_share()


def test_unknown_id_names_the_nearest() -> None:
    with pytest.raises(UnknownFactError, match=r"'F18'.*F17") as caught:
        fact("F18")
    assert "F17" in caught.value.nearest
    with pytest.raises(UnknownFactError, match="find"):
        fact("?")


def test_find() -> None:
    assert find("f7") == [fact("F7")]
    assert find("2.5B") == [fact("2.5b")]
    assert [item.id for item in find("Displacement")] == ["2.26"]
    assert {"G12", "G13"} <= {item.id for item in find("change caseworker")}
    assert find("") == find("no-such-word-anywhere") == []
    keys = [item.id for item in find("belief")]
    assert keys == [key for key in IDS if key in keys]


@each_row(
    ("change", "message"),
    [
        ({"role": "target"}, "role"),
        ({"value": math.nan}, "finite"),
        ({"value": (1.0, math.inf)}, "finite"),
        ({"value": True}, "finite"),
        ({"unit": None}, "unit"),
        ({"document": ("S9",)}, "S9"),
        ({"known_issues": ("I-99",)}, "I-99"),
        ({"tolerance": None}, "reason"),
        ({"tolerance": -1.0}, "above zero"),
        ({"tolerance": (1.0, 2.0)}, "one for each"),
        ({"role": "context"}, "only a calibration"),
        ({"estimator": None}, "an estimator"),
        ({"denominator": ""}, "a denominator"),
        ({"read_after": (4, 8)}, "three quarters"),
        ({"read_after": (8, 4, 16)}, "not falling"),
        ({"read_after": (0, 4, 16)}, "above zero"),
    ],
)
def test_broken_facts_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"F7.*{message}"):
        replace(fact("F7"), **change)  # type: ignore[arg-type]


def test_duplicates_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_file(registry._FACTS) as facts:
        shutil.copytree(facts, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(registry, "_FACTS", tmp_path)
    for text, message in (
        ("F7: {}", "F7 is already in another file"),
        ("X1: {}\nX1: {}", "key 'X1' stands twice"),
        ("X1: {quantity: x}", "X1: missing or unknown: document"),
    ):
        (tmp_path / "again.yaml").write_text(text, "utf-8")
        with pytest.raises(ValueError, match=message):
            registry.load_facts.__wrapped__()


def test_facts_can_be_kept_and_shown() -> None:
    assert len(set(ALL)) == len(IDS)
    with pytest.raises(TypeError):
        load_facts()["F7"] = fact("F8")  # type: ignore[index]


def test_the_quarter_read_is_the_middle_one() -> None:
    assert fact("G7").quarter == 11  # D-1: 14.76 percent is reached after 11.2 quarters
    with pytest.raises(ValueError, match="period of its own"):
        _ = fact("F1").quarter
