"""Write drawn columns into the rows of clients in one pass: by column, each row would be loaded once per column."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import kernel
from simulation.model.indicators import N_CARRIED
from simulation.model.rules.ageing import age_at_death
from simulation.model.state import Medicine

Floats = NDArray[np.float64]

# Columns that are 0 or 1: the fixed flags, then the medicines.
FLAGS = ("man", "unskilled", "non_western", "psychiatric", "musculoskeletal", "digestive", "convicted")
YES_NO = (*FLAGS, *(medicine.name.lower() for medicine in Medicine))
N_FLAGS, N_MEDICINES = len(FLAGS), len(Medicine)


@kernel
def write_register(clients: Any, age: Floats, work_share: Floats, has: NDArray[np.bool_]) -> None:
    """Write the fixed characteristics [n] and the medicines taken; `has` [13, n] is in the order of YES_NO."""
    for row in range(clients.shape[0]):
        client = clients[row]
        client.age = age[row]
        client.work_share = work_share[row]
        client.is_man = has[0, row]
        client.is_unskilled = has[1, row]
        client.is_non_western = has[2, row]
        client.is_psychiatric = has[3, row]
        client.is_musculoskeletal = has[4, row]
        client.is_digestive = has[5, row]
        client.is_convicted = has[6, row]
        for medicine in range(N_MEDICINES):
            client.medication[medicine] = has[N_FLAGS + medicine, row]


@kernel
def ages_at_death(ages: Floats, mortality: float, uniforms: Floats) -> Floats:
    """Return the age at death [n] of clients of these ages (years)."""
    found = np.empty(len(ages))
    for row in range(len(ages)):
        found[row] = age_at_death(ages[row], mortality, uniforms[row])
    return found


@kernel
def write_latents(
    clients: Any,
    setpoint: Floats,
    response: Floats,
    deviation: Floats,
    specific: Floats,
    readiness: Floats,
    trust: Floats,
    distress_level: Floats,
    distress: Floats,
) -> None:
    """Write the latent state [n] at intake; `specific` [10, n] is that of each indicator."""
    for row in range(clients.shape[0]):
        client = clients[row]
        client.setpoint = setpoint[row]
        client.response = response[row]
        client.deviation = deviation[row]
        for k in range(N_CARRIED):
            client.specific[k] = specific[k, row]
        client.readiness = readiness[row]
        client.trust = trust[row]
        client.distress_level = distress_level[row]
        client.distress = distress[row]
