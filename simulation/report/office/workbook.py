"""The workbook of `tilltro office`: its answer and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.analyses.office.course import BANDS
from simulation.analyses.office.expect import AFTER
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.report.office.words import Asked, finding, notes
from simulation.report.sheets import WHOLE, Column, Sheet, Words, table_sheet

POINTS = "0.00"  # of every 100 people, or of answers from 1 to 5


def sheets(asked: Asked, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Sheet]:
    """Return the sheets of the tables `effects`, `figures` and `course`, those without rows left out.

    Below the answer stands what policies do for first jobs at the office's own levels.
    """
    words = Words(asked.language)
    main = [row for row in tables["effects"] if (row["outcome"], row["stage"]) == (MAIN_OUTCOME, AFTER)]
    columns = {"effects": _effects(asked, words), "figures": _figures(asked, words), "course": _course(asked, words)}
    made = [table_sheet("summary", main, columns["effects"], [*finding(asked).in_sentences, *notes(asked)])]
    return [*made, *(table_sheet(name, tables[name], columns[name]) for name in columns if tables[name])]


def _span(asked: Asked, words: Words, name: str) -> list[Column]:
    heading = asked.say(f"columns_of.{name}")
    return [Column(f"{name}_value", heading, POINTS), *words.interval(f"{name}_low", f"{name}_high", heading, POINTS)]


def _effects(asked: Asked, words: Words) -> list[Column]:
    def say(key: str) -> str:
        return asked.say(f"columns_of.{key}")

    return [
        Column("policy", say("policy"), shown=asked.policy),
        Column("outcome", words.column("outcome"), shown=lambda name: asked.say(f"outcome.{name}")),
        Column("stage", say("stage"), shown=lambda name: asked.say(f"stages.{name}")),
        *(column for name in ("baseline", "level", "difference") for column in _span(asked, words, name)),
        *words.interval("cred_low", "cred_high", words.say("unknown"), POINTS),
        Column("share_above", words.with_unit(words.say("draws_above"), words.say("share_of_one"))),
        *_span(asked, words, "seen"),
    ]


def _figures(asked: Asked, words: Words) -> list[Column]:
    return [
        Column("name", asked.say("columns_of.figure"), shown=lambda name: asked.say(f"figure.{name}")),
        Column("own", asked.say("columns_of.own"), POINTS),
        *(column for name in ("before", "after") for column in _span(asked, words, name)),
        Column("weight", words.with_unit(asked.say("columns_of.weight"), words.say("share_of_one"))),
        Column("verdict", asked.say("columns_of.verdict"), shown=lambda name: asked.say(f"verdict.{name}")),
    ]


def _course(asked: Asked, words: Words) -> list[Column]:
    def answers(heading: str) -> str:
        return words.with_unit(heading, words.say("answer"))

    expected = asked.say("columns_of.expected")
    bands = {f"expected_{percent:g}".replace(".", "_"): percent for percent in BANDS}
    return [
        Column("measure", asked.say("columns_of.measure"), shown=lambda name: asked.say(f"measure.{name}")),
        Column("quarter", asked.say("columns_of.quarter"), WHOLE),
        Column("n", asked.say("columns_of.n"), WHOLE),
        Column("seen", answers(asked.say("columns_of.happened")), POINTS),
        *(
            Column(
                name,
                answers(words.say("not_above", what=expected, percent=asked.number(percent, 1 if percent % 1 else 0))),
                POINTS,
            )
            for name, percent in bands.items()
        ),
    ]
