"""A DICOM data set without its pixels, read leniently and within bounds.

Written for files as they are, not as they should be: the encoding is taken from the bytes and not from what the file says
of itself, numbers may hold commas and blanks, a cut file gives what is there. Everything is hostile input: depth, length
and count are bounded before anything is allocated. Sources: PS3.5 section 7 (encoding), PS3.10 section 7 (file format).
"""

import math
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viewer.entries import Entry
from viewer.errors import BrokenFile, LimitExceeded, NotDicom
from viewer.tags import tag_of
from viewer.text import decode_text

__all__ = ["DEFLATED", "HEAD", "Header", "PixelLocation", "inflate", "read_header"]

HEAD = 1 << 16
"""Bytes read at first: enough for the header of nearly every classic image."""

DEFLATED = "1.2.840.10008.1.2.1.99"
_MOST_HEADER = 256 << 20
_MOST_INFLATED = 1 << 30
_MOST_DEPTH = 24
_MOST_ELEMENTS = 100_000
_MOST_ITEMS = 200_000
_UNDEFINED = 0xFFFF_FFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFE_E000, 0xFFFE_E00D, 0xFFFE_E0DD
_PIXELS = {
    0x7FE0_0008: ("FloatPixelData", 32),
    0x7FE0_0009: ("DoubleFloatPixelData", 64),
    0x7FE0_0010: ("PixelData", 16),
}
_LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_SHORT = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_FRONTS = {**dict.fromkeys(_SHORT, 8), **dict.fromkeys(_LONG, 12)}
"""Bytes from an explicit element's tag to its value (PS3.5 section 7.1.2)."""
_TEXT = frozenset(b"LO LT PN SH ST UC UT".split())
_BINARY = {b"US": "H", b"SS": "h", b"UL": "I", b"SL": "i", b"FL": "f", b"FD": "d", b"UV": "Q", b"SV": "q", b"OV": "Q", b"AT": "HH"}


@dataclass(frozen=True, slots=True)
class PixelLocation:
    """Where the value of the pixel element lies: from `start`, over `length` bytes; None when encapsulated (undefined length)."""

    keyword: str
    bits: int
    start: int
    length: int | None


class Header:
    """One data set: a file's, or an item's of a sequence; values are decoded when asked for.

    `pixels` says where the pixels lie: in the file, or, where `inflated_from` is set, in the data unpacked from there on.
    """

    __slots__ = ("_charset", "_data", "_depth", "_elements", "_order", "explicit", "inflated_from", "pixels", "size", "stored_class", "syntax", "truncated")

    def __init__(self, data: bytes, *, explicit: bool, little_endian: bool, syntax: str, charset: str, depth: int = 0) -> None:
        self._data = data
        self._elements: dict[int, tuple[bytes, int, int]] = {}
        self._order = "<" if little_endian else ">"
        self._charset = charset
        self._depth = depth
        self.explicit = explicit
        self.syntax = syntax
        self.size = 0
        self.stored_class = ""
        self.inflated_from: int | None = None
        self.pixels: PixelLocation | None = None
        self.truncated = False

    @property
    def little_endian(self) -> bool:
        """Whether numbers have their low byte first."""
        return self._order == "<"

    def __contains__(self, keyword: str) -> bool:
        return tag_of(keyword)[0] in self._elements

    def tags(self) -> Iterator[int]:
        """Give the numbers of all elements, in file order."""
        return iter(self._elements)

    def element(self, tag: int) -> tuple[str, bytes] | None:
        """Give the value representation as written (blank where implicit) and the raw bytes of an element."""
        found = self._elements.get(tag)
        return None if found is None else (found[0].decode("latin-1"), self._data[found[1] : found[2]])

    def raw(self, keyword: str) -> bytes | None:
        """Give the raw bytes of an element, None when it is absent."""
        found = self._elements.get(tag_of(keyword)[0])
        return None if found is None else self._data[found[1] : found[2]]

    def key(self, tags: Sequence[int]) -> tuple[bytes | None, ...]:
        """Give the raw bytes of many elements: what is made of them may be kept for the next file that has the same."""
        elements, data = self._elements, self._data
        return tuple([None if (found := elements.get(tag)) is None else data[found[1] : found[2]] for tag in tags])

    def texts(self, keyword: str) -> list[str]:
        """Give the values of a text element, decoded and stripped; empty when absent."""
        tag, known = tag_of(keyword)
        found = self._elements.get(tag)
        if found is None:
            return []
        vr, start, stop = found
        raw = self._data[start:stop]
        if vr in _BINARY:
            return [f"{value:g}" for value in self._unpack(vr, raw)]
        if known in {"LT", "ST", "UT"}:
            return [decode_text(raw, self._charset).strip(" \0\r\n")]
        if vr in _TEXT or known.encode() in _TEXT:
            return [part.strip(" \0") for part in decode_text(raw, self._charset).split("\\")]
        return [part.strip(" \0") for part in raw.decode("latin-1").split("\\")]

    def text(self, keyword: str) -> str:
        """Give the first value of a text element, empty when absent."""
        values = self.texts(keyword)
        return values[0] if values else ""

    def numbers(self, keyword: str) -> list[float]:
        """Give all values of a numeric element; empty when absent or when one of them is not a finite number."""
        tag, known = tag_of(keyword)
        found = self._elements.get(tag)
        if found is None:
            return []
        vr, start, stop = found
        raw = self._data[start:stop]
        kind = vr if vr in _BINARY or vr in _SHORT else known.encode()
        try:
            if kind in _BINARY:
                values = [float(value) for value in self._unpack(kind, raw)]
            else:  # decimal commas and blanks: written by some gateways and film digitisers
                values = [float(part) for part in raw.decode("latin-1").replace(",", ".").strip(" \0").split("\\")]
        except ValueError:
            return []
        return values if all(map(math.isfinite, values)) else []

    def number(self, keyword: str, default: float | None = None) -> float | None:
        """Give the first value of a numeric element, else `default`."""
        values = self.numbers(keyword)
        return values[0] if values else default

    def integer(self, keyword: str, default: int | None = None) -> int | None:
        """Give the first value of a numeric element as a whole number, else `default`."""
        value = self.number(keyword)
        return default if value is None else round(value)

    def items(self, keyword: str) -> list["Header"]:
        """Give the items of a sequence; empty when it is absent, broken or nested too deep."""
        found = self._elements.get(tag_of(keyword)[0])
        if found is None or self._depth >= _MOST_DEPTH:
            return []
        vr, start, stop = found
        # A sequence that a gateway wrote as UN is implicit little endian inside (PS3.5 section 6.2.2, note).
        order, explicit = ("<", False) if vr == b"UN" else (self._order, self.explicit)
        charset = "\\".join(self.texts("SpecificCharacterSet")) or self._charset
        items: list[Header] = []
        position = start
        while position + 8 <= stop and len(items) < _MOST_ITEMS:
            tag, length = _tag_and_length(self._data, position, order)
            position += 8
            if tag != _ITEM:
                break
            item = Header(
                self._data, explicit=explicit, little_endian=order == "<", syntax=self.syntax, charset=charset, depth=self._depth + 1
            )
            position = _walk(item, _Whole(self._data), position, stop if length == _UNDEFINED else min(stop, position + length))
            items.append(item)
        return items

    def _unpack(self, vr: bytes, raw: bytes) -> tuple[float, ...]:
        code = _BINARY[vr]
        step = struct.calcsize("=" + code)
        count = len(raw) // step
        return struct.unpack(self._order + code * count, raw[: count * step])


class _Whole:
    """Bytes that are all there."""

    __slots__ = ("data", "size")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = len(data)

    def reach(self, stop: int) -> bool:
        return stop <= self.size


class _Growing:
    """The front of an entry, read further when the header turns out to be longer."""

    __slots__ = ("_entry", "data", "size")

    def __init__(self, entry: Entry, head: int) -> None:
        self._entry = entry
        self.size = entry.size
        self.data = entry.read(0, min(head, self.size))

    def reach(self, stop: int) -> bool:
        if stop <= len(self.data):
            return True
        if stop > _MOST_HEADER:
            raise LimitExceeded(
                f"The file {self._entry.path} has {stop >> 20} MB of description before its picture",
                expected="A few kilobytes are usual; more than 256 MB is not opened",
            )
        self.data += self._entry.read(len(self.data), min(self.size, max(stop, 4 * len(self.data))))
        return stop <= len(self.data)


