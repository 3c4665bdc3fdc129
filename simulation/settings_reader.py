"""Settings from plain nested values, as YAML files and the command line give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from pathlib import Path
from typing import Any

from simulation import worlds as world_catalogue
from simulation.errors import InputError, nearest
from simulation.labour_market import read_market
from simulation.money import central_prices
from simulation.resources import is_number
from simulation.settings import CENTRAL, CaseworkerSettings, PopulationSettings, Settings


def from_mapping(content: Mapping[str, Any]) -> Settings:
    """Return settings from plain nested values (as YAML gives them).

    Raises:
        InputError: on an unknown or missing key, and on a value that isn't allowed.
    """
    known = [key if key != "worlds" else "world" for key in Settings.__dataclass_fields__]
    content = _only(content, known, "the settings")
    for key in known:
        optional = ("parameters", "money", "config_dir", "world", "labour_market", "parameter_set")
        if key not in content and key not in optional:
            raise InputError("missing_key", where="the settings", name=key)
    population = _only(content["population"], list(PopulationSettings.__dataclass_fields__), "population")
    caseworkers = _only(content["caseworkers"], list(CaseworkerSettings.__dataclass_fields__), "caseworkers")
    for where, part, kind in (
        ("population", population, PopulationSettings),
        ("caseworkers", caseworkers, CaseworkerSettings),
    ):
        for name, item in kind.__dataclass_fields__.items():
            if name not in part and item.default is MISSING:
                raise InputError("missing_key", where=where, name=name)
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
        worlds=world_catalogue.names_of(
            content.get("world", world_catalogue.USUAL), world_catalogue.world_names(own_configs)
        ),
        labour_market=read_market(market, own_configs) if isinstance(market, str) else market,
        money=_only({} if content.get("money") is None else content["money"], list(central_prices()), "money"),
    )


def _only(content: object, known: Sequence[str], where: str) -> Mapping[str, Any]:
    if not isinstance(content, Mapping):
        raise InputError("wrong_shape", where=where, expected="keys and values")
    for key in content:
        if key not in known:
            raise InputError("unknown_key", name=key, where=where, nearest=nearest(str(key), known))
    return content


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
    groups = {} if content is None else content
    if not isinstance(groups, Mapping):
        raise InputError("wrong_shape", where="parameters", expected="keys and values")
    for name, values in groups.items():
        if not isinstance(values, Mapping):
            raise InputError("wrong_shape", where=f"parameters.{name}", expected="keys and values")
    # A value of null is left open: the parameter set has it.
    return {
        group: {name: value for name, value in values.items() if value is not None} for group, values in groups.items()
    }
