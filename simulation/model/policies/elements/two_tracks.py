"""Two tracks with movement between them by the answers: work-like activity, or strengthening first (evidence: L4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_whole
from simulation.model.policies.elements.answers import HIGHEST_ANSWER, count_answers, indicators_of
from simulation.model.policies.elements.base import Element
from simulation.model.policies.elements.groups_of_clients import apply_to, check_for_some, check_no_memory
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView

WORK, STRENGTHENING = 1, 2  # notes of the plan's step


@dataclass(frozen=True)
class TwoTracks(Element):
    """Give each client the elements of `work` or those of `strengthening`.

    Everybody begins in `work` but those of whose answers on `indicators` more than half are `low` or less. These move
    over when at least half of the answers are `gate` or more; whoever falls back that far moves down again.
    """

    work: tuple[Element, ...]
    strengthening: tuple[Element, ...]
    indicators: tuple[str, ...] = ("cooperation", "everyday_life", "health")
    low: int = 1  # answer 1..5
    gate: int = 3  # answer 1..5

    def __post_init__(self) -> None:
        check_whole("two_tracks.low", self.low, 1, HIGHEST_ANSWER - 1)
        check_whole("two_tracks.gate", self.gate, self.low + 1, HIGHEST_ANSWER)
        indicators_of("two_tracks.indicators", self.indicators)
        for name in ("work", "strengthening"):
            check_for_some(f"two_tracks.{name}", getattr(self, name))
            check_no_memory(f"two_tracks.{name}", getattr(self, name))

    @property
    def keeps_note(self) -> bool:
        """The track is noted as the plan's step."""
        return True

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Apply each track's elements to those in it, and note the track."""
        strengthening = self.is_strengthening(view)
        apply_to(~strengthening, self.work, view, proposal)
        apply_to(strengthening, self.strengthening, view, proposal)
        proposal.plan_step[:] = np.where(strengthening, STRENGTHENING, WORK)

    def is_strengthening(self, view: OfficeView) -> NDArray[np.bool_]:
        """Return who is in the strengthening track this quarter [n]."""
        asked = indicators_of("two_tracks.indicators", self.indicators)
        is_low: NDArray[np.bool_] = 2 * count_answers(view, asked, 1, self.low) > len(asked)
        is_ready: NDArray[np.bool_] = 2 * count_answers(view, asked, self.gate, HIGHEST_ANSWER) >= len(asked)
        return np.where(view.plan_step == STRENGTHENING, ~is_ready, is_low)
