"""The agents of the reference model in Mesa: clients and caseworkers with attributes, a method for each thing done."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa
import numpy as np
from scipy.special import ndtr, ndtri

from benchmarks.reference_tables import shares_of_medicines
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.interventions import FULL_TIME, GROUPS, Intervention

if TYPE_CHECKING:
    from benchmarks.reference_mesa import ReferenceModel

SERVED = ("benefit", "ordinary_hours")
JOBS = ("supported_job", "new_start_job", "ordinary_job")


class ReferenceCaseworker(mesa.Agent):
    """A caseworker: inclination to believe, and skill."""

    def __init__(self, model: ReferenceModel, office: int) -> None:
        super().__init__(model)
        self.office = office
        self.leniency = model.rng.standard_normal()
        self.effectiveness = model.rng.standard_normal()


class ReferenceClient(mesa.Agent):
    """A client far from the labour market."""

    def __init__(self, model: ReferenceModel) -> None:
        super().__init__(model)
        p, rng = model.parameters, model.rng
        z = dict(zip(model.names, model.factor @ rng.standard_normal(len(model.names)), strict=True))
        self.is_psychiatric = z["psychiatric"] >= ndtri(1 - p.population.psychiatric)
        self.medicines = {name: z[name] >= ndtri(1 - share) for name, share in shares_of_medicines(p).items()}
        index = sum(weight * z[name] for name, weight in model.index.items())
        r = p.progression.register_correlation
        self.setpoint = p.progression.setpoint_sd * (r * index + math.sqrt(1 - r * r) * rng.standard_normal())
        log_sd = math.sqrt(math.log(1.0 + p.progression.response_sd**2))
        self.response = math.exp(log_sd * rng.standard_normal() - log_sd**2 / 2)  # log-normal, mean 1
        self.deviation = model.deviation_sd * rng.standard_normal()
        self.specific = [model.specific_sd * rng.standard_normal() for _ in CARRIED]
        self.gain = [0.0 for _ in CARRIED]
        self.update_readiness()
        self.level = p.distress.level_psychiatric if self.is_psychiatric else p.distress.level_other
        self.distress = self.level + model.distress_sd * rng.standard_normal()
        quarters = math.floor(math.log(1 - rng.random()) / math.log(1 - p.caseworkers.change_probability))
        self.trust = min(1.0, p.trust.gain * quarters)
        self.state = "benefit"
        self.has_worked = False
        self.n_changes = 0
        self.n_refusals = 0
        self.plan: tuple[Intervention, ...] = ()
        self.kind: int | None = None
        self.client_answers = [0] * 10
        self.caseworker_answers = [0] * 11
        sorting = p.caseworkers.sorting
        score = sorting * self.readiness + math.sqrt(1 - sorting**2) * rng.standard_normal()
        office = model.offices[rng.integers(len(model.offices))]
        self.caseworker = office[min(len(office) - 1, int(ndtr(score) * len(office)))]
        self.impression = rng.standard_normal()
        self.form_belief()
        self.answer(non_response=0.0)

    @property
    def indicators(self) -> list[float]:
        """The ten carried indicators."""
        general = self.model.parameters.progression.loading * (self.setpoint + self.deviation)
        return [general + s + g for s, g in zip(self.specific, self.gain, strict=True)]

    def update_readiness(self) -> None:
        """Weigh the indicators together."""
        self.readiness = sum(w * x for w, x in zip(self.model.weight, self.indicators, strict=True))

    def form_belief(self) -> None:
        """Let the caseworker form a belief."""
        b = self.model.parameters.belief
        self.belief = (
            b.readiness * self.readiness
            + b.leniency * self.caseworker.leniency
            + self.model.impression_sd * self.impression
        )

    def meet_office(self) -> None:
        """Perhaps change caseworker; then get this quarter's measures."""
        p, rng = self.model.parameters, self.model.rng
        self.is_new = rng.random() < p.caseworkers.change_probability
        if self.is_new:
            others = [c for c in self.model.offices[self.caseworker.office] if c is not self.caseworker]
            self.caseworker = others[rng.integers(len(others))]
            self.n_changes += 1
            self.trust = 0.0
            self.kind = None
            self.plan = ()
            return
        if self.kind is None or rng.random() >= p.practice.persistence:
            self.kind = int(np.searchsorted(self.model.cumulative, rng.random(), side="right"))
        choices = [self.model.choices[group] for bit, group in enumerate(GROUPS) if self.kind >> bit & 1]
        self.plan = tuple(of_group[rng.integers(len(of_group))] for of_group in choices)

    def step(self) -> None:
        """Live through a quarter."""
        p, rng = self.model.parameters, self.model.rng
        is_served = self.state in SERVED
        if is_served:
            self.meet_office()
        else:
            self.plan, self.kind = (), None
        self.move_indicators(is_served)
        if is_served:
            if self.is_new:
                self.impression = rng.standard_normal()
            else:
                self.trust = min(1.0, self.trust + p.trust.gain)
            self.form_belief()
            self.answer(p.questionnaire.non_response)
        self.move_distress_and_medicines(is_served)
        if is_served:
            self.leave_benefit()
        elif self.state in JOBS:
            if rng.random() < p.job_entry.job_loss:
                self.state = "benefit"
        elif self.state == "education" and rng.random() < p.exits.education_end:
            self.state = "benefit"
        if self.state in SERVED and not is_served:
            self.form_belief()

    def move_indicators(self, is_served: bool) -> None:
        """Return towards the own level, shaken and pushed."""
        p, rng = self.model.parameters.progression, self.model.rng
        kept = 1 - p.return_rate
        self.deviation = kept * self.deviation + p.deviation_shock * rng.standard_normal()
        push = self.model.push_of(self.plan) if is_served else [0.0] * 10
        hope = self.model.parameters.belief.contagion * self.belief * self.trust if is_served else 0.0
        for k in range(10):
            up = push[k]
            if up > 0:
                up *= self.response * max(0.0, 1 - p.match * self.specific[k])
            self.gain[k] = kept * self.gain[k] + up
            if k in (Indicator.OWN_BELIEF, Indicator.JOB_SEARCH):
                self.gain[k] += hope
            self.specific[k] = kept * self.specific[k] + self.model.specific_shock * rng.standard_normal()
        self.update_readiness()

    def move_distress_and_medicines(self, is_served: bool) -> None:
        """Move distress and the medicines."""
        p, rng = self.model.parameters, self.model.rng
        is_active = self.state in (*JOBS, "education") or (is_served and bool(self.plan))
        d = p.distress
        self.distress = (
            self.level
            + (1 - d.return_rate) * (self.distress - self.level)
            + d.activity * is_active
            + (d.belief * self.belief * self.trust if is_served else 0.0)
            + d.shock * rng.standard_normal()
        )
        for name in self.medicines:
            if self.medicines[name]:
                self.medicines[name] = rng.random() >= p.medication.stop
            else:
                rate = math.exp(
                    getattr(p.medication, f"{name}_start") + getattr(p.medication, f"{name}_distress") * self.distress
                )
                self.medicines[name] = rng.random() < 1 - math.exp(-rate)

    def leave_benefit(self) -> None:
        """Let the ways off benefit compete."""
        p, rng = self.model.parameters, self.model.rng
        j, e = p.job_entry, p.exits
        index = j.readiness * self.readiness + j.belief * self.belief - j.trust * (1 - self.trust)
        index += j.effectiveness * self.caseworker.effectiveness
        has_hours = self.state == "ordinary_hours"
        lock_in = min(1.0, sum(measure.weekly_hours * measure.lock_in for measure in self.plan) / FULL_TIME)
        application = math.exp(e.pension_application + e.pension_distress * self.distress)
        rates = {
            "job": math.exp(j.intercept + index + j.lock_in * lock_in + j.ordinary_hours * has_hours),
            "education": math.exp(e.education + e.education_readiness * self.readiness),
            "disability_pension": application * e.award_share,
            "refusal": application * (1 - e.award_share),
            "other_exit": e.other_exit,
        }
        total = sum(rates.values())
        way = "none"
        if rng.random() < 1 - math.exp(-total):
            way = str(rng.choice(list(rates), p=[rate / total for rate in rates.values()]))
        if way == "job":
            kind = rng.random()
            rest = j.ordinary_share + (1 - j.ordinary_share) * j.supported_share
            self.state = (
                "ordinary_job" if kind < j.ordinary_share else "supported_job" if kind < rest else "new_start_job"
            )
            self.has_worked = True
        elif way not in ("none", "refusal"):
            self.state = way
        else:
            if way == "refusal":
                self.n_refusals += 1
                self.distress += p.distress.refusal
            self.end_or_start_hours(index)

    def end_or_start_hours(self, index: float) -> None:
        """Let some ordinary hours end or start beside the benefit."""
        h, rng = self.model.parameters.hours, self.model.rng
        contact = max((measure.employer_contact for measure in self.plan), default=0.0)
        if self.state == "ordinary_hours":
            self.state = "benefit" if rng.random() < h.ending else "ordinary_hours"
        elif rng.random() < 1 - math.exp(-math.exp(h.intercept + h.index * index + h.employer_contact * contact)):
            self.state = "ordinary_hours"

    def answer(self, non_response: float) -> None:
        """Fill in the forms."""
        q, rng, model = self.model.parameters.questionnaire, self.model.rng, self.model
        if rng.random() >= non_response:
            self.client_answers = [
                1 + int(np.searchsorted(model.client_threshold, q.reliability * x + model.client_error * e, "right"))
                for x, e in zip(self.indicators, rng.standard_normal(10), strict=True)
            ]
        if rng.random() >= non_response:
            colour = q.rater_leniency * self.caseworker.leniency
            self.caseworker_answers = [
                1 + int(np.searchsorted(model.caseworker_threshold, q.reliability * x + colour + model.item_error * e))
                for x, e in zip(self.indicators, rng.standard_normal(10), strict=True)
            ]
            self.caseworker_answers.append(1 + int(np.searchsorted(model.caseworker_threshold, self.belief)))
