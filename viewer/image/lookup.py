"""Lookup tables of the gray pipeline: the Modality LUT and the VOI LUT (PS3.3 C.11.1.1 and C.11.2.1.1)."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.dataset import Dataset
from viewer.dicom.keywords import tag_of
from viewer.pixels.descriptor import first_mapped

__all__ = ["Lookup", "lookups_of"]

_MOST_TABLES = 16
_MOST_ENTRIES = 1 << 16
_MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table from whole numbers to whole numbers of `bits` bits; what lies before `first` or behind the end takes the end's entry.

    `packed` holds the entries as little endian 16-bit words, so that a table can be compared and be a key. `center` and `width` are
    the window that shows nearly the same: from it a drag goes on. `falling`: its low values are the bright ones.
    """

    first: int
    packed: bytes
    bits: int = 16
    name: str = ""
    kind: str = ""
    center: float = field(default=0.0, compare=False)
    width: float = field(default=1.0, compare=False)
    falling: bool = field(default=False, compare=False)

    @property
    def entries(self) -> NDArray[np.uint16]:
        """All entries."""
        return np.frombuffer(self.packed, "<u2")

    def __len__(self) -> int:
        return len(self.packed) // 2

    def apply(self, values: NDArray[Any]) -> NDArray[np.uint16]:
        """Return the entry for each value, of any shape and type; fractions are rounded, what is no number counts as the lowest."""
        last = self.first + len(self) - 1
        if values.dtype.kind == "f":
            places = np.clip(np.rint(np.nan_to_num(values, nan=self.first)), self.first, last).astype(np.int64)
        else:  # bounded before the subtraction, so that no type overflows
            places = np.clip(values.astype(np.int64), self.first, last)
        found: NDArray[np.uint16] = np.take(self.entries, places - self.first)
        return found


def lookups_of(dataset: Dataset, keyword: str, *, signed: bool, ends: tuple[float, float] | None = None) -> tuple[Lookup, ...]:
    """Read the tables of a sequence; one without a descriptor or without entries is left out.

    `signed`: the values that go in can be negative; `ends`: the lowest and the highest of them, where they are known. They decide what
    the first mapped value means, whose value representation is "US or SS", and which many write as the other one than is meant.
    """
    found = (_lookup_of(item, signed=signed, ends=ends) for item in dataset.items(keyword)[:_MOST_TABLES])
    return tuple(table for table in found if table is not None)


def _lookup_of(item: Dataset, *, signed: bool, ends: tuple[float, float] | None) -> Lookup | None:
    descriptor, data = item.element(tag_of("LUTDescriptor")[0]), item.raw("LUTData")
    if descriptor is None or len(descriptor[1]) < 6 or not data:
        return None
    count, first, bits = struct.unpack_from("<HHH" if item.little_endian else ">HHH", descriptor[1])
    count = count or _MOST_ENTRIES
    signed = signed or descriptor[0] == "SS"
    if ends is not None:
        first = first_mapped(first, count, ends, signed=signed)
    elif first > 0x7FFF and signed:
        first -= 0x1_0000
    return _made(data, count, first, bits, item.little_endian, item.text("LUTExplanation"), item.text("ModalityLUTType"))


_kept: dict[tuple[object, ...], Lookup | None] = {}


def _made(data: bytes, *about: *tuple[int, int, int, bool, str, str]) -> Lookup | None:
    """Make a table of the raw bytes; kept by their digest, as the frames of an object mostly repeat the same."""
    data = data[: 2 * _MOST_ENTRIES]
    key = hashlib.sha256(data).digest(), len(data), *about
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = _table_of(data, *about)
    return _kept[key]


def _table_of(data: bytes, count: int, first: int, bits: int, little_endian: bool, name: str, kind: str) -> Lookup | None:  # noqa: FBT001 - as they are told above
    """Make a table of the raw bytes."""
    size = len(data) // 2
    words = np.frombuffer(data, "<u2" if little_endian else ">u2", size).astype("<u2")
    if size < count and (bits <= 8 or len(data) - count in (0, 1)):
        # Two entries of 8 bits fill a word, the first in its low byte (C.11.1.1.1). That they do, their number tells and not what
        # they claim: entries of 8 bits that fill a word each are met as well (C.7.6.3.1.5, note).
        entries = np.frombuffer(data if little_endian else words.tobytes(), np.uint8)[:count].astype("<u2")
        bits = 8
    else:
        entries = words[:count]
    if not entries.size:
        return None
    # A number of bits that cannot be, or that is too small for the entries, is replaced by what they need.
    bits = max(bits if 8 <= bits <= 16 else 8, int(entries.max()).bit_length())
    center, width, falling = _ramp_like(entries.astype(np.float64), first)
    return Lookup(first, entries.tobytes(), bits, name, kind, center, width, falling)


def _ramp_like(entries: NDArray[np.float64], first: int) -> tuple[float, float, bool]:
    """Find the window that a table is most like: the line through where it has risen by a tenth and by nine tenths."""
    falling = bool(entries[0] > entries[-1])
    rising = entries[::-1] if falling else entries
    low, high = float(rising.min()), float(rising.max())
    if high <= low:
        return first + len(entries) / 2, float(len(entries)), False
    tenth, nine = (_crossing(rising, low + part * (high - low)) for part in (0.1, 0.9))
    if falling:
        tenth, nine = len(entries) - 1 - nine, len(entries) - 1 - tenth
    # LINEAR takes half a step off the center, and one off the width (C.11.2.1.2.1).
    return first + (tenth + nine) / 2 + 0.5, max(1.0, (nine - tenth) / 0.8 + 1), falling


def _crossing(values: NDArray[np.float64], level: float) -> float:
    """Return the place, with its fraction, where values first reach a level."""
    at = int(np.argmax(values >= level))
    if at == 0:
        return 0.0
    before, behind = float(values[at - 1]), float(values[at])
    return at - 1 + (level - before) / (behind - before)
