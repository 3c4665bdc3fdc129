"""Tables as people bring them: what can be read is, the rest is refused with its cause, nothing dropped in silence."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation.base.errors import InputError
from simulation.base.texts import LANGUAGES
from simulation.model.population.characteristics import CHARACTERISTICS
from simulation.study import user_table
from simulation.study.client_table import ClientTable, read_table

TWO = {"age": [40.0, 30.0], "man": [1.0, 0.0]}

# Content of a file, and the columns that it holds.
READ: Mapping[str, tuple[bytes, Mapping[str, list[float]]]] = {
    "commas": (b"age,man\n40,1\n30,0\n", TWO),
    "semicolons and a mark": (
        "\ufeffage;work_share\n39;0,06\n25,5;0\n".encode(),
        {"age": [39, 25.5], "work_share": [0.06, 0]},
    ),
    "tabs": (b"age\tman\r\n40\t1\r\n30\t0\r\n", TWO),
    "said first what parts cells": (b"sep=;\nage;man\n40;1\n30;0\n", TWO),
    "said first, a bar": (b'"sep=|"\r\nage|man\r\n40|1\r\n30|0\r\n', TWO),
    "UTF-16 of Excel": ("age\tman\n40\t1\n30\t0\n".encode("utf-16"), TWO),
    "UTF-16 without a mark": ("age;man\n40;1\n30;0\n".encode("utf-16-le"), TWO),
    "older Windows": ("ålder;man\n40;1\n30;0\n".encode("cp1252"), TWO),
    "an old Mac's lines": (b"age;man\r40;1\r30;0\r", TWO),
    "Swedish": (
        "Kön;Ålder (år);Andel i arbete\nman;40;0,25\nKvinna;30;5 %\n".encode(),
        {"man": [1, 0], "age": [40, 30], "work_share": [0.25, 0.05]},
    ),
    "Danish": ("Køn;Alder;Ufaglært\nMand;40;ja\nkvinde;30;nej\n".encode("cp1252"), {**TWO, "unskilled": [1, 0]}),
    "words for yes and no": (b"man;age\nSANT;40\nFALSKT;30\n", TWO),
    "words and numbers mixed": (b"age,man,psychiatric\n40,TRUE,1\n30,0,yes\n", {**TWO, "psychiatric": [1, 1]}),
    "spaces of all kinds": ("age;man\n\u00a040\u2009;1\n\u202f30;\u00a00\n".encode(), TWO),
    "quoted": (b'"age","work_share"\n"40","0,06"\n"30","0,5"\n', {"age": [40, 30], "work_share": [0.06, 0.5]}),
    "one column with decimal commas": (b"work_share\n0,06\n0,5\n", {"work_share": [0.06, 0.5]}),
    "columns without anything": (b" Age ;MAN;;\r\n40;1;;\r\n30;0;;\r\n", TWO),
    "comments and empty rows above": (b"# clients, in 2026\n\n# two of them\nage;man\n40;1\n30;0\n", TWO),
    "empty rows at the end": (b"age;man\n40;1\n30;0\n;\n\n", TWO),
    "birth years": ("födelseår;man\n1986;1\n1996-05-01;0\n".encode(), TWO),
    "birth years as ages": (b"age;man\n1986;1\n1996;0\n", TWO),
}


def test_what_can_be_read_is_read(tmp_path: Path) -> None:
    wrong = []
    for case, (content, expected) in READ.items():
        path = tmp_path / "CLIENTS.CSV"
        path.write_bytes(content)
        try:
            found = {name: values.tolist() for name, values in read_table(path, year=2026).columns.items()}
        except InputError as error:
            found = str(error)
        if found != expected:
            wrong.append((case, found))
    assert not wrong


def test_a_minus_sign_of_print_is_a_minus_sign(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("age\n\u22125\n", encoding="utf-8")
    with pytest.raises(InputError, match="18 to 64"):
        read_table(path)


# Content of a file, and what the sentence has to say.
REFUSED: Mapping[str, tuple[bytes, list[str]]] = {
    "a client without age": (b"age\n40\n\n30\n", ["column age, row 3 is empty", "population.missing=draw"]),
    "an empty row": (b"age;man\n40;1\n;\n30;0\n", ["Row 3", "is empty, and rows with values follow"]),
    "a short row": (b"age;man\n40;1\n30\n", ["column man, row 3 is empty"]),
    "a long row": (b"age,man\n40,1\n39,5,0\n", ["Row 3", "3 cells under 2 headings", "decimal comma"]),
    "a title above": (b"Extract;;\n;;\nage;man;sex\n", ["Row 3", "3 cells under the one heading 'Extract'", "with #"]),
    "no heading": (b"age;;man\n40;1;1\n", ["Column 2", "no heading"]),
    "unknown heading": (b"age;name\n40;X\n", ["'name'", "known columns: man, age"]),
    "a heading in two languages": ("age;ålder\n40;40\n".encode(), ["'age' and 'ålder'"]),
    "age and year of birth": (b"age;born\n40;1986\n", ["'age' and 'born'"]),
    "the rarer decimal sign": (b"age;work_share\n40;0,1\n41;0,2\n42;0.3\n", ["column work_share, row 4 is 0.3"]),
    "the rarer decimal sign first": (b"age;work_share\n40.5;0,1\n41,5;0,2\n", ["column age, row 2 is 40.5"]),
    "a sex as a number": ("kön\n1\n2\n".encode(), ["column kön, row 2 is 1", "man or woman"]),
    "a year among ages": (b"age\n40\n1986\n", ["row 3 is 1986", "18 to 64"]),
    "an age among years": (b"born\n1986\n40\n", ["row 3 is 40", "1962 to 2008"]),
    "500 digits": (b"age\n" + b"9" * 500 + b"\n", ["row 2 is 999", "18 to 64"]),
    "5,000 digits": (b"age\n" + b"9" * 5000 + b"\n", ["5000 characters", "1000 are allowed"]),
    "underscores": (b"age\n4_0\n", ["row 2 is 4_0"]),
    "not a number": (b"work_share\nnan\n", ["row 2 is empty"]),
    "endless": (b"work_share\ninf\n", ["row 2 is inf"]),
    "an unclosed quote": (b'age;man\n40;1\n"30;0\n50;1\n', ["Row 3", "quotation mark"]),
    "an unclosed quote in a long file": (b'age;man\n"40;1\n' + b"30;0\n" * 50_000, ["Row 2", "quotation mark"]),
    "a million columns": (b"a;" * 1_000_000 + b"\n", ["too large", "at most 1000000 characters in a line"]),
    "a hundred thousand columns": (b"a;" * 100_000 + b"\n", ["too large", "at most 1000 columns"]),
    "a million cells in a row": (b"age\n" + b"1;" * 400_000 + b"\n", ["Row 2", "under the one heading 'age'"]),
    "nothing": (b"", ["it is empty"]),
    "blank lines": (b"\n\n\n", ["it is empty"]),
    "headings alone": (b"age;man\n", ["at least one client"]),
    "zeros": (b"\0" * 100, ["neither text nor"]),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", ["neither text nor"]),
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ["old kind"]),
    "a page saved as .xls": (b"<html><body><table>\n<tr><td>age</td></tr></table>", ["it is a web page"]),
    "compressed": (b"\x1f\x8b\x08" + b"\0" * 60, ["unpack it first"]),
    "half of UTF-16": (b"\xff\xfea", ["neither text nor"]),
    "another archive": (b"PK\x03\x04 but no more", ["isn't an Excel workbook"]),
}


def test_what_cannot_be_read_is_refused_with_its_cause(tmp_path: Path) -> None:
    wrong = []
    for case, (content, words) in REFUSED.items():
        path = tmp_path / "clients.csv"
        path.write_bytes(content)
        try:
            said = f"read: {read_table(path, year=2026)}"
        except InputError as error:
            said = str(error)
            for language in LANGUAGES:
                error.sentence(language)
        if not all(word in said for word in words):
            wrong.append((case, said))
    assert not wrong


def test_the_number_of_clients_is_the_number_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    for content, n, n_empty in ((b"age\n40\n30\n", 2, 0), (b"age\n40\n30\n\n\n", 2, 2), (b"age;man\n40;1\n;\n", 1, 1)):
        path.write_bytes(content)
        found = read_table(path)
        assert (found.n_clients, found.n_empty_rows) == (n, n_empty)
    path.write_bytes(b"age\n40\n\n30\n")
    assert read_table(path, missing="draw").n_clients == 3


def test_how_headings_were_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("Kön;Ålder;unskilled\nman;40;0\n", encoding="utf-8")
    assert read_table(path).read_as == {"Kön": "man", "Ålder": "age"}


def book(path: Path, sheets: Mapping[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def columns(table: ClientTable) -> dict[str, list[float]]:
    return {name: values.tolist() for name, values in table.columns.items()}


def test_a_workbook_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Age", "man"], [40, True], [30, 0]]
    path = book(tmp_path / "CLIENTS.XLSX", {"first": rows, "second": [["age"], [50], [None], [None]]})
    assert columns(read_table(path)) == columns(read_table(path, sheet="first")) == TWO
    assert columns(read_table(path, sheet="second")) == {"age": [50.0]}
    for said, sheets in (("nearest: second", "secund"), ("allowed: first, second", "zebra")):
        with pytest.raises(InputError, match=said):
            read_table(path, sheet=sheets)
    (tmp_path / "clients.csv").write_text("age\n40\n")
    with pytest.raises(InputError, match="no Excel workbook"):
        read_table(tmp_path / "clients.csv", sheet="first")


def test_a_cell_of_a_workbook_is_named_as_excel_shows_it(tmp_path: Path) -> None:
    wrong = []
    for rows, words in (
        ([["age"], [40], [None], [30]], "row 3 is empty"),
        ([["age", "man"], [40, 1], [None, None], [30, 0]], "Row 3"),
        ([["# a note"], ["age"], [40], ["forty"]], "row 4 is forty"),
        ([["age", "man"], [40, "=1"]], "column man, row 2 holds a formula whose value wasn't saved"),
        ([["age", "man"], [40, "#N/A"]], "column man, row 2 is empty"),
        ([["age"], [40, 1]], "under 1 headings"),
        ([], "it is empty"),
    ):
        path = book(tmp_path / "clients.xlsx", {"one": rows})
        with pytest.raises(InputError) as caught:
            read_table(path)
        if words not in str(caught.value):
            wrong.append((words, str(caught.value)))
    assert not wrong


def packed(path: Path, replaced: Mapping[str, bytes]) -> Path:
    """Write a workbook of one client with some of its parts replaced."""
    whole = book(path, {"one": [["age"], [40]]}).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *replaced}:
            new.writestr(name, replaced.get(name) or old.read(name))
    return path


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{n}"><c r="A{n}"><v>2</v></c></row>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "' + "ha" * 500 + '"><!ENTITY b "' + "&a;" * 500 + '"><!ENTITY c "' + "&b;" * 500 + '">]>'
)


def test_a_workbook_made_to_burst_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_table, "MOST_CELLS", user_table.MOST_CELLS // 10)  # reached in a tenth of the time
    sheet = "xl/worksheets/sheet1.xml"
    cases = {
        "zeros": {sheet: b"0" * 12_000_000},
        "a part that nobody asked for": {"xl/media/x.bin": b"0" * 15_000_000},
        "a row far away": {sheet: SHEET.format(FAR.format(n=999_999_999_999)).encode()},
        "entities": {sheet: (LAUGHS + SHEET.format('<row r="1"><c r="A1" t="str"><v>&c;</v></c></row>')).encode()},
        "no sheet": {sheet: b"<worksheet>"},
        "no workbook": {"xl/workbook.xml": b"zebra"},
        "wide": {sheet: SHEET.format("".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 500))).encode()},
    }
    for case, replaced in cases.items():
        path = packed(tmp_path / "clients.xlsx", replaced)
        begin = time.process_time()
        with pytest.raises(InputError) as caught:
            read_table(path)
        assert time.process_time() - begin < 20, case
        assert caught.value.key in ("table_too_large", "unreadable_file", "cell_too_long"), (case, str(caught.value))


def test_a_parquet_file_is_read_with_what_pandas_made_its_index(tmp_path: Path) -> None:
    path = tmp_path / "clients.PARQUET"
    frame = pd.DataFrame({"age": [40, 30], "man": [True, False]})
    cases = {
        "plain": frame,
        "an index": frame.set_index("age"),
        "a range as index": frame[["man"]].set_axis(pd.RangeIndex(40, 20, -10, name="age")),
        "a kept selection": pd.concat([frame, frame]).iloc[2:],
        "texts": frame.astype({"age": str, "man": "category"}),
        "small numbers": frame.astype({"age": "int8", "man": "float32"}),
        "missing kinds": frame.astype({"age": "Int64", "man": "boolean"}),
    }
    wrong = []
    for case, content in cases.items():
        content.to_parquet(path)
        found = columns(read_table(path))
        if found != TWO:
            wrong.append((case, found))
    assert not wrong


def parquet(path: Path, table: pa.Table, pandas: bytes | None = None) -> None:
    pq.write_table(table if pandas is None else table.replace_schema_metadata({b"pandas": pandas}), path)


def test_a_parquet_file_that_is_wrong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clients.parquet"
    ages = pa.table({"age": [40, None]})
    parquet(path, ages)
    whole = path.read_bytes()
    wrong = []

    def check(case: str, words: str) -> None:
        try:
            said = f"read: {columns(read_table(path))}"
        except InputError as error:
            said = str(error)
        if words not in said:
            wrong.append((case, said))

    check("a missing value", "column age, row 3 is empty")
    for case, content in (("cut", whole[:-10]), ("no end", whole[:40]), ("zeros", b"PAR1" + b"\0" * 60 + b"PAR1")):
        path.write_bytes(content)
        check(case, "isn't a Parquet file")
    for place in range(4, len(whole) - 4, 7):  # whatever is damaged: a sentence or a table, never a traceback
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        check(f"damaged at {place}", "")
    parquet(path, ages, b"{")
    check("no JSON", "isn't a Parquet file")
    parquet(path, ages, json.dumps({"index_columns": [{"kind": "range", "name": "man", "start": "x"}]}).encode())
    check("a broken range", "isn't a Parquet file")
    parquet(path, pa.table([pa.array([40]), pa.array([30])], names=["age", "age"]))
    check("a column twice", "lists 'age' twice")
    parquet(path, pa.table({"age": [[40]]}))
    check("a list in a cell", "neither numbers nor short texts")
    parquet(path, pa.table({"man": ["x" * 5000]}))
    check("a long text", "neither numbers nor short texts")
    parquet(path, pa.table({f"c{n}": [1] for n in range(1001)}))
    check("many columns", "at most 1000 columns")
    parquet(path, pa.table({"age": pa.array([], pa.int64())}))
    check("no rows", "at least one")
    assert not wrong


def test_a_parquet_file_made_to_burst_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "clients.parquet"
    with pq.ParquetWriter(path, pa.schema([("age", pa.int8())])) as file:
        some = pa.table({"age": pa.array(np.full(1 << 22, 40, np.int8))})
        for _ in range(13):
            file.write_table(some)
    assert path.stat().st_size < 200_000
    tracemalloc.start()
    with pytest.raises(InputError, match="at most 50000000 cells"):
        read_table(path)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_what_is_no_file_or_far_too_large_is_refused(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.csv")
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(300_000_000)
    with (tmp_path / "huge.xlsx").open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(300_000_000)
    for name, words in (("pipe.csv", "ordinary file"), ("huge.csv", "200 megabytes"), ("huge.xlsx", "50 megabytes")):
        with pytest.raises(InputError, match=words):
            read_table(tmp_path / name)


def test_every_characteristic_has_a_heading_in_every_language() -> None:
    from simulation.base.texts import catalogue
    from simulation.base.texts.tables import heading, headings

    others = catalogue("tables.columns")
    assert set(CHARACTERISTICS) | {"sex", "birth_year"} == set(others) == set(catalogue("tables.headings"))
    assert set(headings().values()) == set(others)
    usual = {(heading(name, language), name) for name in others for language in LANGUAGES}
    written = usual | {(words, name) for name in others for words in others[name]}
    assert len({words for words, _ in written}) == len(written)  # no heading stands for two columns
