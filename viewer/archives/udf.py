"""UDF (ECMA-167, OSTA UDF 1.02 to 2.60): the file system of DVDs and of discs that Windows writes like a stick.

Read are plain partitions, those with spare blocks, with metadata (2.50) and with a virtual table (discs written in several goes).
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from viewer.archives.names import Names
from viewer.archives.opening import Opening
from viewer.archives.part import Part, Refused
from viewer.entries import Entry
from viewer.errors import BrokenFile, LimitExceeded, Unreadable, ViewerError

__all__ = ["members", "opened"]

_ANCHOR, _PARTITION, _LOGICAL, _TERMINATOR, _FILE_SET, _NAME, _EXTENT, _FILE, _EXTENDED = 2, 5, 6, 8, 256, 257, 258, 261, 266
_FOLDER = 4
_VIRTUAL_TABLE = {0, 248}
_DELETED, _PARENT, _IS_FOLDER = 1 << 2, 1 << 3, 1 << 1
_MOST_FOLDER = 64 << 20
_MOST_FOLDERS = 20_000
_MOST_DEPTH = 64
_MOST_EXTENTS = 100_000
_MOST_NAME = 1024
_MOST_SPARE = 4096
_MOST_TIMES = 100  # a file may have holes, but not be that much larger than the disc
_LENGTH = (1 << 30) - 1

Ranges = list[tuple[int | None, int]]
Address = tuple[int, int]
"""A partition's number in the volume, a block in it."""


@dataclass(slots=True)
class _Partition:
    """Blocks that count from somewhere: at `start` bytes, or, where there is a table, by it; spare ones stand in for bad ones."""

    start: int
    blocks: Sequence[int] | None = None
    pieces: Ranges | None = None
    spare: dict[int, int] = field(default_factory=dict)
    packet: int = 1


@dataclass(slots=True)
class Volume:
    """A file system that was found: its partitions, the length of its blocks, where the first folder's entry lies, how much is in that."""

    block: int
    partitions: list[_Partition]
    root: Address
    names: int = 0


@dataclass(frozen=True, slots=True)
class _Node:
    """The entry of a file or folder (ECMA-167 4/14.9, 4/14.17): what it is, how long, and where its bytes lie."""

    kind: int
    size: int
    ranges: Ranges


def opened(archive: Entry) -> Volume | None:
    """Find the file system; None where its first folder cannot be read."""
    try:
        volume = _volume(archive)
        if volume is not None:
            volume.names = sum(1 for _ in _folder(archive, volume, volume.root))
    except (ViewerError, struct.error, LookupError, ValueError):
        return None
    return volume


def members(archive: Entry, volume: Volume, opening: Opening) -> Iterator[Entry | None]:
    """Give the files; raises BrokenFile, LimitExceeded, Unreadable."""
    names = Names(archive.path)
    seen = {volume.root}
    waiting = [("", volume.root, 0)]
    while waiting:
        folder, address, depth = waiting.pop()
        if depth > _MOST_DEPTH or len(seen) > _MOST_FOLDERS:
            raise LimitExceeded("The folders of the disc are deeper or more than any disc's are", do="The rest was not opened")
        try:
            found = list(_folder(archive, volume, address))
        except (ViewerError, struct.error) as error:
            yield Refused(names.path(folder or "(the first folder)"), error if isinstance(error, ViewerError) else _broken())
            continue
        opening.expected += sum(not is_folder for _, _, is_folder in found)
        below = []
        for name, place, is_folder in found:
            path = f"{folder}/{name}"[-_MOST_NAME:]
            if is_folder:
                if place not in seen:
                    seen.add(place)
                    below.append((path, place, depth + 1))
                continue
            yield _file(archive, volume, place, names.path(path), opening)
        waiting.extend(reversed(below))
        yield None


def _file(archive: Entry, volume: Volume, place: Address, path: str, opening: Opening) -> Entry:
    try:
        node = _node(archive, volume, place)
    except (struct.error, IndexError):
        return Refused(path, _broken())
    except (BrokenFile, Unreadable) as error:
        return Refused(path, error)
    if any(start is not None and start + length > archive.size for start, length in node.ranges):
        opening.admit(0)
        return Refused(path, _cut())
    opening.admit(node.size)
    return Part(archive, node.ranges, path=path)


def _volume(archive: Entry) -> Volume | None:
    """Follow anchor, volume descriptors and file set (ECMA-167 3/10, 4/14.1)."""
    for block in (2048, 512):
        last = archive.size // block
        for sector in (256, last - 1, last - 257, 512):
            anchor = archive.read(sector * block, sector * block + 512) if sector > 0 else b""
            if _tag(anchor) == _ANCHOR:
                length, place = struct.unpack_from("<2I", anchor, 16)
                volume = _described(archive, block, place, length) or _described(
                    archive, block, *struct.unpack_from("<2I", anchor, 24)[::-1]
                )
                if volume is not None:
                    return volume
    return None


