"""Finding the elements of a data set in bytes (PS3.5 section 7): where each value lies, nothing decoded, nothing copied.

Everything is hostile input: depth, length and count are bounded before anything is allocated, and no length is believed.
"""

import struct
from dataclasses import dataclass, field

from viewer.entries import Entry
from viewer.errors import LimitExceeded

__all__ = [
    "FRONTS",
    "ITEM",
    "LONG",
    "MOST_DEPTH",
    "SHORT",
    "UNDEFINED",
    "Elements",
    "Encoding",
    "Growing",
    "PixelLocation",
    "Whole",
    "element_at",
    "walk",
]

MOST_DEPTH = 24
UNDEFINED = 0xFFFF_FFFF
ITEM = 0xFFFE_E000
LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
SHORT = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
FRONTS = {**dict.fromkeys(SHORT, 8), **dict.fromkeys(LONG, 12)}
"""Bytes from an explicit element's tag to its value (PS3.5 section 7.1.2)."""

_ITEM_END, _SEQUENCE_END = 0xFFFE_E00D, 0xFFFE_E0DD
_MOST_HEADER = 256 << 20
_LONG_WAY = 4096  # bytes of a sequence from which on its end is kept: the shorter ones are walked again as quickly
_MOST_ELEMENTS = 100_000
_PIXELS = {
    0x7FE0_0008: ("FloatPixelData", 32),
    0x7FE0_0009: ("DoubleFloatPixelData", 64),
    0x7FE0_0010: ("PixelData", 16),
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How elements are written: with their value representation or without, and the byte order as `struct` spells it."""

    explicit: bool
    order: str


@dataclass(frozen=True, slots=True)
class PixelLocation:
    """Where the value of the pixel element lies: from `start`, over `length` bytes; None when encapsulated (undefined length)."""

    keyword: str
    bits: int
    start: int
    length: int | None


Ends = dict[tuple[int, bool], tuple[int, int]]
"""Of long sequences of undefined length, by start and way of writing: where the items end, where the next element begins.

Each is walked once and not again with every sequence around it, which would take a report of twenty levels twenty times as long.
"""


@dataclass(slots=True)
class Elements:
    """What a walk found: tag -> (value representation, start, stop); the pixels; where it ended, and whether too early."""

    found: dict[int, tuple[bytes, int, int]] = field(default_factory=dict)
    pixels: PixelLocation | None = None
    end: int = 0
    truncated: bool = False
    ends: Ends = field(default_factory=dict)


class Whole:
    """Bytes that are all there."""

    __slots__ = ("data", "ends", "size")

    def __init__(self, data: bytes, ends: Ends | None = None) -> None:
        self.data = data
        self.size = len(data)
        self.ends = {} if ends is None else ends

    def reach(self, stop: int) -> bool:
        """Whether there are bytes up to `stop`."""
        return stop <= self.size


class Growing:
    """The front of an entry, read further when the header turns out to be longer."""

    __slots__ = ("_entry", "data", "ends", "size")

    def __init__(self, entry: Entry, head: int) -> None:
        self._entry = entry
        self.size = entry.size
        self.data = entry.read(0, min(head, self.size))
        self.ends: Ends = {}

    def reach(self, stop: int) -> bool:
        """Read on so that there are bytes up to `stop`, if there are so many; raises LimitExceeded and Unreadable."""
        if stop <= len(self.data):
            return True
        if stop > _MOST_HEADER:
            raise LimitExceeded(
                f"The file {self._entry.path} has {stop >> 20} MB of description before its picture",
                expected="A few kilobytes are usual; more than 256 MB is not opened",
            )
        self.data += self._entry.read(len(self.data), min(self.size, max(stop, 4 * len(self.data))))
        return stop <= len(self.data)


def element_at(data: bytes, position: int, encoding: Encoding) -> tuple[int, bytes, int, int] | None:
    """Read one element's front: tag, value representation, where its value starts, its length; None when cut off."""
    if position + 8 > len(data):
        return None
    order = encoding.order
    group, number, vr, length = struct.unpack_from(order + "HH2sH", data, position)
    tag = group << 16 | number
    if not encoding.explicit or group == 0xFFFE or vr not in SHORT:
        if encoding.explicit and group != 0xFFFE and vr in LONG:
            if position + 12 > len(data):
                return None
            return tag, vr, position + 12, struct.unpack_from(order + "I", data, position + 8)[0]
        # Implicit, a delimiter, or an element that an explicit file holds without its representation.
        return tag, b"", position + 8, struct.unpack_from(order + "I", data, position + 4)[0]
    return tag, vr, position + 8, length


def walk(source: "Whole | Growing", position: int, stop: int, encoding: Encoding, *, pixels: bool = False) -> Elements:
    """Note all elements of one data set from `position`, up to `stop`, to its delimiter or, where `pixels` may come, to them.

    The hot path of reading a folder: some hundred elements a file. Raises LimitExceeded.
    """
    result = Elements(end=stop, ends=source.ends)
    found, order = result.found, encoding.order
    front, long_front = struct.Struct(order + "HH2sH").unpack_from, struct.Struct(order + "I").unpack_from
    fronts = FRONTS if encoding.explicit else {}
    data = source.data
    size = min(stop, len(data))
    room = size - 12  # up to here the front of any element is there
    for _ in range(_MOST_ELEMENTS):
        if position > room:
            if position + 8 > stop:
                return result
            source.reach(min(stop, position + 12))
            data = source.data
            size = min(stop, len(data))
            room = size - 12
            if position + 8 > size:
                break
        group, number, vr, length = front(data, position)
        kind = fronts.get(vr)
        if kind == 8:
            start = position + 8
        elif kind == 12:
            if position + 12 > size:
                break
            start, length = position + 12, long_front(data, position + 8)[0]
        else:
            start, vr, length = position + 8, b"", long_front(data, position + 4)[0]
            if group == 0xFFFE:
                if number == _ITEM_END & 0xFFFF:
                    result.end = start
                    return result
                position = start  # a stray delimiter
                continue
        tag = group << 16 | number
        if group == 0x7FE0 and pixels and tag in _PIXELS:
            keyword, bits = _PIXELS[tag]
            result.pixels = PixelLocation(keyword, 8 if vr == b"OB" else bits, start, None if length == UNDEFINED else length)
            result.end = start
            return result
        if length == UNDEFINED:
            inner = Encoding(encoding.explicit and vr != b"UN", order)  # PS3.5 section 6.2.2, note: unknown means implicit inside
            end, position = _end_of_sequence(source, start, stop, inner)
            found[tag] = (vr or b"SQ", start, end)
            data = source.data
            size = min(stop, len(data))
            room = size - 12
            continue
        end = start + length
        if end > size:
            if end > stop or not source.reach(end):
                found[tag] = (vr, start, min(stop, len(source.data)))
                break
            data = source.data
            size = min(stop, len(data))
            room = size - 12
        found[tag] = (vr, start, end)
        position = end
    else:
        raise LimitExceeded(f"More than {_MOST_ELEMENTS} entries in one description")
    result.truncated = True
    return result


def _end_of_sequence(source: "Whole | Growing", position: int, stop: int, encoding: Encoding) -> tuple[int, int]:
    """Find the end of a sequence of undefined length: where its items end, and where the next element begins.

    Walks the delimiters with a counter instead of recursion; raises LimitExceeded beyond 24 levels.
    """
    ends = source.ends
    if known := ends.get((position, encoding.explicit)):
        return known
    implicit = Encoding(explicit=False, order=encoding.order)
    starts = [position]
    open_items = [False]  # one for each open sequence (False) or item (True) of undefined length
    encodings = [encoding]
    for _ in range(_MOST_ELEMENTS * 10):
        if position + 8 > stop:
            return stop, stop
        source.reach(min(stop, position + 12))
        # Between items there are only item tags and delimiters, which have no value representation.
        element = element_at(source.data, position, encodings[-1] if open_items[-1] else implicit)
        if element is None:
            return stop, stop
        tag, vr, start, length = element
        if tag == (_ITEM_END if open_items[-1] else _SEQUENCE_END):
            if start - starts[-1] > _LONG_WAY and not open_items[-1]:
                ends[starts[-1], encodings[-1].explicit] = position, start
            starts.pop()
            open_items.pop()
            encodings.pop()
            if not open_items:
                return position, start
            position = start
        elif tag in (_ITEM_END, _SEQUENCE_END):  # a stray delimiter
            position = start
        elif length == UNDEFINED:
            starts.append(start)
            open_items.append(tag == ITEM)
            encodings.append(implicit if vr == b"UN" else encodings[-1])
            if len(open_items) > 2 * MOST_DEPTH:
                raise LimitExceeded(f"Descriptions nested more than {MOST_DEPTH} deep")
            position = start
        else:
            position = start + length
            if position > stop:
                return stop, stop
    raise LimitExceeded("A list in the description has no end")
