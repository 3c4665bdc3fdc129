"""Step 4 of a client's quarter: distress and the medicines; they go on whatever the client's state."""

from __future__ import annotations

from typing import Any

from simulation.base.compiled import rule
from simulation.model.draws.decisions import Decision
from simulation.model.draws.fill import Draws
from simulation.model.rules.belief import carried_over
from simulation.model.rules.distress import next_distress, next_level, rise, transient_change
from simulation.model.rules.medication import is_taking_next, is_taking_next_by_normal
from simulation.model.state import Medicine, State

Row = Any  # a record: attributes are its columns

DISTRESS_SHOCK = int(Decision.DISTRESS_SHOCK)
MEDICATION = int(Decision.MEDICATION)
FIRST_JOB_STATE, EDUCATION = int(State.SUPPORTED_JOB), int(State.EDUCATION)
ADDICTION, ADDICTION_MEDICINE = int(Medicine.ADDICTION), int(Decision.ADDICTION_MEDICINE)


@rule
def move_distress_and_medicines(client: Row, is_served: bool, sanctioned: bool, p: Row, draws: Draws, i: int) -> None:
    """Take distress and the use of medicines to the end of the quarter."""
    demands, reaches_client, benefit_cut = 0.0, 0.0, 0.0
    is_active = FIRST_JOB_STATE <= client.state <= EDUCATION  # works or studies
    if is_served:
        demands, benefit_cut = float(client.demands), float(client.benefit_cut)
        reaches_client = carried_over(client.belief, client.trust)
        is_active = client.interventions != 0
    risen = rise(client.is_psychiatric, demands, sanctioned, p.distress)
    level = next_level(client.distress_level, risen, p.distress)
    transient = transient_change(is_active, reaches_client, benefit_cut, p.distress)
    shock = draws[DISTRESS_SHOCK, i]
    distress = next_distress(client.distress, client.distress_level, level, risen, transient, shock, p.distress)
    client.distress_level = level
    client.distress = distress
    use, d = client.medication, p.derived
    for m in range(ADDICTION):
        start, slope, uniform = d.medicine_start[m], d.medicine_distress[m], draws[MEDICATION + m, i]
        use[m] = is_taking_next(use[m], distress, start, slope, p.medication.stop, uniform)
    start, slope, normal = d.medicine_start[ADDICTION], d.medicine_distress[ADDICTION], draws[ADDICTION_MEDICINE, i]
    use[ADDICTION] = is_taking_next_by_normal(use[ADDICTION], distress, start, slope, p.medication.stop, normal)
