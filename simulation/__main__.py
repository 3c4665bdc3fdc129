"""The command `tilltro`: finds a command's program and starts it.

Help comes from the text catalogue alone; a program, and with it the numerical libraries, is imported when it runs.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

import simulation
from simulation.base.errors import InputError, is_out_of_memory, nearest, reason_of
from simulation.base.memory import is_starved
from simulation.base.texts import LANGUAGES, text
from simulation.cli.arguments import as_meant
from simulation.cli.defaults import defaults
from simulation.cli.exit_status import CLOSED_PIPE, INTERRUPTED, SIGNALLED, WRONG_INPUT
from simulation.cli.help import command_page, overview
from simulation.cli.stopping import stop_on_signals
from simulation.cli.streams import prepare_streams
from simulation.cli.typed import Typed, read_typed

PROGRAMS = {
    "compare": "simulation.experiments.compare",
    "run": "simulation.experiments.run",
    "follow": "simulation.experiments.follow",
    "serve": "simulation.experiments.serve",
    "validate": "simulation.experiments.validate",
    "predict": "simulation.experiments.predict",
    "calibrate": "simulation.experiments.calibrate",
    "contrary": "simulation.experiments.contrary",
    "sensitivity": "simulation.experiments.sensitivity",
    "target": "simulation.experiments.target",
    "office": "simulation.experiments.office",
    "trial": "simulation.experiments.trial",
    "predict-study": "simulation.experiments.predict_study",
    "check-study": "simulation.experiments.check_study",
    "sweep": "simulation.experiments.sweep",
    "query": "simulation.experiments.query",
    "report": "simulation.experiments.report",
    "verify": "simulation.experiments.verify",
    "lesson": "simulation.experiments.lesson",
    "new": "simulation.experiments.new",
    "policies": "simulation.experiments.policies",
    "worlds": "simulation.experiments.worlds",
    "interventions": "simulation.experiments.interventions",
    "evidence": "simulation.experiments.evidence",
    "parameters": "simulation.experiments.parameters",
    "prices": "simulation.experiments.prices",
    "info": "simulation.experiments.info",
}
INSTEAD = ("excel", "experiments")  # looked for as commands; a sentence of each says what there is
HELP_WORDS = ("--help", "-h", "help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default) and return the exit status."""
    arguments = as_meant(sys.argv[1:] if argv is None else argv)
    language = _language(arguments)
    prepare_streams()
    heard = stop_on_signals()
    status = _status(arguments, language, heard)
    asked_to_end = [number for number in heard if number != signal.SIGINT]  # a command may take Ctrl-C as its usual end
    return SIGNALLED + asked_to_end[0] if asked_to_end else status


def _status(arguments: list[str], language: str, heard: Sequence[int]) -> int:
    """Answer and return the exit status; whatever goes wrong is told in a sentence."""
    try:
        return _answer(arguments, language)
    except InputError as error:
        if error.values.get("where") == "the command" and error.values.get("nearest") == "":
            error.values["command"] = f"tilltro {_command(arguments)} --help"
        _complain(error.sentence(language))
        return WRONG_INPUT
    except KeyboardInterrupt:
        _complain(text("cli.progress.interrupted", language))
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (such as `head`) has seen enough; nothing more may be flushed to it at exit.
        _let_go(sys.stdout)
        return CLOSED_PIPE
    except Exception as error:
        # A library may make another error of the interruption, and may lose it as DuckDB does in the main thread;
        # and a window that is closed can't be written to.
        if heard or _comes_from_interrupt(error):
            _complain(text("cli.progress.interrupted", language))
            return INTERRUPTED
        if is_out_of_memory(error) or is_starved():
            return _out_of_memory(language)
        if not isinstance(error, OSError) or error.filename is None:
            raise
        _complain(InputError("unusable_file", file=error.filename, reason=reason_of(error)).sentence(language))
        return WRONG_INPUT


def _answer(arguments: list[str], language: str) -> int:
    words = [argument for argument in arguments if not argument.startswith("language=")]
    if not words or words[0] in HELP_WORDS:
        _check_language(arguments)
        asked = next((word for word in words if word in PROGRAMS), None)
        sys.stdout.write(
            overview(PROGRAMS, language) if asked is None else command_page(asked, language, defaults(asked))
        )
        return 0
    if words[0] in ("--version", "-V"):
        sys.stdout.write(f"tilltro {simulation.__version__}\n")
        return 0
    command = words[0]
    if command not in PROGRAMS:
        if "=" in command and (later := _command(words)):
            raise InputError("command_first", command=later, argument=command)
        if "=" in command:
            raise InputError("command_missing", argument=command)
        if command.casefold() in INSTEAD:
            raise InputError(f"no_command_{command.casefold()}")
        raise InputError("unknown_name", kind="command", name=command, nearest=nearest(command, PROGRAMS))
    _check_language(arguments)
    rest = list(arguments)
    rest.remove(command)
    if any(word in HELP_WORDS for word in rest):
        sys.stdout.write(command_page(command, language, defaults(command), _ready(command, language)))
        return 0
    _refuse_options(rest)
    if command != "info" and is_starved():  # not even the libraries would fit, and some end the process themselves
        raise InputError("out_of_memory")
    return _program(command)(read_typed(rest))


def _command(words: Sequence[str]) -> str:
    """Return the first of the words that is a command, empty where none is."""
    return next((word for word in words if word in PROGRAMS), "")


def _ready(command: str, language: str) -> Sequence[tuple[str, str]]:
    """Return what a command offers ready-made, by name and meaning."""
    if command != "sweep":
        return ()
    from simulation.analyses.sweeps.ready import ready_made

    return ready_made(language)


def _program(command: str) -> Callable[[Typed], int]:
    """Return a command's program.

    Installed, the programs and the configuration are `simulation.experiments` and `simulation.configs`. In a bare
    checkout both folders lie beside the package instead; looking there too makes them importable by the same names.

    Raises:
        InputError: if the programs would come from another checkout than the package itself.
    """
    package = Path(__file__).resolve().parent
    found = find_spec("simulation.experiments")
    if found is None:
        simulation.__path__.append(str(package.parent))
    elif found.origin and Path(found.origin).resolve().parent.parent not in (package, package.parent):
        raise InputError("two_checkouts", package=package.parent, other=Path(found.origin).resolve().parent.parent)
    program: Callable[[Typed], int] = import_module(PROGRAMS[command]).main
    return program


def _language(arguments: Sequence[str]) -> str:
    """Return the language asked for, English where it isn't a known one."""
    asked = [argument.partition("=")[2] for argument in arguments if argument.startswith("language=")]
    return asked[-1] if asked and asked[-1] in LANGUAGES else "en"


def _check_language(arguments: Sequence[str]) -> None:
    for argument in arguments:
        name, _, value = argument.partition("=")
        if name == "language" and value not in LANGUAGES:
            raise InputError("not_allowed", name=name, value=value, allowed=", ".join(LANGUAGES))


def _refuse_options(arguments: Sequence[str]) -> None:
    for argument in arguments:
        if argument in ("-m", "--multirun"):
            raise InputError("no_multirun", name=argument)
        if argument.startswith("-"):
            raise InputError("unknown_option", name=argument)


def _out_of_memory(language: str) -> int:
    try:
        _complain(InputError("out_of_memory").sentence(language))
    except Exception:  # there isn't even room for the texts
        _complain("Out of memory.")
    return WRONG_INPUT


def _comes_from_interrupt(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _complain(sentence: str) -> None:
    try:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    except OSError:  # nobody is there to read it: the window is closed, say
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Let what is still to be written to a stream go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    sys.exit(main())
