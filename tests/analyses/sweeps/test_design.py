"""Points of a sweep, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analyses.sweeps.design import read_design
from simulation.base.errors import InputError
from simulation.model.parameters import entry
from simulation.study import posterior

TWO = {"progression.causal_share": [0, 1], "job_entry.belief": [0.5, 0.9]}


def test_grid_is_every_combination() -> None:
    design = read_design(
        {"kind": "grid", "dimensions": {"parameters.job_entry.belief": [0, 1], "trust.gain": [0.1, 0.2]}}
    )
    assert design.names == ("job_entry.belief", "trust.gain")
    assert design.values.tolist() == [[0, 0.1], [0, 0.2], [1, 0.1], [1, 0.2]]
    assert design.parameters(2) == {"job_entry": {"belief": 1.0}, "trust": {"gain": 0.1}}


def test_no_design_is_one_point() -> None:
    assert read_design(None).values.shape == (1, 0)
    assert read_design(None).parameters(0) == {}


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_samples_fill_each_dimension_evenly(kind: str) -> None:
    design = read_design({"kind": kind, "n_points": 8, "seed": 3, "dimensions": TWO})
    assert design.values.shape == (8, 2)
    for column, (low, high) in enumerate(TWO.values()):
        cells = np.floor((design.values[:, column] - low) / (high - low) * 8)
        assert sorted(cells) == list(range(8))  # one point in each eighth
    again = read_design({"kind": kind, "n_points": 8, "seed": 3, "dimensions": TWO})
    assert again.values.tobytes() == design.values.tobytes()
    other = read_design({"kind": kind, "n_points": 8, "seed": 4, "dimensions": TWO})
    assert other.values.tobytes() != design.values.tobytes()


def test_null_is_the_plausible_range() -> None:
    found = entry("trust.gain")
    design = read_design({"kind": "sobol", "n_points": 64, "dimensions": {"trust.gain": None}})
    assert found.low <= design.values.min() < found.low + (found.high - found.low) / 64
    assert found.high - (found.high - found.low) / 64 < design.values.max() <= found.high


def test_table(tmp_path: Path) -> None:
    frame = pd.DataFrame({"trust.gain": [0.1, 0.2], "job_entry.belief": [1.0, 0.0]})
    frame.to_csv(tmp_path / "points.csv", index=False)
    frame.to_parquet(tmp_path / "points.parquet", index=False)
    for suffix in ("csv", "parquet"):
        design = read_design({"kind": "table", "file": str(tmp_path / f"points.{suffix}")})
        assert design.names == ("trust.gain", "job_entry.belief")
        assert design.values.tolist() == [[0.1, 1.0], [0.2, 0.0]]


def test_a_table_is_taken_as_spreadsheets_write_it(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("\ufefftrust.gain; job_entry.belief;\n0,1;1;\n0,25;0,5;\n;;\n", encoding="utf-8")
    design = read_design({"kind": "table", "file": str(file)})
    assert design.names == ("trust.gain", "job_entry.belief")
    assert design.values.tolist() == [[0.1, 1.0], [0.25, 0.5]]


def test_weighted_draws_are_resampled_by_their_weights(tmp_path: Path) -> None:
    # Systematic resampling gives each draw its share of points, rounded up or down: 8 x (1, 2, 5) / 8.
    pd.DataFrame({"trust.gain": [0.1, 0.2, 0.3], "weight": [1, 2, 5]}).to_csv(tmp_path / "d.csv", index=False)
    design = read_design({"kind": "draws", "file": str(tmp_path / "d.csv"), "n_points": 8})
    assert design.names == ("trust.gain",)
    assert design.values[:, 0].tolist() == [0.1] + 2 * [0.2] + 5 * [0.3]


def test_the_seed_decides_which_draws_are_taken(tmp_path: Path) -> None:
    pd.DataFrame({"trust.gain": np.linspace(0.05, 0.2, 100)}).to_csv(tmp_path / "d.csv", index=False)
    content = {"kind": "draws", "file": str(tmp_path / "d.csv"), "n_points": 10}
    one, again, other = (read_design({**content, "seed": seed}).values.tolist() for seed in (1, 1, 2))
    assert one == again != other


def test_draws_without_weights_stand_as_they_are(tmp_path: Path) -> None:
    pd.DataFrame({"trust.gain": [0.3, 0.1]}).to_csv(tmp_path / "d.csv", index=False)
    assert read_design({"kind": "draws", "file": str(tmp_path / "d.csv")}).values.tolist() == [[0.3], [0.1]]


WRONG: dict[str, tuple[Any, str]] = {
    "no mapping": ([1], "wrong_shape"),
    "unknown kind": ({"kind": "random"}, "not_allowed"),
    "unknown key": ({"kind": "grid", "dimension": {}}, "unknown_key"),
    "no dimensions": ({"kind": "grid", "dimensions": {}}, "wrong_shape"),
    "unknown parameter": ({"kind": "grid", "dimensions": {"trust.gian": [0.1]}}, "unknown_key"),
    "no group": ({"kind": "grid", "dimensions": {"gain": [0.1]}}, "unknown_key"),
    "named twice": ({"kind": "grid", "dimensions": {"trust.gain": [0.1], "parameters.trust.gain": [0.2]}}, "twice"),
    "outside": ({"kind": "grid", "dimensions": {"trust.gain": [0.1, 70]}}, "out_of_range"),
    "text": ({"kind": "grid", "dimensions": {"trust.gain": ["much"]}}, "wrong_shape"),
    "nan": ({"kind": "grid", "dimensions": {"trust.gain": [float("nan")]}}, "wrong_shape"),
    "one value": ({"kind": "grid", "dimensions": {"trust.gain": 0.2}}, "wrong_shape"),
    "range upside down": ({"kind": "sobol", "n_points": 8, "dimensions": {"trust.gain": [0.2, 0.1]}}, "wrong_shape"),
    "no power of two": ({"kind": "sobol", "n_points": 6, "dimensions": {"trust.gain": None}}, "not_a_power_of_two"),
    "no points": ({"kind": "latin_hypercube", "dimensions": {"trust.gain": None}}, "not_a_whole_number"),
    "too many": ({"kind": "grid", "dimensions": {n: [0.1] * 1001 for n in TWO}}, "too_many_points"),
    "no file": ({"kind": "table"}, "wrong_shape"),
    "missing file": ({"kind": "table", "file": "no.csv"}, "unreadable_file"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_designs(case: str) -> None:
    content, key = WRONG[case]
    with pytest.raises(InputError) as caught:
        read_design(content)
    assert key in caught.value.key


@pytest.mark.parametrize("content", ["trust.gain\nmuch\n", "trust.gain\n\n", "trust.gain\n", "", "trust.gain\ninf\n"])
def test_wrong_tables(content: str, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(content)
    with pytest.raises(InputError) as caught:
        read_design({"kind": "table", "file": str(tmp_path / "points.csv")})
    assert "points.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("trust.gain,job_entry.belief\n0.1,1\n0.2,\n", "column job_entry.belief, row 3"),
        ("trust.gain\n0.1\n0.2\nmuch\n", "column trust.gain, row 4"),
        ("trust.gain\n0.1,0.2\n", "column trust.gain, row 2"),
    ],
)
def test_a_wrong_table_says_where(content: str, where: str, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(content)
    with pytest.raises(InputError) as caught:
        read_design({"kind": "table", "file": str(tmp_path / "points.csv")})
    assert where in str(caught.value)


def test_calibrated_draws_come_as_often_as_their_weight() -> None:
    design = read_design({"kind": "posterior", "n_points": 200, "seed": 3})
    shipped = posterior.shipped()
    assert design.names == shipped.names
    assert design.is_drawn
    rows = {tuple(row) for row in shipped.values}
    assert all(tuple(row) in rows for row in design.values)
    # the mean of evenly spaced draws is near the weighted mean: within a fifth of a standard deviation
    mean, sd = shipped.weight @ shipped.values, shipped.values.std(axis=0)
    assert (np.abs(design.values.mean(axis=0) - mean) < 0.2 * sd).all()
