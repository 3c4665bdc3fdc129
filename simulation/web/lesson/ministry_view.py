"""What the page on carrot and stick shows, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from typing import Any

from simulation.base.texts import text
from simulation.base.texts.labels import group_label
from simulation.base.texts.numbers import format_interval, format_number
from simulation.model.labour_market import read_market
from simulation.model.outcomes.groups import GROUPS
from simulation.model.policies import load_policy
from simulation.report.answer.block import Answer, Part
from simulation.report.answer.sentence import HAS_NUMBERS, Case
from simulation.report.answer.view import Shown as ShownPart
from simulation.report.answer.view import shown_parts
from simulation.report.answer.words import count_words, short_label
from simulation.report.money_words import credible, party_label, thousands, unit_words
from simulation.report.table import Cell, Column, Row, Table
from simulation.study.contrasts.uncertainty import Estimate
from simulation.study.money.accounts import PUBLIC
from simulation.study.money.flows import PARTIES
from simulation.study.worlds import USUAL, load_world
from simulation.web.lesson.answers import OF_MINISTRY, Shown, of_hundred, of_ministry
from simulation.web.lesson.charts import renamed
from simulation.web.lesson.scenes import CARROT, MARKETS, PRACTICE, STICK, WORLDS, ministry_scenes

TAKEN = {"0": 0.0, "3": 0.3, "5": 0.5}  # share of the jobs gained that are taken from others
BY_GROUP = ("first_job", "disability_pension", "anxiety_medication")
ORDER = (STICK, PRACTICE, CARROT)


@dataclass(frozen=True)
class Setting:
    """A scene: its classes in the page, the answer, and the tables under it."""

    classes: str
    answer: Answer
    parts: Sequence[ShownPart]
    left: Sequence[tuple[str, str]]  # first jobs after displacement, by the share that is taken
    side: Table
    money: Table
    groups: Table


@cache
def content(language: str) -> Mapping[str, Any]:
    """Return what the template of carrot and stick is filled with."""
    scenes = of_ministry(language)
    usual = scenes[ministry_scenes()[0].key]
    return {
        "worlds": [(name, *_world(name, language)) for name in WORLDS],
        "markets": [(name, read_market(name, None)["label"][language]) for name in MARKETS],
        "takens": tuple(TAKEN),
        "settings": [_setting(number, shown, language) for number, shown in enumerate(scenes.values())],
        "breaks": breaks_table(language),
        "holds": holds(language),
        "put_in": [
            (load_policy(name).label[language], said[language])
            for name in (STICK, CARROT)
            if (said := load_policy(name).assumed) is not None
        ],
        "made": usual.answer.made,
    }


def _world(name: str, language: str) -> tuple[str, str]:
    world = load_world(name)
    return world.label[language], world.summary[language]


def _setting(number: int, shown: Shown, language: str) -> Setting:
    prefix = f"{language}-ministry-{number}"
    parts = [
        ShownPart(of.part, renamed(of.wide, prefix), renamed(of.narrow, prefix), of.key)
        for of in shown_parts(shown.answer)
    ]
    return Setting(
        classes=" ".join(f"at-{switch}" for switch in shown.scene.switches),
        answer=shown.answer,
        parts=parts,
        left=[(key, left_words(shown.answer.parts[0], key, language)) for key in TAKEN],
        side=_side_by_side(prefix, shown, language),
        money=_money(prefix, shown, language),
        groups=_groups(prefix, shown, language),
    )


def left_words(part: Part, taken: str, language: str) -> str:
    """Return how many more first jobs are left where a share of those gained is taken from others."""
    share = text(f"lesson.ministry.takens.{taken}", language)
    found = part.range
    if found is None or part.verdict.case not in HAS_NUMBERS:
        return text("lesson.ministry.left_unknown", language, share=share)
    per_hundred = 100 * (1 - TAKEN[taken])
    return text(
        "lesson.ministry.left",
        language,
        share=share,
        effect=count_words(round(per_hundred * found.mean), language),
        low=format_number(floor(round(per_hundred * found.low, 9)), 0, language, sign=True),
        high=format_number(ceil(round(per_hundred * found.high, 9)), 0, language, sign=True),
    )


def _labels(language: str) -> dict[str, str]:
    return {name: short_label(load_policy(name).label[language]) for name in ORDER}


def _side_by_side(prefix: str, shown: Shown, language: str) -> Table:
    rows = [
        Row(
            _of_whom(part, language),
            "",
            [Cell(format_number(100 * shown.level(name, part.asked), 0, language)) for name in ORDER],
        )
        for part in shown.answer.parts
    ]
    distress = []
    for name in ORDER:
        found = Estimate(0.0, 0.0, 0.0) if name == PRACTICE else shown.difference(name, "distress")
        distress.append(
            Cell(format_number(found.value, 2, language, sign=True), credible=_range(found, 1, 2, language))
        )
    rows.append(Row(text("lesson.ministry.distress", language), "", distress))
    labels = _labels(language)
    return Table(
        f"{prefix}-side",
        text("lesson.ministry.side_caption", language),
        [Column(labels[name]) for name in ORDER],
        rows,
        text("lesson.ministry.what", language),
    )


def _of_whom(part: Part, language: str) -> str:
    """Return an outcome's label with that of its group."""
    return part.label if part.asked.group == "all" else f"{part.label}: {group_label(part.asked.group, language)}"


