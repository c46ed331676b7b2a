"""Decoders: ours against pylibjpeg's, each kind of stream, and what happens when one fails or lies."""

import struct
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.core.frames import BASE, encapsulated
from viewer.errors import BrokenFile, ViewerError
from viewer.pixels import codecs
from viewer.pixels.codestream import inspect
from viewer.pixels.color import ybr_to_rgb
from viewer.pixels.decode import PixelFormat, decode, frame_index
from viewer.pixels.decode import decoders as all_decoders
from viewer.pixels.encapsulation import RUBBISH
from viewer.pixels.remarks import COLOR, GRAY, TURNED

Frame = NDArray[Any]
rng = np.random.default_rng(7)
ROWS, COLUMNS = 45, 61


def decoders(syntax: str) -> list[str]:
    """Ours and the second opinion, where it is installed (it has no build for WebAssembly); not whatever else is on this computer."""
    return [name for name in all_decoders(syntax) if name in ("imagecodecs", "pylibjpeg")]


def smooth(bits: int, *, signed: bool = False, color: bool = False) -> Frame:
    """A frame that uses all of its bits, with the smoothness that codecs expect, and noise."""
    y, x = np.mgrid[0 : 1 : ROWS * 1j, 0 : 1 : COLUMNS * 1j]
    values = (np.sin(6 * x + 2 * y) * 0.5 + 0.5 + rng.normal(0, 0.01, x.shape)) * (2**bits - 1)
    if color:
        values = np.stack([values, values[::-1], values[:, ::-1]], axis=-1)
    values = np.clip(values, 0, 2**bits - 1)
    if signed:
        values -= 2 ** (bits - 1)
    return values.astype(f"{'i' if signed else 'u'}{1 if bits <= 8 else 2}")


def form_for(syntax: str, frame: Frame, bits: int, **fields: Any) -> PixelFormat:
    size = 8 * frame.itemsize
    return PixelFormat(
        syntax=f"{BASE}{syntax}",
        rows=frame.shape[0],
        columns=frame.shape[1],
        samples=3 if frame.ndim == 3 else 1,
        allocated=size,
        stored=bits,
        high_bit=bits - 1,
        signed=frame.dtype.kind == "i",
        photometric=fields.pop("photometric", "RGB" if frame.ndim == 3 else "MONOCHROME2"),
        **fields,
    )


def unsigned(frame: Frame, bits: int) -> Frame:
    """The bit pattern of the stored bits, as codecs without signs see it."""
    pattern = frame.view(f"u{frame.itemsize}")
    return pattern & pattern.dtype.type((1 << bits) - 1)


def jpeg_lossless(frame: Frame, bits: int) -> bytes:
    space: dict[str, Any] = {"colorspace": "RGB", "outcolorspace": "RGB"} if frame.ndim == 3 else {}
    return bytes(imagecodecs.jpeg8_encode(unsigned(frame, bits), lossless=True, predictor=1, bitspersample=bits, **space))


LOSSLESS: dict[str, tuple[str, Callable[[Frame, int], bytes]]] = {
    "JPEG lossless 14": (".4.57", jpeg_lossless),
    "JPEG lossless SV1": (".4.70", jpeg_lossless),
    "JPEG-LS": (".4.80", lambda frame, bits: bytes(imagecodecs.jpegls_encode(unsigned(frame, bits)))),
    "JPEG 2000": (".4.90", lambda frame, bits: bytes(imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True))),
    "JPEG 2000 in JP2": (".4.90", lambda frame, bits: bytes(imagecodecs.jpeg2k_encode(frame, level=0, codecformat="jp2", reversible=True))),
    "JPEG 2000 part 2": (".4.92", lambda frame, bits: bytes(imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True))),
    "HTJ2K": (".4.201", lambda frame, bits: bytes(imagecodecs.htj2k_encode(frame, reversible=True))),
    "HTJ2K RPCL": (".4.202", lambda frame, bits: bytes(imagecodecs.htj2k_encode(frame, reversible=True))),
    "JPEG XL": (".4.110", lambda frame, bits: bytes(imagecodecs.jpegxl_encode(unsigned(frame, bits), lossless=True))),
    "RLE": (".5", lambda frame, bits: rle(frame)),
}


def rle(frame: Frame) -> bytes:
    """RLE by the book, literal runs only, so that the segments' order alone is tested."""
    planes = frame.reshape(*frame.shape[:2], -1).transpose(2, 0, 1).astype(frame.dtype.newbyteorder(">"))
    octets = np.frombuffer(planes.tobytes(), np.uint8).reshape(planes.shape[0], -1, frame.itemsize)
    segments = []
    for plane in octets:
        for byte in range(frame.itemsize):
            raw = plane[:, byte].tobytes()
            packed = b"".join(bytes((len(raw[at : at + 128]) - 1,)) + raw[at : at + 128] for at in range(0, len(raw), 128))
            segments.append(packed + b"\0" * (len(packed) % 2))
    starts = [64 + sum(map(len, segments[:number])) for number in range(len(segments))]
    return struct.pack("<16I", len(segments), *starts, *(0,) * (15 - len(starts))) + b"".join(segments)


@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
def test_lossless_gray_comes_back_bit_for_bit_from_every_decoder(name: str, bits: int, *, signed: bool) -> None:
    syntax, encode = LOSSLESS[name]
    frame = smooth(bits, signed=signed)
    form = form_for(syntax, frame, bits)
    data = encapsulated([[encode(frame, bits)]])
    names = decoders(form.syntax)
    assert names[0] == "imagecodecs"
    for decoder in names:
        pixels = decode(data, form, 0, decoder=decoder)
        assert pixels.dtype == form.dtype
        assert np.array_equal(pixels, frame), decoder


@pytest.mark.parametrize("name", [name for name in LOSSLESS if name != "JPEG lossless 14"])
def test_lossless_color_comes_back_bit_for_bit_from_every_decoder(name: str) -> None:
    syntax, encode = LOSSLESS[name]
    frame = smooth(8, color=True)
    form = form_for(syntax, frame, 8)
    data = encapsulated([[encode(frame, 8)]])
    for decoder in decoders(form.syntax):
        assert np.array_equal(decode(data, form, 0, decoder=decoder), frame), decoder


