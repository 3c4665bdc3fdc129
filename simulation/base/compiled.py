"""The decorators that compile rules and kernels, with a cache that can't go stale.

Numba's own file cache looks at one file only: when a callee in another file changes, it serves the old machine code
(numba issue 1833). So the cache folder here carries a hash of every source file that compiled code is made of in its
name: any change of a rule, a table or a column starts a fresh folder.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numba.core.config
import numpy as np
import platformdirs
from numba.core import event
from numpy.typing import NDArray

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
def cache_folder() -> Path:
    """Return the folder of the compiled code: the user's cache, or a temporary one where that can't be written."""
    folder = Path(platformdirs.user_cache_dir("tilltro", appauthor=False)) / "compiled" / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.gettempdir()) / f"tilltro-compiled-{source_hash()}"


class _FirstCompiled(event.Listener):  # type: ignore[misc]
    """Calls once, when the first function is compiled that isn't in the cache."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call, self._has_called = call, False

    def on_start(self, event: object) -> None:  # noqa: ARG002 (which function doesn't matter)
        """Hear that a function is being compiled, callees as well; what comes from the cache isn't heard of."""
        if not self._has_called:
            self._has_called = True
            self._call()

    def on_end(self, event: object) -> None:
        """Hear that it is done."""


def told_when_compiling(call: Callable[[], None]) -> AbstractContextManager[object]:
    """Return a context in which `call` is called once, as soon as something is compiled that isn't in the cache.

    The compiler itself tells, so a cache that is half filled, or was filled for another processor, makes no difference.
    """
    return event.install_listener("numba:compile", _FirstCompiled(call))  # type: ignore[no-any-return]


def _compile[Function: Callable[..., Any]](function: Function, **options: Any) -> Function:
    before = _numba_config.CACHE_DIR
    _numba_config.CACHE_DIR = str(cache_folder())
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function)  # type: ignore[no-any-return]
    finally:
        _numba_config.CACHE_DIR = before


def as_rows(rows: NDArray[Any]) -> NDArray[Any]:
    """Return rows with columns as compiled code reads them: with the columns as attributes of a row.

    Compiled code finds them in any such rows, and is slow to recognise NumPy's record arrays at a call. Where nothing
    is compiled, record arrays it must be.
    """
    return rows.view(np.recarray if _numba_config.DISABLE_JIT else np.ndarray)


def of_fixed_type(number: int) -> int:
    """Return a whole number to call compiled code with from compiled code.

    A plain one is a type of its own there, and the callee would be compiled once for each number.
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
