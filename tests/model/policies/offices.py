"""Views of offices made by hand or taken from a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from simulation.model.engine.office_phase import OfficeDraws
from simulation.model.indicators import Indicator
from simulation.model.policies import OfficeView, Policy, Proposal, build_policy
from simulation.model.policies.view import permitted_columns
from simulation.model.state import CLIENT
from tests.conftest import policies, run
from tests.given import given_parameters

N_CASEWORKERS = 4
TEXTS = {"en": "a", "sv": "b", "da": "c"}


def content(elements: str | None, **changes: object) -> dict[str, object]:
    """Return a policy's content as its YAML file would give it."""
    whole = {
        "label": TEXTS,
        "summary": TEXTS,
        "sources": ["assumption"],
        "elements": yaml.safe_load(elements or "null"),
    }
    return {key: value for key, value in {**whole, **changes}.items() if value is not None}


def policy_of(elements: str, name: str = "own") -> Policy:
    return build_policy(name, content(elements), f"policy {name}")


def view_of(
    clients: NDArray[Any], quarter: int = 1, draws: Mapping[int, NDArray[np.float64]] | None = None, seed: int = 1
) -> OfficeView:
    parameters = given_parameters()
    return OfficeView(
        quarter,
        parameters.practice,
        parameters.caseworkers.change_probability,
        permitted_columns(clients),
        np.full(N_CASEWORKERS, 30, np.uint32),
        OfficeDraws(seed, 0, quarter, len(clients)) if draws is None else draws,
    )


def clients_with(answers: Mapping[Indicator, list[int]], otherwise: int = 5, **columns: object) -> NDArray[Any]:
    """Return clients with these answers on the caseworker's form, `otherwise` on all other items."""
    n = len(next(iter(answers.values())))
    clients = np.zeros(n, CLIENT)
    clients["caseworker_answer"] = clients["client_answer"] = otherwise
    for indicator, given in answers.items():
        clients["caseworker_answer"][:, indicator] = given
    for name, values in columns.items():
        clients[name] = values
    return clients


def clients_of_a_run(n_quarters: int = 3) -> NDArray[Any]:
    """Return clients in the middle of observed practice, some with a new caseworker, some in work."""
    return run(["observed_mix"], n_quarters).clients[0].copy()


def propose(policy: Policy | str, view: OfficeView) -> Proposal:
    return (policies(policy)[0] if isinstance(policy, str) else policy).propose(view)
