"""Who should get few places, and which study would tell, from an address: the pages of `tilltro target` and `trial`.

`/target?policy=coordinated&places=18` and `/trial?design=sms&clients=4000` give the numbers of the commands with these
settings; without a query they show a form.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.analyses.targeting import defaults as targeting
from simulation.analyses.targeting.people import OBJECTIVES
from simulation.analyses.targeting.rules import offer_of
from simulation.analyses.targeting.target import target
from simulation.analyses.trials import defaults as trials
from simulation.analyses.trials.design import UNITS, as_mapping, as_typed, design_names, load_design
from simulation.analyses.trials.trial import trial
from simulation.base.checks import check_number
from simulation.base.errors import InputError, nearest
from simulation.base.texts import text
from simulation.base.threads import Cancel, Progress
from simulation.results.content_hash import content_hash, short_hash
from simulation.study.settings_reader import make_settings
from simulation.web.addresses import LANGUAGE, read_language
from simulation.web.forms import Field, Item, Select, make_form
from simulation.web.jobs import Job, Work
from simulation.web.pages import TARGET, Where, render, steps_words

DESIGN = "design"
OF_TARGET = ("policy", "against", "places", "objective")
OF_TRIAL = (DESIGN, "policy", "against", "unit", "clients", "follow_up", "take_up", "spillover", "attrition")
SEED = "seed"
USUAL_TARGET = {
    "policy": targeting.POLICY,
    "against": targeting.AGAINST,
    "places": str(targeting.PLACES),
    "objective": targeting.OBJECTIVE,
}


@dataclass(frozen=True)
class Wanted:
    """A page that is wanted: what decides it, and what makes it."""

    key: str  # content hash, with the language
    title: str
    make: Work


def read_wanted(path: str, pairs: Sequence[tuple[str, str]]) -> Wanted:
    """Return which page an address asks for; what it leaves out is as the command has it.

    Raises:
        InputError: if a setting is unknown, stands there twice, or its value isn't allowed.
    """
    names = OF_TARGET if path == TARGET else OF_TRIAL
    given: dict[str, str] = {}
    language = "en"
    for name, value in pairs:
        if name == LANGUAGE:
            language = read_language(value)
        elif name not in (*names, SEED):
            raise InputError("unknown_key", name=name, where=path, nearest=nearest(name, (*names, SEED)))
        elif name in given:
            raise InputError("given_twice", name=name)
        elif value.strip():
            given[name] = value.strip()
    seed = as_typed({"clients": given.pop(SEED, "1")})["clients"]
    return (_target if path == TARGET else _trial)(given, seed, language)


def _target(given: Mapping[str, str], seed: Any, language: str) -> Wanted:
    own = {**USUAL_TARGET, **given}
    if own["policy"] == own["against"]:
        raise InputError("same_policy_twice", name=own["policy"])
    if own["objective"] not in OBJECTIVES:
        allowed = ", ".join(OBJECTIVES)
        raise InputError("not_allowed", name="objective", value=own["objective"], allowed=allowed)
    places = check_number("places", as_typed({"take_up": own["places"]})["take_up"], 0.1, 99.9)
    settings = make_settings(
        [own["policy"]],
        own["against"],
        seed=seed,
        n_clients=targeting.N_CLIENTS,
        n_replications=targeting.N_REPLICATIONS,
    )
    offer = offer_of(own["policy"], own["against"], settings)
    key = short_hash([content_hash(settings, "target", "target", language), places, own["objective"]])

    def make(progress: Progress, cancel: Cancel) -> bytes:
        from simulation.report.targeting.page import rule_yaml, write_page  # draws pictures, which takes slow imports
        from simulation.report.targeting.words import Asked

        found = target(settings, offer, places, own["objective"], 1, progress, cancel)
        shown = Asked(found, settings, own["policy"], own["against"], language, key)
        with tempfile.TemporaryDirectory() as folder:
            return write_page(shown, rule_yaml(shown, offer, found.of(found.leader).rule), Path(folder)).read_bytes()

    return Wanted(key, text("decide.target.title", language), make)


def _trial(given: Mapping[str, str], seed: Any, language: str) -> Wanted:
    name = given.get(DESIGN, trials.DESIGN)
    own = as_typed({key: value for key, value in given.items() if key != DESIGN})
    design = load_design(name, None, own)
    settings = make_settings(
        [design.policy],
        design.against,
        seed=seed,
        n_quarters=design.follow_up,
        n_replications=trials.N_DRAWS,
    )
    key = short_hash([content_hash(settings, "trial", "trial", language), as_mapping(design)])

    def make(progress: Progress, cancel: Cancel) -> bytes:
        from simulation.report.trials.page import write_page  # draws pictures, which takes slow imports
        from simulation.report.trials.words import Asked

        shown = Asked(trial(settings, design, 1, progress, cancel), settings, language, key)
        with tempfile.TemporaryDirectory() as folder:
            return write_page(shown, Path(folder)).read_bytes()

    return Wanted(key, text("web.decide.trial.title", language), make)


def decide_page(where: Where, path: str, problem: str = "") -> str:
    """Return the form of one of the two questions."""
    language, name = where.language, "target" if path == TARGET else "trial"
    form = make_form(make_settings(), language)
    policies = next(select.items for select in form.selects if select.name == "baseline")
    as_designed = text("web.decide.as_designed", language)
    if path == TARGET:
        objectives = {id: text(f"decide.target.unit.{id}", language) for id in OBJECTIVES}
        selects = [
            Select("policy", text("web.follow.policy", language), _chosen(policies, targeting.POLICY)),
            Select("against", text("web.decide.target.against", language), _chosen(policies, targeting.AGAINST)),
            Select("objective", text("web.decide.target.objective", language), _items(objectives, targeting.OBJECTIVE)),
        ]
        fields = [Field("places", text("web.decide.target.places", language), "", str(targeting.PLACES))]
    else:
        designs = {id: load_design(id).title[language] for id in design_names()}
        units = {"": as_designed, **{id: text(f"decide.trial.by.{id}", language) for id in UNITS}}
        selects = [
            Select(DESIGN, text("web.decide.trial.design", language), _items(designs, trials.DESIGN)),
            Select("unit", text("web.decide.trial.unit", language), _items(units, "")),
        ]
        names = ("clients", "follow_up", "take_up")
        fields = [Field(id, text(f"web.decide.trial.{id}", language), "", as_designed) for id in names]
    return render(
        "decide",
        text(f"web.decide.{name}.title", language),
        where,
        lead=text(f"web.decide.{name}.lead", language),
        selects=selects,
        fields=fields,
        problem=problem,
        action=f"{where.base}{path}",
    )


def job_page(where: Where, path: str, wanted: Wanted, job: Job) -> str:
    """Return the page that is shown while another is being made; it looks again by itself."""
    return render(
        "job",
        wanted.title,
        where,
        progress=steps_words(job.n_done, job.n_asked, job.seconds_left, where.language),
        n_done=job.n_done,
        n_asked=job.n_asked,
        stop=where.href(path),
    )


def _items(labels: Mapping[str, str], chosen: str) -> tuple[Item, ...]:
    return tuple(Item(id, label, "", id == chosen) for id, label in labels.items())


def _chosen(items: Sequence[Item], value: str) -> tuple[Item, ...]:
    return tuple(Item(item.value, item.label, item.note, item.value == value) for item in items)
