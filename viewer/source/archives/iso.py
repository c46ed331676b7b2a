"""Images of discs: ISO 9660 (ECMA-119) with the long names of Joliet or Rock Ridge, and UDF where a disc has that (ECMA-167).

The folders are read one by one as they come; an image that is cut short gives the files that are whole.

A disc that was written in several goes (sessions) has volume descriptors for each. What has been written cannot be erased, so a session
that goes on with an earlier one lists again what is still to be there, at its old place. Hence the rule: a session that lists anything at
the place where an earlier one has it goes on with that one, and what it does not list any more was replaced or deleted by somebody
(pictures of another patient, perhaps) and is not shown. A session that shares nothing was written without regard to the earlier ones and
hides nothing of them. Nor does one that cannot be read whole: of what it lacks nobody knows whether it was deleted.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from viewer.errors import BrokenFile, LimitExceeded, Unreadable, UnsupportedPixels
from viewer.source.archives import udf
from viewer.source.archives.iso_records import FOLDER, GOES_ON, Volume, fields, records, sound
from viewer.source.archives.names import Names
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part, Refused, Taken
from viewer.source.archives.sessions import Disc
from viewer.source.entries import Entry

__all__ = ["members", "recognized"]

_SECTOR = 2048
_FIRST = 16  # sector of the first volume descriptor
_MOST_DESCRIPTORS = 32
_MOST_FOLDER = 8 << 20  # bytes of one folder: some 80,000 files
_BREATH = 2000  # records
_MOST_FOLDERS = 20_000
_MOST_DEPTH = 64
_MOST_NAME = 1024
_JOLIET = {b"%/@", b"%/C", b"%/E"}
_STANDARDS = {b"CD001", b"BEA01", b"NSR02", b"NSR03"}


def recognized(archive: Entry) -> bool:
    """Whether there are volume descriptors where those of a disc lie."""
    front = archive.read(_FIRST * _SECTOR, _FIRST * _SECTOR + 8) if archive.size > (_FIRST + 1) * _SECTOR else b""
    return front[1:6] in _STANDARDS and front[6:7] == b"\1"


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the files; raises BrokenFile, LimitExceeded, Unreadable."""
    disc = Disc(archive)
    volumes, has_udf = _volumes(disc, disc.starts[0] + _FIRST)
    volume = _best(volumes)
    whole = udf.opened(archive) if has_udf else None
    # Where both tell of the same files the older one is the simpler; on some discs it holds nothing but a word of excuse.
    if whole is not None and (volume is None or whole.names > _count(disc, volume)):
        yield from udf.members(archive, whole, opening)
    elif volume is not None:
        disc.look_further()
        later = [found for start in disc.starts[1:] if (found := _best(_volumes(disc, start + _FIRST)[0])) is not None]
        yield from _files(archive, disc, [*reversed(later), volume], opening)
    else:
        raise BrokenFile("disc.table", do="remake")


def _count(archive: Entry, volume: Volume) -> int:
    """Count what is in the first folder."""
    return sum(1 for _ in records(archive, volume, volume.root, min(volume.length, _MOST_FOLDER), Opening()))


def _best(volumes: list[Volume]) -> Volume | None:
    return min(volumes, key=lambda one: (one.skip is None, not one.joliet), default=None)  # Rock Ridge, Joliet, bare


def _volumes(archive: Entry, first: int) -> tuple[list[Volume], bool]:
    """Read the volume descriptors from sector `first` on (ECMA-119, 8.4, 8.5): the trees, and whether UDF is announced after them."""
    volumes: list[Volume] = []
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
                volume = Volume(start * block, length, block, joliet)
                volumes.append(volume if joliet else _with_rock_ridge(archive, volume))
    return volumes, announced


def _with_rock_ridge(archive: Entry, volume: Volume) -> Volume:
    """Look for Rock Ridge's mark in the first record of the root (SUSP 5.3)."""
    first = archive.read(volume.root, volume.root + 255)
    if len(first) < 48 or first[0] > len(first):
        return volume
    for kind, value in fields(archive, volume.block, first[34 : first[0]]):
        if kind == b"SP" and value[:2] == b"\xbe\xef" and len(value) > 2:
            return Volume(volume.root, volume.length, volume.block, joliet=False, skip=value[2])
    return volume