@pytest.mark.trap(7)
def test_trap_7_labels_of_component_transforms_are_undone_once() -> None:
    frame = smooth(8, color=True)
    stream = bytes(imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True, mct=True))
    for photometric in ("YBR_RCT", "YBR_ICT", "RGB", "YBR_FULL"):
        form = form_for(".4.90", frame, 8, photometric=photometric)
        for decoder in decoders(form.syntax):
            assert np.array_equal(decode(encapsulated([[stream]]), form, 0, decoder=decoder), frame), (photometric, decoder)


@pytest.mark.trap(7)
def test_trap_7_ybr_inside_jpeg_2000_without_a_transform_is_turned_into_rgb() -> None:
    gray = np.repeat(smooth(8)[..., None], 3, axis=2)
    ybr = gray.copy()
    ybr[..., 1:] = 128
    stream = bytes(imagecodecs.jpeg2k_encode(ybr, level=0, codecformat="j2k", reversible=True, mct=False))
    form = form_for(".4.90", ybr, 8, photometric="YBR_FULL")
    for decoder in decoders(form.syntax):
        assert np.array_equal(decode(encapsulated([[stream]]), form, 0, decoder=decoder), gray), decoder


@pytest.mark.trap(7)
@pytest.mark.parametrize("label", ["RGB", "YBR_FULL", "YBR_FULL_422"])
@pytest.mark.parametrize("inside", ["RGB", "YCBCR"])
def test_trap_7_a_jpeg_shows_its_colors_whatever_the_label_says(label: str, inside: str) -> None:
    frame = smooth(8, color=True)
    stream = bytes(imagecodecs.jpeg8_encode(frame, 98, colorspace="RGB", outcolorspace=inside, subsampling="444"))
    form = form_for(".4.50", frame, 8, photometric=label)
    for decoder in decoders(form.syntax):
        pixels = decode(encapsulated([[stream]]), form, 0, decoder=decoder)
        assert np.abs(pixels.astype(int) - frame).mean() < 3, decoder


def unmarked(stream: bytes) -> bytes:
    """Take everything out of a JPEG in RGB that says that it is that."""
    adobe = stream.index(b"\xff\xee")
    stream = stream[:adobe] + stream[adobe + 16 :]
    return stream.replace(b"R\x11\0G\x11\0B\x11\0", b"\x01\x11\0\x02\x11\0\x03\x11\0").replace(b"R\0G\0B\0", b"\1\0\2\0\3\0")


@pytest.mark.trap(7)
def test_trap_7_without_a_mark_the_label_decides() -> None:
    frame = smooth(8, color=True)
    stream = unmarked(bytes(imagecodecs.jpeg8_encode(frame, 98, colorspace="RGB", outcolorspace="RGB")))
    for label, near in (("RGB", True), ("YBR_FULL", False)):
        form = form_for(".4.50", frame, 8, photometric=label)
        for decoder in decoders(form.syntax):
            pixels = decode(encapsulated([[stream]]), form, 0, decoder=decoder)
            assert (np.abs(pixels.astype(int) - frame).mean() < 3) == near, (label, decoder)


@pytest.mark.parametrize(("bits", "syntax"), [(8, ".4.50"), (8, ".4.51"), (12, ".4.51")])
def test_lossy_jpeg_differs_between_decoders_by_one_level_at_most(bits: int, syntax: str) -> None:
    frame = smooth(bits)
    form = form_for(syntax, frame, bits)
    data = encapsulated([[bytes(imagecodecs.jpeg8_encode(frame, 90, bitspersample=bits))]])
    first, *others = (decode(data, form, 0, decoder=name).astype(int) for name in decoders(form.syntax))
    assert np.abs(first - frame).mean() < 2**bits / 60
    assert all(np.abs(first - other).max() <= 1 for other in others)


def test_near_lossless_jpeg_ls_stays_within_its_bound() -> None:
    frame = smooth(12)
    form = form_for(".4.81", frame, 12)
    data = encapsulated([[bytes(imagecodecs.jpegls_encode(frame, 3))]])
    results = [decode(data, form, 0, decoder=name) for name in decoders(form.syntax)]
    for result in results:
        assert np.abs(result.astype(int) - frame).max() <= 3
        assert np.array_equal(result, results[0])


@pytest.mark.parametrize(
    "syntax", [pytest.param(end, marks=pytest.mark.reads("syntax", BASE + end)) for end in (".4.91", ".4.203", ".4.112")]
)
@pytest.mark.parametrize("color", [False, True], ids=["gray", "color"])
def test_lossy_wavelets_and_jpeg_xl_agree_and_do_not_overshoot(syntax: str, *, color: bool) -> None:
    """Hard edges overshoot: a decoder that does not clip (OpenJPH by way of imagecodecs) turns white to black there."""
    frame = smooth(8, color=color)
    frame[10:30, 10:30] = 255
    frame[15:20, 15:20] = 0
    encode = {
        ".4.91": lambda: imagecodecs.jpeg2k_encode(frame, level=35, codecformat="j2k", reversible=False),
        ".4.203": lambda: imagecodecs.htj2k_encode(frame, level=0.02, reversible=False),
        ".4.112": lambda: imagecodecs.jpegxl_encode(frame, distance=1.0),
    }[syntax]
    form = form_for(syntax, frame, 8)
    data = encapsulated([[bytes(encode())]])
    first, *others = (decode(data, form, 0, decoder=name).astype(int) for name in decoders(form.syntax))
    assert np.abs(first - frame).mean() < 6
    assert (first[12:14, 12:28] > 180).all()
    assert all(np.abs(first - other).max() <= 1 for other in others)


@pytest.mark.reads("syntax", "1.2.840.10008.1.2.4.111")
def test_a_recompressed_jpeg_comes_out_of_jpeg_xl_as_rgb() -> None:
    frame = smooth(8, color=True)
    jpeg = bytes(imagecodecs.jpeg8_encode(frame, 95, subsampling="444"))
    form = form_for(".4.111", frame, 8, photometric="YBR_FULL_422")
    pixels = decode(encapsulated([[bytes(imagecodecs.jpegxl_encode_jpeg(jpeg))]]), form, 0)
    assert np.abs(pixels.astype(int) - imagecodecs.jpeg8_decode(jpeg)).max() <= 6


