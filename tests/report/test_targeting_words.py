"""Learned rules in words that a caseworker reads without knowing how rules are written in files."""

from __future__ import annotations

from types import SimpleNamespace

from simulation.analyses.targeting.learn import LEARNED_FROM
from simulation.analyses.targeting.rules import Rule
from simulation.base.texts import LANGUAGES
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.sentences import sentence


def said(*first: str, language: str = "en", sizes: tuple[float, ...] = ()) -> str:
    rule = Rule("learned_3", first=first)
    target = SimpleNamespace(judged=[SimpleNamespace(rule=rule, sizes=sizes)])
    return sentence(Asked(target, None, "", "", language, ""), rule)


def test_conditions_are_told_by_the_steps_of_the_answers() -> None:
    assert said("health > 2 and age <= 40", "client_goals <= 3") == (
        "first those with the caseworker's answer on health and managing health at 3 or better of 5 and an age of at"
        " most 40; then those with an own answer on goal awareness at 3 or worse of 5; last all others;"
        " among equals lots are drawn"
    )
    for words, shown in {
        "health > 4": "at 5 of 5", "health <= 1": "at 1 of 5", "index > 31": "ten answers over 31 of 50",
        "unskilled > 0": "those with no vocational", "unskilled <= 0": "those with a vocational",
        "quarters_on_benefit > 8": "more than 8 quarters on benefit",
    }.items():  # fmt: skip
        assert shown in said(words), words
    with_sizes = said("age > 49", "age <= 29", sizes=(21.4, 30.0))
    assert with_sizes.startswith("first those with an age over 49 (about 21 of 100 people); then those with")
    assert "at most 29 (about 30 of 100 people); last" in with_sizes
    assert "hälsa och att hantera den på 2 eller sämre av 5" in said("health <= 2", language="sv")
    assert "en alder over 49 år" in said("age > 49", language="da")


def test_every_fact_that_rules_are_learned_from_has_words_in_every_language() -> None:
    for language in LANGUAGES:
        for fact in LEARNED_FROM:
            for sign in (">", "<="):
                assert "{" not in said(f"{fact} {sign} 2", language=language)
