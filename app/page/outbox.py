"""Requests on their way to the cell: of each kind and view one is under way and the newest waits; what is older is dropped.

So a burst of wheel turns costs as many pictures as the cell can draw and never a queue.
"""

__all__ = ["Outbox"]

PATIENCE_MS = 3000  # an answer that takes longer was lost; the next request is sent all the same


class Outbox:
    """What was asked and not yet answered. send(kind, fields) sends; clock() gives milliseconds."""

    def __init__(self, send, clock):
        self.send = send
        self.clock = clock
        self.sent = {}
        self.waiting = {}

    def put(self, kind, fields):
        """Send now, or as soon as the request of this kind and view that is under way is answered."""
        now, key = self.clock(), (kind, fields["view"])
        if key in self.sent and now - self.sent[key] < PATIENCE_MS:
            self.waiting[key] = fields
            return
        self.sent[key] = now
        self.waiting.pop(key, None)
        self.send(kind, fields)

    def answered(self, kind, view):
        """An answer came: send what waits. Return whether anything of this kind had been asked for."""
        key = (kind, view)
        asked = self.sent.pop(key, None) is not None
        if key in self.waiting:
            self.sent[key] = self.clock()
            self.send(kind, self.waiting.pop(key))
        return asked

    def busy(self, kind, view):
        """Whether an answer of this kind is still to come, and was not lost."""
        return self.clock() - self.sent.get((kind, view), -PATIENCE_MS) < PATIENCE_MS

    def waited(self, kind):
        """Return the views to which an answer of this kind is still to come."""
        return [view for asked, view in self.sent if asked == kind and self.busy(kind, view)]

    def drop(self, view):
        """Forget what was asked for a view: it gets no answer any more."""
        for key in [key for key in self.sent if key[1] == view]:
            del self.sent[key]
        for key in [key for key in self.waiting if key[1] == view]:
            del self.waiting[key]

    def clear(self):
        """Forget everything: the cell that was asked is gone."""
        self.sent = {}
        self.waiting = {}
