"""What data say of themselves stands in English, Swedish and Danish, and each language shows its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
import yaml

from simulation.__main__ import main
from simulation.analyses.validation.policy_findings import ALL as FINDINGS
from simulation.analyses.validation.published import UNIT_OF_PARTS
from simulation.base.errors import InputError
from simulation.base.resources import configs, read_texts
from simulation.base.texts import LANGUAGES, text
from simulation.base.texts import catalogue as texts
from simulation.base.texts.phrases import phrase, place
from simulation.model.evidence import Fact, fact, find, load_documents, load_facts
from simulation.model.evidence.registry import _FACTS as FACTS_FOLDER
from simulation.model.evidence.registry import PHRASES
from simulation.model.interventions import columns
from simulation.model.parameters import catalogue as parameters
from simulation.study.money import prices
from tests.cli.test_texts import entries, names_in
from tests.rows import each_row

OTHERS = ("sv", "da")
ENTRIES = [found for names in parameters().values() for found in names.values()]
PRICES = [*prices.catalogue().values(), *prices.study_catalogue().values()]
FACTS = list(load_facts().values())


def texts_by_language() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every text that data carry themselves, with where it stands."""
    yield from ((found.path, dict(found.meaning)) for found in ENTRIES)
    yield from ((price.path, dict(price.meaning)) for price in PRICES)
    yield from ((column.id, dict(column.meaning)) for column in columns())
    yield from ((item.id, dict(item.quantity)) for item in FACTS)
    yield from ((f"{item.id}, note", dict(item.note)) for item in FACTS if item.note)
    yield from ((found.id, dict(found.independence)) for found in load_documents().values())


CARRIED = list(texts_by_language())


@each_row(("where", "words"), CARRIED, ids=[where for where, _ in CARRIED])
def test_what_data_say_stands_in_every_language(where: str, words: dict[str, str]) -> None:
    assert list(words) == list(LANGUAGES)
    assert all(said == " ".join(said.split()) and said for said in words.values())
    assert words["en"] not in (words["sv"], words["da"])
    assert len({said.endswith(".") for said in words.values()}) == 1


@each_row(("where", "words"), CARRIED, ids=[where for where, _ in CARRIED])
def test_the_same_numbers_and_names_stand_in_every_language(where: str, words: dict[str, str]) -> None:
    """Figures and ids survive a translation, but for the signs within numbers."""
    for language in OTHERS:
        assert figures(words[language]) == figures(words["en"]), language


def figures(said: str) -> list[str]:
    """Return the figures, sorted, without signs and without what sets thousands or decimals apart."""
    plain = re.sub(r"(?<=\d)[.,\N{NO-BREAK SPACE} ](?=\d{3}(?!\d))", "", said)  # 4,000 and 4.000 and 4 000
    return sorted(re.sub(r"[.,]", "", found) for found in re.findall(r"\d+(?:[.,]\d+)?", plain))


@each_row(
    "english",
    sorted(
        {found.unit for found in ENTRIES}
        | {price.unit for price in PRICES}
        | {column.unit for column in columns()}
        | {getattr(item, name) for item in FACTS for name in PHRASES if getattr(item, name)}
        | {name for item in FACTS if isinstance(item.value, dict) for name in item.value}
        | {finding.unit for finding in FINDINGS}
        | set(UNIT_OF_PARTS.values())
    ),
)
def test_every_repeated_phrase_is_in_the_catalogue(english: str) -> None:
    entries = {entry["en"]: entry for section in texts("phrases").values() for entry in section}
    assert all(phrase(english, language) == entries[english][language] for language in ("en", *OTHERS))


def test_a_phrase_that_is_not_in_the_catalogue_stays_english() -> None:
    assert [phrase("times a blue moon", language) for language in ("en", *OTHERS)] == ["times a blue moon"] * 3


def test_no_phrase_stands_twice_or_unused() -> None:
    entries = [entry["en"] for section in texts("phrases").values() for entry in section]
    assert len(entries) == len(set(entries))
    used = {found.unit for found in (*ENTRIES, *PRICES, *columns(), *FINDINGS)} | set(UNIT_OF_PARTS.values())
    used |= {getattr(item, name) for item in FACTS for name in (*PHRASES, "where")}
    used |= {name for item in FACTS if isinstance(item.value, dict) for name in item.value}
    assert set(entries) <= used


NO_TEXTS = [
    None,
    "",
    {},
    {"en": "x", "sv": "x", "da": " "},
    {"en": "x", "sv": "x", "da": 1},
    {"en": "x", "sv": "x", "da": "x", "no": "x"},
]


@each_row("content", NO_TEXTS)
def test_what_is_no_text_is_refused(content: object) -> None:
    with pytest.raises(InputError) as caught:
        read_texts(content, "own.yaml, meaning")
    assert caught.value.key == "wrong_shape"
    assert "own.yaml, meaning" in str(caught.value)


