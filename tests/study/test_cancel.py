"""A comparison tells its progress, can be cancelled, and gives the same tables beside others as alone."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import simulation
import simulation.study.replications as module
from simulation.analyses.contrary.answers import ask
from simulation.analyses.contrary.questions import load_questions
from simulation.study.contrasts.tables import Tables
from simulation.study.worlds import load_world

SMALL = {"n_clients": 100, "n_quarters": 4, "caseload": 10}


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before


@pytest.mark.parametrize("threads", [1, 3])
def test_cancelled_between_replications(threads: int) -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(simulation.Cancelled):
        simulation.compare(
            ["staircase"],
            n_replications=20,
            threads=threads,
            progress=lambda *step: told.append(step),
            cancel=lambda: len(told) == 3,
            **SMALL,
        )
    assert told == [(1, 20), (2, 20), (3, 20)]


@pytest.mark.parametrize("largest", [10, module.LARGEST_SIDE_BY_SIDE])
def test_cancelled_within_a_replication(largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_SIDE_BY_SIDE", largest)  # rows shared out, or replications side by side
    n_asked = 0

    def cancel() -> bool:
        nonlocal n_asked
        n_asked += 1
        return n_asked == 10

    settings = {**SMALL, "n_quarters": 100}
    with pytest.raises(simulation.Cancelled):
        simulation.compare("staircase", n_replications=1, parameter_set="central", threads=2, cancel=cancel, **settings)
    assert n_asked == 10  # of more than a hundred times


def test_errors_of_the_callbacks_come_out() -> None:
    def fail(*_: int) -> bool:
        raise LookupError("mine")

    for callback in ({"progress": fail}, {"cancel": fail}):
        with pytest.raises(LookupError, match="mine"):
            simulation.compare(["staircase"], n_replications=8, threads=2, **callback, **SMALL)


def test_cancelling_is_no_wrong_input() -> None:
    assert not issubclass(simulation.Cancelled, ValueError)


def test_the_main_questions_can_be_cancelled() -> None:
    told: list[tuple[int, int]] = []
    settings = simulation.make_settings(n_replications=3, **SMALL)
    questions, worlds = load_questions()[:1], (load_world("usual"), load_world("sanctions_work"))
    with pytest.raises(simulation.Cancelled):
        ask(settings, questions, worlds, 2, lambda *step: told.append(step), lambda: len(told) == 4)
    assert told == [(1, 6), (2, 6), (3, 6), (4, 6)]


def frames(tables: Tables) -> dict[str, pd.DataFrame]:
    return {
        "levels": tables.levels,
        "contrasts": tables.contrasts,
        "orders": tables.orders,
        "budget": tables.money.budget,
        "cost_per_quarter": tables.money.cost_per_quarter,
        "price_effects": tables.money.price_effects,
    }


@pytest.mark.slow
def test_comparisons_in_four_threads_give_what_they_give_alone(tmp_path) -> None:
    table = tmp_path / "clients.csv"
    table.write_text("age,man\n" + "30,1\n50,0\n" * 50, encoding="utf-8")
    asked = [
        {"policies": ["staircase", "coordinated"], "n_clients": 100, "seed": 3},
        {"policies": ["aig_sanctions"], "table": table, "world": "sanctions_work"},
        {"policies": ["jobfirst"], "n_clients": 150, "precision": "5pp", "most_replications": 12},
        {"policies": ["staircase"], "n_clients": 90, "inflow": 10, "labour_market": "recession", "n_quarters": 6},
    ]
    asked[0]["money"] = {"wage_ordinary": 140_000.0}

    def compare(number: int) -> dict[str, pd.DataFrame]:
        given = {"n_quarters": 4, "n_replications": 4, "caseload": 10, "threads": 2, **asked[number % len(asked)]}
        return frames(simulation.compare(**given))

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(compare, range(2 * len(asked))))
    alone = [compare(number) for number in range(len(asked))]
    for number, found in enumerate(together):
        for name, frame in found.items():
            pd.testing.assert_frame_equal(frame, alone[number % len(asked)][name], check_exact=True, obj=name)