def _range(found: Estimate, factor: float, decimals: int, language: str) -> str:
    if not found.has_range:
        return ""
    return format_interval(factor * found.cred_low, factor * found.cred_high, decimals, language, sign=True)


def _money(prefix: str, shown: Shown, language: str) -> Table:
    labels = _labels(language)
    rows = []
    for name in (STICK, CARROT):
        amounts = [shown.book.difference(name, payer) for payer in (PUBLIC, *PARTIES)]
        cells = [Cell(thousands(amount, language)[0], credible=credible(amount, language)) for amount in amounts]
        rows.append(Row(labels[name], "", cells))
    caption = text(
        "money.report.balance_caption",
        language,
        baseline=load_policy(PRACTICE).label[language],
        quarters=shown.scene.n_quarters,
        unit=unit_words(language),
        brackets=f" {text('report.tables.brackets', language)}",
    )
    columns = [Column(party_label(payer, language)) for payer in (PUBLIC, *PARTIES)]
    return Table(f"{prefix}-money", caption, columns, rows, text("report.tables.policy", language))


def _groups(prefix: str, shown: Shown, language: str) -> Table:
    columns = [
        Column(text(f"lesson.ministry.{key}", language, label=text(f"lesson.ministry.outcomes.{outcome}", language)))
        for outcome in BY_GROUP
        for key in ("stick", "carrot")
    ]
    rows = []
    for group in GROUPS:
        found = [shown.difference(name, outcome, group) for outcome in BY_GROUP for name in (STICK, CARROT)]
        cells = [
            Cell(format_number(100 * of.value, 0, language, sign=True), credible=_range(of, 100, 0, language))
            for of in found
        ]
        rows.append(Row(group_label(group, language), "", cells))
    caption = text("lesson.ministry.groups_caption", language)
    return Table(f"{prefix}-groups", caption, columns, rows, text("lesson.ministry.group", language))


def side_of(case: Case) -> int:
    """Return 1 where it can be said that there are more, -1 for fewer, 0 where neither can."""
    return {Case.MORE: 1, Case.FEWER: -1}.get(case, 0)


def changed(usual: Case, here: Case) -> str:
    """Return how what can be said differs from the usual world, as the key of a text; empty where it is the same."""
    before, now = side_of(usual), side_of(here)
    if before == now:
        return ""
    return "turns" if before * now < 0 else "said_here" if before == 0 else "unsaid"


def breaks_table(language: str) -> Table:
    """Return what the answer is in every world, and where it is another one than in the usual world."""
    scenes = of_ministry(language)
    usual = scenes[ministry_scenes()[0].key].answer
    rows = []
    for shown in scenes.values():
        world, market = shown.scene.switches
        label = load_world(world).label[language]
        cells = []
        for before, part in zip(usual.parts, shown.answer.parts, strict=True):
            key = changed(before.verdict.case, part.verdict.case)
            mark = text(f"lesson.ministry.{key}", language) if key else ""
            cells.append(Cell(of_hundred(part, language).shown, mark=mark))
        rows.append(Row(label if market == MARKETS[0] else f"{label}, {_market(market, language)}", "", cells))
    return Table(
        f"{language}-breaks",
        text("lesson.ministry.breaks_caption", language),
        [Column(_of_whom(part, language)) for part in usual.parts],
        rows,
        text("lesson.ministry.world", language),
    )


def _market(name: str, language: str) -> str:
    return text(f"lesson.what_if.markets.{name}", language)


def holds(language: str) -> str:
    """Return in how many of the worlds the answer on first jobs is that of the usual world."""
    answers = [shown.answer.parts[0].verdict.case for shown in of_ministry(language).values()]
    same = sum(not changed(answers[0], case) for case in answers)
    key = "holds" if side_of(answers[0]) else "holds_unsaid"
    return text(f"lesson.ministry.{key}", language, n=same, all=len(answers))


assert OF_MINISTRY.policy == CARROT  # noqa: S101 (the words above are about that pair)
assert WORLDS[0] == USUAL  # noqa: S101
