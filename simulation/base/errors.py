"""The error that users see: a sentence from the text catalogue, with the values that were wrong; and cancelling."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from pathlib import PurePath

ALIKE = 0.7  # likeness of two names; below it, one isn't taken for a misspelling of the other
SHORTEST_PART = 4  # letters; shorter names aren't looked for inside longer ones
MOST_LISTED = 40  # names that one sentence lists

# What the system says about a file, as the reasons of the text catalogue (`cli.reasons`) know it.
REASONS = {
    errno.ENOENT: "No such file or directory",
    errno.EISDIR: "Is a directory",
    errno.ENOTDIR: "Not a directory",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Permission denied",
    errno.ENOSPC: "No space left on device",
    errno.EROFS: "Read-only file system",
    errno.ENAMETOOLONG: "File name too long",
}
# And how it says, in errors of various kinds, that there is no room for a thread or a library.
OUT_OF_MEMORY = ("can't start new thread", "failed to map segment", "Cannot allocate memory", "out of memory")


class InputError(ValueError):
    """Invalid input, told to the user as one sentence of the text catalogue.

    Args:
        key: the sentence's key in the text catalogue (`simulation/base/texts/errors.yaml`).
        values: what the sentence names: what, where, which values are allowed.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
        self.file = ""  # the user's file that is wrong, where the sentence doesn't name it

    def sentence(self, language: str = "en") -> str:
        """Return the sentence in a language of the catalogue, with the name of the file in front."""
        from simulation.base.texts.sentences import sentence

        said = sentence(self.key, self.values, language)
        return said if PurePath(self.file).name in said else f"{self.file}: {said}"

    def is_about(self, file: str) -> bool:
        """Return whether the sentence names a file of the user's."""
        return file in (str(self.file), *map(str, self.values.values()))

    def __str__(self) -> str:
        return self.sentence()

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.key, self.values, self.file)


class Cancelled(Exception):  # noqa: N818 (it isn't an error: somebody asked for it)
    """What was running was cancelled from outside; there are no results."""


def _rebuild(key: str, values: dict[str, object], file: str) -> InputError:
    error = InputError(key, **values)
    error.file = file
    return error


@contextmanager
def in_file(file: object) -> Iterator[None]:
    """Context manager: an `InputError` raised inside names this file, unless it already names one."""
    try:
        yield
    except InputError as error:
        error.file = error.file or str(file)
        raise


class Nearest(str):
    """The known name nearest to another, empty where none is near; `known` are all that there are."""

    known: tuple[str, ...] = ()


def nearest(name: str, known: Iterable[str]) -> Nearest:
    """Return the known name nearest to `name`, empty where none is near; an error then tells which names there are."""
    names = sorted(known)
    found = max(names, key=lambda other: _likeness(name, other), default="")
    is_near = bool(found) and _likeness(name, found) >= ALIKE
    result = Nearest(found if is_near else "")
    result.known = _few_enough(name, names)
    return result


def _few_enough(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that a sentence can list: of very many those beside `name`, else groups in place of members."""
    if len(names) <= MOST_LISTED:
        return tuple(names)
    group = name.rpartition(".")[0]
    beside = tuple(other for other in names if group and other.rpartition(".")[0] == group)
    grouped = dict.fromkeys(f"{other.partition('.')[0]}.*" if "." in other else other for other in names)
    return beside or tuple(grouped)


def _likeness(name: str, other: str) -> float:
    """Return how alike two names are, 0 to 1; of a dotted one the last part alone may be meant."""
    wanted, whole = _plain(name), _plain(other)
    if not wanted:
        return 0.0
    if whole.endswith(f".{wanted}"):
        return 0.99
    if len(wanted) >= SHORTEST_PART and whole.startswith(wanted):
        return 0.9  # cut short
    last = whole.rpartition(".")[2]
    ratio = max(_ratio(wanted, whole), 0.98 * _ratio(wanted, last))
    is_part = len(wanted) >= SHORTEST_PART and wanted in last
    return max(ratio, ALIKE + 0.1 * len(wanted) / len(last)) if is_part else ratio


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE / 2 else 0.0


def reason_of(error: Exception) -> str:
    """Return why a file can't be used, as a reason that the text catalogue knows where it does."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, OSError):
        named = re.search(r"\[errno (\d+)\]", str(error))  # as PyArrow tells it
        number = error.errno or (int(named[1]) if named else 0)
        return REASONS.get(number, error.strerror or str(error))
    return str(error).strip().partition("\n")[0].rstrip(".")


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an error means that the system has run out of memory or threads."""
    if isinstance(error, MemoryError) or any(words in str(error) for words in OUT_OF_MEMORY):
        return True
    if isinstance(error, OSError) and error.errno in (errno.ENOMEM, errno.EAGAIN):
        return True
    before = error.__cause__ or error.__context__  # a library may tell in its own words
    return before is not None and is_out_of_memory(before)


def unwritable_folder(folder: object, error: OSError) -> InputError:
    """Return the error for a folder that can't be written to."""
    return InputError("unwritable_folder", folder=folder, reason=reason_of(error))
