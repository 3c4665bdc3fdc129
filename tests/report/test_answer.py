"""The main answer: policies told apart by name, carrot against stick directly, and how probable an order is."""

from __future__ import annotations

import pytest

from simulation.base.texts import LANGUAGES
from simulation.report.comparison.answer import main_answer
from simulation.report.comparison.results import Results
from tests.report.tiny import run

CARROT, STICK = "jobfirst", "aig_sanctions"
N_REPLICATIONS = 8  # four draws


def _texts(results: Results) -> list[str]:
    return [said.text for said in main_answer(results)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_policy_is_told_on_its_side(language: str) -> None:
    results = Results(run(language=language))
    beginning = {"en": "In first jobs clearly", "sv": "I första jobb klart", "da": "I første job klart"}[language]
    tally = next(said for said in _texts(results) if said.startswith(beginning))
    above, _, rest = tally.partition(". ")
    below, _, unclear = rest.partition(". ")
    for policy in results.others:
        place = {1: above, -1: below, 0: unclear}[results.contrast(policy.name).side]
        assert results.quoted(policy) in place
        assert tally.count(results.quoted(policy)) == 1


def test_carrot_against_stick_is_the_difference_of_their_differences_and_comes_first() -> None:
    results = Results(run(STICK, CARROT, n_replications=N_REPLICATIONS, n_clients=1000, n_quarters=16))
    direct, probability = results.order(CARROT, STICK)
    assert direct.value == pytest.approx(results.contrast(CARROT).value - results.contrast(STICK).value)
    texts = _texts(results)
    first = next(n for n, said in enumerate(texts) if said.startswith("Carrot against stick"))
    assert f"first job {results.points_with_interval(direct)};" in texts[first]
    assert f"{100 * probability:.0f}% (4 sets of parameters: in steps of 25%)" in texts[first]
    assert texts[first + 1].startswith("Compared with")
    assert main_answer(results)[first].assumed.startswith("That demands harm and support helps was put in")


def test_a_stick_that_all_is_held_against_is_compared_already() -> None:
    texts = _texts(Results(run(CARROT, "coordinated", baseline=STICK)))
    assert not any(said.startswith("Carrot against stick") for said in texts)


def test_how_probable_the_best_is_stands_where_parameters_are_drawn() -> None:
    drawn, central = (
        _texts(Results(run("staircase", "coordinated", n_replications=n, parameter_set=name)))
        for n, name in ((N_REPLICATIONS, "posterior"), (3, "central"))
    )
    assert sum(said.startswith("Probability over the parameters") for said in drawn) == 1
    assert not any(said.startswith("Probability over the parameters") for said in central)
