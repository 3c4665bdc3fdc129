"""Refit every rival, score it as the model is scored, and write what ships of it.

`python -m tools.rivals FOLDER [THREADS [NAME ...]]`; without names all of them. A folder a rival is kept in FOLDER, so
that an interrupted run goes on. It takes some 6,000 small runs and 24 larger ones a rival, some ten minutes on one
idle core. Written into the package:

- `simulation/study/rival_NAME.csv`: the refitted draws (none for a rival that changes held parameters alone: the usual
  draws are refitted then, since no target moves).
- `simulation/analyses/validation/shipped_rivals.csv`: what each figure makes of each rival.
- `simulation/analyses/validation/shipped_rivals.yaml`: who is ruled out, at each scale of the tolerances.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from simulation.analyses.calibration.fit import CHECK_WAVE, Calibration, calibrate, check_wave
from simulation.analyses.calibration.history import fit_emulator
from simulation.analyses.calibration.plan import Plan, load_plan
from simulation.analyses.calibration.reference_table import Table, Wave, make_table
from simulation.analyses.calibration.rivals import RIVALS, SCALES, best_sets, is_ruled_out, judge, worst_distance
from simulation.analyses.calibration.store import posterior_of
from simulation.analyses.validation.files import SCOREBOARD, write_scoreboard
from simulation.analyses.validation.line import JUDGED, Line, read_lines
from simulation.analyses.validation.panels import observation
from simulation.analyses.validation.rivals import RivalFigure, from_line
from simulation.analyses.validation.scoreboard import scoreboard
from simulation.study.posterior import RIVAL_FILE, write_posterior
from simulation.study.settings_reader import make_settings

PACKAGE = Path(__file__).resolve().parents[1] / "simulation"
VALIDATION, STUDY = PACKAGE / "analyses" / "validation", PACKAGE / "study"
N_REPLICATIONS, N_CLIENTS = 24, 2000  # twelve draws, two replications each
N_TRUTHS, N_STUDY = 100, 4000  # studies simulated of each rival, and their clients (A4)
N_STARTS = 4  # refitted sets that the best one is looked for from
BEST_WAVE, N_AGAIN = CHECK_WAVE + 1, 20  # the best set, simulated with other luck


def main(folder: Path, threads: int, worlds: Sequence[str]) -> None:
    """Refit, score and write."""
    findings: list[RivalFigure] = []
    verdicts: dict[str, Any] = {}
    for world in worlds:
        plan = load_plan("rival", {"world": world})
        if set(_held(plan)) == set(_changed(plan)):
            verdicts[world] = {"ruled_out": False, "moves_no_target": True}
        else:
            found = calibrate(plan, folder / world / "runs", threads)
            names, values = posterior_of(found)
            path = STUDY / RIVAL_FILE.format(world=world)
            write_posterior(path, names, values, found.draws.weight, found.draws.distance)
            verdicts[world] = _verdict(found, folder / world, threads)
        findings += [from_line(world, line) for line in _lines(world, folder / world, threads) if line.role in JUDGED]
        print(world, verdicts[world], flush=True)  # noqa: T201
    _write(findings, verdicts)


def _changed(plan: Plan) -> list[str]:
    return [f"{group}.{name}" for group, values in plan.given.items() for name in values]


def _held(plan: Plan) -> list[str]:
    """Return what the world changes of what moves no target; sanction_other, which isn't drawn, is one of these."""
    return [path for path in _changed(plan) if path in (*plan.held, "distress.sanction_other")]


def _verdict(found: Calibration, folder: Path, threads: int) -> dict[str, Any]:
    """Judge on an emulator of the rival's runs, and simulate whether the set found does what the emulator says."""
    targets, prior = found.targets, found.prior
    observed = np.array([target.value for target in targets])
    tolerance = np.array([target.tolerance for target in targets])
    # A quadratic follows the model more closely among the runs that the first wave leaves than over the whole prior.
    left = reduce(Table.joined, found.tables).left_by(found.emulators[:1])
    emulator = fit_emulator(prior, left.values, left.read(targets), targets)
    starts = found.draws.values[np.argsort(found.draws.distance)[:N_STARTS]]
    # As many clients as the study had, so that luck is no larger than its own.
    study = replace(found.plan, n_clients=N_STUDY, n_clients_small=N_STUDY // 2, n_draws=2 * N_TRUTHS)
    truths = make_table(study, check_wave(study, found.draws), folder / "truths", threads).known(targets)
    judged = judge(emulator, observed, tolerance, starts, truths.read(targets))
    # The emulator's error differs from set to set: all that it found are simulated, and the best of these counts.
    sets, _ = best_sets(emulator, observed, tolerance, starts)
    again = Wave(BEST_WAVE, N_AGAIN * len(sets), given=np.repeat(sets, N_AGAIN, axis=0))
    table = make_table(study, again, folder / "best", threads)
    seen = np.nanmean(table.read(targets).reshape(len(sets), N_AGAIN, -1), axis=1)
    distances = worst_distance(seen, observed, tolerance)
    best = seen[distances.argmin()]
    return {
        "ruled_out": is_ruled_out(judged),
        "moves_no_target": False,
        "n_sets": sum(len(table.values) for table in found.tables),
        "nearest": {scale: round(item.nearest, 2) for scale, item in zip(SCALES, judged, strict=True)},
        "nearest_simulated": round(float(distances.min()), 2),
        "worst_figure": targets[int(np.argmax(np.abs(best - observed) / tolerance))].name,
        "kept": {scale: round(item.kept, 3) for scale, item in zip(SCALES, judged, strict=True)},
    }


def _lines(world: str, folder: Path, threads: int) -> Iterable[Line]:
    if (folder / SCOREBOARD).is_file():
        return read_lines(folder / SCOREBOARD)
    settings = make_settings(
        ["observed_mix"], "observed_mix", n_clients=N_CLIENTS, n_replications=N_REPLICATIONS, world=world
    )
    study = settings.study()
    board = scoreboard(study, study.policies[0], observation(), threads)
    folder.mkdir(parents=True, exist_ok=True)
    write_scoreboard(board, folder)
    return board.lines


def _write(findings: list[RivalFigure], verdicts: dict[str, Any]) -> None:
    with (VALIDATION / "shipped_rivals.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(RivalFigure.COLUMNS)
        writer.writerows(finding.as_row() for finding in findings)
    text = yaml.safe_dump(verdicts, sort_keys=False)
    (VALIDATION / "shipped_rivals.yaml").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, sys.argv[3:] or RIVALS)
