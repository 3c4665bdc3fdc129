"""The state of the world: one row a client, one row a caseworker. These two dtypes are the only list of columns.

The columns of doses follow from their declarations in `doses.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np

from simulation.model.doses import CASEWORKER_DOSES, DOSES
from simulation.model.indicators import N_CARRIED, N_CASEWORKER_ITEMS


class State(IntEnum):
    """Labour-market states. Clients in the first two are on benefit: served by a caseworker and asked each quarter."""

    BENEFIT = 0
    ORDINARY_HOURS = 1  # on benefit with some ordinary hours beside it
    SUPPORTED_JOB = 2
    NEW_START_JOB = 3
    ORDINARY_JOB = 4
    EDUCATION = 5
    DISABILITY_PENSION = 6
    OTHER_EXIT = 7
    RETIRED = 8  # past the pension age, whatever came before
    DEAD = 9
    NOT_ARRIVED = 10  # a row kept for a client who comes later


# Clients up to this state are served: on benefit, with or without some ordinary hours.
LAST_SERVED = int(State.ORDINARY_HOURS)
# Clients up to this state are alive and under the pension age.
LAST_OF_WORKING_AGE = int(State.OTHER_EXIT)


class Medicine(IntEnum):
    """The kinds of medicine, in the order of the column `medication`."""

    ANXIETY = 0
    ANTIDEPRESSANT = 1
    PAINKILLER = 2
    LIFESTYLE = 3
    ANTIPSYCHOTIC = 4
    ADDICTION = 5  # against addictive disorders


WOMAN, MAN = 0, 1

# A row is laid out in groups that begin on a line of the processor's cache each: the office and the caseworkers'
# tallies then fetch one or two lines of a row, and not all of it.
LINE = 64  # bytes

_CASE = [
    ("interventions", "u4"),  # the plan of the quarter: portfolio, a bit an intervention
    ("caseworker", "i4"),  # row of the present caseworker
    ("office", "u2"),
    ("n_caseworker_changes", "u2"),
    ("n_sanctions", "u2"),
    ("n_quarters_worked", "u2"),
    ("n_quarters_of_working_age", "u2"),  # since the start: alive and under the pension age
    ("n_pension_refusals", "u2"),
    ("quarters_on_benefit", "u2"),  # in the present spell
    ("arrival", "u2"),  # quarter of arrival, 0 for those there from the start
    ("plan_step", "u1"),  # the office's note of how far a stepwise plan has come, from 1 on; 0: no such plan
    ("plan_quarters", "u1"),  # quarters in this step (or without one)
    ("has_new_caseworker", "u1"),  # flag: changed at the start of this quarter
    ("state", "u1"),
    ("has_worked", "u1"),  # flag: has entered any job since the start
    ("has_had_pension", "u1"),  # flag: has been granted a disability pension since the start
    ("has_entered_job", "u1"),  # this quarter: 0, or ENTERED with what it came after added
    ("is_waiting", "u1"),  # flag: proposed for an intervention that had no place this quarter
    ("medication", "u1", (len(Medicine),)),  # flags, in the order of Medicine
    # fixed flags
    ("is_man", "u1"),
    ("is_unskilled", "u1"),
    ("is_non_western", "u1"),
    ("is_psychiatric", "u1"),
    ("is_musculoskeletal", "u1"),
    ("is_digestive", "u1"),
    ("is_convicted", "u1"),
    ("cell", "u1"),  # cross of the group dimensions (simulation/model/outcomes/groups.py)
    ("has_client_answered", "u1"),  # flag: this quarter
    ("has_caseworker_answered", "u1"),  # flag: this quarter
    ("client_answer", "u1", (N_CARRIED,)),  # 1..5 of the latest form filled in, 0 before the first
]
_PLAN = [
    # doses of the plan of the quarter, written by the office; in single precision to keep the row short
    *((dose, "f4") for dose in DOSES),
    ("caseworker_answer", "u1", (N_CASEWORKER_ITEMS,)),  # what the plan goes by: as `client_answer`
]
_CLIENT = [
    # fixed, but for age
    ("age", "f8"),  # years, growing by a quarter of a year each quarter
    ("age_at_death", "f8"),  # years; one that nobody reaches where nobody dies
    ("work_share", "f8"),  # share of the last three years in work
    ("setpoint", "f8"),  # SD of readiness: what the client returns to
    ("response", "f8"),  # factor on what measures give this client, mean 1
    # changing, latent
    ("deviation", "f8"),  # SD of readiness, from the set point
    ("specific", "f8", (N_CARRIED,)),  # SD, the part of each indicator that is its own
    ("gain", "f8", (N_CARRIED,)),  # SD, what measures have added to each indicator
    ("readiness", "f8"),  # SD: weighted sum of the ten indicators
    ("trust", "f8"),  # 0..1, in the present caseworker
    ("distress", "f8"),  # SD
    ("distress_level", "f8"),  # SD: what distress returns to
    ("impression", "f8"),  # SD: the present caseworker's own view of this client
    ("belief", "f8"),  # SD: the present caseworker's belief that this client gets a job
]


def _in_lines(*groups: Sequence[tuple[Any, ...]]) -> np.dtype[Any]:
    """Return the type of a row in which each group of columns begins on a line of its own.

    What is left of a line is a column too: NumPy copies rows with gaps column by column, ten times as slowly.
    """
    columns: list[tuple[Any, ...]] = []
    for number, group in enumerate(groups, start=1):
        n_left = -np.dtype(list(group), align=True).itemsize % LINE
        columns += [*group, *([(f"unused_{number}", "u1", (n_left,))] if n_left else [])]
    return np.dtype(columns, align=True)


CLIENT = _in_lines(_CASE, _PLAN, _CLIENT)

FIRST_STEP = 1  # of `plan_step`

ENTERED, AFTER_OTHER_JOBS, FROM_HOURS = 1, 2, 4  # bits of `has_entered_job`

CASEWORKER = np.dtype(
    [
        # fixed
        ("trait", "f8"),  # SD: own inclination to believe in clients
        ("skill", "f8"),  # SD: own effectiveness
        ("usual_caseload", "f8"),  # clients a caseworker of the office at intake
        # changing
        ("climate", "f8"),  # SD: what the office adds to it
        ("leniency", "f8"),  # SD: present inclination to believe in clients
        ("effectiveness", "f8"),  # SD, present
        ("log_crowding", "f8"),  # log of the time for a client in times the usual, below 0 where the office is crowded
        *((dose, "f8") for dose in CASEWORKER_DOSES),  # what the policy does
        ("office", "u2"),
        ("caseload", "u4"),  # clients on benefit now
        ("victories", "u4"),  # clients who entered a job this quarter
    ],
    align=True,
)
