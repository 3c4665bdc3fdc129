"""A small environment, and a person in it, that the tests of stories share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.analyses.stories.follow import Followed, follow_person
from simulation.analyses.stories.moment import Moment
from simulation.analyses.stories.person import Person, build_person
from simulation.model.engine.replication import Environment
from simulation.model.policies import Policy, load_policy
from simulation.study.settings_reader import make_settings

LABEL = {"en": "Kim", "sv": "Kim", "da": "Kim"}
KNOWN: dict[str, Any] = {
    "label": LABEL,
    "summary": LABEL,
    "sources": ["assumption"],
    "characteristics": {"age": 30, "man": 0, "psychiatric": 1},
    "answers": {"job_search": [1, 3]},
}
QUARTERS = 6


def person(**changed: object) -> Person:
    return build_person("kim", {**KNOWN, **changed}, "person kim")


def environment(n_clients: int = 300, parameters: Mapping[str, Mapping[str, float]] | None = None) -> Environment:
    settings = make_settings(
        ["coordinated"], n_clients=n_clients, n_quarters=QUARTERS, caseload=10, parameters=parameters or {}
    )
    return settings.environment()


def two(first: str = "coordinated", second: str = "staircase") -> tuple[Policy, Policy]:
    return load_policy(first), load_policy(second)


def follow(n_paths: int = 40, seed: int = 7, **changed: object) -> Followed:
    return follow_person(environment(), person(**changed), two(), seed, n_paths)


def moment(quarter: int, **changed: Any) -> Moment:
    """Return a quiet moment on benefit, with what is given in its place."""
    values: dict[str, Any] = {
        "policy": "coordinated", "quarter": quarter, "state": "benefit", "interventions": (), "meetings": 0.0,
        "demands": 0.0, "is_sanctioned": False, "has_new_caseworker": False, "n_caseworker_changes": 0,
        "caseworker_belief": 3, "own_belief": 2, "job_search": 1, "readiness": 0.0, "place": 50.0, "belief": 0.0,
        "trust": 0.5, "distress": 0.0, "medicines": (), "has_worked": False, "n_quarters_worked": 0,
    }  # fmt: skip
    return Moment(**{**values, **changed})
