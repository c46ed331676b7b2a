"""Frames from files: formats read and repaired, native pixels of every kind, and the corpus against pydicom and its own pairs."""

import logging
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.data import get_testdata_file
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import generate_frames
from pydicom.pixels import apply_color_lut, pixel_array
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from tests.core.frames import BASE, encapsulated, stored_in
from tests.core.made import Memory, data_set, file_bytes
from viewer.dicom.dataset import Dataset, read_dataset
from viewer.errors import BrokenFile, LimitExceeded, NoPicture, NotDicom, UnsupportedPixels, ViewerError
from viewer.pixels.decode import PixelFormat, decode, frame_index
from viewer.source.entries import files_below

Pixels = NDArray[Any]


def header_of(pixels: Pixels | None = None, *, syntax: str = ExplicitVRLittleEndian, **keywords: Any) -> Dataset:
    return read_dataset(Memory(file_bytes(data_set(pixels, **keywords), syntax=syntax)))


def written(
    pixels: Pixels, *, syntax: str = ExplicitVRLittleEndian, raw: bytes | None = None, **keywords: Any
) -> tuple[bytes, PixelFormat]:
    """Write pixels as a file by pydicom and give what is read of it."""
    if raw is not None:
        keywords["PixelData"] = raw
    data = file_bytes(data_set(pixels, **keywords), syntax=syntax)
    dataset = read_dataset(Memory(data))
    assert dataset.pixels is not None and dataset.pixels.length is not None
    return data[dataset.pixels.start : dataset.pixels.start + dataset.pixels.length], PixelFormat.of(dataset)


# What a header says


def test_the_format_is_read_from_a_header() -> None:
    form = PixelFormat.of(header_of(np.zeros((3, 4), np.int16), BitsStored=12, HighBit=11))
    assert (form.rows, form.columns, form.frames, form.samples) == (3, 4, 1, 1)
    assert (form.allocated, form.stored, form.high_bit, form.signed) == (16, 12, 11, True)
    assert form.dtype == np.int16
    assert form.gray
    assert not form.compressed


def test_formats_are_values() -> None:
    assert PixelFormat.of(header_of()) == PixelFormat.of(header_of())
    assert len({PixelFormat.of(header_of()), PixelFormat.of(header_of())}) == 1


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({"BitsStored": None, "HighBit": None}, {"stored": 16, "high_bit": 15}),
        ({"BitsStored": 0}, {"stored": 16}),
        ({"BitsStored": 99}, {"stored": 16}),
        ({"HighBit": 3}, {"high_bit": 15}),
        ({"HighBit": 300}, {"high_bit": 15}),
        ({"SamplesPerPixel": None}, {"samples": 1}),
        ({"PhotometricInterpretation": None}, {"photometric": "MONOCHROME2"}),
        ({"PhotometricInterpretation": "RGB"}, {"photometric": "MONOCHROME2"}),
        ({"NumberOfFrames": 0}, {"frames": 1}),
        ({"NumberOfFrames": -7}, {"frames": 1}),
        ({"NumberOfFrames": 2**31 - 1}, {"frames": 1 << 18}),
    ],
)
def test_what_can_only_mean_one_thing_is_repaired(keywords: dict[str, Any], expected: dict[str, Any]) -> None:
    form = PixelFormat.of(header_of(**keywords))
    assert {name: getattr(form, name) for name in expected} == expected


def test_three_samples_are_a_color_whatever_the_label() -> None:
    color = np.zeros((2, 2, 3), np.uint8)
    assert PixelFormat.of(header_of(color, PhotometricInterpretation="MONOCHROME2")).photometric == "RGB"
    assert PixelFormat.of(header_of(color, SamplesPerPixel=None)).samples == 3


@pytest.mark.parametrize(
    ("keywords", "kind", "words"),
    [
        ({"PixelData": None}, NoPicture, "no picture"),
        ({"Rows": 0}, BrokenFile, "by 0 pixels"),
        ({"Rows": None}, BrokenFile, "by 0 pixels"),
        ({"BitsAllocated": 24}, UnsupportedPixels, "24 bits"),
        ({"BitsAllocated": 64}, UnsupportedPixels, "64 bits"),
        *(
            pytest.param(
                {"SamplesPerPixel": samples, "PhotometricInterpretation": term},
                UnsupportedPixels,
                term,
                marks=pytest.mark.reads("photometric", term, verdict="no"),
            )
            for samples, term in ((4, "CMYK"), (4, "ARGB"), (3, "HSV"))
        ),
        ({"Rows": 65535, "Columns": 65535}, LimitExceeded, "65,535 by 65,535"),
    ],
)
def test_what_cannot_be_shown_says_why(keywords: dict[str, Any], kind: type[ViewerError], words: str) -> None:
    with pytest.raises(kind, match=words):
        PixelFormat.of(header_of(**keywords))


