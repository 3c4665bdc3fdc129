"""A precision: one rule for how many replications there are, and the same results as asked for directly."""

from __future__ import annotations

import filecmp
import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

import simulation
from simulation.__main__ import WRONG_INPUT, main
from simulation.base.errors import Cancelled, InputError
from simulation.report.comparison import figures
from simulation.study.contrasts.precision import Precision, make_precision, read_precision, widest
from simulation.study.contrasts.tables import Tables
from simulation.study.replications import FirstJobDifferences, replications, run_study
from simulation.study.settings_reader import make_settings
from tests.rows import each_row

pytestmark = pytest.mark.slow  # whole studies: not among the tests for everyday work

SIZES = {"n_clients": 200, "n_quarters": 3, "caseload": 10}
SMALL = ["policies=[staircase,coordinated]", "population.n_clients=200", "n_quarters=3", "caseworkers.caseload=10"]


def test_reading() -> None:
    assert read_precision("0.2pp", "first_job") == pytest.approx(0.002)
    assert read_precision("0.2 pp", "first_job") == pytest.approx(0.002)
    assert read_precision(0.00002, "first_job") == 0.00002
    assert read_precision(".5", "quarters_worked") == 0.5
    assert read_precision(20, "quarters_worked") == 20.0
    assert read_precision(None, "first_job") is None


NO_PRECISION = [
    0, -0.1, math.inf, math.nan, "0", "-1", "0pp", "100pp", "2%", "wide", "", "nan", True, "1e-3", "inf", [0.1],
]  # fmt: skip


@each_row("given", NO_PRECISION)
def test_wrong_precision(given: object) -> None:
    with pytest.raises(InputError) as caught:
        read_precision(given, "first_job")
    assert caught.value.key == "not_a_precision"


@each_row(("given", "points"), [(0.4, "40"), (1, "100"), ("0.1", "10"), ("20", "2000")])
def test_a_share_so_wide_was_meant_in_points(given: object, points: str) -> None:
    with pytest.raises(InputError) as caught:
        read_precision(given, "first_job")
    assert f"would be {points} percentage points" in caught.value.sentence()
    assert f"write precision={given}pp" in caught.value.sentence()
    assert read_precision(0.0999, "first_job") == 0.0999
    assert read_precision("40PP", "first_job") == 0.4


def test_points_are_of_shares() -> None:
    with pytest.raises(InputError):
        read_precision("0.2pp", "quarters_worked")


@each_row(
    ("first", "most", "step", "key"),
    [
        (1, 100, 1, "too_short"),  # one replication has no interval
        (3, 100, 2, "too_short"),  # nor has one draw
        (20, 10, 1, "most_below_first"),
        (5, 5, 2, "most_below_first"),  # 5 are 6 in pairs
        (4, 0, 1, "not_a_whole_number"),
        (4, 1.5, 1, "not_a_whole_number"),
        (4, True, 1, "not_a_whole_number"),
        (4, "many", 1, "not_a_whole_number"),
    ],
)
def test_wrong_numbers(first: int, most: object, step: int, key: str) -> None:
    with pytest.raises(InputError) as caught:
        make_precision("1pp", most, "first_job", first, step)
    assert caught.value.key == key


def test_a_most_without_a_precision_means_nothing() -> None:
    with pytest.raises(InputError) as caught:
        make_precision(None, 100, "first_job", 10)
    assert caught.value.key == "most_without_precision"
    assert make_precision(None, None, "first_job", 10) is None


def half(*values: float) -> np.ndarray:
    return np.array([0.0, *values])  # the baseline first


def test_how_many() -> None:
    precision = Precision(width=0.02, first_replications=10, most_replications=100)
    assert precision.n_wanted(0, half(math.nan)) == 10
    assert precision.n_wanted(10, half(0.01, 0.009)) == 10  # 2 x 0.01 is just so narrow
    # The widest is 0.024: 1.1 x 10 x (0.024 / 0.02)^2 = 15.84
    assert precision.n_wanted(10, half(0.008, 0.012)) == 16
    assert precision.n_wanted(10, half(0.05)) == 20  # 1.1 x 10 x 25 = 275, but at most twice as many
    assert precision.n_wanted(80, half(0.05)) == 100
    assert precision.n_wanted(100, half(0.05)) == 100  # no more are allowed


