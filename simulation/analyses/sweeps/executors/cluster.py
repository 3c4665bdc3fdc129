"""Ray: the engine when one computer is outgrown. On this computer, or on a cluster that is running, by its address.

Only results travel, a few kilobytes a unit, so the computers of a cluster share no files; each has Tilltro installed
in the same version. Ray itself does a unit again whose worker or computer was lost, wherever there is room.
"""

from __future__ import annotations

import re
import socket
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from simulation.analyses.sweeps.executors.base import DIED, MOST_ATTEMPTS, Answer
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit
from simulation.analyses.sweeps.work import Failure, Worker
from simulation.base.errors import InputError
from simulation.results.content_hash import package_hash
from simulation.study.warm_up import warm_up

UNITS_A_CORE = 2  # one under way and the next at hand
SECONDS_FOR_AN_ANSWER = 5.0  # Ray itself waits two minutes for a cluster that isn't there
HOST_AND_PORT = r"(?:ray://)?(\S+):(\d{1,5})"
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
    warm_up()
    return Worker(sweep)


def check(address: str | None) -> None:
    """See that Ray is installed and, where an address is given, join the cluster there: before anything is written.

    Raises:
        InputError: if it isn't, or there is none.
    """
    if find_spec("ray") is None:
        raise InputError("library_missing", name="ray", package="tilltro[cluster]")
    if address is None:
        return
    found = re.fullmatch(HOST_AND_PORT, address)
    if found:
        try:
            socket.create_connection((found[1], int(found[2])), SECONDS_FOR_AN_ANSWER).close()
        except (OSError, OverflowError) as error:
            raise unusable(address, error) from error
    try:
        join(address)
    except InputError as error:
        if not found:
            raise
        raise InputError("cluster_refuses", address=address, reason=error.values["reason"]) from error


def join(address: str | None, n_workers: int | None = None) -> None:
    """Join the cluster at an address, or make one of this computer alone.

    Raises:
        InputError: if that can't be done.
    """
    import ray

    own: dict[str, Any] = {"include_dashboard": False, "num_cpus": n_workers} if address is None else {}
    try:
        ray.init(address=address or "local", log_to_driver=False, configure_logging=False, **own)
    except (ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise unusable(address, error) from error


def unusable(address: str | None, error: Exception) -> InputError:
    """Return the sentence for a cluster that can't be used."""
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200].rstrip(".")
    return InputError("no_cluster", address=address or "", reason=reason or type(error).__name__)


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
        if not ray.is_initialized():  # an address that was checked is joined already
            join(address, n_workers)
        self._run: Any = ray.remote(num_cpus=1, max_retries=MOST_ATTEMPTS)(run_unit)
        self._shared = [ray.put(sweep)]
        self.n_slots = n_workers or UNITS_A_CORE * int(self._ray.cluster_resources().get("CPU", 1))

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
            raise unusable(self._address, error) from error
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
