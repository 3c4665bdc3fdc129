"""Step 3 of a client's quarter, the questionnaire: both forms, answered from the latent indicators."""

from __future__ import annotations

from typing import Any

from simulation.base.compiled import rule
from simulation.model.draws.decisions import Decision
from simulation.model.draws.fill import Draws
from simulation.model.indicators import N_CARRIED, Indicator
from simulation.model.rules.progression import indicator
from simulation.model.rules.questionnaire import answer

Row = Any  # a record: attributes are its columns

CLIENT_ANSWER = int(Decision.CLIENT_ANSWER)
CASEWORKER_ANSWER = int(Decision.CASEWORKER_ANSWER)
CLIENT_RESPONSE = int(Decision.CLIENT_RESPONSE)
CASEWORKER_RESPONSE = int(Decision.CASEWORKER_RESPONSE)
BELIEF_ITEM = int(Indicator.CASEWORKER_BELIEF)


@rule
def answer_questionnaire(client: Row, leniency: float, non_response: float, p: Row, draws: Draws, i: int) -> None:
    """Let the client and the caseworker fill in their forms (evidence: A1, A2, A6); a form may be left out."""
    q, d = p.questionnaire, p.derived
    client.has_client_answered = draws[CLIENT_RESPONSE, i] >= non_response
    client.has_caseworker_answered = draws[CASEWORKER_RESPONSE, i] >= non_response
    own_level = client.setpoint + client.deviation
    colour = q.rater_leniency * leniency
    if client.has_client_answered:
        for k in range(N_CARRIED):
            level = indicator(p.progression.loading, own_level, client.specific[k], client.gain[k])
            perceived = q.reliability * level + d.client_error * draws[CLIENT_ANSWER + k, i]
            client.client_answer[k] = answer(perceived, d.client_threshold)
    if client.has_caseworker_answered:
        for k in range(N_CARRIED):
            level = indicator(p.progression.loading, own_level, client.specific[k], client.gain[k])
            perceived = q.reliability * level + colour + d.item_error * draws[CASEWORKER_ANSWER + k, i]
            client.caseworker_answer[k] = answer(perceived, d.caseworker_threshold)
        # The belief is the caseworker's own: there is no error in reading it.
        client.caseworker_answer[BELIEF_ITEM] = answer(client.belief, d.caseworker_threshold)
