"""Show published findings beside simulated ones: `tilltro validate`."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from simulation.errors import InputError
from simulation.evidence import fact
from simulation.texts import text
from simulation.texts.numbers import format_interval, format_number
from simulation.validation.patterns import HORIZON, Pattern, published_beside_simulated

from ._circumstances import circumstances
from ._request import Request, request_validate
from ._terminal import progress, show, table


def main(arguments: list[str]) -> int:
    """Simulate follow-up data as the sources had them and show the same figures of both."""
    request = request_validate(arguments)
    study = request.settings.study()
    if study.world.n_quarters < HORIZON:
        raise InputError("too_short", name="n_quarters", value=study.world.n_quarters, low=HORIZON)
    with progress(study.n_replications, request.language) as on_replication:
        found = published_beside_simulated(study, study.policies[0], request.n_threads, on_replication)
    show(*circumstances(request.settings, request.language), _table(found, request), *_notes(request))
    return 0


def _table(found: Sequence[Pattern], request: Request) -> RenderableType:
    language = request.language
    headings = [text(f"cli.validate.{key}", language) for key in ("fact", "what", "published", "simulated", "interval")]
    rows = [
        [
            f"{pattern.fact} {pattern.step}".strip(),
            fact(pattern.fact).quantity,
            format_number(100 * pattern.published, 1, language),
            format_number(100 * pattern.simulated, 1, language),
            format_interval(100 * pattern.mc_low, 100 * pattern.mc_high, 1, language),
        ]
        for pattern in found
    ]
    return table(headings, rows, title=text("cli.validate.title", language), n_text_columns=2)


def _notes(request: Request) -> list[str]:
    language, settings = request.language, request.settings
    run = text(
        "cli.validate.run",
        language,
        policy=settings.baseline,
        clients=format_number(settings.n_clients, 0, language),
        replications=settings.n_replications,
        horizon=HORIZON,
    )
    return [run, text("cli.validate.rough", language), text("cli.validate.quartiles", language)]
