"""The page of `tilltro target`."""

from __future__ import annotations

from pathlib import Path

import yaml

from simulation.analyses.targeting.judged import RIVALS, Gain, Judged
from simulation.analyses.targeting.rules import Offer, Rule
from simulation.base.texts import text
from simulation.base.texts.labels import group_label
from simulation.base.texts.numbers import format_number, format_plain
from simulation.report import pages
from simulation.report.pages import Frame, picture
from simulation.report.table import Cell, Column, Row, Table
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.figure import write_figure
from simulation.report.targeting.finding import finding
from simulation.report.targeting.notes import again, notes
from simulation.report.targeting.numbers import credible, luck, share, value
from simulation.report.targeting.sentences import sentence
from simulation.report.targeting.tables import ahead_in, gains_in_worlds, places_tried, world_headings
from simulation.results.page_names import page_name


def write_page(asked: Asked, yaml: str, folder: Path, is_kept: bool = True) -> Path:
    """Write `folder/target.html`, which shows the rule chosen as the YAML that it is, and return its path.

    `is_kept` says whether the YAML is a file in a folder of results too, as it isn't for a visitor of the pages.
    """
    frame = Frame(asked.say("title"), "decide.target", asked.language, asked.content_hash)
    content = {
        "finding": finding(asked),
        "rules": _rules(asked),
        "sentences": [
            f"{asked.say(f'rules.{judged.rule.id}')}: {sentence(asked, judged.rule)}."
            for judged in asked.target.judged
            if judged.rule.first
        ],
        "picture": picture(write_figure(asked, folder), asked.say("figure.title")),
        "curve": _curve(asked),
        "worlds": _worlds(asked),
        "groups": _groups(asked),
        "yaml": yaml,
        "again": again(asked, is_kept),
        "notes": notes(asked),
    }
    return pages.write(folder / page_name("target"), "report/targeting/page.html", frame, content)


def rule_yaml(asked: Asked, offer: Offer, rule: Rule) -> str:
    """Return a rule as the YAML of a policy."""
    content = {**offer.content(rule, asked.target.places), "label": {asked.language: asked.say(f"rules.{rule.id}")}}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)


def _cell(asked: Asked, gain: Gain, mark: str = "") -> Cell:
    return Cell(value(asked, gain), luck(asked, gain), credible(asked, gain), mark=mark)


def _rules(asked: Asked) -> Table:
    names = ("gain", "share", "ahead_in", *RIVALS, "regret")
    return Table(
        id="every-rule",
        caption=asked.say("tables.rules", unit=asked.unit),
        columns=[Column(asked.say(f"columns.{name}")) for name in names],
        rows=[_rule(asked, judged) for judged in asked.target.judged],
        head=asked.say("columns.rule"),
    )


def _rule(asked: Asked, judged: Judged) -> Row:
    cells = [
        _cell(asked, judged.gain, asked.say(f"verdict.{judged.verdict}")),
        Cell(share(asked, judged.gain)),
        Cell(ahead_in(asked, judged)),
        *(_cell(asked, judged.rivals[name]) for name in RIVALS),
        Cell(format_number(judged.regret, asked.decimals, asked.language)),
    ]
    return Row(asked.say(f"rules.{judged.rule.id}"), "", cells)


def _curve(asked: Asked) -> Table:
    places = places_tried(asked)
    return Table(
        id="by-places",
        caption=asked.say("tables.curve", unit=asked.unit),
        columns=[Column(format_plain(float(at), asked.language)) for at in places],
        rows=[
            Row(asked.say(f"rules.{rule}"), "", [_cell(asked, of_rule[at]) for at in places])
            for rule, of_rule in asked.target.curve.items()
        ],
        head=asked.say("columns.rule"),
    )


def _worlds(asked: Asked) -> Table | None:
    if not asked.target.worlds:
        return None
    return Table(
        id="rival-worlds",
        caption=asked.say("tables.worlds", unit=asked.unit),
        columns=[Column(heading) for heading in world_headings(asked)],
        rows=[
            Row(asked.say(f"rules.{judged.rule.id}"), "", [_cell(asked, gain) for gain in gains_in_worlds(judged)])
            for judged in asked.target.judged
        ],
        head=asked.say("columns.rule"),
    )


def _groups(asked: Asked) -> Table:
    leader = asked.target.of(asked.target.leader)

    suppressed = Cell(text("groups.suppressed", asked.language))

    def number(amount: float, decimals: int = 1, sign: bool = False) -> Cell:
        return Cell(format_number(amount, decimals, asked.language, sign=sign))

    return Table(
        id="by-group",
        caption=asked.say("tables.groups", rule=asked.say(f"rules.{leader.rule.id}")),
        columns=[
            Column(asked.say("columns.placed")),
            Column(asked.say("columns.by_lot")),
            Column(asked.say("columns.gain_of"), asked.unit),
        ],
        rows=[
            Row(
                group_label(group, asked.language),
                "",
                [suppressed] * 3
                if group in asked.target.hidden
                else [
                    number(placed),
                    number(asked.target.places),
                    number(asked.difference(leader.gain_of[group])[0], asked.decimals, sign=True),
                ],
            )
            for group, placed in leader.placed.items()
        ],
        head=asked.say("columns.group"),
    )
