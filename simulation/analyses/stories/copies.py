"""Copies of a person among ordinary clients: one a caseload, each with its own random numbers.

Two populations are drawn with the same random numbers: an ordinary one, and one of copies, in which everybody has the
characteristics that are known of the person. Rows are taken in blocks as large as a caseload. In each block, the first
copy that answers the first form as the person did replaces the ordinary client of the same row. So one replication
holds many paths of the person, while caseworkers have ordinary caseloads and places are shared with ordinary clients.
What isn't known of the person, who the caseworker is and all that happens later differ between copies by chance.
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


def first_match_per_block(matches: NDArray[np.bool_], block: int) -> NDArray[np.int64]:
    """Return the first row that matches in each block of `block` rows; a block without a match gives none.

    Args:
        matches: [n] whether a row matches.
        block: rows in a block; the last block may be shorter.
    """
    rows = np.flatnonzero(matches)
    _, first = np.unique(rows // block, return_index=True)
    return np.asarray(rows[first], np.int64)


def block_size(plan: PopulationPlan) -> int:
    """Return how many clients a caseworker has at the start; one of them may be a copy of the person."""
    return max(1, plan.n_clients // plan.n_caseworkers)


def put_copies_among_clients(
    environment: Environment,
    person: Person,
    policies: Sequence[Policy],
    seed: int,
    replication: int,
    n_threads: int = 1,
) -> tuple[Replication, NDArray[np.int64]]:
    """Return a replication at intake with copies of a person among its clients, and their rows [n_copies].

    Args:
        environment: everything but policies and luck.
        person: who is copied.
        policies: one an arm; the copies are the same in every arm.
        seed: first word of the key of the draws, as `Person.draws_key` gives it.
        replication: second word.
        n_threads: that clients are shared out among.
    """
    plan = environment.population
    run = Replication(environment, policies, seed, replication, n_threads)
    closed = replace(plan, n_arriving=0)  # copies are there from the start
    of_copies = replace(environment, population=replace(closed, table=person.table(plan.n_clients)))
    copies = Replication(of_copies, policies[:1], seed, replication, n_threads).clients[0]
    rows = first_match_per_block(person.matches(copies), block_size(plan))
    person.write_history(copies)
    run.clients[:, rows] = copies[rows]
    recount(as_rows(run.clients), as_rows(run.caseworkers))
    return run, rows
