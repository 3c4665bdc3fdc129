"""Ray: the engine when one computer is outgrown. On this computer, or on a cluster that is running, by its address.

Only results travel, a few kilobytes a unit, so the computers of a cluster share no files; each has Tilltro installed
in the same version.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from simulation.errors import InputError
from simulation.manifest import package_hash
from simulation.sweeps.executors.base import DIED, MOST_ATTEMPTS, Answer
from simulation.sweeps.specification import Sweep
from simulation.sweeps.units import Unit
from simulation.sweeps.work import Failure, Worker, warm_up

UNITS_A_WORKER = 2
SECONDS_TO_START = 120


class _RemoteWorker:
    """A worker as an actor of Ray; it compiles on a computer that hasn't done so before."""

    def __init__(self, sweep: Sweep) -> None:
        warm_up(sweep)
        self._worker = Worker(sweep)

    def package(self) -> str:
        return package_hash()

    def run(self, unit: Unit) -> bytes | Failure:
        return self._worker.run(unit)


class Cluster:
    """An executor with one actor a core of the cluster."""

    def __init__(self, sweep: Sweep, n_workers: int | None = None, address: str | None = None) -> None:
        try:
            import ray
        except ImportError as error:
            raise InputError("library_missing", name="ray", package="tilltro[cluster]") from error
        self._ray: Any = ray
        self._under_way: dict[Any, tuple[Unit, int]] = {}
        self._attempts: dict[str, int] = {}
        self._answers: deque[Answer] = deque()
        self._connect(n_workers, address)
        try:
            n_cores = int(ray.cluster_resources().get("CPU", 1))
            shared = ray.put(sweep)
            actor: Any = ray.remote(num_cpus=1, max_restarts=-1)(_RemoteWorker)
            self._actors = [actor.remote(shared) for _ in range(min(n_workers or n_cores, n_cores))]
            self._check_versions()
        except BaseException:
            ray.shutdown()
            raise
        self.n_slots = UNITS_A_WORKER * len(self._actors)

    def _connect(self, n_workers: int | None, address: str | None) -> None:
        options: dict[str, Any] = {"include_dashboard": False, "num_cpus": n_workers} if address is None else {}
        try:
            self._ray.init(address=address or "local", log_to_driver=False, configure_logging=False, **options)
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            reason = " ".join(str(error).split())[:200].rstrip(".")
            raise InputError("no_cluster", address=address or "local", reason=reason) from error

    def _check_versions(self) -> None:
        """Check that every worker has this very version, for another one's numbers may differ."""
        asked = [actor.package.remote() for actor in self._actors]
        try:
            found = set(self._ray.get(asked, timeout=SECONDS_TO_START))
        except self._ray.exceptions.RayError as error:
            reason = " ".join(str(error).split())[:200].rstrip(".")
            raise InputError("no_cluster", address="", reason=reason) from error
        if found != {package_hash()}:
            raise InputError("other_version_on_cluster")

    def submit(self, unit: Unit) -> None:
        """Hand a unit to the actor with the fewest."""
        loads = [0] * len(self._actors)
        for _, actor in self._under_way.values():
            loads[actor] += 1
        actor = loads.index(min(loads))
        self._under_way[self._actors[actor].run.remote(unit)] = unit, actor

    def next(self) -> Answer:
        """Wait for the next answer."""
        while not self._answers:
            (ready, *_), _ = self._ray.wait(list(self._under_way), num_returns=1)
            unit, _ = self._under_way.pop(ready)
            try:
                self._answers.append(Answer(unit, self._ray.get(ready)))
            except self._ray.exceptions.RayError:
                self._try_again(unit)
        return self._answers.popleft()

    def _try_again(self, unit: Unit) -> None:
        """Do a unit once more whose worker has died; the one that was only waiting behind it counts it too."""
        self._attempts[unit.key] = self._attempts.get(unit.key, 0) + 1
        if self._attempts[unit.key] > MOST_ATTEMPTS:
            self._answers.append(Answer(unit, DIED))
        else:
            self.submit(unit)

    def close(self) -> None:
        """Leave the cluster; its workers end."""
        self._ray.shutdown()
