from __future__ import annotations

from threading import Event, Thread

from laurea.web.security.turns import Turns


def test_so_many_work_at_once_and_so_many_of_one() -> None:
    turns = Turns(at_once=2, of_one=1, waiting=0, wait_s=0)
    with turns.taken("ada") as first, turns.taken("ada") as again, turns.taken("eve") as second:
        assert (first, again, second) == (True, False, True)
        with turns.taken("bea") as third:
            assert not third
    with turns.taken("ada") as later:
        assert later


def test_a_turn_is_given_back_where_the_work_fails() -> None:
    turns = Turns(at_once=1, of_one=1, waiting=0, wait_s=0)
    try:
        with turns.taken("ada"):
            raise ValueError
    except ValueError:
        pass
    with turns.taken("eve") as is_held:
        assert is_held


def test_few_wait_and_get_the_turn_that_is_given_back() -> None:
    turns = Turns(at_once=1, of_one=1, waiting=1, wait_s=10)
    begun, ended, found = Event(), Event(), list[bool]()

    def wait() -> None:
        begun.set()
        with turns.taken("eve") as is_held:
            found.append(is_held)
        ended.set()

    with turns.taken("ada"):
        thread = Thread(target=wait)
        thread.start()
        begun.wait(5)
        while not turns._waiting:
            pass
        with turns.taken("bea") as is_held:
            assert not is_held
    assert ended.wait(5)
    thread.join()
    assert found == [True]
