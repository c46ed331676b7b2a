"""Decoders of compressed frames: imagecodecs first, then whatever pydicom finds (pylibjpeg, GDCM), each checked.

`decode_for_pydicom`, `is_available` and `DECODER_DEPENDENCIES` make this module a plugin as pydicom's guide to decoder plugins
describes it; `register` adds it to pydicom's own decoders. Our own way calls the same function without pydicom's runner, which
costs more than the decoding of a small frame.
"""

import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.syntaxes import SYNTAXES, family, words
from viewer.errors import BrokenFile, UnsupportedPixels
from viewer.pixels.codestream import Codestream, inspect
from viewer.pixels.color import tinted
from viewer.pixels.encapsulation import Buffer
from viewer.pixels.format import PixelFormat, check_weight, stored_bits
from viewer.pixels.mapping import mapped
from viewer.pixels.truncation import PERHAPS, behind, ended, shortfall

if TYPE_CHECKING:
    from pydicom.pixels.decoders.base import Decoder, DecodeRunner

__all__ = [
    "DECODER_DEPENDENCIES",
    "NAME",
    "bare",
    "check",
    "decode_for_pydicom",
    "decode_frame",
    "decoders",
    "fitted",
    "inflate_frame",
    "is_available",
    "register",
]

Pixels = NDArray[Any]
Decode = Callable[[Buffer, PixelFormat, Codestream, list[str]], tuple[Pixels, str]]

NAME = "imagecodecs"
_FAMILIES = ("jpeg", "jpegls", "jpeg2000", "htj2k", "jpegxl", "rle")
_ELSEWHERE = ("jpegls", "jpeg2000", "htj2k")  # the slow ones, whose decoders also come as small programs of their own
_BLANK = ("jpegls", "jpeg2000", "htj2k", "jpegxl")  # they make a few hundred bytes of a picture of one value, whatever its size
_JPEGXL_LOSSLESS = "1.2.840.10008.1.2.4.110"
_YBR = ("YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420")
_PADDING = 15  # rows or columns by which a stream may exceed the image: some encoders fill up the last block of 8 or 16
_OVERSHOOT = 0.25  # of all that the stored bits can hold: more is no overshoot
_FAILURES = (RuntimeError, ValueError)  # every error class of imagecodecs is one of them

DECODER_DEPENDENCIES = {uid: ("imagecodecs",) for uid, syntax in SYNTAXES.items() if syntax.family in _FAMILIES}
"""What the plugin needs for each transfer syntax, in the form that pydicom asks for."""


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
            decode = _by_imagecodecs if name == NAME else _by_pydicom(name)
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
            notes += [*told, *([short] if short else []), *_oddities(form, stream)]
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
    return (NAME, *(name for name in _pydicom_decoder(syntax).available_plugins if name != NAME))


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


# Checks before and after


def check(stream: Codestream, form: PixelFormat) -> None:
    """Refuse a stream whose own size is not the image's, before anything is allocated for it; raises BrokenFile."""
    if stream.family == "jpegls" and not stream.rows:  # never seen; CharLS refuses it, and pylibjpeg's decoder runs on without end
        raise BrokenFile("stream.rowless", do="export")
    for side, wanted in ((stream.rows, form.rows), (stream.columns, form.columns)):
        if side and not wanted <= side <= wanted + _PADDING:  # 0: not told, or told at the end (JPEG's DNL)
            raise BrokenFile(
                "stream.size", columns=stream.columns or "?", rows=stream.rows or "?", wide=form.columns, high=form.rows, do="export"
            )
    if stream.samples > 4 or (form.samples == 1 and stream.samples > 1):
        raise BrokenFile("stream.samples", samples=stream.samples, announced=form.samples, do="export")
    if stream.precision > max(8, form.allocated):
        raise BrokenFile("stream.bits", bits=stream.precision, announced=form.allocated, do="export")


