"""What the analyses take where nothing else is asked for: help shows it, so nothing slow is imported here."""

from __future__ import annotations

from simulation.study.defaults import PAIR, USUAL_PRACTICE


class FollowDefaults:
    """Defaults of `tilltro follow`."""

    AGAINST, POLICY = PAIR
    N_PATHS = 200


class TargetDefaults:
    """Defaults of `tilltro target`."""

    POLICY, AGAINST = PAIR[1], USUAL_PRACTICE
    PLACES = 18
    OBJECTIVE = "quarters_worked"
    N_CLIENTS = 1500
    N_REPLICATIONS = 40  # to judge rules by; half as many to learn them, and to choose


class TrialDefaults:
    """Defaults of `tilltro trial` and `tilltro predict-study`."""

    DESIGN = "sms"
    N_DRAWS = 100  # of the parameters
    N_DRAWS_TO_PREDICT = 300  # more, so that enough are left once a result has weighted them


class OfficeDefaults:
    """Defaults of `tilltro office`."""

    POLICIES = (PAIR[1],)
    N_CLIENTS = 400
    N_OFFICES = 1
    SPREAD = 1


class Panel:
    """The panels of `tilltro validate` and `tilltro predict`, by name."""

    UNRELATED = "unrelated"  # the default: who stops answering has nothing to do with readiness
    COMPLETE = "complete"  # everybody from the first quarter to the last, and nobody stops answering


class QueryDefaults:
    """Limits of `tilltro query`."""

    SECONDS = 60
    MEMORY = "2GB"
