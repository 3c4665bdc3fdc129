"""Step 5 of a client's quarter: ways off benefit compete, and jobs and education may end."""

from __future__ import annotations

import math
from typing import Any

from simulation.base.compiled import rule
from simulation.model.draws.decisions import Decision
from simulation.model.draws.fill import Draws
from simulation.model.engine.plan import employer_contact, lock_in
from simulation.model.indicators import Indicator
from simulation.model.rules.client_time import on_job_entry
from simulation.model.rules.exits import (
    REFUSED,
    STAYS,
    TO_EDUCATION,
    TO_JOB,
    TO_OTHER,
    TO_PENSION,
    always_stays,
    application_log_rate,
    competing_exit,
    education_log_rate,
    other_exit_rate,
)
from simulation.model.rules.hours import has_hours_next
from simulation.model.rules.incentives import incentive
from simulation.model.rules.job_entry import contact, index, kind_of_job, log_rate, own_employer_rate, service
from simulation.model.rules.progression import indicator
from simulation.model.state import AFTER_OTHER_JOBS, ENTERED, FROM_HOURS, State

Row = Any  # a record: attributes are its columns

EXIT = int(Decision.EXIT)
JOB_KIND = int(Decision.JOB_KIND)
HOURS = int(Decision.HOURS)
NETWORK = int(Indicator.NETWORK)
BENEFIT, ORDINARY_HOURS, EDUCATION = int(State.BENEFIT), int(State.ORDINARY_HOURS), int(State.EDUCATION)
DISABILITY_PENSION, OTHER_EXIT = int(State.DISABILITY_PENSION), int(State.OTHER_EXIT)
FIRST_JOB_STATE, LAST_JOB_STATE = int(State.SUPPORTED_JOB), int(State.ORDINARY_JOB)


@rule
def job_log_rate(client: Row, entry_index: float, tightness: float, time: float, p: Row) -> float:
    """Return the log rate of entering any job this quarter, jobs at the client's own employer apart.

    `time` is the log of the caseworker's time for the client.
    """
    j = p.job_entry
    plan = contact(client.readiness, float(client.meetings) - p.derived.usual_meetings, float(client.demands), j)
    plan += service(float(client.matching), float(client.subsidy), j)
    plan += on_job_entry(time, client.readiness, p.client_time)
    plan += incentive(client.readiness, float(client.bonus), float(client.benefit_cut), p.incentives)
    has_hours = client.state == ORDINARY_HOURS
    return log_rate(entry_index, plan, lock_in(client.interventions, p), has_hours, tightness, j)


@rule
def own_employer(client: Row, tightness: float, p: Row) -> float:
    """Return the further rate of jobs at an employer whom the client found."""
    network = indicator(
        p.progression.loading, client.setpoint + client.deviation, client.specific[NETWORK], client.gain[NETWORK]
    )
    return own_employer_rate(float(client.responsiveness), network, tightness, p.job_entry)


@rule
def exit_of(client: Row, entry_index: float, tightness: float, time: float, p: Row, uniform: float) -> int:
    """Return which way off benefit a client takes this quarter, or that he or she stays or is refused a pension."""
    job = job_log_rate(client, entry_index, tightness, time, p)
    education = education_log_rate(client.readiness, p.exits)
    application = application_log_rate(client.distress, p.exits)
    other = other_exit_rate(float(client.demands), p.exits)
    if client.responsiveness == 0.0 and always_stays(job, education, application, other, uniform):
        return STAYS
    applying = math.exp(application)
    return competing_exit(
        math.exp(job) + own_employer(client, tightness, p),
        math.exp(education),
        applying * p.exits.award_share,
        applying * (1.0 - p.exits.award_share),
        other,
        uniform,
    )


@rule
def leave_benefit(
    client: Row, effectiveness: float, tightness: float, time: float, p: Row, draws: Draws, i: int
) -> None:
    """Let job, education, pension and other exits compete; those who stay may start or end ordinary hours."""
    entry_index = index(client.readiness, client.belief, effectiveness, client.trust, p.job_entry)
    has_hours = client.state == ORDINARY_HOURS
    exit = exit_of(client, entry_index, tightness, time, p, draws[EXIT, i])
    if exit == TO_JOB:
        client.state = kind_of_job(
            client.is_man,
            float(client.matching),
            float(client.subsidy),
            draws[JOB_KIND, i],
            p.job_entry,
            p.matched_jobs,
        )
        client.has_entered_job = ENTERED + AFTER_OTHER_JOBS * client.has_worked + FROM_HOURS * has_hours
        client.has_worked = 1
    elif exit == TO_EDUCATION:
        client.state = EDUCATION
    elif exit == TO_PENSION:
        client.state = DISABILITY_PENSION
        client.has_had_pension = 1
    elif exit == TO_OTHER:
        client.state = OTHER_EXIT
    else:
        if exit == REFUSED:
            client.n_pension_refusals += 1
            client.distress += p.distress.refusal
        contact_now = employer_contact(client.interventions, float(client.employer_contact), p)
        has_hours = has_hours_next(has_hours, entry_index, contact_now, tightness, draws[HOURS, i], p.hours)
        client.state = ORDINARY_HOURS if has_hours else BENEFIT


@rule
def return_to_benefit(client: Row, job_loss: float, p: Row, uniform: float) -> bool:
    """Let jobs and education end, and return whether one has; `job_loss` is added to the log rate of losing a job."""
    ending = 0.0
    if client.state == EDUCATION:
        ending = p.exits.education_end
    elif FIRST_JOB_STATE <= client.state <= LAST_JOB_STATE:
        ending = min(1.0, p.job_entry.job_loss * math.exp(job_loss))
    has_ended = uniform < ending
    if has_ended:
        client.state = BENEFIT
    return has_ended
