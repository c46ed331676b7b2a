"""Ranges of an entry as an entry, and entries that cannot be read."""

from bisect import bisect
from collections.abc import Sequence
from typing import NoReturn

from viewer.errors import ViewerError
from viewer.source.entries import Entry

__all__ = ["Ahead", "Part", "Refused", "Taken"]

_AHEAD = 1 << 18


class Part:
    """Ranges (start, length) of another entry, one after the other; a start of None stands for zeros that were never written."""

    __slots__ = ("base", "path", "ranges", "size")

    def __init__(self, base: Entry, ranges: Sequence[tuple[int | None, int]], *, path: str) -> None:
        self.base = base
        self.ranges = ranges
        self.path = path
        self.size = sum(length for _, length in ranges)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises Unreadable."""
        stop = self.size if stop is None else min(stop, self.size)
        pieces: list[bytes] = []
        at = 0
        for begin, length in self.ranges:
            low, high = max(start, at) - at, min(stop, at + length) - at
            if low < high:
                piece = bytes(high - low) if begin is None else self.base.read(begin + low, begin + high)
                pieces.append(piece)
                if len(piece) < high - low:  # the image is cut short: what follows would be in the wrong place
                    break
            at += length
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class Refused:
    """A member that cannot be read; reading it raises the reason."""

    __slots__ = ("error", "path", "size")

    def __init__(self, path: str, error: ViewerError, *, size: int = 0) -> None:
        self.path = path
        self.size = size
        self.error = error

    def read(self, start: int = 0, stop: int | None = None) -> NoReturn:
        """Raise the reason."""
        del start, stop
        raise self.error


class Ahead:
    """An entry of which a little more is read than was asked for: in archives what is needed next lies beside it."""

    __slots__ = ("_at", "_base", "_held", "path", "size", "starts")

    def __init__(self, base: Entry) -> None:
        self._base = base
        self.path, self.size = base.path, base.size
        self._at, self._held = 0, b""
        self.starts: tuple[int, ...] = getattr(base, "starts", (0,))
        """Where the parts begin, of an archive in several."""

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises Unreadable."""
        start = min(start, self.size)
        stop = self.size if stop is None else min(stop, self.size)
        if stop - start > _AHEAD:
            return self._base.read(start, stop)
        if not self._at <= start <= stop <= self._at + len(self._held):
            self._held = self._base.read(start, min(self.size, start + _AHEAD))
            self._at = start
        return self._held[start - self._at : max(start, stop) - self._at]


class Taken:
    """Which bytes of an archive belong to something already: no two members may share any (zip bombs let thousands share all)."""

    __slots__ = ("_starts", "_stops")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []

    def take(self, start: int, stop: int) -> bool:
        """Claim a range; False where a part of it was claimed before."""
        index = bisect(self._starts, start)
        before = index > 0 and self._stops[index - 1] > start
        after = index < len(self._starts) and self._starts[index] < stop
        if before or after:
            return False
        self._starts.insert(index, start)
        self._stops.insert(index, stop)
        return True
