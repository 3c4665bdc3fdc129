"""List the policies, or tell all about one: `tilltro policies`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby

from simulation.base.errors import InputError
from simulation.base.resources import configs, read_yaml
from simulation.base.texts import text
from simulation.cli.lookup import CONFIG_DIR, LANGUAGE, Words, read_words, source_names, source_words
from simulation.cli.terminal import facts, show, table
from simulation.cli.typed import Typed
from simulation.model.policies import Policy, load_policy, policy_names
from simulation.model.policies.elements import ELEMENTS, Element
from simulation.model.policies.elements.belief_building import BeliefBuilding
from simulation.model.policies.policy import POLICY_GROUPS

MOST_LISTED = 500  # policies, the package's included: each is read and checked


def main(typed: Typed) -> int:
    """Show the list of policies, or the one that is named."""
    asked = read_words(typed, (LANGUAGE, CONFIG_DIR))
    if name := asked.name("tilltro policies"):
        _show_one(load_policy(name, asked.own_configs), asked.language)
    else:
        _show_all(asked)
    return 0


def _show_all(asked: Words) -> None:
    names = policy_names(asked.own_configs)
    if len(names) > MOST_LISTED:
        raise InputError("too_many_to_list", folder=asked.own_configs, n=len(names), most=MOST_LISTED)
    policies = [load_policy(name, asked.own_configs) for name in names]
    policies.sort(key=lambda policy: POLICY_GROUPS.index(policy.group))  # stable: by name within a group
    headings = [text(f"cli.lookup.{key}", asked.language) for key in ("name", "label", "sources")]
    for group, members in groupby(policies, key=lambda policy: policy.group):
        rows = [
            [policy.name, _label(policy, asked.language), source_names(policy.sources, asked.language)]
            for policy in members
        ]
        title = text(f"cli.lookup.policy_groups.{group}", asked.language)
        show(table(headings, rows, title, n_text_columns=len(headings)))
    show(text("cli.lookup.policies_use", asked.language))


def _label(policy: Policy, language: str) -> str:
    """Return what a policy is called, and that its effect was put in where that is so."""
    return policy.label[language] + (f" {text('cli.result.assumed', language)}" if policy.assumed else "")


def _show_one(policy: Policy, language: str) -> None:
    elements = list(_elements(policy.elements)) or [text("cli.lookup.no_elements", language)]
    pairs = [
        (text("cli.lookup.name", language), policy.name),
        (text("cli.lookup.role_in_reports", language), policy.role or ""),
        (text("cli.lookup.elements", language), "\n".join(elements)),
        (text("cli.lookup.assumed", language), policy.assumed[language] if policy.assumed else ""),
        (text("cli.lookup.caution", language), " ".join(policy.cautions(language))),
    ]
    sources = [(source_names([source], language), source_words(source, language)) for source in policy.sources]
    show(
        f"{policy.label[language]}\n\n{policy.summary[language]}\n",
        facts(pairs),
        f"\n{text('cli.lookup.sources', language)}",
        facts(sources),
    )
    if any(_has_belief_building(element) for element in policy.elements):
        _show_belief_sources(language)


def _has_belief_building(element: Element) -> bool:
    return isinstance(element, BeliefBuilding) or any(_has_belief_building(inner) for inner in element.nested)


def _show_belief_sources(language: str) -> None:
    """Show what a caseworker's belief comes from, and where each source of it is in the model."""
    rows = [
        (item["label"][language], f"{item['in_model'][language]} ({', '.join(item['where'])})")
        for item in read_yaml(configs().joinpath("belief_sources.yaml")).values()
    ]
    show(f"\n{text('cli.lookup.belief_sources', language)}", facts(rows))


def _elements(elements: tuple[Element, ...], indent: str = "") -> Iterator[str]:
    """Yield a line an element, as its name and options in YAML; elements within elements below it."""
    names = {kind: name for name, kind in ELEMENTS.items()}
    for element in elements:
        values = {field.name: getattr(element, field.name) for field in fields(element)}  # type: ignore[arg-type]
        lists = {name: value for name, value in values.items() if _holds_elements(value)}
        options = ", ".join(
            f"{name} {_written(value)}" for name, value in values.items() if name not in lists and value is not None
        )
        yield f"{indent}{names[type(element)]}{': ' if options else ''}{options}"
        for name, inner in lists.items():
            if len(lists) > 1:
                yield f"{indent}  {name}"
            yield from _elements(inner, indent + ("    " if len(lists) > 1 else "  "))


def _holds_elements(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(item, Element) for item in value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)
