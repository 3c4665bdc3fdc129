"""What a run was asked for: its settings, checked, and how and where it is to be done."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulation.analyses.contrary.questions import Question, arms_of, load_questions
from simulation.analyses.sensitivity.plan import Plan, load_plan
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.cli.defaults import OWN
from simulation.cli.hydra_settings import FROM_POSTERIOR, compose
from simulation.cli.typed import split
from simulation.results.folder import Place, default_folder
from simulation.study.carry_out import first_job_precision
from simulation.study.contrasts.precision import Precision
from simulation.study.memory import check_memory
from simulation.study.settings import CENTRAL, MOST_THREADS, POSTERIOR, Settings
from simulation.study.settings_reader import from_mapping
from simulation.study.worlds import USUAL

NOT_WITH_RUN = ("policies", "baseline", "experiment")
NOT_WITH_PREDICT = (*NOT_WITH_RUN, "out", "overwrite", "n_replications", "name")
NOT_WITH_CONTRARY = ("policies", "policy", "baseline", "experiment", "n_quarters", "world", "name")
NOT_WITH_SENSITIVITY = (*NOT_WITH_CONTRARY, "n_replications")
SIZE = "sensitivity"  # the setting that names the size of the run
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
    precision: Precision | None  # how narrow the intervals are to be; None: just the replications of the settings

    def place(self, content_hash: str) -> Place:
        """Return where the results of this content hash are to be: in their usual folder unless `out` says else."""
        return Place(self.out or default_folder(self.command, self.name, content_hash), content_hash, self.overwrite)


def request_compare(arguments: Sequence[str]) -> Request:
    """Return what `tilltro compare` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    request = _request("compare", arguments)
    baseline = request.settings.baseline
    if set(request.settings.policies) == {baseline}:
        other = "staircase" if baseline != "staircase" else "coordinated"
        raise InputError("only_baseline", name=baseline, other=other)
    return request


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
    policy, others = _one_policy(arguments, "validate", NOT_WITH_RUN)
    if not any(argument.startswith("n_replications=") for argument in others):
        others.append(f"n_replications={OWN['validate']['n_replications']}")
    return _request("validate", others, policy=policy or OWN["validate"]["policy"])


def request_predict(arguments: Sequence[str]) -> Request:
    """Return what `tilltro predict` is asked for: one cohort, under observed practice unless another policy is named.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    policy, others = _one_policy(arguments, "predict", NOT_WITH_PREDICT)
    return _request("predict", [*others, "n_replications=1"], policy=policy or OWN["predict"]["policy"])


def request_pair(command: str, arguments: Sequence[str], policy: str, against: str) -> Request:
    """Return what a command of two policies is asked for; the second is the baseline.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    return _request(command, arguments, policy=policy, baseline=against)


