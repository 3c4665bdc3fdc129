"""Small sweeps, and ways to compare their folders."""

from __future__ import annotations

import filecmp
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from simulation.analyses.sweeps.design import Design, read_design
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.specification import Sweep, make_sweep
from simulation.study.defaults import default_settings

GRID = {"kind": "grid", "dimensions": {"progression.causal_share": [0, 1], "job_entry.belief": [0.5, 1.3]}}


def settings(**changed: Any) -> dict[str, Any]:
    """Return the settings of a small world."""
    content = default_settings()
    content["population"]["n_clients"] = 120
    content["caseworkers"] = {"caseload": 10, "n_offices": 2}
    return {**content, "policies": ["coordinated"], "n_quarters": 2, "n_replications": 3, **changed}


def small_sweep(
    design: Mapping[str, Any] | Design | None = None,
    worlds: Mapping[str, Mapping[str, Any]] | None = None,
    **parts: Any,
) -> Sweep:
    """Return a sweep of small worlds over a grid of four points."""
    found = design if isinstance(design, Design) else read_design(GRID if design is None else design)
    named = worlds or {"one": settings()}
    content = {"name": "small", "worlds": {name: {"settings": world} for name, world in named.items()}, **parts}
    return make_sweep(content, found)


def one_point() -> Design:
    """Return a design without dimensions."""
    return Design("grid", (), np.empty((1, 0)))


def begun(path: Path, sweep: Sweep) -> SweepFolder:
    """Return the folder of a sweep that has begun."""
    folder = SweepFolder(path)
    folder.begin(sweep)
    return folder


def files(folder: Path) -> set[str]:
    """Return the files that are part of a sweep's results."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith("run/")}


def differences(one: Path, other: Path) -> set[str]:
    """Return the files that are missing in one of two folders or differ in a byte."""
    names = files(one), files(other)
    both = names[0] & names[1]
    return (names[0] ^ names[1]) | {n for n in both if not filecmp.cmp(one / n, other / n, shallow=False)}
