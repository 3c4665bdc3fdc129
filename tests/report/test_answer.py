"""What the page says beside its tables: policies held against each other directly, and how to read them."""

from __future__ import annotations

import re

import pytest

from simulation.analyses.validation.line import SAYS_NOTHING, WITHIN
from simulation.analyses.validation.shipped import judged
from simulation.base.texts import LANGUAGES, text
from simulation.report.comparison.answer import direct_pairs, doubts, how_to_read
from simulation.report.comparison.results import Results
from simulation.report.comparison.tables import cited_table, direct_table, missed_table
from tests.report.tiny import run

CARROT, STICK = "jobfirst", "aig_sanctions"
N_REPLICATIONS = 8  # four draws


def pairs(results: Results) -> list[tuple[str, str]]:
    return [(one.name, other.name) for one, other in direct_pairs(results)]


def test_carrot_less_stick_is_the_difference_of_their_differences() -> None:
    results = Results(run(STICK, CARROT, n_replications=N_REPLICATIONS, n_clients=1000, n_quarters=16))
    assert (CARROT, STICK) in pairs(results)
    direct, probability = results.order(CARROT, STICK)
    assert direct.value == pytest.approx(results.contrast(CARROT).value - results.contrast(STICK).value)
    table = direct_table(results)
    assert table is not None
    row = table.rows[pairs(results).index((CARROT, STICK))]
    assert row.cells[0].value == results.number(direct.value, "first_job", True)
    assert row.cells[-1].value == f"{100 * probability:.0f}%"
    assert table.columns[-1].unit == "4 sets of parameters: in steps of 25%"
    assert sum("not of equal doses" in said for said in how_to_read(results)) == 1


def test_a_stick_that_all_is_held_against_is_compared_already() -> None:
    results = Results(run(CARROT, "coordinated", baseline=STICK))
    assert STICK not in {name for pair in pairs(results) for name in pair}
    assert not any("not of equal doses" in said for said in how_to_read(results))


def test_how_often_the_first_is_ahead_stands_where_parameters_are_drawn() -> None:
    drawn, central = (
        direct_table(Results(run("staircase", "coordinated", n_replications=n, parameter_set=name)))
        for n, name in ((N_REPLICATIONS, "posterior"), (3, "central"))
    )
    assert drawn is not None
    assert central is not None
    assert len(drawn.columns) == len(central.columns) + 1


def test_what_the_number_of_measures_does_is_said_where_the_two_are_compared() -> None:
    said = how_to_read(Results(run()))
    assert said.count(text("report.answer.dose", "en")) == 1
    pair = Results(run("coordinated", baseline="staircase"))
    assert sum("coordinated_dose_matched and staircase_dose_matched" in words for words in how_to_read(pair)) == 1
    assert not any("dose" in words or "for being more" in words for words in how_to_read(Results(run("jobfirst"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdicts_on_published_figures_are_counted_once(language: str) -> None:
    """Calibration and validation in one sentence: as many as the scoreboard has of each verdict."""
    fitted, others = (judged(role) for role in ("calibration", "validation"))
    within = [sum(line.verdict == WITHIN for line in lines) for lines in (fitted, others)]
    nothing = sum(line.verdict == SAYS_NOTHING for line in [*fitted, *others])
    said = next(words for words in doubts(Results(run(language=language))) if "tilltro validate" in words)
    assert [int(n) for n in re.findall(r"\d+", said)] == [within[0], len(fitted), within[1], len(others), nothing]


def test_one_policy_alone_has_no_pairs() -> None:
    assert direct_table(Results(run("staircase", baseline="staircase"))) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_are_cited_once_and_missed_findings_are_a_table(language: str) -> None:
    results = Results(run(language=language))
    cited = cited_table(results)
    assert cited is not None
    ids = [row.label for row in cited.rows]
    assert len(set(ids)) == len(ids) > 10
    missed = missed_table(results)
    assert missed is None or all(len(row.cells) == len(missed.columns) for row in missed.rows)
