"""A table fixes its columns and only these; a wrong table is refused with the place."""

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.base.errors import InputError
from simulation.model.parameters import central
from simulation.model.population import characteristics as who
from simulation.model.population.intake import draw_population
from simulation.study.client_table import read_table
from simulation.study.settings_reader import make_settings
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
    assert {key: values.tolist() for key, values in table.items()} == {
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
    correlation = np.eye(14)
    correlation[0, 1] = correlation[1, 0] = 0.6
    independent = np.random.default_rng(5).standard_normal((14, n))
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
        ({"age": [30, 17]}, "not_a_number", "column age, row 2"),
        ({"age": [65]}, "not_a_number", "18 to 64"),
        ({"work_share": [1.01]}, "not_a_number", "0 to 1"),
        ({"man": [0.5]}, "not_zero_or_one", "column man, row 1"),
        ({"man": [1, None]}, "empty_cell", "row 2"),
        ({"man": ["yes"]}, "not_zero_or_one", "yes"),
        ({"age": []}, "wrong_shape", "at least one client"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, columns, key: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_table(written(tmp_path, columns))
    assert caught.value.key == key


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


def test_semicolons_and_decimal_commas_are_read_as_spreadsheets_write_them(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("\ufeffage;work_share\n39;0,06\n25,5;0\n", encoding="utf-8")
    columns = read_table(path)
    assert columns["age"].tolist() == [39.0, 25.5]
    assert columns["work_share"].tolist() == [0.06, 0.0]


def test_what_spreadsheets_add_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(b"\xef\xbb\xbf Age ;MAN;;\r\n40;1;;\r\n;;;\r\n30;0;;\r\n;;;\r\n")
    found = read_table(path)
    assert {name: column.tolist() for name, column in found.items()} == {"age": [40.0, 30.0], "man": [1.0, 0.0]}


def test_a_heading_in_capitals_isnt_another_column(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("age,Age\n40,41\n")
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert caught.value.key == "listed_twice"


def test_a_row_keeps_its_number_below_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("age;man\n40;1\n;\n30;ja\n")
    with pytest.raises(InputError, match="column man, row 3") as caught:
        read_table(path)
    assert caught.value.key == "not_zero_or_one"


def test_cells_beyond_the_headings_are_refused_or_empty(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    refused = {
        "in every row": "age,man\n40,1,7\n30,0,7\n",
        "in the first row": "age,man\n40,1,7\n30,0\n",
        "in a later row": "age,man\n40,1\n30,0,7\n",
        "two empty ones": "age,man\n40,1,,\n30,0,,\n",
        "decimal commas between commas": "age,man\n40,5,1\n30,5,0\n",
        "below an empty line": "\nage,man\n\n40,1,7\n",
    }
    accepted = {
        "separator at the end of every row": "age,man\n40,1,\n30,0,\n",
        "separator at the end of headings too": "age,man,\n40,1,\n30,0,\n",
        "quoted": '"age","man"\n"40","1"\n"30","0"\n',
    }
    wrong = []
    for name, content in refused.items():
        path.write_text(content)
        try:
            read_table(path)
            wrong.append(name)
        except InputError as error:
            wrong += [] if "uneven rows" in str(error.values) else [name]
    for name, content in accepted.items():
        path.write_text(content)
        found = {column: values.tolist() for column, values in read_table(path).items()}
        wrong += [] if found == {"age": [40.0, 30.0], "man": [1.0, 0.0]} else [name]
    assert wrong == []


def test_reading_changes_no_setting_of_other_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, before = pd.read_csv, list(warnings.filters)

    def read_and_look(*given, **options):
        assert list(warnings.filters) == before
        return read(*given, **options)

    monkeypatch.setattr(pd, "read_csv", read_and_look)
    assert read_table(written(tmp_path, {"age": [20, 64]}))["age"].tolist() == [20.0, 64.0]
