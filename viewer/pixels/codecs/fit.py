"""What a decoder must hold to: the stream checked before anything is allocated, its answer brought to what the file announces."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.syntaxes import family, words
from viewer.errors import BrokenFile
from viewer.pixels.codestream import Codestream
from viewer.pixels.format import PixelFormat, stored_bits

__all__ = ["JPEGXL_LOSSLESS", "PADDING", "check", "fitted", "oddities"]

Pixels = NDArray[Any]

JPEGXL_LOSSLESS = "1.2.840.10008.1.2.4.110"

PADDING = 15
"""Rows or columns by which a stream may exceed the image: some encoders fill up the last block of 8 or 16."""

_OVERSHOOT = 0.25  # of all that the stored bits can hold: more is no overshoot


def check(stream: Codestream, form: PixelFormat) -> None:
    """Refuse a stream whose own size is not the image's, before anything is allocated for it; raises BrokenFile."""
    if stream.family == "jpegls" and not stream.rows:  # never seen; CharLS refuses it, and pylibjpeg's decoder runs on without end
        raise BrokenFile("stream.rowless", do="export")
    for side, wanted in ((stream.rows, form.rows), (stream.columns, form.columns)):
        if side and not wanted <= side <= wanted + PADDING:  # 0: not told, or told at the end (JPEG's DNL)
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
        wanted <= side <= wanted + PADDING for side, wanted in zip(shape, (form.rows, form.columns), strict=False)
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
    return not stream.lossless and stream.family != "rle" and not (stream.family == "jpegxl" and form.syntax == JPEGXL_LOSSLESS)


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


def oddities(form: PixelFormat, stream: Codestream) -> list[str]:
    """Describe where the stream and its label disagree, or where the decoder had to guess."""
    found = []
    if stream.family != family(form.syntax) and {stream.family, family(form.syntax)} != {"jpeg2000", "htj2k"}:
        found.append(f"The file says {words(form.syntax)}, but the picture is packed otherwise ({stream.family})")
    if (stream.rows, stream.columns) > (form.rows, form.columns):
        found.append(f"The compressed picture is larger than announced ({stream.columns} by {stream.rows}) and was cut")
    return found
