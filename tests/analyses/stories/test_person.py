"""A person's file: the persons there are, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulation.analyses.stories.person import build_person, load_person, person_names
from simulation.base.errors import InputError
from simulation.model.state import CLIENT
from tests.analyses.stories.small import KNOWN, person


def test_henrik_is_as_told() -> None:
    henrik = load_person("henrik")
    assert {"B11", "B13", "B14"} <= set(henrik.sources)
    known = henrik.characteristics
    assert (known["age"], known["man"], known["unskilled"], known["psychiatric"]) == (39, 1, 1, 1)
    assert known["work_share"] == pytest.approx(2 / 36, abs=5e-5)  # two months of three years
    assert henrik.answers == {"job_search": (1, 2)}


def test_jacob_is_as_told() -> None:
    jacob = load_person("jacob")
    assert "B12" in jacob.sources
    assert jacob.characteristics["age"] == 25
    assert jacob.assumed is not None


def test_jacob_is_young_low_and_without_medicine_and_henrik_has_been_refused() -> None:
    henrik, jacob = load_person("henrik"), load_person("jacob")
    assert henrik.history == {"pension_refusals": 1}
    assert "M6" in henrik.sources
    assert jacob.history == {}
    assert jacob.answers == {"health": (1, 2), "own_belief": (1, 2), "everyday_life": (1, 2)}
    assert [jacob.characteristics[name] for name in ("anxiety", "antidepressant", "antipsychotic")] == [0, 0, 0]
    assert not set(henrik.answers) & set(jacob.answers)


def test_persons_never_share_the_key_of_their_draws() -> None:
    keys = [load_person(name).draws_key(seed) for name in ("henrik", "jacob") for seed in range(1000)]
    assert len(set(keys)) == 2000
    assert all(0 <= key < 2**32 for key in keys)
    assert load_person("henrik").draws_key(1) == 282578460  # the same on every machine


def test_a_users_own_person_wins(tmp_path: Path) -> None:
    (tmp_path / "person").mkdir()
    text = (
        "label: {en: Mine, sv: Min, da: Min}\nsummary: {en: a, sv: b, da: c}\nsources: []\ncharacteristics: {age: 50}\n"
    )
    for name in ("henrik", "mine"):
        (tmp_path / "person" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert person_names(tmp_path) == ("henrik", "jacob", "mine")
    assert load_person("henrik", tmp_path).characteristics == {"age": 50.0}


def test_fits_looks_at_both_forms() -> None:
    clients = np.zeros(4, CLIENT)
    clients["client_answer"][:, 9] = [1, 3, 4, 2]  # job search
    clients["caseworker_answer"][:, 10] = [5, 5, 5, 1]  # the caseworker's belief
    fitting = person(answers={"job_search": [1, 3]}, caseworker_answers={"caseworker_belief": [4, 5]})
    assert fitting.matches(clients).tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"surname": "x"}, "surname"),
        ({"characteristics": {"shoe_size": 40}}, "shoe_size"),
        ({"characteristics": {"age": 12}}, "age"),
        ({"characteristics": {"age": "old"}}, "age"),
        ({"characteristics": {"man": 0.5}}, "man"),
        ({"characteristics": {"work_share": float("nan")}}, "work_share"),
        ({"characteristics": [1]}, "characteristics"),
        ({"answers": {"job_serch": [1, 2]}}, "job_search"),
        ({"answers": {"caseworker_belief": [1, 2]}}, "caseworker_belief"),  # not on the client's own form
        ({"answers": {"job_search": [0, 2]}}, "job_search"),
        ({"answers": {"job_search": [3, 2]}}, "job_search"),
        ({"answers": {"job_search": 2}}, "job_search"),
        ({"answers": {"job_search": [True, 2]}}, "job_search"),
        ({"history": {"pension_refusal": 1}}, "pension_refusals"),
        ({"history": {"pension_refusals": -1}}, "pension_refusals"),
        ({"history": {"pension_refusals": 1.5}}, "pension_refusals"),
        ({"history": [1]}, "history"),
        ({"sources": ["Z99"]}, "Z99"),
        ({"label": {"fi": "Kim"}}, "label"),
        ({"assumed": 3}, "assumed"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, object], named: str) -> None:
    with pytest.raises(InputError) as caught:
        build_person("kim", {**KNOWN, **changed}, "person kim")
    assert named in str(caught.value)


@pytest.mark.parametrize("key", ["label", "summary", "sources", "characteristics"])
def test_what_is_missing_is_named(key: str) -> None:
    with pytest.raises(InputError, match=key):
        build_person("kim", {name: value for name, value in KNOWN.items() if name != key}, "person kim")


def test_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(InputError, match="henrik"):
        load_person("henrk")