def request_contrary(arguments: Sequence[str]) -> tuple[Request, tuple[Question, ...]]:
    """Return what `tilltro contrary` is asked for, and its questions, which decide policies and horizon.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    keys = [argument.partition("=")[0] for argument in arguments]
    for key in keys:
        if key in NOT_WITH_CONTRARY:
            raise InputError("not_with_contrary", name=key)
    others = list(arguments)
    if "n_replications" not in keys:
        others.append(f"n_replications={OWN['contrary']['n_replications']}")
    folder = compose(others).get("config_dir")
    questions = load_questions(None if folder is None else Path(folder).expanduser())
    arms = arms_of(questions)
    quarters = max(question.quarter for question in questions)
    fixed = {"policies": list(arms), "baseline": arms[0], "n_quarters": quarters, "name": "contrary", "world": USUAL}
    request = _request("contrary", others, fixed=fixed)
    if request.settings.n_replications < 2:
        raise InputError("too_short", name="n_replications", value=1, low=2)
    return request, questions


def request_sensitivity(arguments: Sequence[str]) -> tuple[Request, Plan]:
    """Return what `tilltro sensitivity` is asked for, and its plan, which decides policies, horizon and sizes.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    keys = [argument.partition("=")[0] for argument in arguments]
    for key in keys:
        if key in NOT_WITH_SENSITIVITY:
            raise InputError("not_with_sensitivity", name=key)
    own, others = split(arguments, (SIZE,))
    folder = compose(others).get("config_dir")
    plan = load_plan(own.get(SIZE, OWN[SIZE][SIZE]), None if folder is None else Path(folder).expanduser())
    if not {"population.n_clients", "population.table", "population"} & set(keys):
        others.append(f"population.n_clients={plan.sizes.n_clients}")
    if not {"caseworkers.caseload", "caseworkers"} & set(keys):
        others.append(f"caseworkers.caseload={plan.sizes.caseload}")
    n_quarters = plan.n_quarters
    fixed = {"policies": list(plan.arms), "baseline": plan.arms[0], "n_quarters": n_quarters, "world": USUAL}
    request = _request("sensitivity", others, fixed={**fixed, "n_replications": plan.sizes.n_steps, "name": plan.name})
    # The unknowns are moved over their whole ranges; what isn't moved has its central value.
    settings = replace(request.settings, parameter_set=CENTRAL)
    return replace(request, settings=settings), plan.without(settings.parameters)


def _one_policy(arguments: Sequence[str], command: str, refused: Sequence[str]) -> tuple[str, list[str]]:
    """Return the policy named by `policy=`, empty where there is none, and the other arguments."""
    own, others = split(arguments, ("policy",))
    for argument in others:
        if argument.partition("=")[0] in refused:
            raise InputError(f"not_with_{command}", name=argument.partition("=")[0])
    return own.get("policy", ""), others


def _request(
    command: str,
    arguments: Sequence[str],
    policy: str | None = None,
    baseline: str | None = None,
    fixed: Mapping[str, Any] | None = None,
) -> Request:
    content = {**compose(arguments), **(fixed or {})}
    if policy is not None:
        is_named = any(argument.startswith("name=") for argument in arguments)
        content.update(policies=[policy], baseline=baseline or policy, name=content.get("name") if is_named else policy)
    out = path_of("out", content.pop("out", None))
    n_threads = content.pop("threads", None)
    overwrite = content.pop("overwrite", False)
    language = content.pop("language", "en")
    precision, most = (content.pop(key, None) for key in PRECISION)
    if not isinstance(overwrite, bool):
        raise InputError("not_yes_or_no", name="overwrite", value=overwrite)
    if language not in LANGUAGES:
        raise InputError("not_allowed", name="language", value=language, allowed=", ".join(LANGUAGES))
    name = content.pop("name", OWN_NAME)
    keys = {argument.partition("=")[0] for argument in arguments}
    if command != "compare" and (unused := [key for key in PRECISION if key in keys]):
        raise InputError("precision_elsewhere", command=command, name=unused[0])
    if keys & {"policies", "baseline"} and "name" not in keys and policy is None:
        name = OWN_NAME  # no longer the experiment's own comparison
    normalise_paths(content)
    is_drawn = isinstance(content.get("parameters"), dict) and content["parameters"].pop(FROM_POSTERIOR, False)
    content["parameter_set"] = POSTERIOR if is_drawn else CENTRAL
    settings = from_mapping(content)
    _check_once(settings.policies)
    if any(argument.startswith("population.n_clients=") for argument in arguments):
        asked = settings.population.n_clients
        if asked != settings.n_clients:
            raise InputError("table_and_n_clients", rows=settings.n_clients, value=asked)
    n_threads = check_whole("threads", n_threads, 1, MOST_THREADS) if n_threads is not None else os.cpu_count() or 1
    check_memory(settings, n_threads)
    return Request(
        command=command,
        name=plain_name(name),
        settings=settings,
        language=language,
        out=out,
        overwrite=overwrite,
        precision=first_job_precision(settings, precision, most) if command == "compare" else None,
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
