"""Finding the elements of a data set in bytes (PS3.5 section 7): where each value lies, nothing decoded, nothing copied.

Everything is hostile input: depth, length and count are bounded before anything is allocated, and no length is believed.
An element whose representation is unknown, or contradicts its bytes, is read in each way that its front allows; the one after
which sound elements follow counts.
"""

import struct
from dataclasses import dataclass, field

from viewer.errors import LimitExceeded
from viewer.source.entries import Entry

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
    "follows",
    "inside_unknown",
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
_ITEMS = frozenset((b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00", b"\xfe\xff\xdd\xe0", b"\xff\xfe\xe0\xdd"))
"""What the value of a sequence begins with: an item, or the end of the sequence, in either order of bytes."""
_SURE = 3
"""Sound elements that have to follow one after the other before a reading is taken for certain."""
_LETTERS = 0x4141
"""The least length that can be two letters in truth: of an element that was written explicitly among implicit ones."""
_MOST_JUDGED = 1000
"""Elements of one file that are read in several ways; beyond it the way that was right for the same letters before is taken."""
_MOST_STEPS = 128  # elements looked at for one that is odd: of many odd ones in a row each may be read in three ways
_MOST_EMPTY = 64  # items without anything in them that are passed over to see how the others are written
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


Ends = dict[tuple[int, bool, str], tuple[int, int]]
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

    __slots__ = ("data", "ends", "habits", "judged", "size", "steps")

    def __init__(self, data: bytes, ends: Ends | None = None) -> None:
        self.data = data
        self.size = len(data)
        self.ends = {} if ends is None else ends
        self.judged = self.steps = 0
        self.habits: dict[bytes, int] = {}

    def reach(self, stop: int) -> bool:
        """Whether there are bytes up to `stop`."""
        return stop <= self.size

    def peek(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to `stop`, as far as they are there."""
        return self.data[start:stop]

    def passed_over(self, start: int, stop: int) -> int:
        """Return where to go on behind bytes that are not to be read."""
        del start
        return stop


class Growing:
    """The front of an entry, read further when the header turns out to be longer.

    Where bytes in the middle were passed over, what is behind them lies in `data` as if they had never been there.
    """

    __slots__ = ("_entry", "_gap", "_gone", "data", "ends", "habits", "judged", "size", "steps")

    def __init__(self, entry: Entry, head: int) -> None:
        self._entry = entry
        self.size = entry.size
        self.data = entry.read(0, min(head, self.size))
        self.ends: Ends = {}
        self.judged = self.steps = 0
        self.habits: dict[bytes, int] = {}
        self._gap, self._gone = self.size, 0

    def reach(self, stop: int) -> bool:
        """Read on so that there are bytes up to `stop`, if there are so many; raises LimitExceeded and Unreadable."""
        if stop <= len(self.data):
            return True
        if stop > _MOST_HEADER:
            raise LimitExceeded("header.long", path=self._entry.path, mb=stop >> 20, most=_MOST_HEADER >> 20)
        self.data += self._read(len(self.data), min(self.size, max(stop, 4 * len(self.data))))
        return stop <= len(self.data)

    def peek(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to `stop`, as far as they are there, without reading all that lies before them."""
        return self.data[start:stop] if stop <= len(self.data) else self._read(start, min(stop, self.size))

    def passed_over(self, start: int, stop: int) -> int:
        """Return where to go on behind bytes that are not to be read: they are cut out where not all of the file was read."""
        if len(self.data) >= self.size:
            return stop
        self._gap, self._gone = start, stop - start
        self.data = self.data[:start]
        self.size -= self._gone
        return start

    @property
    def passed(self) -> tuple[int, int]:
        """Where bytes were passed over in `data`, and how many."""
        return self._gap, self._gone

    def _read(self, start: int, stop: int) -> bytes:
        if start < self._gap < stop:
            return self._entry.read(start, self._gap) + self._entry.read(self._gap + self._gone, stop + self._gone)
        gone = self._gone if start >= self._gap else 0
        return self._entry.read(start + gone, stop + gone)


_FRONT = {order: struct.Struct(order + "HH2sH").unpack_from for order in "<>"}
_LENGTH = {order: struct.Struct(order + "I").unpack_from for order in "<>"}


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


def follows(
    source: "Whole | Growing", position: int, stop: int, encoding: Encoding, *, after: int = -1, most: int = _SURE, strict: bool = False
) -> int:
    """Count the sound elements that follow one another at `position`, up to `most`; all of them where the data set ends there.

    Sound: a higher number than `after`, a representation that there is, and a value that ends where the next begins. Odd ones in between
    are passed over, and not counted; `strict`: not as the first.
    """
    source.steps = 0
    return _count(source, position, stop, encoding, after, most, strict=strict)


def _count(source: "Whole | Growing", position: int, stop: int, encoding: Encoding, after: int, most: int, *, strict: bool = False) -> int:
    if position == stop:
        return most
    source.steps += 1
    if source.steps > _MOST_STEPS:
        return 0
    front = source.peek(position, min(stop, position + 12)) if position < stop else b""
    if len(front) < 8:
        return int(0 < stop - position < 8)  # a few bytes of padding
    group, number, vr, short = struct.unpack_from(encoding.order + "HH2sH", front)
    tag = group << 16 | number
    if group == 0xFFFE:
        return most if tag in (_ITEM_END, _SEQUENCE_END) and front[4:8] == bytes(4) else 0
    if tag <= after or not group:
        return 0
    best = 0
    for start, length, known in _readings(front, position, encoding, vr, short):
        if strict and not known:
            continue
        if length == UNDEFINED:
            score = most if source.peek(start, start + 4) in _ITEMS else 0
        elif tag in _PIXELS and known:
            score = most
        elif start + length > stop:
            score = 0
        else:
            score = known + (_count(source, start + length, stop, encoding, tag, most - known) if most > known else 0)
        best = max(best, score)
    return best


def _readings(front: bytes, position: int, encoding: Encoding, vr: bytes, short: int) -> list[tuple[int, int, bool]]:
    """Return the ways to read an element's front as (where its value starts, its length, whether it is as the standard has it)."""
    (implicit,) = struct.unpack_from(encoding.order + "I", front, 4)
    if not encoding.explicit:
        return [(position + 8, implicit, True)]
    kind = FRONTS.get(vr)
    if kind == 8:
        return [(position + 8, short, True)]
    long = struct.unpack_from(encoding.order + "I", front, 8)[0] if len(front) >= 12 else None
    if kind == 12 and not short:
        return [] if long is None else [(position + 12, long, True)]
    found = [(position + 8, short, False), (position + 8, implicit, False)]
    return found if long is None else [(position + 12, long, False), *found]


def _judged(source: "Whole | Growing", position: int, stop: int, encoding: Encoding) -> tuple[bytes, int, int] | None:
    """Read an odd element in each way that its front allows, and take the one after which sound elements follow.

    Gives representation, start and length; None when the front is cut off. Odd: a representation that nobody knows ("OX", "??",
    blanks, small letters: old converters and de-identifiers), a long one with a short length or the other way round, none at all,
    or one in a file that has none.
    """
    front = source.peek(position, min(stop, position + 12))
    if len(front) < 8:
        return None
    order = encoding.order
    group, number, vr, short = struct.unpack_from(order + "HH2sH", front)
    tag = group << 16 | number
    kind = FRONTS.get(vr)
    written = vr if kind else b"UN"  # then the dictionary tells what it is
    ways = [(b"", position + 8, struct.unpack_from(order + "I", front, 4)[0]), (written, position + 8, short)]
    if len(front) == 12:
        ways.append((written, position + 12, struct.unpack_from(order + "I", front, 8)[0]))
    # What to take where nothing tells them apart: the way of the standard first, then what the two bytes look like.
    likely: tuple[int, ...] = (1, 2, 0) if kind == 8 or (kind is None and short) else (2, 1, 0)
    if not encoding.explicit or not all(0x20 <= letter < 0x7F for letter in vr):
        likely = (0, *(way for way in likely if way))
    turns = [way for way in likely if way < len(ways) and (way or kind != 8 or vr not in SHORT or not encoding.explicit)]
    if source.judged >= _MOST_JUDGED:
        way = source.habits.get(vr, turns[0])
        return ways[way] if way < len(ways) else ways[turns[0]]
    source.judged += 1
    proper = not encoding.explicit or vr in SHORT or (vr in LONG and not short)  # it is the value that runs beyond the end, or seems empty
    best, score = turns[0], -1
    for way in turns:
        start, length = ways[way][1:]
        if way != 1 and source.peek(start, start + 4) in _ITEMS and (length == UNDEFINED or (proper and way == turns[0])):
            found = _SURE
        elif start + length > stop:
            found = 0 if way == turns[0] else -1
        else:
            found = follows(source, start + length, stop, encoding, after=tag, strict=proper)
        if found > score:
            best, score = way, found
    source.habits[vr] = best
    return ways[best]


def inside_unknown(source: "Whole | Growing", position: int, stop: int) -> Encoding:
    """Return how the items inside an element of unknown representation are written: as their bytes show.

    Implicit and little endian where those do not tell, as the standard has it for all of them (PS3.5 section 6.2.2, note 2); gateways
    that copy what they do not know leave it as it was.
    """
    for _ in range(_MOST_EMPTY):
        front = source.peek(position, min(stop, position + 8))
        order = {b"\xfe\xff\x00\xe0": "<", b"\xff\xfe\xe0\x00": ">"}.get(front[:4])
        if len(front) < 8 or order is None:
            break
        (length,) = struct.unpack_from(order + "I", front, 4)
        start = position + 8
        if not length:
            position = start
            continue
        if length == UNDEFINED and source.peek(start, start + 4) in (b"\xfe\xff\x0d\xe0", b"\xff\xfe\xe0\x0d"):
            position = start + 8
            continue
        end = stop if length == UNDEFINED else min(stop, start + length)
        implicit, explicit = (follows(source, start, end, Encoding(way, order)) for way in (False, True))
        return Encoding(explicit > implicit, order)
    return Encoding(explicit=False, order="<")


def walk(source: "Whole | Growing", position: int, stop: int, encoding: Encoding, *, pixels: bool = False) -> Elements:
    """Note all elements of one data set from `position`, up to `stop`, to its delimiter or, where `pixels` may come, to them.

    The hot path of reading a folder: some hundred elements a file. Raises LimitExceeded.
    """
    result = Elements(end=stop, ends=source.ends)
    found, order = result.found, encoding.order
    front, long_front = _FRONT[order], _LENGTH[order]
    explicit = encoding.explicit
    fronts = FRONTS if explicit else {}
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
            odd = not length and start <= room and _breaks_off(front(data, start), group, number)
        elif kind == 12:
            if position + 12 > size:
                break
            odd = length != 0
            start, length = position + 12, long_front(data, position + 8)[0]
        else:
            start, written, length = position + 8, vr, long_front(data, position + 4)[0]
            vr = b""
            if group == 0xFFFE:
                if number == _ITEM_END & 0xFFFF:
                    result.end = start
                    return result
                position = start  # a stray delimiter
                continue
            odd = explicit or (length >= _LETTERS and written in FRONTS)
        tag = group << 16 | number
        if odd:
            vr, start, length = _judged(source, position, stop, encoding) or (vr, start, length)
        if group == 0x7FE0 and pixels and tag in _PIXELS:
            if kind == 8 or (start + length > stop and length != UNDEFINED and not odd):
                vr, start, length = _judged(source, position, stop, encoding) or (vr, start, length)
            keyword, bits = _PIXELS[tag]
            result.pixels = PixelLocation(keyword, 8 if vr == b"OB" else bits, start, None if length == UNDEFINED else length)
            result.end = start
            return result
        if length == UNDEFINED:
            unknown = vr != b"SQ" and (explicit or vr == b"UN")
            end, position = _end_of_sequence(source, start, stop, inside_unknown(source, start, stop) if unknown else encoding)
            found[tag] = (vr or (b"UN" if explicit else b"SQ"), start, end)
            data = source.data
            size = min(stop, len(data))
            room = size - 12
            continue
        end = start + length
        if end > size:
            if end > stop and not odd and (judged := _judged(source, position, stop, encoding)) and judged[1:] != (start, length):
                vr, start, length = judged
                end = start + length
            if end > stop or not source.reach(end):
                found[tag] = (vr, start, min(stop, len(source.data)))
                break
            data = source.data
            size = min(stop, len(data))
            room = size - 12
        found[tag] = (vr, start, end)
        position = end
    else:
        raise LimitExceeded("header.entries", most=_MOST_ELEMENTS)
    result.truncated = True
    return result


def _breaks_off(front: tuple[int, int, bytes, int], group: int, number: int) -> bool:
    """Whether what follows an empty element is no sound one: it may not be empty but have its length where long ones have it."""
    return (front[2] not in FRONTS or front[0] < group or (front[0] == group and front[1] <= number)) and front[0] != 0xFFFE


def _end_of_sequence(source: "Whole | Growing", position: int, stop: int, encoding: Encoding) -> tuple[int, int]:
    """Find the end of a sequence of undefined length: where its items end, and where the next element begins.

    Walks the delimiters with a counter instead of recursion; raises LimitExceeded beyond 24 levels.
    """
    ends = source.ends
    if known := ends.get((position, encoding.explicit, encoding.order)):
        return known
    starts = [position]
    open_items = [False]  # one for each open sequence (False) or item (True) of undefined length
    encodings = [encoding]
    data = source.data
    size = min(stop, len(data))
    for _ in range(_MOST_ELEMENTS * 10):
        if position + 12 > size:
            if position + 8 > stop:
                return stop, stop
            source.reach(min(stop, position + 12))
            data = source.data
            size = min(stop, len(data))
            if position + 8 > size:
                return stop, stop
        inner = encodings[-1]
        group, number, vr, length = _FRONT[inner.order](data, position)
        tag = group << 16 | number
        # Between items there are only item tags and delimiters, which have no value representation.
        kind = FRONTS.get(vr) if inner.explicit and open_items[-1] and group != 0xFFFE else None
        if kind == 8:
            start = position + 8
            odd = not length and start + 8 <= size and _breaks_off(_FRONT[inner.order](data, start), group, number)
        elif kind == 12:
            if position + 12 > size:
                return stop, stop
            odd = length != 0
            start, length = position + 12, _LENGTH[inner.order](data, position + 8)[0]
        else:
            start, written, length = position + 8, vr, _LENGTH[inner.order](data, position + 4)[0]
            vr = b""
            odd = open_items[-1] and group != 0xFFFE and (inner.explicit or (length >= _LETTERS and written in FRONTS))
        if odd or (start + length > stop and length != UNDEFINED and group != 0xFFFE):
            vr, start, length = _judged(source, position, stop, inner) or (vr, start, length)
        if tag == (_ITEM_END if open_items[-1] else _SEQUENCE_END):
            if start - starts[-1] > _LONG_WAY and not open_items[-1]:
                ends[starts[-1], inner.explicit, inner.order] = position, start
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
            unknown = open_items[-2] and vr != b"SQ" and (inner.explicit or vr == b"UN")
            encodings.append(inside_unknown(source, start, stop) if unknown else inner)
            if len(open_items) > 2 * MOST_DEPTH:
                raise LimitExceeded("header.deep", most=MOST_DEPTH)
            position = start
        else:
            position = start + length
            if position > stop:
                return stop, stop
    raise LimitExceeded("header.endless")