def fitted(samples: Pixels, form: PixelFormat, stream: Codestream) -> Pixels:
    """Bring a decoder's answer to the image's shape, type and bits; raises ValueError when it has another shape.

    The check matters: imagecodecs' ljpeg gives an empty array, without an error, for a lossy 12-bit stream. (That codec is not used
    here: damaged streams make it crash, and libjpeg-turbo is faster on sound ones.)
    """
    shape = samples.shape
    if samples.ndim not in (2, 3) or not all(
        wanted <= side <= wanted + _PADDING for side, wanted in zip(shape, (form.rows, form.columns), strict=False)
    ):
        raise ValueError(f"gave the shape {shape}")
    samples = samples[: form.rows, : form.columns]
    if form.samples == 3:
        if samples.ndim == 2 or shape[2] < 3:  # a gray stream in a color image
            samples = np.repeat(samples.reshape(form.rows, form.columns, -1)[:, :, :1], 3, axis=2)
        samples = samples[:, :, :3]
    elif samples.ndim == 3:
        samples = samples[:, :, 0]
    if samples.dtype.kind not in "iu":
        raise ValueError(f"gave values of type {samples.dtype}")
    dtype = form.dtype
    if stream.family == "rle":
        return stored_bits(samples, form, up=form.up)
    signed = samples.dtype.kind == "i"
    # JPEG XL's header is not read that far, and a mapped JPEG-LS tells the bits of its indexes.
    told = 8 * samples.dtype.itemsize if stream.mapped or stream.family == "jpegxl" else stream.precision or form.stored
    samples = samples.view(dtype) if samples.dtype.itemsize == dtype.itemsize else samples.astype(dtype)
    container, bits = 8 * dtype.itemsize, min(told, 8 * dtype.itemsize)
    if _lossy(stream, form) and (stream.precision or container) > form.stored and (signed == form.signed or not stream.signed):
        return _held(samples, form, stream.precision or container, signed=signed)
    # The whole container was compressed, with whatever else is in it: without loss that comes back and is taken away as from native
    # pixels (PS3.5 sections 8.1.1 and 8.2).
    if bits > form.stored and (stream.family == "jpeg" or not _lossy(stream, form)):
        return stored_bits(samples, form, up=max(0, bits - 1 - form.high_bit) + container - bits)
    if signed == form.signed:
        return samples
    # JPEG and JPEG-LS do not know signs, and JPEG 2000 may have been told the wrong one (pydicom's J2K_pixelrep_mismatch): take the
    # bits that both the stream and the label call stored, and extend their sign or cut it off.
    bits = min(bits, form.stored)
    return stored_bits(samples, form, bits=bits, up=container - bits)


def _lossy(stream: Codestream, form: PixelFormat) -> bool:
    """Whether values may differ a little from those that were compressed."""
    return not stream.lossless and stream.family != "rle" and not (stream.family == "jpegxl" and form.syntax == _JPEGXL_LOSSLESS)


