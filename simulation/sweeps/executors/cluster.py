"""Ray: the engine when one computer is outgrown. On this computer, or on a cluster that is running, by its address.

Only results travel, a few kilobytes a unit, so the computers of a cluster share no files; each has Tilltro installed
in the same version. Ray itself does a unit again whose worker or computer was lost, wherever there is room.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from simulation.errors import InputError
from simulation.manifest import package_hash
from simulation.sweeps.executors.base import DIED, MOST_ATTEMPTS, Answer
from simulation.sweeps.specification import Sweep
from simulation.sweeps.units import Unit
from simulation.sweeps.work import Failure, Worker, warm_up

UNITS_A_CORE = 2  # one under way and the next at hand
OTHER_VERSION = Failure("OtherVersion", "")


def run_unit(shared: list[Any], package: str, unit: Unit) -> bytes | Failure:
    """Simulate a unit in a process of the cluster, if that has the package of this hash.

    `shared` holds the reference to the sweep: in a list, for else Ray would fetch the sweep for each unit.
    """
    return _worker(shared[0]).run(unit) if package_hash() == package else OTHER_VERSION


@lru_cache(maxsize=1)
def _worker(sweep_reference: Any) -> Worker:
    """Return this process's worker; it compiles on a computer that hasn't done so before."""
    import ray

    sweep: Sweep = ray.get(sweep_reference)
    warm_up(sweep)
    return Worker(sweep)


class Cluster:
    """An executor with one process a core of the cluster."""

    def __init__(self, sweep: Sweep, n_workers: int | None = None, address: str | None = None) -> None:
        try:
            import ray
        except ImportError as error:
            raise InputError("library_missing", name="ray", package="tilltro[cluster]") from error
        self._ray: Any = ray
        self._address = address
        self._under_way: dict[Any, Unit] = {}
        self._connect(n_workers)
        self._run: Any = ray.remote(num_cpus=1, max_retries=MOST_ATTEMPTS)(run_unit)
        self._shared = [ray.put(sweep)]
        self.n_slots = n_workers or UNITS_A_CORE * int(ray.cluster_resources().get("CPU", 1))

    def _connect(self, n_workers: int | None) -> None:
        own: dict[str, Any] = {"include_dashboard": False, "num_cpus": n_workers} if self._address is None else {}
        try:
            self._ray.init(address=self._address or "local", log_to_driver=False, configure_logging=False, **own)
        except (self._ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> InputError:
        reason = " ".join(str(error).split())[:200].rstrip(".")
        return InputError("no_cluster", address=self._address or "", reason=reason or type(error).__name__)

    def submit(self, unit: Unit) -> None:
        """Hand a unit to the cluster."""
        self._under_way[self._run.remote(self._shared, package_hash(), unit)] = unit

    def next(self) -> Answer:
        """Wait for the next answer.

        Raises:
            InputError: if the cluster is no more, or has a computer with another version.
        """
        try:
            (ready, *_), _ = self._ray.wait(list(self._under_way), num_returns=1)
        except (self._ray.exceptions.RayError, ConnectionError, RuntimeError) as error:
            raise self._unusable(error) from error
        unit = self._under_way.pop(ready)
        try:
            result = self._ray.get(ready)
        except self._ray.exceptions.RayError:  # lost more often than Ray tries again
            return Answer(unit, DIED)
        if result == OTHER_VERSION:
            raise InputError("other_version_on_cluster")
        return Answer(unit, result)

    def close(self) -> None:
        """Leave the cluster; what is under way there ends."""
        self._ray.shutdown()
