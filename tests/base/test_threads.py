"""Work shared out among threads: in order, cancelled at once, and with no thread left behind."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from simulation.base.errors import Cancelled
from simulation.base.threads import Cancel, ProcessSetting, in_order, linear_algebra_on_one_thread, never


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before


def test_results_come_in_the_order_of_the_items() -> None:
    later = threading.Event()

    def work(item: int, should_stop: Cancel) -> int:
        if item == 0:
            later.wait(10)  # the first is done last
        elif item == 3:
            later.set()
        return item * item

    assert list(in_order(work, range(6), 2)) == [0, 1, 4, 9, 16, 25]


def test_work_under_way_is_stopped_and_nothing_else_begins() -> None:
    begun: list[int] = []
    is_cancelled = threading.Event()

    def work(item: int, should_stop: Cancel) -> int:
        begun.append(item)
        while not should_stop():
            is_cancelled.set()  # as soon as one is in its midst
        raise Cancelled

    with pytest.raises(Cancelled):
        list(in_order(work, range(100), 2, is_cancelled.is_set))
    assert set(begun) <= {0, 1}


def test_cancelling_is_heard_even_if_all_work_is_done_already() -> None:
    taken: list[int] = []

    def work(item: int, should_stop: Cancel) -> int:
        return item

    with pytest.raises(Cancelled):
        taken.extend(in_order(work, range(3), 3, lambda: len(taken) == 1))
    assert taken == [0]


def test_one_thread_at_a_time_asks_whether_to_stop() -> None:
    asking = threading.Lock()
    waiting = threading.Event()

    def cancel() -> bool:
        assert asking.acquire(blocking=False)
        waiting.wait(0.001)
        asking.release()
        return False

    def work(item: int, should_stop: Cancel) -> bool:
        return any(should_stop() for _ in range(5))

    assert list(in_order(work, range(8), 4, cancel)) == [False] * 8


def test_an_error_in_asking_is_raised_whoever_asked() -> None:
    asked_by_other = threading.Event()
    caller = threading.current_thread()

    def cancel() -> bool:
        if threading.current_thread() is not caller and not asked_by_other.is_set():
            asked_by_other.set()
            raise KeyError("cancel")
        return False

    def work(item: int, should_stop: Cancel) -> int:
        while not should_stop():
            pass
        return item

    with pytest.raises(KeyError, match="cancel"):
        list(in_order(work, range(4), 2, cancel))


def test_an_error_of_work_stops_the_others_and_so_does_leaving_early() -> None:
    def work(item: int, should_stop: Cancel) -> int:
        if item == 0:
            return 0
        if item == 1:
            raise ValueError(item)
        while not should_stop():
            pass
        raise Cancelled

    with pytest.raises(ValueError, match="1"):
        list(in_order(work, range(9), 3, never))
    with closing(in_order(work, range(9), 3)) as results:
        assert next(results) == 0  # and no more: the threads are left at their work


def test_a_shared_state_is_restored_by_the_last_block_to_end() -> None:
    state = ["before"]

    @contextmanager
    def setting() -> Iterator[None]:
        state.append("within")
        yield
        state.pop()

    shared = ProcessSetting(setting)
    first, second = shared(), shared()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)  # the one that set it is done before the other
    assert state == ["before", "within"]
    second.__exit__(None, None, None)
    assert state == ["before"]
    with pytest.raises(LookupError), shared():
        raise LookupError
    assert state == ["before"]


def test_linear_algebra_has_its_threads_again_after_blocks_that_overlap() -> None:
    def n_threads() -> set[int]:
        return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}

    with threadpool_limits(2, user_api="blas"):
        before = n_threads()
        first, second = linear_algebra_on_one_thread(), linear_algebra_on_one_thread()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert n_threads() <= {1}
        second.__exit__(None, None, None)
        assert n_threads() == before
