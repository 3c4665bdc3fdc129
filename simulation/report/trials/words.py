"""The answers of `tilltro trial` in words: the same in the terminal and on the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.analyses.trials.costs import Cost
from simulation.analyses.trials.design import PRICES, SETTINGS, Design, load_design
from simulation.analyses.trials.trial import POWER, TOLD, Cell, Lesson, Reading, Trial
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.model.policies import load_policy
from simulation.report.answer.block import not_as_usual
from simulation.report.answer.finding import Finding, boxes_of, in_digits, made_by
from simulation.report.answer.sentence import counted_per, decimals_for
from simulation.report.answer.words import count_words, meaning, short_label, time_words
from simulation.study.changes import changes, run_size
from simulation.study.money.prices import OF_STUDY, study_catalogue
from simulation.study.settings import Settings
from simulation.study.unknowns import unknown_words, unknowns
from simulation.study.worlds import load_world

MILLION = 1e6
FEW_MEASURES, SAME_DOSE = 0.05, 0.05  # measures a client at a time; share by which arms with the same may differ
WORTH_SAYING = 0.05  # quarters in work of 100 people
PRIORS_SHOWN = ("stated", "halved", "doubled")
RUN = ("n_replications", "seed")  # what isn't the design's, of what every result is told with


@dataclass(frozen=True)
class Asked:
    """What was asked, with what was found."""

    trial: Trial
    settings: Settings
    language: str
    content_hash: str

    def say(self, key: str, **values: object) -> str:
        """Return a text of this report."""
        return text(f"decide.trial.{key}", self.language, **values)

    @property
    def title(self) -> str:
        """The question."""
        return title_of(self.trial.design, self.settings, self.language)

    @property
    def per(self) -> int:
        """Of how many people effects are told in the answer: of 1,000 where that of the programme is small."""
        net = self.trial.net
        return counted_per(_own_cell(self).truth, *([] if math.isnan(net) else [net]))

    @property
    def unit(self) -> str:
        """What effects are counted in where they are told of so many people."""
        return unit_of(self.trial.design.outcome, self.language, self.per)

    @property
    def own(self) -> Lesson:
        """What a study of the design's own size teaches."""
        return next(one for one in self.trial.lessons if one.clients == self.trial.design.clients)


def title_of(design: Design, settings: Settings, language: str) -> str:
    """Return the question of a design: its own, or one made of its two policies."""
    if design.title:
        return design.title[language]
    labels = {
        name: short_label(settings.policy_label(getattr(design, name), language)) for name in ("policy", "against")
    }
    return text("decide.trial.title", language, **labels)


def unit_of(outcome: str, language: str, per: int = 100) -> str:
    """Return what effects on an outcome are counted in, of so many people."""
    key = "quarters" if outcome == "quarters_worked" else "share"
    return text(f"decide.trial.unit.{key}", language, per=format_number(per, 0, language))


def finding(asked: Asked) -> Finding:
    """Return the answer block: how often such a study finds the effect, what it would tell and publish."""
    design, settings, language = asked.trial.design, asked.settings, asked.language
    usual = load_design(design.name, settings.own_configs)
    changed = [(name, getattr(design, name)) for name in SETTINGS if getattr(design, name) != getattr(usual, name)]
    given = [*((name, str(value)) for name, value in changed), *(pair for pair in run_size(settings) if pair[0] in RUN)]
    return Finding(
        title=asked.title,
        sentence=_found(asked),
        put_in=" ".join(_built_in(asked)),
        strip=None,
        boxes=boxes_of(
            language,
            _was_asked(asked),
            [_size(asked), _distinguishes(asked), _costs(asked), _worth(asked), _worth_doing(asked)],
            [_published(asked), *early(asked), *dose(asked)],
            headings=[asked.say(f"boxes.{name}") for name in ("asked", "told", "published")],
        ),
        made=made_by(f"trial {design.name}", [*given, *changes(settings)], settings.seed, language),
    )


def _was_asked(asked: Asked) -> list[str]:
    arms = (asked.trial.design.policy, asked.trial.design.against)
    return [
        _question(asked),
        *(meaning(load_policy(name, asked.settings.own_configs), asked.language) for name in arms),
        asked.say(f"estimand.{asked.trial.design.estimand}"),
        asked.say("said.draws", n=asked.trial.n_draws),
        *not_as_usual(asked.settings, asked.language),
    ]


