"""The simulations of a design: every question's contrast at every point, with the same people and random numbers.

Points differ in parameters only, unless luck itself is what is moved: chance then cancels between policies and points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.design import Space
from simulation.analyses.sensitivity.plan import Decision
from simulation.base.chunks import Arrays, make
from simulation.base.errors import InputError, unwritable_folder
from simulation.base.threads import Cancel, never, raise_if_cancelled
from simulation.model.engine.replication import Environment, Memory, Replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.policies import load_policy
from simulation.study.settings import Settings

Floats = NDArray[np.float64]

type Reading = tuple[str, str, str, int]  # policy, outcome, group, quarter


@dataclass(frozen=True)
class Design:
    """Points [n, k] of a space, and whether the decision's payoffs are wanted there besides the questions."""

    name: str
    space: Space
    values: Floats
    with_payoffs: bool = False


@dataclass(frozen=True)
class Asked:
    """What is simulated at every point; `settings` give all but the parameters."""

    settings: Settings
    questions: tuple[Question, ...]
    decision: Decision


@dataclass(frozen=True)
class Answers:
    """Simulated at n points: differences [n, n_questions] and payoffs [n, n_policies] (no columns if not wanted)."""

    differences: Floats
    payoffs: Floats


def quarter_of(question: Question, horizon: float) -> int:
    """Return the quarter that a question is read at: a share of its own quarter, at least the first."""
    return max(1, round(question.quarter * horizon))


def answers_at(asked: Asked, space: Space, values: Floats, with_payoffs: bool, memory: Memory | None = None) -> Floats:
    """Return the questions' differences at a point [k], and after them the decision's payoffs where wanted."""
    parameters = space.model_parameters(values, asked.settings.given_parameters())
    environment = replace(asked.settings.environment(), parameters=parameters)
    horizon = space.horizon(values)
    sides = [_sides(question, horizon) for question in asked.questions]
    decision = asked.decision
    paid: list[Reading] = [(policy, decision.outcome, GROUPS[0], decision.quarter) for policy in decision.policies]
    payoffs = paid if with_payoffs else []
    wanted = {reading for side in sides for reading in side} | set(payoffs)
    found = read(environment, wanted, asked.settings, space.luck(values), memory)
    return np.array([found[one] - found[other] for one, other in sides] + [found[reading] for reading in payoffs])


def _sides(question: Question, horizon: float) -> tuple[Reading, Reading]:
    where = (question.outcome, question.group, quarter_of(question, horizon))
    return (question.policy, *where), (question.against, *where)


def read(
    environment: Environment, wanted: set[Reading], settings: Settings, replication: int, memory: Memory | None = None
) -> Mapping[Reading, float]:
    """Return the mean of each reading in one replication; no policy is simulated beyond its last reading."""
    last: dict[str, int] = {}
    for policy, _, _, quarter in sorted(wanted):
        last[policy] = max(quarter, last.get(policy, 0))
    found: dict[Reading, float] = {}
    for n_quarters in sorted(set(last.values())):
        arms = [policy for policy in last if last[policy] == n_quarters]
        policies = [load_policy(name, settings.own_configs) for name in arms]
        run = Replication(environment, policies, settings.seed, replication, memory=memory)
        recorder = Recorder(len(arms), n_quarters, 0, environment.earnings)
        stops = {quarter for policy, _, _, quarter in wanted if policy in arms}
        for quarter in range(1, n_quarters + 1):
            run.step()
            if quarter in stops:
                run.record(recorder)
        mean = recorder.result().mean
        for reading in wanted:
            policy, outcome, group, quarter = reading
            if policy in arms:
                place = (arms.index(policy), quarter, GROUPS.index(group), OUTCOME_IDS.index(outcome))
                found[reading] = float(mean[place])
    return found


def check(asked: Asked, designs: Sequence[Design]) -> None:
    """Check, before anything is simulated, that the model takes every point.

    Raises:
        InputError: naming the parameters that it doesn't take together.
    """
    given = asked.settings.given_parameters()
    for design in designs:
        for values in design.values:
            design.space.model_parameters(values, given)


def simulate(
    asked: Asked,
    design: Design,
    folder: Path,
    chunk: int,
    n_processes: int,
    on_points: Callable[[int], None] = lambda _: None,
    cancel: Cancel = never,
) -> Answers:
    """Return the answers at every point, running the chunks that aren't in the folder yet.

    Args:
        asked: questions and decision.
        design: the points.
        folder: where chunks are kept; made if it isn't there.
        chunk: points that are written together.
        n_processes: how many run at a time, each on one core.
        on_points: called with the number of points done.
        cancel: asked between points, or now and then while processes simulate them; what is whole by then stays.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if the folder can't be written to, or nobody is in a question's group.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable_folder(folder, error) from error
    starts = range(0, len(design.values), chunk)
    parts = [replace(design, values=design.values[start : start + chunk]) for start in starts]
    paths = [folder / f"{design.name}-{number:05d}.npz" for number in range(len(parts))]
    numbers = [number for number, path in enumerate(paths) if not path.is_file()]
    own_cancel = {"cancel": cancel} if min(n_processes, len(numbers)) <= 1 else {}  # other processes can't call it
    missing = {number: (paths[number], partial(_rows, asked, parts[number], **own_cancel)) for number in numbers}
    done = len(design.values) - sum(len(parts[number].values) for number in missing)
    on_points(done)
    for number in make(missing, n_processes, cancel):
        done += len(parts[number].values)
        on_points(done)
    rows = np.concatenate([np.load(path)["rows"] for path in paths])
    n_questions = len(asked.questions)
    for question, column in zip(asked.questions, rows.T, strict=False):
        if np.isnan(column).any():
            raise InputError("nobody_in_group", group=question.group, n=asked.settings.n_clients)
    return Answers(rows[:, :n_questions], rows[:, n_questions:])


def _rows(asked: Asked, design: Design, cancel: Cancel = never) -> Arrays:
    memory, rows = Memory(), []
    for values in design.values:
        raise_if_cancelled(cancel)
        rows.append(answers_at(asked, design.space, values, design.with_payoffs, memory))
    return {"rows": np.array(rows)}
