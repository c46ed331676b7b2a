"""Color as DICOM stores it, turned into 8-bit RGB (PS3.3 C.7.6.3.1.2, C.7.6.3.1.5, C.7.6.3.1.6, C.7.9.2).

No modality or VOI transformation applies to color.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.dataset import Dataset
from viewer.errors import BrokenFile
from viewer.pixels.descriptor import first_mapped

__all__ = ["Palette", "eight_bits", "even", "expand_segments", "palette_of", "shade", "supplement_of", "tinted", "unfold_422", "ybr_to_rgb"]

Bytes = NDArray[np.uint8]

_MOST_ENTRIES = 1 << 16
_MOST_SEGMENTS = 1 << 17  # empty ones add nothing: without a bound a table of them could be repeated for hours
_BLOCK = 1 << 20
_STEP = 7  # every so many rows and columns are looked at first: of nearly all pictures that is enough to tell
_LOSS, _FAR, _MOSTLY = 8, 40, 0.98  # levels by which equal colors differ after lossy compression, mostly and at worst
_NAMES = ("Red", "Green", "Blue")


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """The color tables of an image: `table` has shape (entries, 3), 8-bit RGB; stored value `first` maps to its first row."""

    first: int
    table: Bytes

    def rows_for(self, dtype: np.dtype[Any]) -> Bytes:
        """Spread the table over all stored values of an 8 or 16-bit type, indexed by their unsigned view; shape (256 or 65536, 3).

        Values below the first entry take the first color, values above the last the last (PS3.3 C.7.6.3.1.5).
        """
        count = 1 << 8 * dtype.itemsize
        stored = np.arange(count, dtype=np.int32)
        if dtype.kind == "i":
            stored[count // 2 :] -= count
        return np.take(self.table, stored - self.first, axis=0, mode="clip")

    @property
    def words(self) -> NDArray[np.uint32]:
        """The rows as opaque RGBA words, little endian."""
        parts = self.table.astype(np.uint32)
        words: NDArray[np.uint32] = parts[:, 0] | parts[:, 1] << np.uint32(8) | parts[:, 2] << np.uint32(16) | np.uint32(0xFF00_0000)
        return words

    def color(self, words: NDArray[np.uint32], stored: NDArray[Any]) -> None:
        """Put the colors of the values from `first` on into RGBA words of the same shape, the last one for all beyond the table."""
        high = stored >= self.first
        offset = np.minimum(stored[high].astype(np.int64) - self.first, len(self.table) - 1)
        words[high] = self.words[offset]

    def apply(self, stored: NDArray[Any]) -> Bytes:
        """Turn stored values into colors: shape (...,) to (..., 3)."""
        if stored.dtype.itemsize > 2:
            offset = np.clip(stored.astype(np.int64) - self.first, 0, len(self.table) - 1)
            return np.take(self.table, offset, axis=0)
        return np.take(self.rows_for(stored.dtype), stored.view(f"u{stored.dtype.itemsize}"), axis=0)


def palette_of(dataset: Dataset) -> Palette:
    """Read the color tables of a PALETTE COLOR image, plain or segmented; raises BrokenFile."""
    columns = []
    firsts = []
    bits = []
    for name in _NAMES:
        descriptor = dataset.numbers(f"{name}PaletteColorLookupTableDescriptor")
        if len(descriptor) < 3:
            raise BrokenFile("palette.undescribed", table=f"{name}PaletteColorLookupTableDescriptor")
        # The descriptor is US or SS as the pixels are; files mix it up, so take the bits: 0 stands for 65536.
        count = int(descriptor[0]) & 0xFFFF or 1 << 16
        firsts.append(first_mapped(int(descriptor[1]), count, _ends(dataset), signed=dataset.integer("PixelRepresentation", 0) == 1))
        bits.append(8 if descriptor[2] <= 8 else int(min(descriptor[2], 16)))
        columns.append(_entries(dataset, name, count, bits[-1]))
    # Some makers write 8-bit entries and describe them as 16-bit ones, or 12-bit ones as they are: the picture would be black.
    highest = max(int(column.max(initial=0)) for column in columns)
    down = 0 if highest <= 0xFF else min(max(bits), 16) - 8 if highest < 1 << max(bits) else 8
    count = min(len(column) for column in columns)
    if not count:
        raise BrokenFile("palette.empty")
    table = np.stack([(column[:count] >> down).astype(np.uint8) for column in columns], axis=1)
    return Palette(firsts[0], table)


def supplement_of(dataset: Dataset) -> Palette | None:
    """Read the colors that a gray image brings for its high values (Supplemental Palette, PS3.3 C.7.6.19); None where it has none.

    What lies below the first value of the tables stays gray. The enhanced palettes of TRUE_COLOR are another thing.
    """
    wished = dataset.text("PixelPresentation").upper() in ("COLOR", "MIXED")
    if not wished or "RedPaletteColorLookupTableDescriptor" not in dataset or "EnhancedPaletteColorLookupTableSequence" in dataset:
        return None
    if not dataset.text("PhotometricInterpretation").upper().startswith("MONOCHROME"):
        return None
    try:
        return palette_of(dataset)
    except BrokenFile:
        return None


def _ends(dataset: Dataset) -> tuple[int, int]:
    """Return the lowest and the highest value that a pixel can have."""
    bits = min(32, max(1, dataset.integer("BitsStored") or dataset.integer("BitsAllocated") or 16))
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if dataset.integer("PixelRepresentation", 0) == 1 else (0, (1 << bits) - 1)


def _entries(dataset: Dataset, name: str, count: int, bits: int) -> NDArray[np.uint16]:
    """Return the entries of one table, as they are stored: 8-bit ones are at most 255."""
    raw = dataset.raw(f"{name}PaletteColorLookupTableData")
    if raw:
        # Two 8-bit entries share a word (PS3.3 C.7.6.3.1.6), but some files give each a word of its own.
        return _words(raw, dataset, 8 if bits == 8 and len(raw) < 2 * count else 16)[:count]
    segmented = dataset.raw(f"Segmented{name}PaletteColorLookupTableData")
    if segmented:
        unit = 8 if bits == 8 else 16
        return expand_segments(_words(segmented, dataset, unit), bits=unit)[:count]
    raise BrokenFile("palette.missing", table=f"{name}PaletteColorLookupTableData")


def _words(raw: bytes, dataset: Dataset, bits: int) -> NDArray[np.uint16]:
    """Read entries of 8 or 16 bits; 8-bit ones lie two to a word, so that big endian files have them swapped."""
    words = np.frombuffer(raw, "<u2" if dataset.little_endian else ">u2", len(raw) // 2).astype("<u2")
    return words.view(np.uint8).astype(np.uint16) if bits == 8 else words


def expand_segments(words: NDArray[np.uint16], *, bits: int = 16) -> NDArray[np.uint16]:
    """Expand a segmented table (PS3.3 C.7.9.2): runs of values, straight lines, and repeats of earlier segments.

    `words` are the units of the table, of `bits` bits each. Takes what is sound and stops at the first thing that is not; at most
    65,536 entries come out, whatever the segments claim.
    """
    out: list[int] = []
    values: list[int] = words.tolist()
    position = done = 0
    while position + 2 <= len(values) and len(out) < _MOST_ENTRIES and done < _MOST_SEGMENTS:
        kind, length = values[position], values[position + 1]
        position += 2
        done += 1
        if kind == 2:  # indirect: `length` segments again, from an offset in bytes that takes 32 bits
            units = values[position : position + 32 // bits]
            if len(units) < 32 // bits:
                break
            position += len(units)
            begin = sum(unit << bits * at for at, unit in enumerate(units)) // (bits // 8)
            done += _repeat(values, begin, min(length, _MOST_SEGMENTS - done), out)
        else:
            after = _segment(values, position, kind, length, out)
            if after is None:
                break
            position = after
    return np.array(out[:_MOST_ENTRIES], np.uint16)


def _segment(values: list[int], position: int, kind: int, length: int, out: list[int]) -> int | None:
    """Append one discrete or linear segment; give the position after it, None when it is not sound."""
    if kind == 0:
        out.extend(values[position : position + length])
        return position + length
    if kind == 1 and out and position < len(values):
        begin, end = out[-1], values[position]
        out.extend(begin + round((end - begin) * step / length) for step in range(1, length + 1))
        return position + 1
    return None


def _repeat(values: list[int], offset: int, count: int, out: list[int]) -> int:
    """Expand `count` segments again from word `offset`; only discrete and linear ones may be repeated. Gives how many it were."""
    position: int | None = offset
    for done in range(count):
        if position is None or position + 2 > len(values) or values[position] == 2 or len(out) >= _MOST_ENTRIES:
            return done
        position = _segment(values, position + 2, values[position], values[position + 1], out)
    return count


def ybr_to_rgb(ybr: NDArray[Any], *, partial: bool = False) -> Bytes:
    """Turn 8-bit YBR, shape (..., 3), into RGB (ITU-R BT.601 as in PS3.3 C.7.6.3.1.2), in whole numbers, rounded.

    `partial`: luminance lies in 16..235 and chroma in 16..240 (the retired YBR_PARTIAL_422).
    """
    if ybr.ndim == 3 and ybr.size > 3 * _BLOCK:  # by blocks of rows: the intermediate numbers take twelve times the room
        out = np.empty(ybr.shape, np.uint8)
        step = max(1, _BLOCK // ybr.shape[1])
        for row in range(0, len(ybr), step):
            out[row : row + step] = _block_to_rgb(ybr[row : row + step], partial=partial)
        return out
    return _block_to_rgb(ybr, partial=partial)


def _block_to_rgb(ybr: NDArray[Any], *, partial: bool) -> Bytes:
    luma = ybr[..., 0].astype(np.int32)
    blue, red = ybr[..., 1].astype(np.int32) - 128, ybr[..., 2].astype(np.int32) - 128
    # Factors times 2^16; the half added before the shift rounds.
    if partial:
        luma = (luma - 16) * 76309
        factors = (104597, 25675, 53279, 132201)
    else:
        luma = luma << 16
        factors = (91881, 22554, 46802, 116130)
    luma += 1 << 15
    rgb = np.empty(ybr.shape, np.int32)
    rgb[..., 0] = luma + factors[0] * red
    rgb[..., 1] = luma - factors[1] * blue - factors[2] * red
    rgb[..., 2] = luma + factors[3] * blue
    rgb >>= 16
    return np.clip(rgb, 0, 255, out=rgb).astype(np.uint8)


def even(samples: NDArray[Any], *, exact: bool) -> NDArray[Any] | None:
    """Return the first of three colors, shape (rows, columns), where all are equal throughout, which no YBR picture is; else None.

    Without `exact` they may differ by what a lossy compression, or chroma that two pixels share, makes of it.
    """
    if not _near(samples[::_STEP, ::_STEP], exact=exact):
        return None
    whole = samples if exact else _halved(samples)
    return samples[..., 0] if _near(whole, exact=exact) else None


def shade(samples: NDArray[Any], *, ybr: bool, exact: bool, bits: int) -> NDArray[Any] | None:
    """Return the brightness of a picture in YBR whose color differences are nothing throughout, shape (rows, columns); else None.

    No picture in RGB has green and blue in the middle everywhere. None also for other than `ybr`, and a picture of one value.
    """
    if not ybr:
        return None
    middle, most = 1 << bits - 1, 0 if exact else _LOSS // 2
    for part in (samples[::_STEP, ::_STEP], samples):
        differences = part[..., 1:]
        if int(differences.min(initial=middle)) < middle - most or int(differences.max(initial=middle)) > middle + most:
            return None
    return samples[..., 0]


def tinted(rgb: Bytes) -> bool:
    """Whether a picture may be a gray one of three equal colors that was taken for YBR: green is then 121 to 135 everywhere."""
    green = rgb[::_STEP, ::_STEP, 1]
    return int(green.min(initial=128)) >= 128 - 3 * _LOSS and int(green.max(initial=128)) <= 128 + 3 * _LOSS


def _near(samples: NDArray[Any], *, exact: bool) -> bool:
    first = samples[..., 0]
    if exact:
        return bool((samples[..., 1] == first).all() and (samples[..., 2] == first).all())
    apart = np.abs(samples[..., 1:].astype(np.int32) - first[..., None])
    return int(apart.max(initial=0)) <= _FAR and bool((apart <= _LOSS).mean() >= _MOSTLY)


def _halved(samples: NDArray[Any]) -> NDArray[Any]:
    """Return the means of blocks of two by two pixels, or the very array where it is smaller."""
    rows, columns = samples.shape[0] // 2 * 2, samples.shape[1] // 2 * 2
    if not rows or not columns:
        return samples
    blocks = samples[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2, 3).astype(np.uint32)
    means: NDArray[Any] = blocks.sum(axis=(1, 3)) >> np.uint32(2)
    return means


def unfold_422(samples: NDArray[Any], rows: int, columns: int) -> NDArray[Any]:
    """Spread YBR_FULL_422 as stored natively (Y1 Y2 Cb Cr for two pixels beside each other) to shape (rows, columns, 3)."""
    pairs = samples.reshape(-1, 4)
    out = np.empty((len(pairs), 2, 3), samples.dtype)
    out[:, 0, 0] = pairs[:, 0]
    out[:, 1, 0] = pairs[:, 1]
    out[:, :, 1] = pairs[:, 2:3]
    out[:, :, 2] = pairs[:, 3:4]
    return out.reshape(-1, 3)[: rows * columns].reshape(rows, columns, 3)


def eight_bits(samples: NDArray[Any], stored: int) -> Bytes:
    """Bring color samples of `stored` bits to 8, proportionally; signed ones are taken as offset from the middle."""
    if samples.dtype.kind == "i":
        samples = (samples.astype(np.int64) + (1 << stored - 1)).astype(np.uint64)
    if stored == 8 and samples.dtype == np.uint8:
        return samples
    if samples.dtype.itemsize * 8 > stored and (highest := int(samples.max(initial=0))) >> stored:
        stored = max(8, highest.bit_length())  # the label is wrong: by it white would begin anew as black
    if stored > 8:
        return (samples >> np.uint8(stored - 8)).astype(np.uint8)
    return ((samples.astype(np.uint16) * 255 + ((1 << stored) - 1) // 2) // ((1 << stored) - 1)).astype(np.uint8)
