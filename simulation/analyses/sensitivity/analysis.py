"""A sensitivity analysis from start to end: designs, simulations, and the rows of tables made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.contrary.questions import Question
from simulation.analyses.sensitivity.design import Space, draws, saltelli, space_of, steps, trajectories
from simulation.analyses.sensitivity.indices import MorrisMeasures, decompose, most_important, screen
from simulation.analyses.sensitivity.information import worth
from simulation.analyses.sensitivity.loses_if import find_region
from simulation.analyses.sensitivity.plan import LUCK, NUISANCE, Plan
from simulation.analyses.sensitivity.rows import (
    DecisionRow,
    DrawsRow,
    InformationRow,
    LosesIfRow,
    Rows,
    ScreeningRow,
    SobolRow,
    StepRow,
)
from simulation.analyses.sensitivity.run import Answers, Asked, Design, check, simulate
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.outcomes.displacement import after_displacement
from simulation.model.outcomes.registry import JOB_OUTCOMES, OUTCOMES
from simulation.study.contrasts.moments import RunningMoments

Floats = NDArray[np.float64]
MIDDLE = (0.05, 0.95)  # quantiles over the draws
CANDIDATES = 8  # unknowns that a 'loses if' sentence may name: among more, one looks telling by chance alone


@dataclass(frozen=True)
class Analysis:
    """A plan being carried out: its questions and space, with chunks kept in `folder`.

    `progress` is told how many points are done of how many; `cancel` is asked as by `simulate`. Several may be carried
    out at once, in threads, each in a folder of its own.
    """

    plan: Plan
    asked: Asked
    folder: Path
    n_processes: int
    progress: Progress = no_progress
    cancel: Cancel = never

    @property
    def space(self) -> Space:
        """The unknowns."""
        return space_of(self.plan)

    def run(self) -> Rows:
        """Simulate the points that the folder doesn't hold yet and return all rows.

        Raises:
            Cancelled: when `cancel` says so; what is simulated by then stays in the folder.
            InputError: if the folder can't be written to or the model doesn't take a point.
        """
        sizes, space = self.plan.sizes, self.space
        screening = Design("screening", space, trajectories(space, sizes.n_trajectories, sizes.seed))
        drawing = Design("draws", space, draws(space, sizes.n_draws, sizes.seed), with_payoffs=True)
        stepping = [
            (path, values, Design(f"steps-{number}", *steps(space, path, values, sizes.n_steps)))
            for number, (path, values) in enumerate(self.plan.steps.items())
        ]
        check(self.asked, [screening, drawing, *(design for _, _, design in stepping)])
        effects = self._screen(screening, self._simulate(screening, 0).differences)
        chosen = most_important(effects, sizes.n_screened)
        sampling = Design("sobol", space, saltelli(space, chosen, sizes.n_base, sizes.seed))
        check(self.asked, [sampling])
        done = len(screening.values)
        sampled = self._simulate(sampling, done).differences
        done += len(sampling.values)
        drawn = self._simulate(drawing, done)
        done += len(drawing.values)
        walked = []
        for path, values, design in stepping:
            walked.append((path, values, self._simulate(design, done).differences))
            done += len(design.values)
        known, policies = self._information_rows(drawing.values, drawn)
        return Rows(
            screening=tuple(self._screening_rows(effects)),
            sobol=tuple(self._sobol_rows(chosen, sampled)),
            draws=tuple(self._draws_rows(drawn.differences)),
            loses_if=tuple(self._loses_if_rows(effects, drawing.values, drawn.differences)),
            information=known,
            decision=policies,
            steps=tuple(row for path, values, found in walked for row in self._step_rows(path, values, found)),
        )

    def _simulate(self, design: Design, done: int) -> Answers:
        """Return the answers of a design, after `done` points of others."""
        n_all, chunk = n_points(self.plan), self.plan.sizes.chunk

        def on_points(n: int) -> None:
            self.progress(done + n, n_all)

        return simulate(self.asked, design, self.folder, chunk, self.n_processes, on_points, self.cancel)

    def _screen(self, design: Design, differences: Floats) -> list[MorrisMeasures]:
        sizes = self.plan.sizes
        return [screen(design.space, design.values, found, sizes.n_resamples, sizes.seed) for found in differences.T]

    def _screening_rows(self, effects: Sequence[MorrisMeasures]) -> list[ScreeningRow]:
        rows = []
        for question, found in zip(self.plan.questions, effects, strict=True):
            for name in found.order():
                at = found.names.index(name)
                mu, mu_star, half = (float(column[at]) for column in (found.mu, found.mu_star, found.mu_star_half))
                rows.append(ScreeningRow(question.id, name, mu, mu_star, half, float(found.sigma[at])))
        return rows

    def _sobol_rows(self, chosen: Sequence[str], differences: Floats) -> list[SobolRow]:
        rows, sizes = [], self.plan.sizes
        for question, answers in zip(self.plan.questions, differences.T, strict=True):
            found = decompose(self.space, chosen, answers, sizes.n_resamples, sizes.seed)
            for at in np.argsort(-found.total, kind="stable"):
                columns = (found.first, found.first_half, found.total, found.total_half)
                rows.append(SobolRow(question.id, found.names[at], *(float(column[at]) for column in columns)))
        return rows

    def _draws_rows(self, differences: Floats) -> list[DrawsRow]:
        rows = []
        for question, found in zip(self.plan.questions, differences.T, strict=True):
            low, high = (float(end) for end in np.quantile(found, MIDDLE))
            loses = float((found * direction(question) < 0.0).mean())
            rows.append(DrawsRow(question.id, float(found.mean()), low, high, loses, len(found)))
        return rows

    def _loses_if_rows(
        self, effects: Sequence[MorrisMeasures], values: Floats, differences: Floats
    ) -> list[LosesIfRow]:
        """Return where each usual winner loses, in terms of the unknowns that matter most to the question."""
        rows, names = [], self.space.names
        for question, screened, found in zip(self.plan.questions, effects, differences.T, strict=True):
            ahead = found * direction(question)
            winner, loser = question.policy, question.against
            if (ahead < 0.0).mean() > 0.5:
                ahead, winner, loser = -ahead, loser, winner
            known = [name for name in screened.order() if name != LUCK][:CANDIDATES]
            region = find_region(known, values[:, [names.index(name) for name in known]], ahead < 0.0)
            conditions = "; ".join(map(str, region.conditions))
            counts = (region.share, region.loses, region.holds, region.loses_anywhere)
            rows.append(LosesIfRow(question.id, winner, loser, conditions, *counts))
        return rows

    def _information_rows(
        self, values: Floats, answers: Answers
    ) -> tuple[tuple[InformationRow, ...], tuple[DecisionRow, ...]]:
        """Return what knowing each unknown is worth, and how the decision's policies do."""
        names = self.space.parameters
        sizes, kept = self.plan.sizes, self._share_left_after_displacement()
        found = worth(values[:, : len(names)], answers.payoffs, sizes.n_resamples, sizes.seed)
        known = tuple(
            InformationRow(names[at], kept * float(found.each[at]), kept * found.noise, bool(found.is_known[at]))
            for at in np.argsort(-found.each, kind="stable")
        )
        policies = tuple(
            DecisionRow(policy, float(mean), float(share), at == found.best, kept * found.everything)
            for at, (policy, mean, share) in enumerate(
                zip(self.plan.decision.policies, found.mean, found.best_share, strict=True)
            )
        )
        return known, policies

    def _share_left_after_displacement(self) -> float:
        """Return what displacement leaves of a gain in the decision's outcome."""
        outcome, share = self.plan.decision.outcome, self.asked.settings.environment().displaced_share
        return after_displacement(1.0, outcome, share) if outcome in JOB_OUTCOMES else 1.0

    def _step_rows(self, path: str, values: Sequence[float], differences: Floats) -> list[StepRow]:
        rows, n = [], self.plan.sizes.n_steps
        for number, value in enumerate(values):
            moments = RunningMoments((differences.shape[1],))
            for found in differences[number * n : (number + 1) * n]:
                moments.add(found)
            mean, half = moments.observed_mean(), moments.half_width()
            for at, question in enumerate(self.plan.questions):
                numbers = (mean[at], mean[at] - half[at], mean[at] + half[at])
                rows.append(StepRow(path, value, question.id, *map(float, numbers)))
        return rows


def n_points(plan: Plan) -> int:
    """Return how many points are simulated in all."""
    sizes, k = plan.sizes, len(plan.parameters) + len(NUISANCE)
    n_groups = min(sizes.n_screened, k - 1) + 1 + int(sizes.n_screened < k - 1)
    n_steps = sizes.n_steps * sum(map(len, plan.steps.values()))
    return sizes.n_trajectories * (k + 1) + sizes.n_base * (n_groups + 2) + sizes.n_draws + n_steps


def direction(question: Question) -> float:
    """Return 1.0 where more of a question's outcome is better, -1.0 where less is."""
    directions: Mapping[str, str] = {outcome.id: outcome.better for outcome in OUTCOMES}
    return -1.0 if directions[question.outcome] == "lower" else 1.0
