"""The API answers as its own description says, held against requests that schemathesis makes up from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from simulation.web.app import make_app
from simulation.web.safety import Buckets
from simulation.web.store import Store

FEW = settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
COMPARE = "/api/compare"


@pytest.fixture(scope="module")
def operations(store: Store) -> Iterator[dict[str, Any]]:
    import schemathesis  # here, as every process that collects the tests would take seconds for it
    from schemathesis.checks import load_all_checks

    load_all_checks()
    app = make_app(store, n_workers=2, hosts=("testserver",), buckets=Buckets(burst=1e6))
    with TestClient(app):
        schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
        yield {found.path: found for found in (each.ok() for each in schema.get_all_operations())}


def test_lists_are_as_described(operations: dict[str, Any]) -> None:
    lists = [operation for path, operation in operations.items() if path != COMPARE]
    assert len(lists) >= 6
    for operation in lists:

        @given(case=operation.as_strategy())
        @FEW
        def holds(case: Any) -> None:
            case.call_and_validate()

        holds()
