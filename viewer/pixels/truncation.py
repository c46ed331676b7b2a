"""What is missing inside a compressed picture whose file is whole: told by the stream's own marks and by what was decoded.

Nothing is decoded twice. JPEG-LS, JPEG XL and the packets of JPEG 2000 need no look here: CharLS, libjxl and OpenJPEG refuse a stream
that stops before its picture is complete. libjpeg-turbo fills up what it does not find, OpenJPEG leaves out tiles, and RLE ends where it ends.
"""

import struct
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from viewer.pixels.codestream import Codestream
from viewer.pixels.encapsulation import Buffer
from viewer.telling import Sentence

__all__ = ["CUT", "NOTICES", "PERHAPS", "SHORT", "Gap", "behind", "ended", "shortfall"]

CUT, PERHAPS = "cut", "perhaps cut"

NOTICES = {CUT: Sentence("core.notice.decoded.cut"), PERHAPS: Sentence("core.notice.decoded.perhaps")}
"""The notice of a series for each finding, which is its kind too."""

SHORT = {CUT: Sentence("core.missing.cut"), PERHAPS: Sentence("core.missing.perhaps")}
"""What is told of the picture itself."""


class Gap(str):
    """The finding CUT, with the places that are missing where they are known: `mask` has shape (rows, columns), True where nothing was there."""

    __slots__ = ("mask",)

    def __new__(cls, mask: NDArray[np.bool_]) -> Self:
        """Make the finding; the mask is kept."""
        made = super().__new__(cls, CUT)
        made.mask = mask
        return made

    mask: NDArray[np.bool_]


def behind(first: int, rows: int, columns: int) -> Gap:
    """Return the finding where all from pixel `first` on, line by line, is missing."""
    mask = np.zeros(rows * columns, bool)
    mask[max(0, first) :] = True
    return Gap(mask.reshape(rows, columns))


_MARKED = ("jpeg", "jpegls", "jpeg2000", "htj2k")
_END = b"\xff\xd9"  # EOI and EOC alike; within packed data no marker can occur (T.81 B.1.1.5, T.87 A.1, T.800 D.4.1)
_BEHIND = 1024  # bytes behind the end mark: padding, and up to six that are left of something else in each frame of an old angiography
_MOST_MARKERS = 4096
_SOT = 0xFF90  # a part of a tile begins
_ENDLESS = -1  # stands for a tile where there are more parts than anybody makes
_MOST_TILES = 1 << 16
_FILL = 8  # pixels: a block of JPEG's lossy processes


def ended(frame: Buffer, stream: Codestream) -> bool:
    """Whether a stream has its end mark, where its kind has one, whatever is behind it, and all of its tiles."""
    if stream.family not in _MARKED:
        return True
    return _END in bytes(memoryview(frame)[-_BEHIND:]) and (stream.family not in ("jpeg2000", "htj2k") or _tiles(frame, stream))


def shortfall(frame: Buffer, stream: Codestream, samples: NDArray[Any], *, strict: bool) -> str:
    """Return CUT, PERHAPS, or "" for a frame that is whole as far as can be known.

    `samples`: as the decoder gave them, shape (rows, columns) or (rows, columns, 3). `strict`: by our own decoder, which refuses what
    another makes a picture of. A JPEG that lacks nothing but its end mark is whole: what is not there is gray, so other than gray at the
    end is all there, if all is in one scan.
    """
    if ended(frame, stream):
        return ""
    if stream.family in ("jpeg2000", "htj2k"):
        return PERHAPS if _tiles(frame, stream) else _without_tiles(frame, stream, samples.shape)
    if stream.family == "jpegls":
        return "" if strict else PERHAPS
    gray = 1 << max(0, stream.precision - 1)
    if strict and bool((samples[-1, -_FILL:] == gray).all()):
        return Gap(_filled(samples, gray))
    return "" if strict and _in_one_scan(frame, stream) else PERHAPS


