"""A site of its own for each test file, with small comparisons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from simulation.web.app import make_app
from simulation.web.safety import Buckets
from simulation.web.store import Store

SMALL = "n_quarters=2&population.n_clients=60&n_replications=4"
PAIR = f"policies=coordinated&baseline=staircase&{SMALL}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store") / "answers")


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[TestClient]:
    app = make_app(store, n_workers=2, buckets=Buckets(burst=1e6))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made


def answered(client: TestClient, address: str, n_looks: int = 100) -> str:
    """Return the page of an answer, asked for until it is there."""
    for _ in range(n_looks):
        page = client.get(address).text
        if 'id="live"' not in page:
            return page
    raise AssertionError(address)
