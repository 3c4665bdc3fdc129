"""Elements for some clients only, by case facts and by what their caseworkers answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_number, check_whole
from simulation.base.errors import InputError
from simulation.model.policies.elements.answers import HIGHEST_ANSWER, count_answers, indicators_of
from simulation.model.policies.elements.base import Element
from simulation.model.policies.elements.groups_of_clients import apply_to, check_for_some
from simulation.model.policies.proposal import Proposal
from simulation.model.policies.view import OfficeView
from simulation.model.state import MAN, WOMAN

SEXES = {"women": WOMAN, "men": MAN}


@dataclass(frozen=True)
class OnlyFor(Element):
    """Apply `elements` to those clients only for whom every condition that is given holds.

    The answer is the latest one of the caseworker's form, by default on the belief that the client gets a job. What
    acts on the office as a whole stands after this element, not in it.
    """

    elements: tuple[Element, ...]
    age_over: float | None = None  # years
    age_under: float | None = None  # years
    quarters_on_benefit: int | None = None  # at least so many, in the present spell
    sex: str | None = None  # women or men
    indicator: str = "caseworker_belief"
    answer_at_least: int | None = None  # 1..5
    answer_at_most: int | None = None  # 1..5

    def __post_init__(self) -> None:
        for name in ("age_over", "age_under"):
            if getattr(self, name) is not None:
                check_number(f"only_for.{name}", getattr(self, name), 0.0, 120.0)
        if self.quarters_on_benefit is not None:
            check_whole("only_for.quarters_on_benefit", self.quarters_on_benefit, 0, 400)
        if self.sex is not None and self.sex not in SEXES:
            raise InputError("not_allowed", name="only_for.sex", value=self.sex, allowed=", ".join(SEXES))
        for name in ("answer_at_least", "answer_at_most"):
            if getattr(self, name) is not None:
                check_whole(f"only_for.{name}", getattr(self, name), 1, HIGHEST_ANSWER)
        indicators_of("only_for.indicator", (self.indicator,))
        check_for_some("only_for.elements", self.elements)

    def apply(self, view: OfficeView, proposal: Proposal) -> None:
        """Apply the elements to the group."""
        apply_to(self.group(view), self.elements, view, proposal)

    def is_apart_from(self, other: OnlyFor) -> bool:
        """Return whether nobody can ever move from one group to the other: by sex or age, which don't change here."""
        are_apart_by_sex = self.sex is not None and other.sex is not None and self.sex != other.sex
        return are_apart_by_sex or self._is_younger_than(other) or other._is_younger_than(self)

    def _is_younger_than(self, other: OnlyFor) -> bool:
        return self.age_under is not None and other.age_over is not None and self.age_under <= other.age_over

    @property
    def uses_sex(self) -> bool:
        """If it is for women or men."""
        return self.sex is not None or super().uses_sex

    def group(self, view: OfficeView) -> NDArray[np.bool_]:
        """Return who is meant [n]. Nobody is where an answer is asked for and none was given yet."""
        is_meant = np.ones(view.n, np.bool_)
        if self.age_over is not None:
            is_meant &= view.age > self.age_over
        if self.age_under is not None:
            is_meant &= view.age < self.age_under
        if self.quarters_on_benefit is not None:
            is_meant &= view.quarters_on_benefit >= self.quarters_on_benefit
        if self.sex is not None:
            is_meant &= view.is_man == SEXES[self.sex]
        if self.answer_at_least is not None or self.answer_at_most is not None:
            asked = indicators_of("only_for.indicator", (self.indicator,))
            is_meant &= count_answers(view, asked, self.answer_at_least or 1, self.answer_at_most or HIGHEST_ANSWER) > 0
        return is_meant