def _in_one_scan(frame: Buffer, stream: Codestream) -> bool:
    """Whether a JPEG's first scan has all components and is no step of a progressive picture (T.81 B.2.3)."""
    data = bytes(frame)
    at = data.find(b"\xff\xda") + 4
    if at < 4 or at + 1 + 2 * stream.samples + 2 > len(data) or data[at] != stream.samples:
        return False
    first, last = data[at + 1 + 2 * stream.samples :][:2]
    return stream.lossless or (first, last) == (0, 63)


def _filled(samples: NDArray[Any], gray: int) -> NDArray[np.bool_]:
    """Find what libjpeg filled up with gray at the end: whole rows, and of the blocks above them those on the right."""
    alike = samples == gray if samples.ndim == 2 else (samples == gray).all(axis=2)
    rows, columns = alike.shape
    full = rows - int(np.argmin(alike.all(axis=1)[::-1])) if not alike.all() else 0
    mask = np.zeros((rows, columns), bool)
    mask[full:] = True
    above = alike[max(0, full - 2 * _FILL) : full]
    for height in (2 * _FILL, _FILL):  # a row of blocks, with shared chroma or without
        part = above[max(0, len(above) - height) :]
        last = columns - int(np.argmin(part.all(axis=0)[::-1])) if len(part) and not part.all() else columns
        if last < columns:
            mask[full - len(part) : full, last:] = True
            break
    return mask


def _without_tiles(frame: Buffer, stream: Codestream, shape: tuple[int, ...]) -> str:
    """Return the finding for a JPEG 2000 of which tiles are missing, with their places where the stream tells the grid (T.800 B.3)."""
    view = memoryview(frame)[stream.start :]
    try:
        right, bottom, x, y, width, height, left, top = struct.unpack_from(">8I", view, 8)
    except struct.error:
        return CUT
    found, told, torn = _parts(frame, stream)
    across = -(-(right - left) // max(1, width))
    down = -(-(bottom - top) // max(1, height))
    if not 0 < across * down <= _MOST_TILES:
        return CUT
    mask = np.zeros(shape[:2], bool)
    for tile in range(across * down):
        if tile not in torn and found.get(tile, 0) >= told.get(tile, 1):
            continue
        row, column = divmod(tile, across)
        rows = slice(max(0, top + row * height - y), max(0, top + (row + 1) * height - y))
        mask[rows, max(0, left + column * width - x) : max(0, left + (column + 1) * width - x)] = True
    return Gap(mask) if mask.any() else CUT


def _tiles(frame: Buffer, stream: Codestream) -> bool:
    """Whether each tile of a JPEG 2000 is there, in as many parts and as long as it says (T.800 A.4.2, A.5.1).

    True also where there are more parts than anybody makes: nothing is claimed then.
    """
    found, told, torn = _parts(frame, stream)
    if len(found) == 1 and found.get(_ENDLESS):
        return True
    try:
        right, bottom, _, _, width, height, left, top = struct.unpack_from(">8I", memoryview(frame)[stream.start :], 8)
    except struct.error:
        return False
    wanted = -(-(right - left) // max(1, width)) * -(-(bottom - top) // max(1, height))
    return not torn and len(found) >= wanted and all(found[tile] >= parts for tile, parts in told.items())


def _parts(frame: Buffer, stream: Codestream) -> tuple[dict[int, int], dict[int, int], set[int]]:
    """Count the parts of each tile that are there and those that it says there are; and give a tile in the middle of which the stream ends."""
    view = memoryview(frame)[stream.start :]
    found: dict[int, int] = {}
    told: dict[int, int] = {}
    try:
        position = 2
        for _ in range(_MOST_MARKERS):
            marker, length = struct.unpack_from(">HH", view, position)
            if marker == _SOT:
                tile, length, _, parts = struct.unpack_from(">HIBB", view, position + 4)
                found[tile], told[tile] = found.get(tile, 0) + 1, max(parts, told.get(tile, 1))
                if position + length > len(view):
                    return found, told, {tile}
                if not length:  # the last one, up to the end mark
                    break
                position += max(12, length)
            elif found:  # the end mark, or what is behind
                break
            else:
                position += 2 + max(2, length)
        else:
            return {_ENDLESS: 1}, {}, set()
    except struct.error:
        pass
    return found, told, set()
