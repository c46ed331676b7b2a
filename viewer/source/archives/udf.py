"""UDF (ECMA-167, OSTA UDF 1.02 to 2.60): the file system of DVDs and of discs that Windows writes like a stick.

Read are plain partitions, those with spare blocks, with metadata (2.50) and with a virtual table (discs written in several goes).
"""

import struct
from collections.abc import Iterator, Sequence

from viewer.errors import BrokenFile, LimitExceeded, ViewerError
from viewer.source.archives.names import Names
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part, Refused, Taken
from viewer.source.archives.udf_nodes import (
    EXTENDED,
    FILE,
    MOST_FOLDER,
    MOST_PIECES,
    Address,
    Partition,
    Ranges,
    Volume,
    address_at,
    broken,
    bytes_of,
    cut,
    kind_of,
    node_at,
)
from viewer.source.entries import Entry

__all__ = ["members", "opened"]

_ANCHOR, _PARTITION, _LOGICAL, _TERMINATOR, _FILE_SET, _NAME = 2, 5, 6, 8, 256, 257
_FOLDER = 4
_VIRTUAL_TABLE = {0, 248}
_DELETED, _PARENT, _IS_FOLDER = 1 << 2, 1 << 3, 1 << 1
_NO_SPACE = "Non-Allocatable Space"
"""What bad blocks of a rewritable disc are listed as (UDF 2.3.13): nobody's file."""

_MOST_FOLDERS = 20_000
_MOST_FOLDER = 8 << 20  # bytes of one folder: some 100,000 files
_BREATH = 2000  # names
_MOST_DEPTH = 64
_MOST_NAME = 1024
_MOST_SPARE = 4096


def opened(archive: Entry) -> Volume | None:
    """Find the file system; None where its first folder cannot be read."""
    try:
        volume = _volume(archive)
        if volume is not None:
            volume.names = sum(1 for _ in _names(_contents(archive, volume, volume.root)[1]))
    except (ViewerError, struct.error, LookupError, ValueError):
        return None
    return volume


def members(archive: Entry, volume: Volume, opening: Opening) -> Iterator[Entry | None]:
    """Yield the files; raises BrokenFile, LimitExceeded, Unreadable."""
    names = Names(archive.path)
    seen = {volume.root}
    taken = Taken()
    waiting = [("", volume.root, 0)]
    while waiting:
        folder, address, depth = waiting.pop()
        if depth > _MOST_DEPTH or len(seen) > _MOST_FOLDERS:
            raise LimitExceeded("disc.folders", do="rest")
        try:
            ranges, data = _contents(archive, volume, address)
        except (ViewerError, struct.error, LookupError) as error:
            yield Refused(names.path(folder or "(the first folder)"), error if isinstance(error, ViewerError) else broken())
            continue
        if not all(taken.take(start, start + length) for start, length in ranges if start is not None):
            yield Refused(names.path(folder or "(the first folder)"), _overlapping())
            continue
        found = []
        for one in _names(data):
            opening.listed()
            found.append(one)
            if len(found) % _BREATH == 0:
                yield None
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
        node = node_at(archive, volume, place)
    except (ViewerError, struct.error, LookupError) as error:
        return Refused(path, error if isinstance(error, ViewerError) else broken())
    if any(start is not None and start + length > archive.size for start, length in node.ranges):
        opening.admit(0)
        return Refused(path, cut())
    opening.admit(node.size)
    return Part(archive, node.ranges, path=path)


def _volume(archive: Entry) -> Volume | None:
    """Follow anchor, volume descriptors and file set (ECMA-167 3/10, 4/14.1)."""
    for block in (2048, 512, 4096):
        last = archive.size // block
        for sector in (256, last - 1, last - 257, 512):
            anchor = archive.read(sector * block, sector * block + 512) if sector > 0 else b""
            if kind_of(anchor) == _ANCHOR:
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
        tag = kind_of(found)
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
    file_set = address_at(logical, 248)[1]
    data = archive.read(*bytes_of(volume, file_set, 512))
    if kind_of(data) != _FILE_SET:
        return None
    volume.root = address_at(data, 400)[1]
    return volume


def _partition(archive: Entry, volume: Volume, starts: dict[int, int], told: bytes, kind: int) -> Partition:
    """Read a partition map (UDF 2.2.8 to 2.2.10)."""
    if kind == 1:
        return Partition(starts[struct.unpack_from("<H", told, 4)[0]])
    start = starts[struct.unpack_from("<H", told, 38)[0]]
    if told[5:27] == b"*UDF Virtual Partition":
        return Partition(start, blocks=_virtual_table(archive, volume, start))
    if told[5:28] == b"*UDF Metadata Partition":
        place = struct.unpack_from("<I", told, 40)[0]
        volume.partitions.append(Partition(start))  # in its own place for as long as its file is looked up
        pieces = node_at(archive, volume, (len(volume.partitions) - 1, place)).ranges
        volume.partitions.pop()
        if len(pieces) > MOST_PIECES:
            raise broken()
        return Partition(start, pieces=pieces)
    if told[5:28] == b"*UDF Sparable Partition":
        spare, packet = _spare(archive, volume.block, told)
        return Partition(start, spare=spare, packet=max(1, packet))
    raise broken()


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
    volume.partitions.append(Partition(start))
    number = len(volume.partitions) - 1
    try:
        last = (archive.size - start) // volume.block
        for place in range(last - 1, max(0, last - 400), -1):  # drives write some blocks more, or an image has some less
            if kind_of(archive.read(*bytes_of(volume, (number, place), 16))) not in {FILE, EXTENDED}:
                continue
            node = node_at(archive, volume, (number, place))
            if node.kind in _VIRTUAL_TABLE and node.size <= MOST_FOLDER:
                table = Part(archive, node.ranges, path="").read()
                head = 0 if node.kind == 0 else struct.unpack_from("<H", table)[0]  # before UDF 2.00 its name stood at the end
                tail = 36 if node.kind == 0 else 0
                count = (len(table) - head - tail) // 4
                return struct.unpack_from(f"<{count}I", table, head)
    finally:
        volume.partitions.pop()
    raise broken()


def _overlapping() -> BrokenFile:
    return BrokenFile("disc.shared", do="left")


def _contents(archive: Entry, volume: Volume, address: Address) -> tuple[Ranges, bytes]:
    """Read what a folder holds: where it lies, and the bytes; raises BrokenFile, LimitExceeded, Unreadable."""
    node = node_at(archive, volume, address)
    if node.kind != _FOLDER or node.size > _MOST_FOLDER:
        raise broken()
    return node.ranges, Part(archive, node.ranges, path="").read()


def _names(data: bytes) -> Iterator[tuple[str, Address, bool]]:
    """Read the names of a folder (ECMA-167 4/14.4): name, where its entry lies, whether it is a folder."""
    at = 0
    while at + 38 <= len(data):
        if kind_of(data[at : at + 16]) != _NAME:
            break
        flags, named = data[at + 18], data[at + 19]
        own = struct.unpack_from("<H", data, at + 36)[0]
        raw = data[at + 38 + own : at + 38 + own + named]
        if raw and not flags & (_DELETED | _PARENT):
            name = raw[1:].decode("utf-16-be", "replace") if raw[0] in {16, 255} else raw[1:].decode("latin-1")
            if name != _NO_SPACE:
                yield name, address_at(data, at + 20)[1], bool(flags & _IS_FOLDER)
        at += (38 + own + named + 3) // 4 * 4
