"""Comparisons: the form, the picture while one is computed, the answer, and what a visitor takes along."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from simulation.report.answer.block import command_of
from simulation.study.contrasts.tables import Tables
from simulation.web import api, downloads, pages
from simulation.web.addresses import Asked, read_address
from simulation.web.beside import beside_form, beside_page, read_other, without_other
from simulation.web.events import events
from simulation.web.follow import follow_links
from simulation.web.pages import DOWNLOADS, Where
from simulation.web.runs import Run, Status, comparison_of
from simulation.web.site import (
    DEADLINE,
    SECONDS_AT_ONCE,
    SECONDS_BETWEEN_LOOKS,
    Site,
    later,
    sent,
    shown,
    standing_alone,
)


@dataclass
class Comparisons:
    """Handles requests for comparisons."""

    site: Site

    async def compare(self, request: Request) -> Response:
        """Show the form, the picture of a comparison that is being computed, or its answer."""
        where = self.site.where(request)
        if request.method == "POST":
            return await self._with_table(request, where)
        if not any(value for _, value in where.query):
            return await shown(pages.own_page, where)
        asked = await run_in_threadpool(self.site.asked, request)
        tables = await self._tables(asked, SECONDS_AT_ONCE, request)
        if isinstance(tables, Run):
            return await shown(pages.wait_page, where, tables, asked, self.site.runs.is_ready.is_set())
        return await shown(pages.answer_page, where, asked, tables, follow_links(where, asked))

    async def beside(self, request: Request) -> Response:
        """Show an answer and an earlier one side by side; what isn't computed yet is waited for."""
        where = self.site.where(request)
        pairs, given = without_other(self.site.pairs(request))
        asked = await run_in_threadpool(read_address, pairs, self.site.uploads.find)
        if not given:
            return await shown(beside_form, where)
        other = await run_in_threadpool(read_other, given, where.language, self.site.uploads.find)
        both = []
        for one in (asked, other):
            tables = await self._tables(one, SECONDS_AT_ONCE, request)
            if isinstance(tables, Run):
                return await shown(pages.wait_page, where, tables, one, self.site.runs.is_ready.is_set())
            both.append((one, tables))
        return await shown(beside_page, where, both)

    async def live(self, request: Request) -> Response:
        """Stream a comparison's progress, strip by strip, until it is over."""
        asked = await run_in_threadpool(self.site.asked, request)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}  # or a proxy would hold the events back
        return StreamingResponse(
            events(self.site.runs, request, asked), media_type="text/event-stream", headers=headers
        )

    async def report(self, request: Request) -> Response:
        """Show the whole report."""
        asked, tables = await self._finished(request)
        async with self.site.making(request):
            content = await run_in_threadpool(lambda: downloads.report(comparison_of(asked, tables)))
        where = self.site.where(request)
        return standing_alone(content, where, where.href(pages.COMPARE, asked.own_query()), "to_answer")

    async def download(self, request: Request) -> Response:
        """Send a file."""
        kind = request.path_params["kind"]
        if kind not in DOWNLOADS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        asked, tables = await self._finished(request)
        async with self.site.making(request):
            file = await run_in_threadpool(lambda: downloads.make_file(kind, comparison_of(asked, tables), asked))
        return sent(file)

    async def own_policy(self, request: Request) -> Response:
        """Send the file of a composed policy, for which nothing need be computed."""
        asked = await run_in_threadpool(self.site.asked, request)
        if asked.composed is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return sent(downloads.own_policy(asked.composed))

    async def api_compare(self, request: Request) -> Response:
        """Answer a comparison in numbers."""
        asked, tables = await self._finished(request)
        comparison = comparison_of(asked, tables)
        found = await run_in_threadpool(lambda: api.comparison(comparison, command_of(comparison), asked.composed))
        return api.answer(found)

    async def _with_table(self, request: Request, where: Where) -> Response:
        """Keep the table that was sent, and lead to the comparison with it."""
        kept = await self.site.kept(request)
        asked = await run_in_threadpool(read_address, kept, self.site.uploads.find)
        return RedirectResponse(where.href(pages.COMPARE, asked.own_query()), HTTPStatus.SEE_OTHER)

    async def _tables(self, asked: Asked, seconds: float, request: Request) -> Tables | Run:
        """Return the tables of a comparison; its run if it takes longer than so many seconds.

        Raises:
            InputError: if it can't be computed.
        """
        tables = await run_in_threadpool(self.site.runs.finished, asked)
        if tables is not None:
            return tables
        run = await run_in_threadpool(self.site.runs.begin, asked)
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
        asked = await run_in_threadpool(self.site.asked, request)
        tables = await self._tables(asked, DEADLINE, request)
        if isinstance(tables, Run):
            raise later()
        return asked, tables