def test_facts_are_found_by_words_of_every_language() -> None:
    assert fact("H12") in find("bonuses")
    assert fact("H12") in find("jobbpremier")
    assert fact("H12") in find("jobpræmier")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return " ".join(capsys.readouterr().out.split())


def threes(content: str) -> set[str]:
    """Return every three words that follow each other."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\w+_\w+", "", content))  # names such as gain_without_job_focus aside
    return {" ".join(words[n : n + 3]) for n in range(len(words) - 2)}


@each_row("language", OTHERS)
@each_row(
    ("command", "own"),
    [
        ("parameters", [found.meaning for found in ENTRIES]),
        ("prices", [price.meaning for price in PRICES]),
        ("evidence", [item.quantity for item in FACTS]),
    ],
    ids=["parameters", "prices", "evidence"],
)
def test_a_list_has_no_english_in_it(
    command: str, own: list[dict[str, str]], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {words for content in own for words in threes(content["en"])}
    wanted -= {words for content in own for words in threes(content[language])}  # names, titles of papers
    assert len(wanted & threes(said(capsys, command))) > 20, "the English list does have them"
    assert not wanted & threes(said(capsys, command, f"language={language}"))


@each_row("language", OTHERS)
@each_row("item", [item for item in FACTS if item.note], ids=lambda item: item.id)
def test_a_fact_alone_is_shown_in_the_language(item: Fact, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "evidence", item.id, f"language={language}")
    assert item.quantity[language] in shown
    assert item.note is not None
    assert item.note[language].split()[0] in shown
    assert not (threes(item.note["en"]) - threes(item.note[language]) - threes(item.quote or "")) & threes(shown)


def test_numbers_stay_on_one_line() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert f"95{space}% Monte Carlo" in text("cli.result.units_levels", "sv")
    assert f"100{space}000{space}000" in text("cli.settings.n_clients.meaning", "sv")
    assert "95% Monte-Carlo" in text("cli.result.units_levels", "en")


def test_places_told_in_words_are_translated() -> None:
    assert place("from E1 to E4", "da") == "af E1 til E4"
    assert place("S2:183; S3:390", "sv") == "S2:183; S3:390"


# What is rightly the same in two languages, or a name.
COGNATES = {
    "Alle i Gang: {label}", "Budget", "JobFirst: {label}", "{fact} over {bound}", "{label}: {effect}",
    "0 = {baseline}", "BIP", "Computer", "DKK", "Design", "Experiment", "Henrik", "Id", "Jacob", "Linköping", "man",
    "Parameter", "Pause", "Person {n}", "Rival", "SD", "Screening", "Start", "Tilltro", "Tolerance",
    "experiment", "job", "over {quarter}", "parameter", "person", "population",
    "social", "start", "tilltro info", "{world}: {policy}",
    "{value} ({interval})", "{what} ({unit})", "{value} {unit}", "{value} ± {half}",
}  # fmt: skip
# Names and quotations that keep the letters of another language.
FOREIGN = {
    "Bækgaard", "Frölich", "Hjørrings", "Linköping", "Linköpings", "Rambøll", "Sørensen", "Væksthusets",
    "handläggarbyte", "handläggare", "handläggartycken", "handläggningarbyte", "matchningsstöd", "är",
}  # fmt: skip
LETTERS_OF_OTHERS = {"sv": "æøÆØ", "da": "äöÄÖ"}
FILES = [
    path
    for folder in (configs(), Path(str(resources.files("simulation.base.texts"))), Path(str(FACTS_FOLDER)))
    for path in sorted(folder.rglob("*.yaml"))
]


@each_row("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_text_of_a_file_is_in_the_three_languages(path: Path) -> None:
    for where, words in entries(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader), path.name):
        assert set(words) == set(LANGUAGES), where
        for language in OTHERS:
            assert words[language].strip(), where
            assert words[language] != words["en"] or words["en"] in COGNATES, (where, language)
            assert names_in(words[language]) == names_in(words["en"]), (where, language)
            odd = re.findall(rf"\w*[{LETTERS_OF_OTHERS[language]}]\w*", words[language])
            assert set(odd) <= FOREIGN, (where, language)


def test_what_ships_is_told_in_every_language() -> None:
    """One language is enough for a file of one's own, but not for those of the package."""
    wrong = []
    for kind in ("policy", "world", "labour_market", "person"):
        for path in sorted((configs() / kind).glob("*.yaml")):
            content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            told = [content.get(key) for key in ("label", "summary")] + [content.get("sources")]
            optional = [content[key] for key in ("assumed", "caution") if key in content]
            complete = all(isinstance(words, dict) and list(words) == list(LANGUAGES) for words in told[:2] + optional)
            if not complete or told[2] is None:
                wrong.append(path.name)
    assert not wrong
