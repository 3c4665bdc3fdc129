"""What `tilltro follow` is asked for, and its folder of results."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.follow import follow_person, story_hash
from simulation.analyses.stories.moment import Story, read_timeline, timeline
from simulation.analyses.stories.person import Person, load_person
from simulation.analyses.stories.rows import look_up
from simulation.analyses.stories.tendency import Tendency, as_table, from_table, tendencies
from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.base.threads import Progress
from simulation.cli.defaults import OWN
from simulation.cli.request import Request, request_pair
from simulation.cli.typed import Typed, as_whole
from simulation.model.policies import load_policy
from simulation.results.config import resolved, write_config
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv
from simulation.results.tables import write_csv
from simulation.study.changes import changes, run_size

DEFAULTS = {name: str(value) for name, value in OWN["follow"].items()}
REFUSED = ("policies", "baseline", "experiment", "n_replications", "name")
FEWEST_PATHS, MOST_PATHS = 2, 100_000
TIMELINE, TENDENCY = "timeline.csv", "tendency.csv"


@dataclass(frozen=True)
class FollowRequest:
    """A person to follow, as asked for; only `person`, `n_paths` and the request's settings decide the numbers."""

    request: Request
    person: Person
    policy: str
    against: str
    n_paths: int

    @property
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""
        request = self.request
        return story_hash(request.settings, self.person, request.language, self.n_paths)


def request_follow(name: str, typed: Typed) -> FollowRequest:
    """Return what `tilltro follow NAME` is asked for.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed, or there is no such person.
    """
    own, others = typed.take(DEFAULTS)
    others.refuse(REFUSED, "not_with_follow")
    asked = {**DEFAULTS, **own}
    policy, against = asked["policy"], asked["against"]
    if policy == against:
        raise InputError("same_policy_twice", name=policy)
    request = request_pair("follow", others, policy, against)
    person = load_person(name, request.settings.own_configs)
    n_paths = check_whole("n_paths", as_whole(asked["n_paths"]), FEWEST_PATHS, MOST_PATHS)
    return FollowRequest(replace(request, name=person.name), person, policy, against, n_paths)


def simulate(asked: FollowRequest, progress: Progress) -> tuple[Story, list[Tendency]]:
    """Return the story, and what tends to happen."""
    settings = asked.request.settings
    policies = load_policy(asked.policy, settings.own_configs), load_policy(asked.against, settings.own_configs)
    followed = follow_person(
        settings.environment(), asked.person, policies, settings.seed, asked.n_paths, asked.request.n_threads, progress
    )
    return followed.story, tendencies(followed.paths, asked.policy, asked.against)


def chronicle(asked: FollowRequest, story: Story, found: Sequence[Tendency]) -> Chronicle:
    """Return all that is shown."""
    settings, language = asked.request.settings, asked.request.language
    return Chronicle(
        person=asked.person,
        policy=load_policy(asked.policy, settings.own_configs),
        against=load_policy(asked.against, settings.own_configs),
        story=story,
        tendencies=look_up(found, asked.policy, asked.against, language),
        seed=settings.seed,
        language=language,
        typed=tuple(pair for pair in (*run_size(settings), *changes(settings)) if pair[0] not in REFUSED),
    )


def read_results(asked: FollowRequest, folder: Path) -> Chronicle:
    """Return what a complete folder of results shows."""
    import pandas as pd

    story = read_timeline(pd.read_csv(folder / TIMELINE), asked.policy)
    return chronicle(asked, story, from_table(pd.read_csv(folder / TENDENCY)))


def write_results(
    asked: FollowRequest, shown: Chronicle, found: Sequence[Tendency], folder: Path, start: float
) -> None:
    """Write every file, the manifest last; `start` is when the work began on the clock `time.monotonic`.

    Raises:
        InputError: if the disk is full or the folder can't be written to any more.
    """
    from simulation.report.sheets import write_sheets
    from simulation.report.story.page import write_page  # draws pictures, which takes slow imports
    from simulation.report.story.workbook import sheets

    request, key = asked.request, asked.content_hash
    with writing(folder):
        write_csv(timeline(shown.story), folder / TIMELINE)
        write_csv(as_table(found), folder / TENDENCY)
        write_config(_config(asked), folder)
        write_page(shown, folder, key)
        told = {"command": request.command, **_config(asked), "content_hash": key}
        write_sheets(sheets(shown, folder), request.settings, request.language, told, folder)
        write_metadata_of_csv(folder, request.name, key, request.language)
        seconds = time.monotonic() - start
        write_manifest(folder, request.settings, request.command, request.name, key, seconds)


def _config(asked: FollowRequest) -> dict[str, Any]:
    unused = ("policies", "baseline", "n_replications")
    settings = {name: value for name, value in resolved(asked.request.settings).items() if name not in unused}
    person = asked.person
    return {
        "person": person.name,
        "known": {
            "characteristics": dict(person.characteristics),
            "answers": {name: list(ends) for name, ends in person.answers.items()},
            "history": dict(person.history),
            "caseworker_answers": {name: list(ends) for name, ends in person.caseworker_answers.items()},
        },
        "policy": asked.policy,
        "against": asked.against,
        "n_paths": asked.n_paths,
        **settings,
        "language": asked.request.language,
    }
