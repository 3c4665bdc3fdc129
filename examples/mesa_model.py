"""The model as a Mesa user meets it: step, select, aggregate, collect.

Run it with: python examples/mesa_model.py
"""

from mesa import DataCollector

from simulation import Client, JobCentreModel, Scenario
from simulation.model.state import State

model = JobCentreModel(Scenario(policy="coordinated", n_clients=1000, seed=7))
collector = DataCollector(
    model_reporters={
        "first_job": lambda model: model.outcomes()["first_job"],
        "readiness": lambda model: model.outcomes()["readiness"],
    }
)
collector.collect(model)
for _ in range(16):
    model.step()
    collector.collect(model)
print(collector.get_model_vars_dataframe().round(3))

clients = model.agents_by_type[Client]
working = clients.select(lambda client: client.state is State.ORDINARY_JOB)
print(f"{len(working)} of {len(clients)} are in an ordinary job after {model.quarter} quarters")
for state, group in clients.groupby("state"):
    print(f"{state.name.lower():20s} {len(group):5d}   mean trust {group.agg('trust', lambda x: sum(x) / len(x)):.2f}")
