"""Who is followed, under which policies, and what is found and told of it: by `tilltro follow` and in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.follow import follow_person
from simulation.analyses.stories.moment import Story
from simulation.analyses.stories.person import Person
from simulation.analyses.stories.rows import look_up
from simulation.analyses.stories.tendency import Tendency, tendencies
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.results.content_hash import content_hash, short_hash
from simulation.results.forms import USUAL_FORMS, Forms
from simulation.study.changes import changes, run_size
from simulation.study.settings import Settings


@dataclass(frozen=True)
class StoryFound:
    """The story of the first path, and what tends to happen over all of them."""

    story: Story
    tendencies: Sequence[Tendency]


@dataclass(frozen=True)
class StoryAsked:
    """A person to follow; the settings hold the policy, and as the baseline the one beside it."""

    settings: Settings
    person: Person
    language: str
    n_paths: int
    forms: Forms = USUAL_FORMS

    @property
    def policy(self) -> str:
        """The policy's name."""
        return self.settings.policies[0]

    @property
    def against(self) -> str:
        """The name of the policy beside it."""
        return self.settings.baseline

    @property
    def content_hash(self) -> str:
        """12 hex digits of everything that determines a story, its page and its files."""
        base = content_hash(self.settings, "follow", self.person.name, self.language, forms=self.forms)
        return short_hash([base, asdict(self.person), self.n_paths])

    def follow(self, n_threads: int = 1, progress: Progress = no_progress, cancel: Cancel = never) -> StoryFound:
        """Return what is found.

        Raises:
            Cancelled: when `cancel` says so.
            InputError: if hardly anybody answers the first form as the person did.
        """
        settings = self.settings
        policies = settings.policy(self.policy), settings.policy(self.against)
        followed = follow_person(
            settings.environment(), self.person, policies, settings.seed, self.n_paths, n_threads, progress, cancel
        )
        return StoryFound(followed.story, tendencies(followed.paths, self.policy, self.against))

    def chronicle(self, found: StoryFound) -> Chronicle:
        """Return all that is shown."""
        settings = self.settings
        return Chronicle(
            person=self.person,
            policy=settings.policy(self.policy),
            against=settings.policy(self.against),
            story=found.story,
            tendencies=look_up(found.tendencies, self.policy, self.against, self.language),
            seed=settings.seed,
            language=self.language,
            typed=tuple(pair for pair in (*run_size(settings), *changes(settings)) if pair[0] != "n_replications"),
        )
