"""The workbook of `tilltro follow`: its answer, what tends to happen and the story."""

from __future__ import annotations

from pathlib import Path

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.tendency import SHARE
from simulation.analyses.stories.words import state_label
from simulation.base.texts import text
from simulation.model.interventions import interventions
from simulation.report.sheets import Sheet
from simulation.report.story.finding import finding
from simulation.report.table_sheets import sheets_of_tables, with_answer


def sheets(shown: Chronicle, folder: Path) -> list[Sheet]:
    """Return the sheets of the tables in a folder, after the answer."""
    language = shown.language
    labels = {policy.name: policy.label[language] for policy in shown.policies}
    in_words = {
        "policy": lambda name: labels[name],
        "against": lambda name: labels[name],
        "state": lambda state: state_label(state, language),
        "interventions": lambda ids: "; ".join(interventions()[id].label[language] for id in ids.split()),
        "medicines": lambda ids: "; ".join(text(f"follow.medicines.{id}", language) for id in ids.split()),
        "measure": lambda measure: shown.text(f"counted.{measure}"),
        "unit": lambda unit: shown.text("share_of_paths" if unit == SHARE else "quarters"),
    }
    made = sheets_of_tables(folder, ["tendency", "timeline"], language, in_words)
    return with_answer(made, [*finding(shown).in_sentences, shown.first_jobs(), shown.pairs()])
