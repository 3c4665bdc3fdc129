"""What `tilltro trial` and `predict-study` ask where nothing else is said; help shows it: nothing slow is imported."""

from __future__ import annotations

DESIGN = "sms"
N_DRAWS = 100  # of the parameters
N_DRAWS_TO_PREDICT = 300  # more, so that enough are left once a result has weighted them
