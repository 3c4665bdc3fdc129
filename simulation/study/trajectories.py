"""A sample of clients followed quarter by quarter, under every policy with the same random numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.replication import Replication
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.state import State

if TYPE_CHECKING:
    import pandas as pd

N_SAMPLED = 200
COLUMNS = ("interventions", "caseworker", "readiness", "belief", "trust", "distress", "n_sanctions", "has_worked")


class Sample:
    """Follows the first `n_clients` clients of a replication that shows itself at intake and after each quarter.

    Clients are drawn independently, so the first ones are a random sample.
    """

    def __init__(self, n_clients: int = N_SAMPLED) -> None:
        self._n_clients = n_clients
        self._policies: tuple[str, ...] = ()
        self._quarters: list[dict[str, NDArray[Any]]] = []  # by quarter: columns [n_arms, n]

    def __call__(self, run: Replication) -> None:
        """Take in the clients as they are now."""
        self._policies = tuple(policy.name for policy in run.policies)
        self._quarters.append(_columns(run.clients[:, : self._n_clients]))

    def table(self) -> pd.DataFrame:
        """Return a row a policy, client and quarter.

        Latent columns are in SD; answers are the latest ones (1..5), those of the caseworker's form with the prefix
        `caseworker_`.
        """
        import pandas as pd

        shape = (len(self._quarters), *self._quarters[0]["state"].shape)
        quarter, arm, client = (places.ravel() for places in np.indices(shape))
        columns = {
            "policy": np.array(self._policies, object)[arm],
            "client": client,
            "quarter": quarter,
            **{name: np.stack([now[name] for now in self._quarters]).ravel() for name in self._quarters[0]},
        }
        columns["state"] = np.array([state.name.lower() for state in State], object)[columns["state"]]
        return pd.DataFrame(columns).sort_values(["policy", "client", "quarter"], kind="stable", ignore_index=True)


def _columns(clients: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Return copies of the columns of clients [n_arms, n] that are written."""
    columns = {name: clients[name].copy() for name in ("state", *COLUMNS)}
    for item in CARRIED:
        columns[item.id] = clients["client_answer"][..., item].copy()
    for item in Indicator:
        name = item.id if item is Indicator.CASEWORKER_BELIEF else f"caseworker_{item.id}"
        columns[name] = clients["caseworker_answer"][..., item].copy()
    return columns
