"""Errors of DuckDB as one sentence in plain words: what is wrong with a question in SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from simulation.base.errors import InputError, nearest

_COLUMN = (
    r'Referenced column "(?P<name>[^"]+)" not found',
    r'does not have a column named "(?P<name>[^"]+)"',
    r'Column "(?P<name>[^"]+)" does not exist',
)
_BEFORE_A_DOT = r'Referenced table "(?P<name>[^"]+)" not found'
_TABLE = r"Table with name (?P<name>.+?) does not exist"
_FUNCTION = r'Function with name (?P<name>\S+) does not exist!\s*(?:Did you mean "(?P<nearest>[^"]+)")?'
_SYNTAX = r'syntax error at or near "(?P<name>[^"]+)"'
_OTHER_FUNCTION = r'Function with name "?(?P<name>\w+)"? is not in the catalog'  # but in an extension
_NO_FILES = ("file system operations are disabled", "Cannot access")
_NO_WRITING = "read-only mode"
_MEMORY = ("Out of Memory", "bad_alloc", "bad allocation", "MemoryError")
_UNCLOSED = "unterminated quoted string", "unterminated string literal"
_CURLY = "\u2018\u2019\u201c\u201d\u00b4"  # quotation marks as word processors write them, and the acute accent
# Frequent mistakes behind a syntax error: the first whose pattern is found in the question is named.
_SLIPS = (
    ("no_question", r"^(?!\W*(select|with|from|values|pivot|unpivot|describe|show|summarize)\b)"),
    ("word_of_sql_as_name", r"(?<!\")\bgroup\b(?!\"|\s+by\b)"),
    ("comma_in_question", r"\b\d+,\d+\b"),
)


def as_input_error(
    error: Exception, question: str, columns: Mapping[str, Sequence[str]], values: Sequence[str], memory: str
) -> InputError:
    """Return the input error that says an error of DuckDB's in plain words.

    Args:
        error: what DuckDB says.
        question: what it says it of.
        columns: the names of each view's columns.
        values: texts that stand in the columns, which are easily taken for names.
        memory: how much the question was allowed to take.
    """
    said = str(error).strip()
    asked = [view for view in columns if re.search(rf"\b{view}\b", question)] or list(columns)
    names = sorted({name for view in asked for name in columns[view]})
    if _NO_WRITING in said:
        return InputError("not_one_select")
    if isinstance(error, MemoryError) or any(words in said for words in _MEMORY):
        return InputError("question_too_large", memory=memory)
    if any(sign in question for sign in _CURLY):
        return InputError("curly_quotes")
    for pattern in _COLUMN:
        if found := re.search(pattern, said):
            return _no_column(found["name"], names, values)
    if found := re.search(_BEFORE_A_DOT, said):
        dotted = [name for name in names if name.startswith(f"{found['name']}.")]
        if dotted:
            return InputError("dot_without_quotes", name=dotted[0])
        return InputError("unknown_name", kind="view", name=found["name"], nearest=nearest(found["name"], columns))
    if any(words in said for words in _NO_FILES):
        return InputError("no_files_in_question", views=", ".join(columns))
    if found := re.search(_TABLE, said):
        return InputError("unknown_name", kind="view", name=found["name"], nearest=nearest(found["name"], columns))
    if found := re.search(_FUNCTION, said):
        near = found["nearest"] or "avg, count, max, min"
        return InputError("unknown_name", kind="function of SQL", name=found["name"], nearest=near)
    if found := re.search(_OTHER_FUNCTION, said):
        return InputError("unknown_name", kind="function of SQL", name=found["name"], nearest="avg, count, max, min")
    if any(words in said for words in _UNCLOSED):
        return InputError("quote_not_closed")
    if found := re.search(_SYNTAX, said):
        slip = next((key for key, pattern in _SLIPS if re.search(pattern, question, re.IGNORECASE)), None)
        return InputError(slip or "question_not_understood", near=found["name"])
    return InputError("broken_question", reason=_in_short(said))


def _no_column(name: str, names: Sequence[str], values: Sequence[str]) -> InputError:
    if name in values:
        return InputError("text_without_quotes", name=name)
    return InputError("unknown_name", kind="column", name=name, nearest=nearest(name, names))


def _in_short(said: str) -> str:
    """Return the first sentence of DuckDB's words, without the class of the error before it and the marks after it."""
    line = said.splitlines()[0] if said else "?"
    return re.sub(r"^(?:\w+ )+Error: ", "", line).split(". ")[0].rstrip(" .!?")
