"""The model for Mesa users: a facade over the same engine, equal to it to the last bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any, Literal, get_args

import mesa
import numpy as np

from simulation.base.checks import check_keys, check_whole
from simulation.base.errors import InputError, nearest
from simulation.mesa_model.agents import Caseworker, Client
from simulation.model.engine.replication import Replication
from simulation.model.outcomes.recorder import Recorder
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.study.defaults import USUAL_PRACTICE
from simulation.study.settings import LARGEST_SEED, Settings
from simulation.study.settings_reader import make_settings

Activation = Literal["rows", "do", "shuffle_do"]


@dataclass(frozen=True)
class Scenario:
    """People and circumstances, a policy, and the luck of one replication.

    `options` are further settings as `simulation.make_settings` takes them (such as parameters, table, caseload or
    world). With `inflow`, clients arrive in the first `n_quarters`, a model that runs on longer gets no more.

    Raises:
        InputError: on construction, if a value isn't allowed.
    """

    policy: str = USUAL_PRACTICE
    n_clients: int = 4000
    seed: int = 1
    replication: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_whole("replication", self.replication, 0, 2**32 - 1)
        self.settings()

    def settings(self) -> Settings:
        """Return the scenario as checked settings."""
        return make_settings(
            policies=[self.policy],
            baseline=self.policy,
            n_clients=self.n_clients,
            seed=self.seed,
            n_replications=1,
            **self.options,
        )


def _mean(model: JobCentreModel, id: str) -> float:
    """Return the mean of an outcome at the end of the present quarter; all are counted together, once."""
    if model._means[0] != model.quarter:
        model._means = model.quarter, model.outcomes()
    return model._means[1][id]


class JobCentreModel(mesa.Model):  # type: ignore[misc]
    """Clients and caseworkers of a country's job centres under one policy; a step is a quarter.

    Mesa's own tools take it as any model: `mesa.batch_run(JobCentreModel, {"policy": ["staircase", "coordinated"]},
    rng=[1, 2])` runs it with those seeds to the scenario's last quarter and returns what `datacollector` has, the mean
    of every outcome.

    Args:
        scenario: people, policy and luck.
        activation: how clients are stepped: all rows at once (fast), or agent by agent in order ("do") or in random
            order ("shuffle_do"). The results are the same to the last bit, since each client reads its own row and
            the caseworkers only.
        rng: a seed in place of the scenario's, a whole number.
        values: fields of `Scenario` in place of the scenario's, such as `policy` or `n_clients`.

    Raises:
        InputError: if a value isn't known or isn't allowed.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        activation: Activation = "rows",
        *,
        rng: int | None = None,
        **values: Any,
    ) -> None:
        check_keys(values, "JobCentreModel", (), [field.name for field in fields(Scenario)])
        if rng is not None:
            values["seed"] = check_whole("rng", rng, 0, LARGEST_SEED)
        scenario = scenario or Scenario()
        self._scenario_of_run = replace(scenario, **values) if values else scenario
        if activation not in get_args(Activation):
            raise InputError(
                "unknown_name", kind="activation", name=activation, nearest=nearest(activation, get_args(Activation))
            )
        super().__init__(rng=self._scenario_of_run.seed)
        self.activation = activation
        study = self._scenario_of_run.settings().study()
        self.replication = Replication(
            study.environment, study.policies, self._scenario_of_run.seed, self._scenario_of_run.replication
        )
        self._n_quarters = study.environment.n_quarters
        self._has_stepped = np.ones(self.replication.n_clients, np.bool_)
        self._is_in_quarter = False
        self._has_agents = False
        self._means: tuple[int, dict[str, float]] = (-1, {})  # of the outcomes, and the quarter that they are of
        self.datacollector = mesa.DataCollector(model_reporters={id: partial(_mean, id=id) for id in OUTCOME_IDS})
        self.datacollector.collect(self)

    @property
    def scenario(self) -> Any:
        """The scenario of this run; one scenario can serve many models."""
        return self._scenario_of_run

    @scenario.setter
    def scenario(self, value: object) -> None:
        """Leave Mesa's own default scenario aside: it serves one model only."""

    @property
    def quarter(self) -> int:
        """The quarter begun last; 0 is intake."""
        return self.replication.quarter

    def step(self) -> None:
        """Run one quarter: office, clients, caseworkers."""
        self.begin_quarter()
        if self.activation == "rows":
            self.replication.advance_clients()
            self._has_stepped[:] = True
        elif self.activation == "do":
            self.agents_by_type[Client].do("step")
        else:
            self.agents_by_type[Client].shuffle_do("step")
        self.end_quarter()
        self.datacollector.collect(self)
        self.running = self.quarter < self._n_quarters

    def begin_quarter(self) -> None:
        """Phase 1: the offices decide. After it each client steps once.

        Raises:
            RuntimeError: if the quarter before hasn't ended.
        """
        if self._is_in_quarter:
            raise RuntimeError("the quarter before hasn't ended; model.step() does all three phases")
        self._is_in_quarter = True
        self.replication.begin_quarter()
        self._has_stepped[:] = False

    def advance_client(self, row: int) -> None:
        """Phase 2 for one client.

        Raises:
            RuntimeError: if the quarter hasn't begun or the client has already stepped in it.
        """
        if self._has_stepped[row]:
            raise RuntimeError("a client steps once a quarter, after begin_quarter(); model.step() does it all")
        self._has_stepped[row] = True
        self.replication.advance_rows(row, row + 1)

    def end_quarter(self) -> None:
        """Phase 3: the caseworkers' tallies are recounted.

        Raises:
            RuntimeError: if no quarter has begun, or a client hasn't stepped in it.
        """
        if not self._is_in_quarter or not self._has_stepped.all():
            raise RuntimeError(
                "a quarter ends when it has begun and every client has stepped; model.step() does it all"
            )
        self._is_in_quarter = False
        self.replication.end_quarter()

    def outcomes(self) -> dict[str, float]:
        """Return the mean of every outcome over all clients as they are now, by outcome id."""
        recorder = Recorder(1, self.quarter, baseline=0, earnings=self.replication.environment.earnings)
        self.replication.record(recorder)
        return dict(zip(OUTCOME_IDS, recorder.result().mean[0, self.quarter, 0].tolist(), strict=True))

    def _make_agents(self) -> None:
        if not self._has_agents:
            self._has_agents = True
            for row in range(self.replication.n_clients):
                Client(self, row)
            for row in range(self.replication.caseworkers.shape[1]):
                Caseworker(self, row)

    @property
    def agents(self) -> Any:
        """All clients and caseworkers; made at the first call."""
        self._make_agents()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Clients and caseworkers by class; made at the first call."""
        self._make_agents()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """The classes of agents."""
        self._make_agents()
        return super().agent_types
