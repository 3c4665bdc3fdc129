"""Who pays whom for what: every flow of money has a payer and a receiver, so that nothing appears or vanishes.

A flow is a quantity times a price, or a share of other flows. A new cost is one more line here, a price in
`configs/prices.yaml`, and, if nothing counts it yet, a quantity in `simulation/model/outcomes/quantities.py`. A dose is
counted by itself; it is paid for here, or `UNPAID_DOSES` says why not.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.model.doses import WEEKLY
from simulation.model.outcomes.quantities import MEASURE_IDS, MEDICINE_IDS

STATE, MUNICIPALITY, REGION, CLIENT, EMPLOYER, PROVIDER = (
    "state",
    "municipality",
    "region",
    "client",
    "employer",
    "provider",  # providers of measures and medicine, and the office's staff
)
PARTIES = (STATE, MUNICIPALITY, REGION, CLIENT, EMPLOYER, PROVIDER)
PUBLIC_PARTIES = (STATE, MUNICIPALITY, REGION)
PARTLY_COUNTED = (EMPLOYER,)  # what work gives them is no flow, so that their balance is no verdict on them


@dataclass(frozen=True)
class Split:
    """A payment shared by two parties: the first has the share that a price gives, the second the rest."""

    first: str
    second: str
    share: str


Side = str | Split


@dataclass(frozen=True)
class Flow:
    """One kind of payment.

    Either `quantity` times `times` at `price`, or a `share` (a price) of the flows in `of` less those in `less`, which
    stand earlier in the list. `is_programme` marks what the office does, measures included.
    """

    id: str
    payer: Side
    receiver: Side
    quantity: tuple[str, ...] = ()
    price: str = ""
    times: int = 1
    of: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    share: str = ""
    is_programme: bool = False


def _office(id: str, quantity: str, times: int = 1) -> Flow:
    return Flow(id, MUNICIPALITY, PROVIDER, (quantity,), id, times, is_programme=True)


BENEFIT_PAYERS = Split(STATE, MUNICIPALITY, "benefit_state_share")
PENSION_PAYERS = Split(STATE, MUNICIPALITY, "pension_state_share")
SUBSIDY_PAYERS = Split(STATE, MUNICIPALITY, "subsidy_state_share")
TAX_RECEIVERS = Split(STATE, MUNICIPALITY, "tax_state_share")
MEDICINE_PAYERS = Split(CLIENT, REGION, "medicine_own_share")

TRANSFERS = (
    Flow("benefit", BENEFIT_PAYERS, CLIENT, ("state_benefit", "state_ordinary_hours"), "benefit"),
    Flow("wage_hours", EMPLOYER, CLIENT, ("state_ordinary_hours",), "wage_hours"),
    Flow("hours_offset", CLIENT, BENEFIT_PAYERS, of=("wage_hours",), share="hours_offset"),
    Flow("sanction", CLIENT, BENEFIT_PAYERS, ("n_sanctions",), "sanction"),
    Flow("pension", PENSION_PAYERS, CLIENT, ("state_disability_pension",), "pension"),
    Flow("education_grant", STATE, CLIENT, ("state_education",), "education_grant"),
    Flow("benefit_cut", CLIENT, BENEFIT_PAYERS, ("benefit_cut",), "benefit_cut"),
    Flow("bonus", STATE, CLIENT, ("bonuses",), "bonus"),
)
WORK = (
    Flow("wage_supported", EMPLOYER, CLIENT, ("state_supported_job",), "wage_supported"),
    Flow("supported_subsidy", SUBSIDY_PAYERS, EMPLOYER, of=("wage_supported",), share="supported_subsidy"),
    Flow("wage_new_start", EMPLOYER, CLIENT, ("state_new_start_job",), "wage_new_start"),
    Flow("new_start_subsidy", SUBSIDY_PAYERS, EMPLOYER, of=("wage_new_start",), share="new_start_subsidy"),
    Flow("wage_ordinary", EMPLOYER, CLIENT, ("state_ordinary_job",), "wage_ordinary"),
)
TAXES = (
    Flow("tax_on_wages", CLIENT, TAX_RECEIVERS, of=("wage_hours", "wage_supported", "wage_new_start", "wage_ordinary"),
         share="tax_on_wages"),
    Flow("tax_on_transfers", CLIENT, TAX_RECEIVERS, of=("benefit", "pension", "education_grant"),
         less=("hours_offset", "sanction", "benefit_cut"), share="tax_on_transfers"),
)  # fmt: skip
OFFICE = (
    _office("casework", "served"),
    _office("meeting", "meetings", int(WEEKLY)),
    _office("demands", "demands"),
    _office("close_relation", "close_relation"),
    _office("belief_support", "belief_support"),
    _office("employer_contact", "employer_contact"),
    _office("responsiveness", "responsiveness"),
    _office("matching", "matching"),
    _office("subsidised_places", "subsidy"),
    Flow("smaller_caseloads", MUNICIPALITY, PROVIDER, ("extra_time",), "casework", is_programme=True),
    _office("belief_building", "belief_building"),
    _office("celebrating", "celebrating"),
    _office("sparring", "sparring"),
    *(_office(measure, measure) for measure in MEASURE_IDS),
)
# Doses that no flow pays for by the dose, and why. All others must be the quantity of a flow.
UNPAID_DOSES = {
    "sanctioning": "the sanctions that follow from it are paid: n_sanctions",
    "bonus": "it is paid on entering a job: bonuses",
    "like_the_best": "a thought experiment, of which nobody knows how it would be done",
}
MEDICINES = tuple(Flow(id, MEDICINE_PAYERS, PROVIDER, (id,), id) for id in MEDICINE_IDS)
FLOWS = (*TRANSFERS, *WORK, *TAXES, *OFFICE, *MEDICINES)
