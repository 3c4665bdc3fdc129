"""The answer block: everything that page one, the terminal and a spreadsheet show of a comparison's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation import __version__
from simulation.analyses.validation.rivals import not_ruled_out
from simulation.base.resources import configs
from simulation.base.texts import text
from simulation.base.texts.labels import number_of_clients
from simulation.base.texts.numbers import format_number, format_percent
from simulation.model.policies import Policy
from simulation.report.answer import words
from simulation.report.answer.losing import Losing, losing
from simulation.report.answer.question import Asked, Question, question_of
from simulation.report.answer.ranges import Range, effect_range, luck_free
from simulation.report.answer.sentence import HAS_NUMBERS, Case, Verdict, rounded_outwards, verdict
from simulation.report.answer.unknowns import Decider, Stops, at_stops, decider
from simulation.results.comparison import Comparison
from simulation.study.changes import changes, run_size
from simulation.study.contrasts.at_end import values_of
from simulation.study.example_clients import example_words
from simulation.study.settings import Settings
from simulation.study.unknowns import means_more_at_its_low_end, unknown_words, unknowns
from simulation.study.worlds import USUAL, load_world

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One policy on a strip, in people of its scale; nan for a range that isn't known."""

    label: str
    middle: float
    low: float
    high: float
    shown: str  # the same in words
    verdict: Verdict
    is_asked: bool
    is_put_in: bool


@dataclass(frozen=True)
class Part:
    """The answer in one outcome: sentence and strip."""

    asked: Asked
    label: str  # of the outcome
    heading: str  # the label and of how many people, where several outcomes stand side by side
    sentence: str
    brief: str  # the same below `heading`, after the answer's `lead`
    verdict: Verdict
    put_in: str  # empty where the direction wasn't put in
    per: int
    unit: str
    against: str  # label of the policy that zero stands for
    rows: tuple[Row, ...]  # largest first
    range: Range | None  # of the pair asked about


@dataclass(frozen=True)
class Box:
    """A few short points under a heading, and a small table after the first of them where there are `rows`."""

    heading: str
    points: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()  # label and effect; in a picture instead where there is room for one

    @property
    def in_words(self) -> tuple[str, ...]:
        """All points, the rows in one of their own."""
        rows = "; ".join(f"{label}: {effect}" for label, effect in self.rows)
        return (*self.points[:1], *([f"{rows}."] if rows else []), *self.points[1:])


@dataclass(frozen=True)
class Answer:
    """What a comparison answers; the first part is the one that the question is about."""

    title: str
    lead: str  # which policy rather than which, before the brief sentences of several outcomes
    parts: tuple[Part, ...]
    boxes: tuple[Box, ...]  # what was asked, what would change the answer, what it doesn't say
    wide: tuple[str, ...]  # why the range is so wide; empty where there is none
    stops: Stops | None  # the effect at the stops of the unknown that decides; None where none decides or it has none
    put_in: tuple[str, ...]  # labels of the policies whose direction was put in
    made: str  # version, seed and the command that gives it again
    language: str


@dataclass(frozen=True)
class _Maker:
    """What the parts of one answer are made from."""

    comparison: Comparison
    values: Mapping[tuple[str, str, str], Floats]  # by policy, group and outcome [n_replications]
    is_unfinished: bool = False

    @property
    def language(self) -> str:
        return self.comparison.language

    @property
    def last(self) -> int:
        return self.comparison.last

    @property
    def draws(self) -> tuple[int, ...] | None:
        numbers = self.comparison.study.draw_numbers
        n = len(next(iter(self.values.values())))
        return None if numbers is None else numbers[:n]

    def label(self, policy: Policy) -> str:
        return words.short_label(policy.label[self.language])

    def quoted(self, policy: Policy) -> str:
        return text("report.quoted", self.language, name=self.label(policy))

    def difference(self, policy: str, against: str, asked: Asked) -> Floats:
        one, other = (self.values[name, asked.group, asked.outcome] for name in (policy, against))
        return one - other

    def judged(self, policy: Policy, against: Policy, asked: Asked) -> tuple[Verdict, Range]:
        values = self.difference(policy.name, against.name, asked)
        found = effect_range(values, self.draws)
        level = self.level(against, asked)
        return verdict(
            found.mean, found.low, found.high, level, found.n_draws, found.is_dominated_by_noise, not values.any()
        ), found  # fmt: skip

    def level(self, policy: Policy, asked: Asked) -> float:
        """Return the share who have the outcome under a policy, the mean over all replications."""
        return float(np.mean(self.values[policy.name, asked.group, asked.outcome]))


