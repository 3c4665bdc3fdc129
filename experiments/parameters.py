"""Look up the model's parameters, their ranges and where they come from: `tilltro parameters`."""

from __future__ import annotations

from simulation.base.errors import InputError, nearest
from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.numbers import format_plain, format_range
from simulation.base.texts.phrases import phrase
from simulation.cli.lookup import read_words, source_names
from simulation.cli.terminal import facts, show, table
from simulation.cli.typed import Typed
from simulation.model.parameters import Entry, catalogue
from simulation.study.posterior import is_narrowed, shipped

COLUMNS = ("name", "value", "unit", "range", "basis", "sources", "meaning")


def main(typed: Typed) -> int:
    """Show the parameters of a group, of a name or with a word, or all of them."""
    asked = read_words(typed)
    found = _find(asked.query)
    if not found:
        names = {*catalogue(), *map(_short, _entries())}
        raise InputError("nothing_found", kind="parameter", name=asked.query, nearest=nearest(asked.query, names))
    if len(found) == 1:
        _show_one(found[0], asked.language)
    else:
        rows = [list(_row(entry, asked.language)) for entry in found]
        headings = [text(f"cli.lookup.{column}", asked.language) for column in COLUMNS]
        show(table(headings, rows, n_text_columns=len(COLUMNS)), *_explained(found, asked.language))
        if not_narrowed := [_short(entry) for entry in found if _is_not_narrowed(entry)]:
            show(text("cli.lookup.not_narrowed_list", asked.language, names=", ".join(not_narrowed)))
    return 0


def _entries() -> list[Entry]:
    return [entry for names in catalogue().values() for entry in names.values()]


def _short(entry: Entry) -> str:
    return f"{entry.group}.{entry.name}"


def _find(query: str) -> list[Entry]:
    """Return the parameters of this group or name, else those that mention the words in any language."""
    wanted = query.casefold().removeprefix("parameters.")
    if wanted in catalogue():
        return list(catalogue()[wanted].values())
    by_name = [entry for entry in _entries() if wanted in (_short(entry), entry.name)]
    if by_name:
        return by_name
    return [entry for entry in _entries() if all(word in _words_of(entry) for word in wanted.split())]


def _words_of(entry: Entry) -> str:
    units = (phrase(entry.unit, language) for language in LANGUAGES)
    return " ".join((_short(entry), *entry.meaning.values(), *units, entry.basis, *entry.source)).casefold()


def _row(entry: Entry, language: str) -> tuple[str, ...]:
    return (
        _short(entry),
        format_plain(entry.central, language),
        phrase(entry.unit, language),
        format_range(entry.low, entry.high, language),
        text(f"cli.lookup.basis_of.{entry.basis}", language),
        source_names(entry.source, language),
        entry.meaning[language],
    )


def _is_not_narrowed(entry: Entry) -> bool:
    """Say whether a parameter is drawn, and yet as wide after the calibration as before."""
    return _short(entry) in shipped().names and not is_narrowed(_short(entry))


def _explained(found: list[Entry], language: str) -> list[str]:
    """Return what rates and SD are, where there are any."""
    has_any = any("rate" in entry.unit or "SD" in entry.unit for entry in found)
    return [text("cli.lookup.rates", language)] if has_any else []


def _show_one(entry: Entry, language: str) -> None:
    _, value, unit, span, basis, sources, meaning = _row(entry, language)
    shown = {
        "value": f"{value} ({unit})",
        "range": span,
        "allowed": format_range(*entry.allowed, language),
        "basis": basis,
        "sources": sources,
    }
    if _short(entry) in shipped().names:
        known = "not_narrowed" if _is_not_narrowed(entry) else "narrowed"
        shown["data"] = text(f"cli.lookup.{known}", language)
    pairs = [(text(f"cli.lookup.{key}", language), content) for key, content in shown.items()]
    explained = ["", *lines] if (lines := _explained([entry], language)) else []
    show(f"{entry.path}\n\n{meaning}\n", facts(pairs), *explained)
