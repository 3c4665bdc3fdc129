"""Settings are composed the same in many threads, whoever else uses Hydra in the process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

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
