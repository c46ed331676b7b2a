"""The records of a ZIP (PKWARE APPNOTE 6.3): its directory read record by record, or, where that is missing, what stands before each member."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from viewer.archives.blocks import RAW, Inflated
from viewer.archives.names import decoded
from viewer.archives.opening import Opening
from viewer.archives.part import Part
from viewer.entries import Entry
from viewer.errors import BrokenFile, Unreadable

__all__ = ["DEFLATED", "DESCRIPTOR", "ENCRYPTED", "FRONT", "LOCAL", "Record", "by_directory", "by_fronts", "directory", "extras", "name_of"]

LOCAL = b"PK\3\4"
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


def directory(archive: Entry) -> tuple[int, int, int, int] | None:
    """Find the directory: where it starts and stops, what to add to all places that it tells, and how many members it claims.

    None when there is none, as in a file that is cut short.
    """
    tail_at = max(0, archive.size - 65_557)  # the end record and the longest comment after it
    tail = archive.read(tail_at, archive.size)
    found = tail.rfind(_END)
    while found >= 0 and found + 22 > len(tail):
        found = tail.rfind(_END, 0, found)
    if found < 0:
        return None
    disc, _, _, count, length, offset = struct.unpack_from("<4H2I", tail, found + 4)
    stop = tail_at + found
    locator = archive.read(max(0, stop - 20), stop)
    if locator[:4] == _LOCATOR:
        at = struct.unpack_from("<Q", locator, 8)[0]
        for place in (at, stop - 76):  # the second where something was put in front of the archive
            record = archive.read(place, place + 56) if 0 <= place < archive.size else b""
            if len(record) == 56 and record[:4] == _END64:
                count, length, offset = struct.unpack_from("<3Q", record, 32)
                stop = place
                break
    elif disc not in {0, 0xFFFF}:
        raise Unreadable(
            "This is the last piece of a ZIP that was cut into several",
            do="Put all pieces into one folder, unpack them there with a program of your computer, and open that folder",
        )
    start = stop - length
    if start < 0 or (count and archive.read(start, start + 4) != _CENTRAL):
        return None
    return start, stop, start - offset, count


def by_directory(archive: Entry, start: int, stop: int, shift: int) -> Iterator[Record | None]:
    """Read the directory record by record (APPNOTE 4.3.12)."""
    held, at = b"", start
    while at < stop:
        if len(held) < _RECORD.size + 3 * 0xFFFF:
            held += archive.read(at + len(held), min(stop, at + len(held) + 4 * _CHUNK))
        if len(held) < _RECORD.size or held[:4] != _CENTRAL:
            raise BrokenFile("The table of contents of the archive is damaged", do="Ask for a new copy of it")
        _, _, _, flags, method, time, _, crc, packed, size, named, extra, comment, _, _, _, offset = _RECORD.unpack_from(held)
        beyond = _RECORD.size + named
        record = Record(held[_RECORD.size : beyond], flags, method, time, crc, packed, size, offset, held[beyond : beyond + extra])
        length = beyond + extra + comment
        yield _widened(record, shift)
        at, held = at + length, held[length:]


def by_fronts(archive: Entry, opening: Opening) -> Iterator[Record | None]:
    """Go from member to member by what stands in front of each (APPNOTE 4.3.7), where the directory is missing."""
    at = 4 if archive.read(4, 8) == LOCAL else 0
    while len(front := archive.read(at, at + FRONT.size)) == FRONT.size and front[:4] == LOCAL:
        _, _, flags, method, time, _, crc, packed, size, named, extra = FRONT.unpack(front)
        text = archive.read(at + FRONT.size, at + FRONT.size + named + extra)
        record = _widened(Record(text[:named], flags, method, time, crc, packed, size, at, text[named:]), 0)
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


def _widened(record: Record, shift: int) -> Record:
    """Take the long numbers of zip64 where the short ones are full (APPNOTE 4.5.3)."""
    numbers = [record.size, record.packed, record.at]
    for kind, value in extras(record.extra):
        if kind == 1:
            at = 0
            for index, number in enumerate(numbers):
                if number == 0xFFFF_FFFF and at + 8 <= len(value):
                    numbers[index] = struct.unpack_from("<Q", value, at)[0]
                    at += 8
    size, packed, place = numbers
    return replace(record, size=size, packed=packed, at=place + shift)


def extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the extra fields (APPNOTE 4.5.1): kind and value."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def name_of(record: Record) -> str:
    """Give the name of a member, in whatever encoding it was written."""
    if record.flags & _UTF8:
        return record.name.decode("utf-8", "replace")
    for kind, value in extras(record.extra):
        if kind == 0x7075 and len(value) > 5:  # Info-ZIP's Unicode path
            return value[5:].decode("utf-8", "replace")
    return decoded(record.name)
