"""The head of a result: in which world and labour market it holds, where these aren't the usual ones, and whose."""

from __future__ import annotations

from simulation.base.texts import text
from simulation.base.texts.tables import table_notes
from simulation.base.texts.worlds import change_words
from simulation.cli.lookup import source_names
from simulation.model.labour_market import MarketPath
from simulation.study.example_clients import example_words
from simulation.study.settings import Settings
from simulation.study.worlds import USUAL, World


def circumstances(settings: Settings, language: str, tells_examples: bool = True) -> list[str]:
    """Return the lines above a table; none where everything is as usual.

    `tells_examples` is whether they say that a table holds examples, as the first box of some answers does.
    """
    lines = [*(example_words(settings, language) if tells_examples else []), *table_lines(settings, language)]
    for world in settings.worlds():
        if world.name != USUAL:
            lines += _world(world, settings, language)
    market = settings.market()
    if not market.is_steady:
        lines.append(text("worlds.head.market", language, label=market_label(market, language)))
    return ["\n".join(lines) + "\n"] if lines else []


def table_lines(settings: Settings, language: str) -> list[str]:
    """Return how the user's own table of clients was understood; none where that is plain or there is none."""
    table = settings.client_table
    return [] if table is None else table_notes(**table.understood, language=language)


def market_label(market: MarketPath, language: str) -> str:
    """Return what a labour market is called: by its label, or by the name of its file."""
    return market.label.get(language, market.name)


def _world(world: World, settings: Settings, language: str) -> list[str]:
    lines = [text("worlds.head.world", language, label=world.label[language], name=world.name)]
    for change in world.changes:
        given = settings.parameters.get(change.group, {}).get(change.name)
        lines.append("  " + change_words(change.path, change.value, change.central, given, language))
    sources = source_names(world.sources, language) or text("worlds.no_sources", language)
    return [*lines, "  " + text("worlds.head.sources", language, sources=sources)]
