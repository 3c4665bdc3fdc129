"""The engine agrees with the same rules written independently as a plain Mesa model (benchmarks/reference_mesa.py)."""

import numpy as np
import pytest

import simulation
from benchmarks.reference_mesa import ReferenceClient, ReferenceModel

N_CLIENTS, N_QUARTERS, N_MODELS = 1200, 8, 3
STANDARD_ERRORS = 4.0


def reference_means(seed: int) -> dict[str, float]:
    study = simulation.make_settings(["observed_mix"], n_clients=N_CLIENTS, n_replications=1).study()
    model = ReferenceModel(study.world.population, study.world.parameters, rng=seed)
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


@pytest.mark.slow
def test_the_engine_agrees_with_plain_mesa() -> None:
    """Each outcome's two means differ by at most four standard errors of their difference."""
    reference = [reference_means(seed) for seed in range(N_MODELS)]
    tables = simulation.compare(
        ["observed_mix"], baseline="observed_mix", n_clients=N_CLIENTS, n_quarters=N_QUARTERS, n_replications=40, seed=5
    )
    last = tables.levels.query(f"group == 'all' and quarter == {N_QUARTERS}").set_index("outcome")
    for outcome in reference[0]:
        engine = last.loc[outcome]
        # t(39) at 97.5 % is 2.02; the engine's interval gives the SD between replications of this size.
        sd = (engine["mc_high"] - engine["mean"]) / 2.02 * np.sqrt(40)
        error = sd * np.sqrt(1 / 40 + 1 / N_MODELS)
        found = np.mean([means[outcome] for means in reference])
        assert abs(found - engine["mean"]) <= STANDARD_ERRORS * error, (outcome, found, engine["mean"], error)
