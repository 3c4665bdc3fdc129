"""What `tilltro sensitivity` found, with what was asked: what terminal, figure and page are made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.design import OTHERS
from simulation.analyses.sensitivity.plan import LUCK, Plan
from simulation.analyses.sensitivity.rows import Drawn, Index, Lost, Moved, Rows, Step
from simulation.model.policies import load_policy
from simulation.study.settings import Settings


@dataclass(frozen=True)
class Sensitivity:
    """All rows, and what they answer."""

    settings: Settings
    plan: Plan
    rows: Rows
    language: str
    content_hash: str

    def policy_label(self, name: str) -> str:
        """Return what a policy is called."""
        own = self.settings.config_dir
        return load_policy(name, None if own is None else Path(own)).label[self.language]

    def indices(self, question: Question) -> list[Index]:
        """Return a question's Sobol indices, the greatest total first."""
        return [row for row in self.rows.indices if row.question == question.id]

    def moved(self, question: Question, name: str) -> Moved | None:
        """Return a question's Morris measures of one unknown; None of several taken together."""
        return next((row for row in self.rows.moved if (row.question, row.name) == (question.id, name)), None)

    def most(self, question: Question, n: int = 3) -> list[Index]:
        """Return the unknowns with the greatest totals, but for luck and those that were taken together."""
        return [row for row in self.indices(question) if row.name not in (LUCK, OTHERS)][:n]

    def drawn(self, question: Question) -> Drawn:
        """Return a question's answer over the draws."""
        return next(row for row in self.rows.drawn if row.question == question.id)

    def lost(self, question: Question) -> Lost:
        """Return where the usual winner of a question loses."""
        return next(row for row in self.rows.lost if row.question == question.id)

    def steps(self, question: Question, path: str) -> list[Step]:
        """Return a question's answers at the values of one parameter."""
        return [row for row in self.rows.steps if (row.question, row.parameter) == (question.id, path)]
