"""What notebooks call: the same comparison as `tilltro compare`, returned as tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulation.checks import check_whole
from simulation.contrasts.precision import Precision, make_precision
from simulation.contrasts.tables import Tables
from simulation.contrasts.uncertainty import A_DRAW
from simulation.errors import InputError
from simulation.outcomes.registry import MAIN_OUTCOME
from simulation.population.table import read_table
from simulation.resources import configs, read_yaml
from simulation.settings import MOST_THREADS, POSTERIOR, Settings
from simulation.settings_reader import from_mapping
from simulation.study import run_precisely, run_study


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
        table: CSV or Parquet file with a row a client (docs/own_clients.md).
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
    if table is not None:
        content["population"]["table"] = os.fspath(table)
        n_rows = len(next(iter(read_table(Path(table)).values())))
        if n_clients not in (None, n_rows):
            raise InputError("table_and_n_clients", rows=n_rows, value=n_clients)
    if caseload is not None:
        content["caseworkers"]["caseload"] = caseload
    return from_mapping(content)


def first_job_precision(
    settings: Settings, given: str | float | None, most_replications: int | None = None
) -> Precision | None:
    """Return the precision of a comparison that is asked for; it begins with the replications of the settings.

    Raises:
        InputError: if it isn't allowed.
    """
    step = A_DRAW if settings.parameter_set == POSTERIOR else 1
    return make_precision(given, most_replications, MAIN_OUTCOME, settings.n_replications, step)


def compare(
    policies: Sequence[str] | None = None,
    *,
    threads: int | None = None,
    on_replication: Callable[[int], None] = lambda _: None,
    precision: str | float | None = None,
    most_replications: int | None = None,
    **settings: Any,
) -> Tables:
    """Compare policies on the same simulated people with the same luck.

    Args:
        policies: names (`tilltro policies` lists them), or a single one; default: those of the headline comparison.
        threads: how many to use; default: all cores. The numbers don't depend on it.
        on_replication: called with the number of replications done.
        precision: add replications until every interval in first job is so narrow from end to end: "0.5pp", or a share.
        most_replications: with a precision, how many at most (default 10,000).
        settings: anything else that `make_settings` takes, such as `baseline`, `n_clients`, `n_replications`.

    Returns:
        `levels`, `contrasts` and `orders`, DataFrames with the columns of docs/results.md, and `money` with those of
        docs/money.md.

    Raises:
        InputError: if a value isn't allowed.
    """
    n_threads = os.cpu_count() or 1 if threads is None else check_whole("threads", threads, 1, MOST_THREADS)
    made = make_settings(policies, **settings)
    return simulate(made, first_job_precision(made, precision, most_replications), n_threads, on_replication)


def simulate(
    settings: Settings,
    precision: Precision | None,
    n_threads: int,
    on_replication: Callable[[int], None],
    on_more: Callable[[int, float], None] = lambda _n, _width: None,
) -> Tables:
    """Return the tables of a comparison, with as many replications as its precision takes where there is one.

    Args:
        settings: of the comparison.
        precision: of first jobs; None for the number of replications in the settings.
        n_threads: how many to use.
        on_replication: called with the number of replications done.
        on_more: called as by `run_precisely` when more are needed.
    """
    if precision is None:
        return run_study(settings.study(), n_threads, on_replication)
    # With the draws of as many replications as there may be; how many there are, the tables tell.
    most = replace(settings, n_replications=precision.most_replications)
    return run_precisely(most.study(), precision, n_threads, on_replication, on_more)
