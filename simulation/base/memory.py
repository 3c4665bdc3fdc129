"""How much memory this process may still use: the smallest of what its limits, its container and the computer allow."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

KILOBYTE = 1024
ROOT = Path("/")
LIBRARIES = 400_000_000  # bytes of addresses that libraries take when they are loaded later on, most of them never used
STARVED = 100_000_000  # bytes below which Python itself fails in strange ways


def available_memory(root: Path = ROOT) -> int | None:
    """Return how many bytes this process can still take; None where the system doesn't say.

    `root` is where the folders `proc` and `sys` of Linux are.
    """
    found = [*_left_by_limit(root), *_left_in_groups(root), *_left_in_computer(root)]
    return max(0, min(found)) if found else None


def is_starved() -> bool:
    """Say whether so little memory is left that an error of whatever kind is likely to come from that."""
    left = available_memory()
    return left is not None and left < STARVED


def _left_by_limit(root: Path) -> Iterator[int]:
    """Yield what the limit on the address space leaves (`ulimit -v`)."""
    if os.name == "nt":
        return
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        yield limit - _kilobytes(root / "proc/self/status", "VmSize") * KILOBYTE - LIBRARIES


def _left_in_groups(root: Path) -> Iterator[int]:
    """Yield what the control groups of a container or a service leave, of both versions."""
    for line in _lines(root / "proc/self/cgroup"):
        _, names, path = line.split(":", 2)
        if names == "":
            top, limit, usage = root / "sys/fs/cgroup", "memory.max", "memory.current"
        elif "memory" in names.split(","):
            top, limit, usage = root / "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
        else:
            continue
        group = top / path.strip("/")
        for folder in (group, *group.parents):
            most, used = _number(folder / limit), _number(folder / usage)
            if most is not None and used is not None:
                yield most - used + _reclaimable(folder / "memory.stat")
            if folder == top:
                break


def _reclaimable(path: Path) -> int:
    """Return the bytes of files that a group has read and that give way when memory is needed."""
    counts = dict(line.split()[:2] for line in _lines(path))
    return int(counts.get("total_inactive_file", counts.get("inactive_file", 0)))


def _left_in_computer(root: Path) -> Iterator[int]:
    if sys.platform == "win32":
        yield _left_in_windows()
        return
    meminfo = root / "proc/meminfo"
    if any(line.startswith("MemAvailable") for line in _lines(meminfo)):
        yield (_kilobytes(meminfo, "MemAvailable") + _kilobytes(meminfo, "SwapFree")) * KILOBYTE
    elif root == ROOT and "SC_PHYS_PAGES" in os.sysconf_names:  # a Mac: what is in use gives way or is compressed
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _left_in_windows() -> int:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("all", "left", "all_pages", "pages", "all_virtual", "virtual")),
            ("extended", ctypes.c_ulonglong),
        )

    status = Status(length=ctypes.sizeof(Status))
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status.pages)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _number(path: Path) -> int | None:
    """Return the number that is a file's content; None where there is no file, or no limit."""
    content = "".join(_lines(path))
    return int(content) if content.isdigit() else None


def _kilobytes(path: Path, name: str) -> int:
    for line in _lines(path):
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0
