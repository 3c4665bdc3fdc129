"""The plan of a calibration, read from `configs/calibration/<name>.yaml` and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from simulation.base.checks import check_keys, check_name, check_whole
from simulation.base.resources import configs, read_yaml
from simulation.study.memory import A_PROCESS, refuse_beyond_memory
from simulation.study.worlds import Values, load_world, world_names

MOST = 10_000_000
LIMITS = {  # whole numbers of a plan: least and most allowed
    "n_quarters": (16, 400),
    "n_clients": (60, MOST),
    "n_clients_small": (60, MOST),
    "caseload": (1, MOST),
    "n_runs": (100, MOST),
    "chunk": (1, MOST),
    "n_draws": (50, MOST),
    "n_truths": (10, MOST),
    "seed": (0, 2**32 - 1),
}


# Bytes that a run takes a client, of the main cohort and of the small one (measured: 6,200 and 2,400).
A_CLIENT, A_SMALL_CLIENT = 6_500, 2_500


@dataclass(frozen=True)
class Plan:
    """What is fitted, how large the runs are and how many."""

    name: str
    parameters: tuple[str, ...]  # group.name, fitted
    held: tuple[str, ...]  # group.name, of those that change no target: the draws have them from the prior
    nuisance: Mapping[str, tuple[int, int]]  # least and most, whole numbers
    world: str  # the world whose parameters hold in every run and aren't fitted
    policy: str
    n_quarters: int
    n_clients: int
    n_clients_small: int
    caseload: int
    n_runs: int
    chunk: int
    n_draws: int
    n_truths: int
    seed: int

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            check_whole(name, getattr(self, name), low, high)
        check_whole("n_draws", self.n_draws, LIMITS["n_draws"][0], self.n_runs // 2)
        check_name("world", self.world, world_names())

    @property
    def given(self) -> Values:
        """Parameters that hold in every run, by group and name: those of the plan's world."""
        return load_world(self.world).parameters

    def check_memory(self, n_processes: int) -> None:
        """Check that as many runs side by side fit into the memory that there is.

        Raises:
            InputError: if they don't.
        """
        a_run = max(A_CLIENT * self.n_clients, A_SMALL_CLIENT * self.n_clients_small) + A_PROCESS
        sizes = {"n_clients": max(self.n_clients, self.n_clients_small), "n_beside": n_processes}
        refuse_beyond_memory(n_processes * a_run, "calibration_too_large_for_memory", **sizes)

    @property
    def wave_sizes(self) -> tuple[int, ...]:
        """Runs by wave: half from the whole prior, the rest from what each wave of history matching leaves of it."""
        half, quarter = self.n_runs // 2, self.n_runs // 4
        return half, quarter, self.n_runs - half - quarter


def plan_names() -> tuple[str, ...]:
    """Return the names of the plans that ship."""
    folder = configs().joinpath("calibration")
    return tuple(sorted(path.name.removesuffix(".yaml") for path in folder.iterdir() if path.name.endswith(".yaml")))


def load_plan(name: str, changes: Mapping[str, int | str] | None = None) -> Plan:
    """Return a plan, with `changes` to its whole numbers and its world.

    Raises:
        InputError: on an unknown plan or key, and on a value that isn't allowed.
    """
    content = {**_read(name), **(changes or {})}
    known = [field.name for field in fields(Plan) if field.name != "name"]
    check_keys(content, f"configs/calibration/{name}.yaml", known)
    nuisance = {key: (int(item["low"]), int(item["high"])) for key, item in content.pop("nuisance").items()}
    parameters, held = (tuple(content.pop(key)) for key in ("parameters", "held"))
    return Plan(name=name, parameters=parameters, held=held, nuisance=nuisance, **content)


def _read(name: str) -> dict[str, Any]:
    check_name("calibration", name, plan_names())
    content = dict(read_yaml(configs().joinpath("calibration", f"{name}.yaml")))
    base = content.pop("base", None)
    return {**_read(base), **content} if base is not None else content
