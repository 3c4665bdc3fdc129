"""Help pages of the command, put together from the text catalogue alone so that they come at once."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence

from simulation.texts import catalogue, text

NARROWEST, WIDEST = 60, 100


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
    examples = catalogue(f"cli.{page}.examples")
    return _pairs([(example["command"], example["meaning"][language]) for example in examples], indent=6)


def overview(commands: Iterable[str], language: str) -> str:
    """Return the page of `tilltro --help`."""
    shorts = [(command, text(f"cli.help.commands.{command}.short", language)) for command in commands]
    lines = [
        *_paragraph(text("cli.help.overview.summary", language)),
        *_section("usage", ["  " + text("cli.help.overview.usage", language)], language),
        *_section("commands", _pairs(shorts, indent=16), language),
        *_section("examples", _examples("help.overview", language), language),
        "",
        *_paragraph(text("cli.help.overview.end", language)),
    ]
    return "\n".join(lines) + "\n"


def command_page(command: str, language: str, ready: Sequence[tuple[str, str]] = ()) -> str:
    """Return the page of `tilltro COMMAND --help`; `ready` is what there is to choose from, each with its meaning."""
    page = f"help.commands.{command}"
    names = catalogue(f"cli.{page}.settings")
    settings = [
        (str(catalogue(f"cli.settings.{name}.name")), text(f"cli.settings.{name}.meaning", language)) for name in names
    ]
    lines = [
        *_paragraph(text(f"cli.{page}.summary", language)),
        *_section("usage", ["  " + text(f"cli.{page}.usage", language)], language),
        *(_section("ready", _pairs(ready, indent=29), language) if ready else ()),
        *_section("settings", _pairs(settings, indent=29), language),
        *_section("examples", _examples(page, language), language),
    ]
    return "\n".join(lines) + "\n"
