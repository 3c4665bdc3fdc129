"""The one decorator that compiles a rule or kernel, with a cache that can't go stale.

Numba's own file cache looks at one file only: when a callee in another file changes, it serves the old machine code
(numba issue 1833). So the cache folder here carries a hash of every source file of the package in its name: any
change of any rule or table starts a fresh folder.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs
from numba.core import config as numba_config

PACKAGE = Path(__file__).resolve().parent
Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def source_hash() -> str:
    """Return 16 hex digits that change whenever a source file of the package does."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
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


def is_warm() -> bool:
    """Say whether compiled code of this version is already in the cache."""
    return any(cache_folder().rglob("*.nbc"))


def _compile(function: Function, **options: Any) -> Function:
    before = numba_config.CACHE_DIR
    numba_config.CACHE_DIR = str(cache_folder())
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function)  # type: ignore[no-any-return]
    finally:
        numba_config.CACHE_DIR = before


def kernel(function: Function) -> Function:
    """Compile a loop over rows to machine code, free of the interpreter lock, cached on disk.

    Never `fastmath`: it lets the compiler reorder sums, and a client stepped alone would then differ from the same
    client stepped among others. With NUMBA_DISABLE_JIT=1 the function stays plain Python with the same results.
    """
    return _compile(function)


def rule(function: Function) -> Function:
    """Compile a small scalar function that kernels call, always inlined: only then can a loop become vector code."""
    return _compile(function, forceinline=True)
