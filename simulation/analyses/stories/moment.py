"""A story: the state of one person quarter by quarter under two policies, in plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from simulation.model.indicators import Indicator
from simulation.model.interventions import interventions
from simulation.model.outcomes.queue import queue_place
from simulation.model.state import LAST_SERVED, Medicine, State

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Moment:
    """One person at the end of a quarter under one policy; quarter 0 is intake."""

    policy: str
    quarter: int
    state: str  # name of a State, in small letters
    interventions: tuple[str, ...]  # ids, this quarter's
    meetings: float  # share of weekly meetings, 0..1
    demands: float  # 0..1
    is_sanctioned: bool
    has_new_caseworker: bool
    n_caseworker_changes: int
    caseworker_belief: int  # answer 1..5 this quarter, 0 where there is none
    own_belief: int  # likewise, the person's own
    job_search: int  # likewise
    readiness: float  # SD, latent
    place: float | None  # 0..100 in the queue, latent; None for who has left it
    belief: float  # SD, latent: the caseworker's
    trust: float  # 0..1, latent
    distress: float  # SD, latent
    medicines: tuple[str, ...]
    has_worked: bool  # has entered any job since the start
    n_quarters_worked: int
    is_refused_pension: bool = False  # this quarter
    n_pension_refusals: int = 0  # refusals so far, those before the start included
    is_waiting: bool = False  # waiting for a measure that has no place this quarter

    @property
    def is_served(self) -> bool:
        """Whether the person is on benefit at the end of the quarter."""
        return State[self.state.upper()] <= LAST_SERVED


def is_job(state: str) -> bool:
    """Return whether a state, by its name in small letters, is a job of any kind."""
    return State.SUPPORTED_JOB <= State[state.upper()] <= State.ORDINARY_JOB


@dataclass(frozen=True)
class Story:
    """One path of a person, moment by moment, under `policy` and, with the same random numbers, under `against`."""

    policy: tuple[Moment, ...]
    against: tuple[Moment, ...]

    @property
    def last(self) -> int:
        """The last quarter."""
        return len(self.policy) - 1


def moment(policy: str, quarter: int, row: Any, before: Any | None) -> Moment:
    """Return the moment of a client's row; `before` is the row a quarter earlier, None at intake."""
    bits = int(row["interventions"])
    own = row["client_answer"] if row["has_client_answered"] else None
    caseworker = row["caseworker_answer"] if row["has_caseworker_answered"] else None
    return Moment(
        policy=policy,
        quarter=quarter,
        state=State(int(row["state"])).name.lower(),
        interventions=tuple(item.id for item in interventions().values() if bits >> item.bit & 1),
        meetings=float(row["meetings"]),
        demands=float(row["demands"]),
        is_sanctioned=before is not None and int(row["n_sanctions"]) > int(before["n_sanctions"]),
        is_refused_pension=before is not None and int(row["n_pension_refusals"]) > int(before["n_pension_refusals"]),
        n_pension_refusals=int(row["n_pension_refusals"]),
        is_waiting=bool(row["is_waiting"]),
        has_new_caseworker=bool(row["has_new_caseworker"]),
        n_caseworker_changes=int(row["n_caseworker_changes"]),
        caseworker_belief=0 if caseworker is None else int(caseworker[Indicator.CASEWORKER_BELIEF]),
        own_belief=0 if own is None else int(own[Indicator.OWN_BELIEF]),
        job_search=0 if own is None else int(own[Indicator.JOB_SEARCH]),
        readiness=float(row["readiness"]),
        place=float(queue_place(float(row["readiness"]))) if row["state"] <= LAST_SERVED else None,
        belief=float(row["belief"]),
        trust=float(row["trust"]),
        distress=float(row["distress"]),
        medicines=tuple(item.name.lower() for item in Medicine if row["medication"][item]),
        has_worked=bool(row["has_worked"]),
        n_quarters_worked=int(row["n_quarters_worked"]),
    )


def timeline(story: Story) -> pd.DataFrame:
    """Return a story as a table: a row a policy and quarter; several measures or medicines are set apart by spaces."""
    import pandas as pd

    frame = pd.DataFrame([asdict(found) for found in (*story.policy, *story.against)])
    for name in ("interventions", "medicines"):
        frame[name] = frame[name].map(" ".join)
    return frame


def _number_or_none(value: Any) -> float | None:
    return None if value == "" else float(value)


def read_timeline(frame: pd.DataFrame, policy: str) -> Story:
    """Return the story of a table as `timeline` makes it; `policy` is the first of the two."""
    plain: dict[str, Callable[[Any], Any]]
    plain = {"int": int, "float": float, "bool": bool, "str": str, "float | None": _number_or_none}
    moments = []
    for row in frame.astype(object).where(frame.notna(), "").to_dict("records"):
        values: dict[str, Any] = {}
        for field in fields(Moment):
            value = row[field.name]
            values[field.name] = plain[str(field.type)](value) if field.type in plain else tuple(str(value).split())
        moments.append(Moment(**values))
    chosen = tuple(found for found in moments if found.policy == policy)
    return Story(chosen, tuple(found for found in moments if found.policy != policy))
