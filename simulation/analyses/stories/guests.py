"""A person put into an ordinary caseload: many times, each time with other luck.

Two populations are drawn with the same key of the draws: an ordinary one, and one in which everybody is the person, as
far as the person is known. The ordinary clients come in blocks as large as a caseload, and in each block the first row
whose namesake answers the first form as the person did is given to that namesake. So a replication holds many paths of
the person and everybody else is an ordinary client: caseworkers have ordinary caseloads, and places are shared with
ordinary clients. What the person is like beyond what is known, the caseworker and all that happens is the luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.stories.person import Person
from simulation.base.compiled import as_rows
from simulation.model.engine.caseworker_phase import recount
from simulation.model.engine.replication import Environment, Replication
from simulation.model.policies import Policy
from simulation.model.population.intake import PopulationPlan


def rows_of(fits: NDArray[np.bool_], block: int) -> NDArray[np.int64]:
    """Return the first row that fits in each block of `block` rows; a block without one gives none."""
    rows = np.flatnonzero(fits)
    _, first = np.unique(rows // block, return_index=True)
    return np.asarray(rows[first], np.int64)


def block_size(plan: PopulationPlan) -> int:
    """Return how many clients a caseworker has at the start, of whom one is the person."""
    return max(1, plan.n_clients // plan.n_caseworkers)


def take_in_guests(
    environment: Environment,
    person: Person,
    policies: Sequence[Policy],
    seed: int,
    replication: int,
    n_threads: int = 1,
) -> tuple[Replication, NDArray[np.int64]]:
    """Return a replication at intake with the person in it, and the person's rows; there may be none."""
    plan = environment.population
    run = Replication(environment, policies, seed, replication, n_threads)
    there = replace(plan, n_arriving=0)  # the person is there from the start
    likes = replace(environment, population=replace(there, table=person.table(plan.n_clients)))
    namesakes = Replication(likes, policies[:1], seed, replication, n_threads).clients[0]
    rows = rows_of(person.fits(namesakes), block_size(plan))
    person.remember(namesakes)
    run.clients[:, rows] = namesakes[rows]
    recount(as_rows(run.clients), as_rows(run.caseworkers))
    return run, rows
