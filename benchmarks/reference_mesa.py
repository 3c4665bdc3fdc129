"""The same rules as an idiomatic Mesa model: one object an agent, Python attributes, the model's own generator.

Written independently of the kernel, from docs/model.md: what a modeller would write who starts from Mesa. It serves as
a yardstick of speed (benchmarks/peers.py) and as a check: both must agree within their Monte-Carlo error
(tests/model/test_reference.py). Policy: observed practice. What the agents do is in reference_mesa_agents.py.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from benchmarks.reference_mesa_agents import ReferenceCaseworker, ReferenceClient
from benchmarks.reference_tables import cumulative_shares, index_weights
from simulation.model.interventions import GROUPS, Intervention, interventions
from simulation.model.parameters.groups import Parameters
from simulation.model.parameters.record import derive
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.model.population.intake import PopulationPlan


class ReferenceModel(mesa.Model):
    """Clients and caseworkers under observed practice."""

    def __init__(self, plan: PopulationPlan, parameters: Parameters, rng: int) -> None:
        super().__init__(rng=rng)
        self.parameters = parameters
        derived = derive(parameters)
        self.weight = derived.weight.tolist()
        self.client_threshold, self.caseworker_threshold = derived.client_threshold, derived.caseworker_threshold
        self.client_error, self.item_error = derived.client_error, derived.item_error
        self.specific_sd, self.specific_shock = derived.specific_sd, derived.specific_shock
        self.deviation_sd, self.distress_sd, self.impression_sd = (
            derived.deviation_sd,
            derived.distress_sd,
            derived.impression_sd,
        )
        self._lay_out_population(plan)
        self._lay_out_practice()
        n_offices = min(plan.n_offices, plan.n_caseworkers // 2)
        everyone = [
            ReferenceCaseworker(self, row * n_offices // plan.n_caseworkers) for row in range(plan.n_caseworkers)
        ]
        self.offices: list[list[Any]] = [
            sorted((c for c in everyone if c.office == office), key=lambda c: c.effectiveness)
            for office in range(n_offices)
        ]
        for _ in range(plan.n_clients):
            ReferenceClient(self)

    def _lay_out_population(self, plan: PopulationPlan) -> None:
        self.names = CHARACTERISTICS
        self.factor = np.linalg.cholesky(plan.correlation)
        self.index = {name: w for name, w in zip(CHARACTERISTICS, index_weights(plan).tolist(), strict=True) if w}

    def _lay_out_practice(self) -> None:
        self.cumulative = cumulative_shares(self.parameters)
        self.choices = {
            group: [measure for measure in interventions().values() if measure.group == group] for group in GROUPS
        }
        self.push: dict[tuple[str, ...], list[float]] = {}

    def push_of(self, plan: tuple[Intervention, ...]) -> list[float]:
        """Return what a plan with at most one measure of each group gives the ten indicators."""
        key = tuple(measure.id for measure in plan)
        if key not in self.push:
            p = self.parameters.progression
            push = np.zeros(10)
            if not plan:
                push[:] = p.gain_without_measure / sum(self.weight)
            has_job_focus = any(measure.group == "job" for measure in plan)
            for measure in plan:
                size = p.gain_job_focus if measure.group == "job" else p.gain_accompanying
                size = size if has_job_focus else p.gain_without_job_focus / len(plan)
                reached = list(measure.acts_on)
                push[reached] += size / sum(self.weight[k] for k in reached)
            self.push[key] = push.tolist()
        return self.push[key]

    def step(self) -> None:
        """Run a quarter."""
        self.agents_by_type[ReferenceClient].shuffle_do("step")
