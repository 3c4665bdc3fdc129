"""The application: which address leads to what.

Pages are made in worker threads, comparisons in those of `runs`; what waits, waits without a thread.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from importlib import resources
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from simulation.base.errors import Cancelled, InputError
from simulation.base.texts import LANGUAGES
from simulation.report.answer.block import command_of
from simulation.study.contrasts.tables import Tables
from simulation.web import api, handed_on, pages
from simulation.web.addresses import LANGUAGE, TABLE, UPLOAD, Asked, read_address, read_language
from simulation.web.beside import beside_form, beside_page, read_other, without_other
from simulation.web.decide import decide_page, job_page, read_wanted
from simulation.web.evidence import evidence_page
from simulation.web.follow import FollowAsked, follow_links, follow_page, read_follow, story_page
from simulation.web.jobs import Jobs
from simulation.web.lesson.pages import css, offline_file, script
from simulation.web.pages import DOWNLOADS, Where
from simulation.web.runs import Run, Runs, Status, comparison_of
from simulation.web.safety import LOOPBACK, WHOLE_PAGE, Buckets, Guard
from simulation.web.store import Store
from simulation.web.uploads import Uploads, read_form

SECONDS_AT_ONCE = 0.7  # that a visitor waits for the answer itself before a picture of part of it is shown
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_BETWEEN_STRIPS = 0.4
MORE_DRAWN = 1.25  # times as many replications as before: less hardly narrows a strip, and each picture takes its time
DEADLINE = 120.0  # seconds that a download or the API waits for a comparison
MOST_STORIES = 30  # pages that are kept, of some 100 KB
STATIC = {
    "page.css": ("simulation.report", "page.css", "text/css; charset=utf-8"),
    "web.css": ("simulation.web", "static/web.css", "text/css; charset=utf-8"),
    "live.js": ("simulation.web", "static/live.js", "text/javascript; charset=utf-8"),
    "job.js": ("simulation.web", "static/job.js", "text/javascript; charset=utf-8"),
    "form.js": ("simulation.web", "static/form.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("simulation.web", "static/icon.svg", "image/svg+xml"),
}
LESSON_FILES: dict[str, tuple[Callable[[], str], str]] = {
    "lesson.css": (css, "text/css; charset=utf-8"),
    "lesson.js": (script, "text/javascript; charset=utf-8"),
}
A_YEAR = "public, max-age=31536000, immutable"


@dataclass
class Site:
    """One running site: its runs, and the path before all its addresses."""

    runs: Runs
    jobs: Jobs
    base: str = ""
    uploads: Uploads = field(default_factory=Uploads)
    stories: dict[str, bytes] = field(default_factory=dict)  # pages by content hash, the latest at the end
    n_making: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))  # reports and workbooks at a time

    def where(self, request: Request) -> Where:
        """Return where a page stands; a language that isn't asked for is the browser's."""
        pairs = request.query_params.multi_items()
        query = tuple(pair for pair in pairs if pair[0] != LANGUAGE)
        given = request.query_params.get(LANGUAGE, "")
        language = given if given in LANGUAGES else preferred_language(request.headers.get("accept-language", ""))
        return Where(self.base, request.url.path.removeprefix(self.base) or "/", query, language)

    def asked(self, request: Request) -> Asked:
        """Return the comparison that an address asks for.

        Raises:
            InputError: if its settings aren't allowed.
        """
        return read_address(self._pairs(request), self.uploads.find)

    def _pairs(self, request: Request) -> list[tuple[str, str]]:
        """Return what stands in an address, the browser's language where it names none."""
        pairs = request.query_params.multi_items()
        if not request.query_params.get(LANGUAGE):
            pairs.append((LANGUAGE, self.where(request).language))
        return pairs

    async def start(self, request: Request) -> Response:
        """Show the start page."""
        return await _page(pages.start_page, self.where(request))

    async def compare(self, request: Request) -> Response:
        """Show the form, the picture of a comparison that is being computed, or its answer."""
        where = self.where(request)
        if request.method == "POST":
            return await self._with_table(request, where)
        if not any(value for _, value in where.query):
            return await _page(pages.own_page, where)
        asked = await run_in_threadpool(self.asked, request)
        tables = await self._tables(asked, SECONDS_AT_ONCE, request)
        if isinstance(tables, Run):
            return await _page(pages.wait_page, where, tables, asked, self.runs.is_ready.is_set())
        return await _page(pages.answer_page, where, asked, tables, follow_links(where, asked))

    async def beside(self, request: Request) -> Response:
        """Show an answer and an earlier one side by side; what isn't computed yet is waited for."""
        where = self.where(request)
        pairs, given = without_other(self._pairs(request))
        asked = await run_in_threadpool(read_address, pairs, self.uploads.find)
        if not given:
            return await _page(beside_form, where)
        other = await run_in_threadpool(read_other, given, where.language, self.uploads.find)
        both = []
        for one in (asked, other):
            tables = await self._tables(one, SECONDS_AT_ONCE, request)
            if isinstance(tables, Run):
                return await _page(pages.wait_page, where, tables, one, self.runs.is_ready.is_set())
            both.append((one, tables))
        return await _page(beside_page, where, both)

    async def live(self, request: Request) -> Response:
        """Tell how a comparison goes on, strip by strip, until it is over."""
        asked = await run_in_threadpool(self.asked, request)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}  # or a proxy would hold the events back
        return StreamingResponse(self._events(request, asked), media_type="text/event-stream", headers=headers)

    async def report(self, request: Request) -> Response:
        """Show the whole report."""
        asked, tables = await self._finished(request)
        async with self.n_making:
            content = await run_in_threadpool(lambda: handed_on.report(comparison_of(asked, tables)))
        return HTMLResponse(content, headers={"content-security-policy": WHOLE_PAGE})

    async def follow(self, request: Request) -> Response:
        """Show whom one can follow."""
        return await _page(follow_page, self.where(request))

    async def story(self, request: Request) -> Response:
        """Show one person's story, computed when it is asked for.

        Raises:
            HTTPException: if it takes too long to wait for.
            InputError: if its settings aren't allowed.
        """
        followed = await run_in_threadpool(read_follow, self._pairs(request))
        content = self.stories.get(followed.content_hash)
        if content is None:
            async with self.n_making:
                content = await self._made(request, followed)
            self.stories[followed.content_hash] = content
            while len(self.stories) > MOST_STORIES:
                del self.stories[next(iter(self.stories))]
        return HTMLResponse(content, headers={"content-security-policy": WHOLE_PAGE})

    async def decide(self, request: Request) -> Response:
        """Show the form of a question that takes long to answer, how far its answer is, or the answer."""
        where, path = self.where(request), self.where(request).path
        if request.method == "POST":
            kept = await self._kept(request)
            await run_in_threadpool(read_wanted, path, kept, self.uploads.find)
            return RedirectResponse(where.href(path, urlencode(kept)), HTTPStatus.SEE_OTHER)
        if not any(value for _, value in where.query):
            return await _page(decide_page, where, path)
        wanted = await run_in_threadpool(read_wanted, path, self._pairs(request), self.uploads.find)
        job = self.jobs.begin(wanted.key, wanted.make)
        ends = time.monotonic() + SECONDS_AT_ONCE
        while not job.is_over and time.monotonic() < ends:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        if job.error is not None:
            raise job.error
        if job.result is None:
            return await _page(job_page, where, path, wanted, job)
        return HTMLResponse(job.result, headers={"content-security-policy": WHOLE_PAGE})

    async def _made(self, request: Request, followed: FollowAsked) -> bytes:
        """Return a story's page, given up when the visitor leaves or the deadline passes."""
        stop = threading.Event()

        def make() -> bytes:
            self.runs.is_ready.wait(DEADLINE)
            return story_page(followed, stop.is_set)

        making, ends = asyncio.ensure_future(run_in_threadpool(make)), time.monotonic() + DEADLINE
        while not making.done():
            await asyncio.wait({making}, timeout=SECONDS_BETWEEN_STRIPS)
            if time.monotonic() > ends or await request.is_disconnected():
                stop.set()
        try:
            return await making
        except Cancelled as error:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, headers={"retry-after": "10"}) from error

    async def download(self, request: Request) -> Response:
        """Send a file."""
        kind = request.path_params["kind"]
        if kind not in DOWNLOADS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        asked, tables = await self._finished(request)
        async with self.n_making:
            file = await run_in_threadpool(lambda: handed_on.make_file(kind, comparison_of(asked, tables), asked))
        return _sent(file)

    async def own_policy(self, request: Request) -> Response:
        """Send the file of a composed policy, for which nothing need be computed."""
        asked = await run_in_threadpool(self.asked, request)
        if asked.composed is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _sent(handed_on.own_policy(asked.composed))

    async def lesson(self, request: Request) -> Response:
        """Show one of the pages of the lesson, whose numbers are shipped."""
        where = self.where(request)
        view = next(name for name, path in pages.LESSON.items() if path == where.path)
        return await _page(pages.lesson_page, where, view)

    async def lesson_file(self, request: Request) -> Response:
        """Send the lesson as one file that needs no network."""
        language = self.where(request).language
        content = await run_in_threadpool(offline_file, language)
        headers = {"content-disposition": f"attachment; filename=tilltro_lesson_{language}.html"}
        return HTMLResponse(content, headers=headers)

    async def evidence(self, request: Request) -> Response:
        """Show published figures, parameters, policies and worlds, or those that were searched for."""
        return await _page(evidence_page, self.where(request), request.query_params.get("q", ""))

    async def api_compare(self, request: Request) -> Response:
        """Answer a comparison in numbers."""
        asked, tables = await self._finished(request)
        comparison = comparison_of(asked, tables)
        found = await run_in_threadpool(lambda: api.comparison(comparison, command_of(comparison), asked.composed))
        return api.answer(found)

    async def api_list(self, request: Request) -> Response:
        """Answer with one of the lists."""
        language = read_language(request.query_params.get(LANGUAGE) or LANGUAGES[0])
        name = request.path_params["name"]
        if name not in api.LISTS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return api.answer(await run_in_threadpool(api.LISTS[name], language))

    async def api_description(self, request: Request) -> Response:
        """Answer with the description of the API."""
        return api.answer(await run_in_threadpool(api.description, self.base))

    async def static(self, request: Request) -> Response:
        """Send one of the files that pages load."""
        name = request.path_params["name"]
        if name in LESSON_FILES:
            make, kind = LESSON_FILES[name]
            content = make().encode()
        elif name in STATIC:
            package, path, kind = STATIC[name]
            content = resources.files(package).joinpath(path).read_bytes()
        else:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Response(content, media_type=kind, headers={"cache-control": A_YEAR})

    async def icon(self, request: Request) -> Response:
        """Lead to the icon, for which browsers ask by this name too."""
        return RedirectResponse(f"{self.base}/static/icon.svg", HTTPStatus.TEMPORARY_REDIRECT)

    async def health(self, request: Request) -> Response:
        """Say that the site is there."""
        return PlainTextResponse("ok\n")

    async def home(self, request: Request) -> Response:
        """Lead to the start page."""
        return RedirectResponse(f"{self.base}/", HTTPStatus.TEMPORARY_REDIRECT)

    async def _with_table(self, request: Request, where: Where) -> Response:
        """Keep the table that was sent, and lead to the comparison with it."""
        kept = await self._kept(request)
        asked = await run_in_threadpool(read_address, kept, self.uploads.find)
        return RedirectResponse(where.href(pages.COMPARE, asked.own_query()), HTTPStatus.SEE_OTHER)

    async def _kept(self, request: Request) -> list[tuple[str, str]]:
        """Return the fields of a form that was sent, its table kept and named by its hash and its word."""
        pairs, file = await read_form(request)
        kept = [(name, value) for name, value in pairs if name not in (TABLE, UPLOAD) and value.strip()]
        if file is not None:
            kept += [(TABLE, file.digest), (UPLOAD, self.uploads.keep(file))]
        return kept

    async def _tables(self, asked: Asked, seconds: float, request: Request) -> Tables | Run:
        """Return the tables of a comparison; its run if it takes longer than so many seconds.

        Raises:
            InputError: if it can't be computed.
        """
        tables = await run_in_threadpool(self.runs.finished, asked)
        if tables is not None:
            return tables
        run = await run_in_threadpool(self.runs.begin, asked)
        ends, has_left = time.monotonic() + seconds, False
        with run.followed():
            while not run.is_over and not has_left and time.monotonic() < ends:
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
                has_left = await request.is_disconnected()
        if not has_left:
            run.look()  # the page that is sent now follows it soon, or asks again without scripts
        if run.status is Status.FAILED and run.error is not None:
            raise run.error
        return run if run.result is None else run.result

    async def _finished(self, request: Request) -> tuple[Asked, Tables]:
        """Return the tables of the comparison that an address asks for, computed if need be.

        Raises:
            HTTPException: if it takes too long to wait for.
            InputError: if it can't be computed.
        """
        asked = await run_in_threadpool(self.asked, request)
        tables = await self._tables(asked, DEADLINE, request)
        if isinstance(tables, Run):
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, headers={"retry-after": "10"})
        return asked, tables

    async def _events(self, request: Request, asked: Asked) -> AsyncIterator[str]:
        run = self.runs.under_way(asked)
        if run is not None:
            with run.followed():
                async for event in self._strips(request, asked, run):
                    yield event
            if not run.is_over:
                return
        yield "event: over\ndata: {}\n\n"

    async def _strips(self, request: Request, asked: Asked, run: Run) -> AsyncIterator[str]:
        """Tell of a run each time that there is more, until it is over or the visitor has left."""
        seen, drawn = -1, 0
        while not run.is_over and not await request.is_disconnected():
            if run.n_done != seen:
                seen = run.n_done
                is_drawn = seen >= drawn * MORE_DRAWN
                told = await run_in_threadpool(_told, run, asked, self.runs.is_ready.is_set(), is_drawn)
                drawn = seen if is_drawn else drawn
                yield f"event: strip\ndata: {json.dumps(told)}\n\n"
            else:
                yield ": waiting\n\n"
            await asyncio.sleep(SECONDS_BETWEEN_STRIPS)


