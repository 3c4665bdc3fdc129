"""Write down what the model expects of a study, before its results: `tilltro predict-study [DESIGN]`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from simulation.analyses.trials.preregistration import register, write_registered
from simulation.analyses.trials.trial import n_steps
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.preregistration import expected_lines, typed_beside
from simulation.cli.progress import compile_first, progress
from simulation.cli.terminal import show
from simulation.cli.trial import request_trial
from simulation.cli.typed import Typed
from simulation.report.trials.words import title_of


def main(typed: Typed) -> int:
    """Simulate what a study would find, write it down, and show it; return the exit status."""
    own, others = typed.take(("out",))
    asked = request_trial(others, "predict-study")
    language = asked.request.language
    path = Path(own.get("out", f"{asked.design.name}-{date.today().isoformat()}.json")).expanduser()
    if path.exists():
        raise InputError("file_exists", file=path)
    if not path.parent.is_dir():
        raise InputError("unreadable_file", file=str(path.parent), reason="not a folder")
    compile_first(language)
    with progress(n_steps(asked.request.settings), language) as shown:
        found = register(asked.request.settings, asked.design, asked.request.n_threads, shown)
    found = replace(found, typed=typed_beside(others))
    digest = write_registered(found, path)
    title = title_of(asked.design, asked.request.settings, language)
    show(
        title,
        "",
        *expected_lines(found, language),
        "",
        text("decide.registered.written", language, file=path, hash=digest[:12]),
    )
    return 0
