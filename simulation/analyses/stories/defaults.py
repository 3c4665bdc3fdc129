"""How somebody is followed where nothing else is asked for."""

from __future__ import annotations

POLICY, AGAINST = "coordinated", "staircase"
N_PATHS = 200
