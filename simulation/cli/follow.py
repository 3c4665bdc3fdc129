"""What `tilltro follow` is asked for, its folder of results, and what the terminal shows."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.analyses.stories.asked import StoryAsked, StoryFound
from simulation.analyses.stories.files import read_story, write_story
from simulation.analyses.stories.person import load_person
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.threads import Progress
from simulation.cli.defaults import OWN
from simulation.cli.options import take_workbook
from simulation.cli.request import request_pair
from simulation.cli.run_analysis import AnalysisRequest
from simulation.cli.story import story_parts, tendency_parts
from simulation.cli.typed import Typed, as_whole
from simulation.results.config import resolved

if TYPE_CHECKING:
    from simulation.report.sheets import Sheet

DEFAULTS = {name: str(value) for name, value in OWN["follow"].items()}
REFUSED = ("policies", "baseline", "experiment", "n_replications", "name")
FEWEST_PATHS, MOST_PATHS = 2, 100_000


@dataclass(frozen=True)
class FollowRequest(AnalysisRequest[StoryFound]):
    """A person to follow, as asked for."""

    asked: StoryAsked

    @cached_property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        return self.asked.content_hash

    @property
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""
        return self.asked.n_paths

    @property
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds."""
        unused = ("policies", "baseline", "n_replications")
        settings = {name: value for name, value in resolved(self.request.settings).items() if name not in unused}
        person = self.asked.person
        return {
            "person": person.name,
            "known": {
                "characteristics": dict(person.characteristics),
                "answers": {name: list(ends) for name, ends in person.answers.items()},
                "history": dict(person.history),
                "caseworker_answers": {name: list(ends) for name, ends in person.caseworker_answers.items()},
            },
            "policy": self.asked.policy,
            "against": self.asked.against,
            "n_paths": self.asked.n_paths,
            **settings,
            "language": self.request.language,
        }

    def simulate(self, progress: Progress) -> StoryFound:
        """Return the story, and what tends to happen."""
        # What draws the figures takes a second to import; the simulation leaves room for that.
        threading.Thread(target=import_module, args=("simulation.report.story.page",), daemon=True).start()
        return self.asked.follow(self.request.n_threads, progress)

    def write_tables(self, found: StoryFound, folder: Path) -> None:
        """Write what was found."""
        write_story(found, folder)

    def read_tables(self, folder: Path) -> StoryFound:
        """Return what `write_tables` wrote."""
        return read_story(folder, self.asked.policy)

    def write_page(self, found: StoryFound, folder: Path) -> Sequence[Sheet]:
        """Write the page with its figures, and return the sheets of the workbook."""
        from simulation.report.story.page import write_page
        from simulation.report.story.workbook import sheets

        shown = self.asked.chronicle(found)
        write_page(shown, folder, self.content_hash)
        return sheets(shown, folder)

    def parts(self, found: StoryFound, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows: how the story ends; with `is_all` both stories and what tends to happen."""
        shown = self.asked.chronicle(found)
        return story_parts(shown) if is_all else tendency_parts(shown)


def request_follow(name: str, typed: Typed) -> FollowRequest:
    """Return what `tilltro follow NAME` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed, or there is no such person.
    """
    forms, typed = take_workbook(typed)
    own, others = typed.take(DEFAULTS)
    others.refuse(REFUSED, "not_with_follow")
    asked = {**DEFAULTS, **own}
    policy, against = asked["policy"], asked["against"]
    if policy == against:
        raise InputError("same_policy_twice", name=policy)
    request = request_pair("follow", others, policy, against)
    person = load_person(name, request.settings.own_configs)
    n_paths = check_whole("n_paths", as_whole(asked["n_paths"]), FEWEST_PATHS, MOST_PATHS)
    story = StoryAsked(request.settings, person, request.language, n_paths, forms)
    return FollowRequest(replace(request, name=person.name, forms=forms), story)
