"""Where things lie in UDF: partitions and their blocks, descriptors with tags, the entries of files (ECMA-167 parts 3 and 4)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from viewer.errors import BrokenFile, LimitExceeded, Unreadable
from viewer.source.entries import Entry

__all__ = [
    "EXTENDED",
    "FILE",
    "MOST_FOLDER",
    "MOST_PIECES",
    "Address",
    "Node",
    "Partition",
    "Ranges",
    "Volume",
    "address_at",
    "broken",
    "bytes_of",
    "cut",
    "kind_of",
    "node_at",
]

FILE, EXTENDED, _EXTENT = 261, 266, 258
MOST_FOLDER = 64 << 20
_MOST_EXTENTS = 100_000  # of one file
_MOST_ALL_EXTENTS = 1_000_000  # of all files of a disc: pieces of the list may belong to many of them
MOST_PIECES = 1000  # of the file in which the entries of all others lie, which is looked through for each
_MOST_TIMES = 100  # a file may have holes, but not be that much larger than the disc
_LENGTH = (1 << 30) - 1

Ranges = list[tuple[int | None, int]]
Address = tuple[int, int]
"""A partition's number in the volume, a block in it."""


@dataclass(slots=True)
class Partition:
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
    partitions: list[Partition]
    root: Address
    names: int = 0
    extents: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """The entry of a file or folder (ECMA-167 4/14.9, 4/14.17): what it is, how long, and where its bytes lie."""

    kind: int
    size: int
    ranges: Ranges


def bytes_of(volume: Volume, address: Address, length: int) -> tuple[int, int]:
    """Return where a block lies in the image, from and to; raises BrokenFile."""
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
        raise broken()
    start = partition.start + place * volume.block
    return start, start + length


def kind_of(data: bytes) -> int:
    """Return the kind of a descriptor whose tag has a sound checksum (ECMA-167 3/7.2), else -1."""
    if len(data) < 16 or (sum(data[:16]) - data[4]) & 0xFF != data[4]:
        return -1
    return int.from_bytes(data[:2], "little")


def address_at(data: bytes, at: int) -> tuple[int, Address]:
    """Read a long allocation descriptor (ECMA-167 4/14.14.2): length with the kind of extent above it, address."""
    length, place, partition = struct.unpack_from("<2IH", data, at)
    return length, (partition, place)


def node_at(archive: Entry, volume: Volume, address: Address) -> Node:
    """Read the entry of a file or folder; raises BrokenFile, LimitExceeded, Unreadable where the image is cut short."""
    start, stop = bytes_of(volume, address, volume.block)
    if stop > archive.size:
        raise cut()
    data = archive.read(start, stop)
    tag = kind_of(data)
    if tag not in {FILE, EXTENDED}:
        raise broken()
    attributes, descriptors = struct.unpack_from("<2I", data, 168 if tag == FILE else 208)
    at = (176 if tag == FILE else 216) + attributes
    size = struct.unpack_from("<Q", data, 56)[0]
    if size > _MOST_TIMES * archive.size:
        raise broken()
    form = struct.unpack_from("<H", data, 34)[0] & 7
    if form == 3:  # the bytes are in the entry itself
        return Node(data[27], min(size, max(0, len(data) - at)), [(start + at, min(size, max(0, len(data) - at)))])
    return Node(data[27], size, _ranges(archive, volume, data[at : at + descriptors], form, address[0], size))


def _ranges(archive: Entry, volume: Volume, data: bytes, form: int, partition: int, size: int) -> Ranges:
    """Read allocation descriptors, short (0) or long (1), up to the length of the file; with those that are continued elsewhere."""
    ranges: Ranges = []
    step = 8 if form == 0 else 16
    if form > 1:
        raise broken()
    at, left = 0, size
    for _ in range(_MOST_EXTENTS):
        if at + step > len(data) or left <= 0:
            break
        length, place = (
            address_at(data, at) if form else (struct.unpack_from("<I", data, at)[0], (partition, *struct.unpack_from("<I", data, at + 4)))
        )
        at += step
        volume.extents += 1
        if volume.extents > _MOST_ALL_EXTENTS:
            raise LimitExceeded("disc.pieces", do="rest")
        kind, length = length >> 30, length & _LENGTH
        if not length:
            break
        if kind == 3:
            more = archive.read(*bytes_of(volume, place, volume.block))
            if kind_of(more) != _EXTENT:
                raise broken()
            data, at = more[24 : 24 + struct.unpack_from("<I", more, 20)[0]], 0
            continue
        length = min(length, left)
        left -= length
        ranges += _spread(volume, place, length) if kind == 0 else [(None, length)]
    else:
        raise LimitExceeded("disc.scattered", do="left")
    if left > 0:
        raise BrokenFile("disc.lost", do="remake")
    return ranges


def _spread(volume: Volume, address: Address, length: int) -> Ranges:
    """Return where an extent lies: in one piece, but where blocks go by a table or were moved."""
    partition, first, count = volume.partitions[address[0]], address[1], -(-length // volume.block)
    begin = first - first % partition.packet
    packets = range(begin, first + count, partition.packet)
    moved = (
        any(packet in partition.spare for packet in packets)
        if len(packets) < len(partition.spare)
        else any(packet in packets for packet in partition.spare)
    )
    if partition.blocks is None and partition.pieces is None and not moved:
        return [(bytes_of(volume, address, 0)[0], length)]
    if length > MOST_FOLDER:  # only what tells of files lies so
        raise broken()
    ranges: Ranges = []
    for number in range(count):
        start = bytes_of(volume, (address[0], first + number), 0)[0]
        size = min(volume.block, length - number * volume.block)
        last = ranges[-1] if ranges else None
        if last is not None and last[0] is not None and last[0] + last[1] == start:
            ranges[-1] = last[0], last[1] + size
        else:
            ranges.append((start, size))
    return ranges


def cut() -> Unreadable:
    """Return the error of an image that is cut short."""
    return Unreadable("disc.cut", do="image")


def broken() -> BrokenFile:
    """Return the error of a file system that makes no sense."""
    return BrokenFile("disc.udf", do="files")
