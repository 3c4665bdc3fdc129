"""List the policies, or tell all about one: `tilltro policies`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from simulation.errors import InputError
from simulation.evidence import fact
from simulation.parameters import ASSUMPTION
from simulation.policies import Policy, load_policy, policy_names
from simulation.policies.elements import ELEMENTS, Element
from simulation.texts import text

from ._terminal import facts, show, table
from ._words import CONFIG_DIR, LANGUAGE, Words, read_words


def main(arguments: list[str]) -> int:
    """Show the list of policies, or the one that is named."""
    asked = read_words(arguments, (LANGUAGE, CONFIG_DIR))
    if len(asked.words) > 1:
        raise InputError("not_a_setting", argument=asked.words[1])
    if asked.words:
        _show_one(load_policy(asked.words[0], asked.own_configs), asked.language)
    else:
        _show_all(asked)
    return 0


def _show_all(asked: Words) -> None:
    rows = []
    for name in policy_names(asked.own_configs):
        policy = load_policy(name, asked.own_configs)
        rows.append([name, policy.label[asked.language], ", ".join(policy.sources)])
    headings = [text(f"cli.lookup.{key}", asked.language) for key in ("name", "label", "sources")]
    show(table(headings, rows, n_text_columns=3))


def _show_one(policy: Policy, language: str) -> None:
    elements = list(_elements(policy.elements)) or [text("cli.lookup.no_elements", language)]
    pairs = [
        (text("cli.lookup.name", language), policy.name),
        (text("cli.lookup.elements", language), "\n".join(elements)),
        (text("cli.lookup.assumed", language), policy.assumed[language] if policy.assumed else ""),
        (text("cli.lookup.caution", language), policy.caution[language] if policy.caution else ""),
    ]
    sources = [(source, source_words(source, language)) for source in policy.sources]
    show(
        f"{policy.label[language]}\n\n{policy.summary[language]}\n",
        facts(pairs),
        f"\n{text('cli.lookup.sources', language)}",
        facts(sources),
    )


def source_words(source: str, language: str) -> str:
    """Return what a source says: its quantity, its own words and where they stand."""
    if source == ASSUMPTION:
        return text("cli.lookup.assumption", language)
    found = fact(source)
    quote = f'"{found.quote}"' if found.quote else text("cli.lookup.no_quote", language)
    return f"{found.quantity}: {quote} ({found.where})"


def _elements(elements: tuple[Element, ...], indent: str = "") -> Iterator[str]:
    """Yield a line an element, as its name and options in YAML; elements within elements below it."""
    names = {kind: name for name, kind in ELEMENTS.items()}
    for element in elements:
        values = {field.name: getattr(element, field.name) for field in fields(element)}  # type: ignore[arg-type]
        inner = values.pop("elements", ())
        options = ", ".join(f"{name} {_written(value)}" for name, value in values.items())
        yield f"{indent}{names[type(element)]}{': ' if options else ''}{options}"
        yield from _elements(inner, indent + "  ")


def _written(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)
