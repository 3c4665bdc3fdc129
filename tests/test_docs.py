"""The equations in docs/model.md hold the values of the parameter catalogue."""

from pathlib import Path

import pytest

from simulation.parameters import central

P = central()
TEXT = (Path(__file__).resolve().parent.parent / "docs" / "model.md").read_text(encoding="utf-8")
JOB, PUSH, DISTRESS, HOURS = P.job_entry, P.progression, P.distress, P.hours


@pytest.mark.parametrize(
    "written",
    [
        f"{PUSH.loading} * (setpoint + deviation)",
        f"{1 - PUSH.return_rate:.2f} * deviation + {PUSH.deviation_shock} * normal",
        f"job focus {PUSH.gain_job_focus} and {PUSH.gain_accompanying} for each other group;  "
        f"without job focus {PUSH.gain_without_job_focus} in all;  no measure {PUSH.gain_without_measure}",
        f"log-normal, mean 1, SD {PUSH.response_sd}) and 1 - {PUSH.match} * specific_k",
        f"{P.belief.readiness} * readiness + {P.belief.leniency} * leniency",
        f"0 at a change, then + {P.trust.gain} a quarter up to 1;  demands - {P.trust.loss_from_demands}",
        f"log rate {JOB.intercept} + {JOB.readiness:.2f} readiness + {JOB.belief} belief "
        f"+ {JOB.effectiveness} effectiveness - {JOB.trust} (1 - trust) + {JOB.ordinary_hours} hours "
        f"+ {JOB.meetings} meetings",
        f"log rate {HOURS.intercept} + {HOURS.index} * (index of job entry) "
        f"+ {HOURS.employer_contact} employer contact;  lost with {HOURS.ending}",
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
