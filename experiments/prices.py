"""Look up the prices, those of studies too, their ranges and where they come from: `tilltro prices`."""

from __future__ import annotations

from simulation.base.errors import InputError, nearest
from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.numbers import format_plain, format_range
from simulation.base.texts.phrases import phrase
from simulation.cli.lookup import read_words
from simulation.cli.terminal import facts, show, table
from simulation.cli.typed import Typed
from simulation.study.money.prices import OF_MONEY, Price, catalogue, study_catalogue

COLUMNS = ("name", "label", "value", "unit", "range", "sources", "meaning")


def main(typed: Typed) -> int:
    """Show the price of a name or those with a word, or all of them."""
    asked = read_words(typed)
    found = _find(asked.query)
    if not found:
        names = {*_by_name(), *(price.label[asked.language] for price in _by_name().values())}
        raise InputError("nothing_found", kind="price", name=asked.query, nearest=nearest(asked.query, names))
    if len(found) == 1:
        _show_one(found[0], asked.language)
    else:
        rows = [list(_row(price, asked.language)) for price in found]
        headings = [text(f"cli.lookup.{column}", asked.language) for column in COLUMNS]
        show(table(headings, rows, n_text_columns=len(COLUMNS)), _year(found[0], asked.language))
    return 0


def _by_name() -> dict[str, Price]:
    """Return all prices by the name that stands in the table, those of a study itself at the end."""
    return {_name(price): price for price in (*catalogue().values(), *study_catalogue().values())}


def _name(price: Price) -> str:
    return price.path.removeprefix(OF_MONEY)


def _find(query: str) -> list[Price]:
    """Return the price of this name, else those that mention the words in any language."""
    wanted = query.casefold().removeprefix(OF_MONEY)
    if wanted in _by_name():
        return [_by_name()[wanted]]
    return [price for price in _by_name().values() if all(word in _words_of(price) for word in wanted.split())]


def _words_of(price: Price) -> str:
    units = (phrase(price.unit, language) for language in LANGUAGES)
    return " ".join((_name(price), *price.meaning.values(), *price.label.values(), *units)).casefold()


def _row(price: Price, language: str) -> tuple[str, ...]:
    return (
        _name(price),
        price.label[language],
        format_plain(price.central, language),
        phrase(price.unit, language),
        format_range(price.low, price.high, language),
        text("worlds.assumption", language),
        price.meaning[language],
    )


def _year(price: Price, language: str) -> str:
    return text("money.prices_of", language, year=price.year)


def _show_one(price: Price, language: str) -> None:
    _, label, value, unit, span, _, meaning = _row(price, language)
    shown = {
        "label": label,
        "value": f"{value} ({unit})",
        "range": span,
        "allowed": format_range(0.0, price.most, language),
        "sources": text("cli.lookup.assumption", language),
    }
    pairs = [(text(f"cli.lookup.{key}", language), content) for key, content in shown.items()]
    show(f"{price.path}\n\n{meaning}\n", facts(pairs), "", _year(price, language))
