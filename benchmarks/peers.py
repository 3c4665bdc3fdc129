"""How fast is the engine? Ratios in one run, against the machine's limit and against what a user could pick instead.

    python -m benchmarks.peers [--quick] [--large] [--json FILE]

(a) the limit: NumPy (SFC64) drawing as many float32 normals as the client phase uses;
(b) the same rules as an idiomatic Mesa model, one object an agent (reference_mesa.py);
(c) the same rules in vectorised NumPy (reference_numpy.py);
(d) Starsim and ambr on a toy of eleven indicators (toy.py), if they are installed: pip install "tilltro[benchmarks]".

CPU time of one thread but for what is about two threads; `--large` adds ten million clients.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks import engine
from benchmarks.clock import Work, take_turns
from benchmarks.cores import arithmetic
from benchmarks.large import large
from benchmarks.reference_mesa import ReferenceModel
from benchmarks.reference_numpy import NumpyModel
from benchmarks.toy import EngineToy
from simulation.model.draws.decisions import Decision
from simulation.model.state import CLIENT

N_CLIENTS, N_AGENTS = 4000, 100_000
ARITHMETIC = 12_000_000  # rounds that take about as long as the client phase of 100,000 clients
NORMALS_IN_USE = Decision.CASEWORKER_ANSWER + 10  # a client and quarter


@dataclass(frozen=True)
class Figure:
    """A measured figure and the bar it is held to; `bar` None where there is none."""

    name: str
    value: float
    bar: float | None = None
    is_at_most: bool = False

    @property
    def verdict(self) -> str:
        """Return the bar in words, and whether it is reached."""
        if self.bar is None:
            return ""
        is_met = self.value <= self.bar if self.is_at_most else self.value >= self.bar
        return f"{'at most' if self.is_at_most else 'at least'} {self.bar:g}: {'yes' if is_met else 'NO'}"


def limit(n_clients: int) -> Callable[[], object]:
    """Return what draws the normals of the client phase with NumPy, for so many clients."""
    generator = np.random.Generator(np.random.SFC64(1))
    out = np.empty(NORMALS_IN_USE * n_clients, np.float32)
    return lambda: generator.standard_normal(out=out, dtype=np.float32)


def against_the_limit(n_clients: int, n_rounds: int) -> Iterator[Figure]:
    """Compare the client phase, everybody on benefit, with drawing alone."""
    phase = engine.FirstQuarter(n_clients)
    works = {
        "phase": Work(phase.run, n_clients, phase.prepare),
        "limit": Work(limit(n_clients), n_clients),
    }
    yield Figure("client phase / (a) drawing alone", take_turns(works, n_rounds).ratio("phase", "limit"), 1.3, True)


def against_the_rules_otherwise(n_clients: int, n_mesa: int, n_rounds: int) -> Iterator[Figure]:
    """Compare whole runs, population included, with plain Mesa and NumPy; and with their own client phases."""
    study = engine.study_of(n_clients)
    plan, parameters = study.environment.population, study.environment.parameters
    small = engine.study_of(n_mesa).environment.population

    def mesa_run() -> None:
        model = ReferenceModel(small, parameters, rng=1)
        for _ in range(engine.N_QUARTERS):
            model.step()

    def numpy_run() -> None:
        model = NumpyModel(plan, parameters, 1)
        for _ in range(engine.N_QUARTERS):
            model.step()

    size = n_clients * engine.N_QUARTERS
    works = {"engine": Work(engine.whole_run(study), size), "numpy": Work(numpy_run, size)}
    times = take_turns(works, n_rounds)
    mesa = {**works, "mesa": Work(mesa_run, n_mesa * engine.N_QUARTERS)}
    yield Figure("(b) plain Mesa / whole run", take_turns(mesa, max(1, n_rounds // 4)).ratio("mesa", "engine"), 100.0)
    yield Figure("(c) vectorised NumPy / whole run", times.ratio("numpy", "engine"), 3.0)
    yield Figure("whole run / its client phase", engine.whole_over_phase(study, n_rounds), 1.75, True)


def toys() -> Iterator[tuple[str, Callable[[int, int], object]]]:
    """Yield the toys of the frameworks that are installed; say which aren't."""
    if find_spec("starsim"):
        from benchmarks.toy_starsim import StarsimToy

        yield "Starsim with common random numbers", lambda n, seed: StarsimToy(n, seed, common_luck=True)
        yield "Starsim without", lambda n, seed: StarsimToy(n, seed, common_luck=False)
    else:
        print('Starsim is left out: it isn\'t installed (pip install "tilltro[benchmarks]").')
    if find_spec("ambr"):
        from benchmarks.toy_ambr import AmbrToy

        yield "ambr", AmbrToy
    else:
        print('ambr is left out: it isn\'t installed (pip install "tilltro[benchmarks]").')


