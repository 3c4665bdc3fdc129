"""Figures as PNG, for programs that can't show SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path as Outline
from numpy.typing import NDArray
from PIL import Image

from simulation.report.drawing import Drawing
from simulation.report.fonts import Fonts

DOTS_AN_INCH = 200
_UNITS = 64.0  # of a font, to a dot


class _GraphicsContext(GraphicsContextBase):
    """Treats snap=False (from `path.snap`) as "let matplotlib decide"."""

    def get_snap(self) -> bool | None:
        """Return True if lines are moved onto whole pixels, None if matplotlib decides."""
        return super().get_snap() or None


class _Renderer(RendererAgg):
    """Matplotlib's renderer of pixels, without what it reads from `rcParams`."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)  # type: ignore[no-untyped-call]
        self._fonts = Fonts()

    def new_gc(self) -> GraphicsContextBase:
        """Return a new graphics context."""
        return _GraphicsContext()

    def draw_path(self, gc: Any, path: Outline, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        path.should_simplify = False
        super().draw_path(gc, path, transform, rgbFace)  # type: ignore[no-untyped-call]

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Return the heights of a line; else matplotlib asks for them in the process's list of fonts."""
        return self._fonts.heights(prop, self.dpi)

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: Any,  # noqa: ARG002
    ) -> tuple[float, float, float]:
        font = self._set(s, prop)
        width, height = font.get_width_height()
        return width / _UNITS, height / _UNITS, font.get_descent() / _UNITS

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,  # noqa: ARG002
        mtext: Any = None,  # noqa: ARG002
    ) -> None:
        font = self._set(s, prop)
        font.draw_glyphs_to_bitmap(antialiased=True)
        left, down = (part / _UNITS for part in font.get_bitmap_offset())
        descent = font.get_descent() / _UNITS
        self._renderer.draw_text_image(font.get_image(), round(x + left), round(y + down + descent) + 1, angle, gc)

    def _set(self, text: str, letters: FontProperties) -> Any:
        font = self._fonts.font(letters)
        font.set_size(letters.get_size_in_points(), self.dpi)
        font.set_text(text, 0.0, flags=LoadFlags.DEFAULT)
        return font


def save(figure: Drawing, path: Path) -> Path:
    """Write a figure as PNG; the same figure gives the same bytes."""
    return save_stacked([figure], path)


def save_stacked(figures: Sequence[Drawing], path: Path) -> Path:
    """Write figures of one width below each other as one PNG; the same figures give the same bytes."""
    dots = np.concatenate([_dots(figure) for figure in figures])
    Image.fromarray(dots).save(path, format="png", dpi=(DOTS_AN_INCH, DOTS_AN_INCH))
    return path


def _dots(figure: Drawing) -> NDArray[np.uint8]:
    """Return a figure's dots [height, width, 4]."""
    figure.set_dpi(DOTS_AN_INCH)
    width, height = (round(side) for side in figure.bbox.size)
    renderer = _Renderer(width, height, DOTS_AN_INCH)
    figure.draw(renderer)
    return np.array(renderer.buffer_rgba())  # type: ignore[no-untyped-call]