@dataclass(frozen=True, slots=True)
class _File:
    """What a session lists: `ranges` (start, length) by the addresses of the disc."""

    name: str
    ranges: tuple[tuple[int, int], ...]
    interleaved: bool


def _files(archive: Entry, disc: Disc, volumes: list[Volume], opening: Opening) -> Iterator[Entry | None]:
    """Yield the files of all sessions, the newest first, of each earlier one only if no later one goes on with it."""
    names = Names(archive.path)
    bounds = _Bounds()
    later: set[int] = set()  # addresses of what later sessions list
    given: set[_File] = set()
    for number, volume in enumerate(volumes):
        tree = _Tree(disc, volume, opening, bounds)
        folders = tree.folders(names)
        if number:  # only when all of it is known
            held: list[_Listed] = []
            for folder in folders:
                held.append(folder)
                yield None
            if not tree.places.isdisjoint(later):
                later |= tree.places
                continue
            folders = iter(held)
        for folder in folders:
            files = [one for one in folder or () if not isinstance(one, _File) or one not in given]
            opening.expected += sum(isinstance(one, _File) for one in files)
            for one in files:
                if isinstance(one, _File):
                    if len(volumes) > 1:
                        given.add(one)
                    yield _file(archive, disc, names.path(one.name), one, opening)
                else:
                    yield one
            yield None
        if tree.whole:
            later |= tree.places


_Listed = list["_File | Refused"] | None


class _Bounds:
    """What all sessions together may have."""

    __slots__ = ("folders",)

    def __init__(self) -> None:
        self.folders = 0


class _Tree:
    """The folders of one session.

    `places`: the addresses of its files and folders, without those of empty files and of the first folder; `whole`: whether all of its
    folders could be read.
    """

    __slots__ = ("_bounds", "_disc", "_opening", "_volume", "places", "whole")

    def __init__(self, disc: Disc, volume: Volume, opening: Opening, bounds: _Bounds) -> None:
        self._disc, self._volume, self._opening, self._bounds = disc, volume, opening, bounds
        self.places: set[int] = set()
        self.whole = True

    def folders(self, names: Names) -> Iterator[_Listed]:
        """Yield what is in each folder, and None as a pause; raises LimitExceeded, Unreadable."""
        volume = self._volume
        seen = {volume.root}
        waiting = [("", volume.root, volume.length, 0)]
        taken = Taken()
        while waiting:
            folder, start, length, depth = waiting.pop()
            self._bounds.folders += 1
            if length > _MOST_FOLDER or depth > _MOST_DEPTH or self._bounds.folders + len(waiting) > _MOST_FOLDERS:
                raise LimitExceeded("disc.folders", do="rest")
            if not taken.take(start, start + length):
                self.whole = False
                yield [Refused(names.path(folder or "(the first folder)"), _overlapping())]
                continue
            found: list[_File | Refused] = []
            if self._disc.ranges([(start, length)]) is None:
                found.append(Refused(names.path(folder or "(the first folder)"), _cut()))
            self.whole &= sound(self._disc, volume, start, length)
            below = []
            parts: list[tuple[int, int]] = []
            for count, record in enumerate(records(self._disc, volume, start, length, self._opening)):
                if count % _BREATH == _BREATH - 1:
                    yield None
                name = f"{folder}/{record.name}"[-_MOST_NAME:]
                if record.flags & FOLDER:
                    self.places.add(record.start)
                    if record.start not in seen:  # a folder inside itself, or in two places
                        seen.add(record.start)
                        below.append((name, record.start, record.length, depth + 1))
                    continue
                if record.length:
                    self.places.add(record.start)
                parts.append((record.start, record.length))
                if record.flags & GOES_ON:  # larger than one extent can be (9.1.6)
                    continue
                found.append(_File(name, tuple(parts), record.interleaved))
                parts = []
            yield found
            waiting.extend(reversed(below))


def _file(archive: Entry, disc: Disc, path: str, file: _File, opening: Opening) -> Entry:
    ranges = disc.ranges(file.ranges)
    if ranges is None:
        opening.admit(0)
        return Refused(path, _cut())
    opening.admit(sum(length for _, length in ranges))
    if file.interleaved:
        return Refused(path, UnsupportedPixels("disc.interleaved", do="files"))
    return Part(archive, ranges, path=path)


def _overlapping() -> BrokenFile:
    return BrokenFile("disc.shared", do="left")


def _cut() -> Unreadable:
    return Unreadable("disc.cut", do="image")
