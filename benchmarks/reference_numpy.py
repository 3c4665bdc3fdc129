"""The same rules in plain vectorised NumPy: an array a column, the model's own generator.

Written independently of the kernel, from docs/model.md: what a modeller would write who starts from NumPy. It serves as
a yardstick of speed (benchmarks/peers.py) and as a check: both must agree within their Monte-Carlo error
(tests/model/test_reference.py). Policy: observed practice.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from benchmarks.reference_tables import cumulative_shares, index_weights, shares_of_medicines
from simulation.model.indicators import Indicator
from simulation.model.interventions import FULL_TIME, GROUPS, JOB, interventions
from simulation.model.parameters.groups import Parameters
from simulation.model.parameters.record import derive
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.model.population.intake import PopulationPlan
from simulation.model.state import State

Array = NDArray[Any]


class NumpyModel:
    """Clients [n] and caseworkers [m] under observed practice; `step` runs a quarter."""

    def __init__(self, plan: PopulationPlan, parameters: Parameters, seed: int) -> None:
        self.p, self.derived = parameters, derive(parameters)
        self.rng = np.random.Generator(np.random.SFC64(seed))
        self.n = plan.n_clients
        self._lay_out_practice()
        self._draw_caseworkers(plan)
        self._draw_clients(plan)
        self.client_answers = np.zeros((self.n, 10), np.int8)
        self.caseworker_answers = np.zeros((self.n, 11), np.int8)
        self.answer(np.full(self.n, True), non_response=0.0)

    def _lay_out_practice(self) -> None:
        """Tables of observed practice; row 0 of a group's table is for no measure of the group."""
        self.cumulative = cumulative_shares(self.p)
        self.spread, self.lock_in, self.contact = [], [], []
        for group in GROUPS:
            measures = [measure for measure in interventions().values() if measure.group == group]
            spread = np.zeros((len(measures) + 1, 10))
            for row, measure in enumerate(measures, start=1):
                reached = list(measure.acts_on)
                spread[row, reached] = 1.0 / self.derived.weight[reached].sum()
            self.spread.append(spread)
            self.lock_in.append(np.array([0.0, *(m.weekly_hours * m.lock_in / FULL_TIME for m in measures)]))
            self.contact.append(np.array([0.0, *(m.employer_contact for m in measures)]))

    def _draw_caseworkers(self, plan: PopulationPlan) -> None:
        m = plan.n_caseworkers
        self.n_offices = min(plan.n_offices, m // 2)
        office = np.arange(m) * self.n_offices // m
        effectiveness = self.rng.standard_normal(m)
        self.effectiveness = effectiveness[np.lexsort((effectiveness, office))]
        self.leniency = self.rng.standard_normal(m)
        self.office_size = np.bincount(office, minlength=self.n_offices)
        self.office_start = np.cumsum(self.office_size) - self.office_size

    def _draw_clients(self, plan: PopulationPlan) -> None:
        p, d, rng, n = self.p, self.derived, self.rng, self.n
        normals = np.linalg.cholesky(plan.correlation) @ rng.standard_normal((len(CHARACTERISTICS), n))
        z = dict(zip(CHARACTERISTICS, normals, strict=True))
        is_psychiatric = z["psychiatric"] >= ndtri(1 - p.population.psychiatric)
        self.medicines = np.array([z[name] >= ndtri(1 - share) for name, share in shares_of_medicines(p).items()])
        index = index_weights(plan) @ normals
        r = p.progression.register_correlation
        self.setpoint = p.progression.setpoint_sd * (r * index + math.sqrt(1 - r * r) * rng.standard_normal(n))
        log_sd = math.sqrt(math.log(1.0 + p.progression.response_sd**2))
        self.response = np.exp(log_sd * rng.standard_normal(n) - log_sd**2 / 2)
        self.deviation = d.deviation_sd * rng.standard_normal(n)
        self.specific = d.specific_sd * rng.standard_normal((n, 10))
        self.gain = np.zeros((n, 10))
        self.update_readiness()
        self.level = np.where(is_psychiatric, p.distress.level_psychiatric, p.distress.level_other)
        self.distress = self.level + d.distress_sd * rng.standard_normal(n)
        quarters = np.floor(np.log(1 - rng.random(n)) / math.log(1 - p.caseworkers.change_probability))
        self.trust = np.minimum(1.0, p.trust.gain * quarters)
        self.state = np.full(n, State.BENEFIT, np.int8)
        self.has_worked = np.zeros(n, bool)
        self.n_changes, self.n_refusals = np.zeros(n, int), np.zeros(n, int)
        self.kind = np.full(n, -1)  # groups of measures (bits); -1: no plan
        sorting = p.caseworkers.sorting
        score = sorting * self.readiness + math.sqrt(1 - sorting**2) * rng.standard_normal(n)
        self.office = rng.integers(self.n_offices, size=n)
        size = self.office_size[self.office]
        self.caseworker = self.office_start[self.office] + np.minimum(size - 1, (ndtr(score) * size).astype(int))
        self.impression = rng.standard_normal(n)
        self.belief = np.zeros(n)
        self.form_belief(np.full(n, True))

    @property
    def indicators(self) -> Array:
        """The ten carried indicators [n, 10]."""
        return (self.p.progression.loading * (self.setpoint + self.deviation))[:, None] + self.specific + self.gain

    def update_readiness(self) -> None:
        """Weigh the indicators together."""
        self.readiness = self.indicators @ self.derived.weight

    def form_belief(self, who: Array) -> None:
        """Let the caseworkers of some clients form a belief."""
        b, own = self.p.belief, self.derived.impression_sd * self.impression
        formed = b.readiness * self.readiness + b.leniency * self.leniency[self.caseworker] + own
        self.belief = np.where(who, formed, self.belief)

    def step(self) -> None:
        """Run a quarter."""
        served = self.state <= State.ORDINARY_HOURS
        changes = self.meet_office(served)
        push = self.choose_measures(served)
        self.move_indicators(served, push)
        self.trust = np.where(served & ~changes, np.minimum(1.0, self.trust + self.p.trust.gain), self.trust)
        self.impression = np.where(changes, self.rng.standard_normal(self.n), self.impression)
        self.form_belief(served)
        self.answer(served, self.p.questionnaire.non_response)
        self.move_distress_and_medicines(served)
        away = self.state.copy()
        self.leave_benefit(np.flatnonzero(served))
        self.return_to_benefit(away)
        self.form_belief((self.state <= State.ORDINARY_HOURS) & ~served)

    def meet_office(self, served: Array) -> Array:
        """Give some clients another caseworker; return who they are [n]."""
        changes: Array = served & (self.rng.random(self.n) < self.p.caseworkers.change_probability)
        rows = np.flatnonzero(changes)
        office = self.office[rows]
        other = self.office_start[office] + self.rng.integers(self.office_size[office] - 1)
        self.caseworker[rows] = other + (other >= self.caseworker[rows])
        self.n_changes[rows] += 1
        self.trust[rows] = 0.0
        self.kind[changes | ~served] = -1
        keeps = served & ~changes
        anew = keeps & ((self.kind < 0) | (self.rng.random(self.n) >= self.p.practice.persistence))
        fresh = np.searchsorted(self.cumulative, self.rng.random(self.n), side="right")
        self.kind = np.where(anew, fresh, self.kind)
        return changes

    def choose_measures(self, served: Array) -> Array:
        """Choose a measure of each group in the plan; return what the plan gives the indicators [n, 10]."""
        p = self.p.progression
        kind = np.maximum(self.kind, 0)
        has_job, n_groups = (kind & JOB) > 0, np.bitwise_count(kind)
        alone = p.gain_without_job_focus / np.maximum(n_groups, 1)
        push = np.where(n_groups == 0, p.gain_without_measure / self.derived.weight.sum(), 0.0)[:, None] * np.ones(10)
        self.lost, self.employers = np.zeros(self.n), np.zeros(self.n)
        for bit, group in enumerate(GROUPS):
            n_measures = len(self.spread[bit]) - 1
            measure = (1 + self.rng.integers(n_measures, size=self.n)) * (kind >> bit & 1)
            size = p.gain_job_focus if group == "job" else np.where(has_job, p.gain_accompanying, alone)
            push += np.broadcast_to(size, self.n)[:, None] * self.spread[bit][measure]
            self.lost += self.lock_in[bit][measure]
            self.employers = np.maximum(self.employers, self.contact[bit][measure])
        return push * served[:, None]

    def move_indicators(self, served: Array, push: Array) -> None:
        """Return towards the own level, shaken and pushed."""
        p, rng = self.p.progression, self.rng
        kept = 1 - p.return_rate
        self.deviation = kept * self.deviation + p.deviation_shock * rng.standard_normal(self.n)
        fits = self.response[:, None] * np.maximum(0.0, 1 - p.match * self.specific)
        self.gain = kept * self.gain + np.where(push > 0, push * fits, push)
        hope = self.p.belief.contagion * self.belief * self.trust * served
        self.gain[:, [Indicator.OWN_BELIEF, Indicator.JOB_SEARCH]] += hope[:, None]
        self.specific = kept * self.specific + self.derived.specific_shock * rng.standard_normal((self.n, 10))
        self.update_readiness()

    def move_distress_and_medicines(self, served: Array) -> None:
        """Move distress and the medicines."""
        d, m, rng = self.p.distress, self.p.medication, self.rng
        works = (self.state >= State.SUPPORTED_JOB) & (self.state <= State.EDUCATION)
        is_active = works | (served & (self.kind > 0))
        reaches = np.where(served, self.belief * self.trust, 0.0)
        shock = d.shock * rng.standard_normal(self.n)
        away = (1 - d.return_rate) * (self.distress - self.level)
        self.distress = self.level + away + d.activity * is_active + d.belief * reaches + shock
        rate = np.exp(self.derived.medicine_start[:, None] + self.derived.medicine_distress[:, None] * self.distress)
        uniform = rng.random(self.medicines.shape)
        self.medicines = np.where(self.medicines, uniform >= m.stop, uniform < 1 - np.exp(-rate))

    def leave_benefit(self, rows: Array) -> None:
        """Let the ways off benefit compete for the clients of these rows."""
        j, e, h, rng = self.p.job_entry, self.p.exits, self.p.hours, self.rng
        readiness, has_hours = self.readiness[rows], self.state[rows] == State.ORDINARY_HOURS
        index = j.readiness * readiness + j.belief * self.belief[rows] - j.trust * (1 - self.trust[rows])
        index += j.effectiveness * self.effectiveness[self.caseworker[rows]]
        lost = np.minimum(1.0, self.lost[rows])
        application = np.exp(e.pension_application + e.pension_distress * self.distress[rows])
        rates = np.empty((5, len(rows)))
        rates[0] = np.exp(j.intercept + index + j.lock_in * lost + j.ordinary_hours * has_hours)
        rates[1] = np.exp(e.education + e.education_readiness * readiness)
        rates[2] = application * e.award_share
        rates[3] = application * (1 - e.award_share)
        rates[4] = e.other_exit
        cumulative = np.cumsum(rates, axis=0)
        total = cumulative[-1]
        strikes = rng.random(len(rows)) < 1 - np.exp(-total)
        way = np.where(strikes, (rng.random(len(rows)) * total >= cumulative).sum(axis=0), -1)
        kind, rest = rng.random(len(rows)), j.ordinary_share + (1 - j.ordinary_share) * j.supported_share
        job = np.select(
            [kind < j.ordinary_share, kind < rest], [State.ORDINARY_JOB, State.SUPPORTED_JOB], State.NEW_START_JOB
        )
        self.has_worked[rows[way == 0]] = True
        refused = rows[way == 3]
        self.n_refusals[refused] += 1
        self.distress[refused] += self.p.distress.refusal
        begins = rng.random(len(rows)) < 1 - np.exp(
            -np.exp(h.intercept + h.index * index + h.employer_contact * self.employers[rows])
        )
        goes_on = np.where(has_hours, rng.random(len(rows)) >= h.ending, begins)
        stays = np.where(goes_on, State.ORDINARY_HOURS, State.BENEFIT)
        ways = [job, State.EDUCATION, State.DISABILITY_PENSION, stays, State.OTHER_EXIT]
        self.state[rows] = np.select([way == number for number in range(5)], ways, stays)

    def return_to_benefit(self, before: Array) -> None:
        """Let jobs and education end for those who were in them at the start of the quarter."""
        uniform = self.rng.random(self.n)
        had_job = (before >= State.SUPPORTED_JOB) & (before <= State.ORDINARY_JOB)
        ends = had_job & (uniform < self.p.job_entry.job_loss)
        ends |= (before == State.EDUCATION) & (uniform < self.p.exits.education_end)
        self.state[ends] = State.BENEFIT

    def answer(self, who: Array, non_response: float) -> None:
        """Let clients and caseworkers fill in the forms."""
        q, d, rng = self.p.questionnaire, self.derived, self.rng
        seen = q.reliability * self.indicators
        client = seen + d.client_error * rng.standard_normal((self.n, 10))
        answers = who & (rng.random(self.n) >= non_response)
        steps = 1 + np.searchsorted(d.client_threshold, client, side="right")
        self.client_answers = np.where(answers[:, None], steps, self.client_answers)
        colour = q.rater_leniency * self.leniency[self.caseworker]
        caseworker = seen + colour[:, None] + d.item_error * rng.standard_normal((self.n, 10))
        answers = who & (rng.random(self.n) >= non_response)
        both = np.column_stack([caseworker, self.belief])
        steps = 1 + np.searchsorted(d.caseworker_threshold, both, side="right")
        self.caseworker_answers = np.where(answers[:, None], steps, self.caseworker_answers)
