"""Overlays: drawings of one bit a pixel that a file lays over its picture (PS3.3 C.9.2, groups 6000 to 601E).

Only where they lie is kept of them; their bits are read when the picture is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.dataset import Dataset
from viewer.pixels.format import PixelFormat

__all__ = ["Overlay", "Reader", "Words", "mask", "overlays_left_out", "overlays_of"]

Mask = NDArray[np.bool_]

_ROWS = frozenset(group << 16 | 0x0010 for group in range(0x6000, 0x6020, 2))
_MOST_BITS = 1 << 28  # of the parts that lie on the picture, of all overlays together; a picture has at most 100 million pixels


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay plane: `top` and `left` are where its first pixel lies, counted from 0, perhaps outside the picture.

    Its bits are at `data` (start, stop) of the file, or, where that is None, in bit `bit` of the stored pixels. `frames` of them are
    for the pictures from `first` on (from 0); `first` is None where one is for all. `bits` each, 1 by the standard.
    """

    group: int
    rows: int
    columns: int
    top: int = 0
    left: int = 0
    frames: int = 1
    first: int | None = None
    data: tuple[int, int] | None = None
    bit: int = 0
    bits: int = 1
    swapped: bool = False


def overlays_of(dataset: Dataset) -> tuple[Overlay, ...]:
    """Find the overlays of an image; what cannot be one is left out. Regions of interest (type R) are drawn like graphics (G).

    So is what goes beyond the bound for all together: `overlays_left_out` counts it.
    """
    return _within(dataset)[0]


def overlays_left_out(dataset: Dataset) -> int:
    """Count the overlays that are too large to be drawn with those before them."""
    return _within(dataset)[1]


def _within(dataset: Dataset) -> tuple[tuple[Overlay, ...], int]:
    tags = dataset.among(_ROWS)
    if not tags:
        return (), 0
    rows = dataset.integer("Rows") or 0xFFFF  # a saved view has none: its overlays lie on any picture
    room, kept, left = _MOST_BITS, [], 0
    for tag in sorted(tags):
        overlay = _overlay(dataset, tag >> 16)
        if overlay is None:
            continue
        bits = min(overlay.rows, rows) * overlay.columns
        if bits > room:
            left += 1
            continue
        room -= bits
        kept.append(overlay)
    return tuple(kept), left


def _overlay(dataset: Dataset, group: int) -> Overlay | None:
    def whole(element: int, vr: str, default: int) -> int:
        numbers = dataset.numbers((group << 16 | element, vr))
        return round(numbers[0]) if numbers else default

    rows, columns = whole(0x0010, "US", 0), whole(0x0011, "US", 0)
    if rows <= 0 or columns <= 0:
        return None
    origin = [*dataset.numbers((group << 16 | 0x0050, "SS")), 1, 1][:2]
    frames, begin = dataset.numbers((group << 16 | 0x0015, "IS")), dataset.numbers((group << 16 | 0x0051, "US"))
    many = round(frames[0]) if frames else 1
    plane = Overlay(
        group=group,
        rows=rows,
        columns=columns,
        # Written as US by some, meant as SS: an origin of 65535 is one of -1.
        top=(round(origin[0]) + 0x8000) % 0x1_0000 - 0x8000 - 1,
        left=(round(origin[1]) + 0x8000) % 0x1_0000 - 0x8000 - 1,
        frames=max(1, many),
        first=round(begin[0]) - 1 if begin and begin[0] >= 1 else 0 if many > 1 else None,
    )
    place = dataset.place(group << 16 | 0x3000)
    if place is not None and place[1] > place[0]:
        start, stop, vr = place
        size = stop - start
        pixels = rows * columns * plane.frames
        # A byte for each pixel, as some wrote it against the standard, can be told by the length alone.
        bits = 8 if whole(0x0100, "US", 1) == 8 and size >= pixels else 1
        return replace(plane, data=(start, stop), bits=bits, swapped=not dataset.little_endian and vr != "OB")
    bit = whole(0x0102, "US", 0)
    return replace(plane, bit=bit) if _spare(dataset, bit) else None


def _spare(dataset: Dataset, bit: int) -> bool:
    """Whether a bit of the stored pixels is none of their value, so that it can be one of an overlay (retired, PS3.3 C.9.2.1.1)."""
    allocated = dataset.integer("BitsAllocated", 0) or 0
    stored = dataset.integer("BitsStored", allocated) or 0
    high = dataset.integer("HighBit", stored - 1) or 0
    return 0 <= bit < allocated <= 32 and not high - stored < bit <= high


Reader = Callable[[int, int], bytes]
"""Reads the bytes of the file that holds an overlay, from one place to another."""

Words = Callable[[int], NDArray[Any] | None]
"""Reads the stored words of a frame, shape (rows, columns), unsigned; None where an overlay cannot lie in them."""


def mask(overlay: Overlay, form: PixelFormat, index: int, read: Reader, words: Words) -> Mask | None:
    """Return where an overlay is set on frame `index` of a picture of this format, shape (rows, columns); None where nothing of it is there.

    Raises Unreadable, and what decoding raises where the overlay lies in the pixels.
    """
    if overlay.data is None:
        return _in_pixels(overlay, words(index))
    number = 0 if overlay.first is None else index - overlay.first
    if not 0 <= number < overlay.frames:
        return None
    # The part that lies on the picture; only its rows are unpacked.
    first, last = max(0, -overlay.top), min(overlay.rows, form.rows - overlay.top)
    begin, end = max(0, -overlay.left), min(overlay.columns, form.columns - overlay.left)
    if first >= last or begin >= end or (last - first) * overlay.columns > _MOST_BITS:
        return None
    lead = (number * overlay.rows + first) * overlay.columns
    bits = _bits(overlay, read, lead, (last - first) * overlay.columns)
    found = np.zeros((form.rows, form.columns), np.bool_)
    part = bits.reshape(last - first, overlay.columns)[:, begin:end]
    found[overlay.top + first : overlay.top + last, overlay.left + begin : overlay.left + end] = part
    return found


def _bits(overlay: Overlay, read: Reader, lead: int, count: int) -> Mask:
    """Read `count` pixels of an overlay from pixel `lead` on; those that the file does not hold are not set."""
    assert overlay.data is not None  # noqa: S101 - for the type checker: the caller has seen it
    start, stop = overlay.data
    first, last = lead * overlay.bits // 8, -(-(lead + count) * overlay.bits // 8)
    first, last = first - first % 2, last + last % 2  # whole words
    raw = np.frombuffer(read(min(stop, start + first), min(stop, start + last)), np.uint8)
    if overlay.swapped:
        raw = raw[: len(raw) // 2 * 2].reshape(-1, 2)[:, ::-1].reshape(-1)
    values = raw if overlay.bits == 8 else np.unpackbits(raw, bitorder="little")
    values = values[lead - first * 8 // overlay.bits :][:count]
    whole = np.zeros(count, np.bool_)
    whole[: len(values)] = values != 0
    return whole


def _in_pixels(overlay: Overlay, words: NDArray[Any] | None) -> Mask | None:
    """Take an overlay out of the unused bits of the pixels (retired in 2004, still in archives of old CT and MR)."""
    if words is None:
        return None
    found: Mask = (words >> words.dtype.type(overlay.bit) & words.dtype.type(1)).astype(np.bool_)
    return found
