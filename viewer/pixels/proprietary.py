"""Pictures in forms that are their makers' own: decoded where the form is known, else named for what they are, with what to ask for.

Nothing is missing in such a file and nothing is damaged, so that a new copy would be the same.
"""

from typing import Any

import numpy as np

from viewer.dicom.classes import Kind, kind_of
from viewer.dicom.dataset import Dataset
from viewer.dicom.elements import PixelLocation
from viewer.dicom.syntaxes import PHILIPS_RUNS, family
from viewer.errors import BrokenFile, UnsupportedPixels
from viewer.pixels.codestream import begins
from viewer.pixels.encapsulation import Buffer
from viewer.source.entries import Entry

__all__ = ["decode_runs", "find_pixels", "maker_of", "named_form", "own_object", "scrambled", "unnamed_form"]

_STANDARD = "1.2.840.10008."
_HEAVY = 256  # bytes of a private element from which on it may be a picture: a thumbnail has more, a word or a table of numbers less
_MOST_NAME = 64
_ROOTS = {
    # beginnings of identifiers that makers give to their own kinds of objects
    "1.3.46.670589.": "Philips", "1.2.840.113704.": "Philips", "1.2.840.113709.": "Philips", "1.3.12.2.1107.": "Siemens",
    "1.2.840.113619.": "GE", "1.2.392.200036.9116.": "Canon (Toshiba)", "1.2.392.200036.9125.": "Fujifilm",
    "1.2.392.200046.": "Hitachi", "1.2.276.0.75.": "Zeiss", "1.2.840.113681.": "Hologic", "1.2.156.112605.": "United Imaging",
    "2.16.840.1.114340.": "Biosense", "1.2.840.113663.": "Philips (ATL)",
}  # fmt: skip


def maker_of(dataset: Dataset, uid: str = "") -> str:
    """Name who made the machine, or else who made the kind of object; empty where neither is told."""
    told = dataset.text("Manufacturer")[:_MOST_NAME]
    return told or next((name for root, name in _ROOTS.items() if uid.startswith(root)), "")


def own_object(dataset: Dataset, uid: str) -> Kind | None:
    """Name an object of a kind that no standard has; None where its kind is the standard's, or nobody's."""
    if not uid or uid.startswith(_STANDARD):
        return None
    maker = maker_of(dataset, uid)
    return kind_of("private.maker", maker=maker) if maker else kind_of("private")


def find_pixels(dataset: Dataset) -> None:
    """Show a data set without pixels those that lie in a private element in a form that is decoded here."""
    block = _block(dataset, 0x07A1, "ELSCINT1")
    if dataset.pixels is not None or block is None:
        return
    kind, place = dataset.element(block | 0x11), dataset.place(block | 0x0A)
    if kind is not None and place is not None and kind[1].strip(b" \0") == PHILIPS_RUNS.encode() and place[1] > place[0]:
        dataset.pixels = PixelLocation("PixelData", 16, place[0], place[1] - place[0])
        dataset.syntax = PHILIPS_RUNS


def named_form(dataset: Dataset) -> UnsupportedPixels | None:
    """Name the known form of a maker's own in which a file without standard pixels has its pictures; None where there is none."""
    if _block(dataset, 0x7E01, "HOLOGIC, Inc.") is not None:
        return UnsupportedPixels("maker.hologic")
    block = _block(dataset, 0x07A1, "ELSCINT1")
    if block is None or dataset.element(block | 0x0A) is None:
        return None
    told = dataset.text_at(block | 0x11)[:_MOST_NAME]
    return UnsupportedPixels("maker.philips.named" if told else "maker.philips", name=told, do="standard")


def unnamed_form(dataset: Dataset) -> UnsupportedPixels | None:
    """Return the notice that the missing pixels of a picture may lie in private elements, and whose those are; None where those are small."""
    found = max(((size, creator) for creator, size in _heavy(dataset).items()), default=None)
    if found is None:
        return None
    size, creator = found
    maker = maker_of(dataset)
    whose = creator if not maker or maker.lower() in creator.lower() else f"{creator}, {maker}"
    return UnsupportedPixels("maker.block", bytes=size, whose=whose, do="standard")


