"""The way to the cell and back: what is asked goes out, and each message that comes is an action like any other."""

from app.page.outbox import Outbox
from app.page.update import choices, layers, leading, pictures, reading, saved
from app.protocol.messages import heard_in_page, to_cell

__all__ = ["Wire"]

ACTIONS = {
    # of the page's own JavaScript
    "intake": reading.intake,
    "boot": reading.boot,
    "core": reading.core,
    "sealed": choices.sealed,
    "requests": choices.requests,
    "license": choices.license,
    "closed": reading.closed,
    "crashed": reading.crashed,
    # of the cell
    "ready": reading.ready,
    "progress": reading.progress,
    "catalog": reading.catalog,
    "picture": pictures.painted,
    "loaded": reading.loaded,
    "value": pictures.value,
    "skipped": reading.skipped,
    "layers": layers.take,
    "marks": layers.take_marks,
    "largest": leading.take_largest,
    "beneath": layers.beneath,
    "over": leading.take_over,
    "host": leading.take_host,
    "saved_views": saved.take,
    "thumbnail": reading.thumbnail,
    "trouble": reading.trouble,
}
ANSWERS = {"picture": "draw", "value": "probe", "marks": "marks", "beneath": "beneath"}  # message -> the kind of request that it answers
WAITED_FOR = ("progress", "catalog")  # which want to know what is still on its way


class Wire:
    """Messages by `oms`; dispatch(action, …) changes the state, clock() gives milliseconds."""

    def __init__(self, oms, dispatch, clock):
        self.oms, self.dispatch = oms, dispatch
        self.direct = {}  # message -> function, of those that change nothing of the state
        self.outbox = Outbox(self.send, clock)

    def send(self, kind, fields):
        """Send a message to the cell."""
        self.oms.send(kind, to_cell(kind, fields))

    def put(self, kind, fields):
        """Ask for something of a view, of which only the newest counts."""
        self.outbox.put(kind, fields)

    def busy(self, number):
        """Whether a view waits for its picture."""
        return self.outbox.busy("draw", number)

    def take(self, name, text):
        """Take one message; the page's own scripts have taken some of them already."""
        told = heard_in_page(name, text)
        if name in ANSWERS and (name != "picture" or told["seq"]):  # the first picture of all comes unasked
            self.outbox.answered(ANSWERS[name], told["view"])
        if name in WAITED_FOR:
            self.dispatch(ACTIONS[name], told, busy=self.outbox.waited("draw"))
        elif name in ACTIONS:
            self.dispatch(ACTIONS[name], told)
        elif name in self.direct:
            self.direct[name](told)
