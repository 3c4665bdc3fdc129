"""The record of a folder of results, read back: checksums of its files, and the settings that they were made with."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from simulation import __version__
from simulation.base.compiled import source_hash
from simulation.base.errors import InputError
from simulation.base.resources import named_files
from simulation.model.labour_market import FOLDER as MARKETS
from simulation.model.labour_market import build_market, read_market
from simulation.model.parameters import build_parameters
from simulation.results.comparison import Comparison
from simulation.results.config import market_content
from simulation.results.content_hash import file_hash
from simulation.results.manifest import MANIFEST, library_versions
from simulation.results.tables import read_tables
from simulation.study.contrasts.precision import Precision
from simulation.study.money import central_prices
from simulation.study.posterior import shipped
from simulation.study.settings import Settings
from simulation.study.settings_reader import SETTINGS_KEYS, read_settings
from simulation.study.worlds import combined, load_world, names_of, world_names

CONFIG = "config.yaml"
RECOMPUTABLE = ("compare", "run")  # commands whose tables can be computed again from config.yaml alone
SWEEP = "sweep"
# What a sweep's manifest doesn't list; the names of shards hold their checksums.
NOT_LISTED = ("run/", "shards/", "failures/", "sweep.json", "design.parquet")
MADE_BY_REPORT = re.compile(r"report_[a-z]{2}\.(html|pdf)|slides_[a-z]{2}/\w+\.(svg|png)")  # what `tilltro report` adds

KEYS = ({"tilltro", "content_hash", "files"}, {"key", "n_failed_units", "files"})  # of a manifest; the second a sweep's


@dataclass(frozen=True)
class Differences:
    """The files of a folder that aren't as they were written, by name."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.added)


