"""Settings put together by Hydra: groups, experiments and overrides, out of the package's YAML and the user's own.

Nothing behind this file knows of Hydra. Every override is checked before Hydra sees it, so that a slip gets one clear
sentence; what comes out is plain nested values. Nothing in a configuration is ever called: `_target_` is refused in a
user's files and instantiated nowhere.

Several threads may compose at once: each call has a loader of its own, and Hydra's process-wide one (`initialize`,
`GlobalHydra`) is neither used nor disturbed.
"""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.config_search_path_impl import ConfigSearchPathImpl
from hydra._internal.defaults_list import create_defaults_list
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.core.plugins import Plugins
from hydra.errors import HydraException, OverrideParseException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from simulation.base.errors import InputError, nearest
from simulation.base.resources import configs, read_yaml
from simulation.cli.hydra_errors import as_input_error, example, is_closed
from simulation.cli.typed import Typed, own_folder
from simulation.model.labour_market import STATE_OF_KIND, Places
from simulation.model.parameters import catalogue, central_values
from simulation.model.policies import policy_names
from simulation.study.defaults import QUESTION, dotted, standard
from simulation.study.money import central_prices
from simulation.study.settings import CENTRAL, POSTERIOR, check_number_of_policies

PRIMARY = "config"
WORLD = "world"
FROM_POSTERIOR = "from_posterior"  # what marks the set of calibrated draws among the parameters that Hydra gives
GROUPS = {
    "experiment": "experiment",
    "population": "population",
    "caseworkers": "set of caseworkers",
    "parameters": "parameter set",
    "labour_market": "labour market",
}
# Their values stand in catalogues, or are younger than files that people have copied from the package's.
ADDED = re.compile(r"parameters\.|money[.=]|population\.(sheet|missing|year)=|labour_market\.(vacancies|places)[.=]")
MAY_BE_NULL = (
    *("out", "config_dir", "threads", "population.table", "population.sheet", "population.year"),
    *("labour_market.path", "labour_market.vacancies", "labour_market.places"),
)
# Their values are taken as they stand: Hydra's grammar would stumble over brackets or letters such as å in them.
VERBATIM = ("out", "config_dir", "population.table", "population.sheet", "labour_market.path", "name", "language")

# Written once, when this file is imported, and only read afterwards. Both sets are empty of values, so that what comes
# out is what was given and no more: a world's values stand below those given by hand.
Plugins.instance()
ConfigStore.instance().store(group="parameters", name=CENTRAL, node={})
ConfigStore.instance().store(group="parameters", name=POSTERIOR, node={FROM_POSTERIOR: True})
_one_at_a_time = threading.Lock()  # Hydra's parser has caches for the whole process and doesn't promise to guard them


