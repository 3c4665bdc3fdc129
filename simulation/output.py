"""The folder of results: whole or not at all.

Everything is written to a folder beside the one asked for and renamed at the end, so that a folder with results is
always complete; after an error or Ctrl-C nothing is left.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from simulation.comparison import Comparison
from simulation.contrasts import Tables
from simulation.errors import InputError, reason_of
from simulation.manifest import is_complete, resolved, write_manifest
from simulation.money.accounts import MoneyTables

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_PARENT = "outputs"
MONEY_TABLES = tuple(field.name for field in fields(MoneyTables))
DIGITS = "%.9g"  # what holds on every platform


def default_folder(command: str, name: str, content_hash: str) -> Path:
    """Return where results go unless the user says otherwise, under the current folder."""
    return Path(DEFAULT_PARENT) / command / f"{name}-{content_hash}"


@dataclass
class Place:
    """Where the results of one content hash are to be; `moved_to` is where what stood there before has gone."""

    folder: Path
    content_hash: str
    overwrite: bool = False
    moved_to: Path | None = None

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()

    def is_done(self) -> bool:
        """Say whether the complete result is there already and may be used again."""
        return not self.overwrite and is_complete(self.folder, self.content_hash)

    def check(self) -> None:
        """Check that results may come here.

        Raises:
            InputError: if something else is here and isn't to be overwritten, or it is the current folder.
        """
        here = Path.cwd().resolve()
        if self.folder in (here, *here.parents):
            raise InputError("folder_is_here", folder=self.folder)
        try:
            is_file = self.folder.exists() and not self.folder.is_dir()
        except OSError as error:  # such as a name that is too long
            raise _unwritable(self.folder, error) from error
        if is_file:
            raise InputError("not_a_folder", folder=self.folder)
        if not self.overwrite and _holds_something(self.folder):
            raise InputError("folder_not_empty", folder=self.folder)

    @contextmanager
    def unfinished(self) -> Iterator[Path]:
        """Give a folder to write to; at the end of the block it becomes the folder of results.

        Raises:
            InputError: at once if nothing can be written here, and at the end if something came here meanwhile.
        """
        self.check()
        part = self.folder.with_name(f".{self.folder.name}.part-{secrets.token_hex(4)}")
        made = [parent for parent in self.folder.parents if not parent.exists()]
        try:
            try:
                part.mkdir(parents=True)
            except OSError as error:
                raise _unwritable(self.folder, error) from error
            yield part
            self._put_in_place(part)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            remove_empty(made)
            raise

    def _put_in_place(self, part: Path) -> None:
        self.check()
        moved_to = _free_name(self.folder) if _holds_something(self.folder) else None
        try:
            if moved_to is not None:
                self.folder.rename(moved_to)
            elif self.folder.exists():
                self.folder.rmdir()
            part.rename(self.folder)
        except OSError as error:
            if moved_to is not None and moved_to.exists() and not self.folder.exists():
                moved_to.rename(self.folder)
            raise _unwritable(self.folder, error) from error
        self.moved_to = moved_to


def _holds_something(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise _unwritable(folder, error) from error


def _free_name(folder: Path) -> Path:
    number = 1
    while (aside := folder.with_name(f"{folder.name}.old-{number}")).exists():
        number += 1
    return aside


def remove_empty(folders: list[Path]) -> None:
    """Remove folders that were made in vain, the innermost first."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError("unwritable_folder", folder=folder, reason=reason_of(error))


def write_results(comparison: Comparison, folder: Path, seconds: float) -> None:
    """Write every file of a comparison that took `seconds`; the manifest last.

    Raises:
        InputError: if the disk is full or the folder can't be written to any more.
    """
    # Pictures and tables need slow imports, which nothing but this writing does.
    from simulation.report.comparison import write_page
    from simulation.trajectories import sample

    try:
        _write_config(comparison, folder / "config.yaml")
        for name, table in _tables(comparison.tables):
            write_csv(table, folder / f"{name}.csv")
            table.to_parquet(folder / f"{name}.parquet", index=False)
        sample(comparison.study).to_parquet(folder / "trajectories.parquet", index=False)
        write_page(comparison, folder)
        write_manifest(
            folder, comparison.settings, comparison.command, comparison.name, comparison.content_hash, seconds,
            comparison.precision,
        )  # fmt: skip
    except OSError as error:
        raise _unwritable(folder, error) from error


def _tables(tables: Tables) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables that become files, by the files' names."""
    yield "levels", tables.levels
    yield "contrasts", tables.contrasts
    if tables.orders is not None:
        yield "orders", tables.orders
    if tables.money is not None:
        yield from ((name, getattr(tables.money, name)) for name in MONEY_TABLES)


def _write_config(comparison: Comparison, path: Path) -> None:
    content = {"name": comparison.name, **resolved(comparison.settings), "language": comparison.language}
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8", newline="\n")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table with 9 significant digits; what isn't known is left empty."""
    # Adding 0.0 makes minus zero zero, whose sign differs between platforms.
    plain = table.assign(**{name: table[name] + 0.0 for name in table.select_dtypes("float64").columns})
    plain.to_csv(path, index=False, float_format=DIGITS, lineterminator="\n", encoding="utf-8")


def read_tables(folder: Path) -> Tables:
    """Return the tables of a complete folder of results."""
    import pandas as pd

    def read(name: str) -> pd.DataFrame:
        return pd.read_parquet(folder / f"{name}.parquet")

    money = MoneyTables(**{name: read(name) for name in MONEY_TABLES})
    return Tables(read("levels"), read("contrasts"), money, read("orders"))
