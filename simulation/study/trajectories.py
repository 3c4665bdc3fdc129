"""A sample of clients followed quarter by quarter, under every policy with the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.engine.replication import Replication
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.state import State
from simulation.study.replications import Study

if TYPE_CHECKING:
    import pandas as pd

N_SAMPLED = 200
COLUMNS = ("interventions", "caseworker", "readiness", "belief", "trust", "distress", "n_sanctions", "has_worked")


def sample(study: Study, n_clients: int = N_SAMPLED) -> pd.DataFrame:
    """Return the first `n_clients` clients of the first replication: a row a policy, client and quarter.

    Clients are drawn independently, so the first ones are a random sample. Latent columns are in SD; answers are the
    latest ones (1..5), those of the caseworker's form with the prefix `caseworker_`.
    """
    import pandas as pd

    run = Replication(study.environments[0], study.policies, study.seed, replication=0)
    n = min(n_clients, run.n_clients)
    names = np.array([state.name.lower() for state in State], object)
    frames = []
    for quarter in range(study.environment.n_quarters + 1):
        if quarter > 0:
            run.step()
        for arm, policy in enumerate(study.policies):
            rows = run.clients[arm, :n]
            columns = {
                "policy": policy.name,
                "client": np.arange(n),
                "quarter": quarter,
                "state": names[rows["state"]],
                **{name: rows[name].copy() for name in COLUMNS},
            }
            for item in CARRIED:
                columns[item.id] = rows["client_answer"][:, item].copy()
            for item in Indicator:
                name = item.id if item is Indicator.CASEWORKER_BELIEF else f"caseworker_{item.id}"
                columns[name] = rows["caseworker_answer"][:, item].copy()
            frames.append(pd.DataFrame(columns))
    everything = pd.concat(frames, ignore_index=True)
    return everything.sort_values(["policy", "client", "quarter"], kind="stable", ignore_index=True)