def against_frameworks(n_agents: int, n_rounds: int) -> Iterator[Figure]:
    """Compare quarters of the toy, one framework after the other (Starsim's common luck is a global option)."""
    for name, make in toys():
        own, other = EngineToy(n_agents, 1), make(n_agents, 1)
        works = {"own": Work(own.step, n_agents), "other": Work(other.step, n_agents)}  # type: ignore[attr-defined]
        take_turns(works, 2)  # compile, and fill caches
        yield Figure(f"(d) {name} / this engine, toy", take_turns(works, n_rounds).ratio("other", "own"))


def scaling(n_small: int, n_large: int, n_rounds: int) -> Iterator[Figure]:
    """Say what a second thread gives, and whether the cost a client stays what it is in large populations."""
    one, two = engine.FirstQuarter(n_small, 1), engine.FirstQuarter(n_small, 2)
    works = {
        "one": Work(one.run, n_small, one.prepare),
        "two": Work(two.run, n_small, two.prepare),
        "arithmetic, one": Work(partial(arithmetic, ARITHMETIC, 1), ARITHMETIC),
        "arithmetic, two": Work(partial(arithmetic, ARITHMETIC, 2), ARITHMETIC),
    }
    take_turns(works, 1)
    # Wall time, and the best second: it depends on whether the machine lends two cores or one at the time.
    seconds = [take_turns(works, 10, time.perf_counter) for _ in range(n_rounds)]
    best = max(seconds, key=lambda times: times.ratio("one", "two"))
    yield Figure(f"client phase, one thread / two, {n_small:,} clients", best.ratio("one", "two"), 1.7)
    machine = best.ratio("arithmetic, one", "arithmetic, two")
    yield Figure("the same second, arithmetic without memory: the limit", machine)
    worst = min(seconds, key=lambda times: times.ratio("one", "two"))
    yield Figure("the worst second, client phase", worst.ratio("one", "two"))
    yield Figure("the worst second, arithmetic", worst.ratio("arithmetic, one", "arithmetic, two"))
    n_base = min(N_CLIENTS, n_large)
    small, large_one = engine.study_of(n_base), engine.study_of(n_large)
    works = {
        "small": Work(engine.whole_run(small), n_base * engine.N_QUARTERS),
        "large": Work(engine.whole_run(large_one), n_large * engine.N_QUARTERS),
    }
    cost = take_turns(works, max(1, n_rounds // 5)).ratio("large", "small")
    yield Figure(f"whole run, cost a client, {n_large:,} / {n_base:,} clients", cost, 1.2, True)
    yield Figure("bytes of state a client", float(CLIENT.itemsize), 400.0, True)


def figures(quick: bool, with_large: bool) -> Iterator[Figure]:
    """Measure everything."""
    n_rounds = 3 if quick else 15
    engine.compile_all()
    yield from against_the_limit(N_CLIENTS, 5 * n_rounds)
    yield from against_the_rules_otherwise(N_CLIENTS, 200 if quick else 1000, n_rounds)
    yield from against_frameworks(N_AGENTS // 10 if quick else N_AGENTS, n_rounds)
    yield from scaling(N_AGENTS, N_AGENTS if quick else 4_000_000, n_rounds)
    if with_large:
        cost = large()
        yield Figure("10,000,000 clients x 16 quarters, two threads, seconds", cost.seconds, 90.0, True)
        yield Figure("10,000,000 clients x 16 quarters, CPU seconds", cost.cpu_seconds)
        yield Figure("10,000,000 clients x 16 quarters, peak GB", cost.peak_gigabytes, 12.0, True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller populations")
    parser.add_argument("--large", action="store_true", help="also ten million clients (minutes, up to 12 GB)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    found = []
    for figure in figures(arguments.quick, arguments.large):
        print(f"{figure.value:10.2f}   {figure.name:58s} {figure.verdict}", flush=True)
        found.append(asdict(figure))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
