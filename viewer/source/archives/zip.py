"""ZIP (PKWARE APPNOTE 6.3): its members where they lie, locked ones with a password; also cut short, without a directory."""

from collections.abc import Iterator

from viewer.errors import BrokenFile, LimitExceeded, Locked, Unreadable, UnsupportedPixels, ViewerError
from viewer.source.archives import aes, crypt
from viewer.source.archives.blocks import RAW, Inflated
from viewer.source.archives.names import Names
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Ahead, Part, Refused, Taken
from viewer.source.archives.zip_records import (
    DEFLATED,
    DESCRIPTOR,
    ENCRYPTED,
    FRONT,
    LOCAL,
    PIECE,
    Record,
    by_directory,
    by_fronts,
    directory,
    extras,
    missing_pieces,
    name_of,
)
from viewer.source.entries import Entry

__all__ = ["members", "recognized"]

_MOST_TIMES = 1032  # deflate makes nothing smaller than that: what declares more is damaged, and is not counted for more
_STORED, _AES = 0, 99
_STRONG, _MASKED = 1 << 6, 1 << 13
_METHODS = {1: "shrink", 6: "implode", 9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_PROGRAMS = (b"META-INF/", b"[Content_Types].xml", b"mimetype", b"_rels/", b"AndroidManifest.xml")


def recognized(head: bytes) -> bool:
    """Whether a file that begins so is a ZIP of files; programs (JAR) and office documents have the same form and are left alone."""
    if head[:8] in {PIECE + LOCAL, b"PK00" + LOCAL}:  # written as if for several discs
        return True
    return head[:4] == b"PK\5\6" or (head[:4] == LOCAL and not head[30:].startswith(_PROGRAMS))


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the members; raises BrokenFile, LimitExceeded, Unreadable."""
    starts = archive.starts if isinstance(archive, Ahead) else (0,)
    place = directory(archive, starts)
    if place is None and (archive.read(0, 4) == PIECE or len(starts) > 1):
        raise missing_pieces()
    records = by_fronts(archive, opening) if place is None else by_directory(archive, *place[:3], starts)
    if place is not None:
        opening.expected += place[3]
    names = Names(archive.path)
    taken = Taken()
    for record in records:
        opening.listed()
        name = name_of(record) if record else ""
        if record is None:
            yield None
            continue
        if name.endswith(("/", "\\")):  # a folder: the directory counts it among its members, and it is no file
            opening.expected -= place is not None
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
            BrokenFile("zip.directory", do="download"),
        )
    if names.odd:
        yield Refused(
            archive.path,
            BrokenFile("zip.outside", n=names.odd),
        )


def _member(archive: Entry, record: Record, path: str, opening: Opening, taken: Taken) -> Entry:
    """Return a member as an entry; raises what is wrong with it."""
    seal = _readable(record)
    front = archive.read(record.at, record.at + FRONT.size) if 0 <= record.at < archive.size else b""
    if len(front) < FRONT.size or front[:4] != LOCAL:
        raise BrokenFile("zip.place", do="new")
    start = record.at + FRONT.size + sum(FRONT.unpack(front)[-2:])
    if start + record.packed > archive.size:
        raise Unreadable("archive.cut", do="download")
    if not taken.take(record.at, start + record.packed):
        raise BrokenFile("zip.shared", do="left")
    packed: Entry = Part(archive, [(start, record.packed)], path=path)
    if seal or record.flags & ENCRYPTED:
        packed = _unlocked(packed, record, seal, opening)
    if (seal.method if seal else record.method) == DEFLATED:
        return Inflated(packed, RAW, opening, path=path, size=record.size, crc=record.crc or None)
    if record.size != packed.size:
        raise BrokenFile("zip.size", do="new")
    return packed


def _readable(record: Record) -> aes.Seal | None:
    """Return how a member is sealed where that is AES; raises what stands against reading it."""
    sealed = record.method == _AES
    seal = next((aes.seal_of(value) for kind, value in extras(record.extra) if kind == 0x9901), None) if sealed else None
    if record.flags & (_STRONG | _MASKED) or (sealed and seal is None):
        raise Locked("locked.other", do="unlock", password_helps=False)
    method = seal.method if seal else record.method
    if method not in {_STORED, DEFLATED}:
        raise UnsupportedPixels("zip.method", method=_METHODS.get(method, str(method)), do="unpack")
    if record.flags & ENCRYPTED and seal is None and record.packed > crypt.MOST_ENCRYPTED:
        raise LimitExceeded("locked.large", mb=crypt.MOST_ENCRYPTED >> 20, do="unlock")
    return seal


def _unlocked(packed: Entry, record: Record, seal: aes.Seal | None, opening: Opening) -> Entry:
    """Decrypt with the first password that fits; raises Locked."""
    check = (record.time if record.flags & DESCRIPTOR else record.crc >> 16) >> 8
    for password in opening.passwords:
        for raw in dict.fromkeys(password.encode(encoding, "replace") for encoding in ("utf-8", "cp437")):
            if seal is not None and aes.fits(packed, raw, seal):
                return aes.Decrypted(packed, raw, seal, opening)
            if seal is None and crypt.fits(packed, raw, check):
                return crypt.Decrypted(packed, raw, opening)
    slow = 0 if seal else record.packed
    if opening.passwords:
        raise Locked("locked.wrong", password_helps=True, slow=slow)
    raise Locked("locked.wanted", password_helps=True, slow=slow)
