"""What the tests share: markers, small environments, and ways to compare rows."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

from simulation.model.engine.replication import Environment, Replication
from simulation.model.parameters import Parameters, central
from simulation.model.policies import Policy, load_policy
from simulation.study.settings_reader import make_settings

# Reproducible, and free of timing: the first call of a compiled function is slow.
settings.register_profile("core", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("core")

# Tables are as wide in a test as in a pipe, whatever the shell that runs it, or pytest, says of its own width.
os.environ.pop("COLUMNS", None)

IS_COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once where the tests of one checkout would try the code of another."""
    if said := told_of_another_checkout(ROOT):
        raise pytest.UsageError(said)
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage only from here on, less often, and never among what was imported, which stays to the end.

    Going through hundreds of thousands of imported objects again and again takes a tenth of all time, and going through
    those of a figure each time that 700 were made takes another tenth.
    """
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def told_of_another_checkout(root: Path) -> str:
    """Return a sentence on a part of the package that doesn't come from a checkout, empty where all do.

    A bare checkout without an installed package has no `simulation.experiments` until the command adds it.
    """
    for name in ("simulation", "simulation.experiments", "simulation.configs"):
        found = find_spec(name)
        if found is not None and found.origin and root not in Path(found.origin).resolve().parents:
            other = Path(found.origin).resolve().parent
            return f"The tests are those of {root}, but this Python takes {name} from {other}: use {root / '.venv'}."
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests first: no process is left with a long file when the others are done."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def plain[Function: Callable[..., Any]](function: Function) -> Function:
    """Return the Python function behind a rule or kernel, compiled or not."""
    return getattr(function, "py_func", function)


def environment(
    n_clients: int = 500,
    n_quarters: int = 4,
    caseload: int = 10,
    parameters: Mapping[str, Mapping[str, float]] | None = None,
) -> Environment:
    """Return a small environment; with ten clients a caseworker, few clients still have many caseworkers."""
    return make_settings(
        policies=["observed_mix"],
        n_clients=n_clients,
        n_quarters=n_quarters,
        caseload=caseload,
        parameters=parameters or {},
    ).environment()


def policies(*names: str) -> tuple[Policy, ...]:
    return tuple(load_policy(name) for name in names)


def start(
    names: Sequence[str],
    small_environment: Environment | None = None,
    seed: int = 7,
    replication: int = 0,
    n_threads: int = 1,
) -> Replication:
    """Return a replication at intake."""
    return Replication(small_environment or environment(), policies(*names), seed, replication, n_threads)


def run(
    names: Sequence[str], n_quarters: int = 4, small_environment: Environment | None = None, seed: int = 7
) -> Replication:
    """Return a replication after some quarters."""
    replication = start(names, small_environment, seed)
    for _ in range(n_quarters):
        replication.step()
    return replication


def fingerprint(rows: NDArray[Any]) -> str:
    """Return a hash of every column; the gaps that alignment leaves between columns don't count."""
    digest = hashlib.sha256()
    for name in rows.dtype.names or ():
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(rows[name]).tobytes())
    return digest.hexdigest()


def differing_columns(one: NDArray[Any], other: NDArray[Any]) -> list[str]:
    """Return the columns that differ in a single bit somewhere."""
    assert one.dtype == other.dtype
    assert one.shape == other.shape
    return [
        name
        for name in one.dtype.names or ()
        if np.ascontiguousarray(one[name]).tobytes() != np.ascontiguousarray(other[name]).tobytes()
    ]


@pytest.fixture(scope="session")
def p() -> Parameters:
    """All parameters at their central values."""
    return central()
