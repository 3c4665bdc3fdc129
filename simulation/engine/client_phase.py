"""The client phase of a quarter: each client alone, on its own row. One kernel for all rows or for one.

The same kernel serves the fast path (all rows, in blocks) and `Client.step()` (its own row), so both are equal to the
last bit. Several arms (the same people under different policies) are advanced together: they share their luck, so it
is drawn once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.compiled import kernel, rule
from simulation.draws.decisions import N_CLIENT_DRAWS, Decision
from simulation.draws.fill import Draws, fill_client_draws
from simulation.engine.forms import answer_questionnaire
from simulation.indicators import N_CARRIED
from simulation.interventions import COMPETENCE, HEALTH, JOB, SOCIAL, group_bits
from simulation.parameters.record import NOT_SERVED
from simulation.rules.belief import belief
from simulation.rules.compliance import is_sanctioned
from simulation.rules.distress import next_distress, next_level, rise
from simulation.rules.exits import (
    TO_EDUCATION,
    TO_JOB,
    TO_OTHER,
    TO_PENSION,
    competing_exit,
    education_rate,
    other_exit_rate,
    pension_rate,
)
from simulation.rules.hours import has_hours_next
from simulation.rules.job_entry import index, kind_of_job, rate
from simulation.rules.medication import is_taking_next
from simulation.rules.progression import gain_next, indicator, reverted
from simulation.rules.trust import next_trust
from simulation.state import LAST_SERVED, Medicine, State

Row = Any  # a record: attributes are its columns
Rows = Any  # an array of records

TILE = 256  # clients whose draws are made at a time: small enough that the draws stay in the fast cache

SPECIFIC_SHOCK = int(Decision.SPECIFIC_SHOCK)
DEVIATION_SHOCK = int(Decision.DEVIATION_SHOCK)
DISTRESS_SHOCK = int(Decision.DISTRESS_SHOCK)
IMPRESSION = int(Decision.IMPRESSION)
EXIT = int(Decision.EXIT)
JOB_KIND = int(Decision.JOB_KIND)
JOB_LOSS = int(Decision.JOB_LOSS)
HOURS = int(Decision.HOURS)
MEDICATION = int(Decision.MEDICATION)
COMPLIANCE = int(Decision.COMPLIANCE)

BENEFIT, ORDINARY_HOURS, EDUCATION = int(State.BENEFIT), int(State.ORDINARY_HOURS), int(State.EDUCATION)
DISABILITY_PENSION, OTHER_EXIT = int(State.DISABILITY_PENSION), int(State.OTHER_EXIT)
NOT_ARRIVED, FIRST_JOB_STATE, LAST_JOB_STATE = int(State.NOT_ARRIVED), int(State.SUPPORTED_JOB), int(State.ORDINARY_JOB)
N_MEDICINES = len(Medicine)
JOB_BITS, COMPETENCE_BITS, SOCIAL_BITS, HEALTH_BITS = (np.uint32(bits) for bits in group_bits())


@rule
def kind_of_portfolio(interventions: np.uint32) -> int:
    """Return the groups that a portfolio draws on, as bits in the order of `interventions.GROUPS`."""
    kind = 0
    if interventions & JOB_BITS:
        kind += JOB
    if interventions & COMPETENCE_BITS:
        kind += COMPETENCE
    if interventions & SOCIAL_BITS:
        kind += SOCIAL
    if interventions & HEALTH_BITS:
        kind += HEALTH
    return kind


@rule
def move_indicators(client: Row, is_served: bool, p: Row, draws: Draws, i: int) -> None:
    """Move the ten indicators and recount readiness."""
    general = p.progression
    kind = kind_of_portfolio(client.interventions) if is_served else NOT_SERVED
    client.deviation = reverted(
        client.deviation, general.return_rate, general.deviation_shock * draws[DEVIATION_SHOCK, i]
    )
    own_level = client.setpoint + client.deviation
    readiness = 0.0
    for k in range(N_CARRIED):
        shock = p.derived.specific_shock * draws[SPECIFIC_SHOCK + k, i]
        push = p.derived.gain[kind, k]
        client.gain[k] = gain_next(client.gain[k], push, client.response, client.specific[k], general)
        client.specific[k] = reverted(client.specific[k], general.return_rate, shock)
        readiness += p.derived.weight[k] * indicator(general.loading, own_level, client.specific[k], client.gain[k])
    client.readiness = readiness


@rule
def meet_caseworker(client: Row, leniency: float, p: Row, draws: Draws, i: int) -> bool:
    """Let the quarter's meetings form trust, compliance, belief and distress."""
    sanctioned = is_sanctioned(client.demands, client.sanctioning, draws[COMPLIANCE, i], p.sanctions)
    client.n_sanctions += sanctioned
    if client.has_new_caseworker:
        client.impression = draws[IMPRESSION, i]
    else:
        client.trust = next_trust(client.trust, client.close_relation, client.demands, sanctioned, p.trust)
    client.belief = present_belief(client, leniency, p)
    return sanctioned


@rule
def present_belief(client: Row, leniency: float, p: Row) -> float:
    """Return the caseworker's belief about the client as both are now."""
    return belief(
        client.readiness, leniency, client.impression, p.derived.impression_sd, client.belief_support, p.belief
    )