@pytest.mark.trap(10)
@pytest.mark.parametrize(
    ("uid", "words"),
    [
        (f"{BASE}.4.102", "MPEG-4"),
        (f"{BASE}.4.100", "MPEG-2"),
        (f"{BASE}.4.107", "HEVC"),
        (f"{BASE}.4.94", "JPIP"),
        ("1.2.3.4.5", "unknown"),
    ],
)
def test_trap_10_a_syntax_without_a_decoder_is_named_in_words(uid: str, words: str) -> None:
    dataset = header_of()
    dataset.syntax = uid
    with pytest.raises(UnsupportedPixels, match=words) as failure:
        PixelFormat.of(dataset)
    assert failure.value.do


# Native pixels


def test_native_pixels_are_a_view_without_any_codec() -> None:
    frame = np.arange(512 * 512, dtype=np.uint16).reshape(512, 512)
    form = PixelFormat(rows=512, columns=512)
    data = frame.tobytes()
    pixels = decode(data, form, 0)
    assert np.array_equal(pixels, frame)
    assert not pixels.flags.owndata
    spans = []
    for _ in range(20):
        start = time.perf_counter()
        decode(data, form, 0)
        spans.append(time.perf_counter() - start)
    assert sorted(spans)[10] < 0.001


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_kind_of_buffer_is_read(kind: Any) -> None:
    frame = np.arange(12, dtype=np.uint16).reshape(3, 4)
    assert np.array_equal(decode(kind(frame.tobytes()), PixelFormat(rows=3, columns=4), 0), frame)


def test_pixels_are_written_where_they_are_wanted() -> None:
    frame = np.arange(12, dtype=np.int16).reshape(3, 4)
    form = PixelFormat(rows=3, columns=4, signed=True)
    out = np.zeros((3, 4), np.int16)
    assert decode(frame.tobytes(), form, 0, out=out) is out
    assert np.array_equal(out, frame)
    with pytest.raises(TypeError):
        decode(frame.tobytes(), form, 0, out=np.zeros((3, 4), np.uint8))


@pytest.mark.trap(2)
@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian])
@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4"])
def test_trap_2_every_integer_type_in_every_byte_order(syntax: str, dtype: str) -> None:
    frames = np.random.default_rng(0).integers(np.iinfo(dtype).min, np.iinfo(dtype).max, (3, 3, 5), endpoint=True).astype(dtype)
    raw = frames.astype(frames.dtype.newbyteorder(">")).tobytes() if syntax == ExplicitVRBigEndian else frames.tobytes()
    data, form = written(frames, syntax=syntax, raw=raw + b"\0" * (len(raw) % 2))
    for number in range(3):
        assert np.array_equal(decode(data, form, number), frames[number])


@pytest.mark.trap(2)
def test_trap_2_eight_bit_pixels_in_big_endian_words_are_swapped_across_frames() -> None:
    """Frames of odd length share a word: 3 frames of 5 pixels."""
    frames = np.arange(1, 16, dtype=np.uint8).reshape(3, 1, 5)
    swapped = np.frombuffer(frames.tobytes() + b"\0", "<u2").astype(">u2").tobytes()
    form = PixelFormat(rows=1, columns=5, frames=3, allocated=8, stored=8, high_bit=7, little_endian=False, word_bits=16)
    for number in range(3):
        assert np.array_equal(decode(swapped, form, number), frames[number])
        assert np.array_equal(decode(frames.tobytes(), replace(form, word_bits=8), number), frames[number])


