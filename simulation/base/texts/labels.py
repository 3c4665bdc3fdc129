"""What outcomes, groups, their dimensions and the clients of a run are called in each language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulation.base.texts import catalogue, entry, text
from simulation.base.texts.numbers import format_number


def run_label(name: str, language: str, policies: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what a run is called on its page: by the label of what is ready-made or of its policy, else by its name.

    `policies` are labels in the language, by the policies' names.
    """
    named: Mapping[str, Mapping[str, str]] = catalogue("pages.named")
    return named[name][language] if name in named else policies.get(name, name)


def outcome_label(id: str, language: str) -> str:
    """Return what an outcome is called."""
    return entry(f"outcomes.{id}.label")[language]


def outcome_unit(id: str, language: str) -> str:
    """Return the unit an outcome is shown in (shares are shown in percent)."""
    return entry(f"outcomes.{id}.unit")[language]


def outcome_meaning(id: str, language: str) -> str:
    """Return the sentence that says what an outcome means."""
    return entry(f"outcomes.{id}.meaning")[language]


def group_label(id: str, language: str) -> str:
    """Return what a group is called on its own, such as "Women" for `sex=woman`."""
    return entry(f"groups.groups.{id}")[language]


def in_sentence(label: str) -> str:
    """Return a label as it stands within a sentence or under a heading: with a small first letter."""
    return label[:1].lower() + label[1:]


def number_of_clients(n_clients: int, inflow: int, language: str) -> str:
    """Return how many clients a run has, such as "4000 clients, and 100 more each quarter"."""
    key = "open" if inflow > 0 else "closed"
    n, more = (format_number(number, 0, language) for number in (n_clients, inflow))
    return text(f"groups.clients.{key}", language, n=n, inflow=more)


def suppression_note(n: int, least: int, language: str) -> str:
    """Return why `n` groups of the user's own clients are suppressed; empty where none is."""
    return text("groups.suppression_note", language, n=n, least=least) if n else ""
