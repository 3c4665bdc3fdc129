"""The same answers as numbers, for notebooks and other programs, with a description made from the code."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from simulation import __version__
from simulation.base import csv_numbers
from simulation.base.resources import named_files
from simulation.base.texts import LANGUAGES, text
from simulation.model.evidence import load_documents, load_facts
from simulation.model.parameters import catalogue
from simulation.model.policies import load_policy, policy_names
from simulation.report.answer.block import make_answer
from simulation.results.comparison import Comparison
from simulation.study.defaults import experiment_names
from simulation.study.money.prices import catalogue as prices
from simulation.study.settings import MOST_CLIENTS, MOST_QUARTERS, MOST_REPLICATIONS, PARAMETER_SETS
from simulation.study.worlds import load_world, world_names
from simulation.web.addresses import EXPERIMENT, LANGUAGE, MOST_POLICIES, VERSION
from simulation.web.composed import CHOICES, COUNTS, KINDS, NUMBERS, PREFIX, STEPS, Composed
from simulation.web.forms import market_label

KEYS = ("policy", "group", "outcome", "quarter", "unit")
INTERVALS = ("mc_low", "mc_high", "cred_low", "cred_high")


def answer(content: object, status: int = 200) -> Response:
    """Return content as JSON; what isn't known is null, numbers have the digits of the CSV files."""
    return Response(_written(plain(content)), status, media_type="application/json")


