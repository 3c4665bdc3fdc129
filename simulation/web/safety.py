"""What every request passes first: allowed hosts, size and rate limits, and what a browser may do with the answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_TARGET = 16_000  # bytes of path and query
LARGEST_BODY = 20_000_000  # bytes; only a table of clients is ever sent
METHODS = ("GET", "HEAD", "POST")
REQUESTS_A_SECOND, BURST = 60.0, 600.0  # per address; a class behind one connection is one address
MOST_ADDRESSES = 10_000  # whose requests are counted
WHOLE_PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with none at all, a browser would send our own form as from nowhere
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

type Refuse = Callable[[Scope, int], Awaitable[ASGIApp]]


@dataclass
class Buckets:
    """Lets an address ask so often a second, and more for a short while."""

    a_second: float = REQUESTS_A_SECOND
    burst: float = BURST
    clock: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)  # what is left, and since when
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, address: str) -> bool:
        """Say whether the address may ask once more, and count it."""
        now = self.clock()
        with self._lock:
            left, since = self._left.pop(address, (self.burst, now))
            left = min(self.burst, left + self.a_second * (now - since))
            is_allowed = left >= 1.0
            self._left[address] = (left - 1.0 if is_allowed else left, now)
            while len(self._left) > MOST_ADDRESSES:  # the one that has been silent for longest
                del self._left[next(iter(self._left))]
        return is_allowed


class Guard:
    """Refuses requests that none of our pages makes, and adds the security headers."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], refuse: Refuse, buckets: Buckets | None = None) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._refuse = refuse
        self._buckets = buckets or Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a page in words."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no websockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        status = self._problem(scope)
        app = self._app if status is None else await self._refuse(scope, status)
        await app(scope, _limited(receive), _with_headers(send))

    def _problem(self, scope: Scope) -> int | None:
        headers = Headers(scope=scope)
        found = headers.getlist("host")
        if len(found) != 1 or host_name(found[0]) not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST
        client = scope.get("client")
        if not self._buckets.allows(client[0] if client else ""):
            return HTTPStatus.TOO_MANY_REQUESTS
        if scope["method"] not in METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_TARGET:
            return HTTPStatus.REQUEST_URI_TOO_LONG
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= LARGEST_BODY):
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return HTTPStatus.FORBIDDEN if _is_of_another_site(headers, found[0]) else None


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port; empty where it makes no sense."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_of_another_site(headers: Headers, host: str) -> bool:
    """Say whether a page of another site sends this: following a link is fine, anything else isn't."""
    origin = headers.get("origin")
    if origin is not None and (origin == "null" or urlsplit(origin).netloc.lower() != host.lower()):
        return True
    site, mode = headers.get("sec-fetch-site", ""), headers.get("sec-fetch-mode", "")
    return site in ("cross-site", "same-site") and mode != "navigate"


def _limited(receive: Receive) -> Receive:
    """Return the same receiver, which ends a body that is larger than it said or than is allowed."""
    n_bytes = 0

    async def limited() -> Message:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", POLICY)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending
