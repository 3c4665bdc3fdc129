"""What is typed after a command, read once: words, and settings by name with their values as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulation.base.errors import InputError, nearest
from simulation.cli.arguments import SETTING, tidy


@dataclass(frozen=True)
class Typed:
    """Words and settings of a command line; the order is that in which they were typed."""

    words: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)  # by dotted name, the value as it was written

    @property
    def language(self) -> str:
        """The language asked for, English unless another is named."""
        return self.settings.get("language", "en")

    @property
    def overrides(self) -> list[str]:
        """The settings as they were typed."""
        return [f"{name}={value}" for name, value in self.settings.items()]

    def take(self, names: Iterable[str]) -> tuple[dict[str, str], Typed]:
        """Return the settings of these names, and what was typed without them."""
        wanted = set(names)
        taken = {name: value for name, value in self.settings.items() if name in wanted}
        others = {name: value for name, value in self.settings.items() if name not in wanted}
        return taken, replace(self, settings=others)

    def refuse(self, names: Iterable[str], key: str, **values: object) -> None:
        """Raise InputError(`key`, name=..., **`values`) if any of these settings was typed."""
        unwanted = set(names)
        for name in self.settings:
            if name in unwanted:
                raise InputError(key, name=name, **values)

    def allow(self, names: Iterable[str]) -> None:
        """Refuse every setting but these.

        Raises:
            InputError: if another one was typed, with the nearest of those allowed.
        """
        known = tuple(names)
        for name in self.settings:
            if name not in known:
                raise InputError("unknown_key", name=name, where="the command", nearest=nearest(name, known))

    def no_words(self) -> None:
        """Refuse words.

        Raises:
            InputError: if there is one.
        """
        for word in self.words:
            raise InputError("not_a_setting", argument=word)


def read_typed(arguments: Sequence[str]) -> Typed:
    """Return what the arguments of a command say.

    Raises:
        InputError: if one of them can't be understood, or a setting stands there twice.
    """
    words: list[str] = []
    settings: dict[str, str] = {}
    for argument in tidy(arguments):
        setting = SETTING.fullmatch(argument)
        if setting is None:
            words.append(argument)
        elif setting[1] in settings:
            raise InputError("given_twice", name=setting[1])
        else:
            settings[setting[1]] = setting[2]
    return Typed(tuple(words), settings)


def own_folder(typed: Typed) -> Path | None:
    """Return the user's own folder of YAML files, None where none was typed.

    Raises:
        InputError: if there is no such folder.
    """
    given = typed.settings.get("config_dir", "null")
    if given == "null":
        return None
    folder = Path(given.strip("'\"")).expanduser()
    if not given or not folder.is_dir():
        raise InputError("wrong_shape", where=f"config_dir={given}", expected="a folder that exists")
    return folder


def as_whole(given: str) -> int | str:
    """Return a whole number as a number, and anything else as it was written, for the check that follows."""
    return int(given) if re.fullmatch(r"\d{1,18}", given, re.ASCII) else given


def yes_or_no(typed: Typed, name: str, usual: bool) -> bool:
    """Return a setting that is true or false, `usual` where it wasn't typed.

    Raises:
        InputError: if it is anything else.
    """
    given = typed.settings.get(name, str(usual).lower()).lower()
    if given not in ("true", "false"):
        raise InputError("not_yes_or_no", name=name, value=typed.settings[name])
    return given == "true"
