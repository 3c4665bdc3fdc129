"""Elements for a group of clients only: applied to all, then taken back from everybody else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.base.errors import InputError
from simulation.model.policies.elements.base import Element
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView

NO_MEMORY = (
    "elements that needn't remember anything of a client (not observed_practice, sequence, staircase or two_tracks)"
)


def check_no_memory(where: str, elements: tuple[Element, ...]) -> None:
    """Check that the elements don't write `plan_step`, which the element around them uses.

    Raises:
        InputError: if one does.
    """
    if any(element.keeps_note for element in elements):
        raise InputError("wrong_shape", where=where, expected=NO_MEMORY)


def check_for_some(where: str, elements: tuple[Element, ...]) -> None:
    """Check that the elements can be given to some clients and not to others.

    Raises:
        InputError: if one acts on the office as a whole.
    """
    if any(element.is_office_wide for element in elements):
        raise InputError("wrong_shape", where=where, expected="elements that can be given to some clients only")


def apply_to(group: NDArray[np.bool_], elements: tuple[Element, ...], view: OfficeView, proposal: Proposal) -> None:
    """Apply the elements to the clients of a group [n] and leave all else as it is."""
    others = ~group
    before = {name: column[others] for name, column in proposal.client_columns().items()}
    for element in elements:
        element.apply(view, proposal)
    for name, column in proposal.client_columns().items():
        column[others] = before.get(name, 0)
