"""Simulated figures for findings about programmes (E9, H5..H7, H10, H12, H13).

They are built in: the model has mechanisms made for them, so that a run which shows them confirms nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulation.model.engine.replication import Environment, run_replication
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.policies import load_policy
from simulation.study.defaults import USUAL_PRACTICE

Floats = NDArray[np.float64]
ALL_CLIENTS = 0  # the first of `outcomes.groups.GROUPS`
POINTS, QUARTERS, TIMES = "percentage points", "quarters a client", "times"


@dataclass(frozen=True)
class PolicyFinding:
    """A programme against a baseline: which outcome, after how many quarters, in which unit (a ratio in times)."""

    policy: str
    baseline: str
    outcome: str
    quarter: int
    unit: str


# By fact; E9 also at the staircase's dose, since much of the difference is more measures rather than their order.
FINDINGS: Mapping[str, tuple[PolicyFinding, ...]] = {
    "E9": (
        PolicyFinding("coordinated", "staircase", "first_job", 16, POINTS),
        PolicyFinding("coordinated_dose_matched", "staircase", "first_job", 16, POINTS),
    ),
    "H5": (PolicyFinding("aig_sanctions", USUAL_PRACTICE, "quarters_worked", 40, QUARTERS),),
    "H6": (PolicyFinding("aig_sanctions", USUAL_PRACTICE, "disability_pension", 40, POINTS),),
    "H7": (PolicyFinding("aig_sanctions", USUAL_PRACTICE, "anxiety_medication", 40, POINTS),),
    "H10": (PolicyFinding("jobfirst", USUAL_PRACTICE, "any_ordinary_hours", 4, TIMES),),
    "H12": (PolicyFinding("reemployment_bonus", USUAL_PRACTICE, "first_job", 16, POINTS),),
    "H13": (PolicyFinding("benefit_cut", USUAL_PRACTICE, "first_job", 16, POINTS),),
}
ALL = tuple(finding for findings in FINDINGS.values() for finding in findings)
LAST_QUARTER = max(finding.quarter for finding in ALL)


def policy_findings(environment: Environment, seed: int, replication: int) -> dict[str, Floats]:
    """Return what one replication gives for each finding [number of its comparisons], by fact and in its unit."""
    names = list(dict.fromkeys(name for finding in ALL for name in (finding.baseline, finding.policy)))
    policies = [load_policy(name) for name in names]
    long = replace(environment, n_quarters=LAST_QUARTER)
    mean = run_replication(long, policies, names.index(USUAL_PRACTICE), seed, replication).mean[:, :, ALL_CLIENTS]
    levels = dict(zip(names, mean, strict=True))
    return {
        fact: np.array(
            [difference_or_ratio(finding, levels[finding.policy], levels[finding.baseline]) for finding in findings]
        )
        for fact, findings in FINDINGS.items()
    }


def difference_or_ratio(finding: PolicyFinding, policy: Floats, baseline: Floats) -> float:
    """Return a finding's difference or ratio from the levels of both policies [n_quarters + 1, n_outcomes]."""
    ours, theirs = (levels[finding.quarter, OUTCOME_IDS.index(finding.outcome)] for levels in (policy, baseline))
    if finding.unit == TIMES:
        return float(ours / theirs) if theirs > 0.0 else float("nan")
    return float((100.0 if finding.unit == POINTS else 1.0) * (ours - theirs))
