"""Figures as SVG: saved with title and description, and made fit to stand in a page beside other figures."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure

from simulation.report.style import SETTINGS, printable

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


def save(figure: Figure, path: Path, title: str, description: str) -> Path:
    """Write a figure; the same figure, drawn under the style's settings, gives the same bytes."""
    buffer = io.BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=nothing)
    root = ElementTree.fromstring(buffer.getvalue())  # noqa: S314 (our own output)
    name = path.stem.replace("_", "-")
    _tidy(root, name)
    _described(root, name, title, description)
    ElementTree.register_namespace("", SVG)
    ElementTree.indent(root, " ")
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
    return path


def write(folder: Path, id: str, draw: Callable[[], Figure], title: str, description: str) -> Path:
    """Draw a figure in the common style, write it to a folder of results and return its file."""
    path = figure_path(folder, id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(SETTINGS):
        return save(draw(), path, title, description)


def inline(path: Path) -> str:
    """Return a written figure as it stands in a page of HTML: without declaration, namespace and size in points."""
    content = path.read_text(encoding="utf-8")
    start = content.index("<svg")
    content = content[start:].replace(f' xmlns="{SVG}"', "", 1)
    end = content.index(">")
    return re.sub(r' (width|height)="[^"]*"', "", content[:end]) + content[end:]
