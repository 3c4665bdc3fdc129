"""Matplotlib's figure, axes and lines with every style property set, so that none comes from `rcParams`.

`matplotlib.rcParams` belong to the whole process: a notebook may have changed them, and changing them while a figure is
drawn would change what other threads draw. So every property that a figure leaves open is set here: by the methods that
make lines, areas and texts, and, for what matplotlib makes itself (ticks, legends), just before drawing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator
from matplotlib.transforms import nonsingular
from numpy.typing import NDArray

from simulation.report.fonts import FAMILY, LETTERS, font_properties

DASHES = {"-": "-", "--": (0.0, (3.7, 1.6)), "-.": (0.0, (6.4, 1.6, 1.0, 1.6)), "none": "none"}  # in widths of the line
LINE: dict[str, Any] = {
    "linestyle": "-",
    "linewidth": 1.5,
    "marker": "",
    "markersize": 6.0,
    "markeredgewidth": 1.0,
    "fillstyle": "full",
    "antialiased": True,
    "dash_capstyle": "butt",
    "dash_joinstyle": "round",
    "solid_capstyle": "projecting",
    "solid_joinstyle": "round",
}
GRID: dict[str, Any] = {"alpha": 1.0, **{name: LINE[name] for name in LINE if not name.startswith("marker")}}
AREA: dict[str, Any] = {"linewidth": 1.0, "antialiased": True, "hatchcolor": "edge"}
HATCH_WIDTH = 0.8  # points
LEGEND: dict[str, Any] = {
    "frameon": False,
    "numpoints": 1,
    "scatterpoints": 1,
    "markerscale": 1.0,
    "borderpad": 0.4,
    "labelspacing": 0.5,
    "handlelength": 2.0,
    "handleheight": 0.7,
    "handletextpad": 0.8,
    "borderaxespad": 0.0,
    "columnspacing": 2.0,
    "fancybox": False,
    "shadow": False,
    "facecolor": "white",
    "edgecolor": "white",
    "framealpha": 1.0,
    "title_fontsize": 10.0,
}
_TICKS: dict[str, Any] = {
    "which": "both", "direction": "out", "length": 0, "width": 0.8, "color": "black", "labelrotation": 0,
    "labelfontfamily": FAMILY,
}  # fmt: skip
_SIDES: dict[str, Any] = {
    **dict.fromkeys(("bottom", "left", "labelbottom", "labelleft"), True),
    **dict.fromkeys(("top", "right", "labeltop", "labelright"), False),
}


def _line_look(look: Mapping[str, Any]) -> dict[str, Any]:
    """Return all style properties of a line; `linestyle` is one of `DASHES` or a pattern of its own."""
    full = {**LINE, "markeredgecolor": look["color"], "markerfacecolor": look["color"], **look}
    style = full["linestyle"]
    return {**full, "linestyle": DASHES[style] if isinstance(style, str) else style}


def sample_line(x: Any, y: Any, **look: Any) -> Line2D:
    """Return a line or marker for a legend, attached to no axes."""
    return Line2D(x, y, **_line_look(look))


def area(left: float, low: float, width: float, height: float, **look: Any) -> Rectangle:
    """Return a rectangle by its lower left corner."""
    return Rectangle((left, low), width, height, **{**AREA, **look})


def legend(owner: Figure | Axes, handles: Sequence[Artist], size: float, **look: Any) -> None:
    """Add a legend without a frame; `size` is that of its font, in points."""
    owner.legend(handles=handles, prop=font_properties(size), **{**LEGEND, **look})


STEPS = (1.0, 2.0, 2.5, 5.0)  # between ticks, times a power of ten
MOST_TICKS, FEWEST_TICKS = 9, 2
NEAR = 1e-9  # steps: a limit as near to a tick as this is on it


class _Locator(MaxNLocator):
    """Round numbers as ticks, and limits as near to the data as they are.

    Matplotlib's own choice of ticks depends on a setting (`axes.autolimit_mode`) that holds for the whole process.
    """

    def _raw_ticks(self, low: float, high: float) -> NDArray[np.floating[Any]]:
        """Return round numbers from at most `low` to at least `high`, no more steps than were asked for."""
        asked: int | str = self._nbins  # type: ignore[attr-defined]
        axis: Any = self.axis
        most = asked if isinstance(asked, int) else max(1, min(MOST_TICKS, axis.get_tick_space()))
        power = math.floor(math.log10((high - low) / most))
        steps = [base * 10.0**exponent for exponent in range(power - 1, power + 2) for base in STEPS]
        fits = next(number for number, step in enumerate(steps) if step >= (high - low) / most)
        for step in reversed(steps[: fits + 1]):
            ticks = np.arange(math.floor(low / step + NEAR), math.ceil(high / step - NEAR) + 1) * step
            if ((ticks >= low) & (ticks <= high)).sum() >= FEWEST_TICKS:
                break
        return ticks

    def view_limits(self, dmin: float, dmax: float) -> tuple[float, float]:
        """Return the limits: those of the data, if there is any room between them."""
        return nonsingular(dmin, dmax, expander=1e-12, tiny=1e-13)


class Plot(Axes):
    """Axes that set every style property of their lines, areas and texts."""

    def __init__(self, figure: Figure, place: tuple[float, float, float, float], **given: Any) -> None:
        super().__init__(figure, place, facecolor="white", frameon=True, **given)
        self.margins(0.05)
        self.grid(False, which="both")
        self.tick_params(**_TICKS, **_SIDES)
        for axis in (self.xaxis, self.yaxis):
            axis.set_major_locator(_Locator(nbins="auto", steps=[1, 2, 2.5, 5, 10]))
            axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))

    def plot(self, x: Any, y: Any, mark: str = "", **look: Any) -> list[Line2D]:  # type: ignore[override]
        """Draw a line, or marks alone if `mark` says which."""
        return super().plot(x, y, **_line_look({"marker": mark, "linestyle": "none", **look} if mark else look))

    def axvline(self, x: float = 0, *args: Any, **look: Any) -> Line2D:
        """Draw a line from bottom to top."""
        return super().axvline(x, *args, **_line_look(look))

    def axhline(self, y: float = 0, *args: Any, **look: Any) -> Line2D:
        """Draw a line from left to right."""
        return super().axhline(y, *args, **_line_look(look))

    def axvspan(self, *args: Any, **look: Any) -> Any:
        """Fill an area from bottom to top."""
        return super().axvspan(*args, **{**AREA, **look})

    def barh(self, *args: Any, **look: Any) -> Any:
        """Draw a bar from the left."""
        return super().barh(*args, **{**AREA, "edgecolor": "none", **look})

    def fill_between(self, *args: Any, **look: Any) -> Any:
        """Fill the area between two lines."""
        return super().fill_between(*args, **{"antialiased": True, "linewidth": 0.0, **look})

    def text(self, *args: Any, **look: Any) -> Text:
        """Write text."""
        return super().text(*args, **{**LETTERS, **look})

    def annotate(self, *args: Any, **look: Any) -> Annotation:
        """Write text beside a place."""
        return super().annotate(*args, **{**LETTERS, **look})

    def set_title(self, label: str, *args: Any, **look: Any) -> Text:
        """Write the title over the axes."""
        return super().set_title(label, *args, **{"loc": "center", "y": 1.0, **LETTERS, **look})

    def set_xlabel(self, xlabel: str, *args: Any, **look: Any) -> Text:
        """Write what the horizontal axis shows."""
        return super().set_xlabel(xlabel, *args, **{"labelpad": 4.0, "loc": "center", **LETTERS, **look})

    def grid(self, visible: Any = None, *args: Any, **look: Any) -> None:
        """Draw lines at the ticks, or none."""
        if visible is False or not look:
            return super().grid(visible, *args, **look)
        return super().grid(visible, *args, **{"which": "major", **GRID, **look})


class Drawing(Figure):
    """A figure that sets every style property of its texts and, before it draws, of what matplotlib adds."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(
            figsize=(width, height), dpi=72, facecolor="white", edgecolor="white", linewidth=0.0, frameon=True,
        )  # fmt: skip
        self.set_layout_engine("none")

    def text(self, *args: Any, **look: Any) -> Text:
        """Write text."""
        return super().text(*args, **{**LETTERS, **look})

    def draw(self, renderer: Any) -> None:
        """Style what matplotlib has added, then draw the figure."""
        for axes in self.axes:
            for axis, place in ((axes.xaxis, ("center", "top")), (axes.yaxis, ("right", "center_baseline"))):
                _style_tick_labels(axis, *place)
        for artist in self.findobj():
            _set_remaining_styles(artist)
        super().draw(renderer)


