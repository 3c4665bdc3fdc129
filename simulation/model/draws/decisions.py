"""The one enumeration of everything that is ever drawn.

A draw is a pure function of (seed, replication, entity, quarter, decision). Decision d is lane d mod 4 of block
d div 4 of the entity's counter. **Numbers are never reused or renumbered**: new decisions take free numbers, so that
adding one changes no other draw. Each range below begins on a multiple of 4 and is filled as a whole.
"""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """Kinds of entity, the last word of the counter: a client and a caseworker of the same row never share luck."""

    CLIENT = 0
    CASEWORKER = 1
    OBSERVED_CLIENT = 2  # what a study sees of a client: its decisions have numbers of their own (`StudyDecision`)


class Decision(IntEnum):
    """Draws of one entity in one quarter. Arrays take the ten (or eleven) numbers from their first on."""

    # The client phase, normals 0..35
    SPECIFIC_SHOCK = 0  # ten, one an indicator
    DEVIATION_SHOCK = 10
    DISTRESS_SHOCK = 11
    IMPRESSION = 12  # the caseworker's own view of a newly met client
    CLIENT_ANSWER = 13  # ten, one an item of the client's form
    CASEWORKER_ANSWER = 23  # ten, one an item of the caseworker's form but for belief
    ADDICTION_MEDICINE = 33  # a normal, since all uniforms are taken; 34 and 35 are free
    # The client phase, uniforms 36..47
    EXIT = 36
    JOB_KIND = 37
    JOB_LOSS = 38
    HOURS = 39
    MEDICATION = 40  # five, one a medicine but for that against addictive disorders
    CLIENT_RESPONSE = 45
    CASEWORKER_RESPONSE = 46
    COMPLIANCE = 47
    # The office phase, uniforms 48..59
    CASEWORKER_CHANGE = 48
    NEW_CASEWORKER = 49
    PRACTICE_PERSISTS = 50
    PORTFOLIO = 51
    INTERVENTION = 52  # four, one a group of interventions
    LOTTERY = 56
    VACANCY = 57
    SELECTION = 58
    PLACE_FAILS = 59
    # Intake of a client, normals 64..95 (96 to 99 are free)
    REGISTER = 64  # fifteen, one a characteristic (population/characteristics.py)
    INTAKE_SETPOINT = 79
    INTAKE_DEVIATION = 80
    INTAKE_SPECIFIC = 81  # ten
    INTAKE_DISTRESS = 91
    INTAKE_ASSIGNMENT = 92
    INTAKE_RESPONSE = 93
    # Intake of a client, uniforms 100..103
    INTAKE_OFFICE = 100
    INTAKE_TENURE = 101
    INTAKE_DEATH = 102
    # Intake of a caseworker, normals 112..115
    LENIENCY = 112
    EFFECTIVENESS = 113


class StudyDecision(IntEnum):
    """Draws of an observed client, uniforms 0..3 (2 and 3 are free): nothing that the model draws has them."""

    ENTRY = 0  # quarter of the study in which the client enters it, drawn at intake
    STOPS = 1  # whether the client stops answering for good, drawn each quarter


N_STUDY = 4
FIRST_NORMAL, N_NORMALS = 0, 36
FIRST_UNIFORM, N_UNIFORMS = 36, 12
N_CLIENT_DRAWS = N_NORMALS + N_UNIFORMS
FIRST_OFFICE, N_OFFICE = 48, 12
FIRST_INTAKE_NORMAL, N_INTAKE_NORMALS = 64, 32
FIRST_INTAKE_UNIFORM, N_INTAKE_UNIFORMS = 100, 4
FIRST_CASEWORKER, N_CASEWORKER = 112, 4