@pytest.mark.trap(1)
@pytest.mark.parametrize(("stored", "high_bit"), [(12, 11), (12, 15), (12, 13), (10, 9), (1, 0), (15, 15)])
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
def test_trap_1_only_the_stored_bits_count_and_their_sign_is_extended(stored: int, high_bit: int, *, signed: bool) -> None:
    rng = np.random.default_rng(1)
    low, high = (-(1 << stored - 1), 1 << stored - 1) if signed else (0, 1 << stored)
    values = rng.integers(low, high, (7, 9))
    shift = high_bit + 1 - stored
    mask = ((1 << stored) - 1) << shift
    noise = rng.integers(0, 65536, (7, 9)) & ~mask
    words = ((values << shift) & mask | noise).astype(np.uint16)
    form = PixelFormat(rows=7, columns=9, stored=stored, high_bit=high_bit, signed=signed)
    pixels = decode(words.tobytes(), form, 0)
    assert pixels.dtype == form.dtype
    assert np.array_equal(pixels, values)


@pytest.mark.trap(9)
@pytest.mark.parametrize("swapped", [False, True], ids=["little endian", "big endian"])
def test_trap_9_single_bits_run_on_over_bytes_and_frames(*, swapped: bool) -> None:
    frames = np.random.default_rng(2).integers(0, 2, (5, 3, 7)).astype(np.uint8)
    packed = np.packbits(frames.reshape(-1), bitorder="little").tobytes()
    packed += b"\0" * (len(packed) % 2)
    form = PixelFormat(rows=3, columns=7, frames=5, allocated=1, stored=1, high_bit=0, little_endian=not swapped)
    data = np.frombuffer(packed, "<u2").astype(">u2").tobytes() if swapped else packed
    for number in range(5):
        assert np.array_equal(decode(data, form, number), frames[number])


@pytest.mark.trap(9)
@pytest.mark.parametrize(("keyword", "dtype"), [("FloatPixelData", np.float32), ("DoubleFloatPixelData", np.float64)])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_trap_9_fractional_pixels_keep_their_values(keyword: str, dtype: Any, syntax: str) -> None:
    values = np.array([[0.5, -1e30, np.nan], [np.inf, 3.25, -0.0]], dtype)
    raw = values.astype(values.dtype.newbyteorder(">")).tobytes() if syntax == ExplicitVRBigEndian else values.tobytes()
    dataset = read_dataset(
        Memory(
            file_bytes(
                data_set(np.zeros((2, 3), np.uint16), PixelData=None, BitsAllocated=8 * values.itemsize, **{keyword: raw}), syntax=syntax
            )
        )
    )
    form = PixelFormat.of(dataset)
    assert form.dtype == dtype
    assert np.array_equal(decode(raw, form, 0), values, equal_nan=True)


@pytest.mark.trap(5)
def test_trap_5_a_truncated_frame_is_filled_with_zeros_and_told() -> None:
    frames = np.arange(1, 25, dtype=np.uint16).reshape(2, 3, 4)
    form = PixelFormat(rows=3, columns=4, frames=2)
    data = frames.tobytes()[:-5]
    index = frame_index(data, form)
    assert "cut short" in index.notes[0]
    assert np.array_equal(decode(data, form, 0, frames=index), frames[0])
    last = decode(data, form, 1, frames=index).reshape(-1)
    assert np.array_equal(last[:9], frames[1].reshape(-1)[:9])
    assert last[10:].tolist() == [0, 0]


@pytest.mark.trap(5)
def test_trap_5_frames_that_are_not_there_are_told_and_the_others_shown() -> None:
    notes: list[str] = []
    form = PixelFormat(rows=3, columns=4, frames=10)
    assert frame_index(bytes(24 * 3), form).count == 3
    decode(bytes(24 * 3), form, 2, notes=notes)
    assert "cut short" in notes[0]
    with pytest.raises(BrokenFile, match="Picture 4 is not in the file"):
        decode(bytes(24 * 3), form, 3)
    with pytest.raises(BrokenFile, match="ends before"):
        decode(b"", form, 0)


@pytest.mark.trap(5)
def test_trap_5_pixels_of_odd_length_are_padded_or_not() -> None:
    frame = np.arange(15, dtype=np.uint8).reshape(3, 5)
    form = PixelFormat(rows=3, columns=5, allocated=8, stored=8, high_bit=7)
    for data in (frame.tobytes(), frame.tobytes() + b"\0"):
        assert frame_index(data, form).notes == ()
        assert np.array_equal(decode(data, form, 0), frame)