def test_progressive_and_arithmetic_twelve_bit_jpeg_on_old_discs_have_a_decoder() -> None:
    for syntax in (".4.53", ".4.55"):
        assert all_decoders(f"{BASE}{syntax}") == ("imagecodecs",)


def test_high_throughput_jpeg_2000_agrees_with_a_third_decoder() -> None:
    """OpenJPH, where imagecodecs has it: sound and lossless is what it does well."""
    if not imagecodecs.HTJ2K.available:
        pytest.skip("imagecodecs was built without OpenJPH")
    frame = smooth(12)
    stream = LOSSLESS["HTJ2K"][1](frame, 12)
    assert np.array_equal(decode(encapsulated([[stream]]), form_for(".4.201", frame, 12), 0), imagecodecs.htj2k_decode(stream))


def test_a_cut_jpeg_ls_stream_fails_at_once() -> None:
    """Without an end mark CharLS counts for five seconds."""
    frame = smooth(12)
    stream = bytes(imagecodecs.jpegls_encode(frame))
    start = time.process_time()
    for length in range(200, len(stream) - 4, 97):
        with pytest.raises(BrokenFile):
            decode(encapsulated([[stream[:length]]]), form_for(".4.80", frame, 12), 0, decoder="imagecodecs")
    assert time.process_time() - start < 2


@pytest.mark.reads("syntax", "1.2.840.10008.1.2.8.1")
def test_deflated_frames_are_inflated_and_no_further_than_the_frame() -> None:
    frame = smooth(12)
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = engine.compress(frame.tobytes() + bytes(10**7)) + engine.flush()
    form = form_for(".8.1", frame, 12)
    assert np.array_equal(decode(encapsulated([[stream]], table=True), form, 0), frame)
    with pytest.raises(BrokenFile) as failure:
        decode(encapsulated([[b"\xff" * 20]]), form, 0)
    assert str(failure.value) == "A deflated picture cannot be unpacked: it is damaged or cut short. Copy the file again from its source."


@pytest.mark.reads("syntax", "1.2.840.10008.1.2.1.98")
def test_encapsulated_uncompressed_frames_are_read_as_they_are() -> None:
    frame = smooth(16)
    form = form_for(".1.98", frame, 16, encapsulated=True)
    assert np.array_equal(decode(encapsulated([[frame.tobytes()]]), form, 0), frame)


@pytest.mark.trap(1)
def test_trap_1_a_jpeg_2000_stream_with_the_wrong_sign_gives_the_right_values() -> None:
    frame = smooth(13, signed=True)
    as_unsigned = bytes(imagecodecs.jpeg2k_encode(unsigned(frame, 13), level=0, codecformat="j2k", bitspersample=13))
    data = encapsulated([[as_unsigned]])
    for decoder in decoders(f"{BASE}.4.90"):
        assert np.array_equal(decode(data, form_for(".4.90", frame, 13), 0, decoder=decoder), frame), decoder


@pytest.mark.trap(1)
def test_trap_1_bits_compressed_above_the_stored_ones_are_taken_away() -> None:
    frame = smooth(12)
    dirty = frame | np.uint16(0xA000)
    data = encapsulated([[jpeg_lossless(dirty, 16)]])
    assert np.array_equal(decode(data, form_for(".4.70", frame, 12), 0), frame)
    high = (frame << np.uint16(4)) | np.uint16(5)
    shifted = replace(form_for(".4.70", frame, 12), high_bit=15)
    assert np.array_equal(decode(encapsulated([[jpeg_lossless(high, 16)]]), shifted, 0), frame)


@pytest.mark.trap(1)
@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
@pytest.mark.parametrize("high", [11, 13, 15])
def test_trap_1_no_lossless_compression_brings_bits_back_that_are_not_stored(name: str, high: int, *, signed: bool) -> None:
    """By hand, as from native pixels (PS3.5 section 8.1.1): the values of 12 bits are known, the other bits of the word are rubbish."""
    syntax, encode = LOSSLESS[name]
    frame = smooth(12, signed=signed)
    low = high - 11
    rubbish = np.uint16(0xA5A5 & ~(0xFFF << low) & 0xFFFF)
    dirty = (unsigned(frame, 12) << np.uint16(low)) | rubbish
    form = replace(form_for(syntax, frame, 12), high_bit=high)
    assert np.array_equal(decode(dirty.tobytes(), replace(form, syntax="1.2.840.10008.1.2.1"), 0), frame)
    streams = [encode(dirty, 16)]
    if name.startswith(("JPEG 2000", "HTJ2K")):
        streams.append(encode(dirty.view(np.int16), 16))
    for stream in streams:
        for decoder in decoders(form.syntax) if high == 11 else ["imagecodecs"]:  # pydicom takes bits away by itself, the high ones
            assert np.array_equal(decode(encapsulated([[stream]]), form, 0, decoder=decoder), frame), decoder


def ring(low: int, high: int) -> Frame:
    """A disc of `high` on `low`: hard edges, at which lossy compression overshoots."""
    y, x = np.mgrid[:64, :64]
    return np.where((y - 32) ** 2 + (x - 32) ** 2 < 400, high, low).astype(np.uint16)


def lossy_streams(frame: Frame, bits: int) -> dict[str, bytes]:
    """A frame in each lossy compression, the stream having `bits` bits (JPEG 8 or 12)."""
    wide = {"bitspersample": bits}
    streams = {
        ".4.51": imagecodecs.jpeg8_encode(frame, 60, bitspersample=12),
        ".4.81": imagecodecs.jpegls_encode(frame, 9),
        ".4.91": imagecodecs.jpeg2k_encode(frame, level=30, codecformat="j2k", reversible=False, **wide),
        ".4.112": imagecodecs.jpegxl_encode(frame, distance=6.0),
    }
    return {syntax: bytes(stream) for syntax, stream in streams.items()}


