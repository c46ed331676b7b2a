"""Sessions of a disc: where each lies in the image, and which addresses its sectors have on the disc.

Between two sessions of a CD lie some ten thousand sectors that hold nothing, and addresses count them. A plain image has them; most
programs leave them out (Nero, Alcohol, CloneCD, what makes BIN and CUE), and some images begin with a later session. Their lists of
tracks often lie in another file, so that the disc itself is asked: the first record of a folder tells where that folder lies
(ECMA-119, 6.8.2.2 and 9.1.3), and that of the first folder is looked for.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

from viewer.source.entries import Entry

__all__ = ["Disc"]

_SECTOR = 2048
_FIRST = 16  # sectors from the beginning of a session to its first volume descriptor
_MOST_SESSIONS = 99
_MOST_GAP = 16_384  # sectors between two sessions: 11,400 after the first of a CD, 6,900 after each further one (ECMA-394)
_MOST_FRONT = 16_384  # sectors from a session's volume descriptors to its first folder
_MOST_SECTORS = 100_000  # that are looked through in all
_PRIMARY = b"\1CD001\1"


class Disc:
    """The bytes of a disc by their addresses on it: an entry that has nothing between the sessions.

    `starts`: the addresses, in sectors, at which the sessions begin that were found so far.
    """

    __slots__ = ("_image", "_places", "_room", "path", "size", "starts")

    def __init__(self, image: Entry) -> None:
        self._image = image
        self.path = image.path
        self._room = _MOST_SECTORS
        self._places = [0]  # sectors of the image at which the sessions begin
        self.starts = [self._address(0, 0)]
        self.size = image.size + self._shift(0) * _SECTOR

    def _shift(self, number: int) -> int:
        return self.starts[number] - self._places[number]

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`, fewer where the session ends earlier; raises Unreadable."""
        stop = self.size if stop is None else min(stop, self.size)
        begin, left = self._place(start)
        return self._image.read(begin, begin + min(left, stop - start)) if left > 0 and start < stop else b""

    def ranges(self, ranges: Sequence[tuple[int, int]]) -> list[tuple[int | None, int]] | None:
        """Return where ranges (start, length) lie in the image; None where not all of that is in it."""
        found: list[tuple[int | None, int]] = []
        for start, length in ranges:
            begin, left = self._place(start)
            if length > left and length:
                return None
            found.append((begin if length else 0, length))
        return found

    def _place(self, start: int) -> tuple[int, int]:
        """Return where in the image a byte lies, and how many follow it there in its session."""
        number = bisect_right(self.starts, start // _SECTOR) - 1
        if number < 0:
            return 0, 0
        place = start - self._shift(number) * _SECTOR
        end = self._places[number + 1] * _SECTOR if number + 1 < len(self._places) else self._image.size
        return place, end - place

    def look_further(self) -> None:
        """Find the further sessions: their volume descriptors lie 16 sectors on, as those of a disc of its own.

        They are looked for after the end that a session tells of itself (ECMA-119, 8.4.8), as far as the gap between two can be.
        """
        place = 0
        while len(self.starts) <= _MOST_SESSIONS:
            address = self.starts[-1]
            told = self._image.read((place + _FIRST) * _SECTOR, (place + _FIRST) * _SECTOR + 84)
            length = struct.unpack_from("<I", told, 80)[0] if len(told) == 84 else 0
            # Counted from the beginning of the session by most, from that of the disc by some: then it would end earlier.
            ends = [length - self._shift(-1)] if length > address + _FIRST else []
            starts = [max(end, place + _FIRST + 2) for end in (*ends, place + length)]
            described = chain.from_iterable(self._marked(at, at + _MOST_GAP, _PRIMARY) for at in starts)
            next_one = next((sector for sector in described if sector - _FIRST > place), None)
            if next_one is None:
                break
            before, place = self._shift(-1), next_one - _FIRST
            address = self._address(place, before)
            self.starts.append(address if address > self.starts[-1] else place + before)
            self._places.append(place)
            self.size = self._image.size + self._shift(-1) * _SECTOR

    def _address(self, place: int, shift: int) -> int:
        """Return the address on the disc of the session that begins at sector `place` of the image.

        `shift`: by how many sectors addresses are ahead of places in the session before; it stays so where nothing else is found.
        """
        image = self._image
        told = image.read((place + _FIRST) * _SECTOR, (place + _FIRST + 1) * _SECTOR)
        if len(told) < _SECTOR or not told.startswith(_PRIMARY) or struct.unpack_from("<H", told, 128)[0] != _SECTOR:
            return place + shift
        root = struct.unpack_from("<I", told, 156 + 2)[0]
        itself = struct.pack("<I", root) + struct.pack(">I", root)
        for likely in (0, shift):
            if root >= likely and image.read((root - likely) * _SECTOR + 2, (root - likely) * _SECTOR + 10) == itself:
                return place + likely
        first = place + _FIRST + 1
        found = next(self._marked(first, first + _MOST_FRONT, itself, 2), None)
        return place + (shift if found is None else max(-place, root - found))

    def _marked(self, first: int, beyond: int, mark: bytes, at: int = 0) -> Iterator[int]:
        """Yield the sectors of the image from `first` on that have a mark at byte `at`."""
        beyond = min(beyond, self._image.size // _SECTOR)
        begin, count = first, 8
        while (count := min(2 * count, 256, beyond - begin, self._room)) > 0:
            self._room -= count
            data = self._image.read(begin * _SECTOR, (begin + count) * _SECTOR)
            found = data.find(mark)
            while found >= 0:
                if found % _SECTOR == at:
                    yield begin + found // _SECTOR
                found = data.find(mark, found + 1)
            begin += count
