"""A DICOM data set without its pixels, read leniently and within bounds.

Written for files as they are, not as they should be: the encoding is taken from the bytes and not from what the file says
of itself, numbers may hold commas and blanks, a cut file gives what is there. Sources: PS3.5 section 7 (encoding), PS3.10
section 7 (file format).
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

from viewer.dicom.charset import decode_text
from viewer.dicom.elements import (
    FRONTS,
    ITEM,
    MOST_DEPTH,
    SHORT,
    UNDEFINED,
    Elements,
    Encoding,
    Growing,
    PixelLocation,
    Whole,
    element_at,
    follows,
    inside_unknown,
    walk,
)
from viewer.dicom.keywords import tag_of
from viewer.dicom.label import readable, shown
from viewer.errors import BrokenFile, LimitExceeded, NotDicom
from viewer.source.entries import Entry
from viewer.telling import cut

__all__ = ["DEFLATED", "HEAD", "Dataset", "PixelLocation", "begin", "inflate", "read_dataset"]

HEAD = 1 << 16
"""Bytes read at first: enough for the header of nearly every classic image."""

DEFLATED = "1.2.840.10008.1.2.1.99"
_SYNTAX_OF = {
    Encoding(explicit=False, order="<"): "1.2.840.10008.1.2",
    Encoding(explicit=False, order=">"): "1.2.840.10008.1.2",
    Encoding(explicit=True, order="<"): "1.2.840.10008.1.2.1",
    Encoding(explicit=True, order=">"): "1.2.840.10008.1.2.2",
}
_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_CHARSET, _CLASS = 0x0008_0005, 0x0008_0016
_IMAGE = 0x0028
"""The group of how a picture is stored."""
_MOST_INFLATED = 1 << 30
_MOST_BEHIND = 64 << 20  # bytes of elements behind the pixels that are read
_MOST_STEPS = 4096  # pieces of compressed pixels looked up one by one on the way to what is behind them
_NESTED_IN = frozenset((0x0008, 0x0010, 0x0018, 0x0020, 0x0028, 0x7FE0))
_ALWAYS_INFLATED = 256 << 20  # a mask of zeros may shrink to a thousandth; what is larger shrinks to a hundredth at most
_MOST_TIMES = 100
_MOST_ITEMS = 200_000
_MOST_NUMBER = 1e15  # beyond it there is no measure of a body, and sums and products would leave the range of numbers
_MOST_LIST = 8 << 20  # bytes of one list of numbers: the longest of a real file is a contour of some ten thousand points
_MOST_WORDS = 1 << 14  # bytes of an element of short texts, of which each has 64 letters, and a list some dozen of them
_MOST_LETTERS = 1024  # of one of them
_LONG_TEXTS = frozenset(("LT", "ST", "UC", "UT"))
_TEXT = frozenset(b"LO LT PN SH ST UC UT".split())
_BINARY = {b"US": "H", b"SS": "h", b"UL": "I", b"SL": "i", b"FL": "f", b"FD": "d", b"UV": "Q", b"SV": "q", b"OV": "Q", b"AT": "HH"}


class Dataset:
    """One data set: a file's, or an item's of a sequence; values are decoded when asked for.

    `pixels` says where the pixels lie: in the file, or, where `inflated_from` is set, in the data unpacked from there on.
    `size` is how many bytes there are of the file, or of what is unpacked.
    `start` is where an item begins, 0 for a whole data set: by such places the records of a DICOMDIR find each other.
    """

    __slots__ = (
        "_charset",
        "_data",
        "_depth",
        "_elements",
        "_encoding",
        "_ends",
        "_passed",
        "inflated_from",
        "pixels",
        "size",
        "start",
        "stored_class",
        "syntax",
        "truncated",
    )

    def __init__(
        self,
        data: bytes,
        elements: Elements,
        encoding: Encoding,
        *,
        syntax: str = "",
        charset: str = "",
        stored_class: str = "",
        depth: int = 0,
        start: int = 0,
    ) -> None:
        self.start = start
        self._data = data
        self._elements = elements.found
        self._ends = elements.ends
        self._encoding = encoding
        self._depth = depth
        self._charset = charset
        if _CHARSET in self._elements:
            self._charset = "\\".join(self.texts("SpecificCharacterSet")) or charset
        self.pixels = elements.pixels
        self.truncated = elements.truncated
        self.syntax = syntax
        self.stored_class = stored_class or (self.text("SOPClassUID") if _CLASS in self._elements else "")
        self.inflated_from: int | None = None
        self.size = len(data)
        self._passed = (self.size, 0)

    @property
    def little_endian(self) -> bool:
        """Whether numbers have their low byte first."""
        return self._encoding.order == "<"

    @property
    def charset(self) -> str:
        """The character sets that are declared, joined by backslashes; an item has those of what it lies in."""
        return self._charset

    @property
    def explicit(self) -> bool:
        """Whether elements are written with their value representation."""
        return self._encoding.explicit

    def __len__(self) -> int:
        return len(self._elements)

    def __contains__(self, keyword: str) -> bool:
        return tag_of(keyword)[0] in self._elements

    def tags(self) -> Iterator[int]:
        """Return the numbers of all elements, in file order."""
        return iter(self._elements)

    def element(self, tag: int) -> tuple[str, bytes] | None:
        """Return the value representation as written (blank where implicit) and the raw bytes of an element."""
        found = self._elements.get(tag)
        return None if found is None else (found[0].decode("latin-1"), self._data[found[1] : found[2]])

    def raw(self, keyword: str) -> bytes | None:
        """Return the raw bytes of an element, None when it is absent."""
        found = self._elements.get(tag_of(keyword)[0])
        return None if found is None else self._data[found[1] : found[2]]

    def already(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to `stop` as far as they were read for the header."""
        return self._data[start : min(stop, self._passed[0])]

    def passed(self, start: int, count: int) -> None:
        """Note that `count` bytes of the file are left out of what was read, from `start` on: its pixels."""
        self._passed = (start, count)

    def among(self, tags: frozenset[int]) -> frozenset[int]:
        """Return those of these numbers that there are elements of: as good as free where there are none."""
        return frozenset() if self._elements.keys().isdisjoint(tags) else tags & self._elements.keys()

    def place(self, tag: int) -> tuple[int, int, str] | None:
        """Return where the value of an element lies, from the start of the file or of what is unpacked, and its representation."""
        found = self._elements.get(tag)
        if found is None:
            return None
        vr, start, stop = found
        behind = self._passed[1] if start >= self._passed[0] else 0
        return start + behind, stop + behind, vr.decode("latin-1")

    def key(self, tags: Sequence[int]) -> tuple[bytes | None, ...]:
        """Return the raw bytes of many elements: what is made of them may be kept for the next file that has the same."""
        elements, data = self._elements, self._data
        return tuple([None if (found := elements.get(tag)) is None else data[found[1] : found[2]] for tag in tags])

    def texts(self, keyword: str) -> list[str]:
        """Return the values of a text element, decoded and stripped; empty when absent.

        Short texts of more than 16 kB are read as far as that, and one of more than 1024 letters is cut with "…".
        """
        tag, known = tag_of(keyword)
        found = self._elements.get(tag)
        if found is None:
            return []
        vr, start, stop = found
        long = known in _LONG_TEXTS
        raw = self._data[start : stop if long else min(stop, start + _MOST_WORDS)]
        if vr in _BINARY:
            return [f"{value:g}" for value in self._unpack(vr, raw)]
        if known in {"LT", "ST", "UT"}:
            return [decode_text(raw, self._charset).strip(" \0\r\n")]
        words = vr in _TEXT or known.encode() in _TEXT
        parts = (decode_text(raw, self._charset) if words else raw.decode("latin-1")).split("\\")
        return [part.strip(" \0") if long else cut(part.strip(" \0"), _MOST_LETTERS) for part in parts]

    def text(self, keyword: str) -> str:
        """Return the first value of a text element, empty when absent."""
        values = self.texts(keyword)
        return values[0] if values else ""

    def text_at(self, tag: int) -> str:
        """Return the value of a private element of text, all of it as one, stripped; empty when absent."""
        found = self._elements.get(tag)
        return "" if found is None else decode_text(self._data[found[1] : found[2]], self._charset).strip(" \0")

    def numbers(self, keyword: str | tuple[int, str]) -> list[float]:
        """Return all values of a numeric element; empty when absent, beyond 8 MB, or when one of them is no number of a sensible size.

        Groups that repeat have no keyword: there the number and the value representation stand for it.
        """
        tag, known = tag_of(keyword) if isinstance(keyword, str) else keyword
        found = self._elements.get(tag)
        if found is None:
            return []
        vr, start, stop = found
        if stop - start > _MOST_LIST:
            return []
        raw = self._data[start:stop]
        kind = vr if vr in _BINARY or vr in SHORT else known.encode()
        try:
            values = [float(value) for value in self._unpack(kind, raw)] if kind in _BINARY else _written(raw)
        except ValueError:
            # A wrong representation, such as LO for rows and columns: then the value is what the dictionary has.
            kind = known.encode()
            if kind not in _BINARY or not raw or len(raw) % struct.calcsize("=" + _BINARY[kind]):
                return []
            values = [float(value) for value in self._unpack(kind, raw)]
        return values if all(-_MOST_NUMBER <= value <= _MOST_NUMBER for value in values) else []  # what is no number fails as well

    def number(self, keyword: str, default: float | None = None) -> float | None:
        """Return the first value of a numeric element, else `default`."""
        values = self.numbers(keyword)
        return values[0] if values else default

    def integer(self, keyword: str, default: int | None = None) -> int | None:
        """Return the first value of a numeric element as a whole number, else `default`."""
        value = self.number(keyword)
        return default if value is None else round(value)

    def items(self, keyword: str | int) -> list["Dataset"]:
        """Return the items of a sequence, by keyword or number; empty when it is absent, broken or nested too deep."""
        return list(self.each(keyword))

    def each(self, keyword: str | int) -> Iterator["Dataset"]:
        """Yield the same one by one: a table of contents has ten thousand."""
        found = self._elements.get(tag_of(keyword)[0] if isinstance(keyword, str) else keyword)
        if found is None or self._depth >= MOST_DEPTH:
            return
        vr, start, stop = found
        source = Whole(self._data, self._ends)
        unknown = vr != b"SQ" and (vr != b"" or self._encoding.explicit)
        encoding = inside_unknown(source, start, stop) if unknown else self._encoding
        count = 0
        while start + 8 <= stop and count < _MOST_ITEMS:
            front = element_at(self._data, start, encoding)
            if front is None or front[0] != ITEM:
                break
            _, _, begin, length = front
            end = stop if length == UNDEFINED else min(stop, begin + length)
            elements = walk(source, begin, end, encoding)
            yield Dataset(self._data, elements, encoding, syntax=self.syntax, charset=self._charset, depth=self._depth + 1, start=start)
            start = elements.end if length == UNDEFINED else end
            count += 1

    def with_picture_of(self, item: "Dataset") -> "Dataset":
        """Return this data set with the picture that lies in an item of it, and that picture's description; `pixels` is None where there is none."""
        tag = tag_of("PixelData")[0]
        found = item._elements.get(tag)  # noqa: SLF001 - of the same class
        described = {number: place for number, place in item._elements.items() if number >> 16 == _IMAGE}  # noqa: SLF001 - likewise
        own = {number: place for number, place in self._elements.items() if number >> 16 != _IMAGE}
        elements = Elements(found={**own, **described})
        if found is not None:
            vr, start, stop = found
            wrapped = self._data[start : start + 4] == b"\xfe\xff\x00\xe0"
            elements.pixels = PixelLocation("PixelData", 8 if vr == b"OB" else 16, start, None if wrapped else stop - start)
        made = Dataset(self._data, elements, self._encoding, syntax=self.syntax, charset=self._charset, stored_class=self.stored_class)
        made.inflated_from, made.size = self.inflated_from, self.size
        if elements.pixels is not None and elements.pixels.length is None and found is not None:
            made.size = found[2]
        return made

    def _unpack(self, vr: bytes, raw: bytes) -> tuple[float, ...]:
        code = _BINARY[vr]
        step = struct.calcsize("=" + code)
        count = len(raw) // step
        return struct.unpack(self._encoding.order + code * count, raw[: count * step])


