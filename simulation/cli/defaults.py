"""Where a command has a default of its own; all the others are those of `simulation/study/defaults.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.analyses.office import defaults as office
from simulation.analyses.stories import defaults as stories
from simulation.analyses.sweeps.question_defaults import MEMORY, SECONDS
from simulation.analyses.targeting import defaults as targeting
from simulation.analyses.trials import defaults as trials
from simulation.analyses.validation.panel_defaults import UNRELATED
from simulation.base.resources import configs, read_yaml
from simulation.study.defaults import dotted, standard

CLIENTS = "population.n_clients"
# Where a command's own default differs from that of `configs/config.yaml`.
OWN: Mapping[str, Mapping[str, Any]] = {
    "follow": {"policy": stories.POLICY, "against": stories.AGAINST, "n_paths": stories.N_PATHS},
    # Thirty draws of the parameters, two replications each, of 2,000 clients: luck well below most tolerances.
    "validate": {
        "policy": "observed_mix",
        "panel": UNRELATED,
        CLIENTS: 2000,
        "n_replications": 60,
        "prior_draws": 0,
    },
    "predict": {"policy": "observed_mix", "panel": UNRELATED, CLIENTS: 4000},  # as many as the study had (A4)
    "contrary": {CLIENTS: 1000, "n_replications": 80},  # in every world, over forty draws of the parameters
    "target": {
        "policy": targeting.POLICY,
        "against": targeting.AGAINST,
        "places": targeting.PLACES,
        "objective": targeting.OBJECTIVE,
        CLIENTS: targeting.N_CLIENTS,
        "n_replications": targeting.N_REPLICATIONS,
    },
    "office": {
        "policies": office.POLICIES,
        CLIENTS: office.N_CLIENTS,
        "spread": office.SPREAD,
        "caseworkers.n_offices": office.N_OFFICES,
    },
    "trial": {"design": trials.DESIGN, "n_replications": trials.N_DRAWS},
    "predict-study": {"design": trials.DESIGN, "n_replications": trials.N_DRAWS_TO_PREDICT},
    "calibrate": {"calibration": "bip"},
    "sensitivity": {"sensitivity": "full"},
    "serve": {"port": 8765, "host": "127.0.0.1", "open": "true"},
    "query": {"seconds": SECONDS, "memory": MEMORY},
}
TO_COMPARE = ("staircase", "coordinated")  # what messages propose
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
