"""What holds for every page: sound HTML, nothing from outside, usable without sight or mouse, and escaped.

And it comes out the same whatever a notebook has set in matplotlib, and from however many threads.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import matplotlib
import matplotlib.style
import matplotlib.text
import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from openpyxl import load_workbook

from simulation import __version__
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.results.tables import read_csv
from tests.report.every_page import HOSTILE, PAGES, make
from tests.report.other_settings import change_all
from tests.report.reader import Reader
from tests.report.tiny import content
from tests.report.written import Writers, writers
from tools.site_pages import OF_TABLES

VOID = {"meta", "br", "wbr"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
N_THREADS, N_TIMES = 8, 2
LOADING = {"script", "link", "iframe", "object", "embed", "base", "form", "audio", "video", "source"}


@dataclass(frozen=True)
class Made:
    name: str
    language: str
    html: str
    folder: Path

    @cached_property
    def reader(self) -> Reader:
        """What a browser reads of the page; tests only look at it."""
        return Reader(self.html)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Writers:
    """Return every page in English, and what writes it again."""
    return writers(tmp_path_factory.mktemp("written"))


@pytest.fixture(scope="module", params=[(name, language) for name in PAGES for language in LANGUAGES], ids="-".join)
def made(request: pytest.FixtureRequest, written: Writers, tmp_path_factory: pytest.TempPathFactory) -> Made:
    name, language = request.param
    page = written.pages[name] if language == "en" else make(name, tmp_path_factory.mktemp(name), language)
    return Made(name, language, page.read_text(encoding="utf-8"), page.parent)


def test_every_template_of_a_page_is_listed() -> None:
    root = Path(str(resources.files("simulation")))
    # Pages of the browser load from their own server, and have tests of their own.
    found = {path.relative_to(root).as_posix() for path in (root / "report").rglob("page.html")}
    assert found == {page.template for page in PAGES.values()}


def test_it_is_sound_html(made: Made) -> None:
    page = made.html
    assert page.startswith("<!doctype html>\n")
    assert page.count("<!doctype") == 1
    nesting = Nesting()
    nesting.feed(page)
    assert nesting.wrong == []
    assert nesting.open == []
    reader = made.reader
    given = dict(reader.elements)
    assert given["html"] == {"lang": made.language}
    metas = [attributes for tag, attributes in reader.elements if tag == "meta"]
    assert {"charset": "utf-8"} in metas
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in metas
    tags = [tag for tag, _ in reader.elements]
    assert all(tags.count(tag) == 1 for tag in ("html", "head", "body", "header", "main", "footer", "nav", "h1"))
    assert re.search(r"<title>[^<]+</title>", page)
    levels = [int(tag[1]) for tag in reader.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_and_references_lead_somewhere(made: Made) -> None:
    reader = made.reader
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.references) <= set(reader.ids)
    assert set(re.findall(r"url\(#([^)]+)\)", made.html)) <= set(reader.ids)


def test_nothing_comes_from_outside(made: Made) -> None:
    page = made.html
    reader = made.reader
    assert not LOADING & {tag for tag, _ in reader.elements}
    for tag, attributes in reader.elements:
        assert not [key for key in attributes if key.startswith("on") or key in ("src", "srcset", "action")], tag
        assert (attributes.get("href") or "#").startswith("#"), tag
    assert not re.search(r"https?:|@import|url\((?!#)", page)
    assert POLICY in [attributes.get("content") for tag, attributes in reader.elements if tag == "meta"]


def test_it_can_be_used_without_sight_or_mouse(made: Made) -> None:
    page = made.html
    reader = made.reader
    links = [attributes["href"] for tag, attributes in reader.elements if tag == "a"]
    focusable = {attributes.get("id") for _, attributes in reader.elements if "tabindex" in attributes}
    assert str(links[0]).removeprefix("#") in focusable  # the first link skips to what can take the focus
    pictures = [attributes for tag, attributes in reader.elements if tag in ("svg", "img")]
    assert pictures
    for attributes in pictures:
        assert attributes["role"] == "img"
        title, description = str(attributes["aria-labelledby"]).split()
        assert re.search(rf'<title id="{title}">[^<]+</title>', page)
        assert re.search(rf'<desc id="{description}">[^<]+</desc>', page)
    boxes = [attributes for _, attributes in reader.elements if attributes.get("role") == "region"]
    assert len(boxes) == page.count("<table") + page.count("<figure ")  # charts of the answer fit without scrolling
    assert all(box["tabindex"] == "0" and box["aria-label"] for box in boxes)
    heads = [attributes for tag, attributes in reader.elements if tag == "th"]
    assert all(attributes["scope"] in ("col", "row") for attributes in heads)


def test_every_row_has_a_cell_for_every_column(made: Made) -> None:
    for table, rows in made.reader.tables.items():
        assert len({len(row) for row in rows}) == 1, table


def test_hostile_names_are_only_text(made: Made) -> None:
    page = made.html
    assert "<script" not in page
    assert "<b>$" not in page
    assert ("<script>alert" in made.reader.text) == PAGES[made.name].has_names
    assert "&amp;lt;" not in page  # escaped once
    assert HOSTILE not in page


def test_a_minus_is_the_one_of_the_language(made: Made) -> None:
    """In Swedish and Danish a number below zero has a real minus sign, on axes of figures too; a file's own stays."""
    visible = re.sub(r"<style.*?</style>|<pre.*?</pre>|<[^>]+>", "|", made.html, flags=re.DOTALL)
    if made.language != "en":
        assert not re.findall(r"(?<![\w:.–-])-\d", visible)


