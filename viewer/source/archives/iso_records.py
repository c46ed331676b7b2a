"""Folders of ISO 9660: their records (ECMA-119, 9.1), with the names of Joliet or Rock Ridge."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from viewer.source.archives.opening import Opening
from viewer.source.entries import Entry

__all__ = ["FOLDER", "GOES_ON", "Record", "Volume", "fields", "records", "sound"]

_SECTOR = 2048
FOLDER, _ASSOCIATED, GOES_ON = 1 << 1, 1 << 2, 1 << 7


@dataclass(frozen=True, slots=True)
class Volume:
    """One tree of folders: where its root lies, and how its names are written."""

    root: int
    length: int
    block: int
    joliet: bool
    skip: int | None = None
    """Bytes before Rock Ridge's part of a record, None where there is none."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a folder (ECMA-119, 9.1)."""

    name: str
    start: int
    length: int
    flags: int
    interleaved: bool


def sound(archive: Entry, volume: Volume, start: int, length: int) -> bool:
    """Whether a folder is all there: it begins with itself, and each of its sectors with a record. Of a scratched disc some are zeros."""
    data = archive.read(start, start + length)
    itself = data[2:6] == struct.pack("<I", start // volume.block)
    return itself and len(data) == length and all(data[at] for at in range(0, length, _SECTOR))


def records(archive: Entry, volume: Volume, start: int, length: int, opening: Opening) -> Iterator[Record]:
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
            told = list(fields(archive, volume.block, record[33 + named + (named + 1) % 2 + volume.skip :]))
            if any(kind in {b"SL", b"CL"} for kind, _ in told):  # a link; a folder too deep for the standard lies in RR_MOVED as well
                continue
            name = b"".join(value[1:] for kind, value in told if kind == b"NM" and value).decode("utf-8", "replace") or name
        attributes = record[1] * volume.block  # an extended attribute record stands before the data
        yield Record(name, begin * volume.block + attributes, count, flags, bool(unit or gap))


def _name(raw: bytes, *, joliet: bool) -> str:
    name = raw.decode("utf-16-be", "replace") if joliet else raw.decode("cp437")
    name, _, version = name.rpartition(";") if ";" in name else (name, "", "")
    return name.rstrip(".") if version.isdigit() or not version else f"{name};{version}"


def fields(archive: Entry, block: int, data: bytes) -> Iterator[tuple[bytes, bytes]]:
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
