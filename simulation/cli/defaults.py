"""Where a command has a default of its own; all the others are those of `simulation/study/defaults.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.analyses.defaults import (
    FollowDefaults,
    OfficeDefaults,
    Panel,
    QueryDefaults,
    TargetDefaults,
    TrialDefaults,
)
from simulation.base.resources import configs, read_yaml
from simulation.study.defaults import USUAL_PRACTICE, dotted, standard

CLIENTS = "population.n_clients"
# Where a command's own default differs from that of `configs/config.yaml`.
OWN: Mapping[str, Mapping[str, Any]] = {
    "follow": {"policy": FollowDefaults.POLICY, "against": FollowDefaults.AGAINST, "n_paths": FollowDefaults.N_PATHS},
    # Thirty draws of the parameters, two replications each, of 2,000 clients: luck well below most tolerances.
    "validate": {
        "policy": USUAL_PRACTICE,
        "panel": Panel.UNRELATED,
        CLIENTS: 2000,
        "n_replications": 60,
        "prior_draws": 0,
    },
    "predict": {"policy": USUAL_PRACTICE, "panel": Panel.UNRELATED, CLIENTS: 4000},  # as many as the study had (A4)
    "contrary": {CLIENTS: 1000, "n_replications": 80},  # in every world, over forty draws of the parameters
    "target": {
        "policy": TargetDefaults.POLICY,
        "against": TargetDefaults.AGAINST,
        "places": TargetDefaults.PLACES,
        "objective": TargetDefaults.OBJECTIVE,
        CLIENTS: TargetDefaults.N_CLIENTS,
        "n_replications": TargetDefaults.N_REPLICATIONS,
    },
    "office": {
        "policies": OfficeDefaults.POLICIES,
        CLIENTS: OfficeDefaults.N_CLIENTS,
        "spread": OfficeDefaults.SPREAD,
        "caseworkers.n_offices": OfficeDefaults.N_OFFICES,
    },
    "trial": {"design": TrialDefaults.DESIGN, "n_replications": TrialDefaults.N_DRAWS},
    "predict-study": {"design": TrialDefaults.DESIGN, "n_replications": TrialDefaults.N_DRAWS_TO_PREDICT},
    "calibrate": {"calibration": "bip"},
    "sensitivity": {"sensitivity": "full"},
    "serve": {"port": 8765, "host": "127.0.0.1", "open": "true"},
    "query": {"seconds": QueryDefaults.SECONDS, "memory": QueryDefaults.MEMORY},
}
BY_FILE = ("sweep",)  # commands whose sizes stand in a file that the user chooses


def defaults(command: str) -> dict[str, Any]:
    """Return the default of each setting of a command, by its dotted name."""
    if command in BY_FILE:
        return {}
    own = OWN.get(command, {})
    if command == "calibrate":
        return {**_read("calibration", f"{own['calibration']}.yaml"), **own}
    sizes = _read("sensitivity.yaml")["sizes"][own["sensitivity"]] if command == "sensitivity" else {}
    moved = {"population.n_clients": "n_clients", "caseworkers.caseload": "caseload"}
    leaves = {name: value for name, value in dotted(standard()) if not isinstance(value, Mapping)}
    return {**leaves, **own, **{name: sizes[size] for name, size in moved.items() if sizes}}


def _read(*path: str) -> dict[str, Any]:
    return dict(read_yaml(configs().joinpath(*path)))
