"""Tell versions and where compiled code is kept: `tilltro info`."""

from __future__ import annotations

import os
import platform

from simulation import __version__
from simulation.base.compiled import code_folder, source_hash
from simulation.base.texts import text
from simulation.cli.terminal import facts, show
from simulation.cli.typed import Typed
from simulation.results.manifest import library_versions


def main(typed: Typed) -> int:
    """Show the versions of everything that matters to a problem report."""
    typed.allow(("language",))
    typed.no_words()
    language = typed.language
    pairs = [
        ("tilltro", f"{__version__} ({source_hash()})"),
        ("Python", platform.python_version()),
        *((name, version or "") for name, version in library_versions().items()),
        (text("cli.info.platform", language), platform.platform()),
        (text("cli.info.threads", language), str(os.cpu_count() or 1)),
        (text("cli.info.cache", language), str(code_folder().path or text("cli.info.no_cache", language))),
    ]
    show(facts(pairs))
    return 0
