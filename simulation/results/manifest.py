"""The manifest of a folder of results: settings, the program that made it, and checksums of the files."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from simulation import __version__
from simulation.base.compiled import PACKAGE, source_hash
from simulation.results.content_hash import file_hash
from simulation.study.contrasts.precision import Precision
from simulation.study.settings import Settings

MANIFEST = "manifest.json"
LIBRARIES = (
    "numpy",
    "numba",
    "llvmlite",
    "mesa",
    "pandas",
    "pyarrow",
    "scipy",
    "hydra-core",
    "matplotlib",
    "rich",
    "SALib",
)


def write_manifest(
    folder: Path,
    settings: Settings,
    command: str,
    name: str,
    key: str,
    seconds: float,
    precision: Precision | None = None,
) -> None:
    """Write the manifest of the files that are in the folder; it is the last one written.

    `settings` have the number of replications that were simulated; `precision` says what decided it.
    """
    content = {
        "tilltro": __version__,
        "command": command,
        "name": name,
        "content_hash": key,
        "source_hash": source_hash(),
        "seed": settings.seed,
        "n_replications": settings.n_replications,
        "precision": None if precision is None else asdict(precision),
        "git_commit": _git_commit(),
        "created_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": library_versions(),
        "files": dict(_checksums(folder)),
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")


def _checksums(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            yield path.relative_to(folder).as_posix(), {"sha256": file_hash(path), "size": path.stat().st_size}


def is_complete(folder: Path, key: str) -> bool:
    """Say whether a folder holds the whole result of this content hash, every file as it was written."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: Mapping[str, Mapping[str, object]] = content["files"]
        return content["content_hash"] == key and all(
            file_hash(folder / name) == entry["sha256"] for name, entry in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def library_versions() -> dict[str, str | None]:
    """Return the versions of the main libraries; None where one isn't installed."""
    return {name: _version(name) for name in LIBRARIES}


@cache
def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _git_commit() -> str | None:
    """Return the commit of the checkout that the package runs from; None when it is installed elsewhere."""
    git = shutil.which("git")
    if git is None or not (PACKAGE.parent / ".git").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603 (a fixed command)
            [git, "rev-parse", "HEAD"], cwd=PACKAGE.parent, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
