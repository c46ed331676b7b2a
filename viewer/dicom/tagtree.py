"""All elements of a file, to be looked through: number, name, representation and value as short text (PS3.5 section 6.2, PS3.6).

One level at a time: the elements of the file, or of one item of a sequence, which is named by a path.
"""

import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from text.say import say
from viewer.dicom.charset import decode_text
from viewer.dicom.dataset import Dataset, begin, read_dataset
from viewer.dicom.dictionary import known, known_private, uid_name
from viewer.dicom.elements import Elements, Encoding, PixelLocation, element_at
from viewer.dicom.identifying import is_identifying
from viewer.errors import BrokenFile
from viewer.source.entries import Entry

__all__ = ["MOST_TAGS", "Tag", "describe", "level_of", "tags_of"]

MOST_TAGS = 5000
_MOST_TEXT = 200
_MOST_VALUES = 32
_MOST_BYTES = 4096
_MOST_META = 100
_NUMBERS = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "UV": "Q", "SV": "q", "OV": "Q"}
_BYTES = frozenset(("OB", "OW", "OD", "OF", "OL", "OV", "UN"))
_EXPLICIT = Encoding(explicit=True, order="<")


@dataclass(frozen=True, slots=True)
class Tag:
    """One element: `number` as "0010,0010"; `items` of a sequence, None for all else; `identifying` as PS3.15 table E.1-1 has it."""

    number: str
    name: str
    keyword: str
    vr: str
    text: str
    private: bool
    identifying: bool
    items: int | None = None


def tags_of(entry: Entry, path: Sequence[tuple[int, int]] = ()) -> list[Tag]:
    """Return the elements of a file in their order, or those of an item: `path` holds the number of a sequence and an index, level by level.

    A list without end breaks off at 5000. Raises what read_dataset raises, and BrokenFile where there is no such item.
    """
    dataset = read_dataset(entry)
    rows = [] if path else _meta(entry)
    for tag, index in path:
        items = dataset.items(tag)
        if not 0 <= index < len(items):
            raise BrokenFile("tags.item", item=index + 1, tag=_number(tag))
        dataset = items[index]
    return rows + level_of(dataset)


def level_of(dataset: Dataset) -> list[Tag]:
    """Return the elements of one data set, a file's or an item's, without those of its sequences."""
    rows: list[Tag] = []
    creators: dict[int, str] = {}
    for tag in dataset.tags():
        if len(rows) >= MOST_TAGS:
            break
        element = dataset.element(tag)
        if element is None:
            continue
        if tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF:
            creators[tag >> 16 << 8 | tag & 0xFF] = element[1].decode("latin-1").strip(" \0")
        rows.append(_row(tag, element, dataset, creators.get(tag >> 16 << 8 | (tag >> 8 & 0xFF), "")))
    if dataset.pixels is not None:
        rows.append(_pixels(dataset.pixels))
    return rows


def describe(tags: Sequence[Tag]) -> list[dict[str, Any]]:
    """Return rows as plain JSON values."""
    return [asdict(tag) for tag in tags]


def _pixels(where: PixelLocation) -> Tag:
    tag = {"PixelData": 0x7FE0_0010, "FloatPixelData": 0x7FE0_0008}.get(where.keyword, 0x7FE0_0009)
    many = say("core.tags.frames") if where.length is None else say("core.tags.bytes", n=where.length)
    vr = {8: "OB", 16: "OW", 32: "OF"}.get(where.bits, "OD")
    return Tag(_number(tag), "Pixel Data", where.keyword, vr, say("core.tags.pixels", size=many), private=False, identifying=False)


def _number(tag: int) -> str:
    return f"{tag >> 16:04X},{tag & 0xFFFF:04X}"


