"""Reads a page as a browser does: tables, headings, ids and running text."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "path", "use", "img"}


class Reader(HTMLParser):
    """Collects what the tests look at."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._table = ""
        self._cell: str | None = None
        self._is_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.elements.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        for name in ("href", "aria-labelledby"):
            value = found.get(name) or ""
            self.references += [part.removeprefix("#") for part in value.split()]
        if tag == "table":
            self._table = str(found.get("id", f"table {len(self.tables)}"))
            self.tables[self._table] = []
        elif tag == "tr":
            self.tables[self._table].append([])
        elif tag in ("td", "th"):
            self._cell = ""
        elif tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(tag)
        self._is_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            assert self._cell is not None
            self.tables[self._table][-1].append(" ".join(self._cell.split()))
            self._cell = None
        if tag == "style":
            self._is_style = False

    def handle_data(self, data: str) -> None:
        if not self._is_style:
            self.text += data
        if self._cell is not None:
            self._cell += data
