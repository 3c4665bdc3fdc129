"""A table as it stands in a page, every number written: the same form on all pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Column:
    """Head of a column: what, and in which unit."""

    label: str
    unit: str = ""
    is_text: bool = False  # words, to the left, instead of numbers


@dataclass(frozen=True)
class Cell:
    """A number and its intervals, as written; in a column of text, words."""

    value: str
    interval: str = ""
    credible: str = ""  # interval over the parameters
    mark: str = ""  # said of the number, in a frame
    look: str = ""  # class in the page's style


def one_range(cell: Cell) -> Cell:
    """Return a cell with one interval: that over the parameters where there is one, else the Monte-Carlo one."""
    return replace(cell, interval="") if cell.credible else cell


@dataclass(frozen=True)
class Row:
    """What the row is about, and its numbers; `tag` stands in a frame, `quantity` and `small` beside the label."""

    label: str
    tag: str
    cells: Sequence[Cell]
    quantity: str = ""
    small: str = ""


@dataclass(frozen=True)
class Table:
    """A table; `head` stands over the labels of its rows, which may stand above their numbers on a narrow screen."""

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    head: str
    has_labels_above: bool = False


def plain_table(id: str, caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]], n_text: int) -> Table:
    """Return a table from its cells; the first of `n_text` columns of words labels the rows."""
    head, *others = headings
    return Table(
        id=id,
        caption=caption,
        columns=[Column(label, is_text=number < n_text) for number, label in enumerate(others, 1)],
        rows=[Row(label, "", [Cell(value) for value in values]) for label, *values in rows],
        head=head,
    )
