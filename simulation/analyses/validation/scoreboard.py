"""The scoreboard: every fact that the model can speak to, published beside simulated, with a verdict where one is due.

A fact is *within* if |published - simulated| is at most 2 * sqrt(tolerance^2 + Monte-Carlo error^2). The tolerance is
the registry's, fixed before anything was fitted; how far the parameters are known never widens it. What was built in
gets no verdict, and what the model can't say anything about is listed with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation.line import CANNOT_SAY, JUDGED, NO_VERDICT, Line
from simulation.analyses.validation.observation import follow_observed
from simulation.analyses.validation.panels import Observation
from simulation.analyses.validation.policy_findings import policy_findings
from simulation.analyses.validation.published import parts_of, unit_of
from simulation.analyses.validation.readings import READINGS, readings
from simulation.analyses.validation.simulated import from_cohort, from_experiments
from simulation.analyses.validation.verdict import credible, power, verdict
from simulation.base.texts import text
from simulation.base.threads import Cancel, Progress, in_order, linear_algebra_on_one_thread, never, no_progress
from simulation.model.engine.replication import Environment
from simulation.model.evidence import Fact, load_facts
from simulation.model.parameters import Parameters, catalogue
from simulation.model.policies import Policy
from simulation.study.contrasts.moments import RunningMoments
from simulation.study.replications import Study

Floats = NDArray[np.float64]
Values = Mapping[str, Floats]
SHOWN = (*JUDGED, "built-in", "cannot say")
SHOWN_TOO = ("D-3", "G13")  # other readings of the same figures
NOT_SHOWN = ("K1",)  # only what K2 is a share of


@dataclass(frozen=True)
class Simulated:
    """What was simulated of one fact: over replications, and once for each draw of the parameters."""

    moment: RunningMoments | None
    posterior: Sequence[Floats]
    prior: Sequence[Floats]


@dataclass(frozen=True)
class Scoreboard:
    """All lines, and the other readings of some facts: mean and Monte-Carlo interval by name."""

    lines: tuple[Line, ...]
    readings: Mapping[str, tuple[Floats, Floats, Floats]]


def scoreboard(
    study: Study,
    policy: Policy,
    seen: Observation,
    n_threads: int,
    posterior: Sequence[Parameters] = (),
    prior: Sequence[Parameters] = (),
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Scoreboard:
    """Return the scoreboard of a study's environment under one policy.

    Args:
        study: its environment, seed and number of replications.
        policy: under which the cohort is followed.
        seen: how it is seen: the panel that the sources' estimators run on.
        n_threads: among which replications are shared out; the numbers don't depend on it.
        posterior: sets of parameters drawn from their posterior, each simulated once: for the credible intervals, which
            are nan without them.
        prior: sets drawn from the plausible ranges, each simulated once: for the power of the verdicts, nan without.
        progress: told how many environments are simulated of how many, those of the draws included.
        cancel: asked between environments, by one thread at a time.

    Raises:
        Cancelled: when `cancel` says so.
    """
    n = study.n_replications
    environments = [study.environment] * n + [
        replace(study.environment, parameters=draw) for draw in (*posterior, *prior)
    ]
    moments: dict[str, RunningMoments] = {}
    drawn: dict[str, list[Floats]] = {}

    def one(number: int, _should_stop: Cancel) -> Values:
        return _all(environments[number], policy, seen, study.seed, number)

    # Replications side by side use all cores; the linear algebra within each has to leave them alone.
    work = in_order(one, range(len(environments)), n_threads, cancel)
    with linear_algebra_on_one_thread(), closing(work) as results:
        for done, found in enumerate(results, start=1):
            for name, values in found.items():
                if done <= n:
                    moments.setdefault(name, RunningMoments(values.shape)).add(values)
                else:
                    drawn.setdefault(name, []).append(values)
            progress(done, len(environments))
    lines: list[Line] = []
    for item in load_facts().values():
        of_item = drawn.get(item.id, [])
        simulated = Simulated(moments.get(item.id), of_item[: len(posterior)], of_item[len(posterior) :])
        lines += _lines(item, simulated)
    return Scoreboard(tuple(lines), {name: _interval(moments[name]) for name in READINGS})


def _all(environment: Environment, policy: Policy, seen: Observation, seed: int, replication: int) -> Values:
    waves = follow_observed(environment, policy, seen, seed, replication)
    return {
        **from_cohort(waves),
        **from_experiments(environment, policy, seen, seed, replication),
        **policy_findings(environment, seed, replication),
        **readings(environment, policy, waves, seen, seed, replication),
    }


def _interval(moment: RunningMoments) -> tuple[Floats, Floats, Floats]:
    mean, half = moment.observed_mean(), moment.half_width()
    return mean, mean - half, mean + half


def _lines(item: Fact, simulated: Simulated) -> Iterator[Line]:
    role = role_of(item)
    if item.id in NOT_SHOWN or (role not in SHOWN and item.id not in SHOWN_TOO):
        return
    parts = parts_of(item)
    columns = _columns(item, len(parts), simulated)
    for place, (part, published) in enumerate(parts.items()):
        figure = {name: float(values[place]) for name, values in columns.items()}
        luck, n = figure.pop("luck"), figure.pop("n")
        share, judged = float("nan"), CANNOT_SAY if role == "cannot say" else NO_VERDICT
        if role in JUDGED:
            judged = verdict(published, figure["simulated"], figure["tolerance"], math.sqrt(luck / max(n, 1.0)))
            drawn = [float(values[place]) for values in simulated.prior]
            share = power(published, figure["tolerance"], drawn, luck, n)
        yield Line(
            item.id, part, role, published,
            verdict=judged, power=share, unit=unit_of(item), note=_why(item, role), **figure,
        )  # fmt: skip


def _columns(item: Fact, size: int, simulated: Simulated) -> dict[str, Floats]:
    """Return the numbers of a fact's figures [size] by column; nan throughout where it isn't simulated."""
    moment = simulated.moment or RunningMoments((size,))
    mean, low, high = _interval(moment)
    luck = moment.variance()
    ends = [credible([float(values[place]) for values in simulated.posterior], luck[place]) for place in range(size)]
    return {
        "simulated": mean,
        "mc_low": low,
        "mc_high": high,
        "cred_low": np.array([low for low, _ in ends]),
        "cred_high": np.array([high for _, high in ends]),
        "tolerance": np.broadcast_to(np.array(item.tolerance or np.nan, np.float64), (size,)),
        "luck": luck,
        "n": moment.n.astype(np.float64),
    }


def set_with(fact_id: str) -> tuple[str, ...]:
    """Return the parameters whose values name this fact as their source."""
    return tuple(
        entry.path.removeprefix("parameters.")
        for group in catalogue().values()
        for entry in group.values()
        if fact_id in entry.source
    )


def role_of(item: Fact) -> str:
    """Return the role of a fact: that of the registry, but nothing validates that a parameter was set with.

    A parameter fitted to it makes it a fact of the calibration; one assumed after it builds it in.
    """
    names = set_with(item.id)
    if item.role != "validation" or not names:
        return item.role
    bases = {catalogue()[group][name].basis for group, name in (path.split(".") for path in names)}
    return "calibration" if "fitted" in bases else "built-in"


def _why(item: Fact, role: str) -> str:
    if role == item.role:
        return item.note["en"] if item.note and role in ("cannot say", "built-in") else ""
    return text("validate.set_with", parameters=", ".join(set_with(item.id)))
