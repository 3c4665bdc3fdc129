"""results.xlsx: real numbers that add up to those of the tables, and text that never is a formula."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from simulation.base.texts import LANGUAGES, catalogue
from simulation.model.outcomes.registry import MAIN_OUTCOMES
from simulation.report.answer.block import make_answer
from simulation.report.sheets import Sheet, workbook
from simulation.report.workbook import write_workbook
from simulation.results.comparison import Comparison
from simulation.study.carry_out import simulate
from simulation.study.settings_reader import make_settings

SHEETS = ("summary", "contrasts", "levels", "groups", "budget", "assumptions", "evidence", "record")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    settings = make_settings(["staircase", "coordinated"], n_clients=150, n_quarters=5, n_replications=4)
    tables = simulate(settings, None, 1)
    return Comparison("own", "compare", "en", settings, settings.study(), tables, "0" * 12)


def column(page, top: int, heading: str) -> list[object]:
    headings = [cell.value for cell in page[top]]
    return [row[headings.index(heading)] for row in page.iter_rows(min_row=top + 1, values_only=True)]


def test_sums_equal_those_of_the_tables(comparison: Comparison, tmp_path: Path) -> None:
    book = load_workbook(write_workbook(comparison, tmp_path, ["One.", "=Two"]))
    tables = comparison.tables
    contrasts, levels = tables.contrasts, tables.levels
    whole = {0, 4, 5}  # the ends of years, and the last quarter
    is_all = contrasts["group"] == "all"
    expected = {
        ("Contrasts", 1, "Difference"): contrasts[is_all & contrasts["quarter"].isin(whole)]["difference"],
        ("Levels", 1, "Mean"): levels[(levels["group"] == "all") & levels["quarter"].isin(whole)]["mean"],
        ("Groups", 1, "Difference"): contrasts[contrasts["outcome"].isin(MAIN_OUTCOMES) & (contrasts["quarter"] == 5)][
            "difference"
        ],
        ("Summary", 4, "Difference"): contrasts[
            is_all & contrasts["outcome"].isin(MAIN_OUTCOMES) & (contrasts["quarter"] == 5)
        ]["difference"],
    }
    assert tables.money is not None
    expected["Budget", 1, "Amount (DKK a client)"] = tables.money.budget["amount"]
    for (name, top, heading), values in expected.items():
        found = column(book[name], top, heading)
        assert len(found) == len(values) > 0
        assert math.fsum(x for x in found if isinstance(x, (int, float))) == pytest.approx(values.sum(), rel=1e-12)
    assert [book["Summary"]["A1"].value, book["Summary"]["A2"].value] == ["One.", "=Two"]
    assert book["Summary"].freeze_panes == "B5"


def test_every_language_and_the_same_bytes_twice(comparison: Comparison, tmp_path: Path) -> None:
    for language in LANGUAGES:
        told = replace(comparison, language=language)
        first = write_workbook(told, tmp_path).read_bytes()
        assert write_workbook(told, tmp_path).read_bytes() == first
        book = load_workbook(io.BytesIO(first))
        names = catalogue("handed_on.workbook.sheets")
        assert book.sheetnames == [names[sheet][language] for sheet in SHEETS]
        assert all(page.auto_filter.ref and page.freeze_panes for page in book)
        formulas = [
            cell.coordinate for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"
        ]
        assert not formulas
        years = {row[3] for row in book.worksheets[SHEETS.index("budget")].iter_rows(min_row=2, values_only=True)}
        assert {year for year in years if isinstance(year, int)} == {1, 2}  # numbers that a spreadsheet can sort
        assert {year for year in years if isinstance(year, str)} == {
            words[language] for words in catalogue("handed_on.workbook.years").values()
        }


def test_the_summary_begins_with_the_answer_of_page_one(comparison: Comparison, tmp_path: Path) -> None:
    answer = make_answer(comparison)
    page = load_workbook(write_workbook(comparison, tmp_path))["Summary"]
    said = [page[f"A{row}"].value for row in range(1, 5)]
    assert said[:2] == [answer.title, answer.parts[0].sentence]
    assert answer.made in [cell.value for cell in page["A"]]


def test_text_of_data_is_never_a_formula_and_what_is_unknown_is_empty() -> None:
    rows = [(sign + "1+1", value) for sign, value in zip("=+-@", (1.5, math.nan, math.inf, None), strict=True)]
    book = load_workbook(io.BytesIO(workbook([Sheet("record", ("setting", "value"), rows)], "en")))
    page = book.active
    assert [cell.data_type for cell in page["A"][1:]] == ["s"] * 4
    assert [cell.value for cell in page["A"][1:]] == ["=1+1", "+1+1", "-1+1", "@1+1"]
    assert [cell.value for cell in page["B"][1:]] == [1.5, None, None, None]


def test_signs_of_xml_and_control_characters_are_kept_out_of_the_xml() -> None:
    rows = [('a < b & "c" ]]> \x07é', 1)]
    page = load_workbook(io.BytesIO(workbook([Sheet("record", ("setting", "value"), rows)], "en"))).active
    assert page["A2"].value == 'a < b & "c" ]]> é'


def test_a_run_of_one_policy_has_levels_and_no_contrasts(comparison: Comparison, tmp_path: Path) -> None:
    settings = make_settings(["staircase"], baseline="staircase", n_clients=150, n_quarters=2, n_replications=1)
    tables = simulate(settings, None, 1)
    alone = Comparison("own", "run", "sv", settings, settings.study(), tables, "0" * 12)
    book = load_workbook(write_workbook(alone, tmp_path))
    assert book["Skillnader"].max_row == 1
    assert book["Nivåer"].max_row > 1
    assert isinstance(pd.read_excel(tmp_path / "results.xlsx", sheet_name="Nivåer"), pd.DataFrame)
