"""Settings from a notebook's arguments: those of the headline comparison with what is given in their place."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulation.base.errors import InputError
from simulation.base.resources import configs, read_yaml
from simulation.study.settings import POSTERIOR, Settings
from simulation.study.settings_reader import from_mapping


def default_settings() -> dict[str, Any]:
    """Return the settings of the headline comparison as nested values."""
    config = read_yaml(configs().joinpath("config.yaml"))
    experiment = read_yaml(configs().joinpath("experiment", "headline.yaml"))
    merged = {**config, **experiment}
    kept = ("policies", "baseline", "n_quarters", "n_replications", "seed")
    return {
        **{key: merged[key] for key in kept},
        "population": read_yaml(configs().joinpath("population", "bip.yaml")),
        "caseworkers": read_yaml(configs().joinpath("caseworkers", "bip.yaml")),
        "parameters": {},
        "parameter_set": POSTERIOR,
        "money": {},
    }


def make_settings(
    policies: Sequence[str] | None = None,
    baseline: str | None = None,
    n_clients: int | None = None,
    n_quarters: int | None = None,
    n_replications: int | None = None,
    seed: int | None = None,
    parameters: Mapping[str, Mapping[str, float]] | None = None,
    inflow: int | None = None,
    table: str | Path | None = None,
    sheet: str | None = None,
    missing: str | None = None,
    caseload: int | None = None,
    config_dir: str | Path | None = None,
    parameter_set: str | None = None,
    world: str | Sequence[str] | None = None,
    labour_market: str | Mapping[str, Any] | None = None,
    money: Mapping[str, float] | None = None,
) -> Settings:
    """Return settings: those of the headline comparison with what is given in their place.

    Args:
        policies: names (`tilltro policies` lists them), or a single one.
        baseline: name of the policy that the others are compared with.
        n_clients: how many there are at the start.
        n_quarters: how long they are followed.
        n_replications: how often, each time with other people and other luck.
        seed: of all draws.
        parameters: values by group and name, as `{"trust": {"gain": 0.2}}` (`tilltro parameters` lists them).
        inflow: further clients who arrive each quarter, whatever the policy.
        table: CSV, Excel or Parquet file with a row a client (docs/own_clients.md).
        sheet: of an Excel workbook; the first where none is named.
        missing: "draw" takes values that the table lacks from the evidence; "refuse" (default) refuses them.
        caseload: clients a caseworker at the start.
        config_dir: folder with YAML files of your own (docs/own_policy.md).
        parameter_set: "posterior" (replications run over calibrated draws) or "central".
        world: a reading of contrary evidence, or several at once (`tilltro worlds` lists them).
        labour_market: name of a path, or its content as in `configs/labour_market/`.
        money: prices in place of the central ones (`tilltro prices` lists them).

    Raises:
        InputError: if a value isn't allowed.
    """
    content = default_settings()
    given = {
        "policies": policies,
        "baseline": baseline,
        "n_quarters": n_quarters,
        "n_replications": n_replications,
        "seed": seed,
        "parameters": parameters,
        "config_dir": None if config_dir is None else os.fspath(config_dir),
        "parameter_set": parameter_set,
        "world": world,
        "labour_market": labour_market,
        "money": money,
    }
    content.update({key: value for key, value in given.items() if value is not None})
    if n_clients is not None:
        content["population"]["n_clients"] = n_clients
    if inflow is not None:
        content["population"]["inflow"] = inflow
    of_table = {"table": None if table is None else os.fspath(table), "sheet": sheet, "missing": missing}
    content["population"].update({key: value for key, value in of_table.items() if value is not None})
    if caseload is not None:
        content["caseworkers"]["caseload"] = caseload
    settings = from_mapping(content)
    if n_clients not in (None, settings.n_clients):
        raise InputError("table_and_n_clients", rows=settings.n_clients, value=n_clients)
    return settings
