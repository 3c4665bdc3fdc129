"""The forms of `/target`, `/trial` and `/office`, each with what was typed already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simulation.analyses.defaults import OfficeDefaults, TargetDefaults, TrialDefaults
from simulation.analyses.office.asked import CASELOAD, PEOPLE
from simulation.analyses.office.own import FIGURES
from simulation.analyses.targeting.asked import FLOOR
from simulation.analyses.targeting.capacity import NAMES as OF_CAPACITY
from simulation.analyses.targeting.capacity import PLACES
from simulation.analyses.targeting.objective import OBJECTIVES, WORTH
from simulation.analyses.targeting.rules import FLOOR_GROUPS, GROUP_OF
from simulation.analyses.trials.design import ESTIMANDS, UNITS, design_names, load_design
from simulation.base.sources import SentFile
from simulation.base.texts import text
from simulation.base.texts.labels import group_label
from simulation.base.texts.numbers import format_number
from simulation.base.texts.tables import heading
from simulation.study.client_table import ANSWERS, DRAW
from simulation.study.questionnaire_table import FACTS
from simulation.study.settings_reader import make_settings
from simulation.web.addresses import FILES, no_table
from simulation.web.decide import DESIGN, MISSING
from simulation.web.forms import (
    NO_PROBLEM,
    Field,
    Fields,
    Item,
    Problem,
    Select,
    beside_field,
    fields_as_typed,
    file_field,
    policy_select,
    selects_as_typed,
)
from simulation.web.pages import DECIDE, OFFICE, TARGET, TRIAL, Where, render


@dataclass(frozen=True)
class Form:
    """What a form asks: choices, fields, and fields under headings of their own."""

    selects: Sequence[Select]
    fields: Sequence[Field]
    groups: Sequence[Fields] = ()

    @property
    def all(self) -> Sequence[Select | Field]:
        """Every choice and field."""
        return [*self.selects, *self.fields, *(field for group in self.groups for field in group.fields)]


def decide_page(
    where: Where,
    path: str,
    problem: Problem = NO_PROBLEM,
    find_table: Callable[[str], SentFile | None] = no_table,
) -> str:
    """Return the form of one of the questions."""
    language, name = where.language, next(id for id, place in DECIDE.items() if place == path)
    given = dict(where.query)
    form = {TARGET: _target_form, TRIAL: _trial_form, OFFICE: _office_form}[path](given, language)
    return render(
        "decide",
        text(f"web.decide.{name}.title", language),
        where,
        lead=text(f"web.decide.{name}.lead", language),
        selects=selects_as_typed(form.selects, given),
        fields=fields_as_typed(form.fields, given),
        groups=form.groups,
        problem=beside_field(problem, form.all, language),
        action=f"{where.base}{path}",
        files={name: file_field(name, where.query, find_table, problem) for name in FILES} if path == OFFICE else {},
        missing=MISSING,
        draws_missing=given.get(MISSING) == DRAW,
        columns=", ".join(heading(id, language, "office") for id in (*FACTS, *ANSWERS)),
        draw=DRAW,
    )


def _target_form(given: Mapping[str, str], language: str) -> Form:
    objectives = {id: text(f"decide.target.unit.{id}", language, per=100) for id in OBJECTIVES}
    objectives[""] = text("web.decide.target.several", language)
    objective = _items(objectives, given.get("objective", TargetDefaults.OBJECTIVE))
    selects = [
        policy_select("policy", text("web.follow.policy", language), TargetDefaults.POLICY, language),
        policy_select("against", text("web.decide.target.against", language), TargetDefaults.AGAINST, language),
        Select("objective", text("web.decide.target.objective", language), objective),
    ]
    places = Field(PLACES, text("web.decide.target.places", language), "", str(TargetDefaults.PLACES))
    return Form(selects, [places], [_capacity(given, language), *_weights_and_floors(given, language)])


def _trial_form(_given: Mapping[str, str], language: str) -> Form:
    as_designed = text("web.decide.as_designed", language)
    designs = {id: load_design(id).title[language] for id in design_names()}
    estimands = {"": as_designed, **{id: text(f"web.decide.trial.estimands.{id}", language) for id in ESTIMANDS}}
    units = {"": as_designed, **{id: text(f"decide.trial.by.{id}", language) for id in UNITS}}
    selects = [
        Select(DESIGN, text("web.decide.trial.design", language), _items(designs, TrialDefaults.DESIGN)),
        Select("unit", text("web.decide.trial.unit", language), _items(units, "")),
        Select("estimand", text("web.decide.trial.estimand", language), _items(estimands, "")),
    ]
    names = ("clients", "follow_up", "take_up", "at_stake")
    return Form(selects, [Field(id, text(f"web.decide.trial.{id}", language), "", as_designed) for id in names])


def _office_form(_given: Mapping[str, str], language: str) -> Form:
    settings = make_settings()
    selects = [
        policy_select("policies", text("web.follow.policy", language), OfficeDefaults.POLICIES[0], language),
        policy_select("baseline", text("web.own.baseline", language), settings.baseline, language),
    ]
    usual = {PEOPLE: str(OfficeDefaults.N_CLIENTS), CASELOAD: str(settings.caseworkers.caseload)}
    labels = {id: text(f"web.decide.office.{id.rpartition('.')[2]}", language) for id in (*FIGURES, CASELOAD, PEOPLE)}
    return Form(selects, [Field(id, label, "", usual.get(id, "")) for id, label in labels.items()])


def _capacity(given: Mapping[str, str], language: str) -> Fields:
    """Return the fields for places as an amount of money or of hours."""
    clients = format_number(TargetDefaults.N_CLIENTS, 0, language)
    return Fields(
        text("web.decide.target.capacity", language, clients=clients),
        tuple(Field(id, text(f"web.decide.target.{id}", language), given.get(id, ""), "") for id in OF_CAPACITY),
    )


def _weights_and_floors(given: Mapping[str, str], language: str) -> tuple[Fields, ...]:
    """Return the fields for what several things are worth, and for floors."""
    labels = {
        WORTH: {id: text(f"decide.target.worths.{id}", language) for id in OBJECTIVES},
        FLOOR: {group: group_label(GROUP_OF[group], language) for group in FLOOR_GROUPS},
    }
    return tuple(
        Fields(
            text(f"web.decide.target.{kind}", language),
            tuple(
                Field(f"{kind}.{id}", label[:1].upper() + label[1:], given.get(f"{kind}.{id}", ""), "")
                for id, label in of_kind.items()
            ),
        )
        for kind, of_kind in labels.items()
    )


def _items(labels: Mapping[str, str], chosen: str) -> tuple[Item, ...]:
    return tuple(Item(id, label, "", id == chosen) for id, label in labels.items())
