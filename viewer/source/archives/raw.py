"""Raw images of discs (.bin, .mdf, some .img): whole sectors of 2352 bytes, with the marks and the checksums around the data (ECMA-130)."""

from collections.abc import Iterator

from viewer.errors import BrokenFile
from viewer.source.archives import iso
from viewer.source.archives.opening import Opening
from viewer.source.entries import Entry

__all__ = ["members", "recognised"]

_RAW, _DATA = 2352, 2048
_SYNC = b"\0" + 10 * b"\xff" + b"\0"
_FRONT = {1: 16, 2: 24}
"""Bytes before the data by the sector's mode: the second has a subheader (ECMA-130, 14; the Yellow Book's XA form 1)."""


class _Sectors:
    """The data alone, as an entry."""

    __slots__ = ("_base", "_front", "path", "size")

    def __init__(self, base: Entry, front: int) -> None:
        self._base, self._front = base, front
        self.path, self.size = base.path, base.size // _RAW * _DATA

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises Unreadable."""
        stop = self.size if stop is None else min(stop, self.size)
        if start >= stop:
            return b""
        first, beyond = start // _DATA, -(-stop // _DATA)
        raw = self._base.read(first * _RAW, beyond * _RAW)
        data = b"".join([raw[at + self._front : at + self._front + _DATA] for at in range(0, len(raw), _RAW)])
        return data[start - first * _DATA : stop - first * _DATA]


def recognised(head: bytes) -> bool:
    """Whether a file that begins so is one of raw sectors."""
    return head[:12] == _SYNC and head[15:16] in {b"\1", b"\2"}


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the files of the disc; raises BrokenFile, LimitExceeded, Unreadable."""
    sectors = _Sectors(archive, _FRONT[archive.read(15, 16)[0]])
    if not iso.recognised(sectors):
        raise BrokenFile(
            "This is the image of a disc, but there are no files on it that can be found", expected="Discs with music are written so too"
        )
    yield from iso.members(sectors, opening)
