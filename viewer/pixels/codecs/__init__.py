"""Decoders of compressed frames: imagecodecs first, then whatever pydicom finds (pylibjpeg, GDCM), each checked."""

import zlib
from collections.abc import Iterator
from typing import Any

from numpy.typing import NDArray

from viewer.dicom.syntaxes import words
from viewer.errors import BrokenFile, UnsupportedPixels
from viewer.pixels.codecs import imagecodecs
from viewer.pixels.codecs.fit import check, fitted, oddities
from viewer.pixels.codecs.imagecodecs import NAME
from viewer.pixels.codecs.pydicom import DECODER_DEPENDENCIES, by_plugin, decoder_of, register
from viewer.pixels.codestream import Codestream, inspect
from viewer.pixels.encapsulation import Buffer
from viewer.pixels.format import PixelFormat, check_weight
from viewer.pixels.truncation import PERHAPS, ended, shortfall

__all__ = ["NAME", "bare", "check", "decode_frame", "decoders", "fitted", "inflate_frame", "register"]

Pixels = NDArray[Any]

_ELSEWHERE = ("jpegls", "jpeg2000", "htj2k")  # the slow ones, whose decoders also come as small programs of their own
_BLANK = ("jpegls", "jpeg2000", "htj2k", "jpegxl")  # they make a few hundred bytes of a picture of one value, whatever its size


def decode_frame(
    frame: Buffer, form: PixelFormat, stream: Codestream, *, decoder: str | None = None, notes: list[str] | None = None
) -> tuple[Pixels, str]:
    """Decode one frame; `stream` is what it says of itself (`inspect`), or the mere family where it tells nothing (RLE).

    Returns samples in `form.dtype`, of shape (rows, columns) or (rows, columns, 3), and the photometric interpretation that they
    now have. `notes` takes in words what was odd, and `shortfall.CUT` or `PERHAPS` where a part is missing. Raises BrokenFile when no
    decoder yields a picture of the right shape.
    """
    check(stream, form)
    thin = check_weight(len(frame), form, blank=stream.family in _BLANK)
    failures: list[str] = []
    # A thin stream is for our codecs alone, which see at once when it ends too early: pylibjpeg makes a picture of a cut one, in seconds.
    for name in (decoder,) if decoder else (NAME,) if thin else _in_turn(form.syntax):
        try:
            decode = imagecodecs.decode if name == NAME else by_plugin(name)
            told: list[str] = []
            decoded, photometric = decode(frame, form, stream, told)
            samples = fitted(decoded, form, stream)
        except (BrokenFile, UnsupportedPixels):
            raise
        except MemoryError:
            raise  # the next one would not have more
        except Exception as failure:  # noqa: BLE001 - a codec may throw anything at us, and the next one may know better
            failures.append(f"{name}: {failure}")
            continue
        if notes is not None:
            # pylibjpeg makes a picture of any JPEG-LS that CharLS found damaged.
            refused = bool(failures) and stream.family == "jpegls"
            short = PERHAPS if refused else shortfall(frame, stream, decoded, strict=name == NAME)
            notes += [*told, *([short] if short else []), *oddities(form, stream)]
        return samples, photometric
    broken = BrokenFile("stream.damaged", stored=words(form.syntax), do="again")
    broken.add_note("; ".join(failures)[:300])  # for those who read a traceback: "opj_decode failed" tells a patient nothing
    raise broken


def bare(frame: Buffer, form: PixelFormat) -> tuple[Codestream, Buffer] | None:
    """Return a gray frame's account of itself and its code stream for CharLS or OpenJPEG elsewhere, checked as `decode_frame` does.

    None where it takes more than one of these two: the result is then to be had from `decode_frame` only. Raises BrokenFile, also for
    a stream without its end: what is missing only `decode_frame` tells.
    """
    stream = inspect(frame)
    if (
        stream is None
        or stream.family not in _ELSEWHERE
        or not form.samples == stream.samples == 1
        or stream.precision > 16
        or stream.mapped
    ):
        return None
    check(stream, form)
    check_weight(len(frame), form)
    if not ended(frame, stream):
        raise BrokenFile("stream.short", do="again")
    data = memoryview(frame)[stream.start :]
    return stream, data


def decoders(syntax: str) -> tuple[str, ...]:
    """Name the decoders at hand for a compressed transfer syntax, ours first."""
    if syntax not in DECODER_DEPENDENCIES:
        return ()
    return (NAME, *(name for name in decoder_of(syntax).available_plugins if name != NAME))


def _in_turn(syntax: str) -> Iterator[str]:
    """Name the decoders in the order of trying; pydicom is loaded only when ours has failed."""
    yield NAME
    yield from decoders(syntax)[1:]


def inflate_frame(frame: Buffer, size: int) -> bytes:
    """Unpack a frame of Deflated Image Frame Compression to at most `size` bytes; raises BrokenFile."""
    try:
        return zlib.decompressobj(-15).decompress(frame, size)
    except zlib.error:
        raise BrokenFile("stream.deflated", do="again") from None
