"""Chunks of runs: whole or absent, gone on with, the same whoever makes them; and a calibration from start to end."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.analyses.calibration import reference_table
from simulation.analyses.calibration.fit import WAVES_OF, Calibration, calibrate, identified_by, n_runs_in_all, table_of
from simulation.analyses.calibration.history import left_by
from simulation.analyses.calibration.plan import Plan, load_plan
from simulation.analyses.calibration.reference_table import Wave, make_table, with_noise
from simulation.analyses.calibration.store import tables, write
from simulation.analyses.calibration.targets import Target, calibration_targets
from simulation.model.parameters import Parameters
from simulation.study.posterior import read_posterior
from tests.analyses.calibration.toy import VALUE, pretend

QUICK = load_plan("quick", {"n_runs": 2400, "n_draws": 200, "n_truths": 60})
# 2,400 runs are few for all parameters; those after persistence are ones that no target speaks to.
PLAN = replace(QUICK, parameters=QUICK.parameters[: QUICK.parameters.index("practice.persistence") + 1])


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_table, "simulate", pretend)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference_table, "simulate", pretend)
        return calibrate(PLAN, tmp_path_factory.mktemp("runs"), 1)


def test_an_interrupted_table_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[int] = []

    def counted(plan: Plan, parameters: Parameters, replication: int, nuisance: Mapping[str, int]) -> dict[str, float]:
        if len(made) == 60:
            raise KeyboardInterrupt
        made.append(replication)
        return pretend(plan, parameters, replication)

    monkeypatch.setattr(reference_table, "simulate", counted)
    with pytest.raises(KeyboardInterrupt):
        make_table(PLAN, Wave(0, 100), tmp_path, 1)
    # chunks of 25: two are whole, the third was given up after 10 runs and has left nothing
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wave-0-00000.npz", "wave-0-00001.npz"]
    made.clear()
    monkeypatch.setattr(reference_table, "simulate", lambda *given: made.append(given[2]) or pretend(*given))
    told: list[int] = []
    table = make_table(PLAN, Wave(0, 100), tmp_path, 1, told.append)
    assert made == list(range(50, 100))
    assert told == [50, 75, 100]
    whole = make_table(PLAN, Wave(0, 100), tmp_path / "anew", 1)
    assert np.array_equal(table.values, whole.values)
    assert np.array_equal(table.summaries, whole.summaries)


@pytest.mark.slow
def test_processes_make_the_same_table_as_one(tmp_path: Path) -> None:
    plan = load_plan("quick", {"n_runs": 100, "n_clients": 60, "n_clients_small": 60, "n_draws": 50, "chunk": 3})
    one, two = (make_table(plan, Wave(0, 6), tmp_path / str(n), n) for n in (1, 2))
    assert np.array_equal(one.values, two.values)
    assert np.array_equal(one.summaries, two.summaries, equal_nan=True)


def test_runs_that_give_no_number_are_left_out(fake: None, tmp_path: Path) -> None:
    table = make_table(PLAN, Wave(0, 50), tmp_path, 1)
    summaries = table.summaries.copy()
    summaries[3, table.columns["F5"]] = np.nan
    broken = reference_table.Table(table.prior, table.values, summaries, table.names)
    assert len(broken.known(calibration_targets()).values) == 49


def test_noise_is_that_of_the_tolerances() -> None:
    targets = (Target("a", "a", 0.0, 1.0), Target("b", "b", 0.0, 5.0))
    noisy = with_noise(np.full((4000, 2), 10.0), targets, 3)
    assert noisy.mean(axis=0) == pytest.approx([10.0, 10.0], abs=0.3)
    # SD of 4,000 normals: to within 1 / sqrt(8000) of itself, 1.1 %
    assert noisy.std(axis=0) == pytest.approx([1.0, 5.0], rel=0.045)
    assert np.array_equal(noisy, with_noise(np.full((4000, 2), 10.0), targets, 3))


def test_what_the_targets_tell_is_found_and_the_rest_stays_as_it_was(found: Calibration) -> None:
    names = found.prior.names
    draws = found.draws

    def of(name: str) -> tuple[float, float, float]:
        place = names.index(name)
        return draws.mean[place], draws.sd[place], found.prior.sd[place]

    # G7 = 14.76 + 20 (intercept + 5.85), tolerance 3: the intercept is -5.85 with SD 3 / 20
    mean, sd, before = of("job_entry.intercept")
    assert (mean, sd) == (pytest.approx(-5.85, abs=0.08), pytest.approx(0.15, abs=0.05))
    # F5 = 26.8 + 20 (belief - 0.9), tolerance 4: belief is 0.9 with SD 4 / 20
    assert of("job_entry.belief")[0] == pytest.approx(0.9, abs=0.08)
    # nothing tells sorting
    _, sd, before = of("caseworkers.sorting")
    assert sd == pytest.approx(before, rel=0.2)


def test_methods_are_compared_and_one_is_taken(found: Calibration) -> None:
    assert len(found.methods) == 6
    assert found.method.error == min(trial.error for trial in found.methods)
    # 60 truths and 31 parameters: means of 1,860 dependent ranks
    for trial in found.methods:
        assert trial.coverage_90 == pytest.approx(0.9, abs=0.06)
    assert {trial.table for trial in found.methods} == set(WAVES_OF)


def test_the_choice_of_a_method_counts_the_parameters_that_targets_tell_of(found: Calibration) -> None:
    prior = found.prior
    truths = np.array([prior.low, prior.high])
    # Truths at the ends of an even prior: E|X - x| = 1/2, less E|X - X'| / 2 = 1/6, in SD of 1 / sqrt(12): 1.155.
    errors = np.full((2, prior.low.size), 1.155)
    assert identified_by(errors, prior, truths).all()  # none is identified: all count
    errors[1, 3] = 1.0  # below 0.9 times 1.155 = 1.039, by one of two methods
    assert identified_by(errors, prior, truths).nonzero()[0].tolist() == [3]


def test_history_matching_leaves_out_what_cannot_give_the_figures(found: Calibration) -> None:
    place = found.prior.names.index("job_entry.intercept")
    middle = (found.prior.low + found.prior.high) / 2
    far = middle.copy()
    # 0.65 above: G7 13 points too high, 4.3 tolerances
    middle[place], far[place] = -5.85, -5.2
    assert [emulator.is_plausible(np.array([middle, far])).tolist() for emulator in found.emulators] == [
        [True, False]
    ] * 2
    # Each wave lies in what those before it leave, and the table of a method in what its waves leave.
    for wave, table in enumerate(found.tables):
        assert left_by(found.emulators[:wave], table.values).all()
    for kind, wave in WAVES_OF.items():
        table = table_of(kind, found.tables, found.emulators)
        assert left_by(found.emulators[:wave], table.values).all()
        assert len(table.values) >= len(found.tables[wave].values)


def test_the_check_runs_draws_again(found: Calibration) -> None:
    simulated = found.check.read(found.targets).mean(axis=0)
    names = [target.name for target in found.targets]
    # 100 runs with SD 3 or less: the mean to within 0.3 or so
    assert simulated[names.index("G7")] == pytest.approx(VALUE["G7"], abs=1.0)
    assert n_runs_in_all(PLAN) == 2400 + 100


def test_what_is_written_is_read_again(found: Calibration, tmp_path: Path) -> None:
    write(found, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "methods.csv",
        "parameters.csv",
        "posterior.csv",
        "posterior.yaml",
        "targets.csv",
    ]
    posterior = read_posterior(tmp_path / "posterior.csv")
    assert posterior.names == (*found.prior.parameters, *PLAN.held)
    n_fitted = len(found.prior.parameters)
    assert posterior.values[:, :n_fitted] == pytest.approx(found.draws.values[:, :n_fitted], rel=1e-4)
    frames = tables(found)
    power = frames["targets"].set_index("target").prior_share_passing
    # F2 doesn't depend on the parameters in this stand-in: every prior draw passes
    assert power["F2"] == 1.0
    assert power["G11"] < 0.9
    assert (frames["parameters"].prior_sd > 0).all()
