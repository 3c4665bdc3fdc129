"""The settings of `tilltro serve`."""

from __future__ import annotations

import os
import re

from simulation.base.checks import check_whole
from simulation.base.errors import InputError
from simulation.cli.defaults import OWN
from simulation.cli.typed import Typed, as_whole
from simulation.study.settings import MOST_THREADS
from simulation.web.server import Serving, is_loopback
from simulation.web.store import Store, usual_folder

SETTINGS = ("port", "host", "hosts", "base_path", "open", "threads", "language")
NAME = re.compile(r"[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?", re.IGNORECASE)
PATH = re.compile(r"(/[\w.~-]+)+", re.ASCII)


def request_serve(typed: Typed) -> Serving:
    """Return where and for whom pages are to be served.

    Raises:
        InputError: if a setting is unknown or its value isn't allowed.
    """
    typed.allow(SETTINGS)
    typed.no_words()
    given, usual = typed.settings, OWN["serve"]
    port = check_whole("port", as_whole(given.get("port", str(usual["port"]))), 0, 65_535)
    n_workers = check_whole("threads", as_whole(given.get("threads", str(os.cpu_count() or 1))), 1, MOST_THREADS)
    host = given.get("host", usual["host"])
    hosts = tuple(name.strip() for name in given.get("hosts", "").strip("[]").split(",") if name.strip())
    for name in (host, *hosts):
        if not NAME.fullmatch(name):
            raise InputError("wrong_shape", where=f"hosts={name}", expected="a name")
    if not is_loopback(host) and not hosts:
        raise InputError("host_without_names", host=host)
    base = given.get("base_path", "").rstrip("/")
    if base and not PATH.fullmatch(base):
        raise InputError("wrong_base_path", value=base)
    return Serving(host, port, hosts, base, Store(usual_folder()), n_workers)
