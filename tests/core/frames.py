"""Frames for the tests of the pixel path: encapsulated by hand, or the pixel element of a file with its format."""

import struct
from collections.abc import Iterable
from pathlib import Path

from viewer.dicom.dataset import Dataset, inflate, read_dataset
from viewer.pixels.decode import PixelFormat
from viewer.source.entries import FileEntry

__all__ = ["BASE", "encapsulated", "item", "stored_in"]

BASE = "1.2.840.10008.1.2"
DELIMITER = b"\xfe\xff\xdd\xe0\0\0\0\0"


def item(content: bytes) -> bytes:
    """One item, its length as it is."""
    return b"\xfe\xff\x00\xe0" + struct.pack("<I", len(content)) + content


def encapsulated(frames: Iterable[Iterable[bytes]], *, table: Iterable[int] | bool = False, delimiter: bool = True) -> bytes:
    """Encapsulate frames given as lists of fragments, with the right offset table, with another one, or with an empty one."""
    offsets, body = [], b""
    for fragments in frames:
        offsets.append(len(body))
        for fragment in fragments:
            body += item(fragment + b"\0" * (len(fragment) % 2))
    numbers = offsets if table is True else list(table or ())
    return item(struct.pack(f"<{len(numbers)}I", *numbers)) + body + DELIMITER * delimiter


def stored_in(path: Path) -> tuple[bytes, PixelFormat, Dataset]:
    """Give the value of the pixel element of a file, its format and its header."""
    entry = FileEntry(path, path=path.name)
    dataset = read_dataset(entry)
    form = PixelFormat.of(dataset)
    assert dataset.pixels is not None
    start, length = dataset.pixels.start, dataset.pixels.length
    stop = None if length is None else start + length
    if dataset.inflated_from is not None:
        return inflate(entry.read(dataset.inflated_from), path=path.name)[start:stop], form, dataset
    return entry.read(start, stop), form, dataset
