"""What else a reader of `tilltro target` should know."""

from __future__ import annotations

from simulation.analyses.targeting.objective import MONEY
from simulation.analyses.targeting.rules import BY_SEX
from simulation.analyses.targeting.runs import n_few
from simulation.base.texts.labels import group_label, suppression_note
from simulation.base.texts.numbers import format_number, format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.outcomes.registry import JOB_OUTCOMES
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.report.answer.sentence import decimals_for
from simulation.report.targeting.asked import Asked
from simulation.report.targeting.numbers import gain_words
from simulation.report.targeting.sentences import fact_label, floor_label, joined
from simulation.study.money.prices import catalogue as prices


def notes(asked: Asked) -> list[str]:
    """Return what else a reader should know."""
    target, settings = asked.target, asked.settings
    outcomes = asked.objective.outcomes
    has_jobs = any(outcome in JOB_OUTCOMES for outcome in outcomes)
    found = [
        asked.say(
            "notes.sets",
            replications=settings.n_replications,
            clients=format_number(settings.n_clients, 0, asked.language),
            seed=settings.seed,
        ),
        asked.say("notes.few", few=n_few(settings.n_replications), replications=settings.n_replications),
        *([asked.say("notes.net" if MONEY not in outcomes else "notes.net_of_jobs")] if has_jobs else []),
        asked.say("notes.points" if asked.is_about_jobs else "notes.points_other"),
        *([asked.say("notes.money")] if MONEY in outcomes else []),
        *price_words(asked)[1:],
        *([asked.say("notes.floors")] if target.floors else []),
        _facts_used(asked),
    ]
    found += _stand_ins(asked)
    found += [
        asked.say("notes.same", rule=asked.say(f"rules.{rule}"), other=asked.say(f"rules.{other}"))
        for rule, other in target.same.items()
    ]
    if target.hidden:
        found.append(suppression_note(len(target.hidden), SMALLEST_GROUP, asked.language))
    if settings.population.inflow == 0:
        found.append(asked.say("notes.same_start"))
    return found


def _stand_ins(asked: Asked) -> list[str]:
    """Return each fact of a rule that goes with sex, origin or diagnosis, with the rules that use it."""
    pairs: dict[str, float] = {}
    rules: dict[str, list[str]] = {}
    for judged in asked.target.judged:
        for pair, correlation in judged.stand_ins.items():
            pairs[pair] = correlation  # the same people, whichever rule uses the fact
            rules.setdefault(pair, []).append(asked.say(f"rules.{judged.rule.id}"))
    found = []
    for pair, correlation in pairs.items():
        fact, _, group = pair.partition(":")
        shown = format_number(correlation, 2, asked.language, sign=True)
        label = group_label(group, asked.language)
        used_by = "; ".join(rules[pair])
        found.append(asked.say("notes.stand_in", fact=fact_label(asked, fact), group=label, value=shown, rules=used_by))
    return found


def _facts_used(asked: Asked) -> str:
    """Return what rules go by, and that a floor uses sex where one was asked for."""
    by_sex = [floor_label(asked, floor.group) for floor in asked.target.floors if floor.group in BY_SEX]
    if not by_sex:
        return asked.say("notes.facts")
    return asked.say("notes.facts_by_sex", groups=joined(asked, by_sex))


def again(asked: Asked, is_kept: bool = True) -> str:
    """Return how to run the rule chosen as a policy, which stands in a folder of results if `is_kept`."""
    if is_kept:
        return asked.say("notes.again", rule=asked.target.leader, folder="...")
    return asked.say("notes.again_saved", rule=asked.target.leader, against=asked.against)


def price_words(asked: Asked) -> list[str]:
    """Return what the prices that matter most make of the chosen rule's gain, the first the most."""
    return [
        asked.say(
            "price",
            price=prices()[found.price].label[asked.language],
            price_unit=phrase(prices()[found.price].unit, asked.language),
            low=format_plain(found.low, asked.language),
            high=format_plain(found.high, asked.language),
            at_low=gain_words(asked, found.at_low, decimals_for(found.at_low)),
            at_high=gain_words(asked, found.at_high, decimals_for(found.at_high)),
        )
        for found in asked.target.prices
    ]