def compose(typed: Typed, chosen: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the settings that were typed, as plain nested values.

    Args:
        typed: of the command line.
        chosen: options of groups, such as `{"population": "open"}`, before what was typed.

    Raises:
        InputError: on a broken or unknown override, and on a file of the user's that can't be used.
    """
    for word in typed.words:
        raise _not_a_setting(word)
    # Before Hydra spends minutes on reading thousands of them.
    check_number_of_policies(typed.settings.get("policies", "").count(",") + 1)
    own_configs = own_folder(typed)
    arguments = [*(f"{group}={name}" for group, name in (chosen or {}).items()), *typed.overrides]
    with _one_at_a_time:
        overrides = [_parse(argument) for argument in arguments]
        _check_keys(arguments, overrides, own_configs)
        _check_files(own_configs)
        # Hydra would look for a group in the folder of worlds, and take no two files of it: settings read them by name.
        worlds = {key: override.value() for override in overrides if (key := override.key_or_group) == WORLD}
        rest = [argument for argument in arguments if argument.partition("=")[0] != WORLD]
        content = {**_load([_verbatim(argument) for argument in rest], own_configs), **worlds}
    if "experiment" in content:  # an experiment without its first line ends up under its own name
        raise InputError("not_global", file="experiment/*.yaml")
    content.pop(QUESTION, None)  # read by its page
    is_drawn = isinstance(content.get("parameters"), dict) and content["parameters"].pop(FROM_POSTERIOR, False)
    return {**content, "parameter_set": POSTERIOR if is_drawn else CENTRAL}


def _load(arguments: Sequence[str], own_configs: Path | None) -> dict[str, Any]:
    """Return the settings, put together in the steps of Hydra's own loader.

    Hydra's settings of itself (logging, launchers, folders) are left out: nothing here asks for them, and they would
    take more than half of the time.
    """
    choices = tuple(argument for argument in arguments if argument.partition("=")[0] in GROUPS)
    values = [argument for argument in arguments if argument.partition("=")[0] not in GROUPS]
    overrides = [f"++{argument}" if ADDED.match(argument) else argument for argument in values]
    try:
        if own_configs is None or not _has_settings(own_configs):
            config = copy.deepcopy(_of_package(choices))
        else:  # which comes first, so that a file there wins over the package's of the same name
            config = _put_together((own_configs.resolve(), configs()), choices)
        OmegaConf.set_struct(config, True)  # a setting that there isn't is refused
        ConfigLoaderImpl._apply_overrides_to_config(OverridesParser.create().parse_overrides(overrides), config)
        content: dict[str, Any] = OmegaConf.to_container(config, resolve=True)  # type: ignore[assignment]
    except (HydraException, OmegaConfBaseException, ValueError, TypeError) as error:  # what it says of odd files varies
        raise as_input_error(error) from error
    return content


def _put_together(folders: Sequence[Path], choices: Sequence[str]) -> DictConfig:
    """Return the settings of the files that are chosen, before any single value is given."""
    search_path = ConfigSearchPathImpl()
    for folder in folders:
        search_path.append("main", f"file://{folder}")
    search_path.append("schema", "structured://")
    loader = ConfigLoaderImpl(search_path)
    parsed, files = loader._parse_overrides_and_create_caching_repo(PRIMARY, list(choices))
    chosen = create_defaults_list(files, PRIMARY, parsed, prepend_hydra=False, skip_missing=False)
    return loader._compose_config_from_defaults_list(chosen.defaults, files)


@lru_cache(maxsize=16)
def _of_package(choices: Sequence[str]) -> DictConfig:
    """Return the settings of the package's own files, which don't change while it runs; a user's may."""
    return _put_together((configs(),), choices)


def _has_settings(own_configs: Path) -> bool:
    """Say whether a user's folder has files of settings; policies, worlds and sweeps, say, are read by others."""
    return any((own_configs / name).exists() for name in (f"{PRIMARY}.yaml", *GROUPS))


def _verbatim(argument: str) -> str:
    """Return the override, its value in quotation marks where Hydra must take it literally."""
    name, sign, value = argument.partition("=")
    if not sign or name not in VERBATIM or value in ("", "null") or value[0] in "'\"":
        return argument
    # In Hydra's quotes a backslash is special before a quote and at the end only.
    body = value.replace("'", r"\'")
    return f"{name}='{body}\\'" if body.endswith("\\") else f"{name}='{body}'"


def _parse(argument: str) -> Override:
    name, _, _ = argument.partition("=")
    if "${" in argument:
        raise InputError("reference", argument=argument)
    try:
        override = OverridesParser.create().parse_override(_verbatim(argument))
    except (OverrideParseException, HydraException, ValueError) as error:  # the last: of more digits than Python reads
        key = "broken_setting" if is_closed(argument) else "unclosed"
        raise InputError(key, argument=argument, form=example(name)) from error
    if override.type is not OverrideType.CHANGE or override.package is not None:
        raise InputError("not_a_setting", argument=argument)
    if override.is_sweep_override():
        raise InputError("no_sweep", argument=argument)
    return override


def _not_a_setting(word: str) -> InputError:
    """Return the error for a word without an equals sign; it may be the value of a setting."""
    for name, known in (("experiment", group_options("experiment", None)), ("policies", policy_names())):
        if word in known:
            return InputError("perhaps", argument=word, form=f"{name}={word}")
    return InputError("not_a_setting", argument=word)


def _check_keys(arguments: Sequence[str], overrides: Sequence[Override], own_configs: Path | None) -> None:
    known = known_keys()
    for argument, override in zip(arguments, overrides, strict=True):
        name, value = override.key_or_group, override.value()
        if name in GROUPS:
            _check_option(name, argument.partition("=")[2], own_configs)
        elif name == "years":
            raise InputError("perhaps_setting", name=name, form=_in_quarters(value))
        elif name == "n_lucks":  # what it was called before
            raise InputError(
                "perhaps_setting", name=name, form=f"n_paths={value if isinstance(value, int) else 'NUMBER'}"
            )
        elif name not in known:
            raise InputError("unknown_key", name=name, where="the command", nearest=nearest(name, {*known, *GROUPS}))
        elif not isinstance(value, Mapping) and name not in MAY_BE_NULL and (inner := _inner(name, known)):
            raise InputError("group_of_settings", name=name, form=f"{inner[0]}=VALUE", command=_list_of(name))
        elif isinstance(value, Mapping) and not _inner(name, known):
            raise InputError("wrong_kind", argument=argument, name=name, form=example(name))
        elif value is None and name not in MAY_BE_NULL:
            raise InputError("null_value", name=name, form=example(name))
    markets = {override.key_or_group: override.value() for override in overrides}
    if "labour_market" in markets and markets.get("labour_market.path") is not None:
        raise InputError("two_markets", name=markets["labour_market"])


def _in_quarters(years: object) -> str:
    """Return how this many years are written in quarters."""
    return f"n_quarters={4 * years if isinstance(years, int) else 'NUMBER'}"


def _inner(name: str, known: set[str]) -> list[str]:
    """Return the settings that a group of them, such as `money`, consists of; none for a single setting."""
    return sorted(key for key in known if key.startswith(f"{name}."))


def _list_of(name: str) -> str:
    group, _, rest = name.partition(".")
    lists = {"money": "tilltro prices", "parameters": f"tilltro parameters {rest}"}
    return lists.get(group, "tilltro compare --help")


def _check_option(group: str, name: str, own_configs: Path | None) -> None:
    options = group_options(group, own_configs)
    if name.strip("'\"") not in options:
        raise InputError("unknown_name", kind=GROUPS[group], name=name, nearest=nearest(name, options))


def group_options(group: str, own_configs: Path | None) -> tuple[str, ...]:
    """Return the names that can be chosen in a group: the package's and the user's own."""
    packaged = [] if group == "parameters" else list(configs().joinpath(group).iterdir())
    own = list((own_configs / group).glob("*.yaml")) if own_configs is not None else []
    names = {path.name.removesuffix(".yaml") for path in (*packaged, *own) if path.name.endswith(".yaml")}
    return tuple(sorted(names | {CENTRAL, POSTERIOR} if group == "parameters" else names))


def known_keys() -> set[str]:
    """Return every setting that can be typed, dotted."""
    content = standard()
    del content["parameter_set"]  # typed as parameters=NAME
    content["parameters"], content["money"] = central_values(), central_prices()
    market: dict[str, Any] = dict.fromkeys(("path", "tightness", "job_loss"))
    market |= {"vacancies": dict.fromkeys(STATE_OF_KIND), "places": dict.fromkeys(f.name for f in fields(Places))}
    content["labour_market"] = market
    return {name for name, _ in dotted(content)}


def _check_files(own_configs: Path | None) -> None:
    """Read the user's files before Hydra does, to name the line of a slip and to refuse what would call code."""
    if own_configs is None:
        return
    for path in sorted(
        [*own_configs.glob("*.yaml"), *own_configs.glob("*/*.yaml"), *own_configs.glob("hydra/**/*.yaml")]
    ):
        content = read_yaml(path)
        if not isinstance(content, Mapping):
            raise InputError("wrong_shape", where=str(path), expected="keys and values")
        if path.parent == own_configs / "parameters" and path.stem in catalogue():
            raise InputError("parameter_file", file=path)
        if path.is_relative_to(own_configs / "hydra") or "hydra" in str(content.get("defaults", "")):
            raise InputError("code_in_configuration", file=path, name="hydra")
        for key, _ in dotted(content):
            if key == "hydra" or key.rpartition(".")[2] == "_target_":
                raise InputError("code_in_configuration", file=path, name=key)
