"""Ten million clients over sixteen quarters with policy and outcomes: seconds, and the most memory held at a time.

    python -m benchmarks.large [N_CLIENTS]

In a process of its own, since the peak is of a process as a whole.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import engine
from simulation.model.engine.replication import run_replication

N_CLIENTS, N_THREADS = 10_000_000, 2
GIGABYTE = 1e9


def peak_gigabytes() -> float:
    """Return the most memory that this process has held (Unix only)."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / GIGABYTE


@dataclass(frozen=True)
class Cost:
    """What a large run costs."""

    seconds: float
    cpu_seconds: float  # of both threads together
    peak_gigabytes: float


def large(n_clients: int = N_CLIENTS) -> Cost:
    """Return what the run costs, measured in a process of its own."""
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", "benchmarks.large", str(n_clients)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def main() -> None:
    """Run it and print what it costs as JSON."""
    n_clients = int(sys.argv[1]) if len(sys.argv) > 1 else N_CLIENTS
    engine.compile_all()
    study = engine.study_of(n_clients)
    start, cpu = time.perf_counter(), time.process_time()
    run_replication(study.environment, study.policies, 0, engine.SEED, 0, N_THREADS)
    cost = Cost(time.perf_counter() - start, time.process_time() - cpu, peak_gigabytes())
    print(json.dumps(asdict(cost)))


if __name__ == "__main__":
    main()
