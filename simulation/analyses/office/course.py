"""Questionnaires over time: the answers that were given beside those expected under today's practice.

The expected course begins at each client's first form and is read over the clients who have a form at that time, so
that its bands hold the luck of a group of this size. No figure is of a single caseworker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.office.adapt import Adapted, changed, of_office
from simulation.analyses.office.own import BELIEF_ITEM, QUARTER, mean_of_ten
from simulation.analyses.office.people import begin
from simulation.base.threads import Cancel, in_order, raise_if_cancelled
from simulation.model.engine.replication import Environment
from simulation.model.outcomes.small_groups import SMALLEST_GROUP
from simulation.model.state import LAST_SERVED
from simulation.study.questionnaire_table import Questionnaires

if TYPE_CHECKING:
    from simulation.analyses.office.expect import Setup

Floats = NDArray[np.float64]
BANDS = (2.5, 25.0, 50.0, 75.0, 97.5)  # percent
MOST_QUARTERS = 16


def _belief(answers: Floats) -> Floats:
    return np.asarray(answers[..., BELIEF_ITEM])


SHOWN_MEANS: Mapping[str, Callable[[Floats], Floats]] = {"ten": mean_of_ten, "belief": _belief}


@dataclass(frozen=True)
class Course:
    """One measure over the quarters since the first form; quarters of fewer than five people are left out."""

    measure: str  # `ten`: the mean of the ten answers; `belief`
    quarters: tuple[int, ...]
    n: tuple[int, ...]  # people with a form
    seen: tuple[float, ...]  # mean answers given
    bands: tuple[tuple[float, ...], ...]  # a row a quarter, in the order of BANDS

    @property
    def n_outside(self) -> int:
        """Return how many quarters after the first lie outside the band of 95 %."""
        rows = list(zip(self.quarters, self.seen, self.bands, strict=True))
        return sum(not low <= seen <= high for quarter, seen, (low, *_, high) in rows if quarter > 0)


def by_quarter(forms: Questionnaires) -> Floats:
    """Return the answers [n_quarters, n_clients, 11] by quarters since each first form; nan where there is none."""
    first, _ = forms.first_and_last()
    since = np.rint((forms.day - forms.day[first][forms.client]) / QUARTER).astype(np.intp)
    is_kept = since <= MOST_QUARTERS
    answers = np.full((int(since[is_kept].max()) + 1, forms.n_clients, forms.answers.shape[1]), np.nan)
    answers[since[is_kept], forms.client[is_kept]] = forms.answers[is_kept]  # the last one of a quarter stands
    answers[0] = forms.answers[first]
    return answers


def course(
    setup: Setup, adapted: Sequence[Adapted], n_threads: int, cancel: Cancel, step: Callable[[], None]
) -> tuple[Course, ...]:
    """Return the course of each measure.

    Raises:
        Cancelled: when `cancel` says so.
    """
    forms = setup.office.questionnaires
    assert forms is not None  # noqa: S101 (asked only then)
    answered = by_quarter(forms)
    caseload = min(setup.settings.caseworkers.caseload, forms.n_clients)
    environment = of_office(setup.environment, forms.n_clients, {}, caseload)
    seen = {name: take(answered) for name, take in SHOWN_MEANS.items()}

    def one(replication: int, should_stop: Cancel) -> Floats:
        draw = adapted[setup.number_of(replication)]
        # Everybody answers: what is compared is those who did.
        own = of_draw(environment, draw)
        run = begin(own, setup.policies[:1], setup.settings.seed + 2, replication, answered[0], draw.leniency)
        found = np.full((len(SHOWN_MEANS), len(answered)), np.nan)
        for quarter in range(len(answered)):
            raise_if_cancelled(should_stop)
            if quarter > 0:
                run.step()
            clients = run.clients[0]
            simulated = clients["caseworker_answer"].astype(np.float64)
            for number, (name, take) in enumerate(SHOWN_MEANS.items()):
                is_there = ~np.isnan(seen[name][quarter]) & (clients["state"] <= LAST_SERVED)
                if is_there.any():
                    found[number, quarter] = take(simulated)[is_there].mean()
        return found

    results = []
    with closing(in_order(one, range(setup.settings.n_replications), n_threads, cancel)) as all_results:
        for found in all_results:
            results.append(found)
            step()
    simulated = np.array(results)
    return tuple(
        _course(name, seen[name], simulated[:, number])
        for number, name in enumerate(SHOWN_MEANS)
        if _has_enough_people(seen[name])
    )


def of_draw(environment: Environment, draw: Adapted) -> Environment:
    """Return an environment with a draw's levels, in which everybody fills in every form."""
    return replace(environment, parameters=changed(draw.parameters, "questionnaire", non_response=0.0))


def _has_enough_people(seen: Floats) -> bool:
    return bool(((~np.isnan(seen)).sum(axis=1) >= SMALLEST_GROUP).any())


def _course(name: str, seen: Floats, simulated: Floats) -> Course:
    n = (~np.isnan(seen)).sum(axis=1)
    quarters = [int(quarter) for quarter in np.flatnonzero(n >= SMALLEST_GROUP)]
    bands = [tuple(map(float, np.nanpercentile(simulated[:, quarter], BANDS))) for quarter in quarters]
    return Course(
        name,
        tuple(quarters),
        tuple(int(n[quarter]) for quarter in quarters),
        tuple(float(np.nanmean(seen[quarter])) for quarter in quarters),
        tuple(bands),
    )
