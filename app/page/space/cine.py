"""Playing a series: which picture is due at which time."""

__all__ = ["SPEEDS", "Cine", "rate"]

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
ORDINARY = 10.0  # pictures per second where the file names no rate
SLOWEST, FASTEST = 0.5, 120.0


def rate(own, speed):
    """Give pictures per second from the file's own rate (None or nonsense: an ordinary one) and the chosen speed."""
    if not own or not 0 < own < 1000:
        own = ORDINARY
    return max(SLOWEST, min(FASTEST, own * speed))


class Cine:
    """A series being played from `index` since `now` (milliseconds), in a circle."""

    def __init__(self, index, now, per_second):
        self.start = index
        self.since = now
        self.per_second = per_second

    def due(self, now, count):
        """Give the index that is to be seen now: pictures that could not be drawn in time are left out, not queued."""
        return (self.start + int((now - self.since) * self.per_second / 1000)) % max(1, count)