def read_header(entry: Entry, *, head: int = HEAD) -> Header:
    """Read the data set of a file up to its pixels.

    Raises NotDicom for anything else, BrokenFile where the front is damaged, LimitExceeded, and Unreadable from the entry.
    """
    source: _Growing | _Whole = _Growing(entry, head)
    data = source.data
    start, meta = _start_of(data)
    syntax = meta.get(0x0002_0010, "")
    inflated_from = None
    if syntax == DEFLATED:
        source, inflated_from = _Whole(inflate(entry.read(start), path=entry.path)), start
        data, start = source.data, 0
    explicit, little_endian = _encoding_of(data, start, syntax)
    header = Header(data, explicit=explicit, little_endian=little_endian, syntax=syntax, charset="")
    _walk(header, source, start, source.size)
    header._data = source.data
    header._charset = "\\".join(header.texts("SpecificCharacterSet"))
    header.size = source.size
    header.inflated_from = inflated_from
    header.stored_class = meta.get(0x0002_0002, "") or header.text("SOPClassUID")
    if not syntax:
        header.syntax = "1.2.840.10008.1.2" if not explicit else "1.2.840.10008.1.2.1" if little_endian else "1.2.840.10008.1.2.2"
    if meta or b"DICM" in (data[128:132], data[:4]):
        if not header._elements and header.pixels is None:
            raise BrokenFile(f"The file {entry.path} calls itself DICOM, but nothing in it can be read", do="Ask for a new copy of it")
    elif not any(keyword in header for keyword in ("SOPClassUID", "StudyInstanceUID", "Rows")):
        raise _not_dicom()
    return header


def _not_dicom() -> NotDicom:
    return NotDicom("This is not a medical image file", expected="A DICOM file was looked for, by its content and not by its name")


def inflate(data: bytes, *, path: str) -> bytes:
    """Unpack a deflated data set (PS3.5 A.5), with or without zlib's frame; raises BrokenFile and LimitExceeded."""
    most = min(_MOST_INFLATED, max(1 << 20, 1100 * len(data)))  # deflate cannot exceed about 1032 to 1
    for window in (-15, 15):
        engine = zlib.decompressobj(window)
        try:
            whole = engine.decompress(data, most)
        except zlib.error:
            continue
        if engine.unconsumed_tail:
            raise LimitExceeded(f"The file {path} unpacks to more than {most >> 20} MB")
        return whole
    raise BrokenFile(f"The file {path} says that it is compressed (deflate), but it cannot be unpacked", do="Ask for a new copy of it")


def _start_of(data: bytes) -> tuple[int, dict[int, str]]:
    """Find where the data set begins, and the identifiers of the file meta information before it (PS3.10 section 7.1)."""
    if data[128:132] == b"DICM":
        position = 132
    elif data[:4] == b"DICM":  # seen from gateways that strip the preamble only
        position = 4
    else:
        position = 0
        if not _plausible(data):
            raise _not_dicom()
    meta: dict[int, str] = {}
    front, long_front = struct.Struct("<HH2sH").unpack_from, struct.Struct("<I").unpack_from
    while position + 12 <= len(data):
        group, number, vr, length = front(data, position)
        if group != 2:
            break
        kind = _FRONTS.get(vr)
        start = position + (kind or 8)
        if kind != 8:
            length = long_front(data, start - 4)[0]
        if start + length > len(data):
            break
        if number in (0x0002, 0x0010):
            meta[group << 16 | number] = data[start : start + length].decode("latin-1").strip(" \0")
        position = start + length
    return position, meta


def _plausible(data: bytes) -> bool:
    """Whether bytes without a preamble look like a data set: a low group first, then a sound second element."""
    if len(data) < 16:
        return False
    for order in "<>":
        group, number = struct.unpack_from(order + "HH", data)
        if group not in (0x0002, 0x0008) or number > 0x0100:
            continue
        element = _element_at(data, 0, order, explicit=data[4:6] in _LONG | _SHORT)
        if element is None or element[3] > 1 << 16:
            continue
        after = element[2] + element[3]
        if after + 8 > len(data):
            return True
        second = struct.unpack_from(order + "HH", data, after)
        if second > (group, number) and second[0] in (0x0002, 0x0008, 0x0010):
            return True
    return False


def _encoding_of(data: bytes, start: int, syntax: str) -> tuple[bool, bool]:
    """Give (explicit, little endian) as the first element shows them; what the file claims decides only where it is empty."""
    if start + 8 > len(data):
        return syntax != "1.2.840.10008.1.2", syntax != "1.2.840.10008.1.2.2"
    explicit = data[start + 4 : start + 6] in _LONG | _SHORT
    little = struct.unpack_from("<H", data, start)[0]
    big = struct.unpack_from(">H", data, start)[0]
    return explicit, not (little > big and little & 0xFF == 0)  # group 0008 read the wrong way round is 0800