@pytest.mark.native
@pytest.mark.trap(49)
@pytest.mark.parametrize("syntax", [".4.51", ".4.81", ".4.91", ".4.112"])
def test_what_a_lossy_stream_overshoots_beyond_the_stored_bits_is_clipped_and_never_masked(syntax: str) -> None:
    """By hand: no value is farther from what was compressed than the loss; masked, white (1023) would be black."""
    frame = ring(60, 1023)
    stream = lossy_streams(frame, 12)[syntax]
    pixels = decode(encapsulated([[stream]]), form_for(syntax, frame, 10), 0)
    free = decode(encapsulated([[stream]]), form_for(syntax, frame, 16), 0)
    assert int(free.max()) > 1023, "the stream overshoots"
    assert np.array_equal(pixels, np.minimum(free, 1023))


@pytest.mark.trap(49)
def test_eight_bit_jpeg_under_a_label_of_fewer_bits_is_clipped_and_its_colors_stay() -> None:
    frame = ring(5, 127).astype(np.uint8)
    pixels = decode(encapsulated([[bytes(imagecodecs.jpeg8_encode(frame, 60))]]), form_for(".4.50", frame, 7), 0)
    assert int(np.abs(pixels.astype(int) - frame).max()) < 60
    assert int(pixels.max()) == 127
    color = np.repeat(ring(20, 250).astype(np.uint8)[..., None], 3, axis=2)  # the label of 6 bits cannot be true
    shown = decode(encapsulated([[bytes(imagecodecs.jpeg8_encode(color, 95))]]), form_for(".4.50", color, 6), 0)
    assert int(np.abs(shown.astype(int) - color).max()) < 60


@pytest.mark.trap(49)
def test_a_lossy_stream_far_beyond_its_label_is_believed() -> None:
    """PS3.5 table 8.2.1-1: lossy JPEG has 8 or 12 bits; a label of 10 over a picture that uses all 12 is wrong."""
    frame = ring(300, 4000)
    pixels = decode(encapsulated([[bytes(imagecodecs.jpeg8_encode(frame, 95, bitspersample=12))]]), form_for(".4.51", frame, 10), 0)
    assert int(np.abs(pixels.astype(int) - frame).max()) < 200


@pytest.mark.trap(49)
def test_signed_values_of_a_lossy_stream_are_held_within_the_stored_bits() -> None:
    frame = ring(0, 500).astype(np.int16) - 250
    carried = frame.view(np.uint16)  # the sign carried up to the sixteenth bit, as the stream has them
    near = decode(encapsulated([[bytes(imagecodecs.jpegls_encode(carried, 2))]]), form_for(".4.81", frame, 9), 0)
    assert int(np.abs(near.astype(int) - frame).max()) <= 2
    low = np.where(frame < 0, 3, 255).astype(np.int16)
    plain = decode(
        encapsulated([[bytes(imagecodecs.jpeg8_encode(low.view(np.uint16), 60, bitspersample=12))]]), form_for(".4.51", low, 10), 0
    )
    assert int(np.abs(plain.astype(int) - low).max()) < 60


def test_an_eight_bit_stream_in_a_sixteen_bit_image_is_widened() -> None:
    frame = smooth(8)
    form = replace(form_for(".4.50", frame, 8), allocated=16)
    pixels = decode(encapsulated([[bytes(imagecodecs.jpeg8_encode(frame, 100))]]), form, 0)
    assert pixels.dtype == np.uint16


def test_a_gray_stream_in_a_color_image_is_shown_gray() -> None:
    frame = smooth(8)
    form = replace(form_for(".4.80", frame, 8), samples=3, photometric="RGB")
    assert np.array_equal(
        decode(encapsulated([[bytes(imagecodecs.jpegls_encode(frame))]]), form, 0), np.repeat(frame[..., None], 3, axis=2)
    )


def test_a_stream_padded_to_whole_blocks_is_cut_and_told() -> None:
    frame = smooth(8)
    form = replace(form_for(".4.80", frame, 8), rows=ROWS - 3, columns=COLUMNS - 5)
    notes: list[str] = []
    assert np.array_equal(decode(encapsulated([[bytes(imagecodecs.jpegls_encode(frame))]]), form, 0, notes=notes), frame[:-3, :-5])
    assert "larger than announced" in notes[0]


def test_a_stream_labeled_as_another_codec_is_decoded_and_told() -> None:
    frame = smooth(12)
    for name, (_, encode) in LOSSLESS.items():
        if name != "RLE":
            notes: list[str] = []
            label = ".4.70" if name.startswith("JPEG XL") else ".4.110"
            assert np.array_equal(decode(encapsulated([[encode(frame, 12)]]), form_for(label, frame, 12), 0, notes=notes), frame), name
            assert "packed otherwise" in notes[0]


ARITHMETIC = {
    # syntax: the frame header's marker, the bits, and the bands of its scans
    ".4.52": (0xC9, (8, 12), [(0, 63)]),
    ".4.54": (0xCA, (8,), [(0, 0), (1, 5), (6, 63)]),
    ".4.56": (0xCA, (8,), [(0, 0), (1, 63)]),
}


