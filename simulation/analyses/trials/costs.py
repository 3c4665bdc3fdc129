"""What a study costs and how many people it touches, and whether what it teaches is worth that.

A study costs what both arms get beyond usual practice while it is followed, and what it takes itself: planning,
offices, clients followed. It is worth its cost where choosing after it brings enough quarters in work to those whom the
choice concerns (`Design.at_stake`), each counted as a quarter's benefit (the expected net benefit of sampling).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.trials.design import OFFICE, OFFICE_CLIENTS, Design

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cost:
    """What a study of one size costs, DKK of the catalogue's year, and how many people it reaches."""

    clients: int
    given: int  # people who get the policy, whichever arm they are in
    itself: float  # planning, offices and clients followed
    programme: float  # what both arms get beyond usual practice, mean over the draws
    total: float
    low: float  # the middle 95 % of the total over the draws, at these prices
    high: float

    @property
    def counted(self) -> float:
        """Cost that the information must outweigh, DKK.

        It is the total, but at least the study's own cost, so that cheaper treatment isn't credited to the study.
        """
        return max(self.total, self.itself)

    def least_at_stake(self, worth: Iterable[float], value: float) -> int | None:
        """Return how many people the choice must concern for the study to be worth its cost; None: no number is enough.

        Args:
            worth: quarters in work a client that choosing after it brings, however much isn't known; the least counts.
            value: of a quarter in work, DKK.
        """
        least = min(worth) * value
        if self.counted == 0.0:
            return 0
        needed = self.counted / least if least > 0.0 else inf
        return ceil(needed) if needed < inf else None


def cost_of(design: Design, clients: int, extra: Floats) -> Cost:
    """Return what a study of so many clients costs.

    Args:
        design: take-up, spillover and prices.
        clients: of both arms, half of them each.
        extra: what the office does for a client under each policy beyond usual practice, DKK [n_draws, 2].
    """
    spillover = 0.0 if design.unit == OFFICE else design.spillover
    given = (design.take_up + spillover) * clients / 2.0
    programme = given * extra[:, 0] + (clients - given) * extra[:, 1]
    itself = design.price_planning + design.price_office * (clients // OFFICE_CLIENTS) + design.price_client * clients
    low, high = np.quantile(itself + programme, (0.025, 0.975))
    mean = float(programme.mean())
    return Cost(clients, round(given), itself, mean, itself + mean, float(low), float(high))
