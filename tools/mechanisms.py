"""Measure what each mechanism of the sources does in the model: `python -m tools.mechanisms` writes docs/mechanisms.md.

Each parameter is moved from the low end of its plausible range to the high end, all others staying at their central
values, for the same people with the same luck. It takes some minutes; `--clients` and `--replications` make it shorter
for a look. Not part of the test command: `tests/test_mechanisms.py` checks names, not numbers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

import simulation
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import OUTCOME_IDS, OUTCOMES
from simulation.model.parameters import entry
from simulation.study.replications import replications
from simulation.study.settings_reader import make_settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "mechanisms.md"
USUAL = "observed_mix"
RULES = "simulation/model/rules/"
COORDINATED = "simulation/model/policies/elements/coordinated.py"
CASEWORKERS = "simulation/model/population/caseworkers.py"
NO_EFFECT = "none that can be seen"
CALLED = {
    "queue_places": "places in the queue",
    "caseworker_belief": "believed in by the caseworker",
    "client_belief": "believing in a job",
}

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mechanism:
    """One mechanism that the sources tell of; without a parameter it is a label and does nothing by itself.

    Moved is the parameter, and read is the outcome under the policy; against another policy where there is one: then
    the difference between the two is what is read.
    """

    what: str
    sources: str
    file: str
    parameter: str = ""
    policy: str = ""
    outcome: str = ""
    against: str = ""
    label: str = ""  # why there is nothing to move


SECTIONS: Mapping[str, tuple[Mechanism, ...]] = {
    "Measures": (
        Mechanism("Who takes part in nothing moves away from work", "E1, E5, M1", RULES + "progression.py",
                  "progression.gain_without_measure", "no_intervention", "queue_places"),
        Mechanism("Measures without job focus give nothing", "E2, E8", RULES + "progression.py",
                  "progression.gain_without_job_focus", "single_health", "queue_places"),
        Mechanism("A job-focused measure alone gives a little", "E3, E7", RULES + "progression.py",
                  "progression.gain_job_focus", "single_job", "queue_places"),
        Mechanism("Beside job focus, other measures give much", "E4, E6", RULES + "progression.py",
                  "progression.gain_accompanying", "combined", "queue_places"),
        Mechanism("How much of the places moved the measures cause", "E1 to E4", RULES + "progression.py",
                  "progression.causal_share", "coordinated", "first_job", USUAL),
        Mechanism("Side by side instead of step by step", "E9, E12, I-26", COORDINATED,
                  "progression.causal_share", "coordinated", "first_job", "staircase"),
        Mechanism("Combined measures went to easier or harder cases", "E4", "simulation/model/parameters/record.py",
                  "progression.selection_accompanying", "coordinated", "first_job", USUAL),
        Mechanism("Job-focused measures went to easier or harder cases", "E3", "simulation/model/parameters/record.py",
                  "progression.selection_job_focus", "single_job", "queue_places"),
        Mechanism("Other single measures went to easier or harder cases", "E2", "simulation/model/parameters/record.py",
                  "progression.selection_without_job_focus", "single_health", "queue_places"),
        Mechanism("A second measure of the same group adds less", "assumption", RULES + "progression.py",
                  "progression.second_measure", "staircase_dose_matched", "queue_places"),
        Mechanism("Gains fade", "2.9c", RULES + "progression.py",
                  "progression.return_rate", "coordinated", "queue_places"),
        Mechanism("No one size fits all: clients respond differently", "M2", RULES + "progression.py",
                  "progression.response_sd", "coordinated", "first_job"),
        Mechanism("A measure gives more where the client is weak", "M2", RULES + "progression.py",
                  "progression.match", "coordinated", "first_job"),
        Mechanism("A first success makes the next likelier", "M5", RULES + "progression.py",
                  "progression.snowball", "coordinated", "first_job"),
        Mechanism("A measure keeps from a job while it lasts", "2.19, 2.27", RULES + "job_entry.py",
                  "job_entry.lock_in", "single_internship", "first_job"),
        Mechanism("Being active is good for people", "M1", RULES + "distress.py",
                  "distress.activity", "combined", "distress"),
    ),
    "Belief": (
        Mechanism("The caseworker's belief brings jobs", "F1 to F5, F12", RULES + "job_entry.py",
                  "job_entry.belief", USUAL, "first_job"),
        Mechanism("Caseworkers differ in whom they believe in", "F11, F12, F16", RULES + "belief.py",
                  "belief.leniency", USUAL, "first_job"),
        Mechanism("Belief follows how near work the client is", "F17", RULES + "belief.py",
                  "belief.readiness", USUAL, "first_job"),
        Mechanism("It carries over to the client", "M4", RULES + "progression.py",
                  "belief.contagion", USUAL, "client_belief"),
        Mechanism("It eases distress", "F14, M4", RULES + "distress.py", "distress.belief", USUAL, "distress"),
        Mechanism("It lowers the use of painkillers", "F14", RULES + "medication.py",
                  "distress.belief", USUAL, "painkiller_medication"),
        Mechanism("It lowers medicine for addictive disorders", "F14", RULES + "medication.py",
                  "distress.belief", USUAL, "addiction_medication"),
        Mechanism("Offices can build belief", "M4, G16", RULES + "leniency.py",
                  "leniency.building", "belief_building", "caseworker_belief"),
        Mechanism("Built belief brings jobs", "M4, F12", RULES + "leniency.py",
                  "leniency.building", "belief_building", "first_job"),
        Mechanism("Doubt is met by sparring with colleagues", "M4", RULES + "leniency.py",
                  "leniency.sparring", "belief_building", "caseworker_belief"),
        Mechanism("Victories that are celebrated build belief", "M4, against it 2.5d", RULES + "leniency.py",
                  "leniency.victories", "belief_building", "caseworker_belief"),
        Mechanism("Jobs in the office raise belief by themselves", "F16, against it 2.5d", RULES + "leniency.py",
                  "leniency.experience", USUAL, "caseworker_belief"),
        Mechanism("Management, language, knowledge and cooperation as sources of belief, each by itself", "M4",
                  "configs/belief_sources.yaml",
                  label="They share one effect in four equal parts; the sources don't tell them apart."),
        Mechanism("The job focus of caseworkers", "F11", RULES + "belief.py",
                  label="Read as the same trait as belief, so that nothing is put in twice."),
    ),
    "Caseworkers": (
        Mechanism("Some are more effective", "G1 to G8", RULES + "job_entry.py",
                  "job_entry.effectiveness", "best_caseworkers", "first_job", USUAL),
        Mechanism("The best have the hardest clients", "G5, G6", CASEWORKERS,
                  "caseworkers.sorting", USUAL, "first_job"),
        Mechanism("The lenient are less (or more) effective", "2.5b", CASEWORKERS,
                  "caseworkers.leniency_effectiveness", USUAL, "first_job"),
        Mechanism("Changes of caseworker cost jobs", "G11 to G13", "simulation/model/engine/office_phase.py",
                  "caseworkers.change_probability", USUAL, "first_job"),
        Mechanism("Little trust costs jobs", "G12", RULES + "job_entry.py", "job_entry.trust", USUAL, "first_job"),
        Mechanism("Trust takes time", "G12", RULES + "trust.py", "trust.gain", USUAL, "first_job"),
        Mechanism("A caseworker who answers at once, and an employer whom the client found", "M3, M8",
                  RULES + "job_entry.py", "job_entry.own_employer", "fixed_caseworker", "first_job"),
        Mechanism("Support from friends and family finds employers", "M3", RULES + "job_entry.py",
                  "job_entry.own_employer_network", "fixed_caseworker", "first_job"),
        Mechanism("Time for each client", "G14, against it G15; 2.11", RULES + "client_time.py",
                  "client_time.effect", "smaller_caseloads", "first_job", USUAL),
        Mechanism("Meetings help, the stronger more", "H15, 2.17", RULES + "job_entry.py",
                  "job_entry.meetings", "meetings_only", "first_job", USUAL),
        Mechanism("Satisfied clients and happier caseworkers", "G17, M8", "",
                  label="Not in the model: the sources give no link to any outcome."),
    ),
    "Demands and support": (
        Mechanism("Demands wear trust down", "H3", RULES + "trust.py",
                  "trust.loss_from_demands", "aig_sanctions", "first_job"),
        Mechanism("They raise distress, most with a prior diagnosis", "H7, 2.6", RULES + "distress.py",
                  "distress.demands_psychiatric", "aig_sanctions", "distress", USUAL),
        Mechanism("More medicine against anxiety follows", "H7", RULES + "medication.py",
                  "distress.demands_psychiatric", "aig_sanctions", "anxiety_medication", USUAL),
        Mechanism("Part of the harm lasts", "H7", RULES + "distress.py",
                  "distress.lasting_share", "aig_sanctions", "anxiety_medication", USUAL),
        Mechanism("A sanction raises distress", "H3", RULES + "distress.py",
                  "distress.sanction_psychiatric", "aig_sanctions", "distress", USUAL),
        Mechanism("A sanction costs trust", "H3", RULES + "trust.py",
                  "trust.loss_from_sanction", "aig_sanctions", "first_job"),
        Mechanism("Distress leads to disability pensions", "H6", RULES + "exits.py",
                  "exits.pension_distress", "aig_sanctions", "disability_pension", USUAL),
        Mechanism("Applications are refused as well as granted", "M6", RULES + "exits.py",
                  "exits.award_share", USUAL, "pension_refusals"),
        Mechanism("A refusal is a blow", "M6", RULES + "distress.py", "distress.refusal", USUAL, "distress"),
        Mechanism("Demands bring jobs (contrary evidence; 0 by default)", "2.21 to 2.23", RULES + "job_entry.py",
                  "job_entry.demands", "aig_sanctions", "first_job", USUAL),
        Mechanism("Demands make people leave benefit without a job", "2.22, 2.23", RULES + "exits.py",
                  "exits.withdrawal_factor", "aig_sanctions", "other_exit", USUAL),
        Mechanism("Employer contact brings ordinary hours", "H10", RULES + "hours.py",
                  "hours.employer_contact", "jobfirst", "any_ordinary_hours", USUAL),
        Mechanism("Ordinary hours lead to jobs", "H11", RULES + "job_entry.py",
                  "job_entry.ordinary_hours", "jobfirst", "first_job", USUAL),
        Mechanism("A caseworker with time and method believes more", "H11", RULES + "belief.py",
                  "belief.support", "jobfirst", "first_job", USUAL),
        Mechanism("A close relation builds trust faster", "H11", RULES + "trust.py",
                  "trust.gain_close_relation", "jobfirst", "first_job", USUAL),
    ),
    "Incentives and programmes": (
        Mechanism("A re-employment bonus", "H12, M7", RULES + "incentives.py",
                  "incentives.bonus", "reemployment_bonus", "first_job", USUAL),
        Mechanism("A lower benefit", "H13, M7", RULES + "incentives.py",
                  "incentives.benefit_cut", "benefit_cut", "first_job", USUAL),
        Mechanism("Benefit rights that end", "H13", RULES + "incentives.py",
                  "incentives.benefit_cut", "shorter_benefit_rights", "first_job", USUAL),
        Mechanism("Matching with an employer sought out for the client", "K2, K7", RULES + "job_entry.py",
                  "job_entry.matching", "sms", "first_job", USUAL),
        Mechanism("Jobs that matching adds are of other kinds", "K3 to K5", RULES + "job_entry.py",
                  "matched_jobs.ordinary_women", "sms", "in_ordinary_job"),
        Mechanism("Subsidised places add supported jobs", "2.11, K3", RULES + "job_entry.py",
                  "job_entry.subsidy", "supported_employment", "in_supported_job", USUAL),
        Mechanism("Mapping, and 'as fast as possible' (SMS)", "K1", "configs/policy/sms.yaml",
                  label="Names of a practice; the sources give no effect of either by itself."),
        Mechanism("Kinds of work-like place, and the two tracks' full-time activity (Linköping)", "L4, L5",
                  "configs/policy/linkoping.yaml",
                  label="No outcome is published; the places act through their job focus alone."),
        Mechanism("A realistic wage", "A10, I-5", "simulation/model/indicators.py",
                  label="Not an indicator of its own: an item within knowledge of the labour market (below)."),
        Mechanism("Additional jobs are taken from others", "2.26", "simulation/model/outcomes/displacement.py",
                  label="Taken off afterwards; nothing follows from it within a run (see the table below)."),
    ),
}  # fmt: skip


def main() -> int:
    """Simulate, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.mechanisms", description=str(__doc__).splitlines()[0])
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--quarters", type=int, default=16)
    parser.add_argument("--draws", type=int, default=100, help="of the parameters, for the policies with one measure")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    size = {"n_clients": given.clients, "n_replications": given.replications, "n_quarters": given.quarters}
    parts = [opening(size), *(section(title, rows, size) for title, rows in SECTIONS.items())]
    parts += [meetings_and_caseloads(size), displacement(size), single_policies(size, given.draws), wage()]
    given.out.write_text("\n".join(parts), encoding="utf-8", newline="\n")
    return 0


