"""Defaults: `configs/config.yaml`, with the groups and the experiment that it names.

The one place that puts defaults together, for the command line, its help, notebooks and other callers alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from simulation.base.errors import InputError, nearest
from simulation.base.resources import configs, read_yaml

USUAL_PRACTICE = "observed_mix"  # the policy that others are held against
PAIR = ("staircase", "coordinated")  # the policies that are compared where nobody names any
OWN_NAME = "own"  # the name of a comparison that no file in `configs/experiment/` describes
OWN_FOLDER = "my_configs"  # proposed for a user's own policies, prices and comparisons
ITSELF, EXPERIMENT = "_self_", "experiment"
QUESTION = "question"  # a key of experiments: what the page asks; not a setting
MERGED = ("population", "caseworkers")  # groups of which a part may be given, the rest having its default
PARAMETER_SET, LABOUR_MARKET = "parameters", "labour_market"  # groups that settings keep by name
# Where and how, and what only some commands have: the numbers of a comparison don't depend on it.
NOT_SETTINGS = ("name", "precision", "most_replications", "out", "overwrite", "threads", "language")


def standard() -> dict[str, Any]:
    """Return every setting of a comparison with its default, as nested values, and those of where and how as well."""
    return deepcopy(dict(_standard()))


def default_settings() -> dict[str, Any]:
    """Return the settings that decide the numbers of the headline comparison, as nested values."""
    return {key: value for key, value in standard().items() if key not in NOT_SETTINGS}


def with_defaults(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested settings with the default of everything that they leave out."""
    merged = {**default_settings(), **content}
    for group in MERGED:
        if isinstance(merged[group], Mapping):
            merged[group] = {**default_settings()[group], **merged[group]}
    return merged


def dotted(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the settings in nested values by dotted name, groups of settings before what is in them."""
    for key, value in content.items():
        yield before + key, value
        if isinstance(value, Mapping):
            yield from dotted(value, f"{before}{key}.")


def experiment_names() -> tuple[str, ...]:
    """Return the names of the package's ready-made comparisons."""
    files = (path.name for path in configs().joinpath(EXPERIMENT).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in files if name.endswith(".yaml")))


def experiment_settings(name: str) -> dict[str, Any]:
    """Return the settings that one of the package's ready-made comparisons names.

    Raises:
        InputError: if there is none of this name.
    """
    if name not in experiment_names():  # `check_name` would import NumPy, which help has no time for
        raise InputError("unknown_name", kind=EXPERIMENT, name=name, nearest=nearest(name, experiment_names()))
    content = read_yaml(configs().joinpath(EXPERIMENT, f"{name}.yaml"))
    return {key: value for key, value in content.items() if key != QUESTION}


@cache
def _standard() -> Mapping[str, Any]:
    config = dict(read_yaml(configs().joinpath("config.yaml")))
    named = {group: name for entry in config.pop("defaults") if entry != ITSELF for group, name in entry.items()}
    experiment = experiment_settings(named[EXPERIMENT])
    groups = {group: read_yaml(configs().joinpath(group, f"{named[group]}.yaml")) for group in MERGED}
    rest = {"parameters": {}, "parameter_set": named[PARAMETER_SET], "labour_market": named[LABOUR_MARKET], "money": {}}
    return {**config, **experiment, **groups, **rest}
