"""Replications until the interval is narrow enough, decided by the numbers alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from simulation.analyses.sweeps.aggregate import Point
from simulation.analyses.sweeps.executors.serial import Serial
from simulation.analyses.sweeps.runner import Runner
from simulation.analyses.sweeps.shards import Rows
from simulation.study.contrasts.precision import widest
from tests.analyses.sweeps.small import begun, differences, one_point, settings, small_sweep


def rows_with(differences_: list[float]) -> Rows:
    """Return rows of replications in which the second policy differs from the baseline by so much, in all outcomes."""
    value = np.zeros((len(differences_), 2, 1, 1, 6))
    value[:, 1] = np.array(differences_)[:, None, None, None]
    return Rows(value, value, value)


def test_how_many_more() -> None:
    sweep = small_sweep(one_point(), {"one": settings(n_replications=4)}, precision=0.05)
    point = Point(sweep, 0, 0)
    assert point.n_lacking() == 4  # those it begins with
    for unit in list(point.ask(4)):
        point.take(unit, rows_with([0.00, 0.02, 0.04, 0.06]))
    # Variance (9 + 1 + 1 + 9) / 10000 / 3, so the interval is 2 x t(3) x sqrt(0.0006667 / 4) wide: 0.0822.
    width = 2 * t.ppf(0.975, 3) * np.sqrt(0.002 / 3 / 4)
    assert widest(point.target_half_width()) == pytest.approx(width)
    assert width == pytest.approx(0.0822, abs=1e-4)
    assert point.n_lacking() == 4  # 1.1 x 4 x (0.0822 / 0.05)^2 = 11.9 in all, but at most twice as many at a time
    for unit in list(point.ask(4)):
        point.take(unit, rows_with([0.03, 0.03, 0.03, 0.03]))
    assert widest(point.target_half_width()) < 0.05
    assert point.n_lacking() == 0


def test_never_above_the_most() -> None:
    sweep = small_sweep(one_point(), {"one": settings(n_replications=4)}, precision=1e-9, most_replications=6)
    point = Point(sweep, 0, 0)
    for lacking in (4, 2, 0):
        assert point.n_lacking() == lacking
        for unit in list(point.ask(lacking)) if lacking else ():
            point.take(unit, rows_with([0.0, 0.1] * (lacking // 2)))


def test_units_are_taken_in_by_their_replications() -> None:
    sweep = small_sweep(one_point())
    early, late = Point(sweep, 0, 0), Point(sweep, 0, 0)
    units = [*late.ask(1), *late.ask(1), *late.ask(1)]
    content = {unit.key: rows_with([0.1 * number]) for number, unit in enumerate(units, start=1)}
    early.n_asked = 3
    for unit in units:
        early.take(unit, content[unit.key])
    for unit in reversed(units):
        late.take(unit, content[unit.key])
    assert early.results().equals(late.results())


@pytest.mark.parametrize("replications", [3])
def test_a_sweep_stops_when_it_is_precise(replications: int, tmp_path: Path) -> None:
    sweep = small_sweep(one_point(), {"one": settings(n_replications=replications)}, precision="2pp", record=None)
    folders = []
    for name in ("one", "two"):
        folder = begun(tmp_path / name, sweep)
        with folder.locked():
            done = Runner(sweep, folder, lambda: Serial(sweep)).run()
        folders.append(folder.path)
    results = pd.read_parquet(folders[0] / "results.parquet")
    row = results[(results["policy"] == "coordinated") & (results["outcome"] == "first_job")].iloc[0]
    assert row["mc_high"] - row["mc_low"] <= 0.02
    assert row["n_replications"] == done.n_replications == done.n_asked > replications
    assert differences(*folders) == set()