def levels(
    size: Mapping[str, int], policies: Sequence[str], outcomes: Sequence[str], quarters: Sequence[int], **settings: Any
) -> Floats:
    """Return what all clients have [n_replications, n_policies, n_quarters, n_outcomes], at central values."""
    names = tuple(dict.fromkeys(policies))
    study = make_settings(names, names[0], parameter_set="central", **size, **settings).study()
    arms = [[policy.name for policy in study.policies].index(name) for name in policies]
    columns, everybody = [OUTCOME_IDS.index(outcome) for outcome in outcomes], GROUPS.index("all")
    found = [result.mean[:, :, everybody] for result in replications(study, 1)]
    return np.stack(found)[:, arms][:, :, list(quarters)][:, :, :, columns] * [scale(outcome) for outcome in outcomes]


def scale(outcome: str) -> float:
    """Return 100 for shares, which are told as people of every 100, otherwise 1."""
    return 100.0 if unit(outcome) == "share" else 1.0


def unit(outcome: str) -> str:
    """Return the unit of an outcome."""
    return next(each.unit for each in OUTCOMES if each.id == outcome)


def effect(row: Mechanism, size: Mapping[str, int]) -> Floats:
    """Return by replication what the outcome gains when the parameter goes from its low end to its high one."""
    group, name = row.parameter.split(".")
    about, ends = entry(row.parameter), []
    policies = [row.policy, row.against] if row.against else [row.policy]
    for value in (about.low, about.high):
        moved = {group: {name: value}}
        found = levels(size, policies, [row.outcome], [size["n_quarters"]], parameters=moved)[:, :, 0, 0]
        ends.append(found[:, 0] - found[:, 1] if row.against else found[:, 0])
    return np.asarray(ends[1] - ends[0])


