"""ZIP (PKWARE APPNOTE 6.3): its directory is read record by record, its members where they lie; also cut short, without a directory."""

import struct
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace

from viewer.archives.blocks import RAW, Inflated
from viewer.archives.crypt import MOST_ENCRYPTED, Decrypted, fits
from viewer.archives.names import Names, decoded
from viewer.archives.opening import Opening
from viewer.archives.part import Part, Refused
from viewer.entries import Entry
from viewer.errors import BrokenFile, LimitExceeded, Locked, Unreadable, UnsupportedPixels, ViewerError

__all__ = ["members", "recognised"]

_LOCAL, _CENTRAL, _END, _END64, _LOCATOR = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7"
_RECORD = struct.Struct("<4s6H3I5H2I")
_FRONT = struct.Struct("<4s5H3I2H")
_CHUNK = 1 << 16
_MOST_TIMES = 1032  # deflate makes nothing smaller than that: what declares more is damaged, and is not counted for more
_STORED, _DEFLATED, _AES = 0, 8, 99
_ENCRYPTED, _DESCRIPTOR, _STRONG, _UTF8, _MASKED = 1 << 0, 1 << 3, 1 << 6, 1 << 11, 1 << 13
_METHODS = {1: "shrink", 6: "implode", 9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_UNPACK = "Unpack the archive on your computer, with the password that came with it, and open the folder that comes out"
_PROGRAMS = (b"META-INF/", b"[Content_Types].xml", b"mimetype", b"_rels/", b"AndroidManifest.xml")


@dataclass(frozen=True, slots=True)
class _Record:
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


def recognised(head: bytes) -> bool:
    """Whether a file that begins so is a ZIP of files; programs (JAR) and office documents have the same form and are left alone."""
    if head[:8] in {b"PK\7\10PK\3\4", b"PK00PK\3\4"}:  # written as if for several discs
        return True
    return head[:4] == _END or (head[:4] == _LOCAL and not head[30:].startswith(_PROGRAMS))


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Give the members; raises BrokenFile, LimitExceeded, Unreadable."""
    place = _directory(archive)
    records = _by_fronts(archive, opening) if place is None else _by_directory(archive, *place[:3])
    if place is not None:
        opening.expected += place[3]
    names = Names(archive.path)
    taken = _Taken()
    for record in records:
        name = _name(record) if record else ""
        if record is None or name.endswith(("/", "\\")):
            yield None
            continue
        path = names.path(name)
        opening.admit(min(record.size, _MOST_TIMES * record.packed, _MOST_TIMES * archive.size))
        try:
            yield _member(archive, record, path, opening, taken)
        except ViewerError as error:
            yield Refused(path, error)
    if place is None:
        yield Refused(
            archive.path,
            BrokenFile(
                "The archive ends too early: its table of contents at the end is missing",
                expected="What could be found in it without is shown",
                do="Download or copy it once more: an interrupted download looks like this",
            ),
        )
    if names.odd:
        yield Refused(
            archive.path,
            BrokenFile(
                f"{names.odd} names in the archive try to lead out of it; those files were taken as if they lay in it like the rest"
            ),
        )


def _directory(archive: Entry) -> tuple[int, int, int, int] | None:
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


def _by_directory(archive: Entry, start: int, stop: int, shift: int) -> Iterator[_Record | None]:
    """Read the directory record by record (APPNOTE 4.3.12)."""
    held, at = b"", start
    while at < stop:
        if len(held) < _RECORD.size + 3 * 0xFFFF:
            held += archive.read(at + len(held), min(stop, at + len(held) + 4 * _CHUNK))
        if len(held) < _RECORD.size or held[:4] != _CENTRAL:
            raise BrokenFile("The table of contents of the archive is damaged", do="Ask for a new copy of it")
        _, _, _, flags, method, time, _, crc, packed, size, named, extra, comment, _, _, _, offset = _RECORD.unpack_from(held)
        beyond = _RECORD.size + named
        record = _Record(held[_RECORD.size : beyond], flags, method, time, crc, packed, size, offset, held[beyond : beyond + extra])
        length = beyond + extra + comment
        yield _widened(record, shift)
        at, held = at + length, held[length:]


def _by_fronts(archive: Entry, opening: Opening) -> Iterator[_Record | None]:
    """Go from member to member by what stands in front of each (APPNOTE 4.3.7), where the directory is missing."""
    at = 4 if archive.read(4, 8) == _LOCAL else 0
    while len(front := archive.read(at, at + _FRONT.size)) == _FRONT.size and front[:4] == _LOCAL:
        _, _, flags, method, time, _, crc, packed, size, named, extra = _FRONT.unpack(front)
        text = archive.read(at + _FRONT.size, at + _FRONT.size + named + extra)
        record = _widened(_Record(text[:named], flags, method, time, crc, packed, size, at, text[named:]), 0)
        data = at + _FRONT.size + named + extra
        if flags & _DESCRIPTOR and not record.packed:
            if method != _DEFLATED or flags & _ENCRYPTED:
                return  # nobody knows where it ends
            whole = Inflated(Part(archive, [(data, archive.size - data)], path=""), RAW, opening, path="", size=None)
            for _ in whole.through():
                yield None
            if whole.packed_size is None:
                return
            record = _Record(record.name, flags, method, time, 0, whole.packed_size, whole.size, at, b"")
        if data + record.packed > archive.size:
            return
        yield record
        at = data + record.packed
        if flags & _DESCRIPTOR:  # with or without a signature, with short or long numbers
            after = archive.read(at, at + 28)
            at += next((skip for skip in (12, 16, 20, 24) if after[skip : skip + 4] in {_LOCAL, _CENTRAL}), 16)


def _widened(record: _Record, shift: int) -> _Record:
    """Take the long numbers of zip64 where the short ones are full (APPNOTE 4.5.3)."""
    numbers = [record.size, record.packed, record.at]
    for kind, value in _extras(record.extra):
        if kind == 1:
            at = 0
            for index, number in enumerate(numbers):
                if number == 0xFFFF_FFFF and at + 8 <= len(value):
                    numbers[index] = struct.unpack_from("<Q", value, at)[0]
                    at += 8
    size, packed, place = numbers
    return replace(record, size=size, packed=packed, at=place + shift)


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _name(record: _Record) -> str:
    if record.flags & _UTF8:
        return record.name.decode("utf-8", "replace")
    for kind, value in _extras(record.extra):
        if kind == 0x7075 and len(value) > 5:  # Info-ZIP's Unicode path
            return value[5:].decode("utf-8", "replace")
    return decoded(record.name)


class _Taken:
    """What of the archive belongs to members: no two may share a byte (zip bombs let thousands share all)."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []

    def take(self, start: int, stop: int) -> None:
        """Claim a range; raises BrokenFile."""
        index = bisect(self._starts, start)
        before = index > 0 and self._stops[index - 1] > start
        after = index < len(self._starts) and self._starts[index] < stop
        if before or after:
            raise BrokenFile("The file shares its bytes with another one in the archive, as scans never do", do="It was not opened")
        self._starts.insert(index, start)
        self._stops.insert(index, stop)


def _member(archive: Entry, record: _Record, path: str, opening: Opening, taken: _Taken) -> Entry:
    """Give a member as an entry; raises what is wrong with it."""
    _readable(record)
    front = archive.read(record.at, record.at + _FRONT.size) if 0 <= record.at < archive.size else b""
    if len(front) < _FRONT.size or front[:4] != _LOCAL:
        raise BrokenFile("The file is not where the archive says it is: the archive is damaged or cut short", do="Ask for a new copy of it")
    start = record.at + _FRONT.size + sum(_FRONT.unpack(front)[-2:])
    if start + record.packed > archive.size:
        raise Unreadable("The archive ends before this file does: it is cut short", do="Download or copy it once more")
    taken.take(record.at, start + record.packed)
    packed: Entry = Part(archive, [(start, record.packed)], path=path)
    if record.flags & _ENCRYPTED:
        packed = _unlocked(packed, record, opening)
    if record.method == _DEFLATED:
        return Inflated(packed, RAW, opening, path=path, size=record.size, crc=record.crc or None)
    if record.size != packed.size:
        raise BrokenFile("The archive contradicts itself about the size of this file", do="Ask for a new copy of it")
    return packed


def _readable(record: _Record) -> None:
    if record.flags & (_STRONG | _MASKED) or record.method == _AES:
        raise Locked(
            "The file is locked with a password, in a way (AES) that cannot be opened here",
            do=_UNPACK,
            password_helps=False,
        )
    if record.method not in {_STORED, _DEFLATED}:
        raise UnsupportedPixels(
            f"The file is packed in a way that is not read here ({_METHODS.get(record.method, f'method {record.method}')})",
            do="Unpack the archive on your computer and open the folder that comes out",
        )
    if record.flags & _ENCRYPTED and record.packed > MOST_ENCRYPTED:
        raise LimitExceeded(
            f"The file is locked with a password and has more than {MOST_ENCRYPTED >> 20} MB, too much to unlock here",
            do=_UNPACK,
        )


def _unlocked(packed: Entry, record: _Record, opening: Opening) -> Entry:
    """Decrypt with the first password that fits; raises Locked."""
    check = (record.time if record.flags & _DESCRIPTOR else record.crc >> 16) >> 8
    for password in opening.passwords:
        for encoding in ("utf-8", "cp437"):
            raw = password.encode(encoding, "replace")
            if fits(packed, raw, check):
                return Decrypted(packed, raw, opening)
    if opening.passwords:
        raise Locked(
            "The password does not fit this file", do="Try the password once more, with capitals as they were", password_helps=True
        )
    raise Locked("The file is locked with a password", do=_UNPACK, password_helps=True)
