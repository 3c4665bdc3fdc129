"""Files to fill in, made from the program's own lists, so that they hold whatever can be set and nothing else."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from simulation.base.errors import InputError, reason_of
from simulation.base.resources import configs, read_yaml
from simulation.base.tables import COMMENT
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.base.texts.forms import in_language
from simulation.base.texts.numbers import format_plain, format_range
from simulation.base.texts.phrases import phrase
from simulation.base.texts.tables import heading
from simulation.cli.office_templates import answers_rows, questionnaires_rows
from simulation.model.interventions import interventions
from simulation.model.policies.elements import ELEMENTS
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.study.defaults import OWN_FOLDER, default_settings
from simulation.study.example_clients import example_clients
from simulation.study.money.prices import catalogue as prices

CLIENTS, POLICY, PRICES, SCENARIO = OF_COMPARE = ("clients", "policy", "prices", "scenario")
OFFICE, ANSWERS_TABLE, QUESTIONNAIRES = OF_OFFICE = ("office", "answers", "questionnaires")
KINDS = (*OF_COMPARE, *OF_OFFICE)
USUAL_PLACE = {
    CLIENTS: PurePath("my_clients.csv"),
    POLICY: PurePath(OWN_FOLDER, "policy", "my_policy.yaml"),
    PRICES: PurePath(OWN_FOLDER, "experiment", "my_prices.yaml"),
    SCENARIO: PurePath(OWN_FOLDER, "experiment", "my_scenario.yaml"),
    OFFICE: PurePath("my_office.yaml"),
    ANSWERS_TABLE: PurePath("my_answers.csv"),
    QUESTIONNAIRES: PurePath("my_questionnaires.csv"),
}
TABLES = (CLIENTS, ANSWERS_TABLE, QUESTIONNAIRES)
ENDINGS = {kind: (".csv", ".xlsx") if kind in TABLES else (".yaml",) for kind in KINDS}
READ_BY = {
    CLIENTS: ("compare", "population.table"),
    ANSWERS_TABLE: ("office", "population.table"),
    QUESTIONNAIRES: ("office", "questionnaires"),
    OFFICE: ("office", "figures"),
}
FIRST_ELEMENTS = ("measures", "meetings")
# Settings that decide no number, or that stand elsewhere in a scenario.
HOW = ("out", "overwrite", "threads", "language", "config_dir", "name", "defaults", "parameter_set")
BESIDE = ("labour_market", "market_path", "parameters", "parameter_set", "money")  # given beside it, in the command
WIDTH = 118
type Cells = tuple[list[str], list[str], list[list[Any]]]  # comments, headings and rows of a table


@dataclass(frozen=True)
class Template:
    """A file to fill in: its content, and what reads it."""

    content: bytes
    command: str  # empty where the file lies in no folder that a command would look into


def make_template(kind: str, path: Path, language: str) -> Template:
    """Return the template of a kind for this path.

    Raises:
        InputError: if the path's ending isn't one of the kind's, or its name can't be typed in a command.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS[kind]:
        raise InputError("not_allowed", name="out", value=path, allowed=", ".join(f"*{each}" for each in ENDINGS[kind]))
    if kind in READ_BY:
        program, setting = READ_BY[kind]
        command = f"tilltro {program} {_setting(setting, path)}{_asked_in(language)}"
        if kind == OFFICE:
            return Template("".join(f"{line}\n" for line in _office(command, language)).encode(), command)
        rows = {CLIENTS: _rows, ANSWERS_TABLE: answers_rows, QUESTIONNAIRES: questionnaires_rows}[kind](language)
        return Template(_workbook(*rows) if ending == ".xlsx" else _csv(*rows, language), command)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", path.stem):
        raise InputError("wrong_shape", where="out", expected="a word of letters, digits, - and _")
    command = ""
    if path.parent.name == USUAL_PLACE[kind].parent.name:
        folder = _setting("config_dir", path.parent.parent)
        asked = f'"policies=[{path.stem},coordinated]"' if kind == POLICY else f"experiment={path.stem}"
        command = f"tilltro compare {folder} {asked}{_asked_in(language)}"
    lines = {POLICY: _policy, PRICES: _prices, SCENARIO: _scenario}[kind](path.stem, command, language)
    return Template("".join(f"{line}\n" for line in lines).encode(), command)


def _asked_in(language: str) -> str:
    return "" if language == LANGUAGES[0] else f" language={language}"


def write_new(path: Path, content: bytes) -> None:
    """Write a file that isn't there yet, and the folders it lies in.

    Raises:
        InputError: if it is there already or can't be written; nothing half-written stays.
    """
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
    except OSError as error:
        raise InputError("unwritable_file", file=path, reason=reason_of(error)) from error
    try:
        with path.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise InputError("file_is_there", file=path) from error
    except OSError as error:
        raise InputError("unwritable_file", file=path, reason=reason_of(error)) from error


def _setting(name: str, path: Path) -> str:
    setting = f"{name}={path}"
    return f'"{setting}"' if re.search(r"[^\w./=~:\\-]", setting) else setting


def _comments(words: Sequence[str], indent: str = "") -> Iterator[str]:
    """Yield lines of comment no longer than a screen is wide."""
    for word in words:
        yield from (f"{indent}# {line}" for line in textwrap.wrap(word, WIDTH - len(indent), break_long_words=False))


