"""Objects that share one identifier: the same picture twice, a better and a worse copy of it, or different pictures.

An identifier is to be unique (PS3.5 section 9); some programs give one to all pictures, or keep it when they compress with loss, against
PS3.3 C.7.6.1.1.5. So what is there is compared: the bytes first, which is quick, and what is decoded only where they differ.
"""

import zlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UNFORESEEN, ViewerError
from viewer.image.instance import Instance
from viewer.pixels.decode import decode
from viewer.pixels.format import frame_bits
from viewer.telling import Sentence

__all__ = ["SHARED", "Copies", "Kept"]

SHARED = Sentence("core.notice.identifier")

_CHUNK = 4 << 20
_WHOLE, _SAMPLE, _SAMPLES = 64 << 20, 64 << 10, 256
"""Bytes of pixels up to which all are compared; beyond it so many samples of so many bytes."""
_MOST_BYTES = 512 << 20
"""Bytes that are compared whole in one reading: a disc that is there twice; after it samples of each picture."""
_MOST_DECODED = 160_000_000
"""Pixels that are decoded for comparing in one reading: four pairs of mammograms; of smaller pictures far fewer are needed."""
_MOST_COMPARED, _ROWS = 4_000_000, 128
_ALIKE_ENOUGH = 16
"""Pairs of one series, stored with and without loss, after which the others are believed to be such pairs as well."""
_MOST_CANDIDATES = 4
_TELLING = 8  # different bytes in the beginning of a picture, for it to be that of no other
_BLOCK = 8
_MEANS, _SPREAD = 0.03, 0.6
"""How far a copy with loss may be off: the means of blocks, which compression keeps, as a share of the range; single pixels, which may
be noise that it takes away, as a share of the standard deviation. Neighboring slices are off by more, at the edges of organs.
"""

Values = NDArray[np.float64]


@dataclass(eq=False)
class Kept:
    """A picture that is shown: the copy that was found first, the best one, and what was worked out for comparing."""

    shown: Instance
    best: Instance
    bytes: Hashable = None
    values: Hashable = None
    others: list[Instance] = field(default_factory=list)  # copies that were given up: they may not vanish while their pixels are held