def told(values: Floats) -> str:
    """Return the mean of the replications with half its 95% interval, or that nothing is to be seen."""
    mean = float(values.mean())
    half = float(stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    if abs(mean) <= half:
        return f"{NO_EFFECT} ({mean:+.2f} ± {half:.2f})"
    return f"{mean:+.2f} ± {half:.2f}"


def outcome_name(outcome: str) -> str:
    """Return what the page calls an outcome, with its unit."""
    name = CALLED.get(outcome, outcome.replace("_", " "))
    return f"{name}, of 100" if unit(outcome) == "share" else name


def opening(size: Mapping[str, int]) -> str:
    """Return the head of the page."""
    return f"""# What each mechanism does

Written by `python -m tools.mechanisms`; don't edit it by hand.

The sources tell of many mechanisms. Here each is listed with where it lives in the model, the parameter behind it, and
what happens when that parameter goes **from the low end of its plausible range to the high end** (`tilltro parameters`
shows both), everything else at its central value, for the same people with the same luck: {size["n_clients"]:,}
clients, {size["n_replications"]} replications, read after {size["n_quarters"]} quarters. "of 100" are people of every
100; distress is in SD. After ± stands half the 95% interval of luck in the simulation. Where it holds 0, the page says
"{NO_EFFECT}": with so many people the effect can't be told from luck. Under "policy" stands the policy under which the
outcome is read; "A less B" is the difference between two. A row without a parameter is a **label**: a name that does
nothing by itself.

These are sizes within the model, assumed or set towards a published figure (`tilltro parameters` says which). They
don't say that a mechanism is real.
"""


def section(title: str, rows: Sequence[Mechanism], size: Mapping[str, int]) -> str:
    """Return the table of a section."""
    lines = [
        f"## {title}",
        "",
        "| mechanism | sources | where | parameter, low to high | policy | outcome | effect |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        sys.stderr.write(f"{row.what}\n")
        file = f"`{row.file}`" if row.file else "-"
        if not row.parameter:
            lines.append(f"| {row.what} | {row.sources} | {file} | - | - | - | label: {row.label} |")
            continue
        about = entry(row.parameter)
        policy = f"{row.policy} less {row.against}" if row.against else row.policy
        lines.append(
            f"| {row.what} | {row.sources} | {file} | `{row.parameter}`, {about.low:g} to {about.high:g} "
            f"| {policy} | {outcome_name(row.outcome)} | {told(effect(row, size))} |"
        )
    return "\n".join([*lines, ""])


MEETINGS = {"one meeting a year fewer": 0.75, "one meeting a year more": 1.25, "weekly meetings": 13.0}  # a quarter
WITH_MEETINGS = """
label: {{en: {name}}}
elements:
  - observed_practice: {{}}
  - meetings: {{a_quarter: {number}}}
"""


def meetings_and_caseloads(size: Mapping[str, int]) -> str:
    """Return what one meeting a year more or fewer, and half the caseload, do."""
    year, end = 4, size["n_quarters"]
    lines = [
        "## One meeting a year more or fewer, and half the caseload",
        "",
        "Usual practice has four meetings a year (`practice.meetings`, 1 a quarter, an assumption). First jobs, of",
        "100, less those of usual practice:",
        "",
        f"| | after a year | after {end} quarters |",
        "|---|---|---|",
    ]
    names = [f"meetings_{number}" for number in range(len(MEETINGS))]
    with TemporaryDirectory() as own:
        (Path(own) / "policy").mkdir()
        for name, number in zip(names, MEETINGS.values(), strict=True):
            content = WITH_MEETINGS.format(name=name, number=number)
            (Path(own) / "policy" / f"{name}.yaml").write_text(content, encoding="utf-8")
        found = levels(size, [USUAL, *names], ["first_job"], [year, end], config_dir=own)[..., 0]
    for arm, what in enumerate(MEETINGS, start=1):
        gain = found[:, arm] - found[:, 0]
        lines.append(f"| {what} | {told(gain[:, 0])} | {told(gain[:, 1])} |")
    about = entry("client_time.effect")
    for what, value in (("low", about.low), ("central", about.central), ("high", about.high)):
        moved = {"client_time": {"effect": value}}
        found = levels(size, ["smaller_caseloads", USUAL], ["first_job"], [year, end], parameters=moved)[..., 0]
        gain = found[:, 0] - found[:, 1]
        lines.append(
            f"| half the caseload, effect of time {value:g} ({what}) | {told(gain[:, 0])} | {told(gain[:, 1])} |"
        )
    lines += ["", "The range of the effect of time holds 0, for the sources disagree on caseloads (G14, G15).", ""]
    return "\n".join(lines)


MARKETS: Mapping[str, Any] = {
    "steady": "steady",
    "recession": "recession",
    "vacancies that bind (1 a quarter for 100 clients)": {"name": "few", "tightness": [0.0], "vacancies": 1.0},
}


def displacement(size: Mapping[str, int]) -> str:
    """Return gross and net differences in three labour markets."""
    lines = [
        "## Displacement",
        "",
        f"First jobs after {size['n_quarters']} quarters, of 100, coordinated less usual practice. The share taken",
        "from others is 0.3 in a usual market, more in a weak one (`labour_market.displacement_slope`). Where",
        "vacancies are limited, clients compete for them in the model and nothing is taken off on top.",
        "",
        "| labour market | first jobs in usual practice | difference | share taken from others | left |",
        "|---|---|---|---|---|",
    ]
    for what, market in MARKETS.items():
        found = levels(size, ["coordinated", USUAL], ["first_job"], [size["n_quarters"]], labour_market=market)[
            :, :, 0, 0
        ]
        environment = make_settings([USUAL], parameter_set="central", labour_market=market, **size).environment()
        share, gain = environment.displaced_share, found[:, 0] - found[:, 1]
        lines.append(
            f"| {what} | {found[:, 1].mean():.2f} | {told(gain)} | {share:.2f} | {told(gain * (1.0 - share))} |"
        )
    return "\n".join([*lines, ""])


SINGLE = ("single_job", "single_health", "single_social", "single_competence")


def single_policies(size: Mapping[str, int], n_draws: int) -> str:
    """Return first jobs and places of the four policies with one measure, at central values and over draws."""
    quarters = [quarter for quarter in (4, 8, 16) if quarter <= size["n_quarters"]]
    lines = [
        "## One measure at a time",
        "",
        "Each of the four policies less usual practice, which gives 23 of 100 no measure and 26 several. First at",
        f"central values, with luck after ±; then over {n_draws} calibrated draws of the parameters, which leave open",
        "how much of the places moved is caused, with the 95% interval in brackets.",
        "",
        "These are differences from usual practice, and means. What is published is places gained: +2 with a",
        "job-focused measure alone, 0 to -2 with another one alone (E3, E2), which the scoreboard compares. In usual",
        "practice some take part in several measures at once, and these move most; while a job-focused measure lasts,",
        "its clients look for work less (lock-in).",
    ]
    found = levels(size, [*SINGLE, USUAL], ["first_job", "queue_places"], quarters)
    drawn = simulation.compare(
        list(SINGLE), baseline=USUAL, n_clients=size["n_clients"], n_quarters=size["n_quarters"],
        n_replications=2 * n_draws,
    ).contrasts  # fmt: skip
    drawn = drawn[drawn["group"] == "all"].set_index(["policy", "outcome", "quarter"])
    for number, (outcome, title) in enumerate((("first_job", "First jobs, of 100"), ("queue_places", "Places"))):
        lines += ["", f"| {title} | " + " | ".join(f"quarter {quarter}" for quarter in quarters) + " |"]
        lines.append("|---" * (len(quarters) + 1) + "|")
        for arm, policy in enumerate(SINGLE):
            cells = []
            for column, quarter in enumerate(quarters):
                row = drawn.loc[(policy, outcome, quarter)]
                mean, low, high = (scale(outcome) * row[name] for name in ("difference", "cred_low", "cred_high"))
                gain = found[:, arm, column, number] - found[:, -1, column, number]
                cells.append(f"{told(gain)}; over draws {mean:+.2f} [{low:+.2f} to {high:+.2f}]")
            lines.append(f"| {policy} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def wage() -> str:
    """Return what is said of the item on a realistic wage."""
    return """## The client's item on a realistic wage

Among the strongest correlates of a job the study lists the client's realistic understanding of possible wage. It is no
twelfth indicator: eleven are named (A9), and the study's own list of the seven that predict most lacks it (2.2), so it
is read as an item within knowledge of the labour market (I-5). No source prints its weight, its distribution or what
moves it. So it isn't built; `weights.knowledge` stands for both.
"""


if __name__ == "__main__":
    sys.exit(main())
