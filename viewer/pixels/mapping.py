"""JPEG-LS with a mapping table: what is compressed are indexes, which a table in the stream turns into values (ITU-T T.87 C.2.4.1.2).

CharLS reads the indexes when the table and the mentions of it are taken out of the stream.
"""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnsupportedPixels

__all__ = ["mapped"]

Pixels = NDArray[Any]

_MOST_MARKERS = 4096
_MOST_TABLES = 16
_LSE, _SOS = 0xF8, 0xDA
_TABLE, _MORE = 2, 3  # kinds of LSE: a table, and what did not fit into it


def mapped(data: memoryview, decode: Callable[[bytes], Pixels]) -> Pixels:
    """Decode a stream of one or more scans with tables; raises ValueError where it makes no sense, UnsupportedPixels, and what `decode` raises."""
    plain, tables, used = _without_tables(data)
    if len(used) > 1 or any(width > 2 for width, _ in tables.values()):
        raise UnsupportedPixels("stream.mapped", do="export")
    indexes = decode(plain)
    if not used:
        return indexes
    width, raw = tables.get(next(iter(used)), (0, b""))
    values = np.frombuffer(raw, ">u2" if width == 2 else "u1", len(raw) // max(1, width)).astype(np.uint16)
    if indexes.ndim != 2 or not values.size:
        raise ValueError("names a table that is not there")
    found: Pixels = np.take(values if width > 1 else values.astype(np.uint8), indexes, mode="clip")
    return found


def _without_tables(data: memoryview) -> tuple[bytes, dict[int, tuple[int, bytes]], set[int]]:
    """Take tables out of a stream: what is left of it; number of a table -> bytes for each entry, and entries; those that are used."""
    plain = bytearray(data[:2])
    tables: dict[int, tuple[int, bytes]] = {}
    used: set[int] = set()
    position = 2
    for _ in range(_MOST_MARKERS):
        if position + 4 > len(data):
            break
        if data[position] != 0xFF or data[position + 1] == 0xFF:  # a fill byte
            plain.append(data[position])
            position += 1
            continue
        marker, length = data[position + 1], struct.unpack_from(">H", data, position + 2)[0]
        segment = bytearray(data[position : position + 2 + length])
        position += 2 + max(2, length)
        if marker == _LSE and len(segment) > 7 and segment[4] in (_TABLE, _MORE):
            width = segment[6]
            before = tables.get(segment[5], (width, b""))[1] if segment[4] == _MORE else b""
            tables[segment[5]] = width, before + bytes(segment[7:])
            if len(tables) > _MOST_TABLES:
                raise ValueError("has too many tables")
            continue
        if marker == _SOS and len(segment) > 5 + 2 * segment[4]:
            for at in range(6, 5 + 2 * segment[4], 2):
                used |= {segment[at]} - {0}
                segment[at] = 0
            return bytes(plain + segment + data[position:]), tables, used
        plain += segment
    raise ValueError("has no picture")
