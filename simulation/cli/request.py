"""A run as the user typed it: checked settings, and how and where to carry it out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.cli.defaults import CLIENTS, OWN
from simulation.cli.hydra_settings import compose
from simulation.cli.options import take_forms
from simulation.cli.typed import Typed
from simulation.results.folder import Place, default_folder
from simulation.results.forms import USUAL_FORMS, Forms
from simulation.study.carry_out import first_job_precision
from simulation.study.contrasts.precision import Precision
from simulation.study.defaults import NOT_SETTINGS, PAIR
from simulation.study.memory import check_memory
from simulation.study.settings import MOST_THREADS, Settings
from simulation.study.settings_reader import read_settings

NOT_WITH_RUN = ("policies", "baseline", "experiment")
NOT_WITH_PREDICT = (*NOT_WITH_RUN, "out", "overwrite", "n_replications", "name")
OWN_NAME = "own"
PRECISION = ("precision", "most_replications")  # settings of the command that adds replications


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
    precision: Precision | None = None  # how narrow the intervals are to be; None: the replications of the settings
    forms: Forms = USUAL_FORMS  # of compare and run: what is written beside the usual files

    def place(self, content_hash: str) -> Place:
        """Return where the results of this content hash are to be: in their usual folder unless `out` says else."""
        folder = self.out or default_folder(self.command, self.name, content_hash)
        return Place(folder, content_hash, self.overwrite)


def request_compare(typed: Typed) -> Request:
    """Return what `tilltro compare` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_forms(typed)
    content = compose(typed)
    if {"policies", "baseline"} & set(typed.settings) and "name" not in typed.settings:
        content["name"] = OWN_NAME  # no longer the experiment's own comparison
    precision, most = (content.pop(key, None) for key in PRECISION)
    request = read_request("compare", typed, content)
    baseline = request.settings.baseline
    if set(request.settings.policies) == {baseline}:
        other = next(name for name in PAIR if name != baseline)
        raise InputError("only_baseline", name=baseline, other=other)
    return replace(request, precision=first_job_precision(request.settings, precision, most), forms=forms)


def request_run(typed: Typed) -> Request:
    """Return what `tilltro run` is asked for: one policy, which is its own baseline.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_forms(typed)
    policy, others = one_policy(typed, "run", NOT_WITH_RUN)
    if not policy:
        raise InputError("policy_missing")
    return replace(pair_request("run", others, compose(others), policy, policy), forms=forms)


def request_predict(typed: Typed) -> Request:
    """Return what `tilltro predict` is asked for: one cohort, under observed practice unless another policy is named.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    policy, others = one_policy(typed, "predict", NOT_WITH_PREDICT)
    policy = policy or OWN["predict"]["policy"]
    content = with_own_clients("predict", others, {**compose(others), "n_replications": 1})
    return pair_request("predict", others, content, policy, policy)


def request_pair(command: str, typed: Typed, policy: str, against: str) -> Request:
    """Return what a command of two policies is asked for; the second is the baseline.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    return pair_request(command, typed, compose(typed), policy, against)


def request_target_pair(typed: Typed, policy: str, against: str) -> Request:
    """Return what `tilltro target` is asked for, but for what it takes alone.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    content = with_own_default("target", "n_replications", typed, compose(typed))
    content = with_own_clients("target", typed, content)
    return read_request("target", typed, {**content, "policies": [policy], "baseline": against, "name": "target"})


def request_trial_pair(command: str, typed: Typed, policy: str, against: str, n_quarters: int) -> Request:
    """Return what `tilltro trial` or `tilltro predict-study` is asked for, but for its design.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    content = with_own_default(command, "n_replications", typed, compose(typed))
    own = {"policies": [policy], "baseline": against, "n_quarters": n_quarters, "name": command}
    return read_request(command, typed, {**content, **own})


def one_policy(typed: Typed, command: str, refused: Sequence[str]) -> tuple[str, Typed]:
    """Return the policy named by `policy=`, empty where there is none, and what was typed besides it."""
    own, others = typed.take(("policy",))
    others.refuse(refused, f"not_with_{command}")
    return own.get("policy", ""), others


def with_own_default(command: str, name: str, typed: Typed, content: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with the command's own default of one that wasn't typed."""
    return content if name in typed.settings else {**content, name: OWN[command][name]}


