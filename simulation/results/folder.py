"""The folder of results: whole or not at all.

Everything is written to a folder beside the one asked for and renamed at the end, so that a folder with results is
always complete; after an error or Ctrl-C nothing is left, and what a killed run leaves the next one removes.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simulation.base.errors import InputError, unwritable_folder
from simulation.base.locks import new_locked, remove_if_abandoned
from simulation.results.atomic import PART
from simulation.results.manifest import MANIFEST, is_complete

DEFAULT_PARENT = "outputs"
LOCK = ".lock"
LEFTOVER_LOCK = re.compile(r"\..+\.part-[0-9a-f]{8}\.lock")
# By what a folder of ours is recognised: a file, and the keys that it must have. A sweep has the second file at once.
RECORDS = {MANIFEST: {"tilltro", "content_hash"}, "sweep.json": {"key", "name", "worlds", "design"}}


def default_folder(command: str, name: str, content_hash: str) -> Path:
    """Return the default folder of results, under the current folder."""
    return Path(DEFAULT_PARENT) / command / f"{name}-{content_hash}"


@dataclass
class Place:
    """Where the results of one content hash go; `moved_to` is the new place of a folder that stood there before."""

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
            InputError: if something else is here and isn't to be overwritten, or isn't ours; if it is the current
                folder or the user's home, or holds one of them.
        """
        check_place(self.folder)
        try:
            is_file = self.folder.exists() and not self.folder.is_dir()
        except OSError as error:  # such as a name that is too long
            raise unwritable_folder(self.folder, error) from error
        if is_file:
            raise InputError("not_a_folder", folder=self.folder)
        if _holds_something(self.folder):
            if not self.overwrite:
                raise InputError("folder_not_empty", folder=self.folder)
            check_record(self.folder)

    @contextmanager
    def unfinished(self) -> Iterator[Path]:
        """Give a folder to write to; at the end of the block it becomes the folder of results.

        Raises:
            InputError: at once if nothing can be written here, and at the end if something came here meanwhile.
        """
        self.check()
        _remove_leftovers(self.folder.parent)
        made = [parent for parent in self.folder.parents if not parent.exists()]
        try:
            try:
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                lock, file = new_locked(lambda word: self.folder.with_name(f".{self.folder.name}{PART}{word}{LOCK}"))
            except OSError as error:
                raise unwritable_folder(self.folder, error) from error
            part = lock.with_suffix("")
            try:
                with file:
                    try:
                        part.mkdir()
                    except OSError as error:
                        raise unwritable_folder(self.folder, error) from error
                    yield part
                    self._put_in_place(part)
            finally:
                shutil.rmtree(part, ignore_errors=True)
                lock.unlink(missing_ok=True)
        except BaseException:
            remove_empty(made)
            raise

    def _put_in_place(self, part: Path) -> None:
        """Rename the part to the folder asked for; unless another run has put the same result there."""
        if self.is_done():
            return
        self.check()
        moved_to = free_name(self.folder) if _holds_something(self.folder) else None
        try:
            if moved_to is not None:
                self.folder.rename(moved_to)
            elif self.folder.exists():
                self.folder.rmdir()
            part.rename(self.folder)
        except OSError as error:
            if moved_to is not None and moved_to.exists() and not self.folder.exists():
                moved_to.rename(self.folder)
            if self.is_done():
                return
            raise unwritable_folder(self.folder, error) from error
        self.moved_to = moved_to


def check_place(folder: Path) -> None:
    """Check that a resolved folder is neither the current one nor the user's home, nor above one of them.

    Raises:
        InputError: if it is.
    """
    here = Path.cwd().resolve()
    if folder in (here, *here.parents):
        raise InputError("folder_is_here", folder=folder)
    try:
        home = Path.home().resolve()
    except RuntimeError:  # a user without one
        return
    if folder in (home, *home.parents):
        raise InputError("folder_is_home", folder=folder)


def check_record(folder: Path) -> None:
    """Check that a folder that is to be moved aside carries a record of ours.

    Raises:
        InputError: if it doesn't: it may be anything.
    """
    for name, keys in RECORDS.items():
        try:
            content = json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(content, dict) and keys <= set(content):
            return
    raise InputError("folder_not_ours", folder=folder)


def _remove_leftovers(parent: Path) -> None:
    """Remove what runs that were killed have left half-written: nobody holds their locks any more."""
    try:
        locks = [path for path in parent.iterdir() if LEFTOVER_LOCK.fullmatch(path.name)]
    except OSError:  # it isn't there, say
        return
    for lock in locks:
        remove_if_abandoned(lock, partial(_remove_part, lock))


def _remove_part(lock: Path) -> None:
    shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
    lock.unlink(missing_ok=True)


def _holds_something(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise unwritable_folder(folder, error) from error


def free_name(folder: Path) -> Path:
    """Return the first name that is free of `NAME.old-1`, `NAME.old-2` and so on, beside the folder."""
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


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn an error of the disk in the block into one sentence for the user.

    Raises:
        InputError: if the disk is full or the folder can't be written to any more.
    """
    try:
        yield
    except OSError as error:
        raise unwritable_folder(folder, error) from error
