"""The application: which address leads to what.

Pages are made in worker threads, comparisons in those of `runs`; what waits, waits without a thread.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from http import HTTPStatus

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from simulation.base.errors import InputError
from simulation.web import pages
from simulation.web.comparisons import Comparisons
from simulation.web.jobs import Jobs
from simulation.web.problems import failed, wrong
from simulation.web.questions import Questions
from simulation.web.runs import Runs
from simulation.web.safety import LOOPBACK, Buckets, Guard
from simulation.web.shipped import Shipped
from simulation.web.site import Site
from simulation.web.store import Store
from simulation.web.stories import Stories

PAGES_AT_ONCE = 4  # threads: two more than make files; dozens would only fight for the interpreter's lock


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
        current_default_thread_limiter().total_tokens = PAGES_AT_ONCE
        yield
        await run_in_threadpool(jobs.close)
        await run_in_threadpool(runs.close)

    async def refuse(scope: Scope, status: int) -> ASGIApp:
        allow = {"allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else None
        return await failed(site, Request(scope), status, allow)

    async def on_input_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)  # noqa: S101 (it is registered for nothing else)
        return await wrong(site, request, error)

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        return await failed(site, request, error.status_code, error.headers)

    async def on_leaving(request: Request, error: Exception) -> Response:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there any more to read it

    async def on_error(request: Request, error: Exception) -> Response:
        return await failed(site, request, HTTPStatus.INTERNAL_SERVER_ERROR)

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
    shipped, comparisons = Shipped(site), Comparisons(site)
    stories, questions = Stories(site), Questions(site)
    routes = [
        Route(f"{base}/", shipped.start),
        Route(f"{base}/compare", comparisons.compare, methods=["GET", "POST"]),
        Route(f"{base}/compare/live", comparisons.live),
        Route(f"{base}{pages.BESIDE}", comparisons.beside),
        Route(f"{base}/report", comparisons.report),
        Route(f"{base}{pages.OWN_POLICY}", comparisons.own_policy),
        Route(f"{base}/download/{{kind}}", comparisons.download),
        Route(f"{base}{pages.FOLLOW}", stories.follow),
        Route(f"{base}{pages.STORY}", stories.story),
        *(
            Route(f"{base}{path}", questions.decide, methods=["GET", *(["POST"] if path == pages.OFFICE else [])])
            for path in pages.DECIDE.values()
        ),
        *(Route(f"{base}{path}", shipped.lesson) for path in pages.LESSON.values()),
        Route(f"{base}/lesson-file", shipped.lesson_file),
        Route(f"{base}/evidence", shipped.evidence),
        Route(f"{base}/static/{{name}}", shipped.static),
        Route(f"{base}/favicon.ico", shipped.icon),
        Route(f"{base}/health", shipped.health),
        Route(f"{base}/api/openapi.json", shipped.api_description),
        Route(f"{base}/api/compare", comparisons.api_compare),
        Route(f"{base}/api/{{name}}", shipped.api_list),
    ]
    return [*routes, Route(base, shipped.home)] if base else routes