@pytest.mark.native
@pytest.mark.trap(10)
@pytest.mark.reference("pylibjpeg-libjpeg")
@pytest.mark.parametrize(
    ("syntax", "bits"),
    [
        pytest.param(syntax, bits, marks=pytest.mark.reads("syntax", BASE + syntax))
        for syntax, (_, sizes, _) in ARITHMETIC.items()
        for bits in sizes
    ],
)
def test_arithmetic_coding_gives_the_picture_that_libjpeg_of_the_standards_author_gives(syntax: str, bits: int) -> None:
    """Nothing at hand writes it; but every run of bytes is some picture in it (ISO 10918-1 annex D), and two decoders agree on which."""
    from libjpeg.utils import decode as reference

    def segment(marker: int, body: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body

    marker, _, bands = ARITHMETIC[syntax]
    rng = np.random.default_rng(bits)  # few bytes: zeros follow, and what is left over would be an error
    stream = b"\xff\xd8" + segment(0xDB, b"\0" + bytes([8] * 64))
    stream += segment(marker, struct.pack(">BHHB", bits, 40, 24, 1) + b"\x01\x11\x00")
    for first, last in bands:
        stream += segment(0xDA, bytes((1, 1, 0, first, last, 0))) + rng.bytes(24).replace(b"\xff", b"\xff\0")
    stream += b"\xff\xd9"
    frame = np.zeros((40, 24), np.uint8 if bits == 8 else np.uint16)
    found = decode(encapsulated([[stream]]), form_for(syntax, frame, bits), 0, decoder="imagecodecs")
    assert len(np.unique(found)) > 8
    assert np.abs(found.astype(int) - reference(stream)).max() <= 1


@pytest.mark.parametrize("name", LOSSLESS)
def test_a_bomb_is_refused_before_it_is_decoded(name: str) -> None:
    """The stream's own size is far beyond the image's."""
    syntax, encode = LOSSLESS[name]
    frame = smooth(8)
    form = replace(form_for(syntax, frame, 8), rows=10, columns=10)
    with pytest.raises(BrokenFile) as failure:
        decode(encapsulated([[encode(frame, 8)]]), form, 0)
    if name != "RLE":
        assert (f"{COLUMNS} by {ROWS}" in failure.value.found) and "10 by 10" in failure.value.expected


def test_what_a_library_says_of_a_broken_picture_stays_out_of_the_words_for_people() -> None:
    """A JPEG 2000 stream that ends after its headers, which are sound: OpenJPEG's own words are kept for a traceback."""
    frame = smooth(8)
    stream = bytes(imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True))
    start = stream.index(b"\xff\x90")  # the header of the first tile, of 14 bytes
    broken = stream[: start + 20]
    with pytest.raises(BrokenFile) as failure:
        decode(encapsulated([[broken]]), form_for(".4.90", frame, 8), 0, decoder="imagecodecs")
    text = str(failure.value)
    assert (
        text == "A picture stored as JPEG 2000 lossless cannot be decoded: it is damaged or cut short. Copy the file again from its source."
    )
    assert "opj_" in failure.value.__notes__[0]


def test_a_large_picture_of_next_to_no_bytes_is_refused_at_once() -> None:
    """A stream of 2 KB that claims 98 million pixels kept CharLS busy for 26 seconds."""
    stream = bytearray(imagecodecs.jpegls_encode(smooth(8, color=True)))
    at = stream.index(b"\xff\xf7")
    struct.pack_into(">HH", stream, at + 5, 32767, 3000)
    form = replace(form_for(".4.80", smooth(8, color=True), 8), rows=32767, columns=3000)
    start = time.process_time()
    for syntax, data in ((".4.80", encapsulated([[bytes(stream)]])), (".1", bytes(4000))):
        with pytest.raises(BrokenFile, match="3,000 by 32,767 pixels, but only"):
            decode(data, replace(form, syntax=BASE + syntax), 0)
    assert time.process_time() - start < 1


def test_a_jpeg_ls_stream_without_rows_is_refused_before_a_decoder_runs_on_without_end() -> None:
    frame = smooth(8)
    stream = bytearray(imagecodecs.jpegls_encode(frame))
    struct.pack_into(">H", stream, stream.index(b"\xff\xf7") + 5, 0)
    with pytest.raises(BrokenFile, match="how many rows"):
        decode(encapsulated([[bytes(stream)]]), form_for(".4.80", frame, 8), 0)


def test_a_blank_radiograph_is_not_mistaken_for_an_attack() -> None:
    """Blank pictures shrink most: 7 million pixels in a few kilobytes."""
    blank = np.zeros((3000, 2400), np.uint16)
    for name in ("JPEG-LS", "JPEG 2000", "HTJ2K"):
        syntax, encode = LOSSLESS[name]
        assert not decode(encapsulated([[encode(blank, 16)]]), form_for(syntax, blank, 16), 0).any()


@pytest.mark.parametrize("name", ["JPEG-LS", "JPEG 2000"])
def test_the_largest_mammogram_may_be_blank(name: str) -> None:
    """A picture of one value, 54 MB in less than a kilobyte."""
    syntax, encode = LOSSLESS[name]
    blank = np.full((5928, 4728), 7, np.uint16)
    frame = encode(blank, 16)
    assert len(frame) * 10_000 < blank.nbytes
    assert np.array_equal(decode(encapsulated([[frame]]), form_for(syntax, blank, 16), 0), blank)


@pytest.mark.parametrize("cut", [2, 100])
def test_a_small_stream_that_claims_the_largest_mammogram_is_refused_at_once(cut: int) -> None:
    """Without its end mark CharLS would go on for five seconds, and the second decoder make a picture of it."""
    stream = bytearray(imagecodecs.jpegls_encode(smooth(8)))
    struct.pack_into(">HH", stream, stream.index(b"\xff\xf7") + 5, 5792, 5792)
    form = replace(form_for(".4.80", smooth(8), 8), rows=5792, columns=5792)
    for data in (bytes(stream), bytes(stream[:-cut])):
        start = time.process_time()
        with pytest.raises(BrokenFile, match="damaged or cut short"):
            decode(encapsulated([[data]]), form, 0)
        assert time.process_time() - start < 1
    with pytest.raises(BrokenFile, match="bytes are there for it"):  # what no compression makes so small
        decode(encapsulated([[struct.pack("<16I", 1, 64, *[0] * 14) + bytes(200)]]), replace(form, syntax=BASE + ".5"), 0)
    with pytest.raises(BrokenFile, match="bytes are there for it"):
        decode(bytes(4000), replace(form, syntax=BASE + ".1"), 0)


@pytest.mark.parametrize(("syntax", "front"), [(".4.90", b"\xff\x4f\xff\x51"), (".4.50", b"\xff\xd8\xff\xc0")], ids=["JPEG 2000", "JPEG"])
def test_two_hundred_kilobytes_do_not_become_gigabytes(syntax: str, front: bytes) -> None:
    """A color picture of 64 million pixels: OpenJPEG would take 0.8 GB for it, and its conversion as much again."""
    side = 8000
    if front.startswith(b"\xff\x4f"):
        size = struct.pack(">HIIIIIIIIH", 0, side, side, 0, 0, side, side, 0, 0, 3) + b"\x07\x01\x01" * 3
        stream = front + struct.pack(">H", len(size) + 2) + size
        stream += b"\xff\x52\x00\x0c\x00\x00\x00\x01\x00\x01\x04\x04\x00\x00\xff\x5c\x00\x07\x40\x40\x48\x48\x50"
        stream += b"\xff\x90\x00\x0a\x00\x00" + struct.pack(">I", 0) + b"\x00\x01\xff\x93"
    else:
        stream = front + struct.pack(">HBHHB", 17, 8, side, side, 3) + b"\x01\x11\x00\x02\x11\x00\x03\x11\x00" + b"\xff\xda\x00\x0c\x03"
    stream += bytes(195_000 - len(stream))
    small = np.zeros((8, 8, 3), np.uint8)
    form = replace(form_for(syntax, small, 8), rows=side, columns=side, photometric="RGB")
    tracemalloc.start()
    with pytest.raises(BrokenFile, match="bytes are there for it"):
        decode(encapsulated([[stream]]), form, 0)
    assert tracemalloc.get_traced_memory()[1] < 20e6
    tracemalloc.stop()


