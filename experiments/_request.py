"""What a run was asked for: its settings, checked, and how and where it is to be done."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.errors import InputError
from simulation.settings import CENTRAL, MOST_THREADS, POSTERIOR, Settings, check_whole, from_mapping
from simulation.texts import LANGUAGES

from ._door import compose

NOT_WITH_RUN = ("policies", "baseline", "experiment")
NOT_WITH_VALIDATE = (*NOT_WITH_RUN, "out", "overwrite")
OWN_NAME = "own"
DEFAULT_PRECISION = 0.5
VALIDATION_REPLICATIONS = 10  # of 4,000 clients: intervals well below the rounding of the published figures


@dataclass(frozen=True)
class Request:
    """A run as asked for; only `settings` decide the numbers."""

    command: str
    name: str
    settings: Settings
    language: str
    out: Path | None
    overwrite: bool
    n_threads: int
    precision: float  # half the Monte-Carlo interval wished for, percentage points of first job


def request_compare(arguments: Sequence[str]) -> Request:
    """Return what `tilltro compare` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    return _request("compare", arguments)


def request_run(arguments: Sequence[str]) -> Request:
    """Return what `tilltro run` is asked for: one policy, which is its own baseline.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    policy, others = _one_policy(arguments, "run", NOT_WITH_RUN)
    if not policy:
        raise InputError("policy_missing")
    return _request("run", others, policy=policy)


def request_validate(arguments: Sequence[str]) -> Request:
    """Return what `tilltro validate` is asked for: observed practice unless another policy is named.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    policy, others = _one_policy(arguments, "validate", NOT_WITH_VALIDATE)
    if not any(argument.startswith("n_replications=") for argument in others):
        others.append(f"n_replications={VALIDATION_REPLICATIONS}")
    return _request("validate", others, policy=policy or "observed_mix")


def _one_policy(arguments: Sequence[str], command: str, refused: Sequence[str]) -> tuple[str, list[str]]:
    """Return the policy named by `policy=`, empty where there is none, and the other arguments."""
    policies = [argument.partition("=")[2] for argument in arguments if argument.startswith("policy=")]
    others = [argument for argument in arguments if not argument.startswith("policy=")]
    for argument in others:
        if argument.partition("=")[0] in refused:
            raise InputError(f"not_with_{command}", name=argument.partition("=")[0])
    if len(policies) > 1:
        raise InputError("given_twice", name="policy")
    return (policies[0] if policies else ""), others


def _request(command: str, arguments: Sequence[str], policy: str | None = None) -> Request:
    content = compose(arguments)
    if policy is not None:
        is_named = any(argument.startswith("name=") for argument in arguments)
        content.update(policies=[policy], baseline=policy, name=content.get("name") if is_named else policy)
    out = _path("out", content.pop("out", None))
    n_threads = content.pop("threads", None)
    overwrite = content.pop("overwrite", False)
    language = content.pop("language", "en")
    precision = content.pop("precision", DEFAULT_PRECISION)
    if not isinstance(overwrite, bool):
        raise InputError("not_yes_or_no", name="overwrite", value=overwrite)
    if not isinstance(precision, (int, float)) or isinstance(precision, bool) or not 0.0 < precision <= 100.0:
        raise InputError("not_a_number", name="precision", value=precision, low="0", high="100")
    if language not in LANGUAGES:
        raise InputError("not_allowed", name="language", value=language, allowed=", ".join(LANGUAGES))
    name = content.pop("name", OWN_NAME)
    keys = {argument.partition("=")[0] for argument in arguments}
    if keys & {"policies", "baseline"} and "name" not in keys and policy is None:
        name = OWN_NAME  # no longer the experiment's own comparison
    _normalise_paths(content)
    content["parameter_set"] = POSTERIOR if _leaves_open(content.get("parameters")) else CENTRAL
    settings = from_mapping(content)
    if any(argument.startswith("population.n_clients=") for argument in arguments):
        asked = settings.population.n_clients
        if asked != settings.n_clients:
            raise InputError("table_and_n_clients", rows=settings.n_clients, value=asked)
    return Request(
        command=command,
        name=_plain_name(name),
        settings=settings,
        language=language,
        out=out,
        overwrite=overwrite,
        precision=float(precision),
        n_threads=check_whole("threads", n_threads, 1, MOST_THREADS) if n_threads is not None else os.cpu_count() or 1,
    )


def _leaves_open(parameters: object) -> bool:
    """Say whether some parameters have no value, which only the set `posterior` leaves open."""
    groups = parameters.values() if isinstance(parameters, dict) else ()
    return any(value is None for group in groups if isinstance(group, dict) for value in group.values())


def _plain_name(name: object) -> str:
    """Return the name, which becomes part of a folder's name."""
    if not isinstance(name, (str, int)) or not re.fullmatch(r"[\w-]{1,80}", str(name)):
        raise InputError("wrong_shape", where="name", expected="a name of letters, digits, - and _")
    return str(name)


def _path(key: str, value: object) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise InputError("wrong_shape", where=key, expected="a path")
    return Path(value).expanduser()


def _normalise_paths(content: dict[str, Any]) -> None:
    """Check what has to be a path and write it out in full."""
    holders = [(content, "config_dir", "config_dir")]
    if isinstance(content.get("population"), dict):
        holders.append((content["population"], "table", "population.table"))
    for holder, key, name in holders:
        path = _path(name, holder.get(key))
        holder[key] = None if path is None else str(path)