def _style_tick_labels(axis: Axis, across: str, along: str) -> None:
    """Give tick labels, which matplotlib makes only now, the common font."""
    for label in axis.get_majorticklabels():
        label.set(**LETTERS)
        label.set(horizontalalignment=across, verticalalignment=along)


def _set_remaining_styles(artist: Artist) -> None:
    """Set what an artist's constructor takes no argument for, and what the parts of a legend aren't given."""
    artist.set_sketch_params(None)
    artist.set_path_effects([])
    match artist:
        case Annotation() if artist.arrow_patch is not None:
            _set_remaining_styles(artist.arrow_patch)
        case Text():
            artist.set(parse_math=False, usetex=False, antialiased=True)
        case Line2D():
            artist.set_antialiased(True)
            if artist.get_fillstyle() != "full":  # setting it rebuilds the marker, which is slow
                artist.set_fillstyle("full")
            _scale_dashes(artist)
        case Patch():
            artist.set_antialiased(True)
            artist.set_hatch_linewidth(HATCH_WIDTH)
        case Collection():
            artist.set_antialiased(True)


def _scale_dashes(line: Line2D) -> None:
    """Scale the dashes of a line with its width.

    Matplotlib does so only if `rcParams` say so, and offers no other way.
    """
    own: Any = line
    offset, pattern = own._unscaled_dash_pattern
    if pattern is not None:
        width = line.get_linewidth()
        own._dash_pattern = (offset * width, [part * width for part in pattern])