class Copies:
    """What each object with a known identifier is, compared with the others; bounded in what it reads and decodes for that."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, list[Kept]] = {}
        self._sums: dict[Hashable, dict[Hashable, Kept]] = {}  # of those that had to be compared
        self._read = self._decoded = 0
        self._pairs: dict[Hashable, int] = {}  # those of a series that were alike; -1 once two were not
        self.better: list[Kept] = []

    def judge(self, instance: Instance, told: Hashable) -> Literal["new", "another", "copy", "worse", "better"]:
        """Return what an object is whose header agrees in `told` with others of its identifier; a better copy is noted in `better`.

        "another" is a different picture under an identifier that is taken.
        """
        key = instance.uid, told
        kept = self._kept.setdefault(key, [])
        own = Kept(instance, instance)
        sums = self._sums.setdefault(key, {}) if kept else {}
        known = self._same(own, kept, sums) if kept else None
        if known is None:
            kept.append(own)
            if len(kept) == 1:
                return "new"
            sums[own.bytes] = own
            return "another"
        if _quality(instance) <= _quality(known.best):
            known.others.append(instance)
            return "copy" if _quality(instance) == _quality(known.best) else "worse"
        known.others.append(known.best)
        known.best, known.values = instance, own.values
        sums[own.bytes] = known
        if known not in self.better:
            self.better.append(known)
        return "better"

    def worse(self, instance: Instance) -> list[Instance]:
        """Return the copies than which an object has just been found better, the one that was the best so far last."""
        return next(one.others for one in reversed(self.better) if one.best is instance)

    def exchanged(self) -> dict[Instance, Instance]:
        """Return by what each shown copy is to be replaced, and take it as done."""
        found = {one.shown: one.best for one in self.better}
        for one in self.better:
            one.shown = one.best
        self.better = []
        return found

    def _same(self, own: Kept, kept: list[Kept], sums: dict[Hashable, Kept]) -> Kept | None:
        if not sums:
            sums[self._sum(kept[0].best)] = kept[0]
        own.bytes = self._sum(own.best)
        if own.bytes in sums:
            return sums[own.bytes]
        for one in kept[-_MOST_CANDIDATES:]:
            if _begins(own.best, one.best) or _begins(one.best, own.best):
                return one
        series = own.best.series.uid
        for one in kept[-_MOST_CANDIDATES:]:
            if _loss(one.best) != _loss(own.best) and self._pairs.get(series, 0) >= _ALIKE_ENOUGH and own.best.number is not None:
                return one
        return self._alike(own, kept)

    def _alike(self, own: Kept, kept: list[Kept]) -> Kept | None:
        """Compare what is decoded: of copies without loss the values, else the picture in its main."""
        kept = [one for one in kept[-_MOST_CANDIDATES:] if not _plainly_other(own.best, one.best)]
        mine = self._values(own.best) if kept else None
        if mine is None:
            return None
        own.values = mine[0]
        for one in kept:
            if one.values == own.values or self._continued(own.best, one.best, mine[1]):
                return one
            inexact = _loss(one.best) or _loss(own.best) or one.best.format.stored != own.best.format.stored
            if one.values is not None and not inexact:
                continue
            theirs = self._values(one.best)
            if theirs is None:
                continue
            one.values = theirs[0]
            if one.values == own.values:
                return one
            if not inexact:
                continue
            alike = _similar(mine[1], theirs[1])
            series, before = own.best.series.uid, self._pairs.get(own.best.series.uid, 0)
            self._pairs[series] = before + 1 if alike and before >= 0 else -1
            if alike:
                return one
        return None

    def _continued(self, own: Instance, other: Instance, mine: Values) -> bool:
        """Whether one of two pictures without loss ends too early, and shows what the other does as far as it goes, in another form."""
        rows = min((rows for one in (own, other) if (rows := _rows_there(one)) is not None), default=0)
        if not rows or _loss(own) or _loss(other):
            return False
        theirs = self._values(other)
        if theirs is None or theirs[1].shape != mine.shape or mine.shape[1] != own.format.rows:
            return False
        begun = mine[0, :rows]
        return len(np.unique(begun)) > _TELLING and np.array_equal(begun, theirs[1][0, :rows])

    def _sum(self, instance: Instance) -> Hashable:
        """Return a check sum of the bytes of the pixels, with all that settles what they mean."""
        form, rescale = instance.format, instance.frames[0].rescale
        crc, adler, size = 0, 1, 0
        try:
            for chunk in self._chunks(instance):
                crc, adler, size = zlib.crc32(chunk, crc), zlib.adler32(chunk, adler), size + len(chunk)
        except ViewerError:
            return object()  # like no other
        way = (instance.syntax,) if form.compressed else (form.little_endian, form.word_bits)
        bits = form.allocated, form.stored, form.high_bit, form.signed, form.photometric, form.planar, form.frames
        colors = None if form.palette is None else (form.palette.first, form.palette.table.tobytes())
        return crc, adler, size, way, bits, colors, rescale.slope, rescale.intercept, instance.inverted

    def _chunks(self, instance: Instance) -> Iterator[bytes]:
        if instance.inflated_from is not None:
            yield instance.pixel_bytes()
            return
        start = instance.pixels.start
        length = instance.entry.size - start if instance.pixels.length is None else min(instance.pixels.length, instance.entry.size - start)
        if length > _WHOLE or self._read + length > _MOST_BYTES:
            yield length.to_bytes(8, "little", signed=True)
            step = max(_SAMPLE, length // _SAMPLES)
            count = _SAMPLES if length > _WHOLE else 8
            step = max(step, length // count)
            for at in (*range(0, length, step), max(0, length - _SAMPLE)):
                yield instance.bytes_at(start + at, start + min(at + _SAMPLE, length))
            return
        self._read += length
        for at in range(0, length, _CHUNK):
            yield instance.bytes_at(start + at, start + min(at + _CHUNK, length))

    def _values(self, instance: Instance) -> tuple[Hashable, Values] | None:
        """Decode the first, the middle and the last picture, and of small ones all that lie between: a check sum, and the values.

        Of large pictures the values are those of some rows. None where it fails or has cost too much already.
        """
        form = instance.mosaic.stored if instance.mosaic else instance.format
        several = max(2, _MOST_COMPARED // (form.rows * form.columns * form.samples))
        numbers = sorted({0, form.frames - 1, *range(0, form.frames, -(-form.frames // several))})
        size = form.rows * form.columns * form.samples * len(numbers)
        if self._decoded + size > _MOST_DECODED:
            return None
        self._decoded += size
        try:
            data = instance.pixel_bytes()
            rescale = instance.frames[0].rescale
            found: list[NDArray[Any]] = [decode(data, form, number) for number in numbers]
            values = np.stack([rescale.values(one) if one.ndim == 2 else one for one in found])
            return (instance.inverted, *_summed(values)), _thinned(values)
        except (ViewerError, *UNFORESEEN):
            return None


def _loss(instance: Instance) -> bool:
    return "lossy" in instance.notices


def _quality(instance: Instance) -> tuple[bool, bool, int]:
    """Return what makes one copy better than another, best last: that it is whole, without loss, of more bits."""
    return "cut" not in instance.notices, not _loss(instance), instance.format.stored


def _plainly_other(one: Instance, other: Instance) -> bool:
    """Whether bytes that differ are values that differ: those of uncompressed pictures without unused bits, in one order."""
    first, second = one.format, other.format
    return (
        not first.compressed and not second.compressed and one.pixels.length == other.pixels.length  # some add bytes at the end
        and first.allocated == first.stored == second.stored == second.allocated
        and (first.little_endian, first.planar, first.photometric) == (second.little_endian, second.planar, second.photometric)
        and first.palette is None and second.palette is None and not (_loss(one) or _loss(other))
    )  # fmt: skip


def _begins(short: Instance, whole: Instance) -> bool:
    """Whether the pixels of a file that is cut short are the beginning of another's."""
    if "cut" not in short.notices or short.syntax != whole.syntax or None not in (short.inflated_from, whole.inflated_from):
        return False
    if short.inflated_from is not None or whole.inflated_from is not None:
        return False
    try:
        length = min(short.entry.size - short.pixels.start, _CHUNK)
        data = short.pixel_bytes(0, length)
        return len(set(data)) > _TELLING and data == whole.pixel_bytes(0, length)
    except ViewerError:
        return False


