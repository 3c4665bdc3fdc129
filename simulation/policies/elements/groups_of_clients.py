"""Elements for a group of clients only: applied to all, then taken back from everybody else."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from simulation.checks import check_name
from simulation.errors import InputError
from simulation.indicators import Indicator
from simulation.policies.elements.base import Element
from simulation.policies.proposal import Proposal
from simulation.policies.view import OfficeView
from simulation.state import CASEWORKER_DOSES

HIGHEST_ANSWER = 5


def check_for_some(where: str, elements: tuple[Element, ...]) -> None:
    """Check that the elements can be given to some clients and not to others.

    Raises:
        InputError: if one acts on the office as a whole.
    """
    if any(element.is_office_wide for element in elements):
        raise InputError("wrong_shape", where=where, expected="elements that can be given to some clients only")


def indicators_of(where: str, names: tuple[str, ...]) -> tuple[Indicator, ...]:
    """Return the indicators of the caseworker's form by their names.

    Raises:
        InputError: if there is none of a name, or none at all.
    """
    known = {indicator.id: indicator for indicator in Indicator}
    if not names:
        raise InputError("wrong_shape", where=where, expected="a list of names")
    for name in names:
        check_name("indicator", name, known)
    return tuple(known[name] for name in names)


def count_answers(view: OfficeView, indicators: tuple[Indicator, ...], low: int, high: int) -> NDArray[np.intp]:
    """Return how many of the caseworker's answers on these indicators are from `low` to `high` [n]."""
    count = np.zeros(view.n, np.intp)
    for indicator in indicators:
        answer = view.caseworker_answer(indicator)
        count += (answer >= low) & (answer <= high)
    return count


def apply_to(group: NDArray[np.bool_], elements: tuple[Element, ...], view: OfficeView, proposal: Proposal) -> None:
    """Apply the elements to the clients of a group [n] and leave all else as it is."""
    before = proposal.copy()
    for element in elements:
        element.apply(view, proposal)
    for field in fields(proposal):
        if field.name not in CASEWORKER_DOSES:
            column = getattr(proposal, field.name)
            column[~group] = getattr(before, field.name)[~group]
