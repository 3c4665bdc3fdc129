"""Where the leading policy falls behind, on draws whose answer is known, and where there is none."""

from __future__ import annotations

import numpy as np

from simulation.report.answer.losing import HIGH, LOW, losing
from simulation.study.settings_reader import make_settings

DRAWS = make_settings(["staircase"], n_replications=200).draws()[:100]
CAUSAL = np.array([draw.progression.causal_share for draw in DRAWS])
PATH = "progression.causal_share"


def test_the_end_where_the_leader_loses_is_found_with_its_shares() -> None:
    order = np.argsort(np.argsort(CAUSAL, kind="stable"))
    effects = np.where(order < 20, -1.0, 1.0)  # the 20 lowest of 100 are lost, all within the lowest third
    found = losing(effects, DRAWS)
    assert found is not None
    assert (found.path, found.end) == (PATH, LOW)
    assert found.there == 20 / 33
    assert found.elsewhere == 0.0
    # The other policy leads then, and loses in the same draws.
    assert losing(-effects, DRAWS) == found
    turned = losing(np.where(order >= 80, -1.0, 1.0), DRAWS)
    assert turned is not None
    assert (turned.path, turned.end) == (PATH, HIGH)


def test_chance_alone_is_nowhere_and_so_are_a_sure_lead_and_too_few_draws() -> None:
    generator = np.random.default_rng(5)
    by_chance = [losing(np.where(generator.random(100) < 0.2, -1.0, 1.0), DRAWS) for _ in range(40)]
    assert sum(found is not None for found in by_chance) <= 6  # 5 % of them, give or take
    assert losing(np.where(np.arange(100) < 2, -1.0, 1.0), DRAWS) is None
    assert losing(np.where(CAUSAL[:30] < np.median(CAUSAL[:30]), -1.0, 1.0), DRAWS[:30]) is None
    assert losing(np.full(100, np.nan), DRAWS) is None
