"""A table fixes its columns and only these; a wrong table is refused with the place."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.base.errors import InputError
from simulation.base.texts.tables import table_notes
from simulation.model.parameters import central
from simulation.model.population import characteristics as who
from simulation.model.population.intake import draw_population
from simulation.results.config import resolved
from simulation.results.content_hash import content_hash
from simulation.study.client_table import read_table
from simulation.study.settings_reader import make_settings, read_settings
from tests.conftest import differing_columns, environment

N = 200
PLAN = environment(N).population


def written(folder: Path, columns: dict[str, object], name: str = "clients.csv") -> Path:
    path = folder / name
    frame = pd.DataFrame(columns)
    if name.endswith(".parquet"):
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False)
    return path


def drawn(known: dict[str, np.ndarray] | None = None) -> np.ndarray:
    return draw_population(replace(PLAN, table=known), central(), 1, 0).clients


@pytest.mark.parametrize("name", ["clients.csv", "clients.parquet"])
def test_a_table_is_read_as_numbers(tmp_path: Path, name: str) -> None:
    table = read_table(written(tmp_path, {"age": [20, 64], "man": [1, 0], "psychiatric": [True, False]}, name))
    assert {key: values.tolist() for key, values in table.columns.items()} == {
        "age": [20.0, 64.0],
        "man": [1.0, 0.0],
        "psychiatric": [1.0, 0.0],
    }


def test_a_column_that_tells_nothing_of_readiness_changes_only_itself() -> None:
    known = {"digestive": np.arange(N) % 2 == 0}
    assert differing_columns(drawn(), drawn(known)) == ["is_digestive"]
    assert np.array_equal(drawn(known)["is_digestive"], known["digestive"])


def test_known_columns_are_kept_and_those_that_do_not_go_with_them_stay_as_drawn() -> None:
    known = {
        "psychiatric": (np.arange(N) % 3 == 0).astype(float),
        "age": np.linspace(18, 64, N),
        "lifestyle": np.ones(N),
        "work_share": np.full(N, 0.25),
    }
    clients, base = drawn(known), drawn()
    assert np.array_equal(clients["is_psychiatric"], known["psychiatric"])
    assert np.array_equal(clients["age"], known["age"])
    assert np.array_equal(clients["work_share"], known["work_share"])
    assert clients["medication"][:, 3].all()
    for column in ("is_man", "is_unskilled", "is_non_western", "is_digestive", "is_convicted"):
        assert np.array_equal(clients[column], base[column])


def test_what_goes_with_a_known_characteristic_follows_it() -> None:
    # psychiatric and antidepressants: 28 % take them, nearly all of them inside the 46 % with a diagnosis
    yes, no = drawn({"psychiatric": np.ones(N)}), drawn({"psychiatric": np.zeros(N)})
    assert yes["medication"][:, 1].mean() > 0.45
    assert no["medication"][:, 1].mean() < 0.1


def test_adjusting_to_known_normals_gives_their_conditional_distribution() -> None:
    # With correlation 0.6 and a known value 2: mean 0.6 * 2 = 1.2, SD sqrt(1 - 0.36) = 0.8
    n = 40_000
    correlation = np.eye(15)
    correlation[0, 1] = correlation[1, 0] = 0.6
    independent = np.random.default_rng(5).standard_normal((15, n))
    drawn_together = who.correlate(independent, correlation)
    adjusted = who.adjust_to_known(drawn_together, {"man": np.full(n, 2.0)}, correlation)
    assert np.all(adjusted[0] == 2.0)
    assert abs(adjusted[1].mean() - 1.2) < 4 * 0.8 / np.sqrt(n)
    assert abs(adjusted[1].std() - 0.8) < 4 * 0.8 / np.sqrt(2 * n)
    assert np.array_equal(adjusted[2:], drawn_together[2:])


def test_known_characteristics_move_the_set_point_their_own_way() -> None:
    # the register index weighs psychiatric -0.5 and unskilled -0.4: all yes is less ready than all no
    for name in ("psychiatric", "unskilled"):
        yes, no = drawn({name: np.ones(N)}), drawn({name: np.zeros(N)})
        assert np.all(yes["setpoint"] < no["setpoint"])


def test_a_known_age_moves_the_set_point() -> None:
    assert np.all(drawn({"age": np.full(N, 60.0)})["setpoint"] < drawn({"age": np.full(N, 20.0)})["setpoint"])


def test_a_known_work_share_moves_the_set_point() -> None:
    assert np.all(drawn({"work_share": np.full(N, 0.5)})["setpoint"] > drawn({"work_share": np.zeros(N)})["setpoint"])


@pytest.mark.parametrize(
    ("columns", "key", "words"),
    [
        ({"aeg": [30]}, "unknown_column", "age"),
        ({"Personnr": ["1"], "age": [30], "Ort": ["Umeå"]}, "unknown_columns", "known: 'Personnr', 'Ort'; leave"),
        ({"age": [30, 17]}, "cell_not_a_number", "column age, row 3"),
        ({"age": [65]}, "cell_not_a_number", "18 to 64"),
        ({"work_share": [1.01]}, "cell_not_a_number", "0 to 1"),
        ({"man": [0.5]}, "cell_not_yes_or_no", "column man, row 2"),
        ({"man": [1, None], "age": [30, 30]}, "missing_value", "row 3"),
        ({"man": ["perhaps"]}, "cell_not_yes_or_no", "perhaps"),
        ({"age": []}, "wrong_shape", "at least one client"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, columns, key: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_table(written(tmp_path, columns))
    assert caught.value.key == key


def test_what_a_table_may_hold_is_named_as_the_reader_writes_it(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_table(written(tmp_path, {"CPR-nr.": ["1"], "age": [30]}))
    assert "mand, alder, ufaglært" in caught.value.sentence("da")
    assert "man, ålder, utan yrkesutbildning" in caught.value.sentence("sv")
    assert "man, age, unskilled" in pickle.loads(pickle.dumps(caught.value)).sentence()
    with pytest.raises(InputError) as caught:
        read_table(written(tmp_path, {"Ikke-vestlig indvandrer": ["ja"], "psyk": [1], "alder på dagen": [30]}))
    assert "'Ikke-vestlig indvandrer' (måske 'ikke vestlig'?), 'psyk' (måske 'psykiatrisk'?)" in caught.value.sentence(
        "da"
    )
    assert "'alder på dagen' (perhaps 'age'?)" in caught.value.sentence("en")
    read = read_table(written(tmp_path, {"Køn": ["mand"], "Ufaglært": [1]})).understood
    assert table_notes(**read, language="da") == ["Overskrifter læst som: Køn = mand."]
    assert table_notes(**read, language="en") == ["Headings read as: Køn = man, Ufaglært = unskilled."]


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.parquet"])
def test_a_table_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / name)
    assert caught.value.key == "unreadable_file"


@pytest.mark.parametrize("name", ["broken.csv", "broken.parquet"])
def test_a_table_that_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("" if name.endswith("csv") else "no parquet")
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / name)
    assert caught.value.key == "unreadable_file"


def test_a_table_sets_the_number_of_clients(tmp_path: Path) -> None:
    path = written(tmp_path, {"age": np.linspace(20, 60, 90)})
    settings = make_settings(policies=["observed_mix"], table=str(path), n_replications=1)
    assert settings.n_clients == 90
    assert settings.environment().population.n_caseworkers == 3  # 90 clients, 30 each


def test_a_heading_in_capitals_isnt_another_column(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("age,Age\n40,41\n")
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert "'age' and 'Age'" in str(caught.value)
    path.write_text("kön;ålder;födelseår\nM;30;1990\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert "'ålder' and 'födelseår'" in str(caught.value)


def with_gaps() -> dict[str, np.ndarray]:
    """Return columns of which every fourth client has all, and others lack one or both."""
    age, psychiatric = np.linspace(20.0, 60.0, N), (np.arange(N) % 2).astype(float)
    age[1::4], psychiatric[2::4] = np.nan, np.nan
    age[3::4], psychiatric[3::4] = np.nan, np.nan
    return {"age": age, "psychiatric": psychiatric}


def test_of_whom_nothing_is_known_is_who_would_be_drawn_without_a_table() -> None:
    clients, base = drawn(with_gaps()), drawn()
    assert differing_columns(clients[3::4], base[3::4]) == []


def test_a_missing_value_is_drawn_as_if_there_were_only_the_other_columns() -> None:
    known, clients = with_gaps(), drawn(with_gaps())
    only_psychiatric = drawn({"psychiatric": np.nan_to_num(known["psychiatric"])})
    only_age = drawn({"age": np.nan_to_num(known["age"], nan=40.0)})
    assert differing_columns(clients[1::4], only_psychiatric[1::4]) == []
    assert differing_columns(clients[2::4], only_age[2::4]) == []
    assert np.array_equal(clients["age"][0::4], known["age"][0::4])


def test_a_gap_in_one_row_leaves_every_other_row_as_it_is() -> None:
    known = {"age": np.linspace(20.0, 60.0, N), "convicted": np.ones(N)}
    gap = {**known, "convicted": np.where(np.arange(N) == 7, np.nan, 1.0)}
    rows = np.arange(N) != 7
    assert differing_columns(drawn(known)[rows], drawn(gap)[rows]) == []


def test_missing_values_are_drawn_if_asked_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("age;man\n40;1\nNA;0\n30;\n")
    with pytest.raises(InputError, match=r"column age, row 3 is empty; .*population.missing=draw"):
        read_table(path)
    found = read_table(path, missing="draw")
    assert (found.n_clients, found.n_missing) == (3, {"age": 1, "man": 1})
    np.testing.assert_array_equal(found.columns["age"], [40.0, np.nan, 30.0])


def test_what_decides_the_clients_is_part_of_the_hash(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"born": [1980] * 40}).to_excel(book, sheet_name="one", index=False)
        pd.DataFrame({"born": [1981] * 40}).to_excel(book, sheet_name="two", index=False)
    some = {"policies": ["observed_mix"], "n_replications": 1, "table": path}
    ways = [{}, {"sheet": "two"}, {"missing": "draw"}]
    settings = [make_settings(**some, **way) for way in ways]
    year = replace(settings[0], population=replace(settings[0].population, year=2020))
    hashes = {content_hash(each, "compare", "n", "en") for each in (*settings, year)}
    assert len(hashes) == 4
    assert year.client_table is not None
    assert year.client_table.columns["age"].tolist() == [40.0] * 40
    again = read_settings(resolved(year))
    assert again.population == replace(year.population, n_clients=40)
