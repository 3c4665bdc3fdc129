"""The tables of a comparison as files, CSV and Parquet, written and read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.base import csv_numbers
from simulation.study.contrasts.tables import Tables
from simulation.study.money.accounts import MoneyTables

if TYPE_CHECKING:
    import pandas as pd

TRAJECTORIES, AT_END = "trajectories.parquet", "replications.parquet"  # many rows: as Parquet alone
MONEY_TABLES = tuple(field.name for field in fields(MoneyTables))
NORDIC = "_nordic.csv"  # ending of the CSV files for Nordic Excel
TEXT_COLUMNS = ("part", "conditions", "fact", "note", "unit", "reading", "against", "interventions", "medicines")


def write_tables(tables: Tables, folder: Path, is_nordic: bool = False) -> None:
    """Write every table as CSV and as Parquet, those with many rows as Parquet alone.

    Args:
        tables: of a comparison.
        folder: where they go.
        is_nordic: write CSV files for Excel in a Nordic language too.
    """
    for name, table in _named(tables):
        write_csv(table, folder / f"{name}.csv")
        if is_nordic:
            write_nordic_csv(table, folder / f"{name}{NORDIC}")
    write_parquet(tables, folder)


def write_parquet(tables: Tables, folder: Path) -> None:
    """Write every table as Parquet, which `read_tables` reads."""
    for name, table in _named(tables):
        table.to_parquet(folder / f"{name}.parquet", index=False)
    if tables.trajectories is not None:
        tables.trajectories.to_parquet(folder / TRAJECTORIES, index=False)
    if tables.at_end is not None:
        tables.at_end.to_parquet(folder / AT_END, index=False)


def _named(tables: Tables) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables that become files, by the files' names."""
    yield "levels", tables.levels
    yield "contrasts", tables.contrasts
    if tables.orders is not None:
        yield "orders", tables.orders
    if tables.money is not None:
        yield from ((name, getattr(tables.money, name)) for name in MONEY_TABLES)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table with 9 significant digits; what isn't known is left empty."""
    _written(table).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_nordic_csv(table: pd.DataFrame, path: Path) -> None:
    """Write the same numbers as Excel in Swedish, Danish, Norwegian or Finnish opens them: decimal commas, semicolons.

    A byte order mark tells Excel that the file is UTF-8.
    """
    _written(table, decimal=",").to_csv(path, index=False, sep=";", lineterminator="\r\n", encoding="utf-8-sig")


def read_csv(path: Path) -> pd.DataFrame:
    """Return a table that a command wrote as CSV: text as text, and what isn't known as nan."""
    import pandas as pd

    dtypes: Any = dict.fromkeys(TEXT_COLUMNS, "str")
    return pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=[""])


def _written(table: pd.DataFrame, decimal: str = ".") -> pd.DataFrame:
    """Return the table with its numbers as written to the file; pandas takes much longer to write them."""
    import pandas as pd

    def cells(name: str) -> pd.Series[Any]:
        written = [csv_numbers.write_number(value).replace(".", decimal) for value in table[name].tolist()]
        return pd.Series(written, table.index, object)

    return table.assign(**{name: cells(name) for name in table.select_dtypes("float64").columns})


def read_tables(folder: Path) -> Tables:
    """Return the tables of a complete folder of results."""
    import pandas as pd

    def read(name: str) -> pd.DataFrame:
        return pd.read_parquet(folder / f"{name}.parquet")

    money = MoneyTables(**{name: read(name) for name in MONEY_TABLES})
    trajectories = pd.read_parquet(folder / TRAJECTORIES) if (folder / TRAJECTORIES).exists() else None
    at_end = pd.read_parquet(folder / AT_END) if (folder / AT_END).exists() else None
    return Tables(read("levels"), read("contrasts"), money, read("orders"), trajectories, at_end)
