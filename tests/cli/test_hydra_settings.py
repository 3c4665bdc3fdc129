"""Settings are composed the same in many threads, whoever else uses Hydra in the process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hydra import initialize_config_module
from hydra.core.global_hydra import GlobalHydra

from simulation.cli.hydra_settings import compose
from simulation.cli.request import request_compare
from simulation.cli.typed import Typed, read_typed


def typed(number: int) -> Typed:
    """Return a command line of its own for each number."""
    experiment = ("carrot_and_stick", "headline", "staircase_and_coordinated")[number % 3]
    return read_typed([f"experiment={experiment}", f"seed={number}", f"population.n_clients={100 + number}"])


def test_settings_composed_in_eight_threads_are_those_of_one() -> None:
    numbers = range(16)
    alone = [request_compare(typed(number)).settings for number in numbers]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: request_compare(typed(number)).settings, numbers))
    assert together == alone
    assert [settings.seed for settings in together] == list(numbers)


def test_a_program_that_uses_hydra_itself_is_not_disturbed() -> None:
    with initialize_config_module("simulation.configs", version_base="1.3"):
        theirs = GlobalHydra.instance().hydra
        assert compose(read_typed(["seed=7"]))["seed"] == 7
        assert GlobalHydra.instance().hydra is theirs
    assert compose(read_typed(["seed=8"]))["seed"] == 8
    assert not GlobalHydra.instance().is_initialized()


def test_settings_of_one_call_are_no_defaults_of_the_next() -> None:
    usual = compose(read_typed([]))
    changed = compose(read_typed(["population.n_clients=60", "money.benefit=1", "policies=[staircase]"]))
    assert (changed["population"]["n_clients"], changed["money"]["benefit"]) == (60, 1)
    changed["population"]["correlations"].clear()
    assert compose(read_typed([])) == usual
    assert compose(read_typed(["population=open"]))["population"]["inflow"] != usual["population"]["inflow"]
    assert compose(read_typed([])) == usual


def test_a_file_of_ones_own_is_read_anew_each_time(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    for n_quarters in (3, 5):
        (tmp_path / "experiment" / "mine.yaml").write_text(f"# @package _global_\nn_quarters: {n_quarters}\n")
        assert compose(read_typed([f"config_dir={tmp_path}", "experiment=mine"]))["n_quarters"] == n_quarters
