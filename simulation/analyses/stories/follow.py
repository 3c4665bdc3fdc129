"""Follow a person through many paths under two policies; the first path is the story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.stories.copies import put_copies_among_clients
from simulation.analyses.stories.moment import Story, moment
from simulation.analyses.stories.person import Person
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, never, no_progress, raise_if_cancelled
from simulation.model.engine.replication import Environment, Replication
from simulation.model.policies import Policy

MOST_IN_VAIN = 20  # replications, for each that gives a path, in which no copy may answer as the person did
COLUMNS = ("state", "has_worked", "n_quarters_worked")


@dataclass(frozen=True)
class Paths:
    """All simulated paths: arrays [2, n_quarters + 1, n_paths], first under the policy, then under the other one."""

    state: NDArray[np.uint8]
    has_worked: NDArray[np.uint8]
    n_quarters_worked: NDArray[np.uint16]

    @property
    def n_paths(self) -> int:
        """How many paths."""
        return int(self.state.shape[2])

    @property
    def last(self) -> int:
        """The last quarter."""
        return int(self.state.shape[1]) - 1


@dataclass(frozen=True)
class Followed:
    """The story of the first path, and all paths."""

    story: Story
    paths: Paths


def follow_person(
    environment: Environment,
    person: Person,
    policies: tuple[Policy, Policy],
    seed: int,
    n_paths: int,
    n_threads: int = 1,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Followed:
    """Follow a person through `n_paths` paths under two policies with the same random numbers.

    The same arguments give the same result.

    Two persons followed with the same seed share no random numbers: the key of the draws is made of name and seed. The
    first paths don't depend on how many there are.

    Args:
        environment: everything but policies and luck.
        person: who is followed.
        policies: the policy, and the one beside it.
        seed: of the luck.
        n_paths: how many paths.
        n_threads: that clients are shared out among; the paths don't depend on it.
        progress: told now and then how many paths are done of how many.
        cancel: asked before each quarter that is simulated, in this thread.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if hardly anybody with the person's characteristics answers the first form as the person did.
    """
    parts: list[dict[str, NDArray[Any]]] = []
    story = None
    done = replication = 0
    key = person.draws_key(seed)
    while done < n_paths:
        raise_if_cancelled(cancel)
        run, rows = put_copies_among_clients(environment, person, policies, key, replication, n_threads)
        rows = rows[: n_paths - done]
        replication += 1
        if not len(rows):
            if replication >= MOST_IN_VAIN * (1 + len(parts)):
                raise InputError("nobody_fits", name=person.name)
            continue
        part, moments = _advance(run, rows, cancel)
        parts.append(part)
        story = story or Story(*moments)
        done += len(rows)
        progress(done, n_paths)
    assert story is not None  # noqa: S101 (there is at least one path)
    return Followed(story, Paths(**{name: np.concatenate([part[name] for part in parts], axis=2) for name in COLUMNS}))


def _advance(
    run: Replication, rows: NDArray[np.int64], cancel: Cancel
) -> tuple[dict[str, NDArray[Any]], list[tuple[Any, ...]]]:
    """Run a replication to its end; return the rows' columns [2, n_quarters + 1, n], and the moments of the first."""
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
    firsts = []
    for quarter in range(run.environment.n_quarters + 1):
        if quarter > 0:
            raise_if_cancelled(cancel)
            run.step()
        copies = run.clients[:, rows]
        for name in COLUMNS:
            columns[name].append(copies[name])
        firsts.append(copies[:, 0].copy())
    moments = [
        tuple(
            moment(policy.name, quarter, now[arm], firsts[quarter - 1][arm] if quarter else None)
            for quarter, now in enumerate(firsts)
        )
        for arm, policy in enumerate(run.policies)
    ]
    return {name: np.stack(waves, axis=1) for name, waves in columns.items()}, moments
