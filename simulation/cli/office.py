"""What `tilltro office` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from simulation.analyses.office.adapt import Spread, assumed_spread
from simulation.analyses.office.asked import FIGURES_FILE, FORMS, caseload_of, office_of
from simulation.analyses.office.course import BANDS, Course
from simulation.analyses.office.expect import Effect, Expected, Figure, Span, expected, set_up
from simulation.analyses.office.own import (
    FIGURES,
    Office,
    caseload_in,
    check_figures,
)
from simulation.base.checks import as_typed_number, check_number
from simulation.base.errors import InputError, in_file
from simulation.base.resources import read_yaml
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.defaults import OWN
from simulation.cli.hydra_settings import compose
from simulation.cli.options import take_workbook
from simulation.cli.request import Request, path_of, read_request
from simulation.cli.terminal import table
from simulation.cli.typed import Typed
from simulation.model.outcomes.small_groups import check_people
from simulation.results.config import resolved, write_config
from simulation.results.content_hash import content_hash, file_hash, short_hash
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv
from simulation.results.tables import write_csv
from simulation.study.questionnaire_table import read_questionnaires

SPREAD = "spread"
NAMES = (FORMS, FIGURES_FILE, SPREAD, *FIGURES)
REFUSED = ("experiment", "name", "population.inflow", "precision", "most_replications", "caseworkers.n_offices")
FOUND, PAGE = "office.json", "report.html"
TYPED = "typed"  # in config.yaml: what is the office's own as it was typed
LARGEST_SPREAD = 10.0
OWN_CONFIGS = "configs"  # a folder within that of the results, which config_dir may name: there is no config.yaml in it


@dataclass(frozen=True, eq=False)
class OfficeRequest:
    """What an office can expect, as asked for."""

    request: Request
    office: Office
    spread: Spread
    typed: Mapping[str, str]  # what is the office's own, as it was typed
    given: Mapping[str, Any]  # the same with what its files hold
    content_hash: str


def request_office(typed: Typed) -> OfficeRequest:
    """Return what `tilltro office` is asked for.

    Raises:
        InputError: if a setting is unknown, its value isn't allowed, or a file can't be used.
    """
    handed_on, typed = take_workbook(typed)
    own, others = typed.take(NAMES)
    others.refuse(REFUSED, "not_with_office")
    forms_path, figures_path = (path_of(name, own.get(name)) for name in (FORMS, FIGURES_FILE))
    forms = None if forms_path is None else read_questionnaires(forms_path)
    if forms is not None:
        check_people(len(forms.present()), forms_path)
    content = compose(others)
    content["name"] = "office"
    if "policies" not in others.settings:
        content["policies"] = list(OWN["office"]["policies"])
    has_table = others.settings.get("population.table", "null") != "null"
    if "population.n_clients" not in others.settings and not has_table:
        n = OWN["office"]["population.n_clients"] if forms is None else len(forms.present())
        content["population"] = {**content["population"], "n_clients": n}
    figures_given = _figures(figures_path, own)
    n_people = _n_people(content)
    figures, measures, caseload = check_figures(figures_given, "figures", n_people)
    caseload = caseload or (None if forms is None else caseload_in(forms))
    if "caseworkers.caseload" not in others.settings:
        usual = int(content["caseworkers"]["caseload"])
        content["caseworkers"] = {**content["caseworkers"], "caseload": caseload_of(caseload, usual, n_people)}
    request = replace(read_request("office", others, content), forms=handed_on)
    settings = request.settings
    office = office_of(settings, figures, measures, forms)
    spread_times = _spread(own.get(SPREAD, OWN["office"][SPREAD]))
    given = {**own, "figures": figures_given}
    hashes = [file_hash(path) for path in (forms_path,) if path is not None]
    key = short_hash([content_hash(settings, "office", "office", request.language, forms=handed_on), given, hashes])
    asked = OfficeRequest(request, office, assumed_spread(spread_times), own, given, key)
    set_up(settings, asked.office, asked.spread)  # says what is wrong before anything is written
    return asked


def _figures(path: Path | None, own: Mapping[str, str]) -> dict[str, Any]:
    """Return the figures of a file with those typed in their place."""
    content: dict[str, Any] = {}
    if path is not None:
        found = read_yaml(path)
        if not isinstance(found, Mapping):
            raise InputError("wrong_shape", where=str(path), expected="keys and values")
        with in_file(path):
            check_figures(found, "figures", 1)
        content = dict(found)
    return {**content, **{name: as_typed_number(own[name]) for name in FIGURES if name in own}}


def _spread(given: object) -> float:
    return check_number(SPREAD, as_typed_number(str(given)), 0.0, LARGEST_SPREAD)


def _n_people(content: Mapping[str, Any]) -> int:
    """Return how many people are asked for; 0 where a table or a slip says how many."""
    n = content["population"].get("n_clients", 0) if content["population"].get("table") is None else 0
    return n if isinstance(n, int) else 0


def simulate(asked: OfficeRequest, progress: Progress) -> Expected:
    """Return what is found."""
    request = asked.request
    return expected(request.settings, asked.office, asked.spread, request.n_threads, progress)


def read_results(folder: Path) -> Expected:
    """Return what a complete folder of results holds."""
    content = json.loads((folder / FOUND).read_text(encoding="utf-8"))
    return Expected(
        **{
            **content,
            "figures": tuple(Figure(**_spans(one)) for one in content["figures"]),
            "effects": tuple(Effect(**_spans(one)) for one in content["effects"]),
            "courses": tuple(_course(one) for one in content["courses"]),
        }
    )


def _spans(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Span(**value) if isinstance(value, Mapping) else value for name, value in content.items()}


def _course(content: Mapping[str, Any]) -> Course:
    lists = {name: tuple(value) for name, value in content.items() if name not in ("measure", "bands")}
    return Course(content["measure"], **lists, bands=tuple(tuple(row) for row in content["bands"]))


def write_results(asked: OfficeRequest, found: Expected, folder: Path, start: float) -> None:
    """Write every file, the manifest last; `start` is when the work began on the clock `time.monotonic`.

    Raises:
        InputError: if the disk is full or the folder can't be written to any more.
    """
    import pandas as pd

    from simulation.report.office.page import world_yaml, write_page
    from simulation.report.office.words import Asked
    from simulation.report.office.workbook import sheets
    from simulation.report.sheets import write_sheets

    request, key = asked.request, asked.content_hash
    settings = {name: value for name, value in resolved(request.settings).items() if name != "name"}
    shown = Asked(found, request.settings, request.language, key, asked.typed)
    content = {**settings, **asked.given, TYPED: dict(asked.typed), "language": request.language}
    tables = {
        "figures": [_flat(one) for one in found.figures],
        "effects": [_flat(one) for one in found.effects],
        "course": _course_rows(found),
    }
    with writing(folder):
        write_config(content, folder)
        (folder / FOUND).write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8", newline="\n")
        for name, rows in tables.items():
            if not rows:
                continue
            write_csv(pd.DataFrame(rows), folder / f"{name}.csv")
        world_file = folder / OWN_CONFIGS / "world" / "office.yaml"
        world_file.parent.mkdir(parents=True)
        words = world_yaml(shown)
        world_file.write_text(words, encoding="utf-8", newline="\n")
        write_page(shown, words, folder)
        if request.forms.has_workbook:
            told = {"command": request.command, **content, "content_hash": key}
            write_sheets(sheets(shown, tables), request.settings, request.language, told, folder)
        write_metadata_of_csv(folder, request.name, key, request.language)
        seconds = time.monotonic() - start
        write_manifest(folder, request.settings, request.command, request.name, key, seconds)


def _flat(one: Figure | Effect) -> dict[str, Any]:
    """Return a figure or an effect as a row: an interval is three columns."""
    row: dict[str, Any] = {}
    for name, value in asdict(one).items():
        parts = (
            {f"{name}_{part}": number for part, number in value.items()} if isinstance(value, dict) else {name: value}
        )
        row.update(parts)
    return row


def _course_rows(found: Expected) -> list[dict[str, Any]]:
    names = [f"expected_{place:g}".replace(".", "_") for place in BANDS]
    return [
        {"measure": course.measure, "quarter": quarter, "n": n, "seen": seen, **dict(zip(names, band, strict=True))}
        for course in found.courses
        for quarter, n, seen, band in zip(course.quarters, course.n, course.seen, course.bands, strict=True)
    ]


def shown_parts(asked: OfficeRequest, found: Expected, is_all: bool) -> list[RenderableType]:
    """Return what the terminal shows: the answer; with `is_all` figures, policies, questionnaires and notes too."""
    from simulation.cli.answer import finding_lines
    from simulation.report.office.words import (
        Asked,
        again,
        course_rows,
        effect_rows,
        figure_rows,
        finding,
        notes,
    )

    request = asked.request
    shown = Asked(found, request.settings, request.language, asked.content_hash, asked.typed)
    parts: list[RenderableType] = [
        *circumstances(request.settings, request.language, tells_examples=False),
        *finding_lines(finding(shown)),
    ]
    if is_all:
        if found.figures:
            parts.append(table(*figure_rows(shown), shown.say("tables.figures")))
        parts.append(table(*effect_rows(shown), shown.say("tables.effects", quarters=request.settings.n_quarters)))
        if found.courses:
            parts.append(table(*course_rows(shown), shown.say("tables.course")))
        parts += [*notes(shown), again(shown)]
    return parts