def make_app(
    store: Store,
    n_workers: int | None = None,
    base: str = "",
    hosts: Collection[str] = LOOPBACK,
    buckets: Buckets | None = None,
    first: Callable[[], None] | None = None,
) -> Starlette:
    """Return the application.

    Args:
        store: of results.
        n_workers: how many replications are computed at a time; default: as many as there are cores.
        base: the path before all addresses, such as "/tilltro"; empty for none.
        hosts: names under which it may be asked; any other is refused.
        buckets: how often one address may ask.
        first: what is done in the background before the model is made ready.
    """
    runs = Runs(store, n_workers or os.cpu_count() or 1, first)
    jobs = Jobs(runs.is_ready)
    site = Site(runs, jobs, base)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(jobs.close)
        await run_in_threadpool(runs.close)

    async def refuse(scope: Scope, status: int) -> ASGIApp:
        return await _failed(site, Request(scope), status)

    async def on_input_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)  # noqa: S101 (it is registered for nothing else)
        return await _wrong(site, request, error)

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        return await _failed(site, request, error.status_code, error.headers)

    async def on_leaving(request: Request, error: Exception) -> Response:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there any more to read it

    async def on_error(request: Request, error: Exception) -> Response:
        return await _failed(site, request, HTTPStatus.INTERNAL_SERVER_ERROR)

    app = Starlette(
        routes=_routes(site, base),
        lifespan=lifespan,
        middleware=[Middleware(Guard, hosts=hosts, refuse=refuse, buckets=buckets)],
        exception_handlers={
            InputError: on_input_error,
            HTTPException: on_http_error,
            ClientDisconnect: on_leaving,
            Exception: on_error,
        },
    )
    app.state.runs = runs
    return app


