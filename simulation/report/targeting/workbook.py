"""The workbook of `tilltro target`: its answer and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.analyses.targeting.judged import RIVALS
from simulation.analyses.targeting.objective import MONEY, direction
from simulation.analyses.targeting.rules import RANDOM, Rule
from simulation.base.texts import text
from simulation.base.texts.labels import group_label
from simulation.report.sheets import PLAIN, Column, Sheet, Words, table_sheet
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.finding import finding
from simulation.report.targeting.notes import notes
from simulation.report.targeting.sentences import floor_label, sentence
from simulation.study.worlds import load_world

POINTS, KRONER = "0.00", "#,##0"  # of every 100 people; a client


def sheets(asked: Asked, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Sheet]:
    """Return the sheets of the tables, after the answer with what each rule gives."""
    words = Words(asked.language)
    rule = Column("rule", asked.say("columns.rule"), shown=lambda name: asked.say(f"rules.{name}"))
    verdict = Column("verdict", asked.say("columns.verdict"), shown=lambda name: asked.say(f"verdict.{name}"))
    form = _form(asked.target.objective)
    gain = [
        Column("value", words.with_unit(asked.say("columns.gain"), asked.unit_of_gain), form),
        *words.interval("low", "high", words.say("luck"), form),
        *words.interval("cred_low", "cred_high", words.say("unknown"), form),
        Column("share_above", words.with_unit(asked.say("columns.share"), words.say("share_of_one"))),
    ]
    by_gain = sorted(tables["rules"], key=lambda row: -row["value"])
    return [
        table_sheet("summary", by_gain, [rule, *gain, verdict], [*finding(asked).in_sentences, *notes(asked)]),
        table_sheet(
            "rules",
            tables["rules"],
            [rule, _in_words(asked), *gain, *_ahead_in(asked, words), *_rivals(asked, words), verdict],
        ),
        table_sheet("groups", tables["by_group"], [rule, *_groups(asked, words)]),
        table_sheet(
            "places",
            tables["places"],
            [rule, Column("places", asked.say("columns.places"), PLAIN, float), *gain],
        ),
        *([table_sheet("worlds", tables["worlds"], [rule, _world(asked), *gain])] if asked.target.worlds else []),
        *([_worths(asked)] if asked.target.worth else []),
        *([_floors(asked, tables["floors"], words)] if asked.target.floors else []),
    ]


def _form(objective: str) -> str:
    """Return how gains in an objective are written."""
    return KRONER if objective == MONEY else POINTS


def _world(asked: Asked) -> Column:
    return Column("world", asked.say("columns.world"), shown=lambda name: load_world(name).label[asked.language])


def _ahead_in(asked: Asked, words: Words) -> list[Column]:
    """Return the column of how many rival worlds a rule is ahead in; nothing where none was tried."""
    n = len(asked.target.worlds)
    heading = words.with_unit(asked.say("columns.ahead_in"), asked.say("of_all", all=n))
    return [Column("worlds_ahead", heading, PLAIN)] if n else []


def _worths(asked: Asked) -> Sheet:
    """Return what a unit of each outcome was said to be worth."""
    rows = [{"what": id, "worth": worth} for id, worth in asked.target.worth.items()]
    what = Column("what", asked.say("columns.what"), shown=lambda name: asked.say(f"worths.{name}"))
    return table_sheet("worth", rows, [what, Column("worth", asked.say("columns.worth"), PLAIN)])


def _floors(asked: Asked, rows: Sequence[Mapping[str, Any]], words: Words) -> Sheet:
    """Return each floor with the places that its group has."""
    columns = [
        Column(name, words.with_unit(asked.say(f"columns.floor_{name}"), words.say("of_hundred")), POINTS)
        for name in ("least", "placed", "without")
    ]
    group = Column("group", asked.say("columns.group"), shown=lambda name: floor_label(asked, name))
    return table_sheet("floors", rows, [group, *columns])


def _in_words(asked: Asked) -> Column:
    rules: dict[str, Rule] = {judged.rule.id: judged.rule for judged in asked.target.judged} | {RANDOM.id: RANDOM}
    heading = text("handed_on.workbook.columns.sentence", asked.language)
    return Column("rule", heading, shown=lambda name: sentence(asked, rules[name]))


def _rivals(asked: Asked, words: Words) -> list[Column]:
    columns, form = [], _form(asked.target.objective)
    for name in RIVALS:
        heading = asked.say(f"columns.{name}")
        columns += [
            Column(f"{name}_value", words.with_unit(heading, asked.unit_of_gain), form),
            *words.interval(f"{name}_low", f"{name}_high", heading, form),
        ]
    for outcome in asked.target.worth:
        heading, unit = asked.say("columns.part"), asked.unit_of(outcome)
        unit = asked.say("fewer_is_gain", unit=unit) if direction(outcome) < 0.0 else unit
        columns += [
            Column(f"{outcome}_value", words.with_unit(heading, unit), _form(outcome)),
            *words.interval(f"{outcome}_low", f"{outcome}_high", words.with_unit(heading, unit), _form(outcome)),
        ]
    return [*columns, Column("regret", words.with_unit(asked.say("columns.regret"), asked.unit_of_gain), form)]


def _groups(asked: Asked, words: Words) -> list[Column]:
    form = _form(asked.target.objective)
    return [
        Column("group", asked.say("columns.group"), shown=lambda name: group_label(name, asked.language)),
        Column("placed", words.with_unit(asked.say("columns.placed"), words.say("of_hundred")), POINTS),
        Column("gain", words.with_unit(asked.say("columns.gain_of"), asked.unit_of_gain), form),
    ]