def _described(archive: Entry, sector: int, place: int, length: int) -> Volume | None:
    starts: dict[int, int] = {}
    logical = b""
    for number in range(place, place + min(length // sector, 64)):
        found = archive.read(number * sector, (number + 1) * sector)
        tag = _tag(found)
        if tag == _PARTITION:
            starts[struct.unpack_from("<H", found, 22)[0]] = struct.unpack_from("<I", found, 188)[0] * sector
        elif tag == _LOGICAL:
            logical = found
        elif tag == _TERMINATOR:
            break
    if not logical or not starts:
        return None
    block = struct.unpack_from("<I", logical, 212)[0]
    if block not in {512, 1024, 2048, 4096}:
        return None
    volume = Volume(block, [], (0, 0))
    count, at = min(struct.unpack_from("<I", logical, 268)[0], 8), 440
    for _ in range(count):
        kind, size = logical[at], logical[at + 1]
        volume.partitions.append(_partition(archive, volume, starts, logical[at : at + size], kind))
        at += size
    file_set = _long(logical, 248)[1]
    data = archive.read(*_bytes_of(volume, file_set, 512))
    if _tag(data) != _FILE_SET:
        return None
    volume.root = _long(data, 400)[1]
    return volume


def _partition(archive: Entry, volume: Volume, starts: dict[int, int], told: bytes, kind: int) -> _Partition:
    """Read a partition map (UDF 2.2.8 to 2.2.10)."""
    if kind == 1:
        return _Partition(starts[struct.unpack_from("<H", told, 4)[0]])
    start = starts[struct.unpack_from("<H", told, 38)[0]]
    if told[5:27] == b"*UDF Virtual Partition":
        return _Partition(start, blocks=_virtual_table(archive, volume, start))
    if told[5:28] == b"*UDF Metadata Partition":
        place = struct.unpack_from("<I", told, 40)[0]
        volume.partitions.append(_Partition(start))  # in its own place for as long as its file is looked up
        pieces = _node(archive, volume, (len(volume.partitions) - 1, place)).ranges
        volume.partitions.pop()
        return _Partition(start, pieces=pieces)
    if told[5:28] == b"*UDF Sparable Partition":
        spare, packet = _spare(archive, volume.block, told)
        return _Partition(start, spare=spare, packet=max(1, packet))
    raise _broken()


def _spare(archive: Entry, block: int, told: bytes) -> tuple[dict[int, int], int]:
    """Read which packets were moved since the disc is bad there (UDF 2.2.12): first block to block of the image; their length."""
    packet, tables = struct.unpack_from("<HB", told, 40)
    for place in struct.unpack_from(f"<{min(tables, 4)}I", told, 48):
        table = archive.read(place * block, place * block + 56)
        if table[17:35] != b"*UDF Sparing Table":
            continue
        count = min(struct.unpack_from("<H", table, 48)[0], _MOST_SPARE)
        entries = archive.read(place * block + 56, place * block + 56 + 8 * count)
        pairs = struct.iter_unpack("<2I", entries[: len(entries) // 8 * 8])
        return {original: moved for original, moved in pairs if original < 0xFFFF_FFF0}, packet
    return {}, packet


def _virtual_table(archive: Entry, volume: Volume, start: int) -> Sequence[int]:
    """Read the table of a disc written in several goes (UDF 2.2.11): the last block of the image holds its entry."""
    volume.partitions.append(_Partition(start))
    number = len(volume.partitions) - 1
    try:
        last = (archive.size - start) // volume.block
        for place in range(last - 1, max(0, last - 400), -1):  # drives write some blocks more, or an image has some less
            if _tag(archive.read(*_bytes_of(volume, (number, place), 16))) not in {_FILE, _EXTENDED}:
                continue
            node = _node(archive, volume, (number, place))
            if node.kind in _VIRTUAL_TABLE and node.size <= _MOST_FOLDER:
                table = Part(archive, node.ranges, path="").read()
                head = 0 if node.kind == 0 else struct.unpack_from("<H", table)[0]  # before UDF 2.00 its name stood at the end
                tail = 36 if node.kind == 0 else 0
                count = (len(table) - head - tail) // 4
                return struct.unpack_from(f"<{count}I", table, head)
    finally:
        volume.partitions.pop()
    raise _broken()


def _bytes_of(volume: Volume, address: Address, length: int) -> tuple[int, int]:
    """Give where a block lies in the image, from and to; raises BrokenFile."""
    partition, place = volume.partitions[address[0]], address[1]
    if partition.blocks is not None:
        place = partition.blocks[place]
    if (moved := partition.spare.get(place - place % partition.packet)) is not None:
        start = (moved + place % partition.packet) * volume.block
        return start, start + length
    if partition.pieces is not None:
        offset = place * volume.block
        for begin, size in partition.pieces:
            if begin is not None and offset < size:
                return begin + offset, begin + offset + length
            offset -= size
        raise _broken()
    start = partition.start + place * volume.block
    return start, start + length


def _tag(data: bytes) -> int:
    """Give the kind of a descriptor whose tag has a sound checksum (ECMA-167 3/7.2), else -1."""
    if len(data) < 16 or (sum(data[:16]) - data[4]) & 0xFF != data[4]:
        return -1
    return int.from_bytes(data[:2], "little")


def _long(data: bytes, at: int) -> tuple[int, Address]:
    """Read a long allocation descriptor (ECMA-167 4/14.14.2): length with the kind of extent above it, address."""
    length, place, partition = struct.unpack_from("<2IH", data, at)
    return length, (partition, place)


def _node(archive: Entry, volume: Volume, address: Address) -> _Node:
    start, stop = _bytes_of(volume, address, volume.block)
    if stop > archive.size:
        raise _cut()
    data = archive.read(start, stop)
    tag = _tag(data)
    if tag not in {_FILE, _EXTENDED}:
        raise _broken()
    attributes, descriptors = struct.unpack_from("<2I", data, 168 if tag == _FILE else 208)
    at = (176 if tag == _FILE else 216) + attributes
    size = struct.unpack_from("<Q", data, 56)[0]
    if size > _MOST_TIMES * archive.size:
        raise _broken()
    form = struct.unpack_from("<H", data, 34)[0] & 7
    if form == 3:  # the bytes are in the entry itself
        return _Node(data[27], min(size, max(0, len(data) - at)), [(start + at, min(size, max(0, len(data) - at)))])
    return _Node(data[27], size, _ranges(archive, volume, data[at : at + descriptors], form, address[0], size))


def _ranges(archive: Entry, volume: Volume, data: bytes, form: int, partition: int, size: int) -> Ranges:
    """Read allocation descriptors, short (0) or long (1), up to the length of the file; with those that are continued elsewhere."""
    ranges: Ranges = []
    step = 8 if form == 0 else 16
    if form > 1:
        raise _broken()
    at, left = 0, size
    for _ in range(_MOST_EXTENTS):
        if at + step > len(data) or left <= 0:
            break
        length, place = (
            _long(data, at) if form else (struct.unpack_from("<I", data, at)[0], (partition, *struct.unpack_from("<I", data, at + 4)))
        )
        at += step
        kind, length = length >> 30, length & _LENGTH
        if not length:
            break
        if kind == 3:
            more = archive.read(*_bytes_of(volume, place, volume.block))
            if _tag(more) != _EXTENT:
                raise _broken()
            data, at = more[24 : 24 + struct.unpack_from("<I", more, 20)[0]], 0
            continue
        length = min(length, left)
        left -= length
        ranges += _spread(volume, place, length) if kind == 0 else [(None, length)]
    else:
        raise LimitExceeded("A file of the disc lies in more pieces than any does", do="It was not opened")
    if left > 0:
        raise BrokenFile("The disc does not say where all of this file lies", do="Make the image once more, or ask for a new disc")
    return ranges


def _spread(volume: Volume, address: Address, length: int) -> Ranges:
    """Give where an extent lies: in one piece, but where blocks go by a table or were moved."""
    partition, first, count = volume.partitions[address[0]], address[1], -(-length // volume.block)
    moved = any(first - partition.packet < packet < first + count for packet in partition.spare)
    if partition.blocks is None and partition.pieces is None and not moved:
        return [(_bytes_of(volume, address, 0)[0], length)]
    if length > _MOST_FOLDER:  # only what tells of files lies so
        raise _broken()
    ranges: Ranges = []
    for number in range(count):
        start = _bytes_of(volume, (address[0], first + number), 0)[0]
        size = min(volume.block, length - number * volume.block)
        last = ranges[-1] if ranges else None
        if last is not None and last[0] is not None and last[0] + last[1] == start:
            ranges[-1] = last[0], last[1] + size
        else:
            ranges.append((start, size))
    return ranges


def _folder(archive: Entry, volume: Volume, address: Address) -> Iterator[tuple[str, Address, bool]]:
    """Read the names of a folder (ECMA-167 4/14.4): name, where its entry lies, whether it is a folder."""
    node = _node(archive, volume, address)
    if node.kind != _FOLDER or node.size > _MOST_FOLDER:
        raise _broken()
    data = Part(archive, node.ranges, path="").read()
    at = 0
    while at + 38 <= len(data):
        if _tag(data[at : at + 16]) != _NAME:
            break
        flags, named = data[at + 18], data[at + 19]
        own = struct.unpack_from("<H", data, at + 36)[0]
        raw = data[at + 38 + own : at + 38 + own + named]
        if raw and not flags & (_DELETED | _PARENT):
            name = raw[1:].decode("utf-16-be", "replace") if raw[0] in {16, 255} else raw[1:].decode("latin-1")
            yield name, _long(data, at + 20)[1], bool(flags & _IS_FOLDER)
        at += (38 + own + named + 3) // 4 * 4


def _cut() -> Unreadable:
    return Unreadable("The image of the disc ends before this file does: it is cut short", do="Copy or make the image once more")


def _broken() -> BrokenFile:
    return BrokenFile(
        "The disc's file system (UDF) is damaged or of a kind that is not read here", do="Copy the disc's files into a folder and open that"
    )
