"""A run as the user typed it: checked settings, and how and where to carry it out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulation.analyses.contrary.questions import Question, arms_of, load_questions
from simulation.analyses.sensitivity.plan import Plan, load_plan
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.cli.defaults import CLIENTS, OWN
from simulation.cli.hydra_settings import compose
from simulation.cli.options import take_forms
from simulation.cli.typed import Typed, own_folder
from simulation.results.folder import Place, default_folder
from simulation.results.forms import USUAL_FORMS, Forms
from simulation.study.carry_out import first_job_precision
from simulation.study.contrasts.precision import Precision
from simulation.study.defaults import NOT_SETTINGS, OWN_NAME, PAIR
from simulation.study.memory import check_memory
from simulation.study.settings import CENTRAL, MOST_THREADS, Settings
from simulation.study.settings_reader import read_settings
from simulation.study.worlds import USUAL

NOT_WITH_RUN = ("policies", "baseline", "experiment")
NOT_WITH_PREDICT = (*NOT_WITH_RUN, "out", "overwrite", "n_replications", "name")
NOT_WITH_CONTRARY = ("policies", "policy", "baseline", "experiment", "n_quarters", "world", "name")
NOT_WITH_SENSITIVITY = (*NOT_WITH_CONTRARY, "n_replications")
SIZE = "sensitivity"  # the setting that names the size of the run
PRECISION = ("precision", "most_replications")  # settings of the command that adds replications


@dataclass(frozen=True)
class Request:
    """A run; only `settings` decide its numbers."""

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
        """Return the folder for results of this content hash: the usual one unless `out` names another."""
        folder = self.out or default_folder(self.command, self.name, content_hash)
        return Place(folder, content_hash, self.overwrite)


def request_compare(typed: Typed) -> Request:
    """Return the request of `tilltro compare`.

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
    """Return the request of `tilltro run`: one policy, which is its own baseline.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_forms(typed)
    policy, others = _one_policy(typed, "run", NOT_WITH_RUN)
    if not policy:
        raise InputError("policy_missing")
    return replace(_request_pair("run", others, compose(others), policy, policy), forms=forms)


def request_validate(typed: Typed) -> Request:
    """Return the request of `tilltro validate`: observed practice unless another policy is named.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    policy, others = _one_policy(typed, "validate", NOT_WITH_RUN)
    content = _with_own_default("validate", "n_replications", others, compose(others))
    content = _with_own_clients("validate", others, content)
    policy = policy or OWN["validate"]["policy"]
    return _request_pair("validate", others, content, policy, policy)


def request_predict(typed: Typed) -> Request:
    """Return the request of `tilltro predict`: one cohort, under observed practice unless another policy is named.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    policy, others = _one_policy(typed, "predict", NOT_WITH_PREDICT)
    policy = policy or OWN["predict"]["policy"]
    content = _with_own_clients("predict", others, {**compose(others), "n_replications": 1})
    return _request_pair("predict", others, content, policy, policy)


def request_pair(command: str, typed: Typed, policy: str, against: str) -> Request:
    """Return the request of a command of two policies; the second is the baseline.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    return _request_pair(command, typed, compose(typed), policy, against)


def request_target_pair(typed: Typed, policy: str, against: str) -> Request:
    """Return the request of `tilltro target`, but for what it takes alone.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    content = _with_own_default("target", "n_replications", typed, compose(typed))
    content = _with_own_clients("target", typed, content)
    return read_request("target", typed, {**content, "policies": [policy], "baseline": against, "name": "target"})


def request_trial_pair(command: str, typed: Typed, policy: str, against: str, n_quarters: int) -> Request:
    """Return the request of `tilltro trial` or `tilltro predict-study`, but for its design.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    content = _with_own_default(command, "n_replications", typed, compose(typed))
    own = {"policies": [policy], "baseline": against, "n_quarters": n_quarters, "name": command}
    return read_request(command, typed, {**content, **own})


def request_contrary(typed: Typed) -> tuple[Request, tuple[Question, ...]]:
    """Return the request of `tilltro contrary`, and its questions, which decide policies and horizon.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    typed.refuse(NOT_WITH_CONTRARY, "not_with_contrary")
    content = _with_own_default("contrary", "n_replications", typed, compose(typed))
    content = _with_own_clients("contrary", typed, content)
    questions = load_questions(own_folder(typed))
    arms = arms_of(questions)
    content |= {"policies": list(arms), "baseline": arms[0], "name": "contrary", "world": USUAL}
    content["n_quarters"] = max(question.quarter for question in questions)
    request = read_request("contrary", typed, content)
    if request.settings.n_replications < 2:
        raise InputError("too_short", name="n_replications", value=1, low=2)
    return request, questions


def request_sensitivity(typed: Typed) -> tuple[Request, Plan]:
    """Return the request of `tilltro sensitivity`, and its plan, which decides policies, horizon and sizes.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    typed.refuse(NOT_WITH_SENSITIVITY, "not_with_sensitivity")
    own, others = typed.take((SIZE,))
    content = compose(others)
    plan = load_plan(own.get(SIZE, OWN[SIZE][SIZE]), own_folder(others))
    if not {"population.n_clients", "population.table", "population"} & set(typed.settings):
        content["population"]["n_clients"] = plan.sizes.n_clients
    if not {"caseworkers.caseload", "caseworkers"} & set(typed.settings):
        content["caseworkers"]["caseload"] = plan.sizes.caseload
    content |= {"policies": list(plan.arms), "baseline": plan.arms[0], "n_quarters": plan.n_quarters, "world": USUAL}
    # The unknowns are moved over their whole ranges; what isn't moved has its central value.
    content |= {"n_replications": plan.sizes.n_steps, "name": plan.name, "parameter_set": CENTRAL}
    request = read_request("sensitivity", others, content)
    return request, plan.with_fixed(request.settings.parameters)


def _one_policy(typed: Typed, command: str, refused: Sequence[str]) -> tuple[str, Typed]:
    """Return the policy named by `policy=`, empty where there is none, and what was typed besides it."""
    own, others = typed.take(("policy",))
    others.refuse(refused, f"not_with_{command}")
    return own.get("policy", ""), others


def _with_own_default(command: str, name: str, typed: Typed, content: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with the command's own default of one that wasn't typed."""
    return content if name in typed.settings else {**content, name: OWN[command][name]}


def _with_own_clients(command: str, typed: Typed, content: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with the command's own number of clients, unless one was typed or follows from what was."""
    population = content["population"]
    decided = {CLIENTS, "population", "population.table"} & typed.settings.keys() or "config_dir" in typed.settings
    return content if decided else {**content, "population": {**population, "n_clients": OWN[command][CLIENTS]}}


def _request_pair(command: str, typed: Typed, content: dict[str, Any], policy: str, against: str) -> Request:
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