def _row(tag: int, element: tuple[str, bytes], dataset: Dataset, creator: str) -> Tag:
    written, raw = element
    name, keyword, known = _known(tag, creator)
    vr = written.strip() if written.strip() not in {"", "UN"} else known
    if " or " in vr:  # US or SS, OB or OW: as the file's pixels are (PS3.5 annex A.1)
        vr = "SS" if vr.startswith("US or SS") and dataset.integer("PixelRepresentation") == 1 else vr[:2]
    items = len(dataset.items(tag)) if vr == "SQ" else None
    text = say("core.tags.items", n=items) if items is not None else _text(vr, raw, dataset)
    return Tag(_number(tag), name, keyword, vr, text, bool(tag >> 16 & 1), is_identifying(tag), items)


def _known(tag: int, creator: str) -> tuple[str, str, str]:
    """Return name, keyword and representation by the dictionaries of the standard and of makers."""
    if tag >> 16 & 1:
        if tag & 0xFFFF <= 0xFF:
            return say("core.tags.creator"), "", "LO"
        if creator:
            try:
                name, vr = known_private(tag, creator)
            except KeyError:
                return say("core.tags.private.of", maker=creator[:64]), "", "UN"
            return f"{name} ({creator[:64]})", "", vr
        return say("core.tags.private"), "", "UN"
    if tag & 0xFFFF == 0:
        return "Group Length", "", "UL"
    try:
        return known(tag)
    except KeyError:
        return say("core.tags.unknown"), "", "UN"


def _text(vr: str, raw: bytes, dataset: Dataset) -> str:
    """Write a value as short text; of bytes only how many."""
    if vr in _NUMBERS and vr != "OV":
        return _numbers(vr, raw, little=dataset.little_endian)
    if vr == "AT":
        order = "<" if dataset.little_endian else ">"
        pairs = struct.iter_unpack(order + "HH", raw[: min(len(raw), _MOST_BYTES) // 4 * 4])
        return _short("\\".join(f"({group:04X},{element:04X})" for group, element in pairs))
    if vr in _BYTES:
        shown = raw[:_MOST_TEXT].rstrip(b"\0 ")
        if shown.isascii() and shown and shown.decode("ascii").isprintable() and len(raw) <= _MOST_TEXT:
            return shown.decode("ascii")
        return say("core.tags.bytes", n=len(raw))
    text = decode_text(raw[:_MOST_BYTES], dataset.charset).strip(" \0")
    if vr == "UI":
        return _short("\\".join(_uid(part) for part in text.split("\\")[:_MOST_VALUES]))
    return _short(text, more=len(raw) > _MOST_BYTES)


def _numbers(vr: str, raw: bytes, *, little: bool) -> str:
    code = _NUMBERS[vr]
    size = struct.calcsize("=" + code)
    count = len(raw) // size
    values = struct.unpack_from(("<" if little else ">") + code * min(count, _MOST_VALUES), raw)
    text = "\\".join(f"{value:.9g}" if isinstance(value, float) else str(value) for value in values)
    return say("core.tags.values", text=_short(text), n=count) if count > _MOST_VALUES else _short(text)


def _uid(text: str) -> str:
    uid = text.strip(" \0")
    name = uid_name(uid)
    return f"{uid} ({name})" if name else uid


def _short(text: str, *, more: bool = False) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text[:_MOST_TEXT] + ("…" if more or len(text) > _MOST_TEXT else "")


def _meta(entry: Entry) -> list[Tag]:
    """Read the file meta information, which comes before the data set and is always explicit, little endian (PS3.10 section 7.1)."""
    data = entry.read(0, 1 << 16)
    position = begin(data) or 0
    rows: list[Tag] = []
    dataset = Dataset(data, Elements(), _EXPLICIT)
    for _ in range(_MOST_META):
        front = element_at(data, position, _EXPLICIT)
        if front is None or front[0] >> 16 != 2:
            break
        tag, vr, start, length = front
        stop = start + length
        if stop > len(data):
            break
        rows.append(_row(tag, (vr.decode("latin-1"), data[start:stop]), dataset, ""))
        position = stop
    return rows
