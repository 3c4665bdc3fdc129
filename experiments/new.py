"""Write a file to fill in: `tilltro new clients`."""

from __future__ import annotations

from pathlib import Path

from simulation.base.checks import check_name
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.lookup import read_words
from simulation.cli.request import path_of
from simulation.cli.templates import KINDS, USUAL_PLACE, make_template, write_new
from simulation.cli.terminal import show
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Write the template that the arguments ask for, where nothing is yet, and say what reads it."""
    own, others = typed.take(("out",))
    asked = read_words(others)
    kind = asked.name("tilltro new")
    if not kind:
        raise InputError("kind_missing", known=", ".join(KINDS))
    check_name("template", kind, KINDS)
    path = path_of("out", own.get("out")) or Path(USUAL_PLACE[kind])
    template = make_template(kind, path, asked.language)
    write_new(path, template.content)
    show(text("templates.written", asked.language, file=path))
    show(
        f"  {template.command}"
        if template.command
        else text("templates.belongs", asked.language, folder=USUAL_PLACE[kind].parent.name)
    )
    return 0
