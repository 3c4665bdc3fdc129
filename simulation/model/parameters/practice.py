"""Observed practice: how common each kind of portfolio is (evidence: D1..D9)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.model.interventions import COMPETENCE, GROUPS, HEALTH, JOB, SOCIAL
from simulation.model.parameters.circumstances import Practice

N_KINDS = 2 ** len(GROUPS)
WITH_JOB = tuple(kind for kind in range(N_KINDS) if kind & JOB and kind.bit_count() >= 2)
WITHOUT_JOB = tuple(kind for kind in range(N_KINDS) if not kind & JOB and kind.bit_count() >= 2)


def observed_shares(practice: Practice) -> NDArray[np.float64]:
    """Return the observed share of clients [16] by the groups in their portfolio (bits).

    Within combinations all are equally common (the sources: "all combinations used"). The published shares add up to
    99 per cent; they are divided by their sum.
    """
    share = np.zeros(N_KINDS)
    share[0] = practice.none
    share[HEALTH], share[SOCIAL] = practice.health, practice.social
    share[COMPETENCE], share[JOB] = practice.competence, practice.job
    share[list(WITH_JOB)] = practice.combined_with_job / len(WITH_JOB)
    share[list(WITHOUT_JOB)] = practice.combined_without_job / len(WITHOUT_JOB)
    return share / float(share.sum())