def _routes(site: Site, base: str) -> list[Route]:
    routes = [
        Route(f"{base}/", site.start),
        Route(f"{base}/compare", site.compare, methods=["GET", "POST"]),
        Route(f"{base}/compare/live", site.live),
        Route(f"{base}{pages.BESIDE}", site.beside),
        Route(f"{base}/report", site.report),
        Route(f"{base}{pages.OWN_POLICY}", site.own_policy),
        Route(f"{base}/download/{{kind}}", site.download),
        Route(f"{base}{pages.FOLLOW}", site.follow),
        Route(f"{base}{pages.STORY}", site.story),
        *(
            Route(f"{base}{path}", site.decide, methods=["GET", *(["POST"] if path == pages.OFFICE else [])])
            for path in pages.DECIDE.values()
        ),
        *(Route(f"{base}{path}", site.lesson) for path in pages.LESSON.values()),
        Route(f"{base}/lesson-file", site.lesson_file),
        Route(f"{base}/evidence", site.evidence),
        Route(f"{base}/static/{{name}}", site.static),
        Route(f"{base}/favicon.ico", site.icon),
        Route(f"{base}/health", site.health),
        Route(f"{base}/api/openapi.json", site.api_description),
        Route(f"{base}/api/compare", site.api_compare),
        Route(f"{base}/api/{{name}}", site.api_list),
    ]
    return [*routes, Route(base, site.home)] if base else routes


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


