"""Requests on their way to the cell."""

from app.page.outbox import PATIENCE_MS, Outbox


def asked(number: int, view: int = 1) -> dict[str, int]:
    return {"view": view, "number": number}


class Wire:
    """A line to nowhere that writes down what was sent, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.sent = []
        self.now = 0.0
        self.outbox = Outbox(lambda kind, fields: self.sent.append((kind, fields)), lambda: self.now)


def test_the_first_request_leaves_at_once() -> None:
    wire = Wire()
    wire.outbox.put("draw", asked(1))
    assert wire.sent == [("draw", asked(1))]


def test_of_a_burst_only_the_newest_follows() -> None:
    wire = Wire()
    for number in range(50):
        wire.outbox.put("draw", asked(number))
    assert wire.outbox.answered("draw", 1)
    assert wire.sent == [("draw", asked(0)), ("draw", asked(49))]
    assert wire.outbox.busy("draw", 1)
    wire.outbox.answered("draw", 1)
    assert not wire.outbox.busy("draw", 1)
    assert len(wire.sent) == 2


def test_kinds_do_not_wait_for_each_other() -> None:
    wire = Wire()
    wire.outbox.put("draw", asked(1))
    wire.outbox.put("probe", asked(2))
    assert len(wire.sent) == 2


def test_views_do_not_wait_for_each_other() -> None:
    wire = Wire()
    for view in (1, 2, 3, 4):
        for number in range(5):
            wire.outbox.put("draw", asked(number, view))
    assert wire.sent == [("draw", asked(0, view)) for view in (1, 2, 3, 4)]
    wire.outbox.answered("draw", 3)
    assert wire.sent[4:] == [("draw", asked(4, 3))]
    assert wire.outbox.busy("draw", 1)


def test_what_was_not_asked_for_is_told() -> None:
    wire = Wire()
    assert not wire.outbox.answered("draw", 1)


def test_a_lost_answer_does_not_block_for_ever() -> None:
    wire = Wire()
    wire.outbox.put("draw", asked(1))
    wire.now = PATIENCE_MS + 1
    wire.outbox.put("draw", asked(2))
    assert wire.sent == [("draw", asked(1)), ("draw", asked(2))]


def test_a_new_cell_starts_with_nothing_under_way() -> None:
    wire = Wire()
    wire.outbox.put("draw", asked(1))
    wire.outbox.put("draw", asked(2))
    wire.outbox.clear()
    wire.outbox.put("draw", asked(3))
    assert wire.sent == [("draw", asked(1)), ("draw", asked(3))]


def test_what_was_asked_for_a_view_that_is_gone_is_forgotten_and_what_was_lost_is_not_waited_for() -> None:
    wire = Wire()
    for number, view in ((1, 2), (2, 2), (3, 1)):
        wire.outbox.put("draw", asked(number, view))
    assert sorted(wire.outbox.waited("draw")) == [1, 2]
    wire.outbox.drop(2)
    assert not wire.outbox.busy("draw", 2)
    wire.outbox.put("draw", asked(4, 2))
    assert wire.sent[-1] == ("draw", asked(4, 2))
    assert not wire.outbox.answered("draw", 3)
    wire.now += PATIENCE_MS
    assert not wire.outbox.busy("draw", 1)
    assert wire.outbox.waited("draw") == []
