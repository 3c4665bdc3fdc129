"""Settings are composed the same in many threads, whoever else uses Hydra in the process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hydra import initialize_config_module
from hydra.core.global_hydra import GlobalHydra

from simulation.base.resources import configs
from simulation.cli.hydra_settings import compose
from simulation.cli.request import request_compare
from simulation.cli.typed import Typed, read_typed
from simulation.study.defaults import dotted


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


OF_SETTINGS = {
    "config.yaml": (configs() / "config.yaml").read_text(encoding="utf-8").replace("\nseed: 1\n", "\nseed: 77\n"),
    "experiment/mine.yaml": "# @package _global_\nn_quarters: 77",
    "population/mine.yaml": "n_clients: 77",
    "caseworkers/mine.yaml": "caseload: 77",
    "parameters/mine.yaml": "trust: {gain: 77}",
    "labour_market/mine.yaml": "tightness: 77",
}


def test_every_kind_of_file_in_ones_own_folder_counts_as_soon_as_it_is_there(tmp_path: Path) -> None:
    for name, content in OF_SETTINGS.items():
        group, _, file = name.rpartition("/")
        own = tmp_path / (group or "top")
        typed = [f"config_dir={own}"]
        own.mkdir()
        assert {**compose(read_typed(typed)), "config_dir": None} == compose(read_typed([]))
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text(content, encoding="utf-8")
        settings = compose(read_typed([*typed, *([f"{group}={Path(file).stem}"] if group else [])]))
        assert 77 in dict(dotted(settings)).values(), name
