"""Where units are simulated: here, in processes, or on a Ray cluster. The shards are the same to the last byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulation.analyses.sweeps.executors.base import Answer, Executor
from simulation.analyses.sweeps.executors.processes import Processes
from simulation.analyses.sweeps.executors.serial import Serial
from simulation.analyses.sweeps.specification import Sweep
from simulation.base.errors import InputError

__all__ = ["EXECUTORS", "Answer", "Executor", "check", "start"]


def _ray(sweep: Sweep, n_workers: int | None, address: str | None) -> Executor:
    from simulation.analyses.sweeps.executors.cluster import Cluster

    return Cluster(sweep, n_workers, address)


EXECUTORS: Mapping[str, Callable[[Sweep, int | None, str | None], Executor]] = {
    "serial": lambda sweep, _n_workers, _address: Serial(sweep),
    "processes": lambda sweep, n_workers, _address: Processes(sweep, n_workers),
    "ray": _ray,
}


def check(name: str, address: str | None = None) -> None:
    """See that an executor can be started, as far as is known before it is.

    Raises:
        InputError: if it can't.
    """
    if name == "ray":
        from simulation.analyses.sweeps.executors import cluster

        cluster.check(address)


def start(name: str, sweep: Sweep, n_workers: int | None = None, address: str | None = None) -> Executor:
    """Return a started executor; close it after use.

    Args:
        name: serial, processes or ray.
        sweep: whose units it is to simulate.
        n_workers: how many at the same time; None: as many as there are cores.
        address: of a Ray cluster that is running; None: one on this computer alone.

    Raises:
        InputError: if there is no such executor, or it can't be started.
    """
    if name not in EXECUTORS:
        raise InputError("not_allowed", name="executor", value=name, allowed=", ".join(EXECUTORS))
    if address is not None and name != "ray":
        raise InputError("address_without_ray", value=address)
    return EXECUTORS[name](sweep, n_workers, address)
