"""RLE (PS3.5 annex G) by imagecodecs, and as far as it goes where that refuses it."""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import BrokenFile
from viewer.pixels.codecs.fit import PADDING
from viewer.pixels.encapsulation import Buffer
from viewer.pixels.format import PixelFormat
from viewer.pixels.truncation import behind

__all__ = ["decode"]

_FAILURES = (RuntimeError, ValueError)  # every error class of imagecodecs is one of them


def decode(frame: Buffer, form: PixelFormat, notes: list[str], unpack: Callable[..., Any]) -> NDArray[Any]:
    """Decode RLE (PS3.5 annex G): byte planes, high bytes first, one color after the other.

    `unpack` is imagecodecs' dicomrle_decode. The segment table is checked here: that follows an offset beyond the end (the process dies).
    Returns (rows, columns) or (rows, columns, samples) in `form.dtype`; `notes` takes which part is missing. Raises ValueError for a table
    that is not sound, and BrokenFile for a segment that holds more than its plane.
    """
    width = form.dtype.itemsize
    count, size = form.samples * width, form.rows * form.columns
    starts = _segments(frame, count)
    out = bytearray(count * size)
    try:
        whole = len(unpack(frame, f"<u{width}", out=out)) == len(out)
    except _FAILURES:
        whole = False
    if whole:
        planes: NDArray[Any] = np.frombuffer(out, form.dtype)
    else:
        octets = np.zeros((form.samples, size, width), np.uint8)
        there = size
        for number, (start, stop) in enumerate(starts):
            plane = _unpacked(memoryview(frame)[start:stop], size)
            octets[number // width, : len(plane), width - 1 - number % width] = plane
            there = min(there, len(plane))
        if there < size:
            notes.append(behind(there, form.rows, form.columns))
        planes = octets.reshape(-1).view(form.dtype)
    if form.samples == 1:
        return planes.reshape(form.rows, form.columns)
    return planes.reshape(form.samples, form.rows, form.columns).transpose(1, 2, 0)


def _segments(frame: Buffer, count: int) -> list[tuple[int, int]]:
    """Read where the `count` segments lie; raises ValueError when the table is not sound."""
    if len(frame) < 64:
        raise ValueError("is shorter than its table")
    found, *starts = struct.unpack_from("<16I", frame)
    if found != count:
        raise ValueError(f"has {found} segments instead of {count}")
    starts = starts[:count]
    if starts[0] < 64 or any(a > b for a, b in zip(starts, [*starts[1:], len(frame)], strict=True)):
        raise ValueError("has a table that points outside")
    return list(zip(starts, [*starts[1:], len(frame)], strict=True))


def _unpacked(segment: memoryview, size: int) -> NDArray[np.uint8]:
    """Unpack at most `size` bytes of a segment that the codec refused, as far as it goes. Raises BrokenFile where it holds more."""
    out = bytearray()
    position, end = 0, len(segment)
    while position < end and len(out) < size:
        code = segment[position]
        if code < 128:
            out += segment[position + 1 : position + 2 + code]
            position += 2 + code
        else:
            if code > 128 and position + 1 < end:
                out += bytes((segment[position + 1],)) * (257 - code)
            position += 2 if code > 128 else 1
    if end - position > PADDING and any(segment[position:]):  # zeros are filling
        raise BrokenFile("stream.runs", do="export")
    return np.frombuffer(out, np.uint8)[:size]