@rule
def move_health(client: Row, is_served: bool, sanctioned: bool, p: Row, draws: Draws, i: int) -> None:
    """Move distress and the five medicines; they go on whatever the client's state."""
    demands = client.demands if is_served else 0.0
    is_working_or_studying = FIRST_JOB_STATE <= client.state <= EDUCATION
    is_active = is_working_or_studying or (is_served and client.interventions != 0)
    risen = rise(client.is_psychiatric, demands, sanctioned, p.distress)
    level = next_level(client.distress_level, risen, p.distress)
    distress = next_distress(
        client.distress, client.distress_level, level, risen, is_active, draws[DISTRESS_SHOCK, i], p.distress
    )
    client.distress_level = level
    client.distress = distress
    use, d = client.medication, p.derived
    for m in range(N_MEDICINES):
        start, slope, uniform = d.medicine_start[m], d.medicine_distress[m], draws[MEDICATION + m, i]
        use[m] = is_taking_next(use[m], distress, start, slope, p.medication.stop, uniform)


@rule
def leave_benefit(client: Row, effectiveness: float, p: Row, draws: Draws, i: int) -> None:
    """Let job, education, pension and other exits compete; those who stay may start or end ordinary hours."""
    has_hours = client.state == ORDINARY_HOURS
    entry_index = index(client.readiness, client.belief, effectiveness, client.trust, p.job_entry)
    exit = competing_exit(
        rate(entry_index, client.meetings, client.demands, has_hours, p.job_entry),
        education_rate(client.readiness, p.exits),
        pension_rate(client.distress, p.exits),
        other_exit_rate(client.demands, p.exits),
        draws[EXIT, i],
    )
    if exit == TO_JOB:
        client.state = kind_of_job(draws[JOB_KIND, i], p.job_entry)
        client.has_worked = 1
        client.has_entered_job = 1
    elif exit == TO_EDUCATION:
        client.state = EDUCATION
    elif exit == TO_PENSION:
        client.state = DISABILITY_PENSION
    elif exit == TO_OTHER:
        client.state = OTHER_EXIT
    else:
        has_hours = has_hours_next(has_hours, entry_index, client.employer_contact, draws[HOURS, i], p.hours)
        client.state = ORDINARY_HOURS if has_hours else BENEFIT


@rule
def return_to_benefit(client: Row, p: Row, uniform: float) -> None:
    """Let jobs and education end."""
    if client.state == EDUCATION:
        if uniform < p.exits.education_end:
            client.state = BENEFIT
    elif FIRST_JOB_STATE <= client.state <= LAST_JOB_STATE and uniform < p.job_entry.job_loss:
        client.state = BENEFIT


@rule
def advance_client(client: Row, caseworkers: Rows, p: Row, draws: Draws, i: int) -> None:
    """Take one client through a quarter; `draws` [48, n] holds its luck in column i. This list is the order."""
    if client.state == NOT_ARRIVED:
        return
    is_served = client.state <= LAST_SERVED
    caseworker = caseworkers[client.caseworker]
    client.has_entered_job = 0
    client.has_client_answered = 0
    client.has_caseworker_answered = 0
    # 1. indicators move
    move_indicators(client, is_served, p, draws, i)
    # 2. caseworker and client meet: compliance, trust, belief
    sanctioned = False
    if is_served:
        sanctioned = meet_caseworker(client, caseworker.leniency, p, draws, i)
    # 3. distress and medicine
    move_health(client, is_served, sanctioned, p, draws, i)
    # 4. ways off benefit compete; jobs and education may end
    if is_served:
        leave_benefit(client, caseworker.effectiveness, p, draws, i)
    else:
        return_to_benefit(client, p, draws[JOB_LOSS, i])
    # 5. those on benefit and their caseworkers answer what next quarter's office reads; who has just come back is met
    if client.state <= LAST_SERVED:
        if not is_served:
            client.belief = present_belief(client, caseworker.leniency, p)
        answer_questionnaire(client, caseworker.leniency, p.questionnaire.non_response, p, draws, i)
    # 6. the tally
    if FIRST_JOB_STATE <= client.state <= LAST_JOB_STATE:
        client.n_quarters_worked += 1


@kernel
def advance(
    clients: Rows,
    caseworkers: Rows,
    parameters: Rows,
    seed: int,
    replication: int,
    quarter: int,
    start: int,
    stop: int,
) -> None:
    """Take the clients of rows start..stop-1 through a quarter, in every arm.

    Args:
        clients: [n_arms, n_clients] records of CLIENT, changed in place.
        caseworkers: [n_arms, n_caseworkers] records of CASEWORKER, read only.
        parameters: [1] record of `parameters.record.as_record`.
        seed: first word of the key of the draws.
        replication: second word of the key.
        quarter: 1 for the first simulated quarter (0 is intake).
        start: first row.
        stop: the row after the last.
    """
    p = parameters[0]
    n_arms = clients.shape[0]
    size = min(TILE, stop - start)
    draws = np.empty((N_CLIENT_DRAWS, size))
    words = np.empty((N_CLIENT_DRAWS, size), np.uint64)
    for first in range(start, stop, TILE):
        n = min(TILE, stop - first)
        if n < draws.shape[1]:
            draws = np.empty((N_CLIENT_DRAWS, n))
            words = np.empty((N_CLIENT_DRAWS, n), np.uint64)
        fill_client_draws(draws, words, seed, replication, first, quarter)
        for arm in range(n_arms):
            for i in range(n):
                advance_client(clients[arm, first + i], caseworkers[arm], p, draws, i)