def test_a_deeper_stream_in_a_gray_image_is_refused_and_one_of_four_colors() -> None:
    four = np.repeat(smooth(8)[..., None], 4, axis=2)
    with pytest.raises(BrokenFile, match="values for each pixel"):
        decode(encapsulated([[bytes(imagecodecs.jpegls_encode(four))]]), form_for(".4.80", smooth(8), 8), 0)
    with pytest.raises(BrokenFile, match="bits for each value"):
        decode(encapsulated([[bytes(imagecodecs.jpegls_encode(smooth(16)))]]), form_for(".4.80", smooth(8), 8), 0)


def test_what_is_no_stream_of_the_kind_says_so_in_words() -> None:
    form = form_for(".4.80", smooth(8), 8)
    with pytest.raises(BrokenFile, match="JPEG-LS lossless"):
        decode(encapsulated([[b"nothing like it" * 10]]), form, 0)


def test_a_decoder_that_gives_another_shape_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """As imagecodecs' ljpeg does, without an error, for a lossy 12-bit stream."""
    frame = smooth(12)
    form = form_for(".4.80", frame, 12)
    data = encapsulated([[bytes(imagecodecs.jpegls_encode(frame))]])
    monkeypatch.setattr(codecs.imagecodecs, "decode", lambda *_: (np.zeros((0, 0), np.uint16), "MONOCHROME2"))
    if len(decoders(form.syntax)) > 1:
        assert np.array_equal(decode(data, form, 0), frame)
    with pytest.raises(BrokenFile, match="gave the shape"):
        decode(data, form, 0, decoder="imagecodecs")


@pytest.mark.native  # the codec is not shipped
def test_the_empty_answer_of_ljpeg_is_still_there() -> None:
    """The reason for the check of shapes; when this fails, imagecodecs has mended it."""
    stream = bytes(imagecodecs.jpeg8_encode(smooth(12), 90, bitspersample=12))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answer = imagecodecs.ljpeg_decode(stream)
        except RuntimeError:
            return
    assert answer.shape != (ROWS, COLUMNS) or not np.array_equal(answer, imagecodecs.jpeg8_decode(stream))


def test_rle_with_padded_or_cut_segments_is_read_as_far_as_it_goes() -> None:
    frame = np.arange(ROWS * COLUMNS, dtype=np.uint16).reshape(ROWS, COLUMNS)
    whole = rle(frame)
    form = form_for(".5", frame, 16)
    found = decode(encapsulated([[whole[: len(whole) - 200]]]), form, 0)
    assert np.array_equal(found[: ROWS - 5], frame[: ROWS - 5])
    first = struct.unpack_from("<16I", whole)
    padded = struct.pack("<16I", 2, 64, first[2] + 6, *(0,) * 13) + whole[64 : first[2]] + b"\0" * 6 + whole[first[2] :]
    assert np.array_equal(decode(encapsulated([[padded]]), form, 0), frame)


@pytest.mark.trap(50)
@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("zeros", [1, 64, 5000, 100_000])
def test_zeros_in_front_of_a_compressed_picture_are_passed_over_and_told(name: str, zeros: int) -> None:
    syntax, encode = LOSSLESS[name]
    frames = [smooth(12), smooth(12)[::-1].copy()]
    streams = [encode(frame, 12) for frame in frames]
    form = replace(form_for(syntax, frames[0], 12), frames=2, encapsulated=True)
    inside = encapsulated([[bytes(zeros) + stream] for stream in streams])
    pieces = encapsulated(
        [[bytes(zeros) + stream[: 70 + zeros % 2], stream[70 + zeros % 2 :]] for stream in streams]
    )  # told apart by how they begin
    before = bytes(zeros) + encapsulated([[stream] for stream in streams])
    for data in (inside, pieces, before):
        for index, frame in enumerate(frames):
            notes: list[str] = []
            assert np.array_equal(decode(data, form, index, notes=notes), frame)
            assert notes == [RUBBISH]


@pytest.mark.trap(50)
@pytest.mark.parametrize("color", [False, True], ids=["gray", "color"])
@pytest.mark.parametrize("front", [b"\x01\x02\x03\x04", b"RLE \x02\0\0\0", b"\xff" * 4000])
def test_bytes_in_front_of_an_rle_header_and_zeros_behind_its_segments_are_passed_over(front: bytes, *, color: bool) -> None:
    frame = smooth(8, color=True) if color else smooth(16)
    form = form_for(".5", frame, 8 if color else 16)
    assert np.array_equal(decode(encapsulated([[front + rle(frame)]]), form, 0), frame)
    assert np.array_equal(decode(encapsulated([[rle(frame) + bytes(10_000)]]), form, 0), frame)


@pytest.mark.parametrize("table", [(2, 64, 10**9), (2, 10**9, 64), (2, 0, 64), (15, *(64,) * 15), (200, 64), (2, 100, 64), (0,), (1, 64)])
def test_an_rle_table_that_points_outside_is_refused_before_the_codec_follows_it(table: tuple[int, ...]) -> None:
    frame = smooth(16)
    stream = struct.pack("<16I", *table, *(0,) * (16 - len(table))) + rle(frame)[64:]
    with pytest.raises(BrokenFile):
        decode(encapsulated([[stream]]), form_for(".5", frame, 16), 0, decoder="imagecodecs")


