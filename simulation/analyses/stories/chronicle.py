"""What is shown of a person who was followed: person, policies, the story, and what tends to happen."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.analyses.stories.moment import Story
from simulation.analyses.stories.person import Person
from simulation.analyses.stories.rows import Tendencies
from simulation.analyses.stories.words import QuarterInWords, endings, in_words
from simulation.base.texts import text
from simulation.model.evidence import ASSUMPTION
from simulation.model.policies import Policy


@dataclass(frozen=True)
class Chronicle:
    """A person's story under `policy`, beside that under `against`."""

    person: Person
    policy: Policy
    against: Policy
    story: Story
    tendencies: Tendencies
    seed: int
    language: str
    typed: tuple[tuple[str, str], ...] = ()  # the other settings, as they are typed

    @property
    def policies(self) -> tuple[Policy, Policy]:
        """Both policies."""
        return self.policy, self.against

    @property
    def labels(self) -> tuple[str, str]:
        """What the policies are called."""
        return self.policy.label[self.language], self.against.label[self.language]

    @property
    def name(self) -> str:
        """What the person is called."""
        return self.person.label[self.language]

    def text(self, key: str, **values: object) -> str:
        """Return a text of the catalogue of stories."""
        return text(f"follow.{key}", self.language, **values)

    def title(self) -> str:
        """Return what it is about."""
        return self.text("title", name=self.name, policy=self.labels[0], against=self.labels[1])

    def about(self) -> list[tuple[str, str]]:
        """Return who is followed: names with what they stand for."""
        person = self.person
        pairs = [
            (self.text("who"), person.summary[self.language]),
            (self.text("assumed"), person.assumed[self.language] if person.assumed else ""),
            (self.text("luck"), self.text("rest_drawn", name=self.name)),
            (self.text("sources"), ", ".join(self._source(source) for source in person.sources)),
        ]
        return [(name, value) for name, value in pairs if value]

    def _source(self, source: str) -> str:
        return self.text("assumption") if source == ASSUMPTION else source

    def cautions(self) -> list[str]:
        """Return what is assumed of the policies, and what else a reader should know of them."""
        return [
            f"{policy.label[self.language]}: {said}"
            for policy in self.policies
            for said in ([policy.assumed[self.language]] if policy.assumed else []) + policy.cautions(self.language)
        ]

    def quarters(self) -> list[tuple[str, QuarterInWords, QuarterInWords]]:
        """Return the story in words: the quarter and its two sides; quarters in which nothing happens are one row."""
        sides = (in_words(side, self.name, self.language) for side in (self.story.policy, self.story.against))
        rows: list[tuple[int, QuarterInWords, QuarterInWords]] = []  # (first quarter of the row, one side, the other)
        for first, second in zip(*sides, strict=True):
            is_quiet = rows and all(
                now.continues_quietly(before) for now, before in ((first, rows[-1][1]), (second, rows[-1][2]))
            )
            begin = rows.pop()[0] if is_quiet else first.quarter
            rows.append((begin, first, second))
        return [(self._quarters(begin, first.quarter), first, second) for begin, first, second in rows]

    def _quarters(self, first: int, last: int) -> str:
        if last == 0:
            return self.text("start")
        return str(last) if first == last else f"{first}\N{EN DASH}{last}"

    def endings(self) -> list[str]:
        """Return a sentence a policy on how the story ends."""
        return endings(self.story, self.labels, self.language)

    def first_jobs(self) -> str:
        """Return how large a share has had a first job at the end under each policy, in a sentence."""
        return self.tendencies.first_jobs(*self.labels)

    def pairs(self) -> str:
        """Return how often the policy does better, worse or the same, in a sentence."""
        return self.tendencies.pairs(*self.labels)

    def numbers(self) -> str:
        """Return how much was simulated."""
        n_paths = self.tendencies.n_paths
        return self.text("numbers", n_paths=n_paths, n_quarters=self.story.last, seed=self.seed)
