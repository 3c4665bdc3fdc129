"""Settings from plain nested values: the one way in, whether they were typed or come from YAML or a notebook."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from simulation.base.checks import check_keys, check_mapping, is_number
from simulation.base.errors import InputError
from simulation.model.labour_market import read_market
from simulation.study.defaults import with_defaults
from simulation.study.money import central_prices
from simulation.study.settings import CENTRAL, CaseworkerSettings, PopulationSettings, Settings
from simulation.study.worlds import USUAL, names_of, world_names

# As they are called in files.
SETTINGS_KEYS = tuple("world" if key == "world_names" else key for key in Settings.__dataclass_fields__)


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Return settings from plain nested values (as YAML gives them); what they leave out has its default.

    Raises:
        InputError: on an unknown key, and on a value that isn't allowed.
    """
    content = with_defaults(check_keys(given, "the settings", (), SETTINGS_KEYS))
    population = _part(content, "population", PopulationSettings)
    caseworkers = _part(content, "caseworkers", CaseworkerSettings)
    if not isinstance(content["baseline"], str):
        raise InputError("wrong_shape", where="baseline", expected="a name")
    sent = content.get("sent_policy")
    own_configs = None if content.get("config_dir") is None or sent is not None else Path(content["config_dir"])
    market = content.get("labour_market")
    settings = Settings(
        policies=_policies(content["policies"]),
        baseline=content["baseline"],
        population=PopulationSettings(
            **{**population, "correlations": _correlations(population["correlations"])},
        ),
        caseworkers=CaseworkerSettings(**caseworkers),
        n_quarters=content["n_quarters"],
        n_replications=content["n_replications"],
        seed=content["seed"],
        parameters=_parameters(content.get("parameters")),
        config_dir=content.get("config_dir"),
        sent_policy=sent,
        parameter_set=content.get("parameter_set", CENTRAL),
        world_names=names_of(content.get("world", USUAL), world_names(own_configs)),
        labour_market=read_market(market, own_configs) if isinstance(market, str) else market,
        money=check_keys({} if content.get("money") is None else content["money"], "money", (), central_prices()),
    )
    of_people = given.get("population")
    asked = of_people.get("n_clients") if isinstance(of_people, Mapping) else None
    if settings.population.table is not None and asked not in (None, settings.n_clients):
        raise InputError("table_and_n_clients", rows=settings.n_clients, value=asked)
    return settings


def _part(
    content: Mapping[str, Any], name: str, kind: type[PopulationSettings | CaseworkerSettings]
) -> Mapping[str, Any]:
    """Return the values of one part of the settings, which its record's fields name."""
    required = [field.name for field in fields(kind) if field.default is MISSING]
    return check_keys(content[name], name, required, [field.name for field in fields(kind)])


def _policies(content: object) -> tuple[str, ...]:
    names = [content] if isinstance(content, str) else content
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise InputError("wrong_shape", where="policies", expected="a list of policy names")
    return tuple(names)


def _correlations(content: object) -> tuple[tuple[str, str, float], ...]:
    expected = "a list of pairs with their correlation, as [psychiatric, anxiety, 0.7]"
    if not isinstance(content, (list, tuple)):
        raise InputError("wrong_shape", where="population.correlations", expected=expected)
    pairs = []
    for pair in content:
        if not isinstance(pair, (list, tuple)) or len(pair) != 3 or not is_number(pair[2]):
            raise InputError("wrong_shape", where="population.correlations", expected=expected)
        pairs.append((str(pair[0]), str(pair[1]), float(pair[2])))
    return tuple(pairs)


def _parameters(content: object) -> Mapping[str, Mapping[str, Any]]:
    groups: Any = {} if content is None else content
    for name, values in check_mapping(groups, "parameters").items():
        check_mapping(values, f"parameters.{name}")
    # A value of null is left open: the parameter set has it.
    return {
        group: {name: value for name, value in values.items() if value is not None} for group, values in groups.items()
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
    return read_settings(
        _given(
            policies=policies,
            baseline=baseline,
            n_quarters=n_quarters,
            n_replications=n_replications,
            seed=seed,
            parameters=parameters,
            config_dir=None if config_dir is None else os.fspath(config_dir),
            parameter_set=parameter_set,
            world=world,
            labour_market=labour_market,
            money=money,
            population=_given(
                n_clients=n_clients,
                inflow=inflow,
                table=None if table is None else os.fspath(table),
                sheet=sheet,
                missing=missing,
            ),
            caseworkers=_given(caseload=caseload),
        )
    )


def _given(**values: Any) -> dict[str, Any]:
    """Return the values that are given, by name."""
    return {name: value for name, value in values.items() if value is not None}
