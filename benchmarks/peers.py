"""How fast is the engine? Ratios in one run, against the machine's limit and against the same rules in plain Mesa.

    python -m benchmarks.peers [--quick] [--json FILE]

(a) the limit: NumPy (SFC64) drawing as many float32 normals as the client phase uses;
(b) the same rules as an idiomatic Mesa model, one object an agent (benchmarks/reference_mesa.py).
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import simulation
from benchmarks.reference_mesa import ReferenceModel
from simulation.draws.decisions import Decision
from simulation.engine.replication import Replication, run_replication
from simulation.study import Study

N_QUARTERS = 16
NORMALS_IN_USE = Decision.CASEWORKER_ANSWER + 10  # a client and quarter


def best_of(work: Callable[[], object], repeats: int) -> float:
    """Return the median of several timings, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def study_of(n_clients: int) -> Study:
    """Return a study of observed practice alone."""
    return simulation.make_settings(["observed_mix"], n_clients=n_clients, n_replications=1).study()


def client_phase(n_clients: int, repeats: int) -> float:
    """Return ns a client and quarter of the client phase, one thread, everybody still on benefit."""
    study = study_of(n_clients)
    run = Replication(study.world, study.policies, 1, 0)
    run.begin_quarter()
    at_start = run.clients.copy()

    def work() -> None:
        run.clients[:] = at_start
        run.advance_clients()

    run.advance_clients()
    copying = best_of(lambda: run.clients.__setitem__(slice(None), at_start), repeats)
    return (best_of(work, repeats) - copying) / n_clients * 1e9


def limit(n_clients: int, repeats: int) -> float:
    """Return ns a client and quarter of drawing the normals alone with NumPy."""
    generator = np.random.Generator(np.random.SFC64(1))
    out = np.empty(NORMALS_IN_USE * min(n_clients, 4000), np.float32)
    seconds = best_of(lambda: generator.standard_normal(out=out, dtype=np.float32), repeats)
    return seconds / out.size * NORMALS_IN_USE * 1e9


def whole_run(n_clients: int, repeats: int) -> float:
    """Return ns a client and quarter of a whole run, population and outcomes included, one thread."""
    study = study_of(n_clients)
    seconds = best_of(lambda: run_replication(study.world, study.policies, 0, 1, 0), repeats)
    return seconds / n_clients / N_QUARTERS * 1e9


def mesa_run(n_clients: int) -> float:
    """Return ns a client and quarter of the same in plain Mesa."""
    study = study_of(n_clients)
    start = time.perf_counter()
    model = ReferenceModel(study.world.population, study.world.parameters, rng=1)
    for _ in range(N_QUARTERS):
        model.step()
    return (time.perf_counter() - start) / n_clients / N_QUARTERS * 1e9


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, smaller populations")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    repeats, n_mesa = (3, 300) if arguments.quick else (9, 2000)
    run_replication(study_of(600).world, study_of(600).policies, 0, 1, 0)  # compile
    phase, drawing = client_phase(4000, repeats), limit(4000, repeats)
    whole, mesa = whole_run(4000, repeats), mesa_run(n_mesa)
    figures = {
        "client phase / (a) drawing its normals with NumPy": phase / drawing,
        "(b) plain Mesa / whole run of the engine": mesa / whole,
        "whole run / its client phase": whole / phase,
    }
    for name, ratio in figures.items():
        print(f"{ratio:10.2f}   {name}")
    print(
        f"\nns a client and quarter: client phase {phase:.0f}, (a) {drawing:.0f}, whole run {whole:.0f}, (b) {mesa:.0f}"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
