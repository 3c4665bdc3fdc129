"""The simulations that rules are learned, chosen and judged by, one part after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.targeting.judged import RESPONSES, Gain
from simulation.analyses.targeting.objective import MONEY, Objective, direction, displaced, people_told_of
from simulation.analyses.targeting.people import People, Sample, people
from simulation.analyses.targeting.rules import Offer, Rule
from simulation.base.threads import Cancel, Progress
from simulation.model.engine.replication import Observe
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.quantities import QUANTITIES
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.study.contrasts.uncertainty import REPLICATIONS_PER_DRAW, draw_numbers, parts_of, probability_above
from simulation.study.money.clients import ClientAccounts
from simulation.study.posterior import rival_worlds
from simulation.study.replications import Study, replications
from simulation.study.settings import LARGEST_SEED, Settings
from simulation.study.worlds import USUAL

Floats = NDArray[np.float64]
REPORT, CHOOSE, LEARN = 0, 1, 2  # the three sets of people; added to the seed
CURVE = (5.0, 35.0, 60.0, 80.0)  # places of 100 that every rule is tried with beside those asked for
WITHOUT_FLOORS = "without_floors"  # name of the policy that gives places by the rule chosen, without any floor


def n_steps(settings: Settings, places: float) -> int:
    """Return how many replications `target` runs in all."""
    few = n_few(settings.n_replications)
    tried = len(RESPONSES) + len(worlds_tried(settings)) + len(places_tried(places))
    return 2 * few + 2 * settings.n_replications + tried * few


def worlds_tried(settings: Settings) -> tuple[str, ...]:
    """Return the rival worlds that every rule is tried in: none without draws, or where the settings name a world."""
    return rival_worlds() if settings.runs_over_draws and settings.world_names == (USUAL,) else ()


def places_tried(places: float) -> tuple[float, ...]:
    """Return the further numbers of places, of 100, that rules are tried with."""
    return tuple(at for at in CURVE if at != places)


def n_few(n_replications: int) -> int:
    """Return how many replications the smaller parts have: an even number, two for each draw."""
    return max(2, n_replications // 4 * 2)


class Runs:
    """Runs the parts of `target` one after the other and counts their replications for `progress`."""

    def __init__(
        self,
        settings: Settings,
        offer: Offer,
        places: float,
        objective: Objective,
        n_threads: int,
        progress: Progress,
        cancel: Cancel,
    ) -> None:
        self.settings, self.offer, self.objective = settings, offer, objective
        self._n_threads, self._progress, self._cancel = n_threads, progress, cancel
        self._n_done, self._n_asked = 0, n_steps(settings, places)
        self.has_draws, self._prices = settings.runs_over_draws, settings.prices()
        n, few = settings.n_replications // 2, n_few(settings.n_replications) // 2
        draws = settings.posterior_draws(n + 1 + 2 * few) if self.has_draws else ()
        self._draws = {REPORT: draws[: n + 1], CHOOSE: draws[n + 1 : n + 1 + few], LEARN: draws[n + 1 + few :]}

    def sample(
        self,
        which: int,
        n_replications: int,
        given: Mapping[str, Mapping[str, float]] | None = None,
        world: str | None = None,
    ) -> Sample:
        """Return one of the sets REPORT, CHOOSE and LEARN; `given` parameters replace its own.

        In a rival `world` its draws are that world's, fitted anew.
        """
        settings = self.settings
        environment, draws = settings.environment(), self._draws[which]
        if world is not None:
            settings = replace(settings, world_names=(world,))
            environment, draws = (
                settings.environment(),
                settings.posterior_draws(n_replications // REPLICATIONS_PER_DRAW),
            )
        if given:
            own = {
                **settings.parameters,
                **{group: {**settings.parameters.get(group, {}), **of} for group, of in given.items()},
            }
            changed = replace(settings, parameters=own)
            environment = changed.environment()
            draws = changed.posterior_draws(len(draws)) if draws else ()
        return Sample(environment, draws, (settings.seed + which) % (LARGEST_SEED + 1), n_replications, self._prices)

    def people[Found](self, which: int, n_replications: int, take: Callable[[People], Found]) -> list[Found]:
        """Return what is taken of each replication's people."""
        found = []
        sample = self.sample(which, n_replications)
        with closing(people(sample, self.offer, self.objective, self._n_threads, self._cancel)) as all_people:
            for one in all_people:
                found.append(take(one))
                self._step()
        return found

    def gains(
        self,
        which: int,
        rules: Sequence[Rule],
        places: float,
        n_replications: int,
        given: Mapping[str, Mapping[str, float]] | None = None,
        also_without_floors: Rule | None = None,
        world: str | None = None,
    ) -> Gains:
        """Return each rule's gain over the first one, net of displacement.

        Where there are floors, the rule `also_without_floors` is simulated once more without them, as the last one.
        """
        sample = self.sample(which, n_replications, given, world)
        policies = [self.offer.policy(rule, places) for rule in rules]
        if also_without_floors is not None and self.offer.floors:
            policies.append(replace(self.offer.without_floors.policy(also_without_floors, places), name=WITHOUT_FLOORS))
        study = Study(sample.environment, tuple(policies), policies[0].name, n_replications, sample.seed)
        study = replace(study, draws=sample.draws)
        accounts: dict[int, ClientAccounts] = {}

        def observer_of(number: int) -> Observe:
            accounts[number] = ClientAccounts(sample.prices, sample.environment.n_quarters)
            return accounts[number].observe

        parts = np.empty((len(self.objective.worth), n_replications, len(policies) - 1, len(GROUPS)))
        quantities = np.zeros((len(policies), sample.environment.n_quarters, len(QUANTITIES)), np.int64)
        observe = observer_of if self.objective.has_money else None
        with closing(replications(study, self._n_threads, cancel=self._cancel, observer_of=observe)) as results:
            for number, result in enumerate(results):
                of_groups = accounts.pop(number).of_groups() if self.objective.has_money else None
                for place, outcome in enumerate(self.objective.outcomes):
                    level = result.mean[:, -1, :, OUTCOME_IDS.index(outcome)] if outcome != MONEY else of_groups
                    assert level is not None  # noqa: S101 (money is observed where it counts)
                    kept = 1.0 - displaced(outcome, sample.environment_of(number))
                    parts[place, number] = direction(outcome) * (level[1:] - level[0]) * kept
                quantities += result.quantities[:, 1:]
                self._step()
        return Gains(self.objective.total(parts), parts, quantities)

    def summary(self, values: Floats, outcome: str | None = None) -> list[Gain]:
        """Return the mean gain of each rule with its intervals, from gains a person [n_replications, n_rules].

        `outcome` says whose unit they are in; None: the objective's.
        """
        draws = draw_numbers(len(values)) if self.has_draws else None
        parts, by_draw = parts_of(people_told_of(outcome or self.objective.name) * values, draws)
        above = probability_above(by_draw) if draws else np.full(values.shape[1], np.nan)
        unknown = np.full(values.shape[1], np.nan)
        luck = (parts.mean, parts.mean - parts.half_width, parts.mean + parts.half_width)
        known = (parts.cred_low, parts.cred_high) if draws else (unknown, unknown)
        return [Gain(*map(float, numbers)) for numbers in zip(*luck, *known, above, strict=True)]

    def _step(self) -> None:
        self._n_done += 1
        self._progress(self._n_done, self._n_asked)


@dataclass(frozen=True)
class Gains:
    """Gains over the first rule, and what was counted under each."""

    total: Floats  # [n_replications, n_rules - 1, n_groups] in the objective
    parts: Floats  # [n_parts, n_replications, n_rules - 1, n_groups] in each outcome that it is made of
    quantities: NDArray[np.int64]  # [n_rules, n_quarters, n_quantities] of all replications

    @property
    def without_last(self) -> Gains:
        """The same without the last rule."""
        return Gains(self.total[:, :-1], self.parts[:, :, :-1], self.quantities[:-1])
