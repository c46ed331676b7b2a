"""Images of discs by Nero (.nrg): the sectors of the tracks, and a list of them at the end, by which they are known.

That list was never published; what others found out of it: chunks (a name, a length, both of four bytes, and the data; all numbers big
endian), up to the chunk `END!`. Discs written at once have their tracks in `DAOI` or, since version 2, `DAOX`, discs written track by track
in `ETNF` or `ETN2`, and those of several sessions one such chunk for each. The sectors between two sessions are not in the image. Where the
list cannot be read, the disc is looked for where the first track usually begins: with the image, or behind a pause of two seconds.
"""

import struct
from collections.abc import Iterator
from itertools import islice

from viewer.errors import UnsupportedPixels
from viewer.source.archives import iso, raw
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part
from viewer.source.archives.pieces import Joined
from viewer.source.archives.sectors import DATA, RAW, STRIDES, SYNC, Sectors
from viewer.source.entries import Entry

__all__ = ["members", "recognized"]

_PAUSE = 150  # sectors
_STARTS = (0, _PAUSE * 2048, _PAUSE * 2352, _PAUSE * 2336)
_MOST_CHUNKS = 1000
_MOST_TRACKS = 99
_MOST_BYTES = 1 << 16  # of a chunk
_AT_ONCE = {b"DAOI": (22, 30, ">3I"), b"DAOX": (22, 42, ">3Q")}
"""Bytes before the tracks and of each; the last ones tell where its pause, its first sector and what follows it lie."""

_BY_TRACK = {b"ETNF": (20, ">3I"), b"ETN2": (32, ">2QI")}
"""Bytes of each track, the first of which tell where it lies, how long it is, and its mode."""

_STRIDE = {0: 2048, 2: 2048, 3: 2336, 5: 2352, 6: 2352, 15: 2448, 17: 2448}
"""Bytes of a sector by the mode of a track with data."""


def recognized(tail: bytes) -> bool:
    """Whether a file that ends so is one of Nero's: of version 2, or of version 1."""
    return tail[-12:-8] == b"NER5" or tail[-8:-4] == b"NERO"


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the files of the disc; raises BrokenFile, LimitExceeded, Unreadable, and UnsupportedPixels where none are found."""
    disc = Joined(list(islice(_tracks(archive), _MOST_TRACKS)), path=archive.path)
    if iso.recognized(disc):
        yield from iso.members(disc, opening)
        return
    for start in _STARTS:
        track = Part(archive, [(start, max(0, archive.size - start))], path=archive.path)
        if iso.recognized(track):
            yield from iso.members(track, opening)
            return
        if raw.recognized(track.read(0, 16)):
            yield from raw.members(track, opening)
            return
    raise UnsupportedPixels("foreign.nero", expected="discs", do="convert")


def _tracks(archive: Entry) -> Iterator[Entry]:
    """Yield the tracks with data, in the order of the list."""
    for kind, data in _chunks(archive):
        if kind in _AT_ONCE:
            front, size, form = _AT_ONCE[kind]
            for at in range(front, len(data) - size + 1, size):
                stride = struct.unpack_from(">H", data, at + 12)[0]
                _, start, end = struct.unpack_from(form, data, at + 18)
                yield from _track(archive, start, end - start, stride)
        elif kind in _BY_TRACK:
            size, form = _BY_TRACK[kind]
            for at in range(0, len(data) - size + 1, size):
                start, length, mode = struct.unpack_from(form, data, at)
                yield from _track(archive, start, length, _STRIDE.get(mode, 0))


def _track(archive: Entry, start: int, length: int, stride: int) -> Iterator[Entry]:
    """Yield the data of a track; nothing for one of music, or that is not in the file."""
    length = min(length, archive.size - start)
    if stride not in STRIDES or length < stride or (stride >= RAW and archive.read(start, start + len(SYNC)) != SYNC):
        return
    part = Part(archive, [(start, length)], path=archive.path)
    yield part if stride == DATA else Sectors(part, stride)


def _chunks(archive: Entry) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of the list, name and data."""
    tail = archive.read(max(0, archive.size - 12), archive.size)
    at = struct.unpack(">Q", tail[-8:])[0] if tail[:4] == b"NER5" else struct.unpack(">I", tail[-4:])[0]
    for _ in range(_MOST_CHUNKS):
        head = archive.read(at, at + 8) if at + 8 <= archive.size else b""
        if len(head) < 8 or head[:4] == b"END!":
            return
        length = struct.unpack_from(">I", head, 4)[0]
        yield head[:4], archive.read(at + 8, at + 8 + min(length, _MOST_BYTES))
        at += 8 + length
