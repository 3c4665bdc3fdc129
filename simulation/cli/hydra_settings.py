"""The door: Hydra puts the settings of a run together here, and nothing behind it knows of Hydra.

Every override is checked before Hydra sees it, so that a slip gets one clear sentence; what comes out is plain nested
values. Nothing in a configuration is ever called: `_target_` is refused in a user's files and instantiated nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from hydra import compose as hydra_compose
from hydra import initialize_config_dir, initialize_config_module
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.errors import HydraException, OverrideParseException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from simulation.base.errors import InputError, nearest
from simulation.base.resources import configs, read_yaml
from simulation.cli.hydra_words import example, in_plain_words, is_closed
from simulation.model.parameters import catalogue, central_values
from simulation.model.policies import policy_names
from simulation.study.money import central_prices
from simulation.study.settings import check_number_of_policies

PACKAGE = "simulation.configs"
PRIMARY = "tilltro"  # config.yaml, stored under a name that no file of the user's can have by chance
WORLD = "world"
CENTRAL = "central"  # the parameter set made from the catalogue
POSTERIOR = "posterior"  # the set that lets replications run over calibrated draws
FROM_POSTERIOR = "from_posterior"  # what marks it among the parameters that come out
GROUPS = {
    "experiment": "experiment",
    "population": "population",
    "caseworkers": "set of caseworkers",
    "parameters": "parameter set",
    "labour_market": "labour market",
}
MAY_BE_NULL = ("out", "config_dir", "threads", "population.table", "labour_market.path", "labour_market.vacancies")
# Their values are taken as they stand: Hydra's grammar would stumble over brackets or letters such as å in them.
VERBATIM = ("out", "config_dir", "population.table", "labour_market.path", "name", "language")


def compose(arguments: Sequence[str]) -> dict[str, Any]:
    """Return the settings that these overrides ask for, as plain nested values.

    Raises:
        InputError: on a broken, unknown or repeated override and on a file of the user's that can't be used.
    """
    for argument in arguments:
        if argument.startswith("policies="):  # before Hydra spends minutes on reading them
            check_number_of_policies(argument.count(",") + 1)
    own_configs = _own_configs(arguments)
    overrides = [_parse(argument) for argument in arguments]
    _check_keys(arguments, overrides, own_configs)
    _check_files(own_configs)
    # Hydra would look for a group in the folder of worlds, and take no two files of it: settings read them by name.
    worlds = {key: override.value() for override in overrides if (key := override.key_or_group) == WORLD}
    rest = [argument for argument in arguments if argument.partition("=")[0] != WORLD]
    content = {**_compose([_verbatim(argument) for argument in rest], own_configs), **worlds}
    if "experiment" in content:  # an experiment without its first line lands under its own name
        raise InputError("not_global", file="experiment/*.yaml")
    return content


def _compose(arguments: list[str], own_configs: Path | None) -> dict[str, Any]:
    store = ConfigStore.instance()
    store.store(name=PRIMARY, node=_with_prices(read_yaml(_config_file(own_configs))))
    # Empty, so that what comes out is what was given and no more: a world's values stand below those given by hand.
    store.store(group="parameters", name=CENTRAL, node={})
    store.store(group="parameters", name=POSTERIOR, node={FROM_POSTERIOR: True})
    arguments = [f"++{argument}" if argument.startswith("parameters.") else argument for argument in arguments]
    try:
        if own_configs is None:
            with initialize_config_module(PACKAGE, version_base="1.3"):
                config = hydra_compose(PRIMARY, arguments)
        else:
            # The user's folder comes first, so that a file there wins over the package's of the same name.
            with initialize_config_dir(str(own_configs.resolve()), version_base="1.3"):
                config = hydra_compose(PRIMARY, [*arguments, f"hydra.searchpath=[pkg://{PACKAGE}]"])
        content: dict[str, Any] = OmegaConf.to_container(config, resolve=True)  # type: ignore[assignment]
    except (HydraException, OmegaConfBaseException, ValueError, TypeError) as error:  # what it says of odd files varies
        raise in_plain_words(error) from error
    return content


def _config_file(own_configs: Path | None) -> Traversable | Path:
    own = None if own_configs is None else own_configs / "config.yaml"
    return own if own is not None and own.is_file() else configs().joinpath("config.yaml")


def _with_prices(config: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration with the prices in it, so that each can be set; those that it gives itself stand."""
    given = config.get("money") or {}
    return {**config, "money": {**central_prices(), **given} if isinstance(given, Mapping) else given}


def _verbatim(argument: str) -> str:
    """Return the override with its value in quotation marks where it has to be taken as it stands."""
    name, sign, value = argument.partition("=")
    if not sign or name not in VERBATIM or value in ("", "null") or value[0] in "'\"":
        return argument
    # In Hydra's quotes a backslash is special before a quote and at the end only.
    body = value.replace("'", r"\'")
    return f"{name}='{body}\\'" if body.endswith("\\") else f"{name}='{body}'"


def _parse(argument: str) -> Override:
    name, sign, _ = argument.partition("=")
    if not sign:
        raise _not_a_setting(argument)
    if "${" in argument:
        raise InputError("reference", argument=argument)
    try:
        override = OverridesParser.create().parse_override(_verbatim(argument))
    except (OverrideParseException, HydraException) as error:
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
    seen: set[str] = set()
    for argument, override in zip(arguments, overrides, strict=True):
        name, value = override.key_or_group, override.value()
        if name in seen:
            raise InputError("given_twice", name=name)
        seen.add(name)
        if name in GROUPS:
            _check_option(name, argument.partition("=")[2], own_configs)
        elif name not in known:
            raise InputError("unknown_key", name=name, where="the command", nearest=nearest(name, {*known, *GROUPS}))
        elif not isinstance(value, Mapping) and (inner := _inner(name, known)):
            raise InputError("group_of_settings", name=name, form=f"{inner[0]}=VALUE", command=_list_of(name))
        elif isinstance(value, Mapping) and not _inner(name, known):
            raise InputError("wrong_kind", argument=argument, name=name, form=example(name))
        elif value is None and name not in MAY_BE_NULL:
            raise InputError("null_value", name=name, form=example(name))
    markets = {override.key_or_group: override.value() for override in overrides}
    if "labour_market" in markets and markets.get("labour_market.path") is not None:
        raise InputError("two_markets", name=markets["labour_market"])


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
    """Return every key that can be set, dotted."""
    config = read_yaml(configs().joinpath("config.yaml"))
    del config["defaults"]
    content = {
        **config,
        "population": read_yaml(configs().joinpath("population", "bip.yaml")),
        "caseworkers": read_yaml(configs().joinpath("caseworkers", "bip.yaml")),
        "parameters": central_values(),
        "labour_market": dict.fromkeys(("path", "tightness", "job_loss", "vacancies")),
        "money": central_prices(),
    }
    return set(_dotted(content))


def _dotted(content: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for key, value in content.items():
        yield before + key
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{before}{key}.")


def _own_configs(arguments: Sequence[str]) -> Path | None:
    for argument in arguments:
        name, _, value = argument.partition("=")
        if name == "config_dir" and value != "null":
            folder = Path(value.strip("'\"")).expanduser()
            if not value or not folder.is_dir():
                raise InputError("wrong_shape", where=argument, expected="a folder that exists")
            return folder
    return None


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
        for key in _dotted(content):
            if key == "hydra" or key.rpartition(".")[2] == "_target_":
                raise InputError("code_in_configuration", file=path, name=key)
