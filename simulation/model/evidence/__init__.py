"""What is known: every published number the model leans on, with its source, words and role.

The facts are YAML files in ``facts``; a quotation is in the words of the first document a fact lists.
"""

from simulation.model.evidence.registry import (
    ASSUMPTION,
    ROLES,
    Document,
    Fact,
    UnknownFactError,
    Value,
    check_sources,
    fact,
    find,
    load_documents,
    load_facts,
)

__all__ = [
    "ASSUMPTION",
    "ROLES",
    "Document",
    "Fact",
    "UnknownFactError",
    "Value",
    "check_sources",
    "fact",
    "find",
    "load_documents",
    "load_facts",
]
