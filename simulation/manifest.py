"""What a folder of results says of itself: what was asked for, by which program, and what each file has to hold."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from simulation import __version__
from simulation.compiled import PACKAGE, source_hash
from simulation.errors import InputError
from simulation.posterior import shipped
from simulation.precision import Precision
from simulation.resources import configs
from simulation.settings import Settings
from simulation.worlds import own_files

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
SUFFIXES = (".py", ".yaml", ".html", ".css", ".csv")  # of what the package is made of
HASH_DIGITS = 12


def resolved(settings: Settings) -> dict[str, Any]:
    """Return settings as plain nested values, every parameter with its value."""
    population = settings.population
    return {
        "policies": list(settings.policies),
        "baseline": settings.baseline,
        "n_quarters": settings.n_quarters,
        "n_replications": settings.n_replications,
        "seed": settings.seed,
        "population": {
            "n_clients": settings.n_clients,
            "table": population.table,
            "inflow": population.inflow,
            "correlations": [list(pair) for pair in population.correlations],
            "register_index": dict(population.register_index),
        },
        "caseworkers": asdict(settings.caseworkers),
        "parameter_set": settings.parameter_set,
        "parameters": resolved_parameters(settings),
        "money": dict(settings.prices()),
        "config_dir": settings.config_dir,
        "world": settings.worlds[0] if len(settings.worlds) == 1 else list(settings.worlds),
        "labour_market": _market(settings),
    }


def _market(settings: Settings) -> dict[str, Any]:
    found = settings.market()
    return {
        "name": found.name,
        "path": found.path,
        "tightness": found.tightness.tolist(),
        "job_loss": found.job_loss.tolist(),
        "vacancies": found.vacancies,
    }


def resolved_parameters(settings: Settings) -> dict[str, Any]:
    """Return every parameter's value by group and name; None where replications run over calibrated draws of it."""
    values, given = asdict(settings.parameter_values()), settings.given_parameters()
    if settings.draws():
        for path in shipped().names:
            group, name = path.split(".")
            if name not in given.get(group, {}):
                values[group][name] = None
    return values


def content_hash(settings: Settings, command: str, name: str, language: str, precision: Precision | None = None) -> str:
    """Return 12 hex digits of all that decides what is in the files: the same digits mean the same results."""
    parts = {
        **_asked(settings),
        "version": __version__,
        "sources": source_hash(),
        "package": package_hash(),
        "command": command,
        "name": name,
        "language": language,
        **({} if precision is None else {"precision": asdict(precision)}),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:HASH_DIGITS]


def settings_hash(settings: Settings) -> str:
    """Return 12 hex digits of the settings alone, with the contents of the user's files that they name."""
    return hashlib.sha256(json.dumps(_asked(settings), sort_keys=True).encode()).hexdigest()[:HASH_DIGITS]


def _asked(settings: Settings) -> dict[str, Any]:
    table = settings.population.table
    return {
        "settings": {key: value for key, value in resolved(settings).items() if key != "config_dir"},
        "own_policies": _own_policies(settings),
        "own_worlds": own_files(settings.worlds, None if settings.config_dir is None else Path(settings.config_dir)),
        "table": None if table is None else _file_hash(Path(table)),
    }


def _own_policies(settings: Settings) -> dict[str, str]:
    """Return the YAML of the policies in use that come from the user's own folder."""
    if settings.config_dir is None:
        return {}
    files = {name: Path(settings.config_dir) / "policy" / f"{name}.yaml" for name in settings.arms}
    return {name: path.read_text(encoding="utf-8") for name, path in files.items() if path.is_file()}


@cache
def package_hash() -> str:
    """Return a hash of all sources, texts and configuration: unlike the compiled code's, of the reports' too."""
    digest = hashlib.sha256()
    own = ((path.relative_to(PACKAGE).as_posix(), path) for path in sorted(PACKAGE.rglob("*")))
    for name, path in (*own, *_tree(configs(), "configs")):
        if name.endswith(SUFFIXES) and path.is_file():
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _tree(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _tree(path, f"{name}/{path.name}")
        else:
            yield f"{name}/{path.name}", path


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

    `settings` have the replications that there are, `precision` what decided their number.
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
        "files": dict(_listed(folder)),
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")


def _listed(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            yield path.relative_to(folder).as_posix(), {"sha256": _file_hash(path), "size": path.stat().st_size}


def is_complete(folder: Path, key: str) -> bool:
    """Say whether a folder holds the whole result of this content hash, every file as it was written."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: Mapping[str, Mapping[str, object]] = content["files"]
        return content["content_hash"] == key and all(
            _file_hash(folder / name) == entry["sha256"] for name, entry in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def library_versions() -> dict[str, str | None]:
    """Return the versions of the main libraries; None where one isn't installed."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _file_hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError("unreadable_file", file=path, reason=error.strerror) from error


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
