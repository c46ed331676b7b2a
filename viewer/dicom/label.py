"""The transfer syntax of a file: what it says, made readable, and what its pixels show where that cannot be (PS3.5 section 10)."""

import re
import struct
from functools import lru_cache
from typing import TYPE_CHECKING

from viewer.dicom.syntaxes import is_video, syntax_of
from viewer.pixels.codestream import begins, inspect

if TYPE_CHECKING:
    from viewer.dicom.dataset import Dataset
    from viewer.dicom.elements import Growing, Whole

__all__ = ["readable", "shown"]

_BASE = "1.2.840.10008.1.2"
_NUMBERS = re.compile(r"[^0-9A-Za-z]*([0-9]+(?:[^0-9A-Za-z]+[0-9]+)*)")
_LOOKED_AT = 1 << 16  # bytes of a code stream in which its frame header lies: camera data and thumbnails of JPEG come before it
_ITEM = b"\xfe\xff\x00\xe0"


@lru_cache(maxsize=64)
def readable(raw: bytes) -> str:
    """Return a name of a transfer syntax as it was meant: without what follows a zero byte, with full stops between the numbers."""
    text = raw.split(b"\0")[0].decode("latin-1").strip()
    found = _NUMBERS.match(text)
    if found is None:
        return text
    numbers = re.sub(r"[^0-9]+", ".", found[1])
    return numbers if syntax_of(numbers).family or is_video(numbers) else text


def shown(source: "Growing | Whole", dataset: "Dataset", *, plain: str) -> str:
    """Return the transfer syntax that the pixels show where the one that the file names is unknown, or none that they can be in.

    `plain`: of uncompressed pixels as the elements are written. Judged only where nothing could be shown otherwise: by exactly as
    many bytes as the picture needs, or by the beginning of a code stream.
    """
    named, pixels = dataset.syntax, dataset.pixels
    syntax = syntax_of(named)
    if pixels is None or syntax.family or not (is_video(named) or not syntax.code or syntax.code.startswith("jpip")):
        return named
    if pixels.length is not None:
        if _needed(dataset) in (pixels.length, pixels.length - 1):
            return plain
        return _of_stream(source.peek(pixels.start, pixels.start + min(_LOOKED_AT, pixels.length))) or named
    at = pixels.start
    for _ in range(2):  # the table of offsets comes first, which some files lack
        front = source.peek(at, at + 8)
        if len(front) < 8 or front[:4] != _ITEM:
            break
        (length,) = struct.unpack_from("<I", front, 4)
        if found := _of_stream(source.peek(at + 8, at + 8 + min(_LOOKED_AT, length))):
            return found
        at += 8 + length
    return named


def _needed(dataset: "Dataset") -> int:
    """Count the bytes of all uncompressed pixels."""
    sizes = [dataset.integer(keyword, 1) or 1 for keyword in ("Rows", "Columns", "SamplesPerPixel", "NumberOfFrames")]
    bits = dataset.integer("BitsAllocated") or 16
    for size in sizes:
        bits *= size
    return -(-bits // 8)


def _of_stream(front: bytes) -> str:
    """Return the transfer syntax of a code stream that begins so; empty where none does that is decoded here."""
    if not begins(front):
        return ""
    stream = inspect(front)
    if stream is None:
        return "" if front.startswith(b"\xff") else f"{_BASE}.5"
    match stream.family:
        case "jpeg" if stream.lossless:
            return f"{_BASE}.4.57"
        case "jpeg":
            return f"{_BASE}.4.{50 if stream.precision == 8 else 51}"
        case "jpegls":
            scan = front.find(b"\xff\xda")
            near = front[scan + 5 + 2 * stream.samples : scan + 6 + 2 * stream.samples] if scan > 0 else b""
            return f"{_BASE}.4.{80 if near == bytes(1) else 81}"
        case "jpeg2000":
            return f"{_BASE}.4.{90 if stream.lossless else 91}"
        case "htj2k":
            return f"{_BASE}.4.{201 if stream.lossless else 203}"
    return f"{_BASE}.4.112"
