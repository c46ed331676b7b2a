"""What is missing inside a compressed picture whose file is whole: told by the stream's own marks and by what was decoded.

Nothing is decoded twice. JPEG-LS, JPEG XL and the packets of JPEG 2000 need no look here: CharLS, libjxl and OpenJPEG refuse a stream
that stops before its picture is complete. libjpeg-turbo fills up what it does not find, OpenJPEG leaves out tiles, and RLE ends where it ends.
"""

import struct
from typing import Any

from numpy.typing import NDArray

from viewer.codestream import Codestream
from viewer.encapsulation import Buffer

__all__ = ["CUT", "NOTICES", "PERHAPS", "ended", "shortfall"]

CUT = "Part of this picture is missing"
PERHAPS = "This picture may be incomplete"

NOTICES = {
    CUT: ("cut", "The stored data of a picture end too early: what is shown in place of the rest is not real"),
    PERHAPS: ("perhaps cut", "The stored data of a picture have no end mark: part of it may be missing"),
}
"""The notice of a series for each finding, and its kind."""

_MARKED = ("jpeg", "jpegls", "jpeg2000", "htj2k")
_END = b"\xff\xd9"  # EOI and EOC alike; within packed data no marker can occur (T.81 B.1.1.5, T.87 A.1, T.800 D.4.1)
_BEHIND = 1024  # bytes behind the end mark: padding, and up to six that are left of something else in each frame of an old angiography
_MOST_MARKERS = 4096
_SOT = 0xFF90  # a part of a tile begins
_FILL = 8  # pixels: a block of JPEG's lossy processes


def ended(frame: Buffer, stream: Codestream) -> bool:
    """Whether a stream has its end mark, where its kind has one, whatever is behind it, and all of its tiles."""
    if stream.family not in _MARKED:
        return True
    return _END in bytes(memoryview(frame)[-_BEHIND:]) and (stream.family not in ("jpeg2000", "htj2k") or _tiles(frame, stream))


def shortfall(frame: Buffer, stream: Codestream, samples: NDArray[Any], *, strict: bool) -> str:
    """Give CUT, PERHAPS, or "" for a frame that is whole as far as can be known.

    `samples`: as the decoder gave them, shape (rows, columns) or (rows, columns, 3). `strict`: by our own decoder, which refuses what
    another makes a picture of. A JPEG that lacks nothing but its end mark is whole: what is not there is grey, so other than grey at the
    end is all there, if all is in one scan.
    """
    if ended(frame, stream):
        return ""
    if stream.family in ("jpeg2000", "htj2k"):
        return PERHAPS if _tiles(frame, stream) else CUT
    if stream.family == "jpegls":
        return "" if strict else PERHAPS
    if strict and bool((samples[-1, -_FILL:] == 1 << max(0, stream.precision - 1)).all()):
        return CUT
    return "" if strict and _in_one_scan(frame, stream) else PERHAPS


def _in_one_scan(frame: Buffer, stream: Codestream) -> bool:
    """Whether a JPEG's first scan has all components and is no step of a progressive picture (T.81 B.2.3)."""
    data = bytes(frame)
    at = data.find(b"\xff\xda") + 4
    if at < 4 or at + 1 + 2 * stream.samples + 2 > len(data) or data[at] != stream.samples:
        return False
    first, last = data[at + 1 + 2 * stream.samples :][:2]
    return stream.lossless or (first, last) == (0, 63)


def _tiles(frame: Buffer, stream: Codestream) -> bool:
    """Whether each tile of a JPEG 2000 is there, in as many parts and as long as it says (T.800 A.4.2, A.5.1).

    True also where there are more parts than anybody makes: nothing is claimed then.
    """
    view = memoryview(frame)[stream.start :]
    found: dict[int, int] = {}
    told: dict[int, int] = {}
    try:
        right, bottom, _, _, width, height, left, top = struct.unpack_from(">8I", view, 8)
        position = 2
        for _ in range(_MOST_MARKERS):
            marker, length = struct.unpack_from(">HH", view, position)
            if marker == _SOT:
                tile, length, _, parts = struct.unpack_from(">HIBB", view, position + 4)
                if position + length > len(view):
                    return False
                found[tile], told[tile] = found.get(tile, 0) + 1, max(parts, told.get(tile, 1))
                if not length:  # the last one, up to the end mark
                    break
                position += max(12, length)
            elif found:  # the end mark, or what is behind
                break
            else:
                position += 2 + max(2, length)
        else:
            return True
    except struct.error:
        if not found:
            return False
    wanted = -(-(right - left) // max(1, width)) * -(-(bottom - top) // max(1, height))
    return len(found) >= wanted and all(found[tile] >= parts for tile, parts in told.items())
