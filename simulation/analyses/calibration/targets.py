"""The targets: published numbers that parameters are fitted to, each with the tolerance that the registry states.

Only facts with the role "calibration" become targets. Asking for another one is an error, so no validation figure can
reach the fit by mistake; figures derived from others (D-3, F9, F10) aren't facts of that role either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.analyses.validation.published import RANGES
from simulation.model.evidence import Fact, fact, load_facts


@dataclass(frozen=True)
class Target:
    """One number to fit: `value` and `tolerance` (one standard deviation) in the unit of the fact."""

    name: str  # the fact's id, with the number of the part where it has several
    fact: str
    value: float
    tolerance: float


class RoleError(ValueError):
    """A fact that isn't for calibration was asked for as a target."""


def targets_of(item: Fact) -> tuple[Target, ...]:
    """Return a fact's targets.

    Raises:
        RoleError: if the fact's role isn't "calibration" or it states no tolerance.
    """
    if item.role != "calibration":
        raise RoleError(f"{item.id} has the role {item.role!r}; only calibration facts may be fitted to.")
    if item.tolerance is None or item.value is None or isinstance(item.value, Mapping):
        raise RoleError(f"{item.id} has no number with a tolerance.")
    values = item.value if isinstance(item.value, tuple) else (item.value,)
    if item.id in RANGES:
        values = (sum(values) / len(values),)
    steps = item.tolerance if isinstance(item.tolerance, tuple) else (item.tolerance,) * len(values)
    names = [item.id] if len(values) == 1 else [f"{item.id} {part}" for part in range(1, len(values) + 1)]
    return tuple(
        Target(name, item.id, float(value), float(step)) for name, value, step in zip(names, values, steps, strict=True)
    )


def calibration_targets() -> tuple[Target, ...]:
    """Return all targets, in the order of the registry."""
    ids = [item.id for item in load_facts().values() if item.role == "calibration"]
    return tuple(target for id in ids for target in targets_of(fact(id)))
