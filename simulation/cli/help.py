"""Help pages of the command, put together from the text catalogue alone so that they come at once."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from simulation.base.texts import catalogue, text
from simulation.base.texts.forms import example_in_language, in_language

NARROWEST, WIDEST = 60, 100
NUMBER, NAME = "NUMBER", "NAME"  # what a setting is written with where it has no default


def _width() -> int:
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def _paragraph(content: str) -> list[str]:
    return textwrap.wrap(content, _width(), break_long_words=False, break_on_hyphens=False)


def _pairs(pairs: Sequence[tuple[str, str]], indent: int) -> list[str]:
    """Return lines of names with their meanings, each meaning on a line below a name longer than `indent`."""
    lines = []
    for name, meaning in pairs:
        body = textwrap.wrap(meaning, _width() - indent, break_long_words=False, break_on_hyphens=False)
        if len(name) + 4 > indent:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {name:<{indent - 2}}{body.pop(0)}")
        lines += [" " * indent + line for line in body]
    return lines


def _section(heading: str, lines: Iterable[str], language: str) -> list[str]:
    return ["", text(f"cli.help.headings.{heading}", language), *lines]


def _examples(page: str, language: str) -> list[str]:
    examples = [
        (example_in_language(example["command"], language), example["meaning"][language])
        for example in catalogue(f"cli.{page}.examples")
    ]
    return _pairs(examples, indent=6)


def overview(commands: Iterable[str], language: str) -> str:
    """Return the page of `tilltro --help`."""
    shorts = [(command, text(f"cli.help.commands.{command}.short", language)) for command in commands]
    lines = [
        *_paragraph(text("cli.help.overview.summary", language)),
        *_section("usage", ["  " + text("cli.help.overview.usage", language)], language),
        *_section("commands", _pairs(shorts, indent=17), language),
        *_section("examples", _examples("help.overview", language), language),
        "",
        *_paragraph(text("cli.help.overview.end", language)),
    ]
    return "\n".join(lines) + "\n"


def _setting(key: str, language: str, defaults: Mapping[str, object]) -> tuple[str, str]:
    """Return how a setting is written and what it means, with its default."""
    written = str(catalogue(f"cli.settings.{key}.name"))
    name, _, value = written.partition("=")
    default = defaults.get(name)
    meaning = text(f"cli.settings.{key}.meaning", language, default=default)
    if value == NUMBER and default is not None:
        return f"{name}={default}", meaning
    if value == NAME and isinstance(default, str):
        meaning = text("cli.help.default", language, meaning=meaning, value=default)
    return in_language(written, language), meaning


def command_page(
    command: str, language: str, defaults: Mapping[str, object], ready: Sequence[tuple[str, str]] = ()
) -> str:
    """Return the page of `tilltro COMMAND --help`.

    `defaults` are those of this command, by setting; `ready` is what there is to choose from, each with its meaning.
    """
    page = f"help.commands.{command}"
    settings = [_setting(key, language, defaults) for key in catalogue(f"cli.{page}.settings")]
    has_numbers = any(written[-1].isdigit() for written, _ in settings)
    lines = [
        *_paragraph(text(f"cli.{page}.summary", language)),
        *_section("usage", ["  " + text(f"cli.{page}.usage", language)], language),
        *(_section("ready", _pairs(ready, indent=29), language) if ready else ()),
        *_section("settings_with_numbers" if has_numbers else "settings", _pairs(settings, indent=29), language),
        *_section("examples", _examples(page, language), language),
    ]
    return "\n".join(lines) + "\n"