def _question(asked: Asked) -> str:
    design = asked.trial.design
    policy, against = (asked.settings.policy_label(of, asked.language) for of in (design.policy, design.against))
    return asked.say(
        "asked",
        policy=policy,
        against=against,
        unit=asked.say(f"by.{design.unit}"),
        clients=number(asked, design.clients),
        outcome=asked.say(f"outcomes.{design.outcome}"),
        time=time_words(design.follow_up, asked.language),
    )


def _found(asked: Asked) -> str:
    return asked.say(
        "said.found",
        clients=number(asked, asked.trial.design.clients),
        power=of_hundred(asked, asked.own.power["stated"]),
        truth=whole(asked, _own_cell(asked).truth),
        unit=asked.unit,
    )


def _size(asked: Asked) -> str:
    smallest = asked.trial.smallest("power", POWER)
    doubled = asked.say("said.doubled", power=of_hundred(asked, asked.own.power["doubled"]))
    if smallest is None:
        largest = number(asked, asked.trial.lessons[-1].clients)
        return f"{doubled} {asked.say('said.never_enough', largest=largest)}"
    return f"{doubled} {asked.say('said.enough', smallest=number(asked, smallest))}"


def _own_cell(asked: Asked) -> Cell:
    """Return what a study of the design's own size and length finds."""
    own = (asked.trial.design.clients, asked.trial.design.follow_up)
    return next(one for one in asked.trial.cells if (one.clients, one.follow_up) == own)


def _distinguishes(asked: Asked) -> str:
    path = asked.trial.design.unknown
    low, high = (end_label(asked, value) for value in asked.trial.ends)
    smallest = asked.trial.smallest("told", TOLD)
    shown = {"unknown": unknown_words(path, asked.language), "low": low, "high": high}
    if smallest is not None:
        return asked.say("said.tells", smallest=number(asked, smallest), **shown)
    told, most = (of_hundred(asked, one.told["stated"]) for one in (asked.own, asked.trial.lessons[-1]))
    return asked.say("said.tells_little", told=told, most=most, **shown)


def _published(asked: Asked) -> str:
    cell = _own_cell(asked)
    shown = in_digits(asked.per * cell.estimate, asked.per * cell.low, asked.per * cell.high, asked.language)
    said = asked.say("said.published", unit=asked.unit, shown=shown, truth=whole(asked, cell.truth))
    if math.isnan(asked.trial.net):
        return said
    return f"{said} {asked.say('said.net', net=whole(asked, asked.trial.net))}"


def early(asked: Asked) -> list[str]:
    """Return what the design's own study would publish if it were read early; nothing where it is read once."""
    design, late = asked.trial.design, _own_cell(asked)
    first = design.follow_ups[0]
    if first == design.follow_up:
        return []
    early = next(one for one in asked.trial.cells if (one.clients, one.follow_up) == (design.clients, first))
    shown = {
        "early": whole(asked, early.estimate),
        "first": time_words(first, asked.language),
        "late": whole(asked, late.estimate),
        "last": time_words(design.follow_up, asked.language),
    }
    policy, against = asked.trial.measures
    has_more = policy > against * (1.0 + SAME_DOSE) and policy >= FEW_MEASURES
    return [asked.say("said.early", **shown), *([asked.say("said.lock_in")] if has_more else [])]


def dose(asked: Asked) -> list[str]:
    """Return how many measures either arm has, and whether the estimate tells of their number; nothing without any."""
    policy, against = asked.trial.measures
    if max(policy, against) < FEW_MEASURES:
        return []
    shown = {
        name: format_number(value, 2, asked.language) for name, value in (("policy", policy), ("against", against))
    }
    is_same = abs(policy - against) < SAME_DOSE * max(policy, against)
    return [asked.say(f"said.{'same_dose' if is_same else 'dose'}", **shown)]


