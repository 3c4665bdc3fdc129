"""Settings from plain nested values, as YAML files and the command line give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from simulation.base.checks import check_keys, check_mapping, is_number
from simulation.base.errors import InputError
from simulation.model.labour_market import read_market
from simulation.study.money import central_prices
from simulation.study.settings import CENTRAL, CaseworkerSettings, PopulationSettings, Settings
from simulation.study.worlds import USUAL, names_of, world_names

OPTIONAL = ("parameters", "money", "config_dir", "world", "labour_market", "parameter_set")


def from_mapping(content: Mapping[str, Any]) -> Settings:
    """Return settings from plain nested values (as YAML gives them).

    Raises:
        InputError: on an unknown or missing key, and on a value that isn't allowed.
    """
    known = [key if key != "world_names" else "world" for key in Settings.__dataclass_fields__]
    check_keys(content, "the settings", [key for key in known if key not in OPTIONAL], OPTIONAL)
    population = _part(content, "population", PopulationSettings)
    caseworkers = _part(content, "caseworkers", CaseworkerSettings)
    if not isinstance(content["baseline"], str):
        raise InputError("wrong_shape", where="baseline", expected="a name")
    own_configs = None if content.get("config_dir") is None else Path(content["config_dir"])
    market = content.get("labour_market")
    return Settings(
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
        parameter_set=content.get("parameter_set", CENTRAL),
        world_names=names_of(content.get("world", USUAL), world_names(own_configs)),
        labour_market=read_market(market, own_configs) if isinstance(market, str) else market,
        money=check_keys({} if content.get("money") is None else content["money"], "money", (), central_prices()),
    )


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
