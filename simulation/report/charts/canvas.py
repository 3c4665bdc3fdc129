"""What charts are drawn on: an SVG whose elements carry classes instead of colours, with a title that is read out."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

SIZE, SMALL = 14, 12  # of letters, in units that are pixels where the page shows the chart at its full width
WIDE = 0.58  # width of an average letter over its size
FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
# Used where a chart stands alone in a file; a page brings its own, for light and dark.
STYLE = (
    f"text{{font-family:{FONT};font-size:{SIZE}px;fill:#1b1f24}}.small{{font-size:{SMALL}px}}.muted{{fill:#595f66}}"
    ".halo{paint-order:stroke;stroke:#fff;stroke-width:4px}.strong{font-weight:600}.accent{fill:#12436d}.warm{fill:#c2410c}.mark-accent{fill:#12436d}.mark-warm{fill:#f46a25}"
    ".mark-muted{fill:#7b8288}.hollow{fill:#fff;stroke-width:2.5}.line-accent{stroke:#12436d}.line-warm{stroke:#f46a25}"
    ".line-muted{stroke:#7b8288}.rule{stroke:#dfe3e6}.zero{stroke:#1b1f24}.stop-accent{stop-color:#12436d}"
    ".stop-muted{stop-color:#7b8288}.stop-warm{stop-color:#f46a25}.paper{fill:#fff}.title{font-size:20px;font-weight:600}"
)


@dataclass
class Canvas:
    """An SVG under way; `id` has to be unique on its page."""

    id: str
    width: float
    height: float
    title: str
    description: str
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, look: str = "", anchor: str = "start") -> None:
        """Write words, their baseline at y."""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f'<text x="{_n(x)}" y="{_n(y)}"{_class(look)}{place}>{plain(words)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str, width: float = 1.0) -> None:
        """Draw a straight line."""
        ends = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
        self.parts.append(f'<line {ends}{_class(look)} stroke-width="{_n(width)}"/>')

    def dot(self, x: float, y: float, radius: float, look: str) -> None:
        """Draw a dot."""
        self.parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"{_class(look)}/>')

    def bar(
        self, x: float, y: float, width: float, height: float, look: str = "", fill: str = "", rx: float = 0
    ) -> None:
        """Draw a bar; `fill` names what `fading` made."""
        filled = f' fill="url(#{self.id}-{fill})"' if fill else ""
        box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        round_ends = f' rx="{_n(rx)}"' if rx else ""
        self.parts.append(f"<rect {box}{round_ends}{_class(look)}{filled}/>")

    def fading(self, name: str, middle: float, colour: str) -> str:
        """Define a fill, strongest at `middle` (0..1 of the bar) and fading towards both ends; return its name."""
        stops = "".join(
            f'<stop offset="{_n(place)}" stop-opacity="{strength}" class="stop-{colour}"/>'
            for place, strength in ((0, 0.12), (min(max(middle, 0.0), 1.0), 0.75), (1, 0.12))
        )
        self.parts.append(f'<linearGradient id="{self.id}-{name}">{stops}</linearGradient>')
        return name

    def area(self, points: Sequence[tuple[float, float]], look: str, strength: float = 0.18) -> None:
        """Fill the area within points."""
        ways = " ".join(f"{'M' if n == 0 else 'L'}{_n(x)} {_n(y)}" for n, (x, y) in enumerate(points))
        self.parts.append(f'<path d="{ways}Z" fill-opacity="{strength}"{_class(look)}/>')

    def svg(self) -> Markup:
        """Return the SVG; everything written on it is escaped."""
        title, description = f"{self.id}-title", f"{self.id}-desc"
        head = (
            f'<svg viewBox="0 0 {_n(self.width)} {_n(self.height)}" role="img" aria-labelledby="{title} {description}">'
            f'<title id="{title}">{plain(self.title)}</title>'
            f'<desc id="{description}">{plain(self.description)}</desc>'
        )
        return Markup(head + "".join(self.parts) + "</svg>")  # noqa: S704 (escaped above)


def alone(drawn: Canvas, title: str, subtitle: str, source: str) -> str:
    """Return a chart as a file of its own, with what it says above and where it is from below."""
    margin, head, foot = 24.0, 24.0 + 28.0 * len(lines_of(title, drawn.width, 20)) + 26.0, 44.0
    width, height = drawn.width + 2 * margin, drawn.height + head + foot
    frame = Canvas(drawn.id, width, height, title, drawn.description)
    frame.bar(0, 0, width, height, "paper")
    for number, line in enumerate(lines_of(title, drawn.width, 20)):
        frame.text(margin, margin + 20 + 28 * number, line, "title")
    frame.text(margin, head - 6, subtitle, "muted")
    frame.text(margin, height - 16, source, "small muted")
    inner = f'<g transform="translate({_n(margin)} {_n(head + 8)})">{"".join(drawn.parts)}</g>'
    frame.parts.insert(0, f"<style>{STYLE}</style>")
    frame.parts.append(inner)
    return str(frame.svg()).replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" ', 1)


def lines_of(words: str, width: float, size: float = SIZE) -> list[str]:
    """Return words broken into lines that fit a width."""
    return textwrap.wrap(words, max(8, int(width / (size * WIDE)))) or [""]


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from `low` to `high`, at most about `most` of them."""
    span = max(high - low, 1e-9)
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw - 1e-12)
    return [step * number for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def plain(words: str) -> str:
    """Return words that can stand in XML: without control characters, escaped."""
    return escape("".join(sign if sign.isprintable() else " " for sign in words))


def _class(look: str) -> str:
    return f" class={quoteattr(look)}" if look else ""


def _n(value: float) -> str:
    """Return a number of a drawing, short and the same on every platform."""
    shown = f"{value:.1f}" if abs(value) >= 1 or value == 0 else f"{value:.3f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
