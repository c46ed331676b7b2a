"""Requests on their way to the cell."""

from app.page.outbox import PATIENCE_MS, Outbox


class Wire:
    """A line to nowhere that writes down what was sent, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.sent = []
        self.now = 0.0
        self.outbox = Outbox(lambda kind, fields: self.sent.append((kind, fields)), lambda: self.now)


def test_the_first_request_leaves_at_once() -> None:
    wire = Wire()
    wire.outbox.put("view", 1)
    assert wire.sent == [("view", 1)]


def test_of_a_burst_only_the_newest_follows() -> None:
    wire = Wire()
    for number in range(50):
        wire.outbox.put("view", number)
    assert wire.outbox.answered("view")
    assert wire.sent == [("view", 0), ("view", 49)]
    assert wire.outbox.busy("view")
    wire.outbox.answered("view")
    assert not wire.outbox.busy("view")
    assert len(wire.sent) == 2


def test_kinds_do_not_wait_for_each_other() -> None:
    wire = Wire()
    wire.outbox.put("view", 1)
    wire.outbox.put("probe", 2)
    assert len(wire.sent) == 2


def test_what_was_not_asked_for_is_told() -> None:
    wire = Wire()
    assert not wire.outbox.answered("view")


def test_a_lost_answer_does_not_block_for_ever() -> None:
    wire = Wire()
    wire.outbox.put("view", 1)
    wire.now = PATIENCE_MS + 1
    wire.outbox.put("view", 2)
    assert wire.sent == [("view", 1), ("view", 2)]


def test_a_new_cell_starts_with_nothing_under_way() -> None:
    wire = Wire()
    wire.outbox.put("view", 1)
    wire.outbox.put("view", 2)
    wire.outbox.clear()
    wire.outbox.put("view", 3)
    assert wire.sent == [("view", 1), ("view", 3)]
