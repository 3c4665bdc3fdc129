"""The workbook of `tilltro target`: its answer and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.analyses.targeting.rules import RANDOM, Rule
from simulation.analyses.targeting.target import RIVALS
from simulation.base.texts import text
from simulation.base.texts.labels import group_label
from simulation.report.sheets import PLAIN, Column, Sheet, Words, table_sheet
from simulation.report.targeting.words import Asked, finding, notes, sentence

POINTS = "0.00"  # of every 100 people


def sheets(asked: Asked, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Sheet]:
    """Return the sheets of the tables `rules`, `groups` and `places`, after the answer with what each rule gives."""
    words = Words(asked.language)
    rule = Column("rule", asked.say("columns.rule"), shown=lambda name: asked.say(f"rules.{name}"))
    verdict = Column("verdict", asked.say("columns.verdict"), shown=lambda name: asked.say(f"verdict.{name}"))
    gain = [
        Column("value", words.with_unit(asked.say("columns.gain"), asked.unit_of_gain), POINTS),
        *words.interval("low", "high", words.say("luck"), POINTS),
        *words.interval("cred_low", "cred_high", words.say("unknown"), POINTS),
        Column("share_above", words.with_unit(asked.say("columns.share"), words.say("share_of_one"))),
    ]
    by_gain = sorted(tables["rules"], key=lambda row: -row["value"])
    return [
        table_sheet("summary", by_gain, [rule, *gain, verdict], [*finding(asked).in_sentences, *notes(asked)]),
        table_sheet("rules", tables["rules"], [rule, _in_words(asked), *gain, *_rivals(asked, words), verdict]),
        table_sheet("groups", tables["groups"], [rule, *_groups(asked, words)]),
        table_sheet(
            "places",
            tables["places"],
            [rule, Column("places", asked.say("columns.places"), PLAIN, float), *gain],
        ),
    ]


def _in_words(asked: Asked) -> Column:
    rules: dict[str, Rule] = {judged.rule.id: judged.rule for judged in asked.target.judged} | {RANDOM.id: RANDOM}
    heading = text("handed_on.workbook.columns.sentence", asked.language)
    return Column("rule", heading, shown=lambda name: sentence(asked, rules[name]))


def _rivals(asked: Asked, words: Words) -> list[Column]:
    columns = []
    for name in RIVALS:
        heading = asked.say(f"columns.{name}")
        columns += [
            Column(f"{name}_value", words.with_unit(heading, asked.unit_of_gain), POINTS),
            *words.interval(f"{name}_low", f"{name}_high", heading, POINTS),
        ]
    return [*columns, Column("regret", words.with_unit(asked.say("columns.regret"), asked.unit_of_gain), POINTS)]


def _groups(asked: Asked, words: Words) -> list[Column]:
    return [
        Column("group", asked.say("columns.group"), shown=lambda name: group_label(name, asked.language)),
        Column("placed", words.with_unit(asked.say("columns.placed"), words.say("of_hundred")), POINTS),
        Column("gain", words.with_unit(asked.say("columns.gain_of"), asked.unit_of_gain), POINTS),
    ]