def test_an_interval_that_decides_when_to_stop_covers_a_little_less_often() -> None:
    rng = np.random.default_rng(1)
    precision = Precision(width=2 * 1.96 / math.sqrt(20), first_replications=10, most_replications=1000)
    covered = []
    for _ in range(2000):
        values, n, half_width = rng.standard_normal(1000), 0, math.inf
        while (wanted := precision.n_wanted(n, half(half_width))) > n:
            n = wanted
            half_width = t.ppf(0.975, n - 1) * values[:n].std(ddof=1) / math.sqrt(n)
        covered.append(abs(values[:n].mean()) <= half_width)
    # docs/sweeps.md: 94 %. Three standard errors of 2,000 are 1.6 points.
    assert np.mean(covered) == pytest.approx(0.94, abs=0.016)


def test_in_pairs() -> None:
    precision = Precision(width=0.02, first_replications=9, most_replications=101, step=2)
    assert precision.n_wanted(0, half(math.nan)) == 10
    # 1.1 x 10 x (0.023 / 0.02)^2 = 14.5, so 15, so 16
    assert precision.n_wanted(10, half(0.0115)) == 16
    assert precision.n_wanted(80, half(0.05)) == 100


def test_identical_policies_are_known_exactly() -> None:
    assert widest(half(0.0, math.nan)) == 0.0
    assert Precision(0.001, 4, 10).n_wanted(4, half(0.0)) == 4


@each_row("parameter_set", ["posterior", "central"])
@each_row("width", ["3pp", "0.5pp"])  # reached, and not
def test_the_number_follows_from_the_rule_and_the_tables_are_those_of_so_many(parameter_set: str, width: str) -> None:
    own = {**SIZES, "parameter_set": parameter_set}
    policies = ["staircase", "coordinated"]
    found = simulation.compare(policies, precision=width, most_replications=24, n_replications=4, threads=2, **own)
    n = found.n_replications
    direct = compared(policies, n, own)
    for name in ("levels", "contrasts", "orders"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(direct, name), check_exact=True)
    for name in ("budget", "cost_per_quarter", "price_effects"):
        pd.testing.assert_frame_equal(getattr(found.money, name), getattr(direct.money, name), check_exact=True)
    widths = {n: widest_of(policies, n, own) for n in stages(policies, width, own)}
    *before, last = widths
    wished = float(width.removesuffix("pp")) / 100.0
    assert last == n
    assert all(widths[stage] > wished for stage in before)
    assert (widths[last] <= wished) == (n < 24)
    assert n > 4
    if parameter_set == "posterior":
        assert n % 2 == 0  # two of a draw


def widest_of(policies: Sequence[str], n: int, own: dict) -> float:
    """Return the widest interval in first job of a comparison with so many replications."""
    table = compared(policies, n, own).contrasts
    end = table[(table.outcome == "first_job") & (table.group == "all") & (table.quarter == SIZES["n_quarters"])]
    return float((end.mc_high - end.mc_low).max())


def compared(policies: Sequence[str], n: int, own: dict) -> Tables:
    """Return a comparison asked for with so many replications, in one thread."""
    return _compared(tuple(policies), n, tuple(own.items()))


@cache
def _compared(policies: tuple[str, ...], n: int, own: tuple[tuple[str, Any], ...]) -> Tables:
    return simulation.compare(policies, n_replications=n, threads=1, **dict(own))


def stages(policies: Sequence[str], width: str, own: dict) -> list[int]:
    """Return the numbers of replications at which the rule looks, from comparisons asked for directly."""
    wished, step = float(width.removesuffix("pp")) / 100.0, 2 if own["parameter_set"] == "posterior" else 1
    looked = [4]
    while (wide := widest_of(policies, looked[-1], own)) > wished and looked[-1] < 24:
        wanted = math.ceil(min(1.1 * looked[-1] * (wide / wished) ** 2, 2 * looked[-1]))
        looked.append(min(wanted + wanted % step, 24))
    return looked


def test_what_is_watched_is_what_the_table_says() -> None:
    study = make_settings(["staircase", "coordinated"], n_replications=6, **SIZES).study()
    target = FirstJobDifferences(study)
    for result in replications(study, 1):
        target.add(result)
    assert target.half_width()[0] == 0.0
    found = widest(target.half_width())
    own = {**SIZES, "parameter_set": "posterior"}
    assert found == pytest.approx(widest_of(["staircase", "coordinated"], 6, own), rel=1e-9)


