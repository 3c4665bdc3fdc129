"""Numbers of decisions are published: never reused, never renumbered, each range whole blocks of four."""

from simulation.model.draws import decisions
from simulation.model.draws.decisions import Decision, Kind, StudyDecision
from simulation.model.indicators import N_CARRIED
from simulation.model.interventions import GROUPS
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.model.state import Medicine
from tests.rows import each_row

# A new decision takes a free number and is added here; a number that stands here stays for ever.
PUBLISHED = {
    "SPECIFIC_SHOCK": 0,
    "DEVIATION_SHOCK": 10,
    "DISTRESS_SHOCK": 11,
    "IMPRESSION": 12,
    "CLIENT_ANSWER": 13,
    "CASEWORKER_ANSWER": 23,
    "ADDICTION_MEDICINE": 33,
    "EXIT": 36,
    "JOB_KIND": 37,
    "JOB_LOSS": 38,
    "HOURS": 39,
    "MEDICATION": 40,
    "CLIENT_RESPONSE": 45,
    "CASEWORKER_RESPONSE": 46,
    "COMPLIANCE": 47,
    "CASEWORKER_CHANGE": 48,
    "NEW_CASEWORKER": 49,
    "PRACTICE_PERSISTS": 50,
    "PORTFOLIO": 51,
    "INTERVENTION": 52,
    "LOTTERY": 56,
    "VACANCY": 57,
    "SELECTION": 58,
    "PLACE_FAILS": 59,
    "REGISTER": 64,
    "INTAKE_SETPOINT": 79,
    "INTAKE_DEVIATION": 80,
    "INTAKE_SPECIFIC": 81,
    "INTAKE_DISTRESS": 91,
    "INTAKE_ASSIGNMENT": 92,
    "INTAKE_RESPONSE": 93,
    "INTAKE_OFFICE": 100,
    "INTAKE_TENURE": 101,
    "INTAKE_DEATH": 102,
    "LENIENCY": 112,
    "EFFECTIVENESS": 113,
}
# How many numbers a decision takes; one where nothing is said.
WIDTHS = {
    "SPECIFIC_SHOCK": N_CARRIED,
    "CLIENT_ANSWER": N_CARRIED,
    "CASEWORKER_ANSWER": N_CARRIED,
    "MEDICATION": len(Medicine) - 1,
    "INTERVENTION": len(GROUPS),
    "REGISTER": len(CHARACTERISTICS),
    "INTAKE_SPECIFIC": N_CARRIED,
}
RANGES = {
    "normals": (decisions.FIRST_NORMAL, decisions.N_NORMALS),
    "uniforms": (decisions.FIRST_UNIFORM, decisions.N_UNIFORMS),
    "office": (decisions.FIRST_OFFICE, decisions.N_OFFICE),
    "intake normals": (decisions.FIRST_INTAKE_NORMAL, decisions.N_INTAKE_NORMALS),
    "intake uniforms": (decisions.FIRST_INTAKE_UNIFORM, decisions.N_INTAKE_UNIFORMS),
    "caseworker": (decisions.FIRST_CASEWORKER, decisions.N_CASEWORKER),
}


def numbers(name: str) -> range:
    return range(Decision[name], Decision[name] + WIDTHS.get(name, 1))


def test_no_decision_is_renumbered() -> None:
    assert {name: int(decision) for name, decision in Decision.__members__.items()} == PUBLISHED


def test_kinds_of_entity_keep_their_numbers() -> None:
    assert {kind.name: int(kind) for kind in Kind} == {"CLIENT": 0, "CASEWORKER": 1, "OBSERVED_CLIENT": 2}


def test_what_a_study_draws_has_numbers_within_its_own_block() -> None:
    assert {decision.name: int(decision) for decision in StudyDecision} == {"ENTRY": 0, "STOPS": 1}
    assert max(StudyDecision) < decisions.N_STUDY
    assert decisions.N_STUDY % 4 == 0


def test_no_number_serves_two_decisions() -> None:
    taken = [number for name in PUBLISHED for number in numbers(name)]
    assert len(taken) == len(set(taken))


@each_row("name", RANGES)
def test_ranges_are_whole_blocks(name: str) -> None:
    first, n = RANGES[name]
    assert first % 4 == 0
    assert n % 4 == 0


def test_ranges_do_not_overlap() -> None:
    filled = [number for first, n in RANGES.values() for number in range(first, first + n)]
    assert len(filled) == len(set(filled))


@each_row("name", PUBLISHED)
def test_every_decision_lies_wholly_in_one_range(name: str) -> None:
    holding = [key for key, (first, n) in RANGES.items() if first <= Decision[name] < first + n]
    assert len(holding) == 1
    first, n = RANGES[holding[0]]
    assert numbers(name).stop <= first + n


def test_the_table_of_the_client_phase_begins_at_0_without_a_gap() -> None:
    assert decisions.FIRST_NORMAL == 0
    assert decisions.FIRST_UNIFORM == decisions.N_NORMALS
    assert decisions.N_CLIENT_DRAWS == decisions.N_NORMALS + decisions.N_UNIFORMS