def _rows(language: str) -> Cells:
    """Return comments, headings and the values of some simulated clients."""
    comments = [f"{COMMENT} {line}" for line in _lines("clients", language)]
    headings = [heading(name, language) for name in CHARACTERISTICS]
    pairs = zip(headings, CHARACTERISTICS, strict=True)
    comments += [f"{COMMENT} {shown}: {text(f'tables.meanings.{name}', language)}" for shown, name in pairs]
    return comments, headings, [list(client.values()) for client in example_clients()]


def _csv(comments: list[str], headings: list[str], rows: list[list[Any]], language: str) -> bytes:
    """Return a table as spreadsheets of the language's countries write it."""
    delimiter, decimal = (",", ".") if language == "en" else (";", ",")
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([line] for line in comments)
    writer.writerow(headings)
    writer.writerows([_written(value, decimal) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _written(value: object, decimal: str) -> str:
    return f"{value:g}".replace(".", decimal) if isinstance(value, (int, float)) else str(value)


def _workbook(comments: list[str], headings: list[str], rows: list[list[Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ([[line] for line in comments], [headings], rows):
        for cells in row:
            sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _lines(kind: str, language: str) -> list[str]:
    return [line[language] for line in catalogue(f"templates.{kind}")]


def _head(kind: str, command: str, language: str, **values: object) -> Iterator[str]:
    """Yield the comments above a template: what it is, what reads it, what else is to be known."""
    first, *others = (line.format(**values) for line in _lines(kind, language))
    yield from _comments([first])
    yield f"#   {command or text('templates.belongs', language, folder=USUAL_PLACE[kind].parent.name)}"
    yield from _comments(others)


def _office(command: str, language: str) -> Iterator[str]:
    yield from _head(OFFICE, command, language)
    from simulation.analyses.office.example import EXAMPLE_FIGURES, EXAMPLE_MEASURES

    for name, value in EXAMPLE_FIGURES.items():
        yield from _comments([text(f"templates.office_figures.{name}", language)])
        yield f"{name}: {value}"
    yield from _comments([text("templates.office_figures.measures", language)])
    yield "measures:"
    for kind, value in EXAMPLE_MEASURES.items():
        yield f"  {kind}: {value}  # {text(f'office.figure.{kind}', language)}"


def _policy(_name: str, command: str, language: str) -> Iterator[str]:
    yield from _head(POLICY, command, language)
    yield f'label: "{text("templates.policy_label", language)}"'
    yield f'summary: "{text("templates.policy_summary", language)}"'
    yield "sources: [assumption]"
    yield "elements:"
    for name in FIRST_ELEMENTS:
        yield from _element(name, language, "")
    yield ""
    yield from _comments([text("templates.policy_elements", language)], "  ")
    for name in ELEMENTS:
        if name not in FIRST_ELEMENTS:
            yield from _element(name, language, "# ")
    yield ""
    yield from _comments([f"{text('templates.policy_interventions', language)} {', '.join(interventions())}."])


def _element(name: str, language: str, sign: str) -> Iterator[str]:
    yield f"  # {text(f'templates.elements.{name}.about', language)}"
    yield f"  {sign}- {name}: {catalogue(f'templates.elements.{name}.options')}"


def _prices(name: str, command: str, language: str) -> Iterator[str]:
    year = next(iter(prices().values())).year
    yield "# @package _global_"
    yield from _head(PRICES, command, language, year=year)
    yield from ("defaults: [headline, _self_]", f"name: {name}", "money:")
    for price in prices().values():
        span = format_range(price.low, price.high, language)
        yield from _comments([f"{price.meaning[language]} ({phrase(price.unit, language)}; {span})"], "  ")
        yield f"  {price.id}: {format_plain(price.central, 'en').replace(',', '')}"


def _scenario(name: str, command: str, language: str) -> Iterator[str]:
    yield "# @package _global_"
    yield from _head(SCENARIO, command, language)
    settings = default_settings()
    whole = {**read_yaml(configs().joinpath("config.yaml")), **settings}
    yield f"name: {name}"
    for key, value in whole.items():
        if key not in HOW and not isinstance(value, Mapping):
            yield from _line(key, key, value, language, "")
    for group in ("population", "caseworkers"):
        yield f"{group}:"
        for key, value in settings[group].items():
            if not isinstance(value, (Mapping, list)):
                yield from _line(key, f"{group}.{key}", value, language, "  ")
    yield ""
    yield from _comments([text("templates.beside", language)])
    for name in BESIDE:
        about = catalogue(f"cli.settings.{name}")
        yield from _comments([f"{in_language(about['name'], language)}: {about['meaning'][language]}"])


def _line(key: str, path: str, value: object, language: str, indent: str) -> Iterator[str]:
    """Yield what a setting means, as its help says, and the setting with its usual value."""
    about = [each for each in catalogue("cli.settings").values() if str(each["name"]).startswith(f"{path}=")]
    for each in about[:1]:
        yield from _comments([in_language(each["meaning"][language], language)], indent)
    shown = "null" if value is None else f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value
    yield f"{indent}{'# ' if value is None else ''}{key}: {shown}"
