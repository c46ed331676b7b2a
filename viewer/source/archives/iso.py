"""Images of discs: ISO 9660 (ECMA-119) with the long names of Joliet or Rock Ridge, and UDF where a disc has that (ECMA-167).

The folders are read one by one as they come; an image that is cut short gives the files that are whole. A disc that was written in
several goes (sessions) has volume descriptors for each: each session's tree is read, the newest first.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from viewer.errors import BrokenFile, LimitExceeded, Unreadable, UnsupportedPixels
from viewer.source.archives import udf
from viewer.source.archives.names import Names
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part, Refused, Taken
from viewer.source.entries import Entry

__all__ = ["members", "recognised"]

_SECTOR = 2048
_FIRST = 16  # sector of the first volume descriptor
_MOST_DESCRIPTORS = 32
_MOST_FOLDER = 8 << 20  # bytes of one folder: some 80,000 files
_MOST_SESSIONS = 99
_MOST_GAP = 16_384  # sectors between two sessions: 11,400 after the first of a CD, 6,900 after each further one (ECMA-394)
_MOST_GAPS = 100_000  # sectors of all gaps together
_BREATH = 2000  # records
_MOST_FOLDERS = 20_000
_MOST_DEPTH = 64
_MOST_NAME = 1024
_FOLDER, _ASSOCIATED, _GOES_ON = 1 << 1, 1 << 2, 1 << 7
_JOLIET = {b"%/@", b"%/C", b"%/E"}
_PRIMARY = b"\1CD001\1"
_STANDARDS = {b"CD001", b"BEA01", b"NSR02", b"NSR03"}


@dataclass(frozen=True, slots=True)
class _Volume:
    """One tree of folders: where its root lies, and how its names are written."""

    root: int
    length: int
    block: int
    joliet: bool
    skip: int | None = None
    """Bytes before Rock Ridge's part of a record, None where there is none."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of a folder (ECMA-119, 9.1)."""

    name: str
    start: int
    length: int
    flags: int
    interleaved: bool


