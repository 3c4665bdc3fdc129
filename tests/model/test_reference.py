"""The engine agrees with the same rules written independently, in plain Mesa and in vectorised NumPy (benchmarks/)."""

from collections.abc import Callable

import numpy as np
import pytest

import simulation
from benchmarks.reference_mesa import ReferenceModel
from benchmarks.reference_mesa_agents import ReferenceClient
from benchmarks.reference_numpy import NumpyModel
from simulation.model.state import Medicine, State
from simulation.study.replications import Study

N_CLIENTS, N_QUARTERS = 1200, 8
STANDARD_ERRORS = 4.0


def study_of(n_clients: int) -> Study:
    return simulation.make_settings(
        ["observed_mix"], n_clients=n_clients, n_replications=1, parameter_set="central"
    ).study()


def mesa_means(seed: int) -> dict[str, float]:
    study = study_of(N_CLIENTS)
    model = ReferenceModel(study.environment.population, study.environment.parameters, rng=seed)
    for _ in range(N_QUARTERS):
        model.step()
    clients = list(model.agents_by_type[ReferenceClient])
    return {
        "first_job": np.mean([c.has_worked for c in clients]),
        "in_ordinary_job": np.mean([c.state == "ordinary_job" for c in clients]),
        "any_ordinary_hours": np.mean([c.state in ("ordinary_job", "ordinary_hours") for c in clients]),
        "in_supported_job": np.mean([c.state == "supported_job" for c in clients]),
        "in_education": np.mean([c.state == "education" for c in clients]),
        "disability_pension": np.mean([c.state == "disability_pension" for c in clients]),
        "pension_refusals": np.mean([c.n_refusals for c in clients]),
        "other_exit": np.mean([c.state == "other_exit" for c in clients]),
        "readiness": np.mean([c.readiness for c in clients]),
        "distress": np.mean([c.distress for c in clients]),
        "caseworker_belief": np.mean([c.caseworker_answers[10] >= 4 for c in clients]),
        "client_belief": np.mean([c.client_answers[2] >= 4 for c in clients]),
        "caseworker_changes": np.mean([c.n_changes for c in clients]),
        **{f"{name}_medication": np.mean([c.medicines[name] for c in clients]) for name in clients[0].medicines},
    }


def numpy_means(seed: int) -> dict[str, float]:
    study = study_of(N_CLIENTS)
    model = NumpyModel(study.environment.population, study.environment.parameters, seed)
    for _ in range(N_QUARTERS):
        model.step()
    share = {state: np.mean(model.state == state) for state in State}
    return {
        "first_job": model.has_worked.mean(),
        "in_ordinary_job": share[State.ORDINARY_JOB],
        "any_ordinary_hours": share[State.ORDINARY_JOB] + share[State.ORDINARY_HOURS],
        "in_supported_job": share[State.SUPPORTED_JOB],
        "in_education": share[State.EDUCATION],
        "disability_pension": share[State.DISABILITY_PENSION],
        "pension_refusals": model.n_refusals.mean(),
        "other_exit": share[State.OTHER_EXIT],
        "readiness": model.readiness.mean(),
        "distress": model.distress.mean(),
        "caseworker_belief": np.mean(model.caseworker_answers[:, 10] >= 4),
        "client_belief": np.mean(model.client_answers[:, 2] >= 4),
        "caseworker_changes": model.n_changes.mean(),
        **{f"{m.name.lower()}_medication": model.medicines[m].mean() for m in Medicine},
    }


@pytest.mark.slow
@pytest.mark.parametrize(("means", "n_models"), [(mesa_means, 3), (numpy_means, 30)], ids=["mesa", "numpy"])
def test_the_engine_agrees_with_the_rules_written_otherwise(
    means: Callable[[int], dict[str, float]], n_models: int
) -> None:
    """Each outcome's two means differ by at most four standard errors of their difference."""
    reference = [means(seed) for seed in range(n_models)]
    tables = simulation.compare(
        ["observed_mix"],
        baseline="observed_mix",
        n_clients=N_CLIENTS,
        n_quarters=N_QUARTERS,
        n_replications=40,
        seed=5,
        parameter_set="central",
    )
    last = tables.levels.query(f"group == 'all' and quarter == {N_QUARTERS}").set_index("outcome")
    for outcome in reference[0]:
        engine = last.loc[outcome]
        # t(39) at 97.5 % is 2.02; the engine's interval gives the SD between replications of this size.
        sd = (engine["mc_high"] - engine["mean"]) / 2.02 * np.sqrt(40)
        error = sd * np.sqrt(1 / 40 + 1 / n_models)
        found = np.mean([values[outcome] for values in reference])
        assert abs(found - engine["mean"]) <= STANDARD_ERRORS * error, (outcome, found, engine["mean"], error)
