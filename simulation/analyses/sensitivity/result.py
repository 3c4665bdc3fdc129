"""A finished sensitivity analysis: its plan and rows, from which terminal output, figure and page are made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.design import OTHERS
from simulation.analyses.sensitivity.plan import LUCK, Plan
from simulation.analyses.sensitivity.rows import DrawsRow, LosesIfRow, Rows, ScreeningRow, SobolRow, StepRow
from simulation.model.policies import load_policy
from simulation.study.settings import Settings


@dataclass(frozen=True)
class Sensitivity:
    """A finished sensitivity analysis."""

    settings: Settings
    plan: Plan
    rows: Rows
    language: str
    content_hash: str
    suppressed: tuple[Question, ...] = ()  # not asked: about suppressed or empty groups

    def policy_label(self, name: str) -> str:
        """Return what a policy is called."""
        own = self.settings.config_dir
        return load_policy(name, None if own is None else Path(own)).label[self.language]

    def sobol(self, question: Question) -> list[SobolRow]:
        """Return a question's Sobol indices, the greatest total first."""
        return [row for row in self.rows.sobol if row.question == question.id]

    def screening(self, question: Question, name: str) -> ScreeningRow | None:
        """Return a question's Morris measures of one unknown; None for unknowns that are taken together."""
        return next((row for row in self.rows.screening if (row.question, row.name) == (question.id, name)), None)

    def most(self, question: Question, n: int = 3) -> list[SobolRow]:
        """Return the `n` unknowns with the greatest totals, without luck and without those that were taken together."""
        return [row for row in self.sobol(question) if row.name not in (LUCK, OTHERS)][:n]

    def draws(self, question: Question) -> DrawsRow:
        """Return a question's answer over the draws."""
        return next(row for row in self.rows.draws if row.question == question.id)

    def loses_if(self, question: Question) -> LosesIfRow:
        """Return where the usual winner of a question loses."""
        return next(row for row in self.rows.loses_if if row.question == question.id)

    def steps(self, question: Question, path: str) -> list[StepRow]:
        """Return a question's answers at the values of one parameter."""
        return [row for row in self.rows.steps if (row.question, row.parameter) == (question.id, path)]
