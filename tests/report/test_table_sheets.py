"""Workbooks and data packages of contrary, validate, sensitivity and follow: the same numbers as in the CSV files."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from simulation.analyses.trials.costs import Cost
from simulation.analyses.trials.trial import PRIORS, Cell, Lesson
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.base.texts.columns import describe
from simulation.cli.trial import _flat
from simulation.results.tables import read_csv
from tests.report.every_page import make
from tools.site_pages import OF_TABLES

SHEETS = {
    "contrary": ("contrary",),
    "follow": ("tendency", "timeline"),
    "sensitivity": ("screening", "sobol", "draws", "loses_if", "information", "decision", "steps"),
    "validate": ("scoreboard", "readings"),
}


@pytest.fixture(scope="module", params=SHEETS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    return request.param, make(request.param, tmp_path_factory.mktemp("book"), "sv").parent


def test_the_numbers_of_a_workbook_are_those_of_the_csv_files(made: tuple[str, Path]) -> None:
    name, folder = made
    book = load_workbook(folder / "results.xlsx")
    titles = catalogue("handed_on.workbook.sheets")
    tables = SHEETS[name]
    assert book.sheetnames == [
        titles[sheet]["sv"] for sheet in ("summary", *tables, "assumptions", "evidence", "record")
    ]
    for number, table in enumerate(tables, 1):
        frame, page = read_csv(folder / f"{table}.csv"), book.worksheets[number]
        rows = list(page.iter_rows(min_row=2, values_only=True))
        assert len(rows) == len(frame) > 0 or table == "steps"
        for place, column in enumerate(frame.columns):
            if frame[column].dtype.kind in "fib":
                found = [row[place] for row in rows]
                wanted = [None if math.isnan(value) else value for value in frame[column].astype(float)]
                assert found == wanted, column
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_a_data_package_describes_every_column_of_every_csv_file(made: tuple[str, Path]) -> None:
    _, folder = made
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    files = {resource["path"]: resource for resource in package["resources"] if "path" in resource}
    assert set(files) == {path.name for path in folder.glob("*.csv")}
    for name, resource in files.items():
        assert [field["name"] for field in resource["schema"]["fields"]] == list(OF_TABLES[name.removesuffix(".csv")])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(pd.read_csv(folder / name).columns)
        assert all(field["description"] and field["restsOn"] for field in fields)
        assert all(field.get("unit") for field in fields if field["type"] == "number")
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {"results.xlsx", "datapackage.json"} <= set(listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_a_study_is_described(language: str) -> None:
    found = trial_columns()
    for table, names in found.items():
        for name in names:
            column = describe(table, name, language)
            assert column.meaning
            assert column.unit


def trial_columns() -> dict[str, list[str]]:
    """Return the columns of the tables of `tilltro trial`."""
    lesson = Lesson(100, *(dict.fromkeys(PRIORS, 0.5) for _ in range(2)), 0.1, 0.1, dict.fromkeys(PRIORS, 0.5))
    return {
        "studies": [field.name for field in fields(Cell)],
        "costs": [*(field.name for field in fields(Cost)), "least_at_stake"],
        "lessons": list(_flat(lesson)),
    }


def test_headings_have_units_and_the_summary_the_answer(made: tuple[str, Path]) -> None:
    name, folder = made
    book = load_workbook(folder / "results.xlsx")
    summary = [cell.value for cell in book.worksheets[0]["A"]]
    assert text("answer.boxes.asked", "sv") in " ".join(str(line) for line in summary)
    headings = [str(cell.value) for page in book.worksheets[1 : len(SHEETS[name]) + 1] for cell in page[1]]
    assert all(len(heading) < 130 for heading in headings)
    assert any("(" in heading for heading in headings)
    assert set(LANGUAGES) == {"en", "sv", "da"}
