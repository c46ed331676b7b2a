"""The store: an action changes the state, and what it returns is done in its order."""

import pytest

from app.page.state import State
from app.page.store import Store


def store(done: list[object]) -> Store:
    made = Store(lambda ms, callback: done.append((ms, callback)), done.append)
    made.doing["write"] = done.append
    return made


def first(state: State, text: str) -> list[tuple[object, ...]]:
    state.speed = 2.0
    return [("write", text), ("next", second), ("write", "last")]


def second(state: State) -> list[tuple[object, ...]]:
    return [("write", f"at {state.speed}")]


def test_the_steps_are_done_one_after_the_other_and_an_action_among_them_in_its_place() -> None:
    done: list[object] = []
    store(done).dispatch(first, "begun")
    assert done == ["begun", "at 2.0", "last"]


def test_what_is_to_wait_for_the_next_frame_is_done_once_however_often_it_was_asked_for() -> None:
    done: list[object] = []
    made = store(done)
    for _ in range(3):
        made.dispatch(lambda _: [("soon", second)])
    (callback,) = done
    callback()  # type: ignore[operator]  # the list holds what was written down as well
    assert done[1:] == ["at 1.0"]
    made.dispatch(lambda _: [("soon", second)])
    assert len(done) == 3


def test_what_is_to_wait_for_a_time_is_done_then() -> None:
    done: list[object] = []
    made = store(done)
    made.dispatch(lambda _: [("after", 250, second)])
    ((ms, callback),) = done  # type: ignore[misc]  # as above
    assert ms == 250
    callback()
    assert done[1:] == ["at 1.0"]


def test_a_step_that_nobody_does_is_an_error_and_not_lost() -> None:
    with pytest.raises(KeyError):
        store([]).dispatch(lambda _: [("nonsense",)])