@dataclass(frozen=True)
class RecordedResults:
    """A folder of results, and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def command(self) -> str:
        """The command that wrote it; a sweep's manifest names none."""
        return str(self.manifest.get("command", SWEEP))

    @property
    def version(self) -> str:
        """The version of the program that wrote it; a sweep's manifest has none."""
        return str(self.manifest.get("tilltro", __version__))

    @property
    def is_same_version(self) -> bool:
        """Whether it was written by this version of the program with exactly these rules of the model."""
        return self.version == __version__ and self.manifest.get("source_hash") in (None, source_hash())

    @property
    def is_same_machine(self) -> bool:
        """Whether platform, Python and libraries are those that it was written with."""
        here = (platform.platform(), platform.python_version(), library_versions())
        return here == tuple(self.manifest.get(key) for key in ("platform", "python", "libraries"))

    @property
    def n_files(self) -> int:
        """How many files the manifest lists."""
        return len(self.manifest["files"])

    def differences(self) -> Differences:
        """Compare the files that are there with the checksums in the manifest.

        Raises:
            InputError: if a file can't be read.
        """
        listed: Mapping[str, Any] = self.manifest["files"]
        missing = [name for name in listed if not (self.folder / name).is_file()]
        changed = [
            name
            for name, entry in listed.items()
            if name not in missing and file_hash(self.folder / name) != _checksum(entry)
        ]
        return Differences(tuple(changed), tuple(missing), tuple(self._added(listed)))

    def damaged(self, error: Exception, *patterns: str) -> InputError:
        """Return the error for a file that can't be used: the one named, or the first that isn't as it was written.

        Args:
            error: that came while files were read.
            patterns: of the names that it may be about; the first stands for it where none of them differs.
        """
        if isinstance(error, OSError) and isinstance(error.filename, str):
            return InputError("results_damaged", folder=self.folder, file=Path(error.filename).name)
        found = self.differences()
        names = [name for name in (*found.missing, *found.changed) if any(fnmatch(name, one) for one in patterns)]
        return InputError("results_damaged", folder=self.folder, file=(*names, *patterns)[0])

    def _added(self, listed: Mapping[str, object]) -> Iterator[str]:
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            is_known = name in listed or name == MANIFEST or MADE_BY_REPORT.fullmatch(name)
            if path.is_file() and not is_known and not (self.command == SWEEP and name.startswith(NOT_LISTED)):
                yield name

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """The content of config.yaml, whichever the command.

        Raises:
            InputError: if it can't be read.
        """
        try:
            content = yaml.safe_load((self.folder / CONFIG).read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise InputError("results_damaged", folder=self.folder, file=CONFIG) from error
        if not isinstance(content, dict) or not {"language", "seed"} <= set(content):
            raise InputError("results_damaged", folder=self.folder, file=CONFIG)
        return content

    @property
    def content_hash(self) -> str:
        """What decides the content of the files, as 12 hex digits."""
        return str(self.manifest["content_hash"])

    @property
    def config(self) -> Mapping[str, Any]:
        """The content of config.yaml of a comparison.

        Raises:
            InputError: if it can't be read.
        """
        if not {"name", "policies"} <= set(self.content):
            raise InputError("results_damaged", folder=self.folder, file=CONFIG)
        return self.content

    @cached_property
    def settings(self) -> Settings:
        """The settings that the tables were made with, with the number of replications that they have.

        Raises:
            InputError: if they can't be read, or this version doesn't allow them.
        """
        content = {key: value for key, value in self.config.items() if key not in ("name", "language", "files")}
        try:
            return read_settings(_as_given(content))
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError("results_damaged", folder=self.folder, file=CONFIG) from error

    def settings_with(self, **given: object) -> Settings:
        """Return the settings of a command whose config.yaml also holds its own, with some that it leaves out.

        Raises:
            InputError: if they can't be read, or this version doesn't allow them.
        """
        content = {key: value for key, value in self.content.items() if key in SETTINGS_KEYS}
        try:
            return read_settings(_as_given({**content, **given}))
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError("results_damaged", folder=self.folder, file=CONFIG) from error

    @property
    def precision(self) -> Precision | None:
        """What decided how many replications there are; None where the user did."""
        given = self.manifest.get("precision")
        return None if given is None else Precision(**given)

    def comparison(self, language: str) -> Comparison:
        """Return the comparison in a language, its tables read from the folder.

        Raises:
            InputError: if it is none of `RECOMPUTABLE`, or a table can't be read.
        """
        if self.command not in RECOMPUTABLE:
            raise InputError("not_drawn_again", folder=self.folder, command=self.command)
        try:
            tables = read_tables(self.folder)
        except (OSError, ValueError, KeyError) as error:
            raise self.damaged(error, "*.parquet") from error
        settings = replace(self.settings, n_replications=tables.n_replications)
        key = self.content_hash
        name = str(self.config["name"])
        return Comparison(name, self.command, language, settings, settings.study(), tables, key, self.precision)


def read_recorded(folder: Path) -> RecordedResults:
    """Return what is recorded of a folder of results.

    Raises:
        InputError: if it isn't a folder, or holds no results of this program.
    """
    if not folder.is_dir():
        raise InputError("no_such_folder", folder=folder)
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        below = sorted(folder.glob(f"*/{MANIFEST}"), key=lambda found: found.stat().st_mtime)
        if below:
            raise InputError("results_below", folder=folder, newest=below[-1].parent) from error
        raise InputError("no_results_here", folder=folder) from error
    except (OSError, ValueError) as error:
        raise InputError("results_damaged", folder=folder, file=MANIFEST) from error
    if not isinstance(content, dict) or not any(keys <= set(content) for keys in KEYS):
        raise InputError("no_results_here", folder=folder)
    files = content["files"]
    if not isinstance(files, dict) or not all(_checksum(entry) for entry in files.values()):
        raise InputError("results_damaged", folder=folder, file=MANIFEST)
    return RecordedResults(folder, content)


def _checksum(entry: object) -> object:
    """Return a file's SHA-256 in an entry of a manifest, which a sweep writes without the size."""
    return entry.get("sha256") if isinstance(entry, dict) else entry


def _as_given(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return resolved settings as a user might have given them: without values that only repeat a default."""
    given = dict(content)
    own = None if given.get("config_dir") is None else Path(given["config_dir"])
    population = dict(given["population"])
    if population.get("table") is not None:
        population.pop("n_clients", None)  # the table says how many
    prices = central_prices()
    given["population"] = population
    given["money"] = {name: value for name, value in given["money"].items() if value != prices.get(name)}
    given["labour_market"] = _market(given["labour_market"], own)
    given["parameters"] = _parameters(given, own)
    return given


def _market(recorded: Mapping[str, Any], own: Path | None) -> object:
    """Return the name of a path whose values are those recorded, else the values themselves."""
    values = {key: value for key, value in recorded.items() if key != "path"}  # its CSV may have changed since
    if recorded["name"] in named_files(MARKETS, own):
        named = market_content(build_market(read_market(recorded["name"], own)))
        del named["path"]
        if {**named, "name": recorded["name"]} == values:
            return recorded["name"]
    return values


def _parameters(given: Mapping[str, Any], own: Path | None) -> dict[str, dict[str, Any]]:
    """Return the parameters that differ from those of the worlds, and all calibrated ones that have a value."""
    worlds = [load_world(name, own) for name in names_of(given["world"], world_names(own))]
    usual = asdict(build_parameters(combined(worlds)))
    has_draws = any(value is None for values in given["parameters"].values() for value in values.values())
    calibrated = set(shipped().names) if has_draws else set()
    return {
        group: {
            name: value
            for name, value in values.items()
            if value is not None and (f"{group}.{name}" in calibrated or value != usual.get(group, {}).get(name))
        }
        for group, values in given["parameters"].items()
    }
