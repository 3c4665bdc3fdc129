"""Other readings of the same facts, shown beside the scoreboard: the sources don't state which is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.validation import estimators, quartiles
from simulation.analyses.validation.belief_effect import effect_of_belief
from simulation.analyses.validation.changes import job_chance_by_change
from simulation.analyses.validation.leniency import effect_by_instrument, gain_with_believing_caseworker
from simulation.analyses.validation.panels import Observation
from simulation.analyses.validation.places import MOST_QUARTERS, PORTFOLIOS, places_moved
from simulation.analyses.validation.waves import Waves
from simulation.model.engine.replication import Environment
from simulation.model.evidence import fact
from simulation.model.policies import Policy

Floats = NDArray[np.float64]
PERCENT = 100.0
QUARTILES = ("1", "2", "3", "4")


def _periods(fact_id: str) -> tuple[int, ...]:
    """Return the quarters at which a fact may have been read, each once."""
    return tuple(dict.fromkeys(fact(fact_id).read_after or ()))


@dataclass(frozen=True)
class Reading:
    """A way to read a fact: of which, and what its figures are of (quartiles, or quarters after intake)."""

    fact: str
    columns: tuple[str, ...]
    is_by_quarter: bool


def _by_quarter(fact_id: str) -> Reading:
    return Reading(fact_id, tuple(str(quarter) for quarter in _periods(fact_id)), True)


# Their names are those of their texts (`texts/validate.yaml`).
READINGS: Mapping[str, Reading] = {
    "quartiles_in_sample": Reading("G1", QUARTILES, False),
    "quartiles_split_sample": Reading("G1", QUARTILES, False),
    "quartiles_by_chance": Reading("D-9", QUARTILES, False),
    "belief_set": _by_quarter("F12"),
    "belief_instrument": _by_quarter("F12"),
    "halves": _by_quarter("F11"),
    "thirds": _by_quarter("F11"),
    "changes_in_records": _by_quarter("G11"),
    "changes_on_forms": _by_quarter("G11"),
    "each_change": _by_quarter("G12"),
    **{f"places_{id}": Reading(id, tuple(str(k + 1) for k in range(MOST_QUARTERS)), True) for id in PORTFOLIOS},
}


def readings(
    environment: Environment, policy: Policy, waves: Waves, seen: Observation, seed: int, replication: int
) -> dict[str, Floats]:
    """Return the figures of every reading in one replication, in the unit of its fact; `waves` is the panel seen."""
    last, believed, focused = fact("G7").quarter, _periods("F12"), _periods("F11")
    counted, changed = _periods("G11"), _periods("G12")
    found = {
        "quartiles_in_sample": quartiles.in_sample(waves, last),
        "quartiles_split_sample": quartiles.split_sample(waves, last),
        "quartiles_by_chance": quartiles.by_chance(waves, last),
        "belief_set": effect_of_belief(environment, policy, seed, replication, believed),
        "belief_instrument": effect_by_instrument(waves, believed),
        "halves": gain_with_believing_caseworker(waves, focused),
        "thirds": gain_with_believing_caseworker(waves, focused, n_parts=3),
        "changes_in_records": np.array([estimators.share_with_change(waves, quarter) for quarter in counted]),
        "changes_on_forms": np.array([estimators.share_with_change_on_forms(waves, quarter) for quarter in counted]),
        "each_change": np.array([job_chance_by_change(waves, quarter) for quarter in changed]),
    }
    places = {f"places_{id}": moved for id, moved in places_moved(environment, seed, replication, seen).items()}
    return {**{name: PERCENT * values for name, values in found.items()}, **places}
