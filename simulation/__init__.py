"""Tilltro: an agent-based simulator of policies that help people far from the labour market into work.

    import simulation
    tables = simulation.compare(["staircase", "coordinated"], baseline="observed_mix", n_replications=20)
    tables.contrasts

Everything is imported when it is first used, so that help answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.api import compare, make_settings
    from simulation.base.errors import Cancelled, InputError
    from simulation.mesa_model import Caseworker, Client, JobCentreModel, Scenario

__all__ = ["Cancelled", "Caseworker", "Client", "InputError", "JobCentreModel", "Scenario", "compare", "make_settings"]
__version__ = "0.1.0"

_HOME = {
    "Cancelled": "base.errors",
    "Caseworker": "mesa_model",
    "Client": "mesa_model",
    "InputError": "base.errors",
    "JobCentreModel": "mesa_model",
    "Scenario": "mesa_model",
    "compare": "api",
    "make_settings": "api",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"simulation.{_HOME[name]}"), name)
    raise AttributeError(f"module 'simulation' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})  # what isn't imported yet is found all the same, as by a notebook's Tab key
