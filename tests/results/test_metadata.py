"""datapackage.json says of every file of tables what it really holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation.base.texts import LANGUAGES, catalogue
from simulation.base.texts.columns import describe
from simulation.model.outcomes.registry import OUTCOMES
from simulation.results.comparison import Comparison
from simulation.results.metadata import write_metadata
from simulation.results.tables import NORDIC, write_tables
from simulation.study.carry_out import simulate
from simulation.study.settings_reader import make_settings
from tools.site_pages import OF_TABLES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("metadata")
    settings = make_settings(["staircase", "coordinated"], n_clients=150, n_quarters=5, n_replications=4)
    tables = simulate(settings, None, 1, follow_clients=True)
    comparison = Comparison("own", "compare", "en", settings, settings.study(), tables, "0" * 12)
    write_tables(tables, made, is_nordic=True)
    for language in LANGUAGES:
        told = write_metadata(replace(comparison, language=language), made)
        told.rename(made / f"{language}.json")
    return made


def read(folder: Path, language: str) -> dict[str, Any]:
    return json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))


def test_every_file_of_tables_is_listed_with_the_columns_that_it_holds(folder: Path) -> None:
    listed = {resource["path"]: resource for resource in read(folder, "en")["resources"] if "path" in resource}
    assert set(listed) == {path.name for path in folder.iterdir() if path.suffix in (".csv", ".parquet")}
    for name, resource in listed.items():
        names = [field["name"] for field in resource["schema"]["fields"]]
        types = [field["type"] for field in resource["schema"]["fields"]]
        path = folder / name
        if path.suffix == ".parquet":
            schema = pq.read_schema(path)
            of = {"integer": pa.types.is_integer, "number": pa.types.is_floating, "string": pa.types.is_large_string}
            assert schema.names == names
            assert all(
                of[type](field.type) or pa.types.is_string(field.type)
                for type, field in zip(types, schema, strict=True)
            )
        else:
            dialect, last = resource["dialect"], resource["schema"]["fields"][-1]
            head = path.read_text(encoding="utf-8-sig").split(dialect["lineTerminator"].strip() or "\n")[0]
            assert head.split(dialect["delimiter"]) == names
            assert ("decimalChar" in last) == (name.endswith(NORDIC) and last["type"] == "number")


def test_every_column_has_meaning_and_what_it_rests_on_in_every_language(folder: Path) -> None:
    meanings = []
    for language in LANGUAGES:
        package = read(folder, language)
        fields = [field for resource in package["resources"] for field in resource["schema"]["fields"]]
        assert all(field["description"] and field["restsOn"] for field in fields)
        assert all(field["unit"] for field in fields if field["type"] == "number" and field["name"] not in UNITLESS)
        assert [row["id"] for row in package["resources"][-2]["data"]] == [outcome.id for outcome in OUTCOMES]
        meanings.append([field["description"] for field in fields])
    assert len({len(of_language) for of_language in meanings}) == 1
    assert all(len({*words}) == len(LANGUAGES) for words in zip(*meanings, strict=True))


UNITLESS = ("ratio", "variance_reduction")


def test_no_column_is_described_that_no_table_has(folder: Path) -> None:
    held = {field["name"] for resource in read(folder, "en")["resources"] for field in resource["schema"]["fields"]}
    assert set(catalogue("columns.any")) <= held | {name for names in OF_TABLES.values() for name in names}


def test_the_same_name_means_what_its_table_says() -> None:
    assert describe("contrasts", "difference", "en").unit == "as the column unit says"
    assert describe("budget", "difference", "en").unit == "DKK a client"
    assert describe("cost_per_quarter", "mc_low", "en").unit == "DKK a quarter in work"
    assert describe("cost_per_quarter", "quarters_low", "en").unit == "quarters a client"
    assert describe("trajectories", "health", "en").meaning.startswith("The client's answer")
    assert describe("trajectories", "caseworker_health", "en").meaning.startswith("The caseworker's answer: health")
    assert describe("trajectories", "caseworker_belief", "en").meaning.startswith("The caseworker's answer: belief")


def test_nordic_files_hold_the_same_numbers_with_commas_and_a_byte_order_mark(folder: Path) -> None:
    files = list(folder.glob(f"*{NORDIC}"))
    assert len(files) == len([path for path in folder.glob("*.csv") if not path.name.endswith(NORDIC)]) > 0
    for path in files:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        usual = pd.read_csv(folder / path.name.replace(NORDIC, ".csv"))
        pd.testing.assert_frame_equal(pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig"), usual)
    assert "0,5" in (folder / f"levels{NORDIC}").read_text(encoding="utf-8-sig")
