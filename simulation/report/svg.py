"""Figures as SVG: saved with title and description, and made fit to stand in a page beside other figures."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline

from simulation.report import png
from simulation.report.drawing import Drawing
from simulation.report.fonts import Fonts
from simulation.report.style import POINTS_AN_INCH, printable

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
# Of the same width or narrower than the letters the layout was made with, so that nothing runs over.
LETTERS = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_FAMILY = re.compile(r"'DejaVu Sans'(?:,[^;]*)?")


def _renamed(value: str, name: str) -> str:
    return _REFERENCE.sub(lambda found: f"url(#{name}-{found[1]})", value)


def _tidy(root: ElementTree.Element, name: str) -> None:
    """Give every id the figure's name in front, so that no two figures of a page share one."""
    for node in root.iter():
        for key, value in list(node.attrib.items()):
            if key == "id":
                node.set(key, f"{name}-{value}")
            elif key == f"{{{XLINK}}}href":
                del node.attrib[key]
                node.set("href", f"#{name}-{value[1:]}")
            else:
                node.set(key, _FAMILY.sub(LETTERS, _renamed(value, name)))


def _described(root: ElementTree.Element, name: str, title: str, description: str) -> None:
    for node in root.findall(f"{{{SVG}}}defs"):
        for style in node.findall(f"{{{SVG}}}style"):  # it would hold for the whole page
            node.remove(style)
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    for kind, content in (("desc", description), ("title", title)):
        node = ElementTree.Element(f"{{{SVG}}}{kind}", {"id": f"{name}-{kind}"})
        node.text = printable(content)
        root.insert(0, node)


def figure_path(folder: Path, id: str) -> Path:
    """Return the file of a figure in a folder of results."""
    return folder / "figures" / f"{id}.svg"


class _Renderer(RendererSVG):
    """Matplotlib's renderer of SVG, without what it reads from the settings of the process."""

    def __init__(self, width: float, height: float, file: io.StringIO) -> None:
        self._fonts = Fonts()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        super().__init__(width, height, file, metadata=nothing)  # type: ignore[no-untyped-call]

    def _make_id(self, type: str, content: object) -> str:
        """Return an id that the content alone decides."""
        return f"{type}{hashlib.sha256(f'tilltro{content}'.encode()).hexdigest()[:10]}"

    def draw_path(self, gc: Any, path: Outline, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        path.should_simplify = False
        super().draw_path(gc, path, transform, rgbFace)  # type: ignore[no-untyped-call]

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,  # noqa: ARG002
        mtext: Any = None,
    ) -> None:
        """Write text as text: it can be searched, copied and scaled by the reader."""
        self._draw_text_as_text(gc, x, y, s, prop, angle, False, mtext)  # type: ignore[no-untyped-call]

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Return the heights of a line; else matplotlib asks for them in the process's list of fonts."""
        return self._fonts.heights(prop)

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: Any,  # noqa: ARG002
    ) -> tuple[float, float, float]:
        return self._fonts.measure(s, prop)


def _drawn(figure: Drawing) -> str:
    """Return a figure as matplotlib's SVG."""
    figure.set_dpi(POINTS_AN_INCH)
    file = io.StringIO()
    renderer = _Renderer(*figure.bbox.size, file)
    figure.draw(renderer)
    renderer.finalize()  # type: ignore[no-untyped-call]
    return file.getvalue()


def _plain_names(root: ElementTree.Element) -> None:
    """Take the namespace from every name and say it once: ElementTree's own list of prefixes is the whole process's."""
    for node in root.iter():
        node.tag = node.tag.removeprefix(f"{{{SVG}}}")
    attributes = dict(root.attrib)
    root.attrib.clear()
    root.attrib.update({"xmlns": SVG, **attributes})


def save(figure: Drawing, path: Path, title: str, description: str) -> Path:
    """Write a figure; the same figure gives the same bytes, whichever thread draws it."""
    root = ElementTree.fromstring(_drawn(figure))  # noqa: S314 (our own output)
    root.attrib.pop("id", None)  # of all pictures of a process
    name = path.stem.replace("_", "-")
    _tidy(root, name)
    _described(root, name, title, description)
    _plain_names(root)
    ElementTree.indent(root, " ")
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
    return path


def save_stacked(figures: Sequence[Drawing], path: Path, title: str, description: str) -> Path:
    """Write figures of one width below each other as one picture, on white."""
    name = path.stem.replace("_", "-")
    whole = ElementTree.Element(f"{{{SVG}}}svg", {"version": "1.1"})
    below = 0.0
    for number, figure in enumerate(figures):
        part = ElementTree.fromstring(_drawn(figure))  # noqa: S314 (our own output)
        part.attrib.pop("id", None)
        _tidy(part, f"{name}-{number}")
        for node in part.findall(f"{{{SVG}}}metadata"):
            part.remove(node)
        width, height = (POINTS_AN_INCH * side for side in (figure.get_figwidth(), figure.get_figheight()))
        part.attrib.update({"x": "0", "y": f"{below:g}", "width": f"{width:g}", "height": f"{height:g}"})
        below += height
        whole.append(part)
    whole.attrib.update({"width": f"{width:g}pt", "height": f"{below:g}pt", "viewBox": f"0 0 {width:g} {below:g}"})
    _described(whole, name, title, description)
    _plain_names(whole)
    path.write_bytes(ElementTree.tostring(whole, encoding="utf-8", xml_declaration=True))
    return path


def write(folder: Path, id: str, draw: Callable[[], Drawing], title: str, description: str) -> Path:
    """Draw a figure, write it to a folder of results and return its file."""
    return _written(folder, id, draw(), title, description)


def write_both(folder: Path, id: str, draw: Callable[[], Drawing], title: str, description: str) -> Path:
    """Draw a figure, write it to a folder of results as SVG and as PNG, for slides, and return the first file."""
    figure = draw()
    path = _written(folder, id, figure, title, description)
    png.save(figure, path.with_suffix(".png"))
    return path


def _written(folder: Path, id: str, figure: Drawing, title: str, description: str) -> Path:
    path = figure_path(folder, id)
    path.parent.mkdir(parents=True, exist_ok=True)
    return save(figure, path, title, description)


def inline(path: Path) -> str:
    """Return a written figure as it stands in a page of HTML: without declaration, namespace and size in points."""
    content = path.read_text(encoding="utf-8")
    start = content.index("<svg")
    content = content[start:].replace(f' xmlns="{SVG}"', "", 1)
    end = content.index(">")
    return re.sub(r' (width|height)="[^"]*"', "", content[:end]) + content[end:]
