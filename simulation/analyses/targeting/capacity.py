"""How many places an amount of money, or of caseworkers' hours, a year is enough for, by what one place takes.

Places of 100 = 100 * (amount / what a place takes) / clients. What a place costs beyond what the client would else get
follows from doses and prices unless it is given. How many hours a place takes has to be given: the model counts none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulation.analyses.targeting.rules import RANDOM, Offer
from simulation.base.checks import check_number
from simulation.base.errors import InputError
from simulation.model.outcomes.quantities import QUANTITIES, SERVED
from simulation.study.money.ledger import OERE, settle
from simulation.study.money.periods import QUARTERS_A_YEAR
from simulation.study.replications import Study, replications
from simulation.study.settings import Settings

PLACES, BUDGET, HOURS = "places", "budget", "hours"
A_PLACE = {BUDGET: "cost_a_place", HOURS: "hours_a_place"}
NAMES = (*A_PLACE, *A_PLACE.values())
FEWEST, MOST = 0.1, 99.9  # places of 100
LARGEST = 1e15
N_REPLICATIONS = 4  # for a place's cost


@dataclass(frozen=True)
class Capacity:
    """What there is of money (DKK) or of caseworkers' hours a year, and what one place takes of it."""

    kind: str  # BUDGET or HOURS
    amount: float
    a_place: float
    n_clients: int
    is_reckoned: bool = False  # whether what a place takes follows from doses and prices; else it was given

    @property
    def n_places(self) -> float:
        """How many places that is."""
        return self.amount / self.a_place

    @property
    def places(self) -> float:
        """How many places of 100 clients that is."""
        return 100.0 * self.n_places / self.n_clients

    @property
    def as_settings(self) -> dict[str, str]:
        """The settings that give it, as they are typed."""
        return {self.kind: f"{self.amount:.15g}", A_PLACE[self.kind]: f"{self.a_place:.15g}"}


def read_capacity(given: Mapping[str, object], n_clients: int, cost_of_place: Callable[[], float]) -> Capacity | None:
    """Return the capacity that settings by name give as money or hours; None where they don't.

    Raises:
        InputError: if it is given twice, what a place takes is missing or alone, or it isn't enough for any place or
            is enough for everybody.
    """
    named = [kind for kind in (PLACES, *A_PLACE) if kind in given]
    if len(named) > 1:
        raise InputError("capacity_twice", one=named[0], other=named[1])
    for kind, name in A_PLACE.items():
        if name in given and kind not in given:
            raise InputError("capacity_alone", name=name, other=kind)
    if not named or named == [PLACES]:
        return None
    (kind,) = named
    name = A_PLACE[kind]
    amount = check_number(kind, given[kind], FEWEST, LARGEST)
    if name in given:
        capacity = Capacity(kind, amount, check_number(name, given[name], FEWEST, LARGEST), n_clients)
    elif kind == HOURS:
        raise InputError("hours_of_place_missing")
    else:
        capacity = Capacity(kind, amount, cost_of_place(), n_clients, is_reckoned=True)
    if not FEWEST <= capacity.places <= MOST:
        raise InputError(
            "capacity_out_of_range", name=kind, n=_plain(capacity.n_places), places=_plain(capacity.places),
            n_clients=n_clients, low=FEWEST, high=MOST,
        )  # fmt: skip
    return capacity


def _plain(number: float) -> str:
    return f"{number:.0f}" if number >= 10.0 else f"{number:.2g}"


def cost_of_place(settings: Settings, offer: Offer, policy: str, against: str) -> float:
    """Return what a place costs a year beyond what its client would else get, whole DKK, at the prices used.

    It is what the office does for a client served a year where all have a place, less the same where nobody has one.

    Raises:
        InputError: if a place costs nothing.
    """
    environment = replace(settings, n_quarters=QUARTERS_A_YEAR).environment()
    policies = replace(offer.policy(RANDOM, 0.0), name="nobody"), replace(offer.policy(RANDOM, 100.0), name="all")
    study = Study(environment, policies, policies[0].name, N_REPLICATIONS, settings.seed)
    quantities = sum(result.quantities[:, 1:].sum(axis=1) for result in replications(study, 1))
    found = np.asarray(quantities)
    _, programme = settle(found, settings.prices())
    years = found[:, QUANTITIES.index(SERVED)] / QUARTERS_A_YEAR
    without, with_place = programme / OERE / years
    cost = float(round(with_place - without))
    if cost <= 0.0:
        raise InputError("place_costs_nothing", policy=policy, against=against, value=f"{cost:g}")
    return cost
