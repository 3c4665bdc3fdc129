"""Figures: which there are, told in words, and safe with odd data."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from xml.etree import ElementTree

import pytest

from simulation.report.comparison import figure_prices, write_figures
from simulation.report.comparison.results import Results
from simulation.report.style import NAVY, ORANGE, PALE, TITLE, printable, spread, title_size, wrapped
from simulation.study.money.prices import catalogue
from tests.report.tiny import run

SVG = "{http://www.w3.org/2000/svg}"
MONEY = ["money_by_payer", "prices_that_matter"]
ALL = [
    "contrasts_first_job",
    "paths_first_job",
    "staircase_and_coordinated",
    "carrot_and_stick",
    "gain_and_loss",
    *MONEY,
]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The figures of the headline comparison, drawn once."""
    return write_figures(run(), tmp_path_factory.mktemp("drawn"))


def test_all_figures_of_the_headline_comparison(drawn: list[Path]) -> None:
    assert [path.stem for path in drawn] == ALL
    assert {path.parent.name for path in drawn} == {"figures"}
    assert sorted(drawn) == sorted(drawn[0].parent.iterdir())


@pytest.mark.parametrize(
    ("policies", "baseline", "expected"),
    [
        (
            ("jobfirst",),
            "observed_mix",
            ["contrasts_first_job", "paths_first_job", "carrot_and_stick", "gain_and_loss", *MONEY],
        ),
        (("coordinated",), "staircase", [*ALL[:3], "gain_and_loss", *MONEY]),
        (("observed_mix",), "observed_mix", ["paths_first_job"]),
    ],
)
def test_only_figures_with_data(policies: tuple[str, ...], baseline: str, expected: list[str], tmp_path: Path) -> None:
    assert [path.stem for path in write_figures(run(*policies, baseline=baseline), tmp_path)] == expected


@pytest.mark.parametrize(("at_low", "at_high", "decides"), [(-3.0, -1.0, False), (-1.0, 2.0, True), (2.0, -1.0, True)])
def test_a_price_decides_where_its_line_crosses_zero(
    at_low: float, at_high: float, decides: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [figure_prices.Effect("a", "1 to 2", 4.0, 5.0), figure_prices.Effect("b", "1 to 2", at_low, at_high)]
    monkeypatch.setattr(figure_prices, "effects", lambda results: lines)
    assert figure_prices.one_price_decides(Results(run())) is decides


def test_prices_are_named_in_full_and_their_ranges_have_a_unit() -> None:
    shown = figure_prices.effects(Results(run()))
    assert shown
    assert all(
        effect.span.partition(" to ")[2].partition(" ")[2].startswith(("DKK a ", "share", "rate")) for effect in shown
    )
    labels = [label for price in catalogue().values() for label in price.label.values()]
    assert [label for label in labels if "…" in wrapped(label, figure_prices.LABEL_WIDTH)] == []


@pytest.mark.parametrize("sizes", [{"n_replications": 1}, {"n_quarters": 1}, {"n_clients": 3, "caseload": 3}])
def test_figures_are_told_in_words_and_hold_no_nan(sizes: dict[str, int], tmp_path: Path) -> None:
    assert_are_told_in_words(write_figures(run(**sizes), tmp_path))


def test_figures_of_the_headline_comparison_are_told_in_words_too(drawn: list[Path]) -> None:
    assert_are_told_in_words(drawn)


def assert_are_told_in_words(paths: list[Path]) -> None:
    assert paths
    for path in paths:
        root = ElementTree.parse(path).getroot()
        assert root.get("role") == "img"
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert title.text
        assert description is not None
        assert description.text
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert "nan" not in path.read_text(encoding="utf-8").lower()
        assert not list(root.iter(f"{SVG}style"))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ratio(one: str, other: str) -> float:
    dark, light = sorted([_luminance(one), _luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_told_apart() -> None:
    assert min(_ratio(colour, "#ffffff") for colour in (NAVY, ORANGE, PALE)) >= 3.0
    assert _ratio(NAVY, ORANGE) >= 3.0


def test_labels_are_spread() -> None:
    places = spread([1.0, 1.01, 1.02, 3.0], 0.5, 0.0, 4.0)
    assert all(after - before >= 0.5 - 1e-6 for before, after in itertools.pairwise(places))
    assert math.isclose(places[3], 3.0, abs_tol=0.2)
    assert spread([], 0.5, 0.0, 4.0) == []


def test_texts_are_made_printable() -> None:
    assert printable("a\x07b\n c\u202e") == "a b c"
    assert wrapped("one two three four", 8, 2).endswith("…")


def test_a_long_title_is_written_smaller_and_a_short_one_as_large_as_ever() -> None:
    assert title_size("How many more get a first job?") == TITLE
    assert title_size("") == TITLE
    assert title_size("W" * 78) < title_size("$a_{$" * 15) < TITLE
