"""The charts: sound SVG with a name, everything escaped, and a hundred people that are a hundred."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from simulation.report.charts.canvas import Canvas, alone, ticks
from simulation.report.charts.dots import Pair, pairs
from simulation.report.charts.icons import Group, icons
from simulation.report.charts.strip import Mark, Words, decimals_of, narrow_strip, span, strip
from simulation.report.comparison.hundred import whole_people

HOSTILE = '<script>alert("x")</script> & \x07'
MARKS = [
    Mark(HOSTILE, 7.2, 3.1, 11.8, "7 more", is_strong=True),
    Mark("unknown range", -2.0, math.nan, math.nan, "2 fewer"),
    Mark("put in", 1.0, 0.5, 1.5, "1 more", is_hollow=True),
]
WORDS = Words("title", HOSTILE, "as many", "fewer", "more", "en")
NAN = (math.nan, math.nan)


def every_chart() -> list[Canvas]:
    rows = [Pair(HOSTILE, -6.0, -5.9, -10.0, -4.0, "shown"), Pair("b", math.nan, 2.0, *NAN, "shown")]
    return [
        strip("a", MARKS, WORDS, span(MARKS)),
        narrow_strip("b", MARKS, WORDS, span(MARKS)),
        pairs("c", rows, "title", "said", "unit", "sv"),
        pairs("d", rows, "title", "said", "unit", "sv", is_narrow=True),
        icons("g", [Group(8, HOSTILE, "accent"), Group(92, "none", "none")], "title", "said"),
    ]  # fmt: skip


def test_charts_are_sound_named_and_escaped() -> None:
    for chart in every_chart():
        drawn = str(chart.svg())
        root = ElementTree.fromstring(drawn)
        assert root.get("role") == "img"
        title, description = str(root.get("aria-labelledby")).split()
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert {title, description} <= set(ids)
        assert len(ids) == len(set(ids))
        assert all(str(id).startswith(f"{chart.id}-") for id in ids)
        assert "<script" not in drawn
        assert "nan" not in drawn
        assert 'fill="#' not in drawn  # colours are the page's


def test_a_chart_alone_has_its_title_subtitle_source_and_colours() -> None:
    drawn = alone(strip("a", MARKS, WORDS, span(MARKS)), "The finding", "the unit", "the source")
    root = ElementTree.fromstring(drawn)
    said = [node.text for node in root.iter() if node.tag.endswith("text")]
    assert {"The finding", "the unit", "the source"} <= set(said)
    assert ".mark-accent{fill:#12436d}" in drawn


def test_the_middle_stands_where_the_scale_says() -> None:
    drawn = ElementTree.fromstring(str(strip("a", MARKS, WORDS, (-10.0, 20.0)).svg()))
    dots = [float(str(node.get("cx"))) for node in drawn.iter() if node.tag.endswith("circle")]
    # from 300 to 580 across 30 people: 280 / 30 a person
    assert dots == pytest.approx([300 + (value + 10) * 280 / 30 for value in (7.2, -2.0, 1.0)], abs=0.06)


def test_what_is_said_of_a_row_stays_in_its_column() -> None:
    said = {"13 more (-2 to +41)": ["strong"], "no difference, range not known": ["small strong", "small strong"]}
    for words, looks in said.items():
        marks = [Mark("a", 1.0, *NAN, words, is_strong=True)]
        drawn = ElementTree.fromstring(str(strip("a", marks, WORDS, span(marks)).svg()))
        texts = [node for node in drawn.iter() if node.tag.endswith("text") and node.get("x") == "590"]
        assert " ".join(str(node.text) for node in texts) == words
        assert [node.get("class") for node in texts] == looks


def test_ticks_are_round_and_within() -> None:
    assert ticks(-7.4, 20.9, 5) == [0, 10, 20]
    assert ticks(-0.21, 0.2, 4) == pytest.approx([-0.2, 0.0, 0.2])


def test_an_icon_array_is_a_hundred_people() -> None:
    drawn = ElementTree.fromstring(str(icons("g", [Group(8, "a", "accent"), Group(92, "b", "none")], "t", "d").svg()))
    circles = [node.get("class") for node in drawn.iter() if node.tag.endswith("circle")]
    assert len(circles) == 100 + 2  # and one in each line of the key
    assert circles[:8] == ["mark-accent"] * 8  # a group together
    with pytest.raises(ValueError, match="100"):
        icons("g", [Group(99, "a", "accent")], "t", "d")


def test_shares_become_whole_people() -> None:
    assert whole_people({"gain": 0.084, "loss": 0.006, "both": 0.166, "neither": 0.744}) == {
        "gain": 8, "loss": 1, "both": 17, "neither": 74,
    }  # fmt: skip
    assert sum(whole_people({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}).values()) == 100


def test_numbers_on_an_axis_are_told_apart() -> None:
    assert [decimals_of(ticks) for ticks in ([-10.0, 0.0, 10.0], [0.0, 0.5], [-0.02, 0.0, 0.02], [])] == [0, 1, 2, 0]