def _held(samples: Pixels, form: PixelFormat, bits: int, *, signed: bool) -> Pixels:
    """Hold the values of a lossy stream of `bits` bits within those that the label calls stored; `signed`: the stream knows signs.

    At hard edges such a stream overshoots: by masking, white would turn black. Lossy JPEG has 8 or 12 bits only (PS3.5 table 8.2.1-1),
    whatever was compressed; where values lie farther out than any overshoot, it is the label that is wrong, and they are left.
    """
    dtype = samples.dtype
    up = form.high_bit + 1 - form.stored
    if up and bits > form.high_bit:
        samples, bits = samples >> dtype.type(up), bits - up
    top = 1 << form.stored
    if form.signed and not signed:
        pattern = samples.view(f"u{dtype.itemsize}")
        if bits > form.stored and int(pattern.max(initial=0)) < 3 << bits - 2:  # no sign was carried up from the stored bits
            bits, samples = form.stored, np.minimum(pattern, top - 1).view(dtype)
        samples = stored_bits(samples, form, up=8 * dtype.itemsize - bits, bits=bits)
    low, high = (-top // 2, top // 2 - 1) if form.signed else (0, top - 1)
    beyond = max(low - int(samples.min(initial=0)), int(samples.max(initial=0)) - high)
    if beyond <= 0 or beyond > _OVERSHOOT * top:
        return samples
    return np.clip(samples, low, high)


def _oddities(form: PixelFormat, stream: Codestream) -> list[str]:
    """Describe where the stream and its label disagree, or where the decoder had to guess."""
    found = []
    if stream.family != family(form.syntax) and {stream.family, family(form.syntax)} != {"jpeg2000", "htj2k"}:
        found.append(f"The file says {words(form.syntax)}, but the picture is packed otherwise ({stream.family})")
    if (stream.rows, stream.columns) > (form.rows, form.columns):
        found.append(f"The compressed picture is larger than announced ({stream.columns} by {stream.rows}) and was cut")
    return found


# Our decoders


@cache
def _imagecodecs() -> Any:
    """Load imagecodecs at the first compressed frame: most discs hold none. Its type hints know no memoryview, so: Any."""
    return import_module("imagecodecs")


def _by_imagecodecs(frame: Buffer, form: PixelFormat, stream: Codestream, notes: list[str]) -> tuple[Pixels, str]:
    """Decode one frame by imagecodecs; see `decode_frame` for what comes back, before it is fitted."""
    imagecodecs = _imagecodecs()

    label = stream.color or form.photometric
    data = memoryview(frame)[stream.start :]
    match stream.family:
        case "jpeg" if stream.samples != 3:
            return imagecodecs.jpeg8_decode(data), form.photometric
        case "jpeg" if stream.lossless:
            return imagecodecs.jpeg8_decode(data, colorspace="RGB", outcolorspace="RGB"), label
        case "jpeg":  # the codec turns YBR into RGB while it spreads the chroma: exact, and cheaper than doing it afterwards
            space = "YCBCR" if label in ("YBR", *_YBR) else "RGB"
            rgb = imagecodecs.jpeg8_decode(data, colorspace=space, outcolorspace="RGB")
            if space == "RGB" or not tinted(rgb):
                return rgb, "RGB"
            return imagecodecs.jpeg8_decode(data, colorspace="RGB", outcolorspace="RGB"), "YBR"  # as it is stored: perhaps gray
        case "jpegls" if stream.mapped:
            return mapped(data, lambda plain: imagecodecs.jpegls_decode(_ended(memoryview(plain)))), label
        case "jpegls":
            return imagecodecs.jpegls_decode(_ended(data)), label
        case "jpeg2000" | "htj2k":  # OpenJPEG for both. OpenJPH is three times faster on the second, but by imagecodecs it swallows
            # errors in damaged streams, hangs on others, and turns white to black in lossy ones (it does not clip)
            return imagecodecs.jpeg2k_decode(data, planar=False), label
        case "jpegxl":  # a recompressed JPEG and XYB come out as RGB whatever the label still says
            lossless = form.syntax == _JPEGXL_LOSSLESS
            return imagecodecs.jpegxl_decode(data, index=0, keeporientation=True), form.photometric if lossless else "RGB"
        case "rle":
            return _rle(frame, form, notes), form.photometric
    raise UnsupportedPixels("pixels.unknown", stored=words(form.syntax), do="export")


def _ended(data: memoryview) -> Buffer:
    """Return a JPEG-LS stream with an end mark, added where it lacks one: CharLS counts zeros for seconds when a cut stream just stops."""
    return data if b"\xff\xd9" in bytes(data[-4:]) else bytes(data) + b"\xff\xd9"


def _rle(frame: Buffer, form: PixelFormat, notes: list[str]) -> Pixels:
    """Decode RLE (PS3.5 annex G): byte planes, high bytes first, one color after the other.

    The segment table is checked here: imagecodecs follows an offset beyond the end (the process dies).
    """
    imagecodecs = _imagecodecs()

    width = form.dtype.itemsize
    count, size = form.samples * width, form.rows * form.columns
    starts = _rle_segments(frame, count)
    out = bytearray(count * size)
    try:
        whole = len(imagecodecs.dicomrle_decode(frame, f"<u{width}", out=out)) == len(out)
    except _FAILURES:
        whole = False
    if whole:
        planes: Pixels = np.frombuffer(out, form.dtype)
    else:
        octets = np.zeros((form.samples, size, width), np.uint8)
        there = size
        for number, (start, stop) in enumerate(starts):
            plane = _unpacked(memoryview(frame)[start:stop], size)
            octets[number // width, : len(plane), width - 1 - number % width] = plane
            there = min(there, len(plane))
        if there < size:
            notes.append(behind(there, form.rows, form.columns))
        planes = octets.reshape(-1).view(form.dtype)
    if form.samples == 1:
        return planes.reshape(form.rows, form.columns)
    return planes.reshape(form.samples, form.rows, form.columns).transpose(1, 2, 0)


def _rle_segments(frame: Buffer, count: int) -> list[tuple[int, int]]:
    """Read where the `count` segments lie; raises ValueError when the table is not sound."""
    if len(frame) < 64:
        raise ValueError("is shorter than its table")
    found, *starts = struct.unpack_from("<16I", frame)
    if found != count:
        raise ValueError(f"has {found} segments instead of {count}")
    starts = starts[:count]
    if starts[0] < 64 or any(a > b for a, b in zip(starts, [*starts[1:], len(frame)], strict=True)):
        raise ValueError("has a table that points outside")
    return list(zip(starts, [*starts[1:], len(frame)], strict=True))


def _unpacked(segment: memoryview, size: int) -> NDArray[np.uint8]:
    """Unpack at most `size` bytes of a segment that the codec refused, as far as it goes. Raises BrokenFile where it holds more."""
    out = bytearray()
    position, end = 0, len(segment)
    while position < end and len(out) < size:
        code = segment[position]
        if code < 128:
            out += segment[position + 1 : position + 2 + code]
            position += 2 + code
        else:
            if code > 128 and position + 1 < end:
                out += bytes((segment[position + 1],)) * (257 - code)
            position += 2 if code > 128 else 1
    if end - position > _PADDING and any(segment[position:]):  # zeros are filling
        raise BrokenFile("stream.runs", do="export")
    return np.frombuffer(out, np.uint8)[:size]


# pydicom: its decoders as the second opinion, ours as one of them


def _by_pydicom(name: str) -> Decode:
    """Return a function like `_by_imagecodecs` that asks one of pydicom's plugins."""

    def decode(frame: Buffer, form: PixelFormat, stream: Codestream, _: list[str]) -> tuple[Pixels, str]:
        from pydicom.encaps import encapsulate

        # Samples are wanted as they are stored in the stream; what they are is settled by the stream first.
        ybr = stream.color == "YBR" or (not stream.color and form.photometric in _YBR)
        photometric = ("YBR_FULL" if ybr else "RGB") if form.samples == 3 else "MONOCHROME2"
        options: dict[str, Any] = {
            "rows": stream.rows or form.rows,
            "columns": stream.columns or form.columns,
            "samples_per_pixel": form.samples,
            "number_of_frames": 1,
            "bits_allocated": form.allocated,
            "bits_stored": form.stored,
            "pixel_representation": int(form.signed),
            "photometric_interpretation": photometric,
            "planar_configuration": form.planar,
            "pixel_keyword": "PixelData",
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            samples, changed = _pydicom_decoder(form.syntax).as_array(
                encapsulate([bytes(frame)], has_bot=False), index=0, raw=True, decoding_plugin=name, **options
            )
        if stream.family in (
            "jpeg",
            "jpegls",
        ):  # they know no signs: pydicom extends them by the stream's precision, which may be too large
            samples = samples.view(f"u{samples.dtype.itemsize}")
        return samples, stream.color or str(changed.get("photometric_interpretation", photometric))

    return decode


@cache
def _pydicom_decoder(syntax: str) -> "Decoder":
    """Return pydicom's decoder of a transfer syntax with our plugin in it; one of our own where pydicom has none (JPEG XL)."""
    from pydicom.pixels.decoders import base
    from pydicom.uid import UID

    try:
        decoder = base.get_decoder(syntax)
    except NotImplementedError:
        decoder = base.Decoder(UID(syntax))
    if NAME not in decoder.available_plugins:
        decoder.add_plugin(NAME, (__name__, "decode_for_pydicom"))
    return decoder


def register() -> None:
    """Add this module to pydicom's decoders, so that `Dataset.pixel_array` finds it as well."""
    for uid in DECODER_DEPENDENCIES:
        _pydicom_decoder(uid)


def is_available(uid: str) -> bool:
    """Whether this plugin decodes a transfer syntax."""
    return uid in DECODER_DEPENDENCIES


def decode_for_pydicom(src: bytes, runner: "DecodeRunner") -> bytearray:
    """Decode one frame for pydicom: samples of one pixel together, and the runner told what they are."""
    form = PixelFormat(
        syntax=str(runner.transfer_syntax),
        rows=runner.rows,
        columns=runner.columns,
        samples=runner.samples_per_pixel,
        allocated=runner.bits_allocated,
        stored=runner.bits_stored,
        high_bit=runner.bits_stored - 1,
        signed=bool(runner.pixel_representation),
        photometric=str(runner.photometric_interpretation),
    )
    stream = inspect(src) or Codestream(family(form.syntax))
    check(stream, form)
    samples, photometric = _by_imagecodecs(src, form, stream, [])
    samples = fitted(samples, form, stream)
    if form.samples == 3:
        runner.set_option("planar_configuration", 0)
        runner.set_option("photometric_interpretation", {"YBR": "YBR_FULL"}.get(photometric, photometric))
    return bytearray(samples.tobytes())
