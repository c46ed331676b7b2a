"""The records of a ZIP (PKWARE APPNOTE 6.3): its directory read record by record, or, where that is missing, what stands before each member."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from viewer.errors import BrokenFile, Unreadable
from viewer.source.archives.blocks import RAW, Inflated
from viewer.source.archives.names import decoded
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part
from viewer.source.entries import Entry

__all__ = [
    "DEFLATED",
    "DESCRIPTOR",
    "ENCRYPTED",
    "FRONT",
    "LOCAL",
    "PIECE",
    "Record",
    "by_directory",
    "by_fronts",
    "directory",
    "discs",
    "extras",
    "missing_pieces",
    "name_of",
]

LOCAL = b"PK\3\4"
PIECE = b"PK\7\10"
"""How the first of several pieces begins (APPNOTE 8.5.3)."""

FRONT = struct.Struct("<4s5H3I2H")
"""What stands before each member (APPNOTE 4.3.7)."""

DEFLATED = 8
ENCRYPTED, DESCRIPTOR, _UTF8 = 1 << 0, 1 << 3, 1 << 11
_CENTRAL, _END, _END64, _LOCATOR = b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7"
_RECORD = struct.Struct("<4s6H3I5H2I")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Record:
    """What the directory, or the front of a member itself, says of it."""

    name: bytes
    flags: int
    method: int
    time: int
    crc: int
    packed: int
    size: int
    at: int
    extra: bytes


def missing_pieces() -> Unreadable:
    """Return the error of an archive of which not all pieces are here."""
    return Unreadable("zip.pieces")


def _end(archive: Entry) -> tuple[bytes, int, int] | None:
    """Find the record at the end: the tail of the file, where that begins, where in it the record is."""
    tail_at = max(0, archive.size - 65_557)  # the end record and the longest comment after it
    tail = archive.read(tail_at, archive.size)
    found = tail.rfind(_END)
    while found >= 0 and found + 22 > len(tail):
        found = tail.rfind(_END, 0, found)
    return None if found < 0 else (tail, tail_at, found)


def discs(archive: Entry) -> int:
    """Count the pieces of which a file says at its end that it is the last; 1 where it says nothing of the kind."""
    end = _end(archive)
    if end is None:
        return 1
    tail, _, found = end
    number: int = struct.unpack_from("<H", tail, found + 4)[0]
    locator = tail[max(0, found - 20) : found]
    if number == 0xFFFF:  # the long form tells; without it, it was never filled in
        number = struct.unpack_from("<I", locator, 16)[0] - 1 if locator[:4] == _LOCATOR else 0
    return max(0, number) + 1


def directory(archive: Entry, starts: Sequence[int] = (0,)) -> tuple[int, int, int, int] | None:
    """Find the directory: where it starts and stops, what to add to all places that it tells, and how many members it claims.

    `starts`: where the pieces begin of which the archive consists. None when there is none, as in a file that is cut short.
    """
    end = _end(archive)
    if end is None:
        return None
    tail, tail_at, found = end
    disc, first, _, count, length, offset = struct.unpack_from("<4H2I", tail, found + 4)
    stop = tail_at + found
    if disc not in {0, 0xFFFF} and disc + 1 != len(starts):
        raise missing_pieces()
    locator = archive.read(max(0, stop - 20), stop)
    if locator[:4] == _LOCATOR:
        piece, at = struct.unpack_from("<IQ", locator, 4)
        at += starts[piece] if piece < len(starts) else 0
        for place in (at, stop - 76):  # the second where something was put in front of the archive
            record = archive.read(place, place + 56) if 0 <= place < archive.size else b""
            if len(record) == 56 and record[:4] == _END64:
                first = struct.unpack_from("<I", record, 20)[0]
                count, length, offset = struct.unpack_from("<3Q", record, 32)
                stop = place
                break
    start = stop - length
    if len(starts) > 1:
        return (start, stop, 0, count) if first < len(starts) and start == starts[first] + offset else None
    if start < 0 or (count and archive.read(start, start + 4) != _CENTRAL):
        return None
    return start, stop, start - offset, count


def by_directory(archive: Entry, start: int, stop: int, shift: int, starts: Sequence[int] = (0,)) -> Iterator[Record | None]:
    """Read the directory record by record (APPNOTE 4.3.12)."""
    held, begin, at = b"", start, start  # what was read, from where on, and where the next record is
    while at < stop:
        if begin + len(held) < min(stop, at + _RECORD.size + 3 * 0xFFFF):
            held, begin = archive.read(at, min(stop, at + 4 * _CHUNK)), at
        here = at - begin
        if len(held) < here + _RECORD.size or held[here : here + 4] != _CENTRAL:
            raise BrokenFile("zip.table", do="new")
        _, _, _, flags, method, time, _, crc, packed, size, named, extra, comment, piece, _, _, offset = _RECORD.unpack_from(held, here)
        name, after = here + _RECORD.size, here + _RECORD.size + named
        record = Record(held[name:after], flags, method, time, crc, packed, size, offset, held[after : after + extra])
        record, piece = _widened(record, shift, piece)
        if len(starts) > 1:
            record = replace(record, at=record.at + starts[min(piece, len(starts) - 1)])
        yield record
        at += _RECORD.size + named + extra + comment


def by_fronts(archive: Entry, opening: Opening) -> Iterator[Record | None]:
    """Go from member to member by what stands in front of each (APPNOTE 4.3.7), where the directory is missing."""
    at = 4 if archive.read(4, 8) == LOCAL else 0
    while len(front := archive.read(at, at + FRONT.size)) == FRONT.size and front[:4] == LOCAL:
        _, _, flags, method, time, _, crc, packed, size, named, extra = FRONT.unpack(front)
        text = archive.read(at + FRONT.size, at + FRONT.size + named + extra)
        record, _ = _widened(Record(text[:named], flags, method, time, crc, packed, size, at, text[named:]), 0, 0)
        data = at + FRONT.size + named + extra
        if flags & DESCRIPTOR and not record.packed:
            if method != DEFLATED or flags & ENCRYPTED:
                return  # nobody knows where it ends
            whole = Inflated(Part(archive, [(data, archive.size - data)], path=""), RAW, opening, path="", size=None)
            for _ in whole.through():
                yield None
            if whole.packed_size is None:
                return
            record = Record(record.name, flags, method, time, 0, whole.packed_size, whole.size, at, b"")
        if data + record.packed > archive.size:
            return
        yield record
        at = data + record.packed
        if flags & DESCRIPTOR:  # with or without a signature, with short or long numbers
            after = archive.read(at, at + 28)
            at += next((skip for skip in (12, 16, 20, 24) if after[skip : skip + 4] in {LOCAL, _CENTRAL}), 16)


def _widened(record: Record, shift: int, piece: int) -> tuple[Record, int]:
    """Take the long numbers of zip64 where the short ones are full (APPNOTE 4.5.3); with the piece in which the member begins."""
    numbers = [record.size, record.packed, record.at]
    for kind, value in extras(record.extra):
        if kind == 1:
            at = 0
            for index, number in enumerate(numbers):
                if number == 0xFFFF_FFFF and at + 8 <= len(value):
                    numbers[index] = struct.unpack_from("<Q", value, at)[0]
                    at += 8
            if piece == 0xFFFF and at + 4 <= len(value):
                piece = struct.unpack_from("<I", value, at)[0]
    size, packed, place = numbers
    return replace(record, size=size, packed=packed, at=place + shift), piece


def extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the extra fields (APPNOTE 4.5.1): kind and value."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def name_of(record: Record) -> str:
    """Return the name of a member, in whatever encoding it was written."""
    if record.flags & _UTF8:
        return record.name.decode("utf-8", "replace")
    for kind, value in extras(record.extra):
        if kind == 0x7075 and len(value) > 5:  # Info-ZIP's Unicode path
            return value[5:].decode("utf-8", "replace")
    return decoded(record.name)