def _rows_there(instance: Instance) -> int | None:
    """Return how many rows are whole of a single uncompressed picture that is cut short; None of any other."""
    form = instance.format
    if (
        "cut" not in instance.notices
        or form.compressed
        or form.frames > 1
        or instance.mosaic is not None
        or instance.inflated_from is not None
    ):
        return None
    there = 8 * max(0, instance.entry.size - instance.pixels.start)
    return min(form.rows, there * form.rows // frame_bits(form))


def _summed(values: NDArray[Any]) -> tuple[Hashable, ...]:
    """Return a check sum of values, whatever the type in which they are held."""
    crc = adler = 0
    for picture in values:
        for at in range(0, len(picture), _ROWS):
            data = picture[at : at + _ROWS].astype(np.float64).tobytes()
            crc, adler = zlib.crc32(data, crc), zlib.adler32(data, adler)
    return values.shape, crc, adler


def _thinned(values: NDArray[Any]) -> Values:
    """Return bands of rows, each as high as a block of JPEG, of pictures with too many points to compare all of them."""
    bands = -(-values.size // _MOST_COMPARED)
    if bands > 1:
        rows = np.flatnonzero(np.arange(values.shape[1]) // _BLOCK % bands == 0)
        values = values[:, rows[: len(rows) // _BLOCK * _BLOCK]]
    return values.astype(np.float64)


def _similar(one: Values, other: Values) -> bool:
    """Whether two pictures are the same but for what compression takes away, perhaps on another scale of grays."""
    if one.shape != other.shape or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return False
    spread, theirs = float(one.std()), float(other.std())
    if not spread or not theirs:
        return not spread and not theirs and abs(float(one.mean() - other.mean())) <= 1
    slope = float(((one - one.mean()) * (other - other.mean())).mean()) / theirs**2
    if slope <= 0:
        return False
    off = one - (other - other.mean()) * slope - one.mean()
    high, wide = (min(_BLOCK, side) for side in off.shape[1:3])
    rows, columns = off.shape[1] // high, off.shape[2] // wide
    whole = off[:, : rows * high, : columns * wide]
    blocks = whole.reshape(off.shape[0], rows, high, columns, wide, -1).mean(axis=(2, 4))
    span = float(one.max() - one.min())
    return bool(float(off.std()) <= _SPREAD * spread and float(np.abs(blocks).max()) <= _MEANS * span)