def test_no_line_ends_between_a_number_and_half_its_interval(made: Made) -> None:
    assert not re.search(r"[ \n]±|±[ \n]", made.html)
    if made.name == "contrary":
        assert re.search(r"\d\xa0±\xa0\d", made.html)


def test_it_says_what_made_it(made: Made) -> None:
    page = made.html
    assert f'<p class="made">Tilltro {__version__} ' in page
    before = text("pages.footer", made.language, hash="|").partition("|")[0]
    footer = page[page.index("<footer>") :]
    assert before in footer
    assert re.search(r"[0-9a-f]{12}", footer)


@pytest.fixture(scope="module")
def usual(written: Writers) -> Mapping[str, Mapping[str, bytes]]:
    """Return the page and the figures of every command, as they were first written."""
    found = {}
    for name, page in zip(written.again, written.pages.values(), strict=True):
        files = content(page.parent)
        found[name] = {file: files[file] for file in files if file == page.name or file.startswith("figures/")}
    return found


def _differing(pages: Mapping[str, Mapping[str, bytes]], folder: Path) -> list[str]:
    found = []
    for name, files in pages.items():
        others = content(folder / name)
        assert others.keys() == files.keys()
        found += [f"{name}: {file}" for file in files if files[file] != others[file]]
    return found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::matplotlib.MatplotlibDeprecationWarning")  # of a setting that is still to be had
