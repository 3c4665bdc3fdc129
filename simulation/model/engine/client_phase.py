"""The client phase of a quarter: each client alone, on its own row. One kernel for all rows or for one.

The same kernel serves the fast path (all rows, in blocks) and `Client.step()` (its own row), so both are equal to the
last bit. Several arms (the same people under different policies) are advanced together: they share their luck, so it
is drawn once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulation.base.compiled import kernel, of_fixed_type, rule
from simulation.model.draws.decisions import N_CLIENT_DRAWS, N_NORMALS, Decision, Kind
from simulation.model.draws.fill import Draws, fill_rows
from simulation.model.engine.distress_and_medicines import move_distress_and_medicines
from simulation.model.engine.forms import answer_questionnaire
from simulation.model.engine.meeting import meet_caseworker, present_belief
from simulation.model.engine.readiness import move_indicators
from simulation.model.engine.ways_off_benefit import leave_benefit, return_to_benefit
from simulation.model.outcomes.recorder import Counting, count_in_tiles
from simulation.model.rules.client_time import log_time
from simulation.model.state import LAST_OF_WORKING_AGE, LAST_SERVED, State

Row = Any  # a record: attributes are its columns
Rows = Any  # an array of records

TILE = 248  # clients whose draws are made at a time: few enough for the fast cache, and no power of two, which would
# put the draws of one client all into the same few places of it

# What is drawn for a quarter: the decisions of clients from number 0 on, first the normals.
CLIENTS, ZERO, NORMALS, ALL = (of_fixed_type(number) for number in (Kind.CLIENT, 0, N_NORMALS, N_CLIENT_DRAWS))
JOB_LOSS = int(Decision.JOB_LOSS)
DEAD, FIRST_JOB_STATE, LAST_JOB_STATE = int(State.DEAD), int(State.SUPPORTED_JOB), int(State.ORDINARY_JOB)


@rule
def advance_client(
    client: Row,
    leniency: float,
    effectiveness: float,
    log_crowding: float,
    tightness: float,
    job_loss: float,
    p: Row,
    draws: Draws,
    i: int,
) -> None:
    """Take one client through a quarter; `draws` [48, n] holds its random numbers in column i. This list is the order.

    `leniency`, `effectiveness` and `log_crowding` are the caseworker's.
    """
    if client.state >= DEAD:  # or hasn't arrived
        return
    is_served = client.state <= LAST_SERVED
    client.has_entered_job = 0
    client.has_client_answered = 0
    client.has_caseworker_answered = 0
    # 1. indicators move
    move_indicators(client, is_served, p, draws, i)
    # 2. caseworker and client meet: compliance, trust, belief
    sanctioned, time = False, 0.0
    if is_served:
        # float() would leave a single-precision number single when compiled, and so its logarithm
        time = log_time(np.float64(client.extra_time), log_crowding)
        sanctioned = meet_caseworker(client, leniency, time, p, draws, i)
        # 3. both answer the questionnaire: of the client whom the next exits see; offices act on it in the next quarter
        answer_questionnaire(client, leniency, p.questionnaire.non_response, p, draws, i)
    # 4. distress and medicine
    move_distress_and_medicines(client, is_served, sanctioned, p, draws, i)
    # 5. ways off benefit compete; jobs and education may end
    if is_served:
        leave_benefit(client, effectiveness, tightness, time, p, draws, i)
    elif return_to_benefit(client, job_loss, p, draws[JOB_LOSS, i]):
        client.belief = present_belief(client, leniency, log_crowding, p)
    # 6. the tally
    if FIRST_JOB_STATE <= client.state <= LAST_JOB_STATE:
        client.n_quarters_worked += 1
    client.n_quarters_of_working_age += client.state <= LAST_OF_WORKING_AGE


class Circumstances(NamedTuple):
    """What the clients of a quarter meet; compiled code takes it as one argument."""

    caseworkers: Rows  # [n_arms, n_caseworkers] records of CASEWORKER, read only
    parameters: Rows  # [1] record of `parameters.record.as_record`
    seed: int  # first word of the key of the draws
    replication: int  # second word of the key
    quarter: int  # 1 for the first simulated quarter (0 is intake)
    tightness: float  # what the labour market adds to the log rates of job entry and of ordinary hours this quarter
    job_loss: float  # what it adds to the log rate of losing a job


@kernel
def advance(clients: Rows, circumstances: Circumstances, start: int, stop: int) -> None:
    """Take the clients of rows start..stop-1 through a quarter, in every arm.

    `clients` [n_arms, n_clients] are records of CLIENT, changed in place.
    """
    caseworkers, parameters, seed, replication, quarter, tightness, job_loss = circumstances
    p = parameters[0]
    n_arms = clients.shape[0]
    size = min(TILE, stop - start)
    draws = np.empty((N_CLIENT_DRAWS, size))
    leniency, effectiveness, log_crowding = np.empty(size), np.empty(size), np.empty(size)
    for first in range(start, stop, TILE):
        n = min(TILE, stop - first)
        if n < draws.shape[1]:
            draws = np.empty((N_CLIENT_DRAWS, n))
        fill_rows(draws, seed, replication, CLIENTS, quarter, first, ZERO, ZERO, ALL, NORMALS)
        for arm in range(n_arms):
            # Looked up for all of them at once: among many caseworkers each look-up alone would wait for the memory.
            for i in range(n):
                caseworker = caseworkers[arm, clients[arm, first + i].caseworker]
                leniency[i], effectiveness[i] = caseworker.leniency, caseworker.effectiveness
                log_crowding[i] = caseworker.log_crowding
            for i in range(n):
                client = clients[arm, first + i]
                own = leniency[i], effectiveness[i], log_crowding[i]
                advance_client(client, *own, tightness, job_loss, p, draws, i)


@kernel
def advance_and_count(clients: Rows, circumstances: Circumstances, counting: Counting, start: int, stop: int) -> None:
    """Take rows start..stop-1 through a quarter and count them, a few at a time, while they are in the fast cache."""
    for first in range(start, stop, TILE):
        last = min(first + TILE, stop)
        advance(clients, circumstances, first, last)
        count_in_tiles(clients, counting, first, last)
