"""What is answered where something is wrong: a page in words, the form itself where it came from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from simulation.base.errors import InputError
from simulation.web import api, pages
from simulation.web.addresses import FILES
from simulation.web.beside import beside_form
from simulation.web.decide_form import decide_page
from simulation.web.follow import follow_page
from simulation.web.forms import Problem
from simulation.web.pages import Where
from simulation.web.site import Site

TOO_BUSY = "too_busy"  # the one problem that isn't the visitor's
LATER = {"retry-after": "60"}


async def wrong(site: Site, request: Request, error: InputError) -> Response:
    """Answer wrong input with its sentence, in the form where it came from there, which keeps what was chosen."""
    where = site.where(request)
    is_busy = error.key == TOO_BUSY
    status, headers = (HTTPStatus.SERVICE_UNAVAILABLE, LATER) if is_busy else (HTTPStatus.BAD_REQUEST, None)
    if where.path.startswith("/api"):
        return api.problem(status, error.sentence(where.language), headers)
    sentence = error.sentence(where.language)
    problem, find = Problem(sentence, _refused_file(site, where, error)), site.uploads.find
    makers: dict[str, Callable[[], str]] = {
        pages.COMPARE: lambda: pages.own_page(where, problem, find),
        pages.BESIDE: lambda: beside_form(where, sentence),
        pages.STORY: lambda: follow_page(where, problem),
        **{path: partial(decide_page, where, path, problem, find) for path in pages.DECIDE.values()},
    }
    content = await run_in_threadpool(makers.get(where.path, lambda: pages.error_page(where, status, sentence)))
    return HTMLResponse(content, status, headers=headers)


def _refused_file(site: Site, where: Where, error: InputError) -> str:
    """Return the name of the field whose file is wrong or no longer kept; empty where something else is wrong."""
    given = dict(where.query)
    for name, kept_as in FILES.items():
        file = site.uploads.find(given.get(kept_as, ""))
        if error.key == f"{name}_again" or (file is not None and error.is_about(file.name)):
            return name
    return ""


async def failed(site: Site, request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a page that explains an HTTP status."""
    where = site.where(request)
    if where.path.startswith("/api"):
        return api.problem(status, HTTPStatus(status).phrase, headers)
    content = await run_in_threadpool(pages.error_page, where, status)
    return HTMLResponse(content, status, headers=headers)
