"""What `tilltro office` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.defaults import OfficeDefaults
from simulation.analyses.office.asked import FIGURES_FILE, FORMS, OfficeAsked, with_own_sizes
from simulation.analyses.office.expect import Expected, n_steps, set_up
from simulation.analyses.office.files import expected_tables, read_expected, write_expected
from simulation.analyses.office.own import FIGURES, check_figures
from simulation.base.checks import as_typed_number, check_number
from simulation.base.errors import InputError, in_file
from simulation.base.resources import read_yaml
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.hydra_settings import compose
from simulation.cli.options import take_workbook
from simulation.cli.request import path_of, read_request
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.terminal import table
from simulation.cli.typed import Typed
from simulation.model.outcomes.small_groups import check_people
from simulation.results.config import resolved
from simulation.results.content_hash import file_hash
from simulation.study.questionnaire_table import read_questionnaires

if TYPE_CHECKING:
    from simulation.report.office.words import Asked
    from simulation.report.sheets import Sheet

SPREAD = "spread"
NAMES = (FORMS, FIGURES_FILE, SPREAD, *FIGURES)
REFUSED = ("experiment", "name", "population.inflow", "precision", "most_replications", "caseworkers.n_offices")
TYPED = "typed"  # in config.yaml: what is the office's own as it was typed
LARGEST_SPREAD = 10.0
OWN_CONFIGS = "configs"  # a folder within that of the results, which config_dir may name: there is no config.yaml in it


@dataclass(frozen=True, eq=False)
class OfficeRequest(AnalysisRequest[Expected]):
    """What an office can expect, as asked for."""

    asked: OfficeAsked

    @cached_property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        return self.asked.content_hash(self.request.language, self.request.forms)

    @property
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""
        return n_steps(self.request.settings.n_replications, self.asked.office.questionnaires is not None)

    @property
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds."""
        settings = {name: value for name, value in resolved(self.request.settings).items() if name != "name"}
        typed = {TYPED: dict(self.asked.typed)}
        return {**settings, **self.asked.given, **typed, "language": self.request.language}

    def simulate(self, progress: Progress) -> Expected:
        """Return what is found."""
        return self.asked.expect(self.request.n_threads, progress)

    def write_tables(self, found: Expected, folder: Path) -> None:
        """Write what was found."""
        write_expected(found, folder)

    def read_tables(self, folder: Path) -> Expected:
        """Return what `write_tables` wrote."""
        return read_expected(folder)

    def write_page(self, found: Expected, folder: Path) -> Sequence[Sheet]:
        """Write the office's levels as a world, and the page, and return the sheets of the workbook."""
        from simulation.report.office.page import world_yaml, write_page
        from simulation.report.office.workbook import sheets

        shown = self._shown(found)
        world_file = folder / OWN_CONFIGS / "world" / "office.yaml"
        world_file.parent.mkdir(parents=True)
        words = world_yaml(shown)
        world_file.write_text(words, encoding="utf-8", newline="\n")
        write_page(shown, words, folder)
        return sheets(shown, expected_tables(found))

    def parts(self, found: Expected, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows: the answer; with `is_all` figures, policies, questionnaires and notes too."""
        from simulation.cli.answer import finding_lines
        from simulation.report.office.words import again, finding, notes

        shown = self._shown(found)
        head = circumstances(shown.settings, shown.language, tells_examples=False)
        answer: list[RenderableType] = [*head, *finding_lines(finding(shown))]
        return [*answer, *_tables(shown), *notes(shown), again(shown)] if is_all else answer

    def _shown(self, found: Expected) -> Asked:
        """Return what was asked with what was found, for words and pages."""
        from simulation.report.office.words import Asked

        return Asked(found, self.request.settings, self.request.language, self.content_hash, self.asked.typed)


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
        content["policies"] = list(OfficeDefaults.POLICIES)
    figures = _figures(figures_path, own)
    _, _, caseload = check_figures(figures, FIGURES_FILE, 1)
    content = with_own_sizes(content, others.settings, forms, caseload)
    request = replace(read_request("office", others, content), forms=handed_on)
    forms_hash = None if forms_path is None else file_hash(forms_path)
    asked = OfficeAsked(
        request.settings, figures, own, forms, forms_hash, _spread(own.get(SPREAD, str(OfficeDefaults.SPREAD)))
    )
    set_up(request.settings, asked.office, asked.spread)  # says what is wrong before anything is written
    return OfficeRequest(request, asked)


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


def _spread(words: str) -> float:
    return check_number(SPREAD, as_typed_number(words), 0.0, LARGEST_SPREAD)


def _tables(shown: Asked) -> Iterator[RenderableType]:
    """Yield the tables that the terminal shows, those without rows left out."""
    from simulation.report.office.words import course_rows, effect_rows, figure_rows

    if shown.found.figures:
        yield table(*figure_rows(shown), shown.say("tables.figures"))
    yield table(*effect_rows(shown), shown.say("tables.effects", quarters=shown.settings.n_quarters))
    if shown.found.courses:
        yield table(*course_rows(shown), shown.say("tables.course"))