def with_own_clients(command: str, typed: Typed, content: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with the command's own number of clients, unless one was typed or follows from what was."""
    population = content["population"]
    decided = {CLIENTS, "population", "population.table"} & typed.settings.keys() or "config_dir" in typed.settings
    return content if decided else {**content, "population": {**population, "n_clients": OWN[command][CLIENTS]}}


def pair_request(command: str, typed: Typed, content: dict[str, Any], policy: str, against: str) -> Request:
    """Return a request of one policy against another (or itself), named after it unless a name was typed."""
    name = content["name"] if "name" in typed.settings else policy
    return read_request(command, typed, {**content, "policies": [policy], "baseline": against, "name": name})


def read_request(command: str, typed: Typed, content: dict[str, Any]) -> Request:
    """Return a request from nested settings, those of where and how among them.

    Args:
        command: its name.
        typed: what the settings were composed from.
        content: as `compose` returns it, changed by what the command decides; used up.

    Raises:
        InputError: if a value isn't allowed.
    """
    if command != "compare":
        typed.refuse(PRECISION, "precision_elsewhere", command=command)
    how = {key: content.pop(key, None) for key in NOT_SETTINGS}
    if not isinstance(how["overwrite"], bool):
        raise InputError("not_yes_or_no", name="overwrite", value=how["overwrite"])
    if how["language"] not in LANGUAGES:
        raise InputError("not_allowed", name="language", value=how["language"], allowed=", ".join(LANGUAGES))
    normalise_paths(content)
    let_table_decide(content, "population.n_clients" in typed.settings)
    settings = read_settings(content)
    _check_once(settings.policies)
    threads = how["threads"]
    n_threads = os.cpu_count() or 1 if threads is None else check_whole("threads", threads, 1, MOST_THREADS)
    check_memory(settings, n_threads)
    return Request(
        command=command,
        name=plain_name(how["name"]),
        settings=settings,
        language=how["language"],
        out=path_of("out", how["out"]),
        overwrite=how["overwrite"],
        n_threads=n_threads,
    )


def _check_once(policies: Sequence[str]) -> None:
    for place, policy in enumerate(policies):  # few: their number is bounded
        if policy in policies[:place]:
            raise InputError("listed_twice", name="policies", value=policy)


def plain_name(name: object) -> str:
    """Return the name, which becomes part of a folder's name."""
    if not isinstance(name, (str, int)) or not re.fullmatch(r"[\w-]{1,80}", str(name)):
        raise InputError("wrong_shape", where="name", expected="a word of letters, digits, - and _")
    return str(name)


def path_of(key: str, value: object) -> Path | None:
    """Return a path that is given, None where there is none."""
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise InputError("wrong_shape", where=key, expected="a path")
    return Path(value).expanduser()


def let_table_decide(content: dict[str, Any], is_asked: bool) -> None:
    """Take out the default number of clients where a table says how many there are and nobody asked for a number."""
    population = content["population"]
    if isinstance(population, dict) and population.get("table") is not None and not is_asked:
        population.pop("n_clients", None)


def normalise_paths(content: dict[str, Any]) -> None:
    """Check what has to be a path and write it out in full."""
    holders = [(content, "config_dir", "config_dir")]
    if isinstance(content.get("population"), dict):
        holders.append((content["population"], "table", "population.table"))
    if isinstance(content.get("labour_market"), dict):
        holders.append((content["labour_market"], "path", "labour_market.path"))
    for holder, key, name in holders:
        path = path_of(name, holder.get(key))
        holder[key] = None if path is None else str(path)
