"""Forecast jobs from simulated questionnaires, as ERIQ does from real ones: `tilltro predict`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from rich.console import RenderableType

from simulation.analyses.validation.observation import follow_observed
from simulation.analyses.validation.panels import observation
from simulation.analyses.validation.prediction import Assessments, assessments
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.cli.circumstances import table_lines
from simulation.cli.options import panel_of
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request, request_predict
from simulation.cli.terminal import show, table
from simulation.cli.typed import Typed
from simulation.model.evidence import fact
from simulation.study.money.periods import QUARTERS_A_YEAR

PERCENT = 100.0


def main(typed: Typed) -> int:
    """Show how well questionnaires and registers foretell jobs, and which questions matter."""
    panel, others = panel_of("predict", typed)
    request = request_predict(others)
    study = request.settings.study()
    if study.environment.n_quarters < QUARTERS_A_YEAR:
        raise InputError("too_short", name="n_quarters", value=study.environment.n_quarters, low=QUARTERS_A_YEAR)
    compile_first(request.language)
    made = assessments(
        follow_observed(study.environment, study.policies[0], observation(panel), study.seed, replication=0)
    )
    from simulation.analyses.validation.forecast import N_FITS, can_forecast  # scikit-learn is slow to import
    from simulation.report.scoreboard.words import panel_note

    if not can_forecast(made):
        raise InputError("too_few_jobs", jobs=int(made.gets_job.sum()))
    language = request.language
    with progress(N_FITS, language, "cli.predict.fitting") as on_fits:
        fits = count(1)

        def on_fit() -> None:
            on_fits(next(fits))

        parts: list[RenderableType] = [_areas(made, language, on_fit), _ranking(made, language, on_fit)]
    parts = [*table_lines(request.settings, language), *parts, _run(made, request), panel_note(panel, language)]
    show(*parts, text("predict.metric", language), text("predict.weights", language))
    return 0


def _areas(made: Assessments, language: str, on_fit: Callable[[], None]) -> RenderableType:
    from simulation.analyses.validation.forecast import MODELS, PREDICTORS, areas

    found = {model: areas(made, model, on_fit) for model in MODELS}
    rows = []
    for name, fact_id in PREDICTORS.items():
        value = fact(fact_id).value
        published = float(value) * (PERCENT if fact_id == "D-3" else 1.0) if isinstance(value, (int, float)) else 0.0
        shown = [published, *(PERCENT * found[model][name] for model in MODELS)]
        label = text(f"predict.predictors.{name}", language)
        rows.append([fact_id, label, *(format_number(area, 1, language) for area in shown)])
    headings = [text(f"predict.{key}", language) for key in ("fact", "from", "published")]
    headings += [text(f"predict.models.{model}", language) for model in MODELS]
    return table(headings, rows, title=text("predict.title", language), n_text_columns=2)


def _ranking(made: Assessments, language: str, on_fit: Callable[[], None]) -> RenderableType:
    from simulation.analyses.validation.forecast import ranking

    rows = [
        [
            str(rank),
            text(f"predict.indicators.{question.indicator.id}", language),
            text(f"predict.{'caseworker' if question.is_caseworkers else 'client'}", language),
            text(f"predict.{'yes' if question.is_listed else 'no'}", language),
            format_number(PERCENT * question.loss, 2, language),
        ]
        for rank, question in enumerate(ranking(made, on_fit), start=1)
    ]
    headings = [text(f"predict.{key}", language) for key in ("rank", "question", "asked", "listed", "loss")]
    return table(headings, rows, title=text("predict.ranking_title", language), n_text_columns=4)


def _run(made: Assessments, request: Request) -> str:
    language, settings = request.language, request.settings
    counts = {"clients": settings.n_clients, "forms": len(made.client), "jobs": int(made.gets_job.sum())}
    shown = {name: format_number(count, 0, language) for name, count in counts.items()}
    return text("predict.run", language, policy=settings.policy_label(settings.baseline, language), **shown)
