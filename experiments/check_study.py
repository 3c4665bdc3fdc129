"""Hold a study's results against what the model expected, and learn from them: `tilltro check-study`.

Where they leave too few draws that count, new ones are made around what they leave possible.
"""

from __future__ import annotations

from pathlib import Path

from simulation.analyses.trials.preregistration import learn, read_registered
from simulation.base.errors import InputError
from simulation.cli.preregistration import expected_lines, learned_lines, more_draws, read_results
from simulation.cli.terminal import show
from simulation.cli.typed import Typed


def main(typed: Typed) -> int:
    """Read prediction and result, and show what the one says of the other; return the exit status."""
    if not typed.words:
        raise InputError("study_result_missing")
    registered = read_registered(Path(typed.words[0]).expanduser())
    found = learn(registered, read_results(typed, registered))
    if not found.is_conflict and not found.has_enough:
        found, is_changed = more_draws(registered, found, typed)
    else:
        is_changed = False
    show(*expected_lines(registered, typed.language), "", *learned_lines(registered, found, typed.language, is_changed))
    return 0