def recognised(archive: Entry) -> bool:
    """Whether there are volume descriptors where those of a disc lie."""
    front = archive.read(_FIRST * _SECTOR, _FIRST * _SECTOR + 8) if archive.size > (_FIRST + 1) * _SECTOR else b""
    return front[1:6] in _STANDARDS and front[6:7] == b"\1"


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the files; raises BrokenFile, LimitExceeded, Unreadable."""
    volumes, has_udf = _volumes(archive, _FIRST)
    volume = _best(volumes)
    whole = udf.opened(archive) if has_udf else None
    # Where both tell of the same files the older one is the simpler; on some discs it holds nothing but a word of excuse.
    if whole is not None and (volume is None or whole.names > _count(archive, volume)):
        yield from udf.members(archive, whole, opening)
    elif volume is not None:
        later = [found for start in _sessions(archive) if (found := _best(_volumes(archive, start + _FIRST)[0])) is not None]
        yield from _walk(archive, [*reversed(later), volume], opening)
    else:
        raise BrokenFile(
            "The image of a disc is damaged: its table of contents cannot be read", do="Make the image once more, or ask for a new disc"
        )


def _count(archive: Entry, volume: _Volume) -> int:
    """Count what is in the first folder."""
    return sum(1 for _ in _records(archive, volume, volume.root, min(volume.length, _MOST_FOLDER), Opening()))


def _best(volumes: list[_Volume]) -> _Volume | None:
    return min(volumes, key=lambda one: (one.skip is None, not one.joliet), default=None)  # Rock Ridge, Joliet, bare


def _sessions(archive: Entry) -> list[int]:
    """Find where further sessions begin, in sectors: their volume descriptors lie 16 sectors on, as those of a disc of its own.

    They are looked for after the end that a session tells of itself (ECMA-119, 8.4.8), as far as the gap between two can be.
    """
    found: list[int] = []
    start, room = 0, _MOST_GAPS
    while len(found) < _MOST_SESSIONS:
        told = archive.read((start + _FIRST) * _SECTOR, (start + _FIRST) * _SECTOR + 84)
        length = struct.unpack_from("<I", told, 80)[0] if len(told) == 84 else 0
        # Counted from the beginning of the session by most, from that of the disc by some.
        at = max(length if length > start + _FIRST else start + length, start + _FIRST + 2) - _FIRST
        beyond = min(at + min(_MOST_GAP, room), archive.size // _SECTOR - _FIRST)
        next_one = next((sector for sector in _described(archive, at + _FIRST, beyond + _FIRST) if sector - _FIRST > start), None)
        if next_one is None:
            break
        start = next_one - _FIRST
        room -= max(0, start - at)
        found.append(start)
    return found


def _described(archive: Entry, first: int, beyond: int) -> Iterator[int]:
    """Yield the sectors from `first` on in which a primary volume descriptor lies."""
    for begin in range(first, beyond, 256):
        data = archive.read(begin * _SECTOR, min(beyond, begin + 256) * _SECTOR)
        at = data.find(_PRIMARY)
        while at >= 0:
            if at % _SECTOR == 0:
                yield begin + at // _SECTOR
            at = data.find(_PRIMARY, at + 1)


def _volumes(archive: Entry, first: int) -> tuple[list[_Volume], bool]:
    """Read the volume descriptors from sector `first` on (ECMA-119, 8.4, 8.5): the trees, and whether UDF is announced after them."""
    volumes: list[_Volume] = []
    announced = False
    last = first
    for sector in range(first, first + _MOST_DESCRIPTORS):
        found = archive.read(sector * _SECTOR, (sector + 1) * _SECTOR)
        if found[1:6] not in _STANDARDS | {b"TEA01", b"BOOT2"} or len(found) < _SECTOR:
            if sector > last + 1:  # hard disks with sectors of 4096 bytes leave every second one empty (ECMA-167 2/8.4)
                break
            continue
        last = sector
        announced |= found[1:4] == b"NSR"
        if found[1:6] == b"CD001" and found[0] in {1, 2}:
            block = struct.unpack_from("<H", found, 128)[0]
            start, length = struct.unpack_from("<I4xI", found, 156 + 2)
            joliet = found[0] == 2 and found[88:91] in _JOLIET
            if block in {512, 1024, 2048} and (found[0] == 1 or joliet):
                volume = _Volume(start * block, length, block, joliet)
                volumes.append(volume if joliet else _with_rock_ridge(archive, volume))
    return volumes, announced


def _with_rock_ridge(archive: Entry, volume: _Volume) -> _Volume:
    """Look for Rock Ridge's mark in the first record of the root (SUSP 5.3)."""
    first = archive.read(volume.root, volume.root + 255)
    if len(first) < 48 or first[0] > len(first):
        return volume
    for kind, value in _fields(archive, volume.block, first[34 : first[0]]):
        if kind == b"SP" and value[:2] == b"\xbe\xef" and len(value) > 2:
            return _Volume(volume.root, volume.length, volume.block, joliet=False, skip=value[2])
    return volume


def _walk(archive: Entry, volumes: list[_Volume], opening: Opening) -> Iterator[Entry | None]:
    """Yield the files of all sessions, the newest first; what an older one has at the very same place is the same file."""
    names = Names(archive.path)
    seen = {volume.root for volume in volumes}
    given: set[tuple[str, tuple[tuple[int | None, int], ...]]] = set()
    waiting = [(volume, "", volume.root, volume.length, 0) for volume in reversed(volumes)]
    taken = Taken()
    while waiting:
        volume, folder, start, length, depth = waiting.pop()
        if length > _MOST_FOLDER or depth > _MOST_DEPTH or len(seen) > _MOST_FOLDERS:
            raise LimitExceeded("The folders of the disc are larger, deeper or more than any disc's are", do="The rest was not opened")
        if not taken.take(start, start + length):
            yield Refused(names.path(folder or "(the first folder)"), _overlapping())
            continue
        records = []
        for count, one in enumerate(_records(archive, volume, start, length, opening)):
            records.append(one)
            if count % _BREATH == _BREATH - 1:
                yield None
        if start + length > archive.size:
            yield Refused(names.path(folder or "(the first folder)"), _cut())
        opening.expected += sum(not record.flags & _FOLDER for record in records)
        below = []
        parts: list[tuple[int | None, int]] = []
        for record in records:
            name = f"{folder}/{record.name}"[-_MOST_NAME:]
            if record.flags & _FOLDER:
                if record.start not in seen:  # a folder inside itself, or in two places
                    seen.add(record.start)
                    below.append((volume, name, record.start, record.length, depth + 1))
                continue
            parts.append((record.start, record.length))
            if record.flags & _GOES_ON:  # larger than one extent can be (9.1.6)
                continue
            ranges, parts = parts, []
            if len(volumes) > 1:
                if (name, tuple(ranges)) in given:
                    opening.expected -= 1
                    continue
                given.add((name, tuple(ranges)))
            yield _file(archive, names.path(name), ranges, record, opening)
        waiting.extend(reversed(below))
        yield None


