"""The table of money in the terminal: both intervals, and no more columns than fit."""

import pytest
from rich.console import Console
from rich.measure import Measurement

from simulation.base.texts import text
from simulation.cli import money
from simulation.report.comparison.money import section
from simulation.report.comparison.results import Results
from simulation.report.money_words import party_label
from simulation.results.comparison import Comparison
from simulation.study.money.flows import EMPLOYER
from simulation.study.replications import run_study
from simulation.study.settings_reader import make_settings
from tests.report.tiny import run


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    settings = make_settings(["coordinated", "jobfirst"], n_clients=200, n_quarters=4, n_replications=8)
    study = settings.study()
    return Comparison("small", "compare", "en", settings, study, run_study(study), "")


@pytest.mark.parametrize(("width", "n_payers"), [(160, 5), (100, 1), (40, 1)])
def test_as_many_payers_as_fit_and_at_least_one(
    comparison: Comparison, width: int, n_payers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money, "width", lambda: width)
    made, *hidden = money.money_table(comparison)
    assert len(made.columns) >= n_payers + 2  # policies before, cost of a quarter behind
    assert bool(hidden) == (len(made.columns) < 5 + 2)  # what has no room is named
    console = Console(width=width)
    if len(made.columns) > 3:
        assert Measurement.get(console, console.options, made).minimum <= width


def test_the_credible_interval_stands_in_brackets_below(comparison: Comparison) -> None:
    (made,) = money.money_table(comparison)
    cells = [str(cell) for column in made.columns[1:-1] for cell in column.cells]
    bracketed = [cell for cell in cells if "[" in cell]  # where luck hides the parameters there is none
    assert bracketed
    assert all(cell.splitlines()[2].startswith("[") and cell.endswith("]") for cell in bracketed)


def test_a_ratio_without_credible_interval_says_so(comparison: Comparison) -> None:
    (made,) = money.money_table(comparison)
    is_not_told = any("not told" in str(cell) for cell in made.columns[-1].cells)
    assert is_not_told == any("probability_more_quarters" in note for note in money.money_notes(comparison))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "can't be told"), ("sv", "går inte att säga"), ("da", "kan ikke")]
)
def test_no_verdict_is_given_on_employers(language: str, said: str) -> None:
    """What work gives employers isn't counted: the terminal says so, and the report puts them on neither side."""
    results = Results(run("coordinated", language=language, n_clients=1000, n_quarters=8, parameter_set="central"))
    assert said in money.money_notes(results.comparison)[0]
    assert results.book is not None
    assert results.book.difference("coordinated", EMPLOYER).side != 0
    table = section(results, results.book).balance
    (row,) = table.rows
    marks = {column.label: cell.mark for column, cell in zip(table.columns, row.cells, strict=True)}
    assert marks.pop(party_label(EMPLOYER, language)) == ""
    assert text("money.report.better", language) in marks.values()