@pytest.mark.trap(6)
@pytest.mark.parametrize("planar", [0, 1])
def test_trap_6_planes_or_pixels(planar: int) -> None:
    frames = np.random.default_rng(3).integers(0, 256, (2, 4, 5, 3)).astype(np.uint8)
    data = (frames.transpose(0, 3, 1, 2) if planar else frames).tobytes()
    form = PixelFormat(rows=4, columns=5, samples=3, frames=2, allocated=8, stored=8, high_bit=7, photometric="RGB", planar=planar)
    for number in range(2):
        pixels = decode(data, form, number)
        assert np.array_equal(pixels, frames[number])
        assert pixels.flags.c_contiguous


@pytest.mark.trap(7)
def test_trap_7_native_ybr_becomes_rgb() -> None:
    form = PixelFormat(rows=1, columns=2, samples=3, allocated=8, stored=8, high_bit=7, photometric="YBR_FULL")
    assert decode(bytes([76, 85, 255, 255, 128, 128]), form, 0).tolist() == [[[254, 0, 0], [255, 255, 255]]]
    shared = replace(form, photometric="YBR_FULL_422")
    assert decode(bytes([76, 149, 85, 255]), shared, 0).tolist()[0][0] == [254, 0, 0]


@pytest.mark.trap(7)
def test_trap_7_shared_chroma_in_name_only_is_noticed_by_its_length() -> None:
    rgb = PixelFormat(rows=2, columns=4, samples=3, frames=2, allocated=8, stored=8, high_bit=7, photometric="YBR_FULL_422")
    full = np.full((2, 2, 4, 3), 128, np.uint8)
    full[..., 0] = np.arange(16, dtype=np.uint8).reshape(2, 2, 4)
    assert np.array_equal(decode(full.tobytes(), rgb, 1)[..., 1], full[1, ..., 0])


def test_an_odd_number_of_pixels_with_shared_chroma_is_read() -> None:
    form = PixelFormat(rows=1, columns=3, samples=3, allocated=8, stored=8, high_bit=7, photometric="YBR_FULL_422")
    assert decode(bytes([10, 20, 128, 128, 30, 0, 128, 128]), form, 0)[0, :, 0].tolist() == [10, 20, 30]


def test_sixteen_bit_color_becomes_eight_bit() -> None:
    form = PixelFormat(rows=1, columns=1, samples=3, stored=12, high_bit=11, photometric="RGB")
    assert decode(np.array([4095, 2048, 15], "<u2").tobytes(), form, 0).tolist() == [[[255, 128, 0]]]


# Labels that lie about the wrapping


@pytest.mark.trap(3)
def test_trap_3_compressed_in_name_only() -> None:
    frame = np.arange(12, dtype=np.uint16).reshape(3, 4)
    form = PixelFormat(syntax=f"{BASE}.4.70", rows=3, columns=4)
    notes: list[str] = []
    assert np.array_equal(decode(frame.tobytes(), form, 0, notes=notes), frame)
    assert "not compressed" in notes[0]


@pytest.mark.trap(3)
def test_trap_3_a_compressed_picture_without_its_wrapping() -> None:
    import imagecodecs

    frame = np.arange(400, dtype=np.uint16).reshape(20, 20)
    form = PixelFormat(syntax=f"{BASE}.4.80", rows=20, columns=20)
    notes: list[str] = []
    assert np.array_equal(decode(bytes(imagecodecs.jpegls_encode(frame)), form, 0, notes=notes), frame)
    assert "not wrapped" in notes[0]


@pytest.mark.trap(3)
def test_trap_3_a_wrapped_picture_in_a_file_that_says_uncompressed() -> None:
    import imagecodecs

    frame = np.arange(400, dtype=np.uint16).reshape(20, 20)
    form = PixelFormat(rows=20, columns=20, encapsulated=True)
    assert np.array_equal(decode(encapsulated([[bytes(imagecodecs.jpegls_encode(frame))]]), form, 0), frame)


SLOPE = (np.add.outer(7 * np.arange(30), 3 * np.arange(41)) % 251).astype(np.uint8)
STREAMS = {
    "jpeg": JPEGLosslessSV1, "jpegls": JPEGLSLossless, "jpeg2000": JPEG2000Lossless, "rle": RLELossless, "jp2": JPEG2000Lossless,
}  # fmt: skip


def stream_of(kind: str) -> bytes:
    if kind == "rle":
        ds = data_set(SLOPE)
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds.compress(RLELossless, encoding_plugin="pydicom")
        return next(generate_frames(ds.PixelData, number_of_frames=1))
    if kind == "jpeg":
        return bytes(imagecodecs.jpeg8_encode(SLOPE, lossless=True, predictor=1))
    if kind == "jpegls":
        return bytes(imagecodecs.jpegls_encode(SLOPE))
    return bytes(imagecodecs.jpeg2k_encode(SLOPE, level=0, reversible=True, codecformat="j2k" if kind == "jpeg2000" else "jp2"))


