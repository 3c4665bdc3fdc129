"""All text that users see, in English, Swedish and Danish: one catalogue, YAML files beside this one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("en", "sv", "da")
WITHIN_NUMBERS = re.compile(r"(?<=[\d}]) (?=%)|(?<=\d) (?=\d{3}\b)")


@cache
def _file(name: str) -> Mapping[str, Any]:
    content = resources.files("simulation.base.texts").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    content = WITHIN_NUMBERS.sub("\N{NO-BREAK SPACE}", content)  # "95 %" and "20 000" stay on one line
    loaded: Mapping[str, Any] = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded


def catalogue(key: str) -> Any:
    """Return whatever stands at `file.key` of the catalogue (an entry, a list or a branch), or a whole `file`.

    Raises:
        KeyError: if there is nothing (a mistake in the program, not of the user).
    """
    file, _, rest = key.partition(".")
    node: Any = _file(file)
    for part in rest.split(".") if rest else ():
        node = node[part]
    return node


def entry(key: str) -> Mapping[str, str]:
    """Return the entry `file.key` of the catalogue: a text a language.

    Raises:
        KeyError: if there is no such entry (a mistake in the program, not of the user).
    """
    found: Mapping[str, str] = catalogue(key)
    return found


def text(key: str, language: str = "en", **values: object) -> str:
    """Return the text `file.key` in a language, its {names} filled in from `values`."""
    return entry(key)[language].format(**values)
