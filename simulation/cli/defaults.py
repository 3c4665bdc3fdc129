"""What each command takes where nothing else is said: one truth for the commands and for their help pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulation.analyses.sweeps.question_defaults import MEMORY, SECONDS
from simulation.base.resources import configs, read_yaml

# Where a command's own default differs from that of `configs/config.yaml`.
OWN: Mapping[str, Mapping[str, Any]] = {
    "follow": {"policy": "coordinated", "against": "staircase", "n_lucks": 200},
    # Ten of 4,000 clients: Monte-Carlo error well below most tolerances.
    "validate": {"policy": "observed_mix", "n_replications": 10, "prior_draws": 0},
    "predict": {"policy": "observed_mix"},
    "contrary": {"n_replications": 20},  # in every world
    "calibrate": {"calibration": "bip"},
    "sensitivity": {"sensitivity": "full"},
    "query": {"seconds": SECONDS, "memory": MEMORY},
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
    content = {
        **_read("config.yaml"),
        "population": _read("population", "bip.yaml"),
        "caseworkers": _read("caseworkers", "bip.yaml"),
    }
    return {**dict(_dotted(content)), **own, **{name: sizes[size] for name, size in moved.items() if sizes}}


def _read(*path: str) -> dict[str, Any]:
    return dict(read_yaml(configs().joinpath(*path)))


def _dotted(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{before}{key}.")
        else:
            yield before + key, value
