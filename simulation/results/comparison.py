"""A finished comparison: its settings and its tables."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.study.contrasts.precision import Precision
from simulation.study.contrasts.tables import Tables
from simulation.study.replications import Study
from simulation.study.settings import Settings


@dataclass(frozen=True)
class Comparison:
    """A comparison of policies, or of one policy with itself as baseline (`tilltro run`)."""

    name: str  # name of the experiment
    command: str  # compare or run
    language: str
    settings: Settings
    study: Study
    tables: Tables
    content_hash: str  # hash of all that decides the numbers
    precision: Precision | None = None  # what decided the number of replications; None: the user

    @property
    def last(self) -> int:
        """The last quarter."""
        return self.study.environment.n_quarters
