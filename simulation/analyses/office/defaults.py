"""What `tilltro office` takes where nothing else is asked for."""

from __future__ import annotations

POLICIES = ("coordinated",)
N_CLIENTS = 400
SPREAD = 1
N_OFFICES = 1