def labeled(stream: bytes, syntax: str) -> Pixels:
    ds = data_set(SLOPE, PixelData=encapsulated([[stream]]))
    ds["PixelData"].VR = "OB"
    data = file_bytes(ds, syntax=syntax)
    dataset = read_dataset(Memory(data))
    assert dataset.pixels is not None
    return decode(data[dataset.pixels.start :], PixelFormat.of(dataset), 0)


@pytest.mark.native
@pytest.mark.trap(3)
@pytest.mark.parametrize("label", sorted(set(STREAMS.values())))
@pytest.mark.parametrize("kind", sorted(STREAMS))
def test_trap_3_one_compression_under_the_name_of_another(kind: str, label: str) -> None:
    assert np.array_equal(labeled(stream_of(kind), label), SLOPE)


@pytest.mark.native
@pytest.mark.trap(44)
@pytest.mark.parametrize("front", [b"\0\0\0\0", b"HEADER: 41 x 30 ", b"\xff" * 100, bytes(4000)])
@pytest.mark.parametrize("label", [JPEGLosslessSV1, RLELossless, JPEG2000Lossless])
@pytest.mark.parametrize("kind", sorted(STREAMS.keys() - {"rle"}))
def test_bytes_in_front_of_a_compressed_picture_are_passed_over(kind: str, label: str, front: bytes) -> None:
    assert np.array_equal(labeled(front + stream_of(kind), label), SLOPE)


@pytest.mark.native
def test_a_picture_of_another_size_behind_other_bytes_is_not_taken_for_the_one_that_is_announced() -> None:
    other = bytes(imagecodecs.jpegls_encode(np.zeros((8, 8), np.uint8)))
    with pytest.raises(BrokenFile):
        labeled(b"HEADER: " + other, JPEGLosslessSV1)


def test_pixels_that_begin_like_an_item_are_still_pixels() -> None:
    frame = np.frombuffer(b"\xfe\xff\x00\xe0\x04\0\0\0" + bytes(16), np.uint16).reshape(3, 4)
    assert np.array_equal(decode(frame.tobytes(), PixelFormat(rows=3, columns=4, encapsulated=False), 0), frame)


def test_neither_compressed_nor_large_enough_is_broken() -> None:
    with pytest.raises(BrokenFile, match="JPEG lossless"):
        frame_index(bytes(10), PixelFormat(syntax=f"{BASE}.4.70", rows=3, columns=4))


# Real files, against pydicom and against their own uncompressed versions


def by_pydicom(path: Path, index: int, form: PixelFormat) -> Pixels | None:
    """Pydicom's pixels of a frame with pylibjpeg's decoders, brought to our form; None where it cannot."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ds = pydicom.dcmread(path, force=True)
            options = {"decoding_plugin": "pylibjpeg"} if form.compressed and form.syntax != f"{BASE}.8.1" else {}
            pixels = pixel_array(ds, index=index, **options)
            if form.palette is not None:
                pixels = apply_color_lut(pixels, ds)
                return pixels >> 8 if pixels.max(initial=0) > 255 else pixels
    except Exception:  # noqa: BLE001 - a second opinion that has none
        return None
    return pixels >> (form.stored - 8) if form.samples == 3 and form.stored > 8 else pixels


UNREADABLE = {
    # damaged on purpose, and no decoder reads them
    "JPEG2000-embedded-sequence-delimiter.dcm": "is 3,722,445,056 by 1,024 pixels",
    # data sets without an image, but with a pixel element
    "meta_missing_tsyntax.dcm": "0 by 0",
    "nested_priv_SQ.dcm": "0 by 0",
}
NEAR = {f"{BASE}.4.50": 8, f"{BASE}.4.51": 3, f"{BASE}.4.91": 1, f"{BASE}.4.203": 1}
"""How far two right decoders of a lossy syntax may lie apart: the transform's rounding and how chroma is spread."""

FOLDERS = [
    "pydicom",
    "pydicom-data",
    "pylibjpeg-data",
    "cornerstone-syntaxes",
    "dicomparser",
    "gcp-adapter",
    "highdicom",
    "dcmqi",
    "xa-cine",
    "nibabel",
    "wsi-ezwsi",
]