def _written(raw: bytes) -> list[float]:
    """Read numbers written as text; ValueError where one is none.

    Some gateways and film digitisers write decimal commas and blanks, and a delimiter after the last value.
    """
    text = raw.decode("latin-1").replace(",", ".").lstrip(" \0").rstrip(" \0\\")
    if not text or "_" in text:  # Python would take 1_0 for ten
        raise ValueError(text)
    return [float(part) for part in text.split("\\")]


def read_dataset(entry: Entry, *, head: int = HEAD) -> Dataset:
    """Read the data set of a file, all but its pixels.

    Raises NotDicom for anything else, BrokenFile where the front is damaged, LimitExceeded, and Unreadable from the entry.
    """
    source: Growing | Whole = Growing(entry, head)
    data, size = source.data, source.size
    start, meta = _start_of(data)
    named = readable(meta.get(0x0002_0010, b""))
    inflated_from = None
    if named == DEFLATED and not follows(source, start, size, Encoding(explicit=True, order="<"), most=2) > 1:
        source, inflated_from = Whole(inflate(entry.read(start), path=entry.path)), start
        start, size = 0, source.size
    encoding = _encoding_of(source, start, named)
    elements = walk(source, start, source.size, encoding, pixels=True)
    if elements.pixels is not None and not _unnested(source, elements, encoding):
        _add_what_is_behind(source, elements, encoding)
    plain = _SYNTAX_OF[encoding]
    if named in ("", DEFLATED if inflated_from is None else "") or (
        named in _SYNTAX_OF.values() and (named == _BIG_ENDIAN) != (plain == _BIG_ENDIAN)
    ):
        named = plain  # the bytes of the pixels are in the order of all others
    stored_class = meta.get(0x0002_0002, b"").decode("latin-1").strip(" \0")
    dataset = Dataset(source.data, elements, encoding, syntax=named, stored_class=stored_class)
    dataset.inflated_from, dataset.size = inflated_from, size
    if isinstance(source, Growing):
        dataset.passed(*source.passed)
    dataset.syntax = shown(source, dataset, plain=plain)
    if meta or b"DICM" in (data[128:132], data[:4]):
        if not len(dataset) and dataset.pixels is None:
            raise BrokenFile("file.unreadable", path=entry.path, do="new")
    elif not any(keyword in dataset for keyword in ("SOPClassUID", "StudyInstanceUID", "Rows")):
        raise _not_dicom()
    return dataset


