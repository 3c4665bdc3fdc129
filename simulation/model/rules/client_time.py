"""The caseworker's time for each client: smaller caseloads give more of it, crowded offices less.

One total effect on the log rate of job entry (evidence: G14 says that caseloads matter, G15 that their size explains no
difference, so that 0 is within its range), split by assumption over three ways: contact, which helps those nearer work
more (H15), belief, and job entry itself.
"""

from __future__ import annotations

import math

from simulation.base.compiled import rule
from simulation.model.parameters.groups import ClientTime


@rule
def log_time(extra_time: float, log_crowding: float) -> float:
    """Return the log of the time for a client, in times the usual.

    `extra_time` is what the policy gives beyond the usual, in times the usual; `log_crowding` is the caseworker's.
    """
    return math.log1p(extra_time) + log_crowding if extra_time != 0.0 else log_crowding


@rule
def log_crowding(n_clients: float, usual: float) -> float:
    """Return the log of the time for each client in an office that serves so many clients, `usual` at intake.

    With more clients each gets less. Time that those who leave set free goes to people whom the model doesn't follow.
    """
    return math.log(usual / n_clients) if n_clients > usual else 0.0


@rule
def on_job_entry(log_time: float, readiness: float, p: ClientTime) -> float:
    """Return what the time adds to the log rate of job entry, by contact and by itself."""
    by_contact = p.by_contact * (1.0 + readiness)
    return p.effect * log_time * (by_contact + 1.0 - p.by_contact - p.by_belief)


@rule
def on_belief(log_time: float, effect_of_belief: float, p: ClientTime) -> float:
    """Return what the time adds to the belief in the client (SD), worth its part of the effect on job entry.

    `effect_of_belief` is that of belief on the log rate of job entry; without any there is nothing to add.
    """
    return p.effect * p.by_belief * log_time / effect_of_belief if effect_of_belief > 0.0 else 0.0
