"""The generator is the published one, and a draw depends on nothing but its own key and counter."""

import numpy as np
import pytest

from simulation.model.draws import fill
from simulation.model.draws.decisions import FIRST_UNIFORM, N_CLIENT_DRAWS, N_NORMALS, N_UNIFORMS, Kind
from simulation.model.draws.philox import fill_words, philox4x32
from tests.conftest import plain

pytestmark = pytest.mark.uncompiled

OF_CLIENTS = (5, 6, Kind.CLIENT, 4, 30, 0)  # seed, replication, kind, quarter, first entity, first decision

ONES = (0xFFFFFFFF,)
# Counter, key and words as the authors of the generator publish them (Random123, kat_vectors).
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (ONES * 4, ONES * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), VECTORS, ids=["zeros", "ones", "pi"])
@pytest.mark.parametrize("function", [philox4x32, plain(philox4x32)], ids=["as called", "plain"])
def test_words_are_the_published_ones(function, counter, key, words) -> None:
    given = [np.uint64(word) for word in counter + key]
    assert tuple(int(word) for word in function(*given)) == words


def test_a_row_holds_one_lane_of_one_block() -> None:
    words = np.empty((8, 3), np.uint64)
    fill_words(words, 11, 12, 40, 5, 9, int(Kind.CASEWORKER))
    for block in range(2):
        for entity in range(3):
            counter = (40 + entity, 5, 9 + block, int(Kind.CASEWORKER))
            expected = philox4x32(*(np.uint64(word) for word in (*counter, 11, 12)))
            assert words[4 * block : 4 * block + 4, entity].tolist() == [int(word) for word in expected]


@pytest.mark.parametrize("draw", [fill.normals, fill.uniforms])
def test_draws_of_an_entity_do_not_depend_on_who_else_is_drawn(draw) -> None:
    everybody = draw(3, 1, Kind.CLIENT, 2, 64, 8, 0, 50)
    assert np.array_equal(draw(3, 1, Kind.CLIENT, 2, 64, 8, 0, 20), everybody[:, :20])
    assert np.array_equal(draw(3, 1, Kind.CLIENT, 2, 64, 8, 17, 33), everybody[:, 17:])
    assert np.array_equal(draw(3, 1, Kind.CLIENT, 2, 68, 4, 49, 1), everybody[4:, 49:])


def test_every_part_of_key_and_counter_matters() -> None:
    base = {"seed": 3, "replication": 1, "kind": Kind.CLIENT, "quarter": 2, "first_decision": 64}
    changes = [{}, {"seed": 4}, {"replication": 2}, {"kind": Kind.CASEWORKER}, {"quarter": 3}, {"first_decision": 68}]
    drawn = [fill.uniforms(**{**base, **change}, n_decisions=4, first=0, n=5) for change in changes]
    values = np.concatenate([table.ravel() for table in drawn])
    assert len(np.unique(values)) == 6 * 4 * 5


def test_seed_and_replication_are_not_interchangeable() -> None:
    one = fill.uniforms(1, 2, Kind.CLIENT, 0, 0, 4, 0, 5)
    other = fill.uniforms(2, 1, Kind.CLIENT, 0, 0, 4, 0, 5)
    assert not np.any(one == other)


def test_the_client_phase_gets_its_normals_and_uniforms_in_one_table() -> None:
    draws = np.empty((N_CLIENT_DRAWS, 7))
    fill.fill_rows(draws, *OF_CLIENTS, 0, N_CLIENT_DRAWS, N_NORMALS)
    assert np.array_equal(draws[:N_NORMALS], fill.normals(5, 6, Kind.CLIENT, 4, 0, N_NORMALS, 30, 7))
    assert np.array_equal(draws[N_NORMALS:], fill.uniforms(5, 6, Kind.CLIENT, 4, FIRST_UNIFORM, N_UNIFORMS, 30, 7))


@pytest.mark.parametrize(("first", "stop"), [(0, 4), (12, 36), (32, 40), (44, 48)])
def test_a_part_of_the_table_is_filled_as_the_whole_is_and_the_rest_left_alone(first: int, stop: int) -> None:
    whole, part = np.empty((N_CLIENT_DRAWS, 7)), np.full((N_CLIENT_DRAWS, 7), 9.0)
    fill.fill_rows(whole, *OF_CLIENTS, 0, N_CLIENT_DRAWS, N_NORMALS)
    fill.fill_rows(part, *OF_CLIENTS, first, stop, N_NORMALS)
    assert np.array_equal(part[first:stop], whole[first:stop])
    assert np.all(np.delete(part, np.s_[first:stop], axis=0) == 9.0)


def test_the_largest_seed_and_replication_work() -> None:
    draws = fill.uniforms(2**32 - 1, 2**32 - 1, Kind.CLIENT, 400, 0, 4, 99_999_999, 1)
    words = philox4x32(*(np.uint64(word) for word in (99_999_999, 400, 0, 0, 2**32 - 1, 2**32 - 1)))
    assert draws[:, 0].tolist() == [(int(word) + 0.5) / 2**32 for word in words]
