"""List the worlds, readings of contrary evidence, or tell all about one: `tilltro worlds`."""

from __future__ import annotations

from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain, format_range
from simulation.cli.lookup import CONFIG_DIR, LANGUAGE, Words, read_words, source_names, source_words
from simulation.cli.terminal import facts, show, table
from simulation.cli.typed import Typed
from simulation.model.parameters import entry
from simulation.study.posterior import shipped
from simulation.study.worlds import Change, World, load_world, world_names


def main(typed: Typed) -> int:
    """Show the list of worlds, or the one that is named."""
    asked = read_words(typed, (LANGUAGE, CONFIG_DIR))
    if name := asked.name("tilltro worlds"):
        _show_one(load_world(name, asked.own_configs), asked.language)
    else:
        _show_all(asked)
    return 0


def _show_all(asked: Words) -> None:
    language = asked.language
    rows = []
    for name in world_names(asked.own_configs):
        world = load_world(name, asked.own_configs)
        rows.append([name, world.label[language], _changes(world, language), source_names(world.sources, language)])
    headings = [text(f"cli.lookup.{key}", language) for key in ("name", "label")]
    headings += [text("worlds.list.changes", language), text("cli.lookup.sources", language)]
    show(table(headings, rows, n_text_columns=4), text("worlds.list.use", language))


def _show_one(world: World, language: str) -> None:
    pairs = [
        (text("cli.lookup.name", language), world.name),
        (text("worlds.list.changes", language), _changes(world, language)),
    ]
    show(f"{world.label[language]}\n\n{world.summary[language]}\n", facts(pairs))
    if world.sources:
        sources = [(source_names([source], language), source_words(source, language)) for source in world.sources]
        show(f"\n{text('cli.lookup.sources', language)}", facts(sources))
    show(f"\n{text('worlds.list.how', language, name=world.name)}")


def _changes(world: World, language: str) -> str:
    return "\n".join(_change(change, language) for change in world.changes) or text("worlds.list.nothing", language)


def _change(change: Change, language: str) -> str:
    path, value = f"{change.group}.{change.name}", format_plain(change.value, language)
    if path in shipped().names:  # comparisons draw it, so that it has no single value otherwise
        found = entry(path)
        drawn = format_range(found.low, found.high, language)
        return text("worlds.list.change_drawn", language, path=path, value=value, range=drawn)
    return text("worlds.list.change", language, path=path, value=value, central=format_plain(change.central, language))