@pytest.mark.corpus
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_corpus_decodes_as_pydicom_with_other_decoders_does(corpus: Path, folder: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    decoded = 0
    refused: dict[str, str] = {}
    for path in files_below([corpus / folder]):
        try:
            data, form, _ = stored_in(path)
            frames = frame_index(data, form)
            index = min(1, frames.count - 1)
            pixels = decode(data, form, index, frames=frames)
        except NoPicture:
            continue
        except NotDicom:
            continue
        except ViewerError as failure:
            refused[path.name] = str(failure)
            continue
        assert pixels.dtype == (form.dtype if form.gray else np.uint8)
        assert pixels.shape == ((form.rows, form.columns) if form.gray else (form.rows, form.columns, 3))
        decoded += 1
        reference = by_pydicom(path, index, form)
        if reference is None:
            continue
        reference = reference.reshape(pixels.shape)
        far = np.nanmax(np.abs(pixels.astype(np.float64) - reference))
        assert far <= NEAR.get(form.syntax, 1 if "YBR" in form.photometric else 0), path
    assert decoded
    for name, reason in refused.items():
        assert UNREADABLE.get(name, "not listed") in reason, name


PAIRS = [
    (
        "MR_small.dcm",
        [
            "MR_small_RLE.dcm",
            "MR_small_bigendian.dcm",
            "MR_small_jp2klossless.dcm",
            "MR_small_jpeg_ls_lossless.dcm",
            "MR_small_implicit.dcm",
        ],
    ),
    ("rtdose.dcm", ["rtdose_rle.dcm", "rtdose_expb.dcm"]),
    ("rtdose_1frame.dcm", ["rtdose_rle_1frame.dcm", "rtdose_expb_1frame.dcm"]),
    (
        "emri_small.dcm",
        ["emri_small_RLE.dcm", "emri_small_big_endian.dcm", "emri_small_jpeg_2k_lossless.dcm", "emri_small_jpeg_ls_lossless.dcm"],
    ),
    ("liver_expb.dcm", ["liver_rle.dcm", "liver_deflate.dcm"]),
    ("liver_1frame.dcm", ["liver_expb_1frame.dcm"]),
    ("liver_nonbyte_aligned.dcm", ["liver_nonbyte_aligned_rle.dcm", "liver_nonbyte_aligned_j2k.dcm", "liver_nonbyte_aligned_deflated.dcm"]),
    ("SC_rgb.dcm", ["SC_rgb_rle.dcm", "SC_rgb_expb.dcm"]),
    ("SC_rgb_2frame.dcm", ["SC_rgb_rle_2frame.dcm", "SC_rgb_expb_2frame.dcm"]),
    ("SC_rgb_16bit.dcm", ["SC_rgb_rle_16bit.dcm", "SC_rgb_expb_16bit.dcm"]),
    ("SC_rgb_32bit_2frame.dcm", ["SC_rgb_rle_32bit_2frame.dcm", "SC_rgb_expb_32bit_2frame.dcm"]),
    ("OBXXXX1A.dcm", ["OBXXXX1A_rle.dcm", "OBXXXX1A_expb.dcm"]),
    ("SC_rgb_small_odd.dcm", ["SC_rgb_small_odd_big_endian.dcm"]),
]


@pytest.mark.corpus
@pytest.mark.parametrize(("plain", "others"), PAIRS, ids=[plain for plain, _ in PAIRS])
def test_every_syntax_gives_the_pixels_of_the_uncompressed_file(corpus: Path, plain: str, others: list[str]) -> None:
    found = {path.name: path for folder in ("pydicom", "pydicom-data") for path in files_below([corpus / folder])}
    if plain not in found:
        pytest.skip(f"{plain} is not in the corpus")
    data, form, _ = stored_in(found[plain])
    frames = frame_index(data, form)
    for name in others:
        if name not in found:
            continue
        other_data, other, _ = stored_in(found[name])
        other_frames = frame_index(other_data, other)
        assert other_frames.count == frames.count, name
        for number in range(frames.count):
            assert np.array_equal(decode(data, form, number, frames=frames), decode(other_data, other, number, frames=other_frames)), name


@pytest.mark.corpus
def test_one_ct_is_the_same_in_all_its_lossless_syntaxes(corpus: Path) -> None:
    folder = corpus / "cornerstone-syntaxes" / "testImages"
    files = {path.name.rsplit("_", 1)[-1]: path for path in files_below([folder]) if path.name.startswith("CTImage.dcm_")}
    whole = next(path for name, path in files.items() if name == f"{BASE}.dcm")
    data, form, _ = stored_in(whole)
    reference = decode(data, form, 0)
    lossless = [f"{BASE}{end}.dcm" for end in (".1", ".2", ".1.99", ".4.57", ".4.70", ".4.80", ".4.90", ".5")]
    compared = 0
    for name in lossless:
        if name in files:
            data, form, _ = stored_in(files[name])
            assert np.array_equal(decode(data, form, 0), reference), name
            compared += 1
    assert compared >= 6


@pytest.mark.parametrize(
    "name",
    ["CT_small.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "rtdose_1frame.dcm", "SC_rgb_rle.dcm", "examples_palette.dcm", "liver_1frame.dcm"],
)
def test_files_inside_pydicom_decode_as_pydicom_does(name: str) -> None:
    try:
        path = get_testdata_file(name, download=False)
    except (ValueError, TypeError):
        path = None
    if path is None:
        pytest.skip(f"{name} is not in this pydicom")
    data, form, _ = stored_in(Path(str(path)))
    pixels = decode(data, form, 0)
    reference = by_pydicom(Path(str(path)), 0, replace(form, syntax=ExplicitVRLittleEndian))
    assert reference is not None
    assert np.array_equal(pixels, reference.reshape(pixels.shape))


def packed_bits(values: Pixels, bits: int, *, big: bool = False) -> bytes:
    """Values one after the other without a gap, the first in the lowest bits of 16-bit words; made digit by digit."""
    number = sum((int(value) & ((1 << bits) - 1)) << bits * at for at, value in enumerate(values.reshape(-1)))
    size = -(-values.size * bits // 16) * 2
    words = np.frombuffer(number.to_bytes(size, "little"), "<u2")
    return words.astype(">u2" if big else "<u2").tobytes()


@pytest.mark.trap(55)
@pytest.mark.parametrize("bits", [4, 10, 12, 14])
@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_packed_values_of_any_number_of_bits_are_taken_apart_in_both_byte_orders(bits: int, *, big: bool, signed: bool) -> None:
    low = -(1 << bits - 1) if signed else 0
    values = np.random.default_rng(bits).integers(low, low + (1 << bits), (3, 7, 9)).astype("i2" if signed else "u2")
    syntax = "1.2.840.10008.1.2.2" if big else "1.2.840.10008.1.2.1"
    form = PixelFormat(
        syntax=syntax, rows=7, columns=9, frames=3, allocated=bits, stored=bits, high_bit=bits - 1, signed=signed, little_endian=not big
    )
    raw = packed_bits(values, bits, big=big)
    for index in range(3):  # 7 x 9 values do not end with a byte, nor with a word
        assert np.array_equal(decode(raw, form, index), values[index])


@pytest.mark.trap(55)
@pytest.mark.parametrize("bits", [10, 12])
@pytest.mark.parametrize("claimed", [None, 16])
def test_values_of_10_or_12_bits_that_are_packed_are_read_also_where_they_are_said_to_fill_16(bits: int, claimed: int | None) -> None:
    values = np.random.default_rng(5).integers(0, 1 << bits, (16, 20)).astype(np.uint16)
    dataset = header_of(values, BitsAllocated=claimed or bits, BitsStored=bits, HighBit=bits - 1, PixelData=packed_bits(values, bits))
    form = PixelFormat.of(dataset)
    assert np.array_equal(decode(packed_bits(values, bits), form, 0), values)
    whole = PixelFormat.of(header_of(values, BitsStored=bits, HighBit=bits - 1))
    assert (whole.allocated, whole.packed) == (16, False)


@pytest.mark.trap(55)
def test_only_the_stored_of_packed_bits_count() -> None:
    values = np.arange(64, dtype=np.uint16).reshape(8, 8) * 16
    form = PixelFormat(rows=8, columns=8, allocated=12, stored=10, high_bit=9)
    assert np.array_equal(decode(packed_bits(values | 0xC00, 12), form, 0), values)
    form = PixelFormat(rows=8, columns=8, allocated=12, stored=8, high_bit=11)
    assert np.array_equal(decode(packed_bits(values << 2 | 3, 12), form, 0), values >> 2)
