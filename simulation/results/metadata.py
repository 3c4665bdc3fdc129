"""`datapackage.json`: the columns of every file of tables, in a form that other programs read.

The form is that of the Data Package standard, version 2 (datapackage.org); `unit` and `restsOn` are ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation import __version__
from simulation.base.texts import text
from simulation.base.texts.columns import Column, describe, table_title
from simulation.base.texts.labels import group_label, outcome_label, outcome_meaning
from simulation.model.evidence import load_documents
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import OUTCOMES
from simulation.results.atomic import write_atomically
from simulation.results.comparison import Comparison
from simulation.results.tables import NORDIC, read_csv

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
NO_SOURCE = ("derived",)  # documents that are no sources


def write_metadata(comparison: Comparison, folder: Path) -> Path:
    """Write `datapackage.json` of the tables that are in the folder, and return its path."""
    language = comparison.language
    resources = [resource for path in sorted(folder.glob("*.parquet")) for resource in _resources(path, language)]
    return _write(folder, comparison.name, comparison.content_hash, language, resources)


def write_metadata_of_csv(
    folder: Path, name: str, content_hash: str, language: str, others: Mapping[str, Column] | None = None
) -> Path:
    """Write `datapackage.json` of the CSV files in a folder, and return its path.

    Args:
        folder: that holds them.
        name: of what was run.
        content_hash: of all that decides what is in the files.
        language: of titles and meanings.
        others: columns that the catalogue doesn't describe, such as the parameters that a sweep varies.
    """
    resources = [_csv_resource(path, language, others or {}) for path in sorted(folder.glob("*.csv"))]
    return _write(folder, name, content_hash, language, resources)


def _csv_resource(path: Path, language: str, others: Mapping[str, Column]) -> dict[str, Any]:
    table = path.stem
    fields = [
        _described(others[str(name)] if name in others else describe(table, str(name), language), _type_of(kind))
        for name, kind in read_csv(path).dtypes.items()
    ]
    dialect = {"delimiter": ",", "lineTerminator": "\n"}
    schema = {"fields": fields, "missingValues": [""]}
    whole = {"type": "table", "title": table_title(table, language), "schema": schema}
    return {"name": table.replace("_", "-"), "path": path.name, **CSV, "dialect": dialect, **whole}


def _type_of(kind: Any) -> str:
    """Return what a column of this kind in pandas is called in the standard."""
    return {"b": "boolean", "i": "integer", "f": "number"}.get(kind.kind, "string")


def _write(folder: Path, name: str, content_hash: str, language: str, resources: Sequence[dict[str, Any]]) -> Path:
    path = folder / NAME
    content = json.dumps(_package(name, content_hash, language, resources), indent=1, ensure_ascii=False)
    write_atomically(path, f"{content}\n".encode())
    return path


def _package(name: str, content_hash: str, language: str, resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "$schema": PROFILE,
        "name": name.lower(),
        "id": content_hash,
        "title": text("columns.title", language, name=name),
        "description": text("columns.description", language),
        "version": __version__,
        "language": language,
        "sources": [
            {"title": f"{document.author}: {document.title}", "version": document.date}
            if document.date
            else {"title": f"{document.author}: {document.title}"}
            for id, document in load_documents().items()
            if id not in NO_SOURCE
        ],
        "resources": [
            *resources,
            _inline("outcomes", ("id", "label", "unit", "better", "meaning"), _outcomes(language), language),
            _inline("groups", ("id", "label"), [(id, group_label(id, language)) for id in GROUPS], language),
        ],
    }


def _resources(path: Path, language: str) -> Iterator[dict[str, Any]]:
    """Yield a table's files: Parquet, CSV, and CSV for Nordic Excel, as far as they are there."""
    import pyarrow.parquet as pq

    table = path.stem
    schema = {"fields": _fields(table, pq.read_schema(path), language)}
    whole = {"type": "table", "title": table_title(table, language), "schema": schema}
    yield {"name": f"{table}-parquet", "path": path.name, **PARQUET, **whole}
    csv, nordic = path.with_suffix(".csv"), path.with_name(f"{table}{NORDIC}")
    for name, file, dialect in (
        (table, csv, {"delimiter": ",", "lineTerminator": "\n"}),
        (f"{table}-nordic", nordic, {"delimiter": ";", "lineTerminator": "\r\n"}),
    ):
        if file.is_file():
            shown = {**schema, "missingValues": [""]}
            if file == nordic:
                shown["fields"] = [
                    {**field, "decimalChar": ","} if field["type"] == "number" else field for field in schema["fields"]
                ]
            yield {"name": name, "path": file.name, **CSV, "dialect": dialect, **whole, "schema": shown}


def _fields(table: str, schema: pa.Schema, language: str) -> list[dict[str, str]]:
    return [_field(table, column.name, _type(column.type), language) for column in schema]


def _field(table: str, name: str, type: str, language: str) -> dict[str, str]:
    return _described(describe(table, name, language), type)


def _described(column: Column, type: str) -> dict[str, str]:
    unit = {"unit": column.unit} if column.unit else {}
    return {"name": column.name, "type": type, "description": column.meaning, **unit, "restsOn": column.rests_on}


def _type(type: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_integer(type):
        return "integer"
    return "number" if pa.types.is_floating(type) else "string"


def _outcomes(language: str) -> list[tuple[str, ...]]:
    return [
        (of.id, outcome_label(of.id, language), of.unit, of.better, outcome_meaning(of.id, language)) for of in OUTCOMES
    ]


def _inline(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> dict[str, Any]:
    """Return a small table whose rows are in the file itself."""
    return {
        "name": name,
        "type": "table",
        "title": table_title(name, language),
        "data": [dict(zip(columns, row, strict=True)) for row in rows],
        "schema": {"fields": [_field(name, column, "string", language) for column in columns]},
    }
