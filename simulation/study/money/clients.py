"""Public money client by client: what one client's states, measures, doses and events leave the public sector with.

A budget is linear in the counted quantities (`flows.py`), so each quantity has one value, and a client's money is the
sum of the client's own quantities times these values. Added up over clients it is the budget of `accounts.py`, but for
that one's rounding of every payment to whole oere. What the office does with its caseworkers belongs to no client and
is shared out evenly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import as_rows
from simulation.model.engine.replication import Replication
from simulation.model.outcomes.groups import membership
from simulation.model.outcomes.quantities import (
    DOSE_UNIT,
    IN_DOSE_UNITS,
    N_QUANTITIES,
    QUANTITIES,
    SANCTIONS,
    add_value_of_each,
    tally_caseworkers,
)
from simulation.study.money.accounts import LINES, PROGRAMME, PUBLIC, lines
from simulation.study.money.ledger import OERE
from simulation.study.money.periods import discount_factors
from simulation.study.money.prices import Prices

Floats = NDArray[np.float64]
MANY = 1_000_000  # units that a value is read from, so that rounding to whole oere doesn't show
LINES_OF_CLIENTS = (PUBLIC, PROGRAMME)


def value_of_each(prices: Prices) -> Floats:
    """Return what one of each quantity, as it is counted, brings each line, in DKK [n_lines, n_quantities]."""
    units = np.array([DOSE_UNIT if id in IN_DOSE_UNITS else 1 for id in QUANTITIES], np.int64)
    return np.asarray(lines(np.diag(MANY * units), prices).T / (OERE * MANY * units))


class ClientAccounts:
    """Takes in one replication quarter by quarter and gives each client's money, discounted to the start.

    It is an observer of `run_replication`: shown the replication at intake and after each quarter.
    """

    def __init__(self, prices: Prices, n_quarters: int) -> None:
        self._values = value_of_each(prices)[[LINES.index(line) for line in LINES_OF_CLIENTS]]
        self._factors = discount_factors(n_quarters, prices["discount_rate"])
        self._room = np.zeros(N_QUANTITIES, np.int64)
        self._money = np.zeros((0, 0, 0))  # [n_lines, n_arms, n_clients] DKK received less paid
        self._sanctions = np.zeros((0, 0), np.int64)
        self._cells = np.zeros(0, np.uint8)

    def observe(self, run: Replication) -> None:
        """Take in the quarter that is just over; intake costs nothing."""
        if run.quarter == 0:
            self._money = np.zeros((len(LINES_OF_CLIENTS), *run.clients.shape))
            self._sanctions = run.clients[SANCTIONS].astype(np.int64)
            self._cells = run.clients[0]["cell"].copy()
            return
        values = self._factors[run.quarter - 1] * self._values
        add_value_of_each(as_rows(run.clients), self._sanctions, values, self._room, self._money)
        of_caseworkers = np.zeros((len(run.clients), N_QUANTITIES), np.int64)
        tally_caseworkers(as_rows(run.caseworkers), of_caseworkers)
        self._money += (values @ of_caseworkers.T)[:, :, None] / run.n_clients

    def of_clients(self, line: str = PUBLIC) -> Floats:
        """Return what each client leaves a line with, in DKK [n_arms, n_clients]."""
        found: Floats = self._money[LINES_OF_CLIENTS.index(line)]
        return found

    def of_groups(self, line: str = PUBLIC) -> Floats:
        """Return the mean over the clients of each group, in DKK [n_arms, n_groups]; nan where there is nobody."""
        is_in = membership()[:, self._cells].astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.of_clients(line) @ is_in.T / is_in.sum(axis=1))