def test_pydicom_finds_our_decoder_once_it_is_registered() -> None:
    from pydicom.pixels import get_decoder
    from pydicom.uid import JPEGLSLossless

    codecs.register()
    codecs.register()
    decoder = get_decoder(JPEGLSLossless)
    assert "imagecodecs" in decoder.available_plugins
    frame = smooth(12)
    options: dict[str, Any] = {
        "rows": ROWS, "columns": COLUMNS, "samples_per_pixel": 1, "number_of_frames": 1, "bits_allocated": 16, "bits_stored": 12,
        "pixel_representation": 0, "photometric_interpretation": "MONOCHROME2", "pixel_keyword": "PixelData",
    }  # fmt: skip
    data = encapsulated([[bytes(imagecodecs.jpegls_encode(frame))]])
    pixels, _ = decoder.as_array(data, index=0, decoding_plugin="imagecodecs", **options)
    assert np.array_equal(pixels, frame)


def test_pydicom_gets_color_from_our_decoder_as_pixels_beside_each_other() -> None:
    from pydicom.pixels import get_decoder
    from pydicom.uid import JPEGBaseline8Bit, RLELossless

    codecs.register()
    frame = smooth(8, color=True)
    options: dict[str, Any] = {
        "rows": ROWS, "columns": COLUMNS, "samples_per_pixel": 3, "number_of_frames": 1, "bits_allocated": 8, "bits_stored": 8,
        "pixel_representation": 0, "photometric_interpretation": "RGB", "planar_configuration": 1, "pixel_keyword": "PixelData",
    }  # fmt: skip
    pixels, _ = get_decoder(RLELossless).as_array(encapsulated([[rle(frame)]]), index=0, decoding_plugin="imagecodecs", **options)
    assert np.array_equal(pixels, frame)
    stream = bytes(imagecodecs.jpeg8_encode(frame, 98, colorspace="RGB", outcolorspace="RGB"))
    pixels, _ = get_decoder(JPEGBaseline8Bit).as_array(encapsulated([[stream]]), index=0, decoding_plugin="imagecodecs", **options)
    assert np.abs(pixels.astype(int) - frame).mean() < 3


def test_native_and_unknown_syntaxes_need_no_decoders() -> None:
    assert all_decoders(f"{BASE}.1") == ()
    assert all_decoders(f"{BASE}.4.102") == ()
    assert all_decoders("1.2.3") == ()


STREAMS = {name: (form_for(syntax, frame, 12), encode(frame, 12)) for frame in [smooth(12)] for name, (syntax, encode) in LOSSLESS.items()}


@given(
    name=st.sampled_from(sorted(STREAMS)),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
    front=st.booleans(),
    cut=st.integers(0, 10**6),
)
@settings(max_examples=400, deadline=None)
def test_a_damaged_stream_ends_in_a_frame_of_the_right_shape_or_in_an_error(
    *, name: str, changes: list[tuple[int, int]], front: bool, cut: int
) -> None:
    form, stream = STREAMS[name]
    hurt = bytearray(stream)
    for position, value in changes:
        hurt[position % (150 if front else len(hurt))] = value
    data = encapsulated([[bytes(hurt[: len(hurt) - cut % len(hurt) * (cut % 3 == 0)])]])
    try:
        pixels = decode(data, form, 0, frames=frame_index(data, form), decoder="imagecodecs", notes=[])
    except ViewerError:
        return
    assert pixels.shape == (ROWS, COLUMNS)
    assert pixels.dtype == form.dtype


def test_streams_are_told_apart_from_their_first_bytes() -> None:
    for name, (form, stream) in STREAMS.items():
        told = inspect(stream)
        assert (told is None) == (name == "RLE")
        if told:
            assert (told.rows, told.columns) == (form.rows, form.columns)


# ---- the label of the colors against what is decoded

GRAYS = np.tile(np.arange(0, 250, 5, dtype=np.uint8), (48, 1))
THREE = np.repeat(GRAYS[..., None], 3, axis=2)
RAW: dict[str, Any] = {"colorspace": "RGB", "outcolorspace": "RGB", "subsampling": "444"}


def gray_streams() -> dict[str, tuple[str, bytes]]:
    """A gray picture, its three components equal, without any mark that says what they are."""
    return {
        "baseline": (".4.50", unmarked(bytes(imagecodecs.jpeg8_encode(THREE, 85, **RAW)))),
        "lossless": (".4.70", unmarked(bytes(imagecodecs.jpeg8_encode(THREE, lossless=True, predictor=1, **RAW)))),
        "JPEG-LS": (".4.80", bytes(imagecodecs.jpegls_encode(THREE))),
        "native": (".1", THREE.tobytes()),
        "RLE": (".5", rle(THREE)),
    }


@pytest.mark.trap(52)
@pytest.mark.parametrize("name", ["baseline", "lossless", "JPEG-LS", "native", "RLE"])
@pytest.mark.parametrize("label", ["YBR_FULL", "YBR_FULL_422"])
def test_three_equal_components_under_a_label_of_other_colors_are_gray_and_told(name: str, label: str) -> None:
    """By hand: Y = Cb = Cr in every pixel would be green in the dark and purple in the light, which no YBR picture is."""
    syntax, stream = gray_streams()[name]
    notes: list[str] = []
    data = stream if name == "native" else encapsulated([[stream]])
    shown = decode(data, form_for(syntax, THREE, 8, photometric=label), 0, notes=notes).astype(int)
    assert int(np.abs(shown - THREE).max()) <= (4 if name == "baseline" else 0)
    assert np.array_equal(shown[..., 0], shown[..., 1])
    assert np.array_equal(shown[..., 0], shown[..., 2])
    assert GRAY in notes


@pytest.mark.trap(52)
@pytest.mark.parametrize("name", ["lossless", "JPEG-LS", "native"])
def test_brightness_without_any_color_under_a_label_of_rgb_is_gray_and_told(name: str) -> None:
    ybr = np.full_like(THREE, 128)
    ybr[..., 0] = GRAYS
    streams = {
        "lossless": (".4.70", bytes(imagecodecs.jpeg8_encode(ybr, lossless=True, predictor=1, **RAW))),
        "JPEG-LS": (".4.80", bytes(imagecodecs.jpegls_encode(ybr))),
        "native": (".1", ybr.tobytes()),
    }
    syntax, stream = streams[name]
    notes: list[str] = []
    shown = decode(stream if name == "native" else encapsulated([[stream]]), form_for(syntax, ybr, 8), 0, notes=notes)
    assert np.array_equal(shown, THREE)
    assert GRAY in notes