def _file(archive: Entry, path: str, ranges: list[tuple[int | None, int]], record: _Record, opening: Opening) -> Entry:
    if any(start is not None and length and start + length > archive.size for start, length in ranges):
        opening.admit(0)
        return Refused(path, _cut())
    opening.admit(sum(length for _, length in ranges))
    if record.interleaved:
        return Refused(
            path, UnsupportedPixels("The file is written in an interleaved way that is not read here", do="Copy the disc's files")
        )
    return Part(archive, ranges, path=path)


def _overlapping() -> BrokenFile:
    return BrokenFile("A folder of the disc shares its bytes with another one, as no disc's do", do="It was not opened")


def _cut() -> Unreadable:
    return Unreadable("The image of the disc ends before this file does: it is cut short", do="Copy or make the image once more")


def _records(archive: Entry, volume: _Volume, start: int, length: int, opening: Opening) -> Iterator[_Record]:
    """Read the records of a folder, without those of itself and of the folder above; raises LimitExceeded."""
    data = archive.read(start, start + length)
    at = 0
    while at + 34 <= len(data):
        size = data[at]
        if not size:  # no record goes over the end of a sector
            at += _SECTOR - at % _SECTOR
            continue
        opening.listed()
        record = data[at : at + size]
        at += size
        named = record[32] if len(record) >= 34 else 0
        raw = record[33 : 33 + named]
        if not named or raw in {b"\0", b"\1"} or len(raw) < named:
            continue
        begin, count = struct.unpack_from("<I4xI", record, 2)
        flags, unit, gap = record[25], record[26], record[27]
        if flags & _ASSOCIATED:  # a Mac's second half of a file
            continue
        name = _name(raw, joliet=volume.joliet)
        if volume.skip is not None:
            fields = list(_fields(archive, volume.block, record[33 + named + (named + 1) % 2 + volume.skip :]))
            if any(kind in {b"SL", b"CL"} for kind, _ in fields):  # a link; a folder too deep for the standard lies in RR_MOVED as well
                continue
            name = b"".join(value[1:] for kind, value in fields if kind == b"NM" and value).decode("utf-8", "replace") or name
        attributes = record[1] * volume.block  # an extended attribute record stands before the data
        yield _Record(name, begin * volume.block + attributes, count, flags, bool(unit or gap))


def _name(raw: bytes, *, joliet: bool) -> str:
    name = raw.decode("utf-16-be", "replace") if joliet else raw.decode("cp437")
    name, _, version = name.rpartition(";") if ";" in name else (name, "", "")
    return name.rstrip(".") if version.isdigit() or not version else f"{name};{version}"


def _fields(archive: Entry, block: int, data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Read the fields of a system use area (SUSP 4), with what is continued elsewhere."""
    for _ in range(8):
        more = None
        at = 0
        while at + 4 <= len(data):
            kind, size = data[at : at + 2], data[at + 2]
            if size < 4:
                break
            if kind == b"CE" and size >= 28:
                more = struct.unpack_from("<I4xI4xI", data[at : at + 28].ljust(28, b"\0"), 4)
            elif kind == b"ST":
                break
            else:
                yield kind, data[at + 4 : at + size]
            at += size
        if more is None:
            return
        place = more[0] * block + more[1]
        data = archive.read(place, place + min(more[2], _SECTOR))
