"""What a compressed frame says of itself, read from its first bytes: size, samples, precision, color.

The label outside (transfer syntax, rows, columns, photometric interpretation) and the stream inside may disagree; knowing both
keeps a forged stream from allocating gigabytes and a mislabeled one from being shown in wrong colors.
Sources: ITU-T T.81 annex B (JPEG), T.87 annex C (JPEG-LS), T.800 annex A (JPEG 2000), T.814 (HTJ2K), ISO 18181-1/2 (JPEG XL),
PS3.5 annex G (RLE).
"""

import re
import struct
from dataclasses import dataclass

from viewer.pixels.encapsulation import Buffer

__all__ = ["Codestream", "begins", "behind_rubbish", "inspect", "runs_behind_rubbish"]

_MOST_MARKERS = 4096
_NO_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))
_J2K = b"\xff\x4f\xff\x51"
_JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
_JXL = b"\xff\x0a"
_JXL_BOX = b"\0\0\0\x0cJXL \r\n\x87\n"
_RUBBISH = 4096
_SIGNATURES = re.compile(rb"(?s)(?=\xff\xd8\xff|" + b"|".join(map(re.escape, (_J2K, _JP2, _JXL_BOX))) + b")")
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


@dataclass(frozen=True, slots=True)
class Codestream:
    """One compressed frame's own account; 0 where it does not tell.

    `color`: "RGB" or "YBR" where the stream settles what a decoder yields or what is stored, "" where the label must decide.
    `start`: where the bare code stream begins, behind the boxes of a file format. `lossless`: JPEG's predictive
    process, JPEG-LS without a bound of error, JPEG 2000's reversible wavelet. `mapped`: a JPEG-LS whose values are indexes of a table.
    """

    family: str
    rows: int = 0
    columns: int = 0
    samples: int = 0
    precision: int = 0
    signed: bool = False
    color: str = ""
    lossless: bool = False
    start: int = 0
    mapped: bool = False


def begins(front: bytes) -> bool:
    """Whether a code stream of any known kind begins with these bytes (at least 12); RLE's fixed header is one of them."""
    if front.startswith((b"\xff\xd8\xff", _J2K, _JP2, _JXL, _JXL_BOX)):
        return True
    return len(front) >= 8 and 1 <= front[0] <= 15 and front[1:8] == b"\0\0\0\x40\0\0\0"


def inspect(frame: Buffer) -> Codestream | None:
    """Read the account that a frame gives of itself; None when it begins like no code stream known (RLE and deflate do not tell)."""
    view = memoryview(frame)
    front = bytes(view[:12])
    try:
        if front.startswith(b"\xff\xd8"):
            return _jpeg(view)
        if front.startswith(_J2K):
            return _jpeg2000(view, 0)
        if front == _JP2:
            return _jpeg2000(view, _box(view, b"jp2c")[0])
        if front.startswith(_JXL):
            return _jpegxl(view[2:64])
        if front == _JXL_BOX:
            start, kind = _box(view, b"jxlc", b"jxlp")
            start += 4 if kind == b"jxlp" else 0
            return _jpegxl(view[start + 2 : start + 64])
    except (struct.error, IndexError):  # cut off within its first bytes: the decoder will say so better
        return None
    return None


def behind_rubbish(frame: Buffer, rows: int, columns: int) -> tuple[int, Codestream] | None:
    """Find a code stream of a picture of this size behind bytes that are none: where it begins, and its account; None where there is none.

    Some archives leave the header of their own file format in front of each picture.
    """
    view = memoryview(frame)
    front = bytes(view[:_RUBBISH])
    for found in _SIGNATURES.finditer(front):
        stream = inspect(view[found.start() :])
        if stream is not None and (stream.rows, stream.columns) in ((rows, columns), (columns, rows)):
            return found.start(), stream
    return None


def runs_behind_rubbish(frame: Buffer, segments: int) -> int:
    """Find where the header of a frame of so many segments in RLE begins behind bytes that are none; 0 where it does not (PS3.5 section G.5)."""
    view = memoryview(frame)
    front = bytes(view[: _RUBBISH + 64])
    at = front.find(struct.pack("<2I", segments, 64), 1)
    while at >= 0:
        if at + 64 <= len(front):
            starts = struct.unpack_from("<15I", front, at + 4)
            ends = [*starts[1:segments], len(view) - at]
            if not any(starts[segments:]) and all(a < b for a, b in zip(starts, ends, strict=False)):
                return at
        at = front.find(struct.pack("<2I", segments, 64), at + 1)
    return 0


