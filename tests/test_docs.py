"""The equations in docs/model.md hold the values of the parameter catalogue."""

from pathlib import Path

import pytest

from simulation.model.parameters import central

P = central()
TEXT = (Path(__file__).resolve().parent.parent / "docs" / "model.md").read_text(encoding="utf-8")
JOB, PUSH, DISTRESS, HOURS = P.job_entry, P.progression, P.distress, P.hours
EXITS, LENIENCY, INCENTIVES, MATCHED = P.exits, P.leniency, P.incentives, P.matched_jobs


@pytest.mark.parametrize(
    "written",
    [
        f"{PUSH.loading} * (setpoint + deviation)",
        f"{round(1 - PUSH.return_rate, 4)} * deviation + {PUSH.deviation_shock} * normal",
        f"job focus {PUSH.gain_job_focus} and {PUSH.gain_accompanying} for each other group;  "
        f"without job focus {PUSH.gain_without_job_focus} in all;  no measure {PUSH.gain_without_measure}",
        f"log-normal, mean 1, SD {PUSH.response_sd}) and 1 - {PUSH.match} * specific_k",
        f"{P.belief.readiness} * readiness + {P.belief.leniency} * leniency",
        f"0 at a change, then + {P.trust.gain} a quarter up to 1;  demands - {P.trust.loss_from_demands}",
        f"log rate {JOB.intercept} + {JOB.readiness:.2f} readiness + {JOB.belief} belief "
        f"+ {JOB.effectiveness} effectiveness - {JOB.trust} (1 - trust) + {JOB.ordinary_hours} hours",
        f"+ ({JOB.meetings} + {JOB.meetings_readiness} readiness) meetings - {-JOB.lock_in} lock-in "
        f"+ {JOB.matching} matching + {JOB.subsidy} subsidy",
        f"{P.client_time.effect} * log(time) * ({P.client_time.by_contact} (1 + readiness) + "
        f"{1 - P.client_time.by_contact - P.client_time.by_belief:.2f})",
        f"ordinary {JOB.ordinary_share};  added by matching: women {MATCHED.ordinary_women}, "
        f"men {MATCHED.ordinary_men}",
        f"retires at {EXITS.pension_age:g}",
        f"{P.labour_market.displacement} - {-P.labour_market.displacement_slope} * mean tightness",
        f"({INCENTIVES.bonus} bonus + {INCENTIVES.benefit_cut} cut in benefit) "
        f"/ (1 + exp(-{INCENTIVES.steepness} (readiness - {INCENTIVES.near})))",
        f"a further rate of {JOB.own_employer} * exp({JOB.own_employer_network} network + tightness)",
        f"{EXITS.award_share} of the applications are granted, the others refused: distress + {DISTRESS.refusal}",
        f"log rate {HOURS.intercept} + {HOURS.index} * (index of job entry) "
        f"+ {HOURS.employer_contact} employer contact + tightness;  lost with {HOURS.ending}",
        f"a second measure of a group {PUSH.second_measure} of the first",
        f"own belief in a job and job search + {P.belief.contagion} of it",
        f"activity - {-DISTRESS.activity}, belief carried over - {-DISTRESS.belief}, "
        f"a cut in benefit + {DISTRESS.benefit_cut}",
        f"climate + {LENIENCY.speed} * ({LENIENCY.building} belief building "
        f"+ {LENIENCY.victories} celebrating * entries in 100 clients - climate)",
        f"own + climate + {LENIENCY.sparring} sparring * (mean of the office - own",
        f"job loss      {JOB.job_loss} a quarter",
        f"returns by {DISTRESS.return_rate} to +{DISTRESS.level_psychiatric} (prior psychiatric diagnosis) "
        f"or {DISTRESS.level_other};  demands + {DISTRESS.demands_psychiatric} or + {DISTRESS.demands_other}, "
        f"{100 * DISTRESS.lasting_share:.0f} % of it lasting",
        f"stopped with {P.medication.stop} a quarter",
        f"{P.questionnaire.reliability} * indicator (+ {P.questionnaire.rater_leniency} leniency",
    ],
)
def test_the_equations_are_those_of_the_catalogue(written: str) -> None:
    assert written in TEXT
