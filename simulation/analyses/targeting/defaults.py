"""What `tilltro target` asks where nothing else is said; help shows it, so nothing slow is imported here."""

from __future__ import annotations

POLICY, AGAINST, PLACES, OBJECTIVE = "coordinated", "observed_mix", 18, "quarters_worked"
N_CLIENTS = 1500
N_REPLICATIONS = 40  # to judge rules by; half as many to learn them, and to choose
