"""The outcomes: what is measured of each client, each quarter. One registry; labels are in `texts/outcomes.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SHARE, SD, PLACES, COUNT, QUARTERS = "share", "SD", "places of 100", "number a client", "quarters a client"
THOUSANDS = "thousand DKK a quarter"

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Outcome:
    """An outcome of one client in one quarter, averaged over all clients of a group (also those who left benefit).

    `smallest_difference` is what counts as a gain or a loss of one person. First jobs and numbers (`COUNT`, `QUARTERS`)
    are of all quarters so far, the others of this one.
    """

    id: str
    unit: str
    better: Better
    smallest_difference: float

    @property
    def is_share(self) -> bool:
        """Whether it is a share of clients, which readers see in percent."""
        return self.unit == SHARE


OUTCOMES = (
    Outcome("first_job", SHARE, "higher", 1.0),
    Outcome("in_ordinary_job", SHARE, "higher", 1.0),
    Outcome("any_ordinary_hours", SHARE, "higher", 1.0),
    Outcome("on_benefit", SHARE, "neither", 1.0),
    Outcome("in_supported_job", SHARE, "neither", 1.0),
    Outcome("in_new_start_job", SHARE, "neither", 1.0),
    Outcome("in_education", SHARE, "higher", 1.0),
    Outcome("disability_pension", SHARE, "neither", 1.0),
    Outcome("pension_refusals", COUNT, "neither", 1.0),
    Outcome("other_exit", SHARE, "neither", 1.0),
    Outcome("anxiety_medication", SHARE, "lower", 1.0),
    Outcome("antidepressant_medication", SHARE, "lower", 1.0),
    Outcome("painkiller_medication", SHARE, "lower", 1.0),
    Outcome("lifestyle_medication", SHARE, "lower", 1.0),
    Outcome("antipsychotic_medication", SHARE, "lower", 1.0),
    Outcome("distress", SD, "lower", 0.2),
    Outcome("readiness", SD, "higher", 0.2),
    Outcome("queue_places", PLACES, "higher", 5.0),
    Outcome("caseworker_belief", SHARE, "higher", 1.0),
    Outcome("client_belief", SHARE, "higher", 1.0),
    Outcome("caseworker_changes", COUNT, "lower", 1.0),
    Outcome("sanctions", COUNT, "lower", 1.0),
    Outcome("waiting", SHARE, "lower", 1.0),
    Outcome("quarters_worked", QUARTERS, "higher", 1.0),
    Outcome("earnings", THOUSANDS, "higher", 1.0),
)
OUTCOME_BY_ID = {outcome.id: outcome for outcome in OUTCOMES}
OUTCOME_IDS = tuple(outcome.id for outcome in OUTCOMES)
N_OUTCOMES = len(OUTCOMES)
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