def _jpeg(view: memoryview) -> Codestream | None:
    position = 2
    adobe = -1
    jfif = False
    for _ in range(_MOST_MARKERS):
        if view[position] != 0xFF:  # junk between segments: seen from old digitisers
            position += 1
            continue
        marker = view[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
            continue
        position += 2
        if marker in _NO_LENGTH:
            continue
        if marker in (0xD9, 0xDA):
            return None
        (length,) = struct.unpack_from(">H", view, position)
        if marker == 0xE0 and bytes(view[position + 2 : position + 6]) == b"JFIF":
            jfif = True
        elif marker == 0xEE and length >= 14 and bytes(view[position + 2 : position + 7]) == b"Adobe":
            adobe = view[position + 13]
        elif marker == 0xF7 or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)):
            precision, rows, columns, samples = struct.unpack_from(">BHHB", view, position + 2)
            components = [(view[at], view[at + 1]) for at in range(position + 8, position + 8 + 3 * samples, 3)]
            lossless = marker in (0xC3, 0xC7, 0xCB, 0xCF, 0xF7)
            color = _jpeg_color(components, adobe, jfif=jfif, lossless=lossless)
            if marker == 0xF7:
                near, mapped = _jpegls_scan(view, position + length)
                return Codestream("jpegls", rows, columns, samples, precision, color=color, lossless=not near, mapped=mapped)
            return Codestream("jpeg", rows, columns, samples, precision, color=color, lossless=lossless)
        position += max(2, length)
    return None


def _jpegls_scan(view: memoryview, position: int) -> tuple[int, bool]:
    """Read by how much values may be off, and whether they are indexes of a table, from a first scan (T.87 C.2.3); (0, False) without one."""
    try:
        for _ in range(_MOST_MARKERS):
            marker, length = struct.unpack_from(">HH", view, position)
            if marker == 0xFFDA:
                components = view[position + 4]
                tables = bytes(view[position + 6 : position + 5 + 2 * components : 2])
                return view[position + 5 + 2 * components], any(tables)
            position += 2 + max(2, length)
    except (struct.error, IndexError):  # cut off: the decoder will say so
        pass
    return 0, False


def _jpeg_color(components: list[tuple[int, int]], adobe: int, *, jfif: bool, lossless: bool) -> str:
    """Return what three components are, strongest evidence first; "" when only the label can say.

    The letters R, G, B as identifiers and Adobe's marker are put there by who encoded the colors; chroma that was thinned out
    is chroma; JFIF knows no RGB, but lossless encoders write its marker without thinking.
    """
    if len(components) != 3:
        return ""
    if [identifier for identifier, _ in components] in ([82, 71, 66], [114, 103, 98]):
        return "RGB"
    if adobe in (0, 1):
        return "YBR" if adobe else "RGB"
    if len({sampling for _, sampling in components}) > 1:
        return "YBR"
    return "YBR" if jfif and not lossless else ""


def _jpeg2000(view: memoryview, start: int) -> Codestream:
    rsiz, right, bottom, left, top = struct.unpack_from(">H4I", view, start + 6)
    (samples,) = struct.unpack_from(">H", view, start + 40)
    depth = view[start + 42]
    high_throughput = bool(rsiz & 0x4000)
    transform = reversible = False
    (length,) = struct.unpack_from(">H", view, start + 4)
    position = start + 4 + length
    for _ in range(_MOST_MARKERS):
        marker, length = struct.unpack_from(">HH", view, position)
        if marker == 0xFF90:  # the first tile
            break
        if marker == 0xFF50:
            high_throughput = True
        elif marker == 0xFF52:
            transform, reversible = bool(view[position + 8]), view[position + 13] == 1
        position += 2 + max(2, length)
    return Codestream(
        "htj2k" if high_throughput else "jpeg2000",
        max(0, bottom - top),
        max(0, right - left),
        samples,
        (depth & 0x7F) + 1,
        signed=bool(depth & 0x80),
        color="RGB" if transform and samples >= 3 else "",  # every decoder undoes the component transform
        lossless=reversible,
        start=start,
    )


def _box(view: memoryview, *wanted: bytes) -> tuple[int, bytes]:
    """Find the contents of the first box of one of the wanted kinds; IndexError when there is none."""
    position = 0
    for _ in range(_MOST_MARKERS):
        length, kind = struct.unpack_from(">I4s", view, position)
        header = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", view, position + 8)
            header = 16
        if kind in wanted:
            return position + header, kind
        if not header <= length <= len(view) - position:
            break
        position += length
    raise IndexError


def _jpegxl(view: memoryview) -> Codestream:
    """Read the size header (ISO 18181-1 annex D), a bit field with its low bits first."""
    bits = int.from_bytes(view[:16], "little")

    def take(count: int) -> int:
        nonlocal bits
        value = bits & ((1 << count) - 1)
        bits >>= count
        return value

    small = take(1)

    def side() -> int:
        return 8 * (take(5) + 1) if small else take((9, 13, 18, 30)[take(2)]) + 1

    rows = side()
    ratio = take(3)
    if ratio:
        across, down = _RATIOS[ratio - 1]
        return Codestream("jpegxl", rows, rows * across // down)
    return Codestream("jpegxl", rows, side())
