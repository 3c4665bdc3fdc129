"""The font of figures: one family that comes with matplotlib, measured without `rcParams`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

FAMILY = "DejaVu Sans"  # the layout is the same everywhere
LETTERS: dict[str, Any] = {  # of every text; size, weight and style may be others
    "fontfamily": FAMILY,
    "fontstyle": "normal",
    "fontvariant": "normal",
    "fontweight": "normal",
    "fontstretch": "normal",
    "parse_math": False,  # a dollar sign in a policy's name is a dollar sign
    "usetex": False,
    "antialiased": True,
}
_SIZE, _DOTS = 100.0, 72.0  # a text is measured large, in points, and scaled down
_UNITS = 64.0  # of a font, to a dot


def font_properties(size: float, weight: str = "normal") -> FontProperties:
    """Return font properties with every field set, so that none comes from `rcParams`; `size` in points."""
    return FontProperties(family=FAMILY, style="normal", variant="normal", weight=weight, stretch="normal", size=size)


class Fonts:
    """The fonts of one drawing, opened for it alone: threads share none, and `rcParams` choose none."""

    def __init__(self) -> None:
        self._opened: dict[str, FT2Font] = {}
        self._heights: dict[FT2Font, Any] = {}

    def font(self, letters: FontProperties) -> FT2Font:
        """Return the font of some properties; its size is not set yet."""
        bold = "Bold" if letters.get_weight() == "bold" else ""
        kind = bold + ("Oblique" if letters.get_style() == "italic" else "")
        if kind not in self._opened:
            name = f"DejaVuSans-{kind}.ttf" if kind else "DejaVuSans.ttf"
            self._opened[kind] = FT2Font(Path(matplotlib.get_data_path(), "fonts", "ttf", name))
        return self._opened[kind]

    def measure(self, text: str, letters: FontProperties) -> tuple[float, float, float]:
        """Return width, height and descent of a line of text in points."""
        font = self.font(letters)
        font.set_size(_SIZE, _DOTS)
        font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
        width, height = font.get_width_height()
        scale = letters.get_size_in_points() / _SIZE / _UNITS
        return width * scale, height * scale, font.get_descent() * scale

    def heights(self, letters: FontProperties, dots: float = _DOTS) -> tuple[float, float, float]:
        """Return what stands above and below the line, and the gap to the next, at so many dots an inch."""
        font = self.font(letters)
        if font not in self._heights:
            self._heights[font] = font.get_sfnt_table("OS/2")
        table = self._heights[font]
        scale = letters.get_size_in_points() / font.units_per_EM * dots / _DOTS
        return table["sTypoAscender"] * scale, -table["sTypoDescender"] * scale, table["sTypoLineGap"] * scale