def problem(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return what went wrong, in the form of RFC 9457."""
    body = _written({"status": status, "detail": sentence})
    return Response(body, status, headers, media_type="application/problem+json")


def _written(content: object) -> str:
    """Return content as JSON in which nothing looks like a tag, should a program paste it into a page."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


def plain(value: Any) -> Any:
    """Return nested values as JSON has them."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        return float(f"%{csv_numbers.DIGITS}" % value) if math.isfinite(value) else None
    return value


def comparison(found: Comparison, command: str, composed: Composed | None = None) -> dict[str, Any]:
    """Return a finished comparison: the sentences, and levels and differences of all clients at the last quarter.

    With a composed policy, the file too that the command reads.
    """
    said = make_answer(found)
    return {
        "tilltro": __version__,
        "content_hash": found.content_hash,
        "command": command,
        "own_policy": None if composed is None else {"file": composed.place, "content": composed.file.content.decode()},
        "title": said.title,
        "answers": [
            {
                "outcome": part.asked.outcome,
                "group": part.asked.group,
                "sentence": part.sentence,
                "heading": part.heading,  # of the outcome and the people, where a page shows several side by side
                "brief": part.brief,  # the sentence below it
                "built_in": part.put_in,
                "per": part.per,
                "policies": [
                    {"label": row.label, "middle": row.middle, "low": row.low, "high": row.high, "words": row.shown}
                    for row in part.rows
                ],
            }
            for part in said.parts
        ],
        "levels": _rows(found, found.tables.levels, "mean"),
        "contrasts": _rows(found, found.tables.contrasts, "difference"),
    }


def _rows(found: Comparison, table: Any, column: str) -> list[dict[str, Any]]:
    last = table[(table["group"] == "all") & (table["quarter"] == found.study.environment.n_quarters)]
    rows: list[dict[str, Any]] = last[[*KEYS, column, *INTERVALS]].to_dict("records")
    return rows


def _policies(language: str) -> list[dict[str, Any]]:
    found = [load_policy(name) for name in policy_names()]
    return [
        {
            "name": policy.name,
            "group": policy.group,
            "label": policy.label[language],
            "summary": policy.summary[language],
            "sources": list(policy.sources),
            "assumed": None if policy.assumed is None else policy.assumed[language],
            "caution": " ".join(policy.cautions(language)) or None,
        }
        for policy in found
    ]


def _parameters(language: str) -> list[dict[str, Any]]:
    return [
        {
            "name": item.path,
            "meaning": item.meaning[language],
            "unit": item.unit,
            "central": item.central,
            "low": item.low,
            "high": item.high,
            "allowed": list(item.allowed),
            "basis": item.basis,
            "sources": list(item.source),
        }
        for names in catalogue().values()
        for item in names.values()
    ]


def _prices(language: str) -> list[dict[str, Any]]:
    return [
        {
            "name": item.path,
            "label": item.label[language],
            "meaning": item.meaning[language],
            "unit": item.unit,
            "central": item.central,
            "low": item.low,
            "high": item.high,
            "year": item.year,
            "source": item.source,
        }
        for item in prices().values()
    ]


def _worlds(language: str) -> list[dict[str, Any]]:
    found = [load_world(name) for name in world_names()]
    return [
        {
            "name": world.name,
            "label": world.label[language],
            "summary": world.summary.get(language, ""),
            "parameters": {change.path: change.value for change in world.changes},
            "sources": list(world.sources),
        }
        for world in found
    ]


def _markets(language: str) -> list[dict[str, Any]]:
    return [{"name": name, "label": market_label(name, language)} for name in named_files("labour_market")]


def _evidence(language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "quantity": item.quantity[language],
            "value": item.value,
            "unit": item.unit,
            "population": item.population,
            "horizon": item.horizon,
            "quote": item.quote,
            "where": item.where,
            "role": item.role,
            "tolerance": item.tolerance,
            "documents": {id: load_documents()[id].title for id in item.document},
            "note": item.note[language] if item.note else None,
        }
        for item in load_facts().values()
    ]


LISTS: dict[str, Callable[[str], list[dict[str, Any]]]] = {
    "policies": _policies,
    "parameters": _parameters,
    "prices": _prices,
    "worlds": _worlds,
    "labour_markets": _markets,
    "evidence": _evidence,
}


def description(base: str) -> dict[str, Any]:
    """Return the OpenAPI description: every setting with its meaning and range, from the same catalogues."""
    language = {
        "name": LANGUAGE,
        "in": "query",
        "description": "Language of sentences and labels.",
        "schema": {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]},
    }
    paths: dict[str, Any] = {
        f"/api/{name}": {"get": _operation(f"List: {name}.", [language], _list_schema(), ("200", "400"))}
        for name in LISTS
    }
    paths["/api/compare"] = {
        "get": _operation(
            "Compare policies on the same simulated people with the same luck.",
            [language, *_settings()],
            {"type": "object", "required": ["content_hash", "command", "answers", "levels", "contrasts"]},
            ("200", "400", "503"),
        )
    }
    paths["/api/openapi.json"] = {
        "get": _operation("This description.", [], {"type": "object", "required": ["openapi"]}, ("200",))
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tilltro",
            "version": __version__,
            "description": "Simulated comparisons of policies for people far from work. A model; it can never stand "
            "alone. Shares are between 0 and 1.",
        },
        "servers": [{"url": base or "/"}],
        "paths": paths,
    }


def _operation(summary: str, parameters: list[Any], schema: Any, statuses: tuple[str, ...]) -> dict[str, Any]:
    said = {"200": "The answer.", "400": "A setting is unknown or its value isn't allowed.", "503": "Ask again later."}
    problems = {"application/problem+json": {"schema": {"type": "object", "required": ["status", "detail"]}}}
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            status: {
                "description": said[status],
                "content": {"application/json": {"schema": schema}} if status == "200" else problems,
            }
            for status in statuses
        },
    }


def _list_schema() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object"}}


def _settings() -> list[dict[str, Any]]:
    policies = {"type": "string", "enum": list(policy_names())}
    markets, worlds = (
        {"type": "string", "enum": list(names)} for names in (named_files("labour_market"), world_names())
    )
    named: list[tuple[str, str, dict[str, Any]]] = [
        (EXPERIMENT, "A ready-made comparison.", {"type": "string", "enum": list(experiment_names())}),
        ("baseline", "The policy that the others are compared with.", policies),
        ("labour_market", "A path of the labour market.", markets),
        ("parameters", "Calibrated draws or the central values.", {"type": "string", "enum": list(PARAMETER_SETS)}),
        ("n_quarters", "How long clients are followed.", _whole(1, MOST_QUARTERS)),
        ("n_replications", "How often, each time with other luck.", _whole(1, MOST_REPLICATIONS)),
        ("seed", "Of all draws.", _whole(0, 2**32 - 1)),
        ("population.n_clients", "How many there are at the start.", _whole(1, MOST_CLIENTS)),
        ("population.inflow", "Clients who arrive each quarter.", _whole(0, MOST_CLIENTS)),
        ("caseworkers.caseload", "Clients a caseworker at the start.", _whole(1, MOST_CLIENTS)),
        ("caseworkers.n_offices", "Over how many offices caseworkers are dealt.", _whole(1, 65_535)),
        (VERSION, "Version that the address is of.", {"type": "string"}),
    ]
    own = "Of a policy of one's own"
    kinds: dict[str, Any] = {"type": "string", "enum": list(STEPS)}
    for field, allowed in CHOICES.items():
        named.append((PREFIX + field, f"{own}: {_meaning(field)}.", {"type": "string", "enum": list(allowed)}))
    for field, (low, high) in NUMBERS.items():
        kind = "integer" if field in COUNTS else "number"
        named.append((PREFIX + field, f"{own}: {_meaning(field)}.", {"type": kind, "minimum": low, "maximum": high}))
    lists = [
        (PREFIX + KINDS, f"{own}: {_meaning(KINDS)}.", kinds),
        ("policies", f"Policies, at most {MOST_POLICIES} unless they are those of a ready-made comparison.", policies),
        ("world", "Contrary evidence taken as true.", worlds),
    ]
    numbers = [
        (item.path, item.meaning["en"], {"type": "number", "minimum": item.allowed[0], "maximum": item.allowed[1]})
        for names in catalogue().values()
        for item in names.values()
    ]
    money = [(p.path, p.meaning["en"], {"type": "number", "minimum": 0, "maximum": p.most}) for p in prices().values()]
    return [
        *({"name": n, "in": "query", "description": d, "schema": {"type": "array", "items": s}, "style": "form",
           "explode": False} for n, d, s in lists),
        *({"name": n, "in": "query", "description": d, "schema": s} for n, d, s in (*named, *numbers, *money)),
    ]  # fmt: skip


def _meaning(field: str) -> str:
    words = text(f"web.composed.{field}")
    return words[0].lower() + words[1:]


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}
