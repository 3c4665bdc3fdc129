"""Hashes of everything that determines a result: the same digits mean the same results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from simulation import __version__
from simulation.base.compiled import PACKAGE, source_hash
from simulation.base.errors import InputError, reason_of
from simulation.base.resources import configs
from simulation.results.config import resolved
from simulation.results.forms import USUAL_FORMS, Forms
from simulation.study.contrasts.precision import Precision
from simulation.study.settings import Settings
from simulation.study.worlds import own_files

SUFFIXES = (".py", ".yaml", ".html", ".css", ".csv")  # of files that the package consists of


def short_hash(content: object) -> str:
    """Return 12 hex digits of plain nested values."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def content_hash(
    settings: Settings,
    command: str,
    name: str,
    language: str,
    precision: Precision | None = None,
    forms: Forms = USUAL_FORMS,
) -> str:
    """Return 12 hex digits of everything that determines the content of the files.

    Raises:
        InputError: if a file of the user's that the settings name can't be read.
    """
    parts = {
        **_hashed_settings(settings),
        "version": __version__,
        "sources": source_hash(),
        "package": package_hash(),
        "command": command,
        "name": name,
        "language": language,
        **({} if precision is None else {"precision": asdict(precision)}),
        **forms.content(),
    }
    return short_hash(parts)


def settings_hash(settings: Settings) -> str:
    """Return 12 hex digits of the settings alone, with the contents of the user's files that they name."""
    return short_hash(_hashed_settings(settings))


def _hashed_settings(settings: Settings) -> dict[str, Any]:
    table, sent = settings.population.table, settings.population.sent
    return {
        "settings": {key: value for key, value in resolved(settings).items() if key != "config_dir"},
        "own_policies": _own_policies(settings),
        "own_worlds": own_files(settings.world_names, settings.own_configs),
        "table": None if table is None else sent.digest if sent is not None else file_hash(Path(table)),
    }


def _own_policies(settings: Settings) -> dict[str, str]:
    """Return the YAML of the policies in use that come from the user's own folder, or were sent to us."""
    if (sent := settings.sent_policy) is not None:
        return {sent.stem: sent.content.decode("utf-8")}
    if settings.own_configs is None:
        return {}
    files = {name: settings.own_configs / "policy" / f"{name}.yaml" for name in settings.arms}
    return {name: path.read_text(encoding="utf-8") for name, path in files.items() if path.is_file()}


@cache
def package_hash() -> str:
    """Return a hash of all sources, texts and configuration: unlike the compiled code's, of the reports' too."""
    digest = hashlib.sha256()
    own = ((path.relative_to(PACKAGE).as_posix(), path) for path in sorted(PACKAGE.rglob("*")))
    for name, path in (*own, *_files_below(configs(), "configs")):
        if name.endswith(SUFFIXES) and path.is_file():
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files_below(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _files_below(path, f"{name}/{path.name}")
        else:
            yield f"{name}/{path.name}", path


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        InputError: if it can't be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError("unreadable_file", file=path, reason=reason_of(error)) from error
