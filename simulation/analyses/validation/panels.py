"""The panels: how a study sees its clients, read from `configs/observation.yaml`.

Whether who stops answering has to do with how near work the client is isn't published, so there are three of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simulation.analyses.defaults import Panel
from simulation.base.checks import check_name
from simulation.base.resources import configs, read_yaml


@dataclass(frozen=True)
class Observation:
    """How a study sees its clients."""

    entry_quarters: int  # they enter evenly over so many quarters from the study's start
    stopping: float  # share of those who still answer who stop for good before the next form, at readiness 0
    selection: float  # log rate of stopping per SD of readiness: above 0 those nearer work stop first


COMPLETE = Observation(entry_quarters=1, stopping=0.0, selection=0.0)


@cache
def panels() -> Mapping[str, float]:
    """Return the panels by name, in the order of the file, with the sign of readiness's effect on stopping."""
    return dict(_content()["panels"])


def panel_names() -> tuple[str, ...]:
    """Return the names of all panels, the complete one last."""
    return (*panels(), Panel.COMPLETE)


def observation(panel: str = Panel.UNRELATED, stopping: float | None = None) -> Observation:
    """Return how the clients of a panel are seen; `stopping` in percent, that of the file by default.

    Raises:
        InputError: on an unknown panel.
    """
    check_name("panel", panel, panel_names())
    if panel == Panel.COMPLETE:
        return COMPLETE
    content = _content()
    percent = content["stopping"] if stopping is None else stopping
    return Observation(content["entry_quarters"], percent / 100.0, panels()[panel] * content["selection"])


def _content() -> dict[str, Any]:
    return dict(read_yaml(configs().joinpath("observation.yaml")))
