"""The simulated clients in the templates of `tilltro new`, which users replace by their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import PurePath
from typing import Any

import numpy as np

from simulation.base.texts import text
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.model.population.intake import draw_population
from simulation.model.state import Medicine
from simulation.study.client_table import ClientTable
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings

N_EXAMPLES = 30  # a caseworker's usual caseload
MEDICINES = [medicine.name.lower() for medicine in Medicine]


@cache
def example_clients() -> tuple[Mapping[str, float], ...]:
    """Return the examples, each with its characteristics as somebody would write them."""
    settings = make_settings(n_clients=N_EXAMPLES, caseload=N_EXAMPLES, parameter_set="central")
    clients = draw_population(settings.environment().population, settings.parameter_values(), settings.seed, 0).clients
    return tuple({name: _written(client, name) for name in CHARACTERISTICS} for client in clients)


def _written(client: Any, name: str) -> float:
    if name == "age":
        return int(client["age"])
    if name == "work_share":
        return round(float(client["work_share"]), 2)
    return int(client["medication"][MEDICINES.index(name)] if name in MEDICINES else client[f"is_{name}"])


def are_examples(table: ClientTable) -> bool:
    """Return whether a table's clients are the examples, with all characteristics that it holds."""
    if table.n_clients != N_EXAMPLES or "age" not in table.columns:  # the rest alone could be like them by chance
        return False
    return all(
        np.array_equal(values, [client[name] for client in example_clients()]) for name, values in table.columns.items()
    )


def example_words(settings: Settings, language: str) -> list[str]:
    """Return that the user's own table holds the examples and nobody else; nothing where it holds others."""
    table = settings.client_table
    return [] if table is None or not are_examples(table) else [still_examples(settings.population.table, language)]


def still_examples(file: object, language: str) -> str:
    """Return that a file still holds what `tilltro new` wrote into it."""
    return text("tables.notes.examples", language, file=PurePath(str(file)).name)