def _worth(asked: Asked) -> str:
    worth, most = 100.0 * asked.own.worth["stated"], 100.0 * asked.trial.worth_of_knowing
    if worth < WORTH_SAYING:
        return asked.say("said.worth_nothing")
    shown = (format_number(value, 1, asked.language) for value in (worth, most))
    return asked.say("said.worth", worth=next(shown), most=next(shown))


def _costs(asked: Asked) -> str:
    design, smallest = asked.trial.design, asked.trial.smallest("power", POWER)
    own = asked.trial.cost(design.clients)
    said = asked.say(f"said.{'costs' if own.programme >= 0.0 else 'costs_less'}", **_priced(asked, own))
    if smallest is None or smallest == design.clients:
        return said
    return f"{said} {asked.say('said.costs_smallest', **_priced(asked, asked.trial.cost(smallest)))}"


def _priced(asked: Asked, cost: Cost) -> dict[str, str]:
    """Return what a study costs and whom it touches as they stand in a sentence."""
    amounts = {name: million(asked, getattr(cost, name)) for name in ("counted", "low", "high", "itself")}
    amounts["saved"] = million(asked, -cost.programme)
    return {"clients": number(asked, cost.clients), "people": number(asked, cost.given), **amounts}


def _worth_doing(asked: Asked) -> str:
    trial = asked.trial
    shown = {"at_stake": number(asked, trial.design.at_stake), "value": format_number(trial.value, 0, asked.language)}
    smallest = trial.smallest_worth_doing
    if smallest is not None:
        return asked.say("said.worth_doing", **shown, **_priced(asked, trial.cost(smallest)))
    said = asked.say("said.not_worth_doing", **shown)
    needed = [
        (least, one.clients) for one, least in zip(trial.costs, trial.least_at_stake, strict=True) if least is not None
    ]
    if not needed:
        return said
    least, clients = min(needed)
    return f"{said} {asked.say('said.would_need', n=number(asked, least), clients=number(asked, clients))}"


def _built_in(asked: Asked) -> list[str]:
    design = asked.trial.design
    named = [
        text("report.quoted", asked.language, name=short_label(asked.settings.policy_label(name, asked.language)))
        for name in (design.policy, design.against)
        if load_policy(name, asked.settings.own_configs).assumed is not None
    ]
    return [asked.say("notes.assumed", policies=", ".join(named))] if named else []


def notes(asked: Asked) -> list[str]:
    """Return what else a reader should know."""
    design = asked.trial.design
    shares = {name: of_hundred(asked, getattr(design, name)) for name in ("take_up", "spillover", "attrition")}
    return [
        asked.say(f"notes.estimand.{design.estimand}"),
        asked.say(f"notes.estimate.{design.estimand}"),
        asked.say("notes.offices", spread=format_number(design.office_spread, 2, asked.language)),
        asked.say("notes.part", **shares),
        asked.say("notes.cost", prices="; ".join(_price(asked, name) for name in PRICES)),
        asked.say("notes.at_stake"),
    ]


def _price(asked: Asked, name: str) -> str:
    label = study_catalogue()[name.removeprefix(OF_STUDY)].label[asked.language]
    return f"{label} {format_number(getattr(asked.trial.design, name), 0, asked.language)} ({name})"


def end_label(asked: Asked, value: float) -> str:
    """Return what a value of the unknown is called: its stop's label, or the number."""
    path = asked.trial.design.unknown
    stops = unknowns()[path].stops if path in unknowns() else ()
    named = {stop.values[path]: stop.label[asked.language] for stop in stops if not stop.is_corner}
    return named.get(value) or format_number(value, 2, asked.language)


def number(asked: Asked, value: int) -> str:
    """Return a whole number."""
    return format_number(value, 0, asked.language)


def million(asked: Asked, dkk: float) -> str:
    """Return an amount in millions."""
    return format_number(dkk / MILLION, 1, asked.language)


def effect(asked: Asked, value: float) -> str:
    """Return an effect on one client as one on so many people."""
    return format_number(asked.per * value, 1, asked.language, sign=True)


def whole(asked: Asked, value: float) -> str:
    """Return an effect on one client as one on so many people, in whole numbers unless that were nothing."""
    told = asked.per * value
    decimals = decimals_for(told)
    return count_words(round(told, decimals), asked.language, decimals)


