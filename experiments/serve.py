"""Open Tilltro in the browser: `tilltro serve`."""

from __future__ import annotations

import webbrowser
from contextlib import suppress

from simulation.base.texts import text
from simulation.cli.serve import request_serve
from simulation.cli.terminal import say
from simulation.cli.typed import Typed, yes_or_no
from simulation.web.server import bind, serve


def main(typed: Typed) -> int:
    """Serve the pages until somebody ends it, and return the exit status."""
    serving, language = request_serve(typed), typed.language
    is_opened = yes_or_no(typed, "open", usual=True)
    listening = bind(serving.host, serving.port)
    if not serving.store.can_keep:
        say(text("web.serve.not_kept", language, folder=serving.store.folder))
    if serving.is_open:
        say(text("web.serve.open_to_all", language))

    def on_ready(address: str) -> None:
        say(text("web.serve.at", language, address=address))
        if is_opened:
            webbrowser.open(address)

    with suppress(KeyboardInterrupt):  # that is how it is ended
        serve(serving, listening, on_ready)
    return 0
