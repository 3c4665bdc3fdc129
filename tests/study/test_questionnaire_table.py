"""Questionnaires over time are read as people write them, and what can't be read is refused with its place."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from simulation.base.errors import InputError
from simulation.study.client_table import read_table
from simulation.study.questionnaire_table import UNKNOWN, date_of, read_questionnaires

SWEDISH = """# ifyllt av oss
klient;datum;handläggare;insatser;hälsa;handläggarens tilltro
B;2025-06-30;Eva;hälsa + jobb;3;4
A;2025-03-31;Eva;ingen;2;
B;31.03.2025;;;1;5
"""


def written(folder: Path, content: str) -> Path:
    path = folder / "forms.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_forms_are_sorted_and_names_are_dropped(tmp_path: Path) -> None:
    found = read_questionnaires(written(tmp_path, SWEDISH))
    assert found.client.tolist() == [0, 0, 1]
    assert np.diff(found.day).tolist()[0] == 91
    assert found.caseworker.tolist() == [UNKNOWN, 0, 0]
    assert found.measures.tolist() == [UNKNOWN, 9, 0]
    assert found.answers[:, 8].tolist() == [1.0, 3.0, 2.0]
    assert found.answers[:2, 10].tolist() == [5.0, 4.0]
    assert np.isnan(found.answers[2, 10])
    assert found.n_clients == 2


def test_of_several_forms_on_one_day_the_last_row_counts_and_the_others_are_counted(tmp_path: Path) -> None:
    again = "B;30.06.2025;;;5;1\nB;2025-06-30;Ann;;4;\nA;2025-06-30;Eva;;2;3\n"
    found = read_questionnaires(written(tmp_path, SWEDISH + again))
    assert found.n_replaced == 2  # B on 30 June: rows 1, 4 and 5, of which the fifth counts
    assert found.client.tolist() == [0, 0, 1, 1]
    assert found.answers[:, 8].tolist() == [1.0, 4.0, 2.0, 2.0]
    assert read_questionnaires(written(tmp_path, SWEDISH)).n_replaced == 0


def test_excel_has_dates_of_its_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["borger", "dato", "tiltro"],
        ["x", datetime.datetime(2025, 1, 2), 3],
        ["x", datetime.date(2025, 4, 2), 4],
    ):
        sheet.append(row)
    book.save(tmp_path / "forms.xlsx")
    assert np.diff(read_questionnaires(tmp_path / "forms.xlsx").day).tolist() == [90]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (";3;4", ";3;6", "cell_not_an_answer"),
        (";3;4", ";2,5;4", "cell_not_an_answer"),
        ("31.03.2025", "31.02.2025", "cell_not_a_date"),
        ("31.03.2025", "31.03.2094", "future_date"),
        ("31.03.2025", "", "cell_not_a_date"),
        ("hälsa + jobb", "hälsa + dans", "cell_not_measures"),
        ("datum", "personnummer", "unknown_column"),
        ("klient", "caseworker", "same_column"),
        ("A;2025", ";2025", "missing_value"),
        ("hälsa;handläggarens tilltro\n", "client id;date\n", "same_column"),
    ],
)
def test_what_can_not_be_read_is_refused(old: str, new: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_questionnaires(written(tmp_path, SWEDISH.replace(old, new)))
    assert caught.value.key == key, str(caught.value)


def test_what_is_needed_is_named(tmp_path: Path) -> None:
    for content, name in (("client,health\n1,2\n", "date"), ("client,date\n1,2025-01-01\n", "caseworker_belief")):
        with pytest.raises(InputError, match=f"no column '{name}'"):
            read_questionnaires(written(tmp_path, content))


def test_answers_stand_beside_what_is_known_of_clients(tmp_path: Path) -> None:
    found = read_table(written(tmp_path, "age,health,caseworker's belief\n30,2,\n40,,5\n"))
    assert set(found.columns) == {"age"}
    assert found.answers["health"][0] == 2.0
    assert np.isnan(found.answers["health"][1])
    assert found.read_as == {"caseworker's belief": "caseworker_belief"}
    assert found.n_clients == read_table(written(tmp_path, "health\n2\n3\n")).n_clients == 2
    with pytest.raises(InputError, match="from 1 to 5"):
        read_table(written(tmp_path, "age,health\n30,good\n"))


def test_dates() -> None:
    assert date_of("2025-3-1") == date_of("01-03-2025") == date_of("1.3.2025") == datetime.date(2025, 3, 1)
    assert date_of("2025-03-01 00:00:00") == datetime.date(2025, 3, 1)
    assert [date_of(cell) for cell in ("1/3/2025", "2025", 5, None, "2025-13-01")] == [None] * 5
