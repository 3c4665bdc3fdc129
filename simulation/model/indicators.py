"""The eleven indicators of employment readiness (BIP/ERIQ; evidence: A9).

Ten are carried by the client. The eleventh is the caseworker's belief that the client gets a job: the caseworker holds
it, and it must not be counted twice.
"""

from __future__ import annotations

from enum import IntEnum

N_CARRIED = 10
N_CASEWORKER_ITEMS = 11


class Indicator(IntEnum):
    """The ten carried indicators in the order of the columns, then the caseworker's belief (caseworker's form only)."""

    KNOWLEDGE = 0
    CONCENTRATION = 1
    OWN_BELIEF = 2
    GOALS = 3
    CONTACT = 4
    COOPERATION = 5
    NETWORK = 6
    EVERYDAY_LIFE = 7
    HEALTH = 8
    JOB_SEARCH = 9
    CASEWORKER_BELIEF = 10

    @property
    def id(self) -> str:
        """The name used in configuration and files."""
        return self.name.lower()


CARRIED = tuple(Indicator)[:N_CARRIED]
