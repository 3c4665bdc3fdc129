"""The model as Mesa users know it: a facade over the engine, equal to it to the last bit."""

from simulation.mesa_model.agents import Caseworker, Client
from simulation.mesa_model.model import JobCentreModel, Scenario

__all__ = ["Caseworker", "Client", "JobCentreModel", "Scenario"]