def _unnested(source: Growing | Whole, elements: Elements, encoding: Encoding) -> bool:
    """Whether the pixel element holds a whole data set with the real pixels in its first item, which then count (seen from radiographs)."""
    pixels = elements.pixels
    if pixels is None or pixels.length is not None:
        return False
    at = pixels.start
    for _ in range(2):  # an empty table of offsets may come first
        front = source.peek(at, at + 20)
        if len(front) < 20 or front[:4] not in (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00"):
            return False
        order = "<" if front[0] == 0xFE else ">"
        (length,) = struct.unpack_from(order + "I", front, 4)
        at += 8
        if length:
            break
    else:
        return False
    stop = source.size if length == UNDEFINED else min(source.size, at + length)
    if order != encoding.order or struct.unpack_from(order + "H", front, 8)[0] not in _NESTED_IN:
        return False
    for inner in (encoding, Encoding(not encoding.explicit, order)):
        if follows(source, at, stop, inner) < 3 and struct.unpack_from(order + "H", front, 8)[0] != 0x7FE0:
            continue
        found = walk(source, at, stop, inner, pixels=True)
        if found.pixels is not None:
            elements.found.update(found.found)
            elements.pixels = found.pixels
            return True
    return False


def _add_what_is_behind(source: Growing | Whole, elements: Elements, encoding: Encoding) -> None:
    """Take in elements that stand behind the pixels although they belong before them; those that are there already count.

    A file whose pixels are its end, which is nearly each, costs nothing; what comes behind by its number is left alone: signatures,
    padding, and gigabytes of private data in ultrasound.
    """
    end = _end_of_pixels(source, elements)
    if end is None or source.size - end < 8:
        return
    front = source.peek(end, end + 8)
    if (
        len(front) < 8
        or struct.unpack_from(encoding.order + "H", front)[0] >= 0x7FE0
        or follows(source, end, source.size, encoding, most=2) < 2
    ):
        return
    begin = source.passed_over(elements.pixels.start if elements.pixels else end, end)
    try:
        behind = walk(source, begin, min(source.size, begin + _MOST_BEHIND), encoding, pixels=True)
    except LimitExceeded:  # the picture is there and needs none of it
        return
    for tag, place in behind.found.items():
        elements.found.setdefault(tag, place)


def _end_of_pixels(source: Growing | Whole, elements: Elements) -> int | None:
    """Find where the pixel element ends (PS3.5 A.4); None where it ends with the file, or where that cannot be known."""
    pixels, size = elements.pixels, source.size
    if pixels is None or pixels.length is not None:
        return None if pixels is None or pixels.length is None else pixels.start + pixels.length
    position = pixels.start
    for step in range(_MOST_STEPS):
        if size - position <= 16:  # no more than the end mark and an element without a value
            return None
        if step == 2 and source.peek(size - 8, size) == b"\xfe\xff\xdd\xe0\0\0\0\0":
            return None
        front = source.peek(position, position + 8)
        if front == b"\xfe\xff\xdd\xe0\0\0\0\0":
            return position + 8
        if front[:4] != b"\xfe\xff\x00\xe0":
            return None
        position += 8 + int.from_bytes(front[4:8], "little")
    return None


def _not_dicom() -> NotDicom:
    return NotDicom("file.other")


def inflate(data: bytes, *, path: str) -> bytes:
    """Unpack a deflated data set (PS3.5 A.5), with or without zlib's frame; raises BrokenFile and LimitExceeded."""
    most = min(_MOST_INFLATED, max(_ALWAYS_INFLATED, _MOST_TIMES * len(data)))
    for window in (-15, 15):
        engine = zlib.decompressobj(window)
        try:
            whole = engine.decompress(data, most)
        except zlib.error:
            continue
        if engine.unconsumed_tail:
            raise LimitExceeded("file.unpacked", path=path, mb=most >> 20)
        return whole
    raise BrokenFile("file.deflated", path=path, do="new")


def begin(data: bytes) -> int | None:
    """Find where the first element lies in the front of a file (PS3.10 section 7.1); None for what is no DICOM.

    Behind the preamble, or behind what a transfer put in front of it: a Mac's own header, zeros, the head of an answer of a server.
    """
    if data[128:132] == b"DICM":
        return 132
    if data[:4] == b"DICM":  # seen from gateways that strip the preamble only
        return 4
    if _plausible(data):
        return 0
    at = data.find(b"DICM")
    while at >= 0:
        if data[at + 4 : at + 6] == b"\2\0" and (data[at + 8 : at + 10] in FRONTS or data[at + 8 : at + 12] == b"\4\0\0\0"):
            return at + 4
        at = data.find(b"DICM", at + 1)
    macintosh = len(data) > 128 and not data[0] and 0 < data[1] < 64 and not data[74] and not data[82]
    return 128 if macintosh and _plausible(data[128:]) else None


def _start_of(data: bytes) -> tuple[int, dict[int, bytes]]:
    """Find where the data set begins, and the identifiers of the file meta information before it: of the first, where it is there twice."""
    position = begin(data)
    if position is None:
        raise _not_dicom()
    meta: dict[int, bytes] = {}
    front, long_front = struct.Struct("<HH2sH").unpack_from, struct.Struct("<I").unpack_from
    while position + 12 <= len(data):
        group, number, vr, length = front(data, position)
        if group != 2:
            if data[position + 128 : position + 134] == b"DICM\2\0" and meta:  # a whole file was put behind a new front
                position += 132
                continue
            break
        kind = FRONTS.get(vr)
        start = position + (kind or 8)
        if kind != 8:
            length = long_front(data, start - 4)[0]
        if start + length > len(data):
            break
        if number in (0x0002, 0x0010):
            meta.setdefault(group << 16 | number, data[start : start + length])
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
        element = element_at(data, 0, Encoding(data[4:6] in FRONTS, order))
        if element is None or element[3] > 1 << 16:
            continue
        after = element[2] + element[3]
        if after + 8 > len(data):
            return True
        second = struct.unpack_from(order + "HH", data, after)
        if second > (group, number) and second[0] in (0x0002, 0x0008, 0x0010):
            return True
    if data[1] or data[0] != 8:
        return False
    return follows(Whole(data), 0, len(data), Encoding(explicit=True, order="<")) >= 3  # its first element is odd


def _encoding_of(source: Growing | Whole, start: int, syntax: str) -> Encoding:
    """Return the encoding as the first elements show it; what the file claims decides only where there are none."""
    data = source.data
    if start + 8 > len(data):
        return Encoding(syntax != "1.2.840.10008.1.2", ">" if syntax == _BIG_ENDIAN else "<")
    little = struct.unpack_from("<H", data, start)[0]
    big = struct.unpack_from(">H", data, start)[0]
    order = ">" if little > big and little & 0xFF == 0 else "<"  # group 0008 read the wrong way round is 0800
    explicit = data[start + 4 : start + 6] in FRONTS
    if not explicit:  # or its first element is odd
        implicit = follows(source, start, source.size, Encoding(explicit=False, order=order))
        explicit = implicit < 3 and follows(source, start, source.size, Encoding(explicit=True, order=order)) > implicit
    return Encoding(explicit, order)