def _tag_and_length(data: bytes, position: int, order: str) -> tuple[int, int]:
    group, number, length = struct.unpack_from(order + "HHI", data, position)
    return group << 16 | number, length


def _element_at(data: bytes, position: int, order: str, *, explicit: bool) -> tuple[int, bytes, int, int] | None:
    """Read one element's front: tag, value representation, where its value starts, its length; None when cut off."""
    if position + 8 > len(data):
        return None
    group, number, vr, length = struct.unpack_from(order + "HH2sH", data, position)
    tag = group << 16 | number
    if not explicit or group == 0xFFFE or vr not in _SHORT:
        if explicit and group != 0xFFFE and vr in _LONG:
            if position + 12 > len(data):
                return None
            return tag, vr, position + 12, struct.unpack_from(order + "I", data, position + 8)[0]
        # Implicit, a delimiter, or an element that an explicit file holds without its representation.
        return tag, b"", position + 8, struct.unpack_from(order + "I", data, position + 4)[0]
    return tag, vr, position + 8, length


def _walk(header: Header, source: "_Whole | _Growing", position: int, stop: int) -> int:
    """Note all elements of one data set from `position`; give where it ended: at `stop`, at its delimiter or at the pixels.

    The hot path of reading a folder: some hundred elements a file.
    """
    order, elements = header._order, header._elements
    front, long_front = struct.Struct(order + "HH2sH").unpack_from, struct.Struct(order + "I").unpack_from
    fronts = _FRONTS if header.explicit else {}
    data = source.data
    size = min(stop, len(data))
    room = size - 12  # up to here the front of any element is there
    for _ in range(_MOST_ELEMENTS):
        if position > room:
            if position + 8 > stop:
                return stop
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
                    return start
                position = start  # a stray delimiter
                continue
        tag = group << 16 | number
        if group == 0x7FE0 and tag in _PIXELS and header._depth == 0:
            keyword, bits = _PIXELS[tag]
            header.pixels = PixelLocation(keyword, 8 if vr == b"OB" else bits, start, None if length == _UNDEFINED else length)
            return start
        if length == _UNDEFINED:
            end, position = _end_of_sequence(source, start, stop, order, explicit=header.explicit and vr != b"UN")
            elements[tag] = (vr or b"SQ", start, end)
            data = source.data
            size = min(stop, len(data))
            room = size - 12
            continue
        end = start + length
        if end > size:
            if end > stop or not source.reach(end):
                elements[tag] = (vr, start, min(stop, len(source.data)))
                break
            data = source.data
            size = min(stop, len(data))
            room = size - 12
        elements[tag] = (vr, start, end)
        position = end
    else:
        raise LimitExceeded(f"More than {_MOST_ELEMENTS} entries in one description")
    header.truncated = True
    return stop


def _end_of_sequence(source: "_Whole | _Growing", position: int, stop: int, order: str, *, explicit: bool) -> tuple[int, int]:
    """Find the end of a sequence of undefined length: where its items end, and where the next element begins.

    Walks the delimiters with a counter instead of recursion; raises LimitExceeded beyond 24 levels.
    """
    levels = [explicit]  # one for each open sequence or item of undefined length; whether its elements are explicit
    inside_item = [False]
    for _ in range(_MOST_ELEMENTS * 50):
        if not source.reach(min(stop, position + 12)) and not source.reach(min(stop, position + 8)):
            return stop, stop
        if position + 8 > stop:
            return stop, stop
        element = _element_at(source.data, position, order, explicit=levels[-1] and inside_item[-1])
        if element is None:
            return stop, stop
        tag, vr, start, length = element
        if tag == _SEQUENCE_END and not inside_item[-1] or tag == _ITEM_END and inside_item[-1]:
            levels.pop()
            inside_item.pop()
            if not levels:
                return position, start
            position = start
        elif tag in (_ITEM_END, _SEQUENCE_END):  # a stray delimiter
            position = start
        elif length == _UNDEFINED:
            levels.append(levels[-1] and vr != b"UN")
            inside_item.append(tag == _ITEM)
            if len(levels) > 2 * _MOST_DEPTH:
                raise LimitExceeded(f"Descriptions nested more than {_MOST_DEPTH} deep")
            position = start
        else:
            position = start + length
            if position > stop:
                return stop, stop
    raise LimitExceeded("A list in the description has no end")
