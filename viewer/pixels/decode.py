"""Pixels of one frame as numpy arrays, from every transfer syntax (PS3.5 section 8, PS3.3 C.7.6.3, C.7.6.24, C.7.6.25).

Gray frames keep their stored integer type; color frames come as 8-bit RGB, however they were stored.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.syntaxes import PHILIPS_RUNS, family, words
from viewer.errors import BrokenFile
from viewer.pixels import codecs
from viewer.pixels.codestream import Codestream, begins, behind_rubbish, inspect, runs_behind_rubbish
from viewer.pixels.color import eight_bits, even, shade, unfold_422, ybr_to_rgb
from viewer.pixels.encapsulation import RUBBISH, Buffer, FrameIndex, encapsulated_index, leading_zeros, native_index
from viewer.pixels.format import YBR, PixelFormat, check_weight, frame_bits, stored_bits
from viewer.pixels.proprietary import decode_runs
from viewer.pixels.remarks import COLOR, GRAY, TURNED
from viewer.pixels.truncation import behind

__all__ = ["FrameIndex", "PixelFormat", "completed", "decode", "decode_encapsulated", "decoders", "frame_index"]

Pixels = NDArray[Any]

_ITEM = b"\xfe\xff\x00\xe0"
_AT_ONCE = 1 << 18
_MOST_ROWS = 1024
_RUBBISH = 4096  # bytes in front of the first item that may be something else


def frame_index(data: Buffer, form: PixelFormat) -> FrameIndex:
    """Find where each frame lies in `data`, the value field of the pixel element.

    How the bytes begin decides between native and encapsulated, for files label either as the other. Raises BrokenFile when there
    is no usable frame.
    """
    front = bytes(memoryview(data)[:16])
    native = not form.compressed
    wrapped = front.startswith(_ITEM)
    if not wrapped and form.encapsulated and not begins(front):
        zeros = leading_zeros(data)
        wrapped = _ITEM in bytes(memoryview(data)[zeros : zeros + _RUBBISH])
    if wrapped and (form.encapsulated or not native):
        return encapsulated_index(
            data, frames=form.frames, starts=None if family(form.syntax) in ("native", "deflate") else begins, extended=form.extended
        )
    if native:
        return _native(len(data), form)
    if form.syntax == PHILIPS_RUNS:
        return FrameIndex(1, runs=(((0, len(data)),),))
    if begins(front):
        return FrameIndex(1, runs=(((0, len(data)),),), notes=("The compressed picture is not wrapped as it should be",))
    if len(data) * 8 >= frame_bits(form):
        index = _native(len(data), form)
        note = f"The file says {words(form.syntax)}, but its pixels are not compressed"
        return FrameIndex(index.count, bits=index.bits, size=index.size, notes=(*index.notes, note))
    raise BrokenFile("pixels.mislabeled", stored=words(form.syntax), do="export")


def _native(size: int, form: PixelFormat) -> FrameIndex:
    bits, full = frame_bits(form), frame_bits(form, folded=False)
    # YBR_FULL_422 as a mere label: the chroma was never shared.
    if bits != full and size * 8 >= full * form.frames:
        bits = full
    return native_index(size, frame_bits=bits, frames=form.frames)


def decode(
    data: Buffer,
    form: PixelFormat,
    index: int,
    *,
    frames: FrameIndex | None = None,
    out: Pixels | None = None,
    decoder: str | None = None,
    notes: list[str] | None = None,
) -> Pixels:
    """Decode frame `index` of the value field `data`.

    Gray: shape (rows, columns) of `form.dtype`, only the stored bits, sign-extended; perhaps a read-only view of `data`. Color:
    shape (rows, columns, 3), uint8 RGB. With `out` the frame is written there. `decoder` forces one of `decoders(syntax)`; `notes`
    collects in words what was odd, and `shortfall.CUT` or `PERHAPS` where a part of the frame is missing. Raises BrokenFile, UnsupportedPixels or LimitExceeded.
    """
    if frames is None:
        frames = frame_index(data, form)
        if notes is not None:
            notes.extend(frames.notes)
    if not 0 <= index < frames.count:
        raise BrokenFile("pixels.frame", picture=index + 1, announced=form.frames, there=frames.count)
    if frames.runs is None:
        if notes is not None and frames.size * 8 < (index + 1) * frames.bits:
            notes.append(behind(_there(form, frames.size * 8 - index * frames.bits, frames.bits), form.rows, form.columns))
        samples = _arranged(_native_samples(data, form, index, frames), form, frames.bits)
        pixels = _finished(samples, form, form.photometric, notes=notes, exact=frames.bits == frame_bits(form, folded=False))
    else:
        pixels = decode_encapsulated(frames.frame(data, index), form, decoder=decoder, notes=notes)
    if out is None:
        return pixels
    np.copyto(out, pixels, casting="no")
    return out


def decoders(syntax: str) -> tuple[str, ...]:
    """Name the decoders at hand for a transfer syntax, the preferred one first; none are needed for native pixels."""
    if family(syntax) in ("", "native"):
        return ()
    return codecs.decoders(syntax)


def _there(form: PixelFormat, bits: int, whole: int) -> int:
    """Count the pixels of a native frame of `whole` bits that are there when its first `bits` are."""
    values = max(0, bits) // form.allocated
    if form.samples == 1:
        return values
    if whole < frame_bits(form, folded=False):  # two pixels share their chroma
        return values // 4 * 2
    return max(0, values - 2 * form.rows * form.columns) if form.planar == 1 else values // 3


def _native_samples(data: Buffer, form: PixelFormat, index: int, frames: FrameIndex) -> Pixels:
    """Return the samples of one native frame in the machine's byte order, zeros for those that are not there; one dimension."""
    first, stop = index * frames.bits, (index + 1) * frames.bits
    check_weight(max(0, len(data) - first // 8), form)
    if form.allocated == 1:
        raw = _bytes(data, first // 8, -(-stop // 8), swapped=not form.little_endian and form.word_bits == 16)
        return np.unpackbits(raw, bitorder="little")[first % 8 : first % 8 + stop - first]
    if form.packed:
        return _unpacked(data, form, first, stop)
    start, size = first // 8, (stop - first) // 8
    if form.allocated == 8:
        return _bytes(data, start, start + size, swapped=not form.little_endian and form.word_bits == 16).view(form.dtype)
    dtype = form.dtype
    if frames.size >= start + size:
        samples = np.frombuffer(data, dtype, size // dtype.itemsize, start)
    else:
        samples = _bytes(data, start, start + size).view(dtype)
    return samples if form.little_endian else samples.byteswap()


def _unpacked(data: Buffer, form: PixelFormat, first: int, stop: int) -> Pixels:
    """Return values of 2 to 15 bits that lie without a gap from bit `first` to `stop`, the first in the lowest bits (PS3.5 section 8.1.1, annex D).

    As a stream of 16-bit words: in little endian files that of the bytes as well.
    """
    raw = np.append(_bytes(data, first // 8, -(-stop // 8), swapped=not form.little_endian), np.zeros(2, np.uint8))
    dtype, bits = form.dtype, form.allocated
    out = np.empty((stop - first) // bits, dtype)
    unsigned = out.view(f"u{dtype.itemsize}")
    for begin in range(0, len(out), _AT_ONCE):
        at = first % 8 + np.arange(begin, min(len(out), begin + _AT_ONCE), dtype=np.int64) * bits
        low = at >> 3
        words = (
            raw[low].astype(np.uint32) | raw[low + 1].astype(np.uint32) << np.uint32(8) | raw[low + 2].astype(np.uint32) << np.uint32(16)
        )
        unsigned[begin : begin + _AT_ONCE] = words >> (at & 7).astype(np.uint32) & np.uint32((1 << bits) - 1)
    return out


def _bytes(data: Buffer, start: int, stop: int, *, swapped: bool = False) -> NDArray[np.uint8]:
    """Return bytes `start` to `stop`, zeros where there are none; `swapped`: the two bytes of each 16-bit word change places.

    Frames of odd length share a word with their neighbor: swapping goes by words of the whole, not of the frame (PS3.5 A.3).
    """
    lead = start % 2 if swapped else 0
    tail = stop % 2 if swapped else 0
    begin, end = start - lead, stop + tail
    there = np.frombuffer(data, np.uint8, max(0, min(end, len(data)) - begin), min(begin, len(data)))
    if len(there) < end - begin:
        whole = np.zeros(end - begin, np.uint8)
        whole[: len(there)] = there
        there = whole
    if swapped:
        there = there.reshape(-1, 2)[:, ::-1].reshape(-1)
    return there[lead : lead + stop - start]


def _arranged(samples: Pixels, form: PixelFormat, bits: int) -> Pixels:
    """Return samples of native order in shape (rows, columns) or (rows, columns, 3); takes away the bits that are not stored."""
    samples = stored_bits(samples, form, up=form.up)
    rows, columns = form.rows, form.columns
    if form.samples == 1:
        return samples.reshape(rows, columns)
    if bits < frame_bits(form, folded=False):
        return unfold_422(samples, rows, columns)
    if form.planar == 1:
        return samples.reshape(3, rows, columns).transpose(1, 2, 0)
    return samples.reshape(rows, columns, 3)


def decode_encapsulated(frame: Buffer, form: PixelFormat, *, decoder: str | None = None, notes: list[str] | None = None) -> Pixels:
    """Decode the bytes of one encapsulated frame; returns and raises what `decode` does."""
    label = family(form.syntax)
    if label not in ("native", "deflate", "runs") and (zeros := leading_zeros(frame)):
        frame = memoryview(frame)[zeros if zeros < len(frame) else 0 :]
        if notes is not None:
            notes.append(RUBBISH)
    stream = (None if label in ("deflate", "runs") else inspect(frame)) or Codestream(label)
    if not stream.columns and label not in ("native", "deflate", "runs"):
        if label != "rle" and begins(bytes(memoryview(frame)[:12])):
            stream = Codestream("rle")  # whose header does not tell the size
        elif label == "rle" and not begins(bytes(memoryview(frame)[:12])) and (at := runs_behind_rubbish(frame, _segments(form))):
            frame = memoryview(frame)[at:]
        elif (found := behind_rubbish(frame, form.rows, form.columns)) is not None:
            frame, stream = memoryview(frame)[found[0] :], found[1]
    if stream.family not in ("native", "deflate", "runs") and not (stream.family == "rle" and form.allocated == 1):
        if stream.family != "rle" and not stream.columns:
            raise BrokenFile("pixels.mislabeled", stored=words(form.syntax), do="export")
        told = [] if notes is None else notes
        if form.samples == 1 and stream.samples == 3 and stream.family != "rle":
            return _of_three(frame, form, stream, decoder=decoder, notes=told)
        if (stream.rows, stream.columns) == (form.columns, form.rows) and form.rows != form.columns:
            samples, photometric = _turned(frame, form, stream, decoder=decoder, notes=told)
        else:
            samples, photometric = codecs.decode_frame(frame, form, stream, decoder=decoder, notes=notes)
        return _finished(samples, form, photometric, notes=told, exact=stream.lossless or stream.family == "rle")
    # Frames whose bytes are native pixels once they are unpacked: uncompressed, deflated, or bits packed by RLE.
    single = replace(form, frames=1, little_endian=True)
    raw = frame
    if stream.family == "deflate":
        raw = codecs.inflate_frame(frame, -(-frame_bits(form) // 8))
    elif stream.family == "runs":
        check_weight(len(frame), form)
        raw = decode_runs(frame, form.rows * form.columns * form.samples)
    elif stream.family == "rle":
        packed = replace(single, rows=1, columns=-(-form.rows * form.columns // 8), allocated=8, stored=8, high_bit=7)
        raw = codecs.decode_frame(frame, packed, stream, decoder=decoder, notes=notes)[0].tobytes()
    index = _native(len(raw), single)
    if notes is not None and index.notes:
        notes += [behind(_there(single, len(raw) * 8, index.bits), form.rows, form.columns), *index.notes]
    return _finished(_arranged(_native_samples(raw, single, 0, index), single, index.bits), single, form.photometric, notes=notes)


def _segments(form: PixelFormat) -> int:
    """Count the segments of a frame in RLE: one for each byte of a pixel (PS3.5 section G.2)."""
    return 1 if form.allocated == 1 else form.samples * form.dtype.itemsize


def _turned(frame: Buffer, form: PixelFormat, stream: Codestream, *, decoder: str | None, notes: list[str]) -> tuple[Pixels, str]:
    """Decode a stream that has as many columns as the image has rows, and the other way round; raises BrokenFile.

    Some devices wrote both numbers into the wrong places of the stream: its values, one after the other, are the image as it is
    announced (so has it DCMTK). Where they would make no picture that way, it is the announcement that is wrong, and nothing is invented.
    """
    found, photometric = codecs.decode_frame(
        frame, replace(form, rows=form.columns, columns=form.rows), stream, decoder=decoder, notes=notes
    )
    samples = np.ascontiguousarray(found).reshape(form.rows, form.columns, *found.shape[2:])
    if _roughness(found) < _roughness(samples) / 2:
        codecs.check(stream, form)
    notes.append(TURNED)
    return samples, photometric


def _roughness(samples: Pixels) -> float:
    """Compute by how much rows differ from those below them, on average; in rows that are no rows it is much."""
    rows = samples[:_MOST_ROWS].astype(np.int64)
    return float(np.abs(rows[1:] - rows[:-1]).mean()) if len(rows) > 1 else 0.0


def _of_three(frame: Buffer, form: PixelFormat, stream: Codestream, *, decoder: str | None, notes: list[str]) -> Pixels:
    """Decode a stream of three colors in an image that is said to be gray: gray where it is gray throughout, else in color."""
    wide = stream.precision > 8
    bits = stream.precision or form.stored
    of_color = replace(
        form,
        samples=3,
        photometric="RGB",
        palette=None,
        planar=0,
        signed=False,
        allocated=16 if wide else 8,
        stored=bits,
        high_bit=bits - 1,
    )
    samples, photometric = codecs.decode_frame(frame, of_color, stream, decoder=decoder, notes=notes)
    gray = shade(samples, ybr=photometric == "YBR" or photometric in YBR, exact=stream.lossless, bits=bits)
    if gray is not None or (gray := even(samples, exact=stream.lossless)) is not None:
        return gray.astype(form.dtype)
    notes.append(COLOR)
    return _finished(samples, of_color, photometric, notes=notes, exact=stream.lossless)


def completed(samples: Pixels, form: PixelFormat, stream: Codestream) -> Pixels:
    """Return what `decode_encapsulated` would, from what a codec elsewhere made of a gray frame; raises ValueError when that cannot be it."""
    return _finished(codecs.fitted(samples, form, stream), form, form.photometric)


def _finished(pixels: Pixels, form: PixelFormat, photometric: str, *, notes: list[str] | None = None, exact: bool = True) -> Pixels:
    """Apply the palette or turn color samples into 8-bit RGB; gray pixels are done.

    What is gray throughout stays gray, whatever the label of the colors says; `exact`: without the errors of a lossy compression.
    """
    if form.samples == 1:
        return form.palette.apply(pixels) if form.palette is not None else pixels
    colors = eight_bits(pixels, form.stored)
    ybr = photometric == "YBR" or photometric in YBR
    gray = even(colors, exact=exact) if ybr else shade(colors, ybr=True, exact=exact, bits=8)
    if gray is not None:
        if notes is not None and gray.min() != gray.max():
            notes.append(GRAY)
        return np.repeat(gray[..., None], 3, axis=2)
    if ybr:
        return ybr_to_rgb(colors, partial=photometric == "YBR_PARTIAL_422")
    return colors if colors.flags.c_contiguous else np.ascontiguousarray(colors)
