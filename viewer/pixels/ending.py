"""Whether a file reaches to the end of its compressed pixels, told by the lengths of the fragments, without decoding (PS3.5 A.4)."""

import struct

from viewer.dicom.dataset import Dataset
from viewer.source.entries import Entry

__all__ = ["ended"]

_ITEM = b"\xfe\xff\x00\xe0"
_END = b"\xfe\xff\xdd\xe0\0\0\0\0"
_BEHIND = 1024
"""Bytes behind the first fragment of a single picture that are not looked at: an end mark and small elements, no more fragments.

So the usual file costs no reading beyond its header, which on a disc is a seek each, and in an archive unpacking it whole.
"""
_MOST_STEPS = 4096  # fragments looked up one by one in a file that does not end with its pixels: a second or so in a browser


def ended(entry: Entry, dataset: Dataset, *, frames: int) -> tuple[int, int] | None:
    """Return how many bytes of the compressed pixels are there and how many should be, 0 where nobody can know; None when none is missing.

    Raises what reading the entry raises.
    """
    if dataset.pixels is None or dataset.inflated_from is not None:
        return None
    start, size = dataset.pixels.start, entry.size
    if frames > 1 and entry.read(max(start, size - len(_END)), size) == _END:
        return None
    position, pieces = start, 0
    for _ in range(_MOST_STEPS):
        front = dataset.already(position, position + 8)
        if len(front) < 8:
            front = entry.read(position, position + 8)
        if len(front) < 8:
            return (size - start, 0) if pieces < frames else None
        tag, length = struct.unpack("<4sI", front)
        if tag != _ITEM:
            return None
        if position > start or length not in (0, 4 * frames):  # the first item is the table of offsets, which a few files lack
            pieces += 1
        position += 8 + length
        if position > size:
            return size - start, position - start if frames == 1 else 0
        if frames == pieces == 1 and size - position <= _BEHIND:
            return None
    return None
