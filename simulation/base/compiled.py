"""The decorators that compile rules and kernels, with a cache that can't go stale.

Numba's own file cache looks at one file only: when a callee in another file changes, it serves the old machine code
(numba issue 1833). So the cache folder here carries a hash of every source file that compiled code is made of in its
name: any change of a rule, a table or a column starts a fresh folder. `code_cache.py` says how files are kept there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numba.core.config
import numpy as np
from numba.core import event
from numpy.typing import NDArray

from simulation.base.code_cache import CodeCache, CodeFolder, find_code_folder

PACKAGE = Path(__file__).resolve().parents[1]
# What compiled code is made of (tests/base/test_compiled.py holds it against the imports). Constants of the catalogue
# of interventions are built into the code, so that file counts too.
SOURCES = (
    "base/compiled.py",
    "model/doses.py",
    "model/draws",
    "model/engine",
    "model/indicators.py",
    "model/interventions.py",
    "model/outcomes",
    "model/parameters",
    "model/population",
    "model/rules",
    "model/state.py",
)

_numba_config: Any = numba.core.config


def source_files(package: Path = PACKAGE) -> Iterator[Path]:
    """Yield the files that compiled code is made of, in a fixed order."""
    for name in SOURCES:
        path = package / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]
    for configs in (package / "configs", package.parent / "configs"):
        if (configs / "interventions.yaml").is_file():
            yield configs / "interventions.yaml"
            return


@cache
def source_hash() -> str:
    """Return 16 hex digits that change whenever what compiled code is made of does."""
    digest = hashlib.sha256()
    for path in source_files():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def code_folder() -> CodeFolder:
    """Return where the compiled code is kept."""
    return find_code_folder(source_hash())


class _FirstCompiled(event.Listener):  # type: ignore[misc]
    """Calls a function once, when something is compiled that isn't in the cache."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call, self._has_called = call, False

    def on_start(self, event: object) -> None:  # noqa: ARG002 (which function doesn't matter)
        """Called by Numba when a compilation starts (callees too); not on cache hits."""
        if not self._has_called:
            self._has_called = True
            self._call()

    def on_end(self, event: object) -> None:
        """Required of a listener by Numba; nothing to do."""


def told_when_compiling(call: Callable[[], None]) -> AbstractContextManager[object]:
    """Return a context in which `call` is called once, as soon as something is compiled that isn't in the cache.

    The compiler itself tells, so a cache that is half filled, or was filled for another processor, makes no difference.
    """
    return event.install_listener("numba:compile", _FirstCompiled(call))  # type: ignore[no-any-return]


def _compile[Function: Callable[..., Any]](function: Function, **options: Any) -> Function:
    compiled = numba.njit(nogil=True, error_model="numpy", **options)(function)
    if not _numba_config.DISABLE_JIT:
        compiled._cache = CodeCache(function, code_folder())  # replaces Numba's own
    return compiled  # type: ignore[no-any-return]


def as_rows(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the rows so that `row.column` works: a structured array for compiled code, a recarray when JIT is off.

    Compiled code takes recarrays too, but is slow to recognise them at a call.
    """
    return rows.view(np.recarray if _numba_config.DISABLE_JIT else np.ndarray)


def of_fixed_type(number: int) -> int:
    """Return a whole number of a type that compiled code can pass to compiled code.

    Numba types a plain constant by its value, and would compile the callee once for each value.
    """
    return np.int64(number)  # type: ignore[return-value]


def kernel[Function: Callable[..., Any]](function: Function) -> Function:
    """Compile a loop over rows to machine code, free of the interpreter lock, cached on disk.

    Never `fastmath`: it lets the compiler reorder sums, and a client stepped alone would then differ from the same
    client stepped among others. With NUMBA_DISABLE_JIT=1 the function stays plain Python with the same results.
    """
    return _compile(function)


def rule[Function: Callable[..., Any]](function: Function) -> Function:
    """Compile a small scalar function that kernels call, always inlined: only then can a loop become vector code."""
    return _compile(function, forceinline=True)
