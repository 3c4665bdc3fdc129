"""The running site: what all pages share, and how a request is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from simulation.base.texts import LANGUAGES, text
from simulation.web.addresses import FILES, LANGUAGE, TABLE, UPLOAD, Asked, read_address, read_address_cached
from simulation.web.downloads import File
from simulation.web.jobs import Jobs
from simulation.web.pages import Where, with_way_back
from simulation.web.runs import Runs
from simulation.web.safety import LONGEST_TARGET, WHOLE_PAGE
from simulation.web.uploads import Uploads, read_form

MOST_MADE_AT_ONCE = 2  # reports, workbooks and stories
SECONDS_AT_ONCE = 0.7  # that a visitor waits for an answer itself before the page shows how far it is
SECONDS_BETWEEN_LOOKS = 0.1  # at whether it is there
DEADLINE = 120.0  # seconds that a visitor waits for what isn't there yet before a page says so


@dataclass
class Site:
    """One running site: its runs, and the path before all its addresses."""

    runs: Runs
    jobs: Jobs
    base: str = ""
    uploads: Uploads = field(default_factory=Uploads)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_MADE_AT_ONCE))

    @asynccontextmanager
    async def making(self, request: Request) -> AsyncIterator[None]:
        """Wait until a report, workbook or story may be made; few are at a time.

        Raises:
            ClientDisconnect: if the visitor has left meanwhile.
            HTTPException: if it takes too long.
        """
        try:
            await asyncio.wait_for(self._places.acquire(), DEADLINE)
        except TimeoutError as error:
            raise later() from error
        try:
            if await request.is_disconnected():
                raise ClientDisconnect
            yield
        finally:
            self._places.release()

    def where(self, request: Request) -> Where:
        """Return a page's place; the fields of a posted form count as its query.

        A language that isn't asked for is the browser's.
        """
        pairs = getattr(request.state, "form", request.query_params.multi_items())
        query = tuple(pair for pair in pairs if pair[0] != LANGUAGE)
        given = dict(pairs).get(LANGUAGE, "")
        language = given if given in LANGUAGES else preferred_language(request.headers.get("accept-language", ""))
        return Where(self.base, request.url.path.removeprefix(self.base) or "/", query, language)

    def asked(self, request: Request) -> Asked:
        """Return the comparison that an address asks for.

        Raises:
            InputError: if its settings aren't allowed.
        """
        pairs = self.pairs(request)
        if {UPLOAD, TABLE} & {name for name, _ in pairs}:
            return read_address(pairs, self.uploads.find)
        return read_address_cached(tuple(pairs))

    def pairs(self, request: Request) -> list[tuple[str, str]]:
        """Return the settings of an address, with the browser's language where it names none."""
        pairs = request.query_params.multi_items()
        if not request.query_params.get(LANGUAGE):
            pairs.append((LANGUAGE, self.where(request).language))
        return pairs

    async def kept(self, request: Request) -> list[tuple[str, str]]:
        """Return the fields of a form that was sent, its files kept, each named by its hash and its word.

        Should they be refused, `where` tells them to the page that says so.

        Raises:
            HTTPException: if it holds more than an address may.
            InputError: if it can't be understood.
        """
        pairs, files = await read_form(request)
        of_files = {part for name in files for part in (name, FILES[name])}  # those that were kept before are replaced
        kept = [(name, value) for name, value in pairs if name not in of_files and value.strip()]
        if len(urlencode(kept)) > LONGEST_TARGET:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        for name, file in files.items():
            kept += [(name, file.digest), (FILES[name], self.uploads.keep(file))]
        request.state.form = kept
        return kept


def later() -> HTTPException:
    """Return what is raised where a visitor has waited too long."""
    return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, headers={"retry-after": "10"})


def preferred_language(accepted: str) -> str:
    """Return the language that a browser likes best among ours, English where it likes none."""
    liked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted[:500].split(",")):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        language = name.partition("-")[0].lower()
        if language in LANGUAGES:
            liked.append((-weight, place, language))
    return min(liked)[2] if liked else LANGUAGES[0]


async def shown[**Given](make: Callable[Given, str], *args: Given.args, **kwargs: Given.kwargs) -> HTMLResponse:
    """Return a page, made in a thread."""
    return HTMLResponse(await run_in_threadpool(make, *args, **kwargs))


def standing_alone(content: bytes, where: Where, again: str, label: str) -> HTMLResponse:
    """Return a self-contained page with a link back; `label` is the text of the link to `again`."""
    page = with_way_back(content, where, again, text(f"web.way_back.{label}", where.language))
    return HTMLResponse(page, headers={"content-security-policy": WHOLE_PAGE})


def sent(file: File) -> Response:
    """Return a file to be kept."""
    return Response(
        file.content,
        media_type=file.kind,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"},
    )
