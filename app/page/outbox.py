"""Requests on their way to the cell: of each kind one is under way and the newest waits; what is older is dropped.

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
        """Send now, or as soon as the request of this kind that is under way is answered."""
        now = self.clock()
        if kind in self.sent and now - self.sent[kind] < PATIENCE_MS:
            self.waiting[kind] = fields
            return
        self.sent[kind] = now
        self.waiting.pop(kind, None)
        self.send(kind, fields)

    def answered(self, kind):
        """An answer came: send what waits. Tells whether anything of this kind had been asked for."""
        asked = self.sent.pop(kind, None) is not None
        if kind in self.waiting:
            self.sent[kind] = self.clock()
            self.send(kind, self.waiting.pop(kind))
        return asked

    def busy(self, kind):
        """Tell whether an answer of this kind is still to come."""
        return kind in self.sent

    def clear(self):
        """Forget everything: the cell that was asked is gone."""
        self.sent = {}
        self.waiting = {}
