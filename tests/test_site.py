"""The documentation: links lead somewhere, and reference pages made from the code leave nothing out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from simulation.__main__ import PROGRAMS
from simulation.base.texts import LANGUAGES
from simulation.model.evidence import load_facts
from simulation.model.parameters import entries
from simulation.model.policies import policy_names
from simulation.study.carry_out import simulate
from simulation.study.money.prices import catalogue
from simulation.study.settings_reader import make_settings
from tools.site_pages import FILES, OF_COMPARISON, RULES, pages

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`|^ {4}.*$", re.DOTALL | re.MULTILINE)
MADE = pages()


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(path: Path) -> Iterator[str]:
    for found in LINK.finditer(CODE.sub("", path.read_text(encoding="utf-8"))):
        yield found[1] or found[2]


def test_links_lead_to_a_file_and_a_heading_that_are_there() -> None:
    broken = []
    for path in documents():
        for link in links(path):
            if link.startswith(("http://", "https://", "mailto:")):
                continue
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            if not target.exists() or (anchor and anchor not in anchors(target)):
                broken.append(f"{path.relative_to(ROOT)}: {link}")
    assert broken == []


def test_every_page_stands_in_the_contents_of_the_site() -> None:
    def listed(item: object) -> Iterator[str]:
        if isinstance(item, str):
            yield item
        for inner in item.values() if isinstance(item, dict) else item if isinstance(item, list) else ():
            yield from listed(inner)

    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert set(listed(config["nav"])) == written | set(MADE)


def test_reference_pages_leave_nothing_out() -> None:
    wanted = {
        "commands": [f"## tilltro {command}\n" for command in PROGRAMS],
        "policies": [f"`{name}`" for name in policy_names()],
        "parameters": [f"| `{entry.name}` |" for entry in entries().values()],
        "prices": [f"`money.{id}`" for id in catalogue()],
        "evidence": [f"| {id} |" for id in load_facts()],
    }
    for language in LANGUAGES:
        for name, parts in wanted.items():
            page = MADE[f"reference/{language}/{name}.md"]
            assert [part for part in parts if part not in page] == []


def test_every_rule_stands_in_its_table_with_its_parameters_and_facts() -> None:
    rows = {row.split("|")[1].strip(): row for row in MADE["reference/en/rules.md"].splitlines() if row[:3] == "| `"}
    assert set(rows) == {f"`{path.stem}`" for path in RULES.glob("[a-z]*.py")}
    assert rows["`trust`"].endswith("| `trust` | G12, H3, H11 |")
    assert "F1 to F5" in rows["`belief`"]


def test_pages_kept_as_files_are_what_the_code_gives() -> None:
    """Run `python -m tools.site_pages` where they differ."""
    kept = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs" / "reference").rglob("*")}
    assert kept - {"reference/en"} == set(FILES)
    differing = [path for path in FILES if (ROOT / "docs" / path).read_text(encoding="utf-8") != MADE[path]]
    assert differing == []


def test_the_columns_described_are_those_of_the_tables() -> None:
    settings = make_settings(["staircase"], n_clients=50, n_quarters=1, n_replications=2)
    tables = simulate(settings, None, 1)
    assert tables.money is not None
    for name, columns in OF_COMPARISON.items():
        found = tables.at_end if name == "replications" else getattr(tables, name, getattr(tables.money, name, None))
        assert found is not None
        assert tuple(found.columns) == columns