def make_answer(
    comparison: Comparison,
    stops: Stops | None = None,
    is_unfinished: bool = False,
    question: Question | None = None,
) -> Answer:
    """Return the answer of a comparison.

    Args:
        comparison: with its replications at the last quarter; nothing else of its tables is read.
        stops: the effect at the stops of the unknown that decides, where that is known; None: found from the draws.
        is_unfinished: whether more replications are to come: the strips then show ranges however few there are, for
            a picture that narrows while the study runs, whose sentence is shown to nobody.
        question: what is asked of it; None: what its experiment asks.
    """
    maker = _Maker(comparison, _values(comparison), is_unfinished)
    question = question or question_of(comparison)
    if question is None:
        return _alone(maker)
    study = comparison.study
    policy, against = study.policy(question.policy), study.policy(question.against)
    parts = tuple(_part(maker, policy, against, asked) for asked in question.outcomes)
    first = parts[0]
    is_given = stops is not None or is_unfinished  # nothing is to be found from the draws
    effects = None if is_given else _effects(maker, question)
    draws = () if effects is None else study.draws[: len(effects)]
    found, decided = (None, first) if effects is None else _found(maker, question, parts, effects)
    lost = None if effects is None else losing(effects, draws)
    known = stops
    if effects is not None and found is not None and decided is first and found.path in unknowns():
        known = at_stops(effects, draws, unknowns()[found.path], maker.language)
    return Answer(
        title=_title(maker, question, policy, against),
        lead=text("answer.lead", maker.language, policy=maker.quoted(policy), against=maker.quoted(against)),
        parts=parts,
        boxes=(
            _asked_box(maker, (policy, against), _level(maker, against, parts)),
            _change_box(maker, question, decided, found, known, lost),
            _not_said_box(maker),
        ),
        wide=_why_so_wide(maker, first),
        stops=known,
        put_in=tuple(maker.label(item) for item in study.policies if item.assumed is not None),
        made=_made(maker),
        language=maker.language,
    )


def _values(comparison: Comparison) -> dict[tuple[str, str, str], Floats]:
    table = comparison.tables.at_end
    assert table is not None  # noqa: S101 (every run of this version has it)
    return values_of(table)


def _title(maker: _Maker, question: Question, policy: Policy, against: Policy) -> str:
    if question.title:
        return question.title[maker.language]
    labels = {"policy": maker.label(policy), "against": maker.label(against)}
    return text("answer.title.pair", maker.language, **labels)


def _part(maker: _Maker, policy: Policy, against: Policy, asked: Asked) -> Part:
    language = maker.language
    judged = {
        item.name: maker.judged(item, against, asked) for item in maker.comparison.study.policies if item is not against
    }
    said, found = judged[policy.name]
    per = said.per
    rows = [
        _row(maker, item, *judged[item.name], per, item is policy)
        for item in maker.comparison.study.policies
        if item is not against and judged[item.name][0].case != Case.NOBODY
    ]
    put_in = words.put_in([maker.quoted(item) for item in (policy, against) if item.assumed is not None], language)
    claims = (*HAS_NUMBERS, Case.SAME)
    about = (asked, maker.quoted(policy), maker.quoted(against), maker.last, language)
    label = words.outcome_words(asked, maker.last, language)
    counted = {"per": format_number(per, 0, language), "people": words.people_words(asked, language)}
    return Part(
        asked=asked,
        label=label,
        heading=text("answer.part_heading", language, label=label, **counted),
        sentence=words.sentence(said, *about),
        brief=words.brief(said, *about),
        verdict=said,
        put_in=put_in if said.case in claims else "",
        per=per,
        unit=text("answer.strip.unit", language, **counted),
        against=maker.label(against),
        rows=tuple(sorted(rows, key=lambda row: -row.middle)),
        range=found,
    )


def _row(maker: _Maker, policy: Policy, said: Verdict, found: Range, per: int, is_asked: bool) -> Row:
    """Return a policy's row, its verdict counted in people of the strip's scale."""
    middle = round(per * found.mean)
    own = said if said.per == per or said.case not in HAS_NUMBERS else _rescaled(said, found, per)
    has_range = said.case in HAS_NUMBERS or (maker.is_unfinished and found.n_draws > 1)
    return Row(
        label=maker.label(policy),
        middle=per * found.mean,
        low=per * found.low if has_range else float("nan"),
        high=per * found.high if has_range else float("nan"),
        shown=_shown(maker, own, middle, has_range),
        verdict=said,
        is_asked=is_asked,
        is_put_in=policy.assumed is not None,
    )


def _shown(maker: _Maker, said: Verdict, middle: int, has_range: bool) -> str:
    """Return a row in words; nothing while there is no range yet beside which a number could stand."""
    if not maker.is_unfinished:
        return words.short(said, middle, maker.language)
    return words.count_words(middle, maker.language) if has_range else ""


