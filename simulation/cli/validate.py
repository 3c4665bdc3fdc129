"""What `tilltro validate` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.validation.files import read_scoreboard, write_scoreboard
from simulation.analyses.validation.panels import observation
from simulation.analyses.validation.prior import prior_draws
from simulation.analyses.validation.scoreboard import Scoreboard, scoreboard
from simulation.analyses.validation.simulated import QUARTERS_NEEDED
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.threads import Progress
from simulation.cli.circumstances import circumstances
from simulation.cli.defaults import OWN
from simulation.cli.hydra_settings import compose
from simulation.cli.options import panel_of, take_workbook
from simulation.cli.request import NOT_WITH_RUN, one_policy, pair_request, with_own_clients, with_own_default
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.scoreboard import scoreboard_parts
from simulation.cli.typed import Typed, as_whole
from simulation.results.config import resolved
from simulation.results.content_hash import content_hash

if TYPE_CHECKING:
    from simulation.report.scoreboard.finding import Asked
    from simulation.report.sheets import Sheet

MOST_DRAWS = 10_000


@dataclass(frozen=True)
class ValidateRequest(AnalysisRequest[Scoreboard]):
    """The model against what was published, as asked for."""

    panel: str
    n_prior_draws: int  # of the plausible ranges

    @cached_property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        request = self.request
        command = f"validate panel={self.panel} prior_draws={self.n_prior_draws}"
        return content_hash(request.settings, command, request.name, request.language, forms=request.forms)

    @property
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""
        return self.request.settings.n_replications + self.n_prior_draws

    @property
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds."""
        own = {"panel": self.panel, "prior_draws": self.n_prior_draws, "language": self.request.language}
        return {"name": self.request.name, **resolved(self.request.settings), **own}

    def simulate(self, progress: Progress) -> Scoreboard:
        """Return what agrees."""
        study = self.request.settings.study()
        prior = prior_draws(self.n_prior_draws, study.seed)
        seen = observation(self.panel)
        return scoreboard(study, study.policies[0], seen, self.request.n_threads, prior, progress)

    def write_tables(self, found: Scoreboard, folder: Path) -> None:
        """Write what was found."""
        write_scoreboard(found, folder)

    def read_tables(self, folder: Path) -> Scoreboard:
        """Return what `write_tables` wrote."""
        return read_scoreboard(folder)

    def write_page(self, found: Scoreboard, folder: Path) -> Sequence[Sheet]:
        """Write the page with its figures, and return the sheets of the workbook."""
        from simulation.report.scoreboard.page import write_page
        from simulation.report.scoreboard.workbook import sheets

        write_page(found, folder, self._asked, self.content_hash)
        return sheets(found, self._asked, folder)

    def parts(self, found: Scoreboard, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows: the answer; with `is_all` every line and notes too."""
        from simulation.cli.answer import finding_lines
        from simulation.report.scoreboard.finding import finding

        asked = self._asked
        head = circumstances(asked.settings, asked.language, tells_examples=False)
        answer: list[RenderableType] = [*head, *finding_lines(finding(found, asked))]
        if not is_all:
            return answer
        return [*answer, "", *scoreboard_parts(found, asked.language, self.n_prior_draws > 0), *asked.notes]

    @property
    def _asked(self) -> Asked:
        """What was asked, for words and pages."""
        from simulation.report.scoreboard.finding import Asked

        return Asked(self.request.settings, self.panel, self.n_prior_draws, self.request.language)


def request_validate(typed: Typed) -> ValidateRequest:
    """Return what `tilltro validate` is asked for: observed practice unless another policy is named.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    forms, typed = take_workbook(typed)
    own, typed = typed.take(("prior_draws",))
    given = as_whole(own["prior_draws"]) if own else OWN["validate"]["prior_draws"]
    n_prior_draws = check_whole("prior_draws", given, 0, MOST_DRAWS)
    panel, typed = panel_of("validate", typed)
    policy, others = one_policy(typed, "validate", NOT_WITH_RUN)
    content = with_own_default("validate", "n_replications", others, compose(others))
    content = with_own_clients("validate", others, content)
    policy = policy or OWN["validate"]["policy"]
    request = replace(pair_request("validate", others, content, policy, policy), forms=forms)
    if request.settings.n_quarters < QUARTERS_NEEDED:
        raise InputError("too_short", name="n_quarters", value=request.settings.n_quarters, low=QUARTERS_NEEDED)
    return ValidateRequest(request, panel, n_prior_draws)
