"""Serve the pages until somebody ends it."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvicorn

from simulation.base.errors import InputError
from simulation.web.app import make_app
from simulation.web.pages import warm
from simulation.web.safety import LOOPBACK
from simulation.web.store import Store

MOST_CONNECTIONS = 400
KEEP_ALIVE = 5  # seconds that an idle connection is kept
PATIENCE = 3  # seconds that open pages are given when the server is ended
ANY = ("0.0.0.0", "::")  # noqa: S104 (what is looked for, not what is bound)


@dataclass(frozen=True)
class Serving:
    """Where and for whom pages are served."""

    host: str
    port: int  # 0 for any that is free
    hosts: tuple[str, ...]  # further names under which it may be asked
    base: str  # path before all addresses
    store: Store
    n_workers: int

    @property
    def is_open(self) -> bool:
        """Whether other computers can reach it."""
        return not is_loopback(self.host)

    @property
    def names(self) -> tuple[str, ...]:
        """All host names that requests may use."""
        own = () if self.host in ANY else (self.host,)
        return tuple(dict.fromkeys((*LOOPBACK, *own, *self.hosts)))


def is_loopback(host: str) -> bool:
    """Say whether only this computer can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        InputError: if the port is taken or the address isn't this computer's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise InputError("port_taken", host=host, port=port) from error
    return listening


def serve(serving: Serving, listening: socket.socket, on_ready: Callable[[str], None]) -> None:
    """Serve until the process is asked to end; `on_ready(address)` is called once pages are served."""
    # The lesson needs no model: it is there first.
    app = make_app(
        serving.store, serving.n_workers, serving.base, serving.names, first=partial(warm, serving.base, ("class",))
    )
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=PATIENCE,
        ws="none",
    )
    server = _Server(config)
    pages = threading.Thread(target=warm, args=(serving.base, ("class", "ministry")), name="tilltro-pages", daemon=True)
    pages.start()  # it waits for the class too, then makes the others beside the model
    threading.Thread(target=_tell, args=(server, address(serving, listening), on_ready), daemon=True).start()
    server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """The server; it cancels runs before it shuts down, so that open pages are told and not just cut off."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is being computed, then the connections."""
        self.config.app.state.runs.cancel()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def address(serving: Serving, listening: socket.socket) -> str:
    """Return the address of the start page."""
    port: int = listening.getsockname()[1]
    name = "localhost" if serving.host in (*ANY, *LOOPBACK) else serving.host
    return f"http://{name if ':' not in name else f'[{name}]'}:{port}{serving.base}/"


def _tell(server: Any, where: str, on_ready: Callable[[str], None]) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    on_ready(where)