def _rescaled(said: Verdict, found: Range, per: int) -> Verdict:
    low, high = rounded_outwards(per * found.low, per * found.high)
    return Verdict(said.case, per, min(max(round(per * found.mean), low), high), low, high)


def _effects(maker: _Maker, question: Question, place: int = 0) -> Floats | None:
    """Return the effect in each draw, of the outcome at a place, without luck [n_draws]; None without draws."""
    if maker.draws is None:
        return None
    return luck_free(maker.difference(question.policy, question.against, question.outcomes[place]), maker.draws)


def _found(maker: _Maker, question: Question, parts: Sequence[Part], first: Floats) -> tuple[Decider | None, Part]:
    """Return the unknown that decides the first outcome for which one does, and its part; else the first part."""
    for place, part in enumerate(parts):
        effects = _effects(maker, question, place) if place else first
        if effects is not None and (found := decider(effects, maker.comparison.study.draws[: len(effects)])):
            return found, part
    return None, parts[0]


def _asked_box(maker: _Maker, policies: tuple[Policy, ...], level: str = "") -> Box:
    """Return what was asked: of which policies, the last with its level, of whom, and how often."""
    language, settings = maker.language, maker.comparison.settings
    points = [words.meaning(policy, language) for policy in policies]
    points[-1] = f"{points[-1]} {level}".strip()
    who = "who" if settings.client_table is None else "who_own"
    clients = number_of_clients(settings.n_clients, settings.population.inflow, language)
    points.append(text(f"answer.asked.{who}", language, clients=clients, size=_size(maker)))
    points += not_as_usual(settings, language)
    return Box(text("answer.boxes.asked", language), tuple(points))


def _size(maker: _Maker) -> str:
    """Return how many runs there are, and under how many sets of assumptions."""
    language, draws = maker.language, maker.draws
    if draws is None:
        return text("answer.asked.runs", language, n=maker.comparison.study.n_replications)
    n_sets = len(set(draws))
    if len(draws) == n_sets:
        return text("answer.asked.sets", language, n=n_sets)
    return text("answer.asked.runs_and_sets", language, n=n_sets, runs=len(draws))


def _level(maker: _Maker, policy: Policy, parts: Sequence[Part]) -> str:
    """Return how many have the outcome under a policy; nothing where several outcomes fill the page."""
    if len(parts) > 1:
        return ""
    asked, per = parts[0].asked, parts[0].per
    return words.level(maker.level(policy, asked), asked, per, maker.last, maker.language)


def not_as_usual(settings: Settings, language: str) -> list[str]:
    """Return for which other worlds the answer is, and that its people are a template's, a line each, where so."""
    labels = [world.label[language] for world in settings.worlds() if world.name != USUAL]
    worlds = [text("answer.asked.world", language, world=", ".join(labels))] if labels else []
    return [*example_words(settings, language), *worlds]


def _losing_words(maker: _Maker, question: Question, found: Losing, path: str) -> str:
    """Return where the policy that leads falls behind; `path` is the unknown that was named before."""
    language = maker.language
    study, ahead = maker.comparison.study, (question.policy, question.against)
    effect = float(np.median(maker.difference(*ahead, question.outcomes[0])))
    leading = study.policy(ahead[0] if effect >= 0.0 else ahead[1])
    end = {"low": "high", "high": "low"}[found.end] if means_more_at_its_low_end(found.path) else found.end
    return text(
        f"answer.losing.{'same' if found.path == path else 'other'}_{end}",
        language,
        policy=maker.quoted(leading),
        unknown=unknown_words(found.path, language),
        there=round(10 * found.there),
        elsewhere=round(10 * found.elsewhere),
    )


def _change_box(
    maker: _Maker,
    question: Question,
    part: Part,
    found: Decider | None,
    stops: Stops | None,
    lost: Losing | None,
) -> Box:
    language, points = maker.language, []
    rows: list[tuple[str, str]] = []
    if stops is not None:
        points += [text("answer.change.decides", language, unknown=stops.unknown)]
        points += [stops.study] if stops.study else []
        rows = [
            (stop.label, at_stop((stop.middle, stop.low, stop.high), part.per, language))
            for stop in stops.stops
            if not np.isnan(stop.middle)
        ]
    elif found is not None:
        said = {"unknown": unknown_words(found.path, language), "outcome": part.label}
        key = "decides" if part.asked is question.outcomes[0] else "decides_of"
        points.append(text(f"answer.change.{key}", language, **said))
        weak, strong = (found.high, found.low) if means_more_at_its_low_end(found.path) else (found.low, found.high)
        thirds = {"low": weak, "between": found.between, "high": strong}
        rows = [
            (text(f"answer.change.{key}", language), at_stop((third.mean, third.low, third.high), part.per, language))
            for key, third in thirds.items()
        ]
    elif part.verdict.case in HAS_NUMBERS:
        points.append(text("answer.change.none", language))
    elif part.verdict.case in (Case.FEW, Case.HIDDEN):
        points.append(text("answer.change.more_runs", language))
    if lost is not None:
        points.append(_losing_words(maker, question, lost, "" if found is None else found.path))
    if question.world and question.world not in maker.comparison.settings.world_names:
        world = load_world(question.world, maker.comparison.settings.own_configs)
        key = "rival" if world.name in not_ruled_out() else "world"
        points.append(text(f"answer.change.{key}", language, world=world.label[language], name=world.name))
    return Box(text("answer.boxes.change", language), tuple(points), tuple(rows))


def at_stop(effect: tuple[float, float, float], per: int, language: str) -> str:
    """Return an effect (middle, low, high) in people, with its range where that is known."""
    middle, low, high = effect
    whole = round(per * middle)
    if np.isnan(low):
        return words.count_words(whole, language)
    ends = zip(("low", "high"), rounded_outwards(per * low, per * high), strict=True)
    shown = {key: format_number(end, 0, language, sign=True) for key, end in ends}
    return text("answer.short.range", language, middle=words.count_words(whole, language) if whole else "0", **shown)


def _not_said_box(maker: _Maker) -> Box:
    keys = ("who", "model", "proof")
    points = tuple(text(f"answer.not_said.{key}", maker.language) for key in keys)
    return Box(text("answer.boxes.not_said", maker.language), points)


def _why_so_wide(maker: _Maker, part: Part) -> tuple[str, ...]:
    """Return what luck and what isn't known do to the range, in people."""
    found, language = part.range, maker.language
    if found is None or found.is_dominated_by_noise or part.verdict.case not in HAS_NUMBERS:
        return ()

    def interval(low: float, high: float) -> str:
        ends = (format_number(part.per * end, 1, language, sign=True) for end in (low, high))
        return text("answer.short.range", language, middle="", low=next(ends), high=next(ends)).strip().strip("()")

    share = found.share_of_luck
    return (
        text(
            "answer.wide.luck",
            language,
            share=format_percent(share, 0, language),
            interval=interval(found.luck_low, found.luck_high),
        ),
        text("answer.wide.draws", language, n=found.n_draws, interval=interval(found.mean_low, found.mean_high)),
        text(
            "answer.wide.unknown",
            language,
            share=format_percent(1.0 - share, 0, language),
            interval=interval(found.draw_low, found.draw_high),
        ),
        text("answer.wide.few", language),
    )


def command_of(comparison: Comparison) -> str:
    """Return the command that gives the comparison again: experiment or policies, and what differs from the usual."""
    settings = comparison.settings
    given = [f"tilltro {comparison.command}"]
    if comparison.command == "run":
        given.append(f"policy={settings.policies[0]}")
    elif _is_ready_made(comparison):
        given.append(f"experiment={comparison.name}")
    else:
        given.append(f'"policies=[{",".join(settings.policies)}]" baseline={settings.baseline}')
    return " ".join([*given, *(typed(name, value) for name, value in (*run_size(settings), *changes(settings)))])


def typed(name: str, value: str) -> str:
    """Return a setting as it is typed in a shell, quoted where the shell would split it."""
    return f'"{name}={value}"' if set(" []") & set(value) else f"{name}={value}"


def _is_ready_made(comparison: Comparison) -> bool:
    return configs().joinpath("experiment", f"{comparison.name}.yaml").is_file()


def _made(maker: _Maker) -> str:
    comparison = maker.comparison
    return text(
        "answer.made",
        maker.language,
        version=__version__,
        seed=comparison.settings.seed,
        command=command_of(comparison),
    )


def _alone(maker: _Maker) -> Answer:
    """Return the answer of one policy that is compared with nothing."""
    policy, asked, language = maker.comparison.study.policies[0], Asked("first_job"), maker.language
    level = float(maker.values[policy.name, asked.group, asked.outcome].mean())
    part = Part(
        asked=asked,
        label=words.outcome_words(asked, maker.last, language),
        heading="",
        sentence=words.alone(level, asked, maker.quoted(policy), maker.last, language),
        brief="",
        verdict=Verdict(Case.ONE_SET),
        put_in="",
        per=100,
        unit="",
        against="",
        rows=(),
        range=None,
    )
    return Answer(
        title=text("answer.title.alone", language, policy=maker.label(policy)),
        lead="",
        parts=(part,),
        boxes=(_asked_box(maker, (policy,)), _not_said_box(maker)),
        wide=(),
        stops=None,
        put_in=(),
        made=_made(maker),
        language=language,
    )
