"""Who is next among the comparisons that are computed side by side."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.web.turns import BEHIND, LONG, Turns


@dataclass(eq=False)
class Person:
    """A visitor whose turns take so many seconds."""

    name: str
    due: float
    seconds: float = 0.25
    to_do: float = 10.0

    def seconds_a_turn(self, n_threads: int) -> float:
        """Return what it was given."""
        return self.seconds / n_threads

    def seconds_to_do(self) -> float:
        """Return what it was given, less what it has had."""
        return self.to_do


def served(turns: Turns[Person], waiting: list[Person], times: list[float]) -> str:
    """Return who is served at these times, one turn after the other."""
    names = ""
    for now in times:
        taken = turns.take(waiting, now)
        assert taken is not None
        names += taken[0].name
        taken[0].to_do -= taken[0].seconds
        turns.give_back(taken[0], now)
    return names


def test_whoever_is_new_comes_first_then_who_needs_least_and_who_has_waited() -> None:
    turns: Turns[Person] = Turns(1)
    waiting = [Person(name, due) for due, name in enumerate("abc")]
    assert served(turns, waiting, [3, 4, 5]) == "abc"
    waiting[1].to_do = 5.0
    waiting.append(Person("d", 7.5))
    assert served(turns, waiting, [8, 9, 10]) == "dbb"
    # a had its turn at 3 and is due again at 13, c at 15; b goes on meanwhile.
    assert served(turns, waiting, [12, 13, 14, 15, 16]) == "babcb"


def test_a_small_one_is_done_before_a_large_one_that_began_earlier() -> None:
    turns: Turns[Person] = Turns(1)
    waiting = [Person("l", 0.0, to_do=100.0), Person("s", 0.5, to_do=1.0)]
    assert served(turns, waiting, [1.0, 1.25, 1.5, 1.75, 2.0]) == "lssss"


def test_newcomers_do_not_keep_the_others_waiting_for_ever() -> None:
    turns: Turns[Person] = Turns(1)
    old = Person("o", 0.0)
    assert served(turns, [old], [0.25]) == "o"
    names = ""
    for second in range(1, 30):  # somebody new each second
        names += served(turns, [old, Person("n", float(second))], [float(second)])
    gaps = [len(part) for part in names.split("o")]
    assert max(gaps) <= BEHIND + 1
    assert names.count("o") == 2


def test_one_alone_has_all_threads_and_several_have_one_each() -> None:
    turns: Turns[Person] = Turns(2)
    first, second = Person("a", 0.0), Person("b", 1.0)
    taken = turns.take([first], 5.0)
    assert taken == (first, 2)
    assert turns.take([first], 5.0) is None  # it is at work
    assert turns.take([first, second], 5.0) == (second, 1)


def test_the_spare_worker_serves_while_all_others_are_at_long_ones() -> None:
    turns: Turns[Person] = Turns(2)
    long, longer, short = Person("l", 0.0, LONG * 2), Person("m", 1.0, LONG * 3), Person("s", 2.0)
    waiting = [long, longer, short]
    assert turns.take(waiting, 5.0, is_spare=True) is None  # the others are free
    assert turns.take(waiting, 5.0) == (long, 1)
    assert turns.take(waiting, 5.0, is_spare=True) is None  # one of them still is
    assert turns.take(waiting, 5.0) == (longer, 1)
    assert turns.take(waiting, 5.0, is_spare=True) == (short, 1)
    turns.give_back(short, 3.0)
    assert turns.take([long, longer, Person("n", 4.0, LONG * 4)], 5.0, is_spare=True) is None  # never a long one