async def _page[**Given](make: Callable[Given, str], *args: Given.args, **kwargs: Given.kwargs) -> HTMLResponse:
    return HTMLResponse(await run_in_threadpool(make, *args, **kwargs))


def _sent(file: handed_on.File) -> Response:
    return Response(
        file.content,
        media_type=file.kind,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"},
    )


def _told(run: Run, asked: Asked, is_ready: bool, is_drawn: bool) -> dict[str, object]:
    return {
        "n_done": run.n_done,
        "n_asked": run.n_asked,
        "words": pages.progress_words(run, asked.language, is_ready),
        "strips": pages.strips(run, asked) if is_drawn else "",  # empty: those before stay
    }


async def _wrong(site: Site, request: Request, error: InputError) -> Response:
    """Answer wrong input with its sentence, above the form where it came from there."""
    where = site.where(request)
    if where.path.startswith("/api"):
        return api.problem(HTTPStatus.BAD_REQUEST, error.sentence(where.language))
    sentence = error.sentence(where.language)
    makers: dict[str, Callable[[], str]] = {
        pages.COMPARE: lambda: pages.own_page(where, None, sentence),
        pages.BESIDE: lambda: beside_form(where, sentence),
        pages.STORY: lambda: follow_page(where, sentence),
        **{path: partial(decide_page, where, path, sentence) for path in pages.DECIDE.values()},
    }
    content = await run_in_threadpool(makers.get(where.path, lambda: pages.error_page(where, 400, sentence)))
    return HTMLResponse(content, HTTPStatus.BAD_REQUEST)


async def _failed(site: Site, request: Request, status: int, headers: object = None) -> Response:
    where = site.where(request)
    if where.path.startswith("/api"):
        return api.problem(status, HTTPStatus(status).phrase)
    content = await run_in_threadpool(pages.error_page, where, status)
    return HTMLResponse(content, status, headers=dict(headers) if isinstance(headers, dict) else None)
