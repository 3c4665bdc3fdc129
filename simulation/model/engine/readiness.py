"""Step 1 of a client's quarter: the ten indicators move, and readiness with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.base.compiled import rule
from simulation.model.draws.decisions import Decision
from simulation.model.draws.fill import Draws
from simulation.model.engine.plan import rows_of
from simulation.model.indicators import N_CARRIED
from simulation.model.rules.belief import carried_over
from simulation.model.rules.progression import accompanying_push, gain_next, indicator, reverted

Row = Any  # a record: attributes are its columns

SPECIFIC_SHOCK = int(Decision.SPECIFIC_SHOCK)
DEVIATION_SHOCK = int(Decision.DEVIATION_SHOCK)
NOTHING = np.uint32(0)


@rule
def move_indicators(client: Row, is_served: bool, p: Row, draws: Draws, i: int) -> None:
    """Move the ten indicators and recount readiness. Those whom the office doesn't serve get no push at all."""
    general, d = p.progression, p.derived
    shock = general.deviation_shock * draws[DEVIATION_SHOCK, i]
    client.deviation = reverted(client.deviation, general.return_rate, shock)
    job, competence, social, health = rows_of(NOTHING)
    everywhere, hope = 0.0, 0.0
    if is_served:
        job, competence, social, health = rows_of(client.interventions)
        everywhere = d.push_everywhere if client.interventions else d.push_without_measure
        hope = p.belief.contagion * carried_over(client.belief, client.trust)
    strength = d.strength[competence] + d.strength[social] + d.strength[health]
    accompanying = accompanying_push(bool(job > 0), strength, d.push_accompanying, d.push_without_job_focus)
    own_level = client.setpoint + client.deviation
    readiness = 0.0
    for k in range(N_CARRIED):
        others = d.spread[competence, k] + d.spread[social, k] + d.spread[health, k]
        push = everywhere + d.push_job_focus * d.spread[job, k] + accompanying * others
        client.gain[k] = gain_next(client.gain[k], push, hope * d.hope[k], client.response, client.specific[k], general)
        own_shock = d.specific_shock * draws[SPECIFIC_SHOCK + k, i]
        client.specific[k] = reverted(client.specific[k], general.return_rate, own_shock)
        readiness += d.weight[k] * indicator(general.loading, own_level, client.specific[k], client.gain[k])
    client.readiness = readiness
