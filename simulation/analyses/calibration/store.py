"""The folder of a calibration: chunks of runs while it is made, and what came out of it."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from numpy.typing import NDArray

from simulation import __version__
from simulation.analyses.calibration.fit import Calibration
from simulation.analyses.calibration.plan import Plan
from simulation.analyses.calibration.priors import held_of
from simulation.base.compiled import PACKAGE, source_hash
from simulation.base.errors import InputError, unwritable_folder
from simulation.base.resources import configs
from simulation.results.folder import check_place
from simulation.study.posterior import ABOUT_FILE, DRAWS_FILE, write_posterior

if TYPE_CHECKING:
    import pandas as pd

HASH_DIGITS = 12
CHUNKS = "runs"
# Beside compiled code, what the runs depend on.
SOURCES = (
    "analyses/calibration",
    "analyses/validation",
    "model/evidence",
    "model/policies",
    "model/population",
    "study/defaults.py",
    "study/posterior.py",
    "study/settings.py",
    "study/settings_reader.py",
)
FACTS = ("model/evidence/facts",)  # thresholds of the answers, and the targets, near which later waves are drawn
CONFIGS = ("parameters", "policy", "population", "caseworkers")


def runs_hash(plan: Plan) -> str:
    """Return 12 hex digits of everything that determines the runs, targets too: later waves are drawn near them."""
    digest = hashlib.sha256(json.dumps([asdict(plan), __version__, source_hash()], sort_keys=True).encode())
    for path in _files():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:HASH_DIGITS]


def _files() -> Iterator[Path]:
    for root, names, pattern in (
        (PACKAGE, SOURCES, "*.py"),
        (PACKAGE, FACTS, "*.yaml"),
        (configs(), CONFIGS, "*.yaml"),
    ):
        for name in names:
            path = root / name
            yield from sorted(path.rglob(pattern)) if path.is_dir() else [path]


def tables(found: Calibration) -> dict[str, pd.DataFrame]:
    """Return the tables of a calibration by the names of their files, without endings."""
    return {"parameters": parameter_table(found), "targets": target_table(found), "methods": method_table(found)}


def parameter_table(found: Calibration) -> pd.DataFrame:
    """Return a row a parameter: its range and spread before and after, and how well it is recovered."""
    import pandas as pd

    prior, draws = found.prior, found.draws
    low, high = _middle(draws.values, draws.weight)
    return pd.DataFrame(
        {
            "parameter": prior.names,
            "kind": ["parameter"] * len(prior.parameters) + ["nuisance"] * len(prior.nuisance),
            "prior_low": prior.low,
            "prior_high": prior.high,
            "prior_sd": prior.sd,
            "mean": draws.mean,
            "sd": draws.sd,
            "low": low,
            "high": high,
            "coverage_50": found.recovery.coverage(0.5),
            "coverage_90": found.recovery.coverage(0.9),
            "rank_p_value": found.recovery.rank_p_value(),
        }
    )


def target_table(found: Calibration) -> pd.DataFrame:
    """Return a row a target: published, simulated with the prior and with the draws, and its power."""
    import pandas as pd

    before, after = found.tables[0].read(found.targets), found.check.read(found.targets)
    value = np.array([target.value for target in found.targets])
    tolerance = np.array([target.tolerance for target in found.targets])
    low, high = np.nanquantile(after, (0.05, 0.95), axis=0)
    return pd.DataFrame(
        {
            "target": [target.name for target in found.targets],
            "published": value,
            "tolerance": tolerance,
            "simulated": np.nanmean(after, axis=0),
            "low": low,
            "high": high,
            "prior_simulated": np.nanmean(before, axis=0),
            "prior_share_passing": np.mean(np.abs(before - value) <= 2.0 * tolerance, axis=0),
            "share_passing": np.mean(np.abs(after - value) <= 2.0 * tolerance, axis=0),
            "explained_by_emulator": found.emulators[0].explained,
        }
    )


def method_table(found: Calibration) -> pd.DataFrame:
    """Return a row a method that was tried."""
    import pandas as pd

    return pd.DataFrame([{**asdict(trial), "is_taken": trial is found.method} for trial in found.methods])


def _middle(values: Any, weight: Any) -> tuple[Any, Any]:
    """Return the ends of the middle 90 % of weighted draws [n, k]."""
    order = np.argsort(values, axis=0)
    cumulative = np.cumsum(weight[order], axis=0)
    ends = []
    for share in (0.05, 0.95):
        row = np.argmax(cumulative >= share, axis=0)
        ends.append(np.take_along_axis(values, np.take_along_axis(order, row[None], axis=0), axis=0)[0])
    return ends[0], ends[1]


def about(found: Calibration) -> dict[str, Any]:
    """Return the content of `posterior.yaml`: what the draws were made from and how well they were recovered."""
    import numpy
    import scipy

    held, weight = held_of(found.plan), found.draws.weight
    held_sd = np.sqrt(weight @ (found.held - weight @ found.held) ** 2)
    prior_sd, posterior_sd = np.concatenate([found.prior.sd, held.sd]), np.concatenate([found.draws.sd, held_sd])
    return {
        "tilltro": __version__,
        "source_hash": source_hash(),
        "runs_hash": runs_hash(found.plan),
        "made": datetime.now(UTC).date().isoformat(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "plan": found.plan.name,
        "seed": found.plan.seed,
        "n_runs": found.plan.n_runs,
        "n_clients": found.plan.n_clients,
        "method": found.method.name,
        "cutoff": [round(emulator.cutoff, 3) for emulator in found.emulators],
        "n_draws": len(found.draws.weight),
        "effective_draws": round(found.draws.effective_size, 1),
        "n_truths": len(found.recovery.rank),
        "coverage_50": round(float(found.recovery.coverage(0.5).mean()), 3),
        "coverage_90": round(float(found.recovery.coverage(0.9).mean()), 3),
        "targets": {target.name: [round(target.value, 6), target.tolerance] for target in found.targets},
        "world": found.plan.world,
        "held": list(held.parameters),
        "prior_sd": dict(zip((*found.prior.names, *held.parameters), map(_short, prior_sd), strict=True)),
        "posterior_sd": dict(zip((*found.prior.names, *held.parameters), map(_short, posterior_sd), strict=True)),
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def posterior_of(found: Calibration) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the names [k] and values [n, k] of the draws that comparisons use: fitted parameters, then held ones."""
    fitted = found.draws.values[:, : len(found.prior.parameters)]
    return (*found.prior.parameters, *held_of(found.plan).parameters), np.concatenate([fitted, found.held], axis=1)


def check_reusable(folder: Path) -> None:
    """Check that a folder is empty or holds a calibration, so that no other files are overwritten or mixed with ours.

    Raises:
        InputError: if it holds something else.
    """
    check_place(folder.resolve())
    try:
        names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    except OSError as error:
        raise unwritable_folder(folder, error) from error
    if names and not names & {CHUNKS, ABOUT_FILE}:
        raise InputError("folder_not_ours", folder=folder)


def write(found: Calibration, folder: Path) -> None:
    """Write what came out into the folder, each file whole or not at all.

    Raises:
        InputError: if the folder can't be written to.
    """
    aside = folder / f".new-{secrets.token_hex(4)}"
    try:
        aside.mkdir(parents=True)
        names, values = posterior_of(found)
        write_posterior(aside / DRAWS_FILE, names, values, found.draws.weight, found.draws.distance)
        (aside / ABOUT_FILE).write_text(yaml.safe_dump(about(found), sort_keys=False), encoding="utf-8", newline="\n")
        for name, table in tables(found).items():
            table.to_csv(aside / f"{name}.csv", index=False, float_format="%.6g", lineterminator="\n")
        for path in sorted(aside.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        raise unwritable_folder(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
