"""Settings of a run: plain values from the command line, a file or a notebook, checked once and made into a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from simulation.base.checks import check_mapping, check_whole, is_number
from simulation.base.errors import InputError
from simulation.base.sources import SentFile
from simulation.model.engine.replication import Environment
from simulation.model.labour_market import MarketPath, build_market, steady
from simulation.model.outcomes.small_groups import check_people
from simulation.model.parameters import Parameters, build_parameters
from simulation.model.policies import Policy, load_policy, sent_policy
from simulation.model.population.characteristics import check_register_index, correlation_matrix
from simulation.model.population.intake import PopulationPlan
from simulation.study.client_table import EARLIEST_YEAR, LATEST_YEAR, MISSING, REFUSE, ClientTable, read_table
from simulation.study.contrasts.uncertainty import REPLICATIONS_PER_DRAW, draw_numbers
from simulation.study.money import Prices, build_prices, earnings_by_state
from simulation.study.posterior import shipped_for
from simulation.study.replications import Study
from simulation.study.worlds import USUAL, World, combined, load_world, over

LARGEST_SEED = 2**32 - 1  # the key of the draws is two 32-bit words
MOST_CLIENTS = 100_000_000
MOST_QUARTERS = 400
MOST_REPLICATIONS = 1_000_000
MOST_THREADS = 1024
MOST_POLICIES = 200  # nobody reads a longer table
CENTRAL, POSTERIOR = PARAMETER_SETS = ("central", "posterior")


def check_number_of_policies(n: int) -> None:
    """Check that there aren't more policies than can be compared at once.

    Raises:
        InputError: if there are.
    """
    if n > MOST_POLICIES:
        raise InputError("too_many_policies", name="policies", n=n, high=MOST_POLICIES)


@dataclass(frozen=True)
class PopulationSettings:
    """Who the clients are; `table` is a CSV, Excel or Parquet file with a row a client, or None to draw them all."""

    n_clients: int
    correlations: tuple[tuple[str, str, float], ...]
    register_index: Mapping[str, float]
    table: str | None = None
    inflow: int = 0  # further clients who arrive each quarter, whatever the policy
    sheet: str | None = None  # sheet of an Excel workbook; None = the first
    missing: str = REFUSE  # a value that the table lacks: `refuse` it, or `draw` it
    year: int | None = None  # the year for which ages are computed from years of birth; None = this year
    sent: SentFile | None = None  # the table's content where it was sent to us: `table` is then its name and no path

    def __post_init__(self) -> None:
        check_whole("population.n_clients", self.n_clients, 1, MOST_CLIENTS)
        check_whole("population.inflow", self.inflow, 0, MOST_CLIENTS)
        if self.inflow > 0 and self.table is not None:
            raise InputError("inflow_with_table")
        if self.sheet is not None and (not isinstance(self.sheet, str) or not self.sheet.strip()):
            raise InputError("wrong_shape", where="population.sheet", expected="a name")
        if self.sheet is not None and self.table is None:
            raise InputError("not_without_table", name="population.sheet")
        if self.missing not in MISSING:
            allowed = ", ".join(MISSING)
            raise InputError("not_allowed", name="population.missing", value=self.missing, allowed=allowed)
        if self.year is not None:
            check_whole("population.year", self.year, EARLIEST_YEAR, LATEST_YEAR)
        if self.sent is not None and not isinstance(self.sent, SentFile):
            raise InputError("not_allowed", name="population.sent", value=self.sent, allowed="null")
        for name, weight in check_mapping(self.register_index, "population.register_index").items():
            if not is_number(weight):
                raise InputError("wrong_shape", where=f"population.register_index.{name}", expected="a finite number")
        check_register_index(self.register_index)
        correlation_matrix(self.correlations)


@dataclass(frozen=True)
class CaseworkerSettings:
    """How many clients a caseworker has at the start, and over how many offices caseworkers are dealt."""

    caseload: int
    n_offices: int

    def __post_init__(self) -> None:
        check_whole("caseworkers.caseload", self.caseload, 1, MOST_CLIENTS)
        check_whole("caseworkers.n_offices", self.n_offices, 1, 65_535)


@dataclass(frozen=True)
class Settings:
    """All that decides the numbers of a run: the same settings give the same numbers.

    Raises:
        InputError: on construction, if a value isn't allowed or a policy isn't known.
    """

    policies: tuple[str, ...]
    baseline: str
    population: PopulationSettings
    caseworkers: CaseworkerSettings
    n_quarters: int
    n_replications: int
    seed: int
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    config_dir: str | None = None  # a user's own folder of YAML files
    parameter_set: str = CENTRAL  # values of what `parameters` leaves open: central, or draws of the posterior
    world_names: tuple[str, ...] = (USUAL,)  # readings of contrary evidence that hold at once; `world` in files
    labour_market: Mapping[str, Any] | None = None  # content as in `configs/labour_market/`; None = steady
    money: Mapping[str, Any] = field(default_factory=dict)  # prices in place of the central ones
    sent_policy: SentFile | None = None  # a policy that was sent to us: `config_dir` is then its folder's name, no path

    def __post_init__(self) -> None:
        check_whole("n_quarters", self.n_quarters, 1, MOST_QUARTERS)
        check_whole("n_replications", self.n_replications, 1, MOST_REPLICATIONS)
        check_whole("seed", self.seed, 0, LARGEST_SEED)
        if not self.policies:
            raise InputError("wrong_shape", where="policies", expected="a list with at least one policy")
        check_number_of_policies(len(self.policies))
        if self.sent_policy is not None and not isinstance(self.sent_policy, SentFile):
            raise InputError("not_allowed", name="sent_policy", value=self.sent_policy, allowed="null")
        for name in dict.fromkeys((*self.policies, self.baseline)):
            self.policy(name)
        if self.caseworkers.caseload > self.n_clients:
            raise InputError("caseload_too_large", caseload=self.caseworkers.caseload, n_clients=self.n_clients)
        if self.parameter_set not in PARAMETER_SETS:
            allowed = ", ".join(PARAMETER_SETS)
            raise InputError("not_allowed", name="parameters", value=self.parameter_set, allowed=allowed)
        room = max(0, MOST_CLIENTS - self.n_clients) // self.n_quarters
        check_whole("population.inflow", self.population.inflow, 0, room)
        self.parameter_values()
        self.market()
        self.prices()

    def policy_label(self, name: str, language: str) -> str:
        """Return what a policy is called in a language."""
        return self.policy(name).label[language]

    def policy(self, name: str) -> Policy:
        """Return a policy by name: the one that was sent to us, one of the user's own folder, or the package's."""
        if self.sent_policy is not None and name == self.sent_policy.stem:
            return sent_policy(self.sent_policy)
        return load_policy(name, self.own_configs)

    @property
    def own_configs(self) -> Path | None:
        """The user's own folder of YAML files; None where its file was sent to us."""
        return None if self.config_dir is None or self.sent_policy is not None else Path(self.config_dir)

    @property
    def n_clients(self) -> int:
        """Number of clients: the table's rows where there is a table."""
        table = self.client_table
        return self.population.n_clients if table is None else table.n_clients

    @property
    def arms(self) -> tuple[str, ...]:
        """The policies to run, each once, the baseline first."""
        return tuple(dict.fromkeys((self.baseline, *self.policies)))

    @cached_property
    def client_table(self) -> ClientTable | None:
        """The user's own clients, None where all are drawn."""
        given = self.population
        if given.table is None:
            return None
        source = given.sent if given.sent is not None else Path(given.table)
        table = read_table(source, given.sheet, given.missing, given.year)
        check_people(table.n_clients, given.table)
        return table

    def worlds(self) -> tuple[World, ...]:
        """Return the worlds that hold."""
        return tuple(load_world(name, self.own_configs) for name in self.world_names)

    def given_parameters(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the parameters that aren't left at their central values: those of the worlds, then those given."""
        return over(self._parameters_of_worlds, self.parameters)

    @cached_property
    def _parameters_of_worlds(self) -> Mapping[str, Mapping[str, Any]]:
        return combined(self.worlds())  # kept: a sweep asks at every point

    def parameter_values(self) -> Parameters:
        """Return the parameters: the central values with those of the worlds and then those given in their place."""
        return build_parameters(self.given_parameters())

    def market(self) -> MarketPath:
        """Return the labour market."""
        return steady() if self.labour_market is None else build_market(self.labour_market)

    def prices(self) -> Prices:
        """Return the prices: the central ones with those given in their place."""
        return build_prices(self.money)

    def draws(self) -> tuple[Parameters, ...]:
        """Return the calibrated draws that replications run over, with the parameters given in their place.

        There are none without the posterior, nor with fewer replications than two draws take: nothing could be told of
        the parameters then, and one draw alone would be worse than the central values.
        """
        if not self.runs_over_draws:
            return ()
        return self.posterior_draws(draw_numbers(self.n_replications)[-1] + 1)

    @property
    def runs_over_draws(self) -> bool:
        """Whether replications run over calibrated draws; found out without making the draws, which takes a while."""
        return self.parameter_set == POSTERIOR and self.n_replications >= 2 * REPLICATIONS_PER_DRAW

    def posterior_draws(self, n: int) -> tuple[Parameters, ...]:
        """Return `n` calibrated draws, with the parameters given in their place; none if the posterior isn't used."""
        if self.parameter_set != POSTERIOR:
            return ()
        return shipped_for(self.world_names).sets(n, self.seed, self.given_parameters())

    def environment(self) -> Environment:
        """Return the environment: everything but policy and random numbers."""
        n_clients = self.n_clients
        plan = PopulationPlan(
            n_clients=n_clients,
            correlation=correlation_matrix(self.population.correlations),
            register_index=self.population.register_index,
            n_caseworkers=-(-n_clients // self.caseworkers.caseload),
            n_offices=self.caseworkers.n_offices,
            table=None if self.client_table is None else self.client_table.columns,
            n_arriving=self.population.inflow,
            n_quarters=self.n_quarters,
        )
        return Environment(
            plan, self.parameter_values(), self.n_quarters, self.market(), earnings_by_state(self.prices())
        )

    def study(self) -> Study:
        """Return the study that these settings describe."""
        policies = tuple(self.policy(name) for name in self.arms)
        study = Study(self.environment(), policies, self.baseline, self.n_replications, self.seed, self.prices())
        return replace(study, draws=self.draws())
