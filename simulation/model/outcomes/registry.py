"""The outcomes: what is measured of each client, each quarter, and how. Labels are in `base/texts/outcomes.yaml`.

A new outcome is a line in `OUTCOMES`, a line in `measure`, and its label. That each outcome is measured once is checked
when this file is imported.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections import Counter, namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulation.base.compiled import rule
from simulation.model.indicators import Indicator
from simulation.model.outcomes.queue import queue_place
from simulation.model.state import LAST_OF_WORKING_AGE, LAST_SERVED, Medicine, State

Counts = NDArray[np.int64]
Lanes = NDArray[np.uint16]

SHARE, SD, PLACES, COUNT, QUARTERS = "share", "SD", "places of 100", "number a client", "quarters a client"
THOUSANDS, WORKED = "thousand DKK a quarter", "quarters in work a quarter of working age"

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Outcome:
    """An outcome of one client in one quarter, averaged over all clients of a group (also those who left benefit).

    `smallest_difference` is what counts as a gain or a loss of one person. First jobs, pensions granted and numbers
    (`COUNT`, `QUARTERS`) are of all quarters so far, the others of this one. Retired and dead clients stay among all;
    outcomes with `per` are among those of working age.
    """

    id: str
    unit: str
    better: Better
    smallest_difference: float
    per: str = ""  # the outcome by whose mean its own is divided: among those of working age
    is_about_jobs: bool = False  # one person's gain can be another's loss: displacement is subtracted from it

    @property
    def is_share(self) -> bool:
        """Whether it is a share of clients, which readers see in percent."""
        return self.unit == SHARE


OUTCOMES = (
    Outcome("first_job", SHARE, "higher", 1.0, is_about_jobs=True),
    Outcome("in_ordinary_job", SHARE, "higher", 1.0, is_about_jobs=True),
    Outcome("any_ordinary_hours", SHARE, "higher", 1.0, is_about_jobs=True),
    Outcome("on_benefit", SHARE, "neither", 1.0),
    Outcome("in_supported_job", SHARE, "neither", 1.0, is_about_jobs=True),
    Outcome("in_new_start_job", SHARE, "neither", 1.0, is_about_jobs=True),
    Outcome("in_education", SHARE, "higher", 1.0),
    Outcome("disability_pension", SHARE, "neither", 1.0),
    Outcome("pension_of_working_age", SHARE, "neither", 1.0, per="of_working_age"),
    Outcome("pension_refusals", COUNT, "neither", 1.0),
    Outcome("other_exit", SHARE, "neither", 1.0),
    Outcome("anxiety_medication", SHARE, "lower", 1.0),
    Outcome("antidepressant_medication", SHARE, "lower", 1.0),
    Outcome("painkiller_medication", SHARE, "lower", 1.0),
    Outcome("lifestyle_medication", SHARE, "lower", 1.0),
    Outcome("antipsychotic_medication", SHARE, "lower", 1.0),
    Outcome("addiction_medication", SHARE, "lower", 1.0),
    Outcome("distress", SD, "lower", 0.2),
    Outcome("readiness", SD, "higher", 0.2),
    Outcome("queue_places", PLACES, "higher", 5.0),
    Outcome("caseworker_belief", SHARE, "higher", 1.0),
    Outcome("client_belief", SHARE, "higher", 1.0),
    Outcome("caseworker_changes", COUNT, "lower", 1.0),
    Outcome("sanctions", COUNT, "lower", 1.0),
    Outcome("waiting", SHARE, "lower", 1.0),
    Outcome("quarters_worked", QUARTERS, "higher", 1.0, is_about_jobs=True),
    Outcome("work_of_working_age", WORKED, "higher", 1.0, per="quarters_of_working_age"),
    Outcome("of_working_age", SHARE, "neither", 1.0),
    Outcome("quarters_of_working_age", QUARTERS, "neither", 1.0),
    Outcome("earnings", THOUSANDS, "higher", 1.0),
)
OUTCOME_BY_ID = {outcome.id: outcome for outcome in OUTCOMES}
OUTCOME_IDS = tuple(outcome.id for outcome in OUTCOMES)
JOB_OUTCOMES = tuple(outcome.id for outcome in OUTCOMES if outcome.is_about_jobs)
SHARE_IDS = tuple(outcome.id for outcome in OUTCOMES if outcome.is_share)
AMOUNT_IDS = tuple(outcome.id for outcome in OUTCOMES if not outcome.is_share)
# Those that tables show first, in terminal and report alike.
MAIN_OUTCOMES = (
    "first_job",
    "in_ordinary_job",
    "any_ordinary_hours",
    "disability_pension",
    "anxiety_medication",
    "quarters_worked",
)
MAIN_OUTCOME = MAIN_OUTCOMES[0]  # what policies are ranked by, and what a precision is about

# Where each outcome is written: its place among the shares, or among the amounts.
_PLACES = [(SHARE_IDS if outcome.is_share else AMOUNT_IDS).index(outcome.id) for outcome in OUTCOMES]
AT: Any = namedtuple("AT", OUTCOME_IDS)(*_PLACES)  # type: ignore[misc, arg-type]

SCALE = 2.0**24
ONE = np.int64(SCALE)  # 1.0 in units of 2**-24
BELIEVES = 4  # answers 4 and 5: "good chances" and "yes"
CASEWORKER_BELIEF, OWN_BELIEF = int(Indicator.CASEWORKER_BELIEF), int(Indicator.OWN_BELIEF)
ANXIETY, ANTIDEPRESSANT, PAINKILLER = int(Medicine.ANXIETY), int(Medicine.ANTIDEPRESSANT), int(Medicine.PAINKILLER)
LIFESTYLE, ANTIPSYCHOTIC, ADDICTION = int(Medicine.LIFESTYLE), int(Medicine.ANTIPSYCHOTIC), int(Medicine.ADDICTION)
SUPPORTED_JOB, NEW_START_JOB, ORDINARY_JOB = int(State.SUPPORTED_JOB), int(State.NEW_START_JOB), int(State.ORDINARY_JOB)
ORDINARY_HOURS, EDUCATION = int(State.ORDINARY_HOURS), int(State.EDUCATION)
DISABILITY_PENSION, OTHER_EXIT = int(State.DISABILITY_PENSION), int(State.OTHER_EXIT)


@rule
def in_units(value: float) -> int:
    """Return a value in whole units of 2**-24."""
    return math.floor(value * SCALE + 0.5)


@rule
def measure(client: Any, earnings: Counts, shares: Lanes, amounts: Counts) -> None:
    """Write the outcomes of one client: `shares` [n_share_lanes] 0 or 1, `amounts` [n_amounts] in units of 2**-24.

    `earnings` [n_states] is what a client in each state earns a quarter, in thousand DKK and the same units.
    """
    state = client.state
    shares[AT.first_job] = client.has_worked
    shares[AT.in_ordinary_job] = state == ORDINARY_JOB
    shares[AT.any_ordinary_hours] = state in (ORDINARY_JOB, ORDINARY_HOURS)
    shares[AT.on_benefit] = state <= LAST_SERVED
    shares[AT.in_supported_job] = state == SUPPORTED_JOB
    shares[AT.in_new_start_job] = state == NEW_START_JOB
    shares[AT.in_education] = state == EDUCATION
    shares[AT.disability_pension] = client.has_had_pension
    shares[AT.pension_of_working_age] = state == DISABILITY_PENSION
    amounts[AT.pension_refusals] = ONE * client.n_pension_refusals
    shares[AT.other_exit] = state == OTHER_EXIT
    shares[AT.anxiety_medication] = client.medication[ANXIETY]
    shares[AT.antidepressant_medication] = client.medication[ANTIDEPRESSANT]
    shares[AT.painkiller_medication] = client.medication[PAINKILLER]
    shares[AT.lifestyle_medication] = client.medication[LIFESTYLE]
    shares[AT.antipsychotic_medication] = client.medication[ANTIPSYCHOTIC]
    shares[AT.addiction_medication] = client.medication[ADDICTION]
    amounts[AT.distress] = in_units(client.distress)
    amounts[AT.readiness] = in_units(client.readiness)
    amounts[AT.queue_places] = in_units(queue_place(client.readiness))
    shares[AT.caseworker_belief] = client.caseworker_answer[CASEWORKER_BELIEF] >= BELIEVES
    shares[AT.client_belief] = client.client_answer[OWN_BELIEF] >= BELIEVES
    amounts[AT.caseworker_changes] = ONE * client.n_caseworker_changes
    amounts[AT.sanctions] = ONE * client.n_sanctions
    shares[AT.waiting] = client.is_waiting
    amounts[AT.quarters_worked] = ONE * client.n_quarters_worked
    amounts[AT.work_of_working_age] = ONE * client.n_quarters_worked
    shares[AT.of_working_age] = state <= LAST_OF_WORKING_AGE
    amounts[AT.quarters_of_working_age] = ONE * client.n_quarters_of_working_age
    amounts[AT.earnings] = earnings[state]


def check_measured(outcomes: Iterable[Outcome], function: Callable[..., None]) -> None:
    """Check that a function like `measure` writes every outcome once, `shares[AT.id]` or `amounts[AT.id]` by its unit.

    Its text is read, so that nothing need be compiled.

    Raises:
        TypeError: naming what is declared and not measured, measured and not declared, or measured more than once.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(getattr(function, "py_func", function))))
    assigned = [target for node in ast.walk(tree) if isinstance(node, ast.Assign) for target in node.targets]
    measured = Counter(ast.unparse(target) for target in assigned if isinstance(target, ast.Subscript))
    declared = {f"{'shares' if outcome.is_share else 'amounts'}[AT.{outcome.id}]" for outcome in outcomes}
    faults = {
        "declared but not measured": sorted(declared - measured.keys()),
        "measured but not declared so": sorted(measured.keys() - declared),
        "measured more than once": sorted(target for target, times in measured.items() if times > 1),
    }
    found = "; ".join(f"{fault}: {', '.join(targets)}" for fault, targets in faults.items() if targets)
    if found:
        raise TypeError(f"outcomes in {__name__}: {found}")


check_measured(OUTCOMES, measure)