def of_hundred(asked: Asked, share: float) -> str:
    """Return a share as so many of 100; a dash where it isn't known."""
    return "–" if math.isnan(share) else format_number(100.0 * share, 0, asked.language)


def power_rows(asked: Asked) -> list[list[str]]:
    """Return a row a size: clients, and of 100 studies how many find the effect after each follow-up."""
    found = {(one.clients, one.follow_up): one.power for one in asked.trial.cells}
    return [
        [number(asked, size), *(of_hundred(asked, found[size, quarter]) for quarter in asked.trial.design.follow_ups)]
        for size in asked.trial.design.sizes
    ]


def power_headings(asked: Asked) -> list[str]:
    """Return what stands over `power_rows`."""
    times = [time_words(quarter, asked.language) for quarter in asked.trial.design.follow_ups]
    return [asked.say("columns.clients"), *(asked.say("columns.after", time=time) for time in times)]


CELLS = ("estimate", "truth", "power", "coverage", "wrong_sign", "exaggeration", "detectable")


def cell_rows(asked: Asked) -> list[list[str]]:
    """Return a row a size and follow-up: what studies find there."""
    rows = []
    for one in asked.trial.cells:
        exaggeration = "–" if math.isnan(one.exaggeration) else format_number(one.exaggeration, 1, asked.language)
        rows.append(
            [
                number(asked, one.clients),
                time_words(one.follow_up, asked.language),
                f"{effect(asked, one.estimate)} ({effect(asked, one.low)} … {effect(asked, one.high)})",
                effect(asked, one.truth),
                *(of_hundred(asked, getattr(one, name)) for name in ("power", "coverage", "wrong_sign")),
                exaggeration,
                effect(asked, one.detectable),
            ]
        )
    return rows


def lesson_rows(asked: Asked) -> list[list[str]]:
    """Return a row a size: what studies teach in the end."""
    rows = []
    for one in asked.trial.lessons:
        shares = [of[name] for of in (one.power, one.told) for name in PRIORS_SHOWN]
        shown = [of_hundred(asked, share) for share in (*shares, one.narrowing_unknown, one.narrowing_effect)]
        worth = [format_number(100.0 * one.worth[name], 1, asked.language) for name in PRIORS_SHOWN]
        rows.append([number(asked, one.clients), *shown, *worth])
    return rows


def lesson_headings(asked: Asked) -> list[str]:
    """Return what stands over `lesson_rows`."""
    spreads = ["", *(f", {asked.say(f'columns.{name}')}" for name in PRIORS_SHOWN[1:])]
    power, told, worth = (
        [f"{asked.say(f'columns.{name}')}{spread}" for spread in spreads] for name in ("power", "told", "worth")
    )
    narrowing = [asked.say(f"columns.{name}") for name in ("narrowing_unknown", "narrowing_effect")]
    return [asked.say("columns.clients"), *power, *told, *narrowing, *worth]


def cost_rows(asked: Asked) -> list[list[str]]:
    """Return a row a size: who gets the policy, what the study costs, and for how many people it is worth that."""
    rows = []
    for one, least in zip(asked.trial.costs, asked.trial.least_at_stake, strict=True):
        amounts = [million(asked, getattr(one, name)) for name in ("itself", "programme", "total")]
        left_open = f"{million(asked, one.low)} … {million(asked, one.high)}"
        needed = "–" if least is None else number(asked, least)
        rows.append([number(asked, one.clients), number(asked, one.given), *amounts, left_open, needed])
    return rows


def cost_headings(asked: Asked) -> list[str]:
    """Return what stands over `cost_rows`."""
    names = ("clients", "given", "itself", "programme", "total", "left_open", "least_at_stake")
    return [asked.say(f"columns.{name}") for name in names]


def rival_rows(asked: Asked) -> list[list[str]]:
    """Return a row a reading of the evidence: what a study of the design's size would publish."""
    own = _own_cell(asked)
    readings = {asked.say("usual"): Reading(own.estimate, own.low, own.high)} | {
        load_world(world).label[asked.language]: found for world, found in asked.trial.rivals.items()
    }
    return [
        [label, effect(asked, one.estimate), f"{effect(asked, one.low)} … {effect(asked, one.high)}"]
        for label, one in readings.items()
    ]