def scrambled(entry: Entry, dataset: Dataset) -> None:
    """Refuse pictures that the maker's program has locked; raises UnsupportedPixels, and what reading the entry raises.

    Zeiss writes JPEG 2000 whose bytes are changed and moved, under the standard's name: no decoder knows them.
    """
    pixels = dataset.pixels
    if pixels is None or pixels.length is not None or "ZEISS" not in dataset.text("Manufacturer").upper():
        return
    if family(dataset.syntax) not in ("jpeg", "jpegls", "jpeg2000", "htj2k"):
        return
    at = pixels.start
    for _ in range(2):  # the table of offsets comes first
        front = dataset.already(at, at + 24)
        if len(front) < 24:
            front = entry.read(at, at + 24)
        if front[:4] != b"\xfe\xff\x00\xe0" or len(front) < 24 or begins(front[8:]):
            return
        length = int.from_bytes(front[4:8], "little")
        if length >= 16 and (at > pixels.start or length % 4 or length // 4 > max(1, dataset.integer("NumberOfFrames", 1) or 1)):
            raise UnsupportedPixels("maker.zeiss")
        at += 8 + length


def decode_runs(data: Buffer, count: int) -> bytes:
    """Decode Philips' (Elscint's) own compression PMSCT_RLE1 to `count` values of 16 bits, little endian; raises BrokenFile.

    Two steps, as published with GDCM's example rle2img: A5 n v stands for n + 1 bytes v; then 5A and two bytes stand for a value, any
    other byte for the difference to the one before.
    """
    raw = bytes(data)
    steps = bytearray()
    at = 0
    while at < len(raw):
        mark = raw.find(b"\xa5", at)
        if mark < 0 or mark + 2 >= len(raw):
            steps += raw[at:] if mark < 0 else raw[at:mark]
            break
        steps += raw[at:mark]
        steps += raw[mark + 2 : mark + 3] * (raw[mark + 1] + 1)
        at = mark + 3
        if len(steps) > 3 * count + 4:
            break
    values: list[np.ndarray[Any, np.dtype[np.uint16]]] = []
    differences = np.frombuffer(bytes(steps), np.int8)
    found, at, value = 0, 0, 0
    while at < len(steps) and found <= count + 1:
        mark = steps.find(b"\x5a", at)
        stop = len(steps) if mark < 0 else mark
        if stop > at:
            run = (value + np.cumsum(differences[at:stop], dtype=np.int64)) & 0xFFFF
            values.append(run.astype(np.uint16))
            value = int(run[-1])
            found += len(run)
        if mark < 0 or mark + 2 >= len(steps):
            break
        value = steps[mark + 1] | steps[mark + 2] << 8
        values.append(np.array([value], np.uint16))
        found += 1
        at = mark + 3
    if not count <= found <= count + 1:  # one more where the bytes were made even
        raise BrokenFile("maker.more" if found > count else "maker.fewer", name=PHILIPS_RUNS, n=count, expected="values", do="standard")
    return np.concatenate(values)[:count].astype("<u2").tobytes()


def _block(dataset: Dataset, group: int, creator: str) -> int | None:
    """Find the private block that a creator has reserved (PS3.5 section 7.8.1); None where it has none."""
    for tag in dataset.tags():
        if tag >> 16 == group and 0x10 <= tag & 0xFFFF <= 0xFF and dataset.text_at(tag).upper() == creator.upper():
            return group << 16 | (tag & 0xFF) << 8
    return None


def _heavy(dataset: Dataset) -> dict[str, int]:
    """Count the bytes of large private elements by their creators."""
    creators = {
        (tag >> 16, tag & 0xFF): dataset.text_at(tag)[:_MOST_NAME]
        for tag in dataset.tags()
        if tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF
    }
    found: dict[str, int] = {}
    for tag in dataset.tags():
        creator = creators.get((tag >> 16, tag >> 8 & 0xFF))
        place = dataset.place(tag)
        if (
            tag >> 16 & 1
            and creator
            and place is not None
            and place[2] in {"OB", "OW", "OF", "OD", "UN", "SQ", ""}
            and place[1] - place[0] >= _HEAVY
        ):
            found[creator] = found.get(creator, 0) + place[1] - place[0]
    return found