@pytest.mark.trap(52)
@pytest.mark.parametrize("value", [0, 128, 200])
def test_true_colors_and_pictures_of_one_value_are_left_as_they_are(value: int) -> None:
    colors = smooth(8, color=True)
    flat = np.full((ROWS, COLUMNS, 3), 128, np.uint8)
    flat[..., 0] = value  # gray in YBR, as its label says
    notes: list[str] = []
    for label in ("YBR_FULL", "RGB"):
        decode(colors.tobytes(), form_for(".1", colors, 8, photometric=label), 0, notes=notes)
        decode(
            encapsulated([[bytes(imagecodecs.jpeg8_encode(colors, 90, **RAW))]]),
            form_for(".4.50", colors, 8, photometric=label),
            0,
            notes=notes,
        )
    assert (decode(flat.tobytes(), form_for(".1", flat, 8, photometric="YBR_FULL"), 0, notes=notes) == value).all()
    low = np.full((ROWS, COLUMNS, 3), 128, np.uint8)  # a dull picture with a little real color in it
    low[10:14, 10:14] = (120, 200, 60)
    shown = decode(low.tobytes(), form_for(".1", low, 8, photometric="YBR_FULL"), 0, notes=notes)
    assert np.array_equal(shown, ybr_to_rgb(low))
    assert notes == []


@pytest.mark.trap(52)
@pytest.mark.parametrize(
    ("syntax", "encode"),
    [
        (".4.50", lambda frame: imagecodecs.jpeg8_encode(frame, 90)),
        (".4.70", lambda frame: imagecodecs.jpeg8_encode(frame, lossless=True, predictor=1, **RAW)),
        (".4.80", imagecodecs.jpegls_encode),
        (".4.90", lambda frame: imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True, mct=True)),
    ],
)
def test_a_stream_of_three_components_in_a_gray_image_is_gray_where_it_is_that_and_else_in_color(
    syntax: str, encode: Callable[[Frame], bytes]
) -> None:
    notes: list[str] = []
    gray = decode(encapsulated([[bytes(encode(THREE))]]), form_for(syntax, GRAYS, 8), 0, notes=notes)
    assert gray.shape == GRAYS.shape
    assert int(np.abs(gray.astype(int) - GRAYS).max()) <= (4 if syntax == ".4.50" else 0)
    assert notes == []
    colors = smooth(8, color=True)
    shown = decode(encapsulated([[bytes(encode(colors))]]), form_for(syntax, colors[..., 0], 8), 0, notes=notes)
    assert shown.shape == colors.shape
    assert notes == [COLOR]
    if syntax != ".4.50":
        assert np.array_equal(shown, colors)


def test_a_stream_with_its_sides_exchanged_gives_the_raster_that_is_announced() -> None:
    """As DCMTK has it: the values, one after the other, are the image of Rows by Columns; what is no image that way is refused."""
    y, x = np.mgrid[:66, :88]
    frame = (1000 + 9 * x + 400 * np.sin(y / 9)).astype(np.uint16)
    form = form_for(".4.70", frame, 12)
    exchanged = {
        ".4.70": jpeg_lossless(np.ascontiguousarray(frame.reshape(88, 66)), 12),
        ".4.80": bytes(imagecodecs.jpegls_encode(np.ascontiguousarray(frame.reshape(88, 66)))),
    }
    for syntax, stream in exchanged.items():
        notes: list[str] = []
        assert np.array_equal(decode(encapsulated([[stream]]), replace(form, syntax=BASE + syntax), 0, notes=notes), frame)
        assert notes == [TURNED]
    upright = np.ascontiguousarray(frame.T)
    with pytest.raises(BrokenFile, match="66 by 88"):
        decode(encapsulated([[jpeg_lossless(upright, 12)]]), form, 0)


# ---- JPEG-LS with a table


def with_table(indexes: Frame, table: list[int], width: int, *, parts: int = 1) -> bytes:
    """A JPEG-LS stream whose values are indexes of a table of `width` bytes each (T.87 C.2.4.1.2), perhaps in several parts."""
    plain = bytes(imagecodecs.jpegls_encode(indexes))
    scan = plain.index(b"\xff\xda")
    entries = b"".join(value.to_bytes(width, "big") for value in table)
    size = -(-len(table) // parts) * width
    segments = b"".join(
        struct.pack(">HHBBB", 0xFFF8, 5 + len(entries[at : at + size]), 2 if at == 0 else 3, 1, width) + entries[at : at + size]
        for at in range(0, len(entries), size)
    )
    header = bytearray(plain[scan:])
    header[6] = 1  # the first component of the scan uses table 1
    return plain[:scan] + segments + bytes(header)


@pytest.mark.reads("syntax", BASE + ".4.80")
@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize(("width", "bits"), [(1, 8), (2, 12)])
def test_a_jpeg_ls_whose_values_are_indexes_of_a_table_gives_what_the_table_says(width: int, bits: int, parts: int) -> None:
    """The right values by hand: those that were put into the table; CharLS, DCMTK and GDCM do not read such streams."""
    indexes = (smooth(8) // 2).astype(np.uint8)
    table = np.sort(np.random.default_rng(2).choice(1 << bits, 128, replace=False)).tolist()
    right = np.array(table, np.uint16)[indexes]
    form = form_for(".4.80", right.astype(np.uint8 if width == 1 else np.uint16), bits)
    data = encapsulated([[with_table(indexes, table, width, parts=parts)]])
    assert np.array_equal(decode(data, form, 0), right)
    assert codecs.bare(with_table(indexes, table, width), form) is None, "not for a decoder elsewhere, which knows no tables"


def test_tables_of_colors_in_a_jpeg_ls_are_named_for_what_they_are() -> None:
    data = encapsulated([[with_table(np.zeros((8, 8), np.uint8), [0, 0xFF0000], 3)]])
    with pytest.raises(ViewerError, match="a form of JPEG-LS that is not read here"):
        decode(data, form_for(".4.80", np.zeros((8, 8), np.uint8), 8), 0)
