"""Clients and caseworkers as Mesa agents: views of rows, made when somebody asks for them.

An agent holds no state of its own: reading an attribute reads the column, and what may be written is written there.
"""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

import mesa

from simulation.base.errors import nearest
from simulation.model.indicators import Indicator
from simulation.model.interventions import interventions
from simulation.model.rules.progression import indicator
from simulation.model.state import CASEWORKER, CLIENT, Medicine, State

if TYPE_CHECKING:
    from simulation.mesa_model.model import JobCentreModel

# Latent state that an experiment may set by hand. Everything else follows from the rules, the office or the tally.
WRITABLE = ("setpoint", "deviation", "trust", "distress", "distress_level", "impression")
OWN_ATTRIBUTES = ("model", "unique_id", "pos", "row")
VIEWED = tuple(name for name in CLIENT.names or () if CLIENT[name].shape == () and name not in ("state", "cell"))


class Column:
    """A column as an attribute of the agent whose row it is."""

    def __init__(self, table: str, is_writable: bool) -> None:
        self._table = table
        self._is_writable = is_writable

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        return getattr(agent.model.replication, self._table)[self._name][0, agent.row].item()

    def __set__(self, agent: Any, value: object) -> None:
        if not self._is_writable:
            raise AttributeError(f"{self._name} is worked out by the model; what may be set: {', '.join(WRITABLE)}")
        number = float(value) if isinstance(value, Real) else math.nan
        if not math.isfinite(number) or (self._name == "trust" and not 0.0 <= number <= 1.0):
            raise ValueError(f"{self._name} is {value!r}; it must be a finite number, for trust from 0 to 1")
        getattr(agent.model.replication, self._table)[self._name][0, agent.row] = number


class _RowAgent(mesa.Agent):  # type: ignore[misc]
    """An agent that is a row of a table of the model."""

    model: JobCentreModel

    def __init__(self, model: JobCentreModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __setattr__(self, name: str, value: object) -> None:
        # A slip such as `client.distres = 1` would otherwise make a new attribute and change nothing.
        if name not in OWN_ATTRIBUTES and not hasattr(type(self), name):
            near = nearest(name, WRITABLE) or ", ".join(WRITABLE)
            raise AttributeError(f"there is no attribute {name!r} to set; nearest: {near}")
        super().__setattr__(name, value)

    def remove(self) -> None:
        """Refuse: rows are never taken away; people leave by their state."""
        raise RuntimeError("clients and caseworkers can't be removed: people leave benefit by their state")


class Client(_RowAgent):
    """A client far from the labour market (BIP's participant). Attributes are the columns of `state.CLIENT`.

    Besides them: `state`, `medication`, `interventions`, the ten indicators by name (`client.health`), and the latest
    answers (`client.answers`, `client.caseworker_answers`).
    """

    def step(self) -> None:
        """Go through the client phase of the quarter that the model has begun, once."""
        self.model.advance_client(self.row)

    @property
    def state(self) -> State:
        """Labour-market state."""
        return State(int(self.model.replication.clients["state"][0, self.row]))

    @property
    def medication(self) -> frozenset[Medicine]:
        """The medicines that the client takes."""
        flags = self.model.replication.clients["medication"][0, self.row]
        return frozenset(medicine for medicine in Medicine if flags[medicine])

    @property
    def interventions(self) -> tuple[str, ...]:
        """The interventions of the quarter's plan."""
        bits = int(self.model.replication.clients["interventions"][0, self.row])
        return tuple(name for name, item in interventions().items() if bits >> item.bit & 1)

    @property
    def answers(self) -> dict[str, int]:
        """The client's own latest answers 1..5 by indicator."""
        row = self.model.replication.clients["client_answer"][0, self.row]
        return {Indicator(item).id: int(answer) for item, answer in enumerate(row)}

    @property
    def caseworker_answers(self) -> dict[str, int]:
        """The caseworker's latest answers 1..5 about the client by indicator, belief among them."""
        row = self.model.replication.clients["caseworker_answer"][0, self.row]
        return {Indicator(item).id: int(answer) for item, answer in enumerate(row)}

    def indicator(self, which: Indicator) -> float:
        """Return a latent indicator in SD; the caseworker's belief about the client is one of the eleven."""
        client = self.model.replication.clients[0, self.row]
        if which is Indicator.CASEWORKER_BELIEF:
            return float(client["belief"])
        loading = self.model.replication.environment.parameters.progression.loading
        own_level = float(client["setpoint"] + client["deviation"])
        return float(indicator(loading, own_level, float(client["specific"][which]), float(client["gain"][which])))


class Caseworker(_RowAgent):
    """A caseworker. Attributes are the columns of `state.CASEWORKER`; its work happens with its clients."""

    def step(self) -> None:
        """Do nothing: tallies are recounted for all caseworkers at the end of the quarter."""


def _indicator_property(which: Indicator) -> property:
    return property(lambda client: client.indicator(which), doc=f"Latent indicator {which.id}, in SD.")


for _name in VIEWED:
    if not hasattr(Client, _name):
        _column = Column("clients", _name in WRITABLE)
        _column.__set_name__(Client, _name)
        setattr(Client, _name, _column)
for _name in CASEWORKER.names or ():
    _column = Column("caseworkers", is_writable=False)
    _column.__set_name__(Caseworker, _name)
    setattr(Caseworker, _name, _column)
for _indicator in Indicator:
    setattr(Client, _indicator.id, _indicator_property(_indicator))
