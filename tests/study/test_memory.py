"""The memory that a study takes is told before it begins, and what can't fit is refused in a sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from simulation.__main__ import WRONG_INPUT, main
from simulation.base import errors
from simulation.base.errors import InputError, is_out_of_memory
from simulation.base.texts import LANGUAGES
from simulation.model.state import CASEWORKER, CLIENT
from simulation.study import carry_out, memory
from simulation.study.memory import needed_memory
from simulation.study.settings import MOST_POLICIES
from simulation.study.settings_reader import make_settings

RESULT_OF_AN_ARM = 5 * 13 * 30 * 3 * 8  # four quarters and intake, groups, outcomes, mean and two shares


def test_by_hand() -> None:
    assert (CLIENT.itemsize, CASEWORKER.itemsize) == (384, 104)
    small = {"n_clients": 1000, "n_quarters": 4, "n_replications": 10, "caseload": 50}
    one = make_settings(["staircase"], "observed_mix", **small)
    state = 1000 * (2 * 384 + 128) + 20 * 2 * 104
    results = 2 * RESULT_OF_AN_ARM
    assert needed_memory(one, 1) == (state + 14 * results, 1)
    assert needed_memory(one, 4) == (4 * state + 20 * results, 4)
    assert needed_memory(one, 40) == (10 * state + 32 * results, 10)  # no more than there are replications
    assert needed_memory(one, 1, 3) == (3 * (state + 14 * results) + 2 * 200_000_000, 3)
    arriving = make_settings(["staircase"], "observed_mix", inflow=250, **small)
    assert needed_memory(arriving, 1)[0] == needed_memory(one, 1)[0] + 1000 * (2 * 384 + 128)
    large = make_settings(["staircase"], "observed_mix", **{**small, "n_clients": 1_000_001})
    assert needed_memory(large, 4)[1] == 1  # beyond two million rows replications run one at a time


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(memory, "available_memory", lambda: 3_000_000_000)
    return tmp_path


def test_what_cannot_fit_is_refused_at_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", "policies=[staircase]"]
    for language in LANGUAGES:
        assert main([*command, "population.n_clients=50000000", f"language={language}"]) == WRONG_INPUT
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        for part in ("46 GB", "3000 MB", "50000000", "population.n_clients", "threads"):
            assert part in said
    assert main([*command, "population.inflow=300000", "n_quarters=300"]) == WRONG_INPUT
    assert "90001000" in capsys.readouterr().err
    assert not list(here.iterdir())
    with pytest.raises(InputError, match="50000000"):
        carry_out.simulate(make_settings(["staircase"], n_clients=50_000_000), None, 1, lambda _: None)


def test_a_sweep_that_cannot_fit_leaves_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "sweep=carrot_and_stick", "population.n_clients=50000000"]) == WRONG_INPUT
    assert capsys.readouterr().err.count("\n") == 1
    assert not list(here.iterdir())


def test_too_many_policies_are_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    names = ",".join(f"policy_{number}" for number in range(10_000))
    start = time.process_time()
    assert main(["compare", f"policies=[{names}]"]) == WRONG_INPUT
    assert time.process_time() - start < 10
    assert "10000" in capsys.readouterr().err
    with pytest.raises(InputError, match=str(MOST_POLICIES)):
        make_settings([f"policy_{number}" for number in range(201)])


def test_what_fails_all_the_same_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    told = ImportError("libfoo.so: failed to map segment from shared object")
    in_other_words = OSError("Could not find the library")
    in_other_words.__cause__ = told
    for error in (MemoryError(), RuntimeError("can't start new thread"), OSError(12, "no"), told, in_other_words):

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("simulation.study.replications.run_replication", fail)
        assert main(["compare", "policies=[staircase]", "n_replications=2"]) == WRONG_INPUT
        said = capsys.readouterr().err.splitlines()
        assert said[-1].startswith("Memory or threads have run out")
        assert "Traceback" not in "".join(said)
        assert not list(here.iterdir())
    assert not is_out_of_memory(ValueError("no"))
    assert not is_out_of_memory(OSError(errors.errno.ENOENT, "no"))


def test_where_the_program_itself_does_not_fit_the_study_is_not_blamed(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(memory, "available_memory", lambda: 0)
    tiny = ["population.n_clients=20", "caseworkers.caseload=10", "n_quarters=2", "n_replications=1", "threads=1"]
    for language, said in (("en", "the program itself"), ("sv", "programmet självt"), ("da", "selve programmet")):
        assert main(["compare", "policies=[staircase]", *tiny, f"language={language}"]) == WRONG_INPUT
        shown = capsys.readouterr().err
        assert said in shown
        assert "0 MB" not in shown
    assert not list(here.iterdir())
