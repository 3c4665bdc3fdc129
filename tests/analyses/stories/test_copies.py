"""A person among ordinary clients: once a caseload, as known, with the same start under both policies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulation.analyses.stories.copies import block_size, first_match_per_block, put_copies_among_clients
from simulation.model.engine.replication import Replication
from tests.analyses.stories.small import environment, person, two


def test_the_first_match_of_each_block() -> None:
    matches = np.array([0, 1, 1, 0, 0, 0, 1, 0], bool)  # blocks of three: rows 0-2, 3-5, 6-7
    assert first_match_per_block(matches, 3).tolist() == [1, 6]
    assert first_match_per_block(np.zeros(5, bool), 3).tolist() == []


def test_copies_are_as_known_and_others_are_ordinary() -> None:
    small, kim = environment(), person()
    run, rows = put_copies_among_clients(small, kim, two(), seed=7, replication=0)
    assert block_size(small.population) == 10
    assert len(rows) > 20
    assert len(set((rows // 10).tolist())) == len(rows)
    copies = run.clients[0, rows]
    assert set(copies["age"]) == {30.0}
    assert not copies["is_man"].any()
    assert copies["is_psychiatric"].all()
    assert kim.matches(copies).all()
    ordinary = Replication(small, two(), 7, 0).clients
    others = np.setdiff1d(np.arange(300), rows)
    assert run.clients[:, others].tobytes() == ordinary[:, others].tobytes()
    assert run.clients[0].tobytes() == run.clients[1].tobytes()


def test_copies_are_there_from_the_start_where_others_arrive_later() -> None:
    small = environment()
    arriving = replace(small, population=replace(small.population, n_arriving=20, n_quarters=3))
    run, rows = put_copies_among_clients(arriving, person(), two(), seed=7, replication=0)
    closed, same = put_copies_among_clients(small, person(), two(), seed=7, replication=0)
    assert run.n_clients == 360
    assert rows.tolist() == same.tolist()
    assert run.clients[:, rows].tobytes() == closed.clients[:, rows].tobytes()


def test_caseloads_count_the_copies() -> None:
    # sorted by readiness, a copy has another caseworker than the client in whose place he or she is
    run, _ = put_copies_among_clients(environment(parameters={"caseworkers": {"sorting": -0.9}}), person(), two(), 7, 0)
    expected = np.bincount(run.clients[0]["caseworker"], minlength=run.caseworkers.shape[1])
    assert run.caseworkers[0]["caseload"].tolist() == expected.tolist()
    assert expected.sum() == 300


def test_conditioning_on_answers_moves_the_unseen() -> None:
    """Who searches little is less ready: 137 or so of each kind, means apart by far more than chance (SD 1 each)."""
    low, high = (
        put_copies_among_clients(environment(3000), person(answers={"job_search": ends}), two(), 7, 0)
        for ends in ([1, 1], [4, 5])
    )
    readiness = [run.clients[0, rows]["readiness"].mean() for run, rows in (low, high)]
    assert readiness[1] - readiness[0] > 0.5
