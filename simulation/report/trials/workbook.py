"""The workbook of `tilltro trial`: its answer and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.analyses.trials.trial import PRIORS
from simulation.report.sheets import MONEY, WHOLE, Column, Sheet, Words, table_sheet
from simulation.report.trials.words import Asked, finding, notes
from simulation.study.worlds import load_world

CLIENTS = "#,##0"


def sheets(asked: Asked, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Sheet]:
    """Return the sheets of the tables `studies`, `costs` and `lessons` and of the rivals, after the answer.

    Effects are those on one client, as in the tables; below the answer stands what studies of the design's size find.
    """
    words, design = Words(asked.language), asked.trial.design
    own = [row for row in tables["studies"] if row["clients"] == design.clients]
    studies = _studies(asked, words)
    made = [
        table_sheet("summary", own, studies, [*finding(asked).in_sentences, *notes(asked)]),
        table_sheet("studies", tables["studies"], studies),
        table_sheet("costs", tables["costs"], _costs(asked, words)),
        table_sheet("lessons", tables["lessons"], _lessons(asked, words)),
    ]
    rivals = [{"world": world, **vars(found)} for world, found in asked.trial.rivals.items()]
    reading = Column("world", asked.say("columns.reading"), shown=lambda world: load_world(world).label[asked.language])
    return [*made, table_sheet("rivals", rivals, [reading, *_published(asked, words)])]


def _unit(asked: Asked, words: Words) -> str:
    """Return what effects on one client are counted in."""
    return words.say("quarters_in_work" if asked.trial.design.outcome == "quarters_worked" else "share_of_one")


def _published(asked: Asked, words: Words) -> list[Column]:
    heading = asked.say("columns.estimate")
    return [
        Column("estimate", words.with_unit(heading, _unit(asked, words))),
        *words.interval("low", "high", heading),
    ]


def _clients(asked: Asked) -> Column:
    return Column("clients", asked.say("columns.clients"), CLIENTS)


def _studies(asked: Asked, words: Words) -> list[Column]:
    def column(name: str, unit: str) -> Column:
        return Column(name, words.with_unit(asked.say(f"columns.{name}"), unit))

    unit, share = _unit(asked, words), words.say("share_of_one")
    after = words.with_unit(asked.say("columns.follow_up"), words.say("quarters"))
    return [
        _clients(asked),
        Column("follow_up", after, WHOLE),
        *_published(asked, words),
        column("truth", unit),
        *(column(name, share) for name in ("coverage", "power", "wrong_sign")),
        column("exaggeration", words.say("times")),
        column("detectable", unit),
    ]


def _lessons(asked: Asked, words: Words) -> list[Column]:
    def by_spread(name: str, unit: str) -> list[Column]:
        headings = {spread: asked.say(f"columns.{name}") for spread in PRIORS}
        for spread in PRIORS:
            if spread != "stated":
                headings[spread] += f", {asked.say(f'columns.{spread}')}"
        return [Column(f"{name}_{spread}", words.with_unit(of, unit)) for spread, of in headings.items()]

    share, variance = words.say("share_of_one"), words.say("variance")
    narrowing = [
        Column(name, words.with_unit(asked.say(f"columns.{name}"), variance))
        for name in ("narrowing_unknown", "narrowing_effect")
    ]
    return [
        _clients(asked),
        *by_spread("power", share),
        *by_spread("told", share),
        *by_spread("worth", words.say("quarters_in_work")),
        *narrowing,
    ]


def _costs(asked: Asked, words: Words) -> list[Column]:
    dkk, people, total = words.say("dkk"), words.say("people"), asked.say("columns.total")
    amounts = [
        Column(name, words.with_unit(asked.say(f"columns.{name}"), dkk), MONEY)
        for name in ("itself", "programme", "total")
    ]
    return [
        _clients(asked),
        Column("given", words.with_unit(asked.say("columns.given"), people), CLIENTS),
        *amounts,
        *words.interval("low", "high", total, MONEY),
        Column("least_at_stake", words.with_unit(asked.say("columns.least_at_stake"), people), CLIENTS),
    ]
