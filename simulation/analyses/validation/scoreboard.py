"""The scoreboard: every fact that the model can speak to, published beside simulated, with a verdict where one is due.

Replications run over draws of the parameters, as those of a comparison do. A fact is *within* if the median over draws
is at most 2 * sqrt(tolerance^2 + Monte-Carlo error^2) from the published figure; where draws span more than three
tolerances it says nothing. The tolerance is the registry's, fixed before anything was fitted; how far the parameters
are known never widens it. What was built in gets no verdict, and what the model can't say anything about is listed with
the reason.
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
from simulation.analyses.validation.verdict import WIDTH, band, power, verdict_over_draws
from simulation.base.texts import text
from simulation.base.threads import Cancel, Progress, in_order, linear_algebra_on_one_thread, never, no_progress
from simulation.model.engine.replication import Environment
from simulation.model.evidence import Fact, load_facts
from simulation.model.parameters import Parameters, catalogue
from simulation.model.policies import Policy
from simulation.study.contrasts import uncertainty
from simulation.study.contrasts.moments import RunningMoments
from simulation.study.replications import Study

Floats = NDArray[np.float64]
Values = Mapping[str, Floats]
SHOWN = (*JUDGED, "built-in", "cannot say")
ALSO_SHOWN = ("D-3", "G13")  # other readings of the same figures
NOT_SHOWN = ("K1",)  # only what K2 is a share of


@dataclass(frozen=True)
class SimulatedFact:
    """Simulated figures of one fact: in each replication, and once for each set from the plausible ranges."""

    values: Sequence[Floats]  # [n_replications] of [size]
    draws: Sequence[int] | None  # the number of the draw of each replication
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
    prior: Sequence[Parameters] = (),
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Scoreboard:
    """Return the scoreboard of a study's environment under one policy.

    Args:
        study: its environment, seed, draws of the parameters and number of replications.
        policy: under which the cohort is followed.
        seen: how it is seen: the panel that the sources' estimators run on.
        n_threads: among which replications are shared out; the numbers don't depend on it.
        prior: sets drawn from the plausible ranges, each simulated once: for the power of the verdicts, nan without.
        progress: told how many environments are simulated of how many, those of the draws included.
        cancel: asked between environments, by one thread at a time.

    Raises:
        Cancelled: when `cancel` says so.
    """
    n, numbers, own = study.n_replications, study.draw_numbers, study.environments
    environments = [own[0 if numbers is None else numbers[replication]] for replication in range(n)]
    environments += [replace(study.environment, parameters=draw) for draw in prior]
    found: dict[str, list[Floats]] = {}

    def one(number: int, _should_stop: Cancel) -> Values:
        return _figures_of_replication(environments[number], policy, seen, study.seed, number)

    # Replications side by side use all cores; the linear algebra within each has to leave them alone.
    work = in_order(one, range(len(environments)), n_threads, cancel)
    with linear_algebra_on_one_thread(), closing(work) as results:
        for done, values in enumerate(results, start=1):
            for name, figures in values.items():
                found.setdefault(name, []).append(figures)
            progress(done, len(environments))
    lines: list[Line] = []
    for item in load_facts().values():
        of_item = found.get(item.id, [])
        lines += _lines(item, SimulatedFact(of_item[:n], numbers, of_item[n:]))
    return Scoreboard(tuple(lines), {name: _interval(_moments(found[name][:n])) for name in READINGS})


def _moments(values: Sequence[Floats]) -> RunningMoments:
    moments = RunningMoments(values[0].shape)
    for figures in values:
        moments.add(figures)
    return moments


def _figures_of_replication(
    environment: Environment, policy: Policy, seen: Observation, seed: int, replication: int
) -> Values:
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


def _lines(item: Fact, simulated: SimulatedFact) -> Iterator[Line]:
    role = role_of(item)
    if item.id in NOT_SHOWN or (role not in SHOWN and item.id not in ALSO_SHOWN):
        return
    parts = parts_of(item)
    columns, by_draw = _columns(item, len(parts), simulated)
    for place, (part, published) in enumerate(parts.items()):
        figure = {name: float(values[place]) for name, values in columns.items()}
        luck, n = figure.pop("luck"), figure.pop("n")
        share, judged = float("nan"), CANNOT_SAY if role == "cannot say" else NO_VERDICT
        within, ends = float("nan"), (float("nan"), float("nan"))
        drawn = [float(values[place]) for values in simulated.prior]
        if role in JUDGED:
            tolerance, error = figure["tolerance"], math.sqrt(luck / max(n, 1.0))
            judged = verdict_over_draws(
                published, figure["simulated"], figure["cred_low"], figure["cred_high"], tolerance, error
            )
            ends = band(published, tolerance, error)
            within = _share_within(published, tolerance, by_draw[:, place])
            share = power(published, tolerance, drawn, luck, n)
        yield Line(
            item.id, part, role, published,
            band_low=ends[0], band_high=ends[1], share_within=within, verdict=judged, power=share, unit=unit_of(item),
            note=_note(item, role), **figure,
        )  # fmt: skip


def _columns(item: Fact, size: int, simulated: SimulatedFact) -> tuple[dict[str, Floats], Floats]:
    """Return the numbers of a fact's figures [size] by column, and the figures of each draw [n_draws, size].

    Numbers are nan throughout where the fact isn't simulated, and there are no draws where all replications have the
    same parameters. Luck is taken out of draws; where it hides the parameters, draws are as they were simulated: their
    range is too wide then rather than too narrow.
    """
    moment = _moments(simulated.values or [np.full(size, np.nan)])
    mean, low, high = _interval(moment)
    luck, nothing = moment.variance(), np.full(size, np.nan)
    columns = {"simulated": mean, "mc_low": low, "mc_high": high, "cred_low": nothing, "cred_high": nothing}
    by_draw = np.empty((0, size))
    if simulated.draws is not None and simulated.values:
        values, numbers = np.array(simulated.values), np.array(simulated.draws)
        parts, by_draw = uncertainty.parts_of(values, simulated.draws)
        luck, half = parts.luck, parts.half_width
        plain = np.array([_mean(values[numbers == number]) for number in np.unique(numbers)])
        by_draw = np.where(np.isnan(by_draw).all(axis=0), plain, by_draw)
        low, high = uncertainty.middle(by_draw)
        columns = {
            "simulated": _median(by_draw),
            "mc_low": parts.mean - half,
            "mc_high": parts.mean + half,
            "cred_low": low,
            "cred_high": high,
        }
    tolerance = np.broadcast_to(np.array(item.tolerance or np.nan, np.float64), (size,))
    return {**columns, "tolerance": tolerance, "luck": luck, "n": moment.n.astype(np.float64)}, by_draw


def _share_within(published: float, tolerance: float, by_draw: Floats) -> float:
    """Return the share of draws [n_draws] within twice the tolerance; nan without draws."""
    known = by_draw[~np.isnan(by_draw)]
    return float(np.mean(np.abs(known - published) <= WIDTH * tolerance)) if known.size else float("nan")


def _mean(values: Floats) -> Floats:
    """Return the mean [size] of values [n, size], nan left out."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0), np.float64)


def _median(values: Floats) -> Floats:
    """Return the median [size] of values [n, size], nan left out."""
    known = [column[~np.isnan(column)] for column in values.T]
    return np.array([np.median(column) if column.size else np.nan for column in known])


def parameters_sourced_from(fact_id: str) -> tuple[str, ...]:
    """Return the paths (group.name) of the parameters that name this fact as their source."""
    return tuple(
        entry.path.removeprefix("parameters.")
        for group in catalogue().values()
        for entry in group.values()
        if fact_id in entry.source
    )


def role_of(item: Fact) -> str:
    """Return the role of a fact: the registry's, but never validation where a parameter names it as its source.

    A parameter fitted to it makes it a fact of the calibration; one assumed after it builds it in.
    """
    names = parameters_sourced_from(item.id)
    if item.role != "validation" or not names:
        return item.role
    bases = {catalogue()[group][name].basis for group, name in (path.split(".") for path in names)}
    return "calibration" if "fitted" in bases else "built-in"


def _note(item: Fact, role: str) -> str:
    if role == item.role:
        return item.note["en"] if item.note and role in ("cannot say", "built-in") else ""
    return text("validate.set_with", parameters=", ".join(parameters_sourced_from(item.id)))
