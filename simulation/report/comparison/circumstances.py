"""In which world and labour market a result holds: what the report says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain
from simulation.base.texts.worlds import change_words
from simulation.model.evidence import ASSUMPTION
from simulation.model.labour_market import STATE_OF_KIND, MarketPath
from simulation.report.comparison.background import Cited, cited
from simulation.report.comparison.results import Results
from simulation.study.worlds import USUAL, Change, Values, World


@dataclass(frozen=True)
class Circumstance:
    """A world or labour market in words."""

    label: str
    summary: str
    lines: Sequence[str]  # what it changes
    cited: Sequence[Cited]
    has_assumption: bool


def short(results: Results) -> list[tuple[str, str]]:
    """Return name and value of world and labour market, to stand among the details."""
    settings, language = results.comparison.settings, results.language
    worlds = "; ".join(world.label[language] for world in settings.worlds())
    market = settings.market()
    return [
        (text("worlds.report.world", language), worlds),
        (text("worlds.report.market", language), market.label.get(language) or _market_name(market, language)),
    ]


def is_usual(results: Results) -> bool:
    """Return whether no contrary evidence is switched on."""
    return results.comparison.settings.world_names == (USUAL,)


def circumstances(results: Results) -> list[Circumstance]:
    """Return the worlds and the labour market that aren't the usual ones."""
    settings, language = results.comparison.settings, results.language
    found = [
        world_circumstance(world, settings.parameters, language) for world in settings.worlds() if world.name != USUAL
    ]
    market = settings.market()
    return found if market.is_steady else [*found, market_circumstance(market, language)]


def world_circumstance(world: World, given: Values, language: str) -> Circumstance:
    """Return a world in words; `given` are the parameters given by hand, which go before it."""
    return Circumstance(
        label=world.label[language],
        summary=world.summary[language],
        lines=[_line(change, given, language) for change in world.changes],
        cited=[cited(source, language) for source in world.sources if source != ASSUMPTION],
        has_assumption=ASSUMPTION in world.sources,
    )


def _line(change: Change, given: Values, language: str) -> str:
    asked = given.get(change.group, {}).get(change.name)
    return change_words(change.path, change.value, change.central, asked, language)


def market_circumstance(market: MarketPath, language: str) -> Circumstance:
    """Return a labour market in words."""
    values = {
        name: "; ".join(format_plain(value, language) for value in getattr(market, name).tolist())
        for name in ("tightness", "job_loss")
    }
    lines = [text("worlds.report.by_quarter", language, **values)]
    lines += [*_vacancies(market, language), *_places(market, language)]
    return Circumstance(
        label=market.label.get(language) or _market_name(market, language),
        summary=market.summary.get(language, ""),
        lines=lines,
        cited=[cited(source, language) for source in market.sources if source != ASSUMPTION],
        has_assumption=ASSUMPTION in market.sources,
    )


def _vacancies(market: MarketPath, language: str) -> list[str]:
    vacancies = market.vacancies
    if vacancies is None:
        return []
    if not isinstance(vacancies, Mapping):
        return [text("worlds.report.vacancies", language, n=format_plain(vacancies, language))]
    no_limit = text("worlds.report.no_limit", language)
    numbers = {
        kind: format_plain(vacancies[kind], language) if kind in vacancies else no_limit for kind in STATE_OF_KIND
    }
    kinds = "; ".join(text(f"worlds.report.kinds.{kind}", language, n=n) for kind, n in numbers.items())
    return [text("worlds.report.vacancies_by_kind", language, kinds=kinds)]


def _places(market: MarketPath, language: str) -> list[str]:
    places = market.places
    if places is None:
        return []
    numbers = {
        "failing": format_plain(round(100 * places.failing, 9), language),
        "contact": format_plain(places.contact, language),
    }
    return [text("worlds.report.places", language, **numbers)]


def _market_name(market: MarketPath, language: str) -> str:
    return text("worlds.report.steady", language) if market.is_steady and market.path is None else market.name
