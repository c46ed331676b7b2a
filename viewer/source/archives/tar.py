"""TAR (POSIX.1-1988 ustar, POSIX.1-2001 pax, GNU): members one after the other, each behind a block that tells of it."""

import re
from collections.abc import Iterator

from viewer.errors import BrokenFile, UnsupportedPixels
from viewer.source.archives.blocks import Inflated
from viewer.source.archives.names import Names, decoded
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Ahead, Part, Refused
from viewer.source.entries import Entry

__all__ = ["members", "recognized"]

_BLOCK = 512
_BREATH = 1 << 21
_MOST_TOLD = 1 << 20  # bytes of a long name or of pax records
_PAX = re.compile(rb"(\d{1,7}) (path|size)=")


def recognized(head: bytes) -> bool:
    """Whether a block is the front of a member: its checksum says so."""
    if len(head) < _BLOCK or not head[0]:
        return False
    told = _number(head[148:156])
    return told is not None and told == sum(head[:148]) + 8 * 0x20 + sum(head[156:512])


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the members; raises BrokenFile, LimitExceeded, Unreadable."""
    names = Names(archive.path)
    at = 0
    told: dict[str, str | int] = {}
    ahead = Ahead(archive)  # for one look into the blocks of what is unpacked, not five hundred
    while recognized(front := ahead.read(at, at + _BLOCK)):
        opening.listed()
        kind, size = front[156:157], _number(front[124:136])
        if size is None or size < 0:
            raise _broken()
        start = at + _BLOCK
        if kind in b"xLg" and kind:
            if size > _MOST_TOLD:
                raise _broken()
            text = archive.read(start, start + size)
            if kind != b"g":
                told |= _pax(text) if kind == b"x" else {"path": decoded(text.rstrip(b"\0"))}
            yield None
        else:
            size = int(told.get("size", size))
            name = str(told.get("path") or _name(front))
            told = {}
            if kind in {b"0", b"\0", b"7"} and not name.endswith("/"):
                path = names.path(name)
                cut = start + size > archive.size
                opening.admit(0 if cut else size)
                yield Refused(path, _cut()) if cut else Part(archive, [(start, size)], path=path)
            elif kind == b"S":
                refusal = UnsupportedPixels("archive.sparse", do="unpack")
                yield Refused(names.path(name), refusal)
            else:  # a folder, a link
                yield None
        at = start + -(-size // _BLOCK) * _BLOCK
        if isinstance(archive, Inflated):
            for place in range(start + _BREATH, at, _BREATH):
                archive.read(place, place + 1)  # on the way to the next member, with pauses
                yield None
    if not front or front.strip(b"\0"):
        yield Refused(archive.path, _cut())


def _name(front: bytes) -> str:
    name = front[:100].split(b"\0")[0]
    prefix = front[345:500].split(b"\0")[0] if front[257:263] == b"ustar\0" else b""
    return decoded(prefix + b"/" + name if prefix else name)


def _number(field: bytes) -> int | None:
    """Read octal digits, or GNU's binary numbers; None for anything else."""
    if field[0] & 0x80:
        return int.from_bytes(field, "big") & ~(0x80 << 8 * (len(field) - 1))
    text = field.strip(b" \0")
    return int(text or b"0", 8) if all(digit in b"01234567" for digit in text) else None


def _pax(text: bytes) -> dict[str, str | int]:
    """Read path and size from records of the form "length keyword=value"."""
    found: dict[str, str | int] = {}
    at = 0
    while at < len(text):
        length, blank, _ = text[at : at + 12].partition(b" ")
        if not blank or not length.isdigit() or not int(length):
            break
        record = text[at : at + int(length)]
        if match := _PAX.match(record):
            value = record[match.end() :].rstrip(b"\n")
            if match[2] == b"path":
                found["path"] = decoded(value)
            elif value.isdigit() and len(value) < 20:
                found["size"] = int(value)
        at += int(length)
    return found


def _broken() -> BrokenFile:
    return BrokenFile("archive.size", do="new")


def _cut() -> BrokenFile:
    return BrokenFile("archive.short", do="download")
