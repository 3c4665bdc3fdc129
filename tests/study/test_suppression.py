"""Of one's own clients nothing is told of groups under five, in any table, page or workbook; of drawn ones all is."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

import simulation
from simulation.base.errors import InputError
from simulation.cli.comparison import notes
from simulation.report.comparison.page import write_page
from simulation.report.workbook import write_workbook
from simulation.results.comparison import Comparison
from simulation.results.content_hash import content_hash
from simulation.results.tables import read_tables, write_tables
from simulation.study.carry_out import simulate
from simulation.study.contrasts.tables import Tables
from simulation.study.suppression import suppressed_at_start, suppressed_in, unanswerable_groups

WOMEN, MEN = "sex=woman", "sex=man"


def rows(n_women: int, n_men: int) -> str:
    """Return a table in which all are 35, none with a diagnosis or of non-western origin."""
    return "age,man,psychiatric,non_western,unskilled\n" + "35,0,0,0,0\n" * n_women + "35,1,0,0,0\n" * n_men


def compared(folder: Path, n_women: int, n_men: int) -> Comparison:
    table = folder / "clients.csv"
    table.write_text(rows(n_women, n_men), encoding="utf-8")
    given = {"table": table, "caseload": 5, "n_quarters": 2, "n_replications": 4}
    settings = simulation.make_settings(("coordinated",), "staircase", **given)
    tables = simulation.compare(("coordinated",), baseline="staircase", **given)
    return Comparison(
        "mine", "compare", "en", settings, settings.study(), tables, content_hash(settings, "compare", "mine", "en")
    )


def told(tables: Tables) -> set[str]:
    """Return the groups of which any number is told."""
    assert tables.at_end is not None
    found = set(tables.at_end["group"][tables.at_end["value"].notna()])
    for table in (tables.levels, tables.contrasts):
        numbers = table.drop(columns=["quarter", "n_replications"]).select_dtypes("number")
        found |= set(table["group"][(numbers.notna() & (numbers != 0.0)).any(axis=1)])
    return found


def test_four_women_are_not_told_of_nor_the_men_they_could_be_counted_from(tmp_path: Path) -> None:
    comparison = compared(tmp_path, 4, 16)
    assert not {WOMEN, MEN} & told(comparison.tables)
    assert {"all", "age=30-39", "psychiatric=no"} <= told(comparison.tables)
    page = write_page(comparison, tmp_path).read_text(encoding="utf-8")
    assert page.count("not shown") == 4  # two groups under two policies
    why = "groups with fewer than 5 of your own clients"
    assert why in page
    assert any(why in note for note in notes(comparison))
    write_workbook(comparison, tmp_path)
    groups = list(load_workbook(tmp_path / "results.xlsx", read_only=True)["Groups"].values)
    assert any(why in str(row[0]) for row in groups)
    of_sexes = [row for row in groups if len(row) > 2 and row[2] in ("Women", "Men")]
    assert of_sexes
    assert all(cell is None for row in of_sexes for cell in row[6:])


def test_five_women_are_told_of(tmp_path: Path) -> None:
    comparison = compared(tmp_path, 5, 15)
    assert {WOMEN, MEN} <= told(comparison.tables)
    assert not any("fewer than 5" in note for note in notes(comparison))


def test_one_s_own_clients_are_not_followed_one_by_one(tmp_path: Path) -> None:
    table = tmp_path / "clients.csv"
    table.write_text(rows(10, 10), encoding="utf-8")
    given = {"caseload": 5, "n_quarters": 1, "n_replications": 2}
    own = simulation.make_settings(("coordinated",), "staircase", table=table, **given)
    drawn = simulation.make_settings(("coordinated",), "staircase", n_clients=20, **given)
    assert simulate(drawn, None, 1, follow_clients=True).trajectories is not None
    tables = simulate(own, None, 1, follow_clients=True)
    assert tables.trajectories is None
    write_tables(tables, tmp_path)
    assert not (tmp_path / "trajectories.parquet").exists()
    assert read_tables(tmp_path).trajectories is None


@pytest.mark.parametrize("n_women", [1, 4, 5, 16])
def test_groups_are_known_before_as_the_tables_hide_them(n_women: int, tmp_path: Path) -> None:
    comparison = compared(tmp_path, n_women, 20 - n_women)
    settings = comparison.settings
    found = suppressed_at_start(settings.environment(), settings.policy("staircase"), settings.seed, 4)
    assert set(found) == suppressed_in(comparison.tables)
    assert "psychiatric=yes" in set(unanswerable_groups(settings)) - set(found)  # there is nobody


def test_of_people_who_are_drawn_small_groups_are_told() -> None:
    tables = simulation.compare(("coordinated",), baseline="staircase", n_clients=8, caseload=4, n_quarters=1,
                                n_replications=2)  # fmt: skip
    assert {WOMEN, MEN} <= told(tables)


def test_fewer_than_five_clients_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        compared(tmp_path, 2, 2)
    assert caught.value.key == "too_few_people"