def test_one_is_told_of_each_round_and_can_stop_in_any() -> None:
    settings = make_settings(["coordinated"], n_replications=12, parameter_set="central", **SIZES)
    told: list[tuple[int, int]] = []
    precision = Precision(1e-6, 3, 12)
    tables = run_study(settings.study(), 2, lambda *step: told.append(step), precision=precision)
    # After the last replication of a round it is known how many there are to be next.
    asked = [3, 3, 6, 6, 6, 12, 12, 12, 12, 12, 12, 12]
    assert told == list(enumerate(asked, start=1))
    assert tables.n_replications == 12

    told.clear()
    with pytest.raises(Cancelled):
        run_study(settings.study(), 2, lambda *step: told.append(step), lambda: len(told) == 7, precision)
    assert told == list(enumerate(asked[:7], start=1))


@pytest.fixture(scope="module", autouse=True)
def one_figure() -> Iterator[None]:
    """Let reports have one figure instead of seven, which take most of the time of a small run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "KINDS", {"paths_first_job": figures.KINDS["paths_first_job"]})
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, one_figure: None) -> Path:
    made = tmp_path_factory.mktemp("precise") / "results"
    assert main(["compare", *SMALL, "n_replications=4", "precision=5pp", f"out={made}"]) == 0
    return made


def test_the_files_are_those_of_so_many_replications(folder: Path, tmp_path: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    n = manifest["n_replications"]
    assert manifest["precision"] == {
        "width": 0.05, "first_replications": 4, "most_replications": 10_000, "step": 2
    }  # fmt: skip
    assert n > 4
    assert main(["compare", *SMALL, f"n_replications={n}", f"out={tmp_path / 'direct'}"]) == 0
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {p.relative_to(tmp_path / "direct").as_posix() for p in (tmp_path / "direct").rglob("*.*")}
    differing = {name for name in names if not filecmp.cmp(folder / name, tmp_path / "direct" / name, shallow=False)}
    assert differing == {
        "datapackage.json",
        "manifest.json",
        "report.html",
        "results.xlsx",
    }  # which say what decided the number
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert f"{n}, decided by a precision" in page
    assert "at most 5.00 percentage points" in page


def test_asked_again_nothing_is_simulated(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "manifest.json").read_bytes()
    asked = ["compare", *SMALL, "n_replications=4", f"out={folder}"]
    assert main([*asked, "precision=0.05"]) == 0  # the same width
    said = capsys.readouterr()
    assert "nothing was computed anew" in said.out
    assert "The precision took" in said.out
    assert (folder / "manifest.json").read_bytes() == before
    assert main([*asked, "precision=4pp"]) == WRONG_INPUT  # something else: the folder is kept


@pytest.mark.parametrize("language", ["en", "sv", "da"])
def test_what_is_not_reached_is_said(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*SMALL, "n_replications=4", "precision=0.1pp", "most_replications=8", f"language={language}"]
    assert main(["compare", *asked, f"out={tmp_path / 'r'}"]) == 0
    said = capsys.readouterr()
    line = next(line for line in said.out.splitlines() if "most_replications=N" in line)
    assert " 8 " in line
    assert line.count("'") == 4  # both policies are named
    assert " 8 " in next(line for line in said.err.splitlines() if format_point("0.10", language) in line)


def format_point(number: str, language: str) -> str:
    return number if language == "en" else number.replace(".", ",")


REFUSED = {
    "zero": (["compare", "precision=0"], "precision is 0;"),
    "negative": (["compare", "precision=-1"], "precision is -1;"),
    "word": (["compare", "precision=wide"], "precision is wide;"),
    "the whole of a share": (["compare", "precision=20"], "write precision=20pp"),
    "yes": (["compare", "precision=true"], "precision is true;"),
    "most": (["compare", "precision=1pp", "most_replications=few"], "most_replications"),
    "most below first": (["compare", "precision=1pp", "n_replications=10", "most_replications=9"], "fewer than the 10"),
    "most alone": (["compare", "most_replications=9"], "there is none"),
    "too few": (["compare", "precision=1pp", "n_replications=2"], "at least 4"),
    "too few, central": (["compare", "precision=1pp", "n_replications=1", "parameters=central"], "at least 2"),
    "run": (["run", "policy=jobfirst", "precision=1pp"], "tilltro compare"),
    "validate": (["validate", "precision=1pp"], "tilltro compare"),
    "contrary": (["contrary", "most_replications=9"], "tilltro compare"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, named = REFUSED[case]
    assert main(arguments) == WRONG_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert named in said.err
    assert list(tmp_path.iterdir()) == []
