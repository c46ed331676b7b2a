"""The data of sectors that are kept with what surrounds it on the disc (ECMA-130, 14; the Yellow Book's XA form 1)."""

from viewer.source.entries import Entry

__all__ = ["DATA", "RAW", "STRIDES", "SYNC", "Sectors"]

DATA, RAW = 2048, 2352
STRIDES = (DATA, 2336, RAW, 2448)
"""Bytes that an image keeps of a sector: its data; with subheader and checksums; all of it; also with its subchannels."""

SYNC = b"\0" + 10 * b"\xff" + b"\0"
_FRONT = {1: 16, 2: 24}
"""Bytes before the data by the sector's mode: the second has a subheader."""


class Sectors:
    """The data alone, as an entry; `stride`: one of STRIDES."""

    __slots__ = ("_base", "_stride", "path", "size")

    def __init__(self, base: Entry, stride: int = RAW) -> None:
        self._base, self._stride = base, stride
        self.path, self.size = base.path, base.size // stride * DATA

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises Unreadable."""
        stop = self.size if stop is None else min(stop, self.size)
        if start >= stop:
            return b""
        if self._stride == DATA:
            return self._base.read(start, stop)
        first, beyond = start // DATA, -(-stop // DATA)
        raw = self._base.read(first * self._stride, beyond * self._stride)
        pieces = []
        for at in range(0, len(raw), self._stride):
            front = at + (8 if self._stride < RAW else _FRONT.get(raw[at + 15] if at + 15 < len(raw) else 0, 16))
            pieces.append(raw[front : front + DATA])
        return b"".join(pieces)[start - first * DATA : stop - first * DATA]