def test_neither_threads_nor_settings_of_matplotlib_change_a_page(
    written: Writers, usual: Mapping[str, Mapping[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])  # nor its list of fonts
    monkeypatch.setattr(matplotlib.text, "get_font", None)
    with matplotlib.style.context("classic"):  # which has other values of settings that `change_all` leaves
        change_all()
        before = dict(matplotlib.rcParams)
        with ThreadPoolExecutor(N_THREADS) as threads:
            jobs = [
                threads.submit(write, tmp_path / str(time) / name)
                for time in range(N_TIMES)
                for name, write in written.again.items()
            ]
            for job in jobs:
                job.result()
        assert dict(matplotlib.rcParams) == before
    assert [_differing(usual, tmp_path / str(time)) for time in range(N_TIMES)] == [[]] * N_TIMES


# By command: its tables, and a heading or two in one of the languages.
SHEETS = {
    "target": ("rules", "by_group", "places"),
    "trial": ("studies", "costs", "lessons"),
    "office": ("figures", "effects"),
}
SHEET = {"by_group": "groups"}  # where the sheet of a table isn't named as the file
HEADINGS = {
    ("target", "en"): {"Beyond drawing lots (quarters in work of every 100 people)", "Luck (95%), from"},
    ("trial", "sv"): {"Publicerat (andel, 0 till 1)", "Publicerat (95\u00a0%), från", "Efter (kvartal)"},
    ("office", "da"): {"Forskel", "Som det kan se ud (95\u00a0%), til"},
}


def test_its_tables_are_described_column_by_column(made: Made) -> None:
    if made.name not in SHEETS:
        return
    package = json.loads((made.folder / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)
    listed = {resource["path"]: resource["schema"]["fields"] for resource in package["resources"] if "path" in resource}
    assert set(listed) == {path.name for path in made.folder.glob("*.csv")}
    for file, described in listed.items():
        head = (made.folder / file).read_text(encoding="utf-8").split("\n")[0].split(",")
        assert [field["name"] for field in described] == head
        assert set(head) <= set(OF_TABLES[Path(file).stem]), file
        assert all(field["description"] and field["restsOn"] for field in described)
        assert all(field.get("unit") for field in described if field["type"] == "number"), file


def test_its_workbook_holds_the_numbers_of_its_tables_and_no_formula(made: Made) -> None:
    if made.name not in SHEETS:
        return
    book = load_workbook(made.folder / "results.xlsx")
    assert all(sheet.freeze_panes and sheet.auto_filter.ref for sheet in book)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    for file in SHEETS[made.name]:
        table = pd.read_csv(made.folder / f"{file}.csv")
        sheet = text(f"handed_on.workbook.sheets.{SHEET.get(file, file)}", made.language)
        headings, *rows = book[sheet].iter_rows(values_only=True)
        assert len(set(headings)) == len(headings)
        assert all(headings)
        columns = list(zip(*rows, strict=True))
        numbers = [column for column in columns if not any(isinstance(value, str) for value in column)]
        expected = table.select_dtypes("number")
        assert np.array(numbers, float) == pytest.approx(expected.to_numpy().T, rel=1e-8, nan_ok=True)
    summary = book[book.sheetnames[0]]
    assert [cell.value for cell in summary["A"]].index(None) > 3  # the sentences that stand above the table
    shown = [value for row in summary.iter_rows(values_only=True) for value in row if isinstance(value, str)]
    assert HEADINGS.get((made.name, made.language), set()) <= set(shown)
    record = dict(list(book[book.sheetnames[-1]].iter_rows(values_only=True)))
    assert (record["command"], record["language"]) == (made.name, made.language)
    files = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert files["results.xlsx"]["size"] == (made.folder / "results.xlsx").stat().st_size


# By command: the sheet of each table that stands in its workbook as in its CSV file, column by column.
TABLES = {
    "contrary": ("contrary",),
    "follow": ("tendency", "timeline"),
    "sensitivity": ("screening", "sobol", "draws", "loses_if", "information", "decision", "steps"),
    "validate": ("scoreboard", "readings"),
}


def test_the_numbers_of_a_workbook_are_those_of_the_csv_files(made: Made) -> None:
    if made.language != "sv" or made.name not in TABLES:
        return
    book = load_workbook(made.folder / "results.xlsx")
    titles = catalogue("handed_on.workbook.sheets")
    tables = TABLES[made.name]
    assert book.sheetnames == [
        titles[sheet]["sv"] for sheet in ("summary", *tables, "assumptions", "evidence", "record")
    ]
    for number, table in enumerate(tables, 1):
        frame, page = read_csv(made.folder / f"{table}.csv"), book.worksheets[number]
        rows = list(page.iter_rows(min_row=2, values_only=True))
        assert len(rows) == len(frame) > 0 or table == "steps"
        for place, column in enumerate(frame.columns):
            if frame[column].dtype.kind in "fib":
                found = [row[place] for row in rows]
                wanted = [None if math.isnan(value) else value for value in frame[column].astype(float)]
                assert found == wanted, column
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    summary = [cell.value for cell in book.worksheets[0]["A"]]
    assert text("answer.boxes.asked", "sv") in " ".join(str(line) for line in summary)
    headings = [str(cell.value) for page in book.worksheets[1 : len(tables) + 1] for cell in page[1]]
    assert all(len(heading) < 130 for heading in headings)
    assert any("(" in heading for heading in headings)


def test_a_data_package_describes_every_column_of_every_csv_file(made: Made) -> None:
    if made.language != "sv" or made.name not in TABLES:
        return
    package = json.loads((made.folder / "datapackage.json").read_text(encoding="utf-8"))
    files = {resource["path"]: resource for resource in package["resources"] if "path" in resource}
    assert set(files) == {path.name for path in made.folder.glob("*.csv")}
    for name, resource in files.items():
        assert [field["name"] for field in resource["schema"]["fields"]] == list(OF_TABLES[name.removesuffix(".csv")])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(pd.read_csv(made.folder / name).columns)
        assert all(field["description"] and field["restsOn"] for field in fields)
        assert all(field.get("unit") for field in fields if field["type"] == "number")
    listed = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {"results.xlsx", "datapackage.json"} <= set(listed)


class Nesting(HTMLParser):
    """Notes every end tag that doesn't close what was opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)
