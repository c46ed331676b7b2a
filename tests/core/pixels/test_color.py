"""Color: YBR, shared chroma, palettes plain, packed and segmented (traps 7 and 8)."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels import apply_color_lut, convert_color_space, pixel_array
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.dicom.dataset import Dataset as Read
from viewer.dicom.dataset import read_dataset
from viewer.errors import BrokenFile
from viewer.pixels.color import Palette, eight_bits, expand_segments, palette_of, unfold_422, ybr_to_rgb
from viewer.pixels.decode import PixelFormat, decode
from viewer.render.picture import picture, thumbnail
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames


def with_palette(
    descriptor: list[int], tables: list[bytes], *, syntax: str = ExplicitVRLittleEndian, segmented: bool = False, signed: bool = False
) -> Read:
    ds = data_set(np.zeros((2, 2), np.int16 if signed else np.uint16), PhotometricInterpretation="PALETTE COLOR")
    prefix = "Segmented" if segmented else ""
    for name, table in zip(("Red", "Green", "Blue"), tables, strict=True):
        vr = "SS" if signed else "US"
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", vr, descriptor)
        ds.add_new(f"{prefix}{name}PaletteColorLookupTableData", "OW", table)
    return read_dataset(Memory(file_bytes(ds, syntax=syntax)))


def words_of(*values: int, order: str = "<") -> bytes:
    return np.array(values, order + "u2").tobytes()


@pytest.mark.trap(7)
@given(st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_trap_7_ybr_becomes_rgb_as_the_standard_computes_it(seed: int) -> None:
    ybr = np.random.default_rng(seed).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    luma, blue, red = (ybr[..., channel].astype(float) - (0, 128, 128)[channel] for channel in range(3))
    literal = np.stack([luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue], axis=-1)
    assert np.abs(ybr_to_rgb(ybr) - np.clip(literal, 0, 255)).max() <= 0.51
    assert np.abs(ybr_to_rgb(ybr).astype(int) - convert_color_space(ybr, "YBR_FULL", "RGB").astype(int)).max() <= 1


def test_large_pictures_are_turned_in_blocks_of_rows_and_come_out_the_same() -> None:
    ybr = np.random.default_rng(5).integers(0, 256, (1100, 1000, 3)).astype(np.uint8)
    whole = ybr_to_rgb(ybr)
    assert np.array_equal(whole, np.concatenate([ybr_to_rgb(ybr[start : start + 100]) for start in range(0, 1100, 100)]))


@pytest.mark.reads("photometric", "YBR_PARTIAL_422")
def test_partial_range_ybr_reaches_black_and_white() -> None:
    ybr = np.array([[[16, 128, 128], [235, 128, 128]]], np.uint8)
    assert ybr_to_rgb(ybr, partial=True).tolist() == [[[0, 0, 0], [255, 255, 255]]]


@pytest.mark.trap(7)
def test_trap_7_shared_chroma_is_given_to_both_pixels() -> None:
    samples = np.array([1, 2, 30, 40, 3, 4, 50, 60], np.uint8)
    assert unfold_422(samples, 1, 4).tolist() == [[[1, 30, 40], [2, 30, 40], [3, 50, 60], [4, 50, 60]]]


@pytest.mark.parametrize(
    ("stored", "value", "eight"),
    [(16, 65535, 255), (16, 255, 0), (12, 4095, 255), (12, 2048, 128), (8, 200, 200), (4, 15, 255), (1, 1, 255), (32, 2**32 - 1, 255)],
)
def test_color_of_other_depths_becomes_eight_bits_proportionally(stored: int, value: int, eight: int) -> None:
    dtype = np.uint8 if stored <= 8 else np.uint16 if stored <= 16 else np.uint32
    assert eight_bits(np.array([value], dtype), stored).tolist() == [eight]


def test_signed_color_is_taken_from_the_middle() -> None:
    assert eight_bits(np.array([-128, 0, 127], np.int8), 8).tolist() == [0, 128, 255]


@pytest.mark.trap(8)
def test_trap_8_a_descriptor_of_0_means_65536_entries() -> None:
    ramp = np.arange(65536, dtype="<u2").tobytes()
    palette = palette_of(with_palette([0, 0, 16], [ramp, ramp, ramp]))
    assert palette.table.shape == (65536, 3)
    assert palette.apply(np.array([0, 256, 65535], np.uint16))[:, 0].tolist() == [0, 1, 255]


@pytest.mark.trap(8)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_trap_8_the_first_mapped_value_is_signed_where_the_pixels_are(syntax: str) -> None:
    dataset = with_palette([3, -2, 16], [words_of(0x0100, 0x0200, 0x0300)] * 3, signed=True, syntax=syntax)
    colors = palette_of(dataset).apply(np.array([-9, -2, -1, 0, 9], np.int16))
    assert colors[:, 0].tolist() == [1, 1, 2, 3, 3]


@pytest.mark.trap(8)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_trap_8_eight_bit_entries_share_words(syntax: str) -> None:
    packed = words_of(10 | 20 << 8, 30 | 40 << 8, order=">" if syntax == ExplicitVRBigEndian else "<")
    dataset = with_palette([4, 0, 8], [packed] * 3, syntax=syntax)
    assert palette_of(dataset).table[:, 1].tolist() == [10, 20, 30, 40]


@pytest.mark.trap(8)
def test_trap_8_eight_bit_entries_with_a_word_each_are_read_as_well() -> None:
    assert palette_of(with_palette([3, 0, 8], [words_of(10, 20, 30)] * 3)).table[:, 0].tolist() == [10, 20, 30]


@pytest.mark.trap(8)
def test_trap_8_sixteen_bit_entries_that_are_eight_bit_values_are_not_shown_black() -> None:
    assert palette_of(with_palette([3, 0, 16], [words_of(10, 20, 255)] * 3)).table[:, 0].tolist() == [10, 20, 255]


@pytest.mark.trap(8)
def test_trap_8_a_short_table_ends_where_it_ends() -> None:
    assert len(palette_of(with_palette([256, 0, 16], [words_of(256, 512)] * 3)).table) == 2


def test_a_missing_table_is_told() -> None:
    with pytest.raises(BrokenFile, match="color table"):
        palette_of(read_dataset(Memory(file_bytes(data_set(PhotometricInterpretation="PALETTE COLOR")))))


@pytest.mark.trap(8)
def test_trap_8_segments_expand_to_runs_lines_and_repeats() -> None:
    words = np.array([0, 2, 0, 100, 1, 4, 500, 2, 1, 4 * 2, 0], np.uint16)  # the last: one segment again, from byte 8
    assert expand_segments(words).tolist() == [0, 100, 200, 300, 400, 500, 500, 500, 500, 500]


@pytest.mark.trap(8)
def test_trap_8_segments_of_bytes_expand_too() -> None:
    words = np.array([0, 1, 7, 1, 3, 10, 2, 1, 0, 0, 0, 0], np.uint16)
    assert expand_segments(words, bits=8).tolist() == [7, 8, 9, 10, 7]


@pytest.mark.trap(8)
@pytest.mark.reference("pydicom 3.0.2")
def test_trap_8_a_segmented_palette_is_read_from_a_header_as_pydicom_does() -> None:
    table = words_of(0, 1, 0x1000, 1, 255, 0xFF00)
    dataset = with_palette([256, 0, 16], [table] * 3, segmented=True)
    ds = data_set(np.zeros((2, 2), np.uint8), PhotometricInterpretation="PALETTE COLOR")
    for name in ("Red", "Green", "Blue"):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
        ds.add_new(f"Segmented{name}PaletteColorLookupTableData", "OW", table)
    file_bytes(ds)  # gives it the byte order that pydicom asks for
    stored = np.arange(256, dtype=np.uint8)
    assert np.array_equal(palette_of(dataset).apply(stored), apply_color_lut(stored, ds) >> 8)


@given(st.lists(st.integers(0, 65535), max_size=60))
@settings(max_examples=300, deadline=None)
def test_hostile_segments_expand_to_a_table_within_bounds(words: list[int]) -> None:
    assert len(expand_segments(np.array(words, np.uint16))) <= 65536
    assert len(expand_segments(np.array(words, np.uint16) & 3, bits=8)) <= 65536


@pytest.mark.trap(8)
def test_trap_8_a_palette_beside_gray_pixels_is_ignored() -> None:
    """The photometric interpretation decides, not what else lies in the file."""
    ds = data_set(np.array([[0, 700], [1400, 2]], np.uint16))
    for name in ("Red", "Green", "Blue"):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", "US", [3, 0, 16])
        ds.add_new(f"{name}PaletteColorLookupTableData", "OW", words_of(0xFF00, 0, 0xFF00))
    dataset = read_dataset(Memory(file_bytes(ds)))
    form = PixelFormat.of(dataset)
    assert form.palette is None and form.gray
    assert decode(ds.PixelData, form, 0).tolist() == [[0, 700], [1400, 2]]


def test_indices_of_any_width_are_looked_up() -> None:
    palette = Palette(-1, np.array([[1, 2, 3], [4, 5, 6]], np.uint8))
    for dtype in (np.int8, np.int16, np.int32):
        assert palette.apply(np.array([-5, -1, 0, 5], dtype)).tolist() == [[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]]


def test_segments_that_repeat_nothing_for_ever_come_to_an_end() -> None:
    empty = [0, 0] * 30_000
    assert len(expand_segments(np.array([*empty, *[2, 65535, 0, 0] * 60_000], np.uint16))) == 0


@pytest.mark.trap(8)
def test_twelve_bit_entries_are_not_shown_dark() -> None:
    assert palette_of(with_palette([3, 0, 12], [words_of(0, 2048, 4095)] * 3)).table[:, 0].tolist() == [0, 128, 255]


def shown(ds: Dataset, *, syntax: str = ExplicitVRLittleEndian) -> NDArray[np.uint8]:
    catalog = Catalog()
    scan(Memory(file_bytes(ds, syntax=syntax)), catalog)
    rgba = picture(Frames(next(catalog.stacks()), budget=1 << 28), 0, overlays=False).rgba
    assert rgba is not None
    return rgba[..., :3]


@pytest.mark.trap(8)
def test_a_palette_is_ignored_where_the_pixels_are_called_gray() -> None:
    ds = data_set(np.array([[0, 128, 255]], np.uint8), WindowCenter="128", WindowWidth="256")
    for name in ("Red", "Green", "Blue"):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", "US", [256, 0, 8])
        ds.add_new(f"{name}PaletteColorLookupTableData", "OW", bytes(range(255, -1, -1)))
    assert shown(ds).tolist() == [[[0, 0, 0], [128, 128, 128], [255, 255, 255]]]


def by_dcmtk(file: Path, folder: Path) -> NDArray[np.uint8] | None:
    """The first picture as DCMTK draws it; None where it cannot."""
    out = folder / "dcmtk.ppm"
    if subprocess.run(["dcmj2pnm", "-O", file, out], capture_output=True).returncode:
        return None
    kind, size, most, body = out.read_bytes().split(b"\n", 3)
    columns, rows = map(int, size.split())
    assert (kind, most) == (b"P6", b"255")
    return np.frombuffer(body, np.uint8).reshape(rows, columns, 3)


RAMPS = [np.arange(256) * 257, np.arange(256)[::-1] * 257, (np.arange(256) ** 2 // 256) * 257]


@pytest.mark.trap(8)
@pytest.mark.native
@pytest.mark.reads("photometric", "PALETTE COLOR")
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian])
@pytest.mark.parametrize(
    ("dtype", "first", "bits"), [("u1", 0, 16), ("u1", 20, 16), ("u2", 1000, 16), ("u2", 60000, 16), ("i2", -100, 16), ("u1", 0, 8)]
)
def test_synthetic_palettes_look_as_in_dcmtk(tmp_path: Path, dtype: str, first: int, bits: int, syntax: str) -> None:
    pixels = (np.arange(300).reshape(15, 20) - 20 + first).clip(np.iinfo(dtype).min, np.iinfo(dtype).max).astype(dtype)
    ds = data_set(pixels, PhotometricInterpretation="PALETTE COLOR", RescaleSlope=None, RescaleIntercept=None)
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    if order == ">" and pixels.itemsize == 2:
        ds.PixelData = pixels.astype(">" + dtype).tobytes()
    for name, ramp in zip(("Red", "Green", "Blue"), RAMPS, strict=True):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", "SS" if dtype[0] == "i" else "US", [256, first, bits])
        if bits == 8:
            packed = np.frombuffer((ramp >> 8).astype("u1").tobytes(), "<u2").astype(order + "u2").tobytes()
            ds.add_new(f"{name}PaletteColorLookupTableData", "OW", packed)
        else:
            ds.add_new(f"{name}PaletteColorLookupTableData", "OW", ramp.astype(order + "u2").tobytes())
    path = tmp_path / "made.dcm"
    path.write_bytes(file_bytes(ds, syntax=syntax))
    theirs = by_dcmtk(path, tmp_path)
    assert theirs is not None
    assert np.array_equal(shown(ds, syntax=syntax), theirs)


COLORED = {
    # file: how its colors are stored, and the largest difference from DCMTK, which computes native YBR in tables of whole numbers
    "cornerstone-syntaxes/testImages/US-YBR_FULL_422-EVRLE.dcm": ("YBR_FULL_422", 1),
    "cornerstone-syntaxes/testImages/no-pixel-spacing.dcm": ("PALETTE COLOR", 0),
    "dicomparser/testImages/encapsulated/multi-frame/IM00001.fragmented_no_bot_jpeg_baseline.50.dcm": ("YBR_FULL", 0),
    "dicomparser/testImages/encapsulated/multi-frame/IM00001.implicit_little_endian.dcm": ("RGB", 0),
    "highdicom/data/test_files/seg_image_sm_control_labelmap_palette_color.dcm": ("PALETTE COLOR", 0),
    "pydicom-data/data_store/data/OBXXXX1A.dcm": ("PALETTE COLOR", 0),
    "pydicom-data/data_store/data/OBXXXX1A_expb.dcm": ("PALETTE COLOR", 0),
    "pydicom-data/data_store/data/OBXXXX1A_rle_2frame.dcm": ("PALETTE COLOR", 0),
    "pydicom-data/data_store/data/SC_rgb_16bit.dcm": ("RGB", 0),
    "pydicom-data/data_store/data/SC_rgb_expb_16bit_2frame.dcm": ("RGB", 0),
    "pydicom-data/data_store/data/SC_ybr_full_uncompressed.dcm": ("YBR_FULL", 2),
    "pydicom-data/data_store/data/color-pl.dcm": ("RGB", 0),
    "pydicom-data/data_store/data/color-px.dcm": ("RGB", 0),
    "pydicom/src/pydicom/data/test_files/SC_rgb_dcmtk_+eb+cy+np.dcm": ("YBR_FULL_422", 0),
    "pydicom/src/pydicom/data/test_files/SC_rgb_dcmtk_+eb+cy+s4.dcm": ("YBR_FULL", 0),
    "pydicom/src/pydicom/data/test_files/SC_rgb_rle_32bit.dcm": ("RGB", 0),
    "pydicom/src/pydicom/data/test_files/SC_rgb_small_odd_big_endian.dcm": ("RGB", 0),
    "pydicom/src/pydicom/data/test_files/examples_palette.dcm": ("PALETTE COLOR", 0),
}


@pytest.mark.native
@pytest.mark.corpus
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.reads("photometric", COLORED[name][0])) for name in COLORED])
def test_real_color_looks_as_in_dcmtk(corpus: Path, tmp_path: Path, name: str) -> None:
    catalog = Catalog()
    scan(FileEntry(corpus / name, path=name), catalog)
    rgba = picture(Frames(next(catalog.stacks()), budget=1 << 28), 0, overlays=False).rgba
    theirs = by_dcmtk(corpus / name, tmp_path)
    assert rgba is not None
    assert theirs is not None
    assert np.abs(rgba[..., :3].astype(int) - theirs).max() <= COLORED[name][1]


@pytest.mark.trap(7)
@pytest.mark.native
@pytest.mark.corpus
@pytest.mark.reference("pydicom 3.0.2")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("pydicom/src/pydicom/data/test_files/examples_jpeg2k.dcm", marks=pytest.mark.reads("photometric", "YBR_RCT")),
        pytest.param("pydicom-data/data_store/data/US1_J2KI.dcm", marks=pytest.mark.reads("photometric", "YBR_ICT")),
    ],
)
def test_the_transforms_of_jpeg_2000_are_undone_once(corpus: Path, name: str) -> None:
    catalog = Catalog()
    scan(FileEntry(corpus / name, path=name), catalog)
    rgba = picture(Frames(next(catalog.stacks()), budget=1 << 28), 0, overlays=False).rgba
    assert rgba is not None
    theirs = pixel_array(corpus / name, decoding_plugin="pylibjpeg")
    assert np.abs(rgba[..., :3].astype(int) - theirs).max() <= 1


@pytest.mark.trap(49)
@pytest.mark.parametrize(("signed", "vr", "first"), [(False, "SS", -2000), (False, "US", 63536), (True, "US", 63536), (True, "SS", -2000)])
def test_the_first_value_of_a_palette_has_the_bits_of_the_pixels_however_its_sign_is_written(*, signed: bool, vr: str, first: int) -> None:
    pixels = np.array([[63535, 63536, 63537, 63538]], np.uint16)
    ds = data_set(pixels.view(np.int16) if signed else pixels, PhotometricInterpretation="PALETTE COLOR")
    for name, table in zip(("Red", "Green", "Blue"), ((10, 20, 30), (40, 50, 60), (70, 80, 90)), strict=True):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", vr, [3, first, 16])
        ds.add_new(f"{name}PaletteColorLookupTableData", "OW", words_of(*(value << 8 for value in table)))
    dataset = read_dataset(Memory(file_bytes(ds)))
    shown = decode(pixels.tobytes(), PixelFormat.of(dataset), 0)
    assert shown[0].tolist() == [[10, 40, 70], [10, 40, 70], [20, 50, 80], [30, 60, 90]]


# ---- colors for some of the values of a gray picture

FIRE = np.stack([np.linspace(255, 0, 16), np.zeros(16), np.linspace(0, 255, 16)], axis=-1).round().astype(np.uint8)


def supplemented(pixels: NDArray[np.generic], *, first: int = 1000, presentation: str = "COLOR", vr: str = "US", **more: object) -> Frames:
    """A gray picture whose values from `first` on are red to blue."""
    ds = data_set(pixels, Modality="MR", PixelPresentation=presentation, **{"WindowCenter": "465", "WindowWidth": "930", **more})
    for at, name in enumerate(("Red", "Green", "Blue")):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", vr, [16, first, 16])
        ds.add_new(f"{name}PaletteColorLookupTableData", "OW", (FIRE[:, at].astype("<u2") << 8).tobytes())
    catalog = Catalog()
    scan(Memory(file_bytes(ds)), catalog)
    return Frames(next(catalog.stacks()), budget=1 << 24)


def seen(volume: Frames, index: int = 0, **more: object) -> NDArray[np.uint8]:
    rgba = picture(volume, index, **more).rgba  # type: ignore[arg-type] - whatever a test asks for
    assert rgba is not None
    return rgba[..., :3]


@pytest.mark.trap(53)
@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.uint32])
@pytest.mark.parametrize("presentation", ["COLOR", "MIXED"])
def test_values_of_a_supplemental_palette_have_its_colors_and_the_others_the_window(dtype: type, presentation: str) -> None:
    """By hand, PS3.3 C.7.6.19: what lies below the first value goes the gray way; the last color is that of all beyond the table."""
    pixels = np.array([[0, 465, 929, 999, 1000, 1007, 1015, 1016, 3000]], dtype)
    volume = supplemented(pixels, presentation=presentation)
    shown = seen(volume)[0]
    assert shown[:4].tolist() == [[level] * 3 for level in (0, 128, 255, 255)]
    assert shown[4:].tolist() == [FIRE[at].tolist() for at in (0, 7, 15, 15, 15)]
    turned = seen(volume, invert=True)[0]
    assert turned[:2].tolist() == [[255] * 3, [127] * 3]
    assert np.array_equal(turned[4:], shown[4:]), "colors are no brightness"
    assert "colors that the file brings" in str(volume.stack.notices["palette"])


@pytest.mark.trap(53)
def test_a_supplemental_palette_of_signed_pixels_begins_where_its_bits_say() -> None:
    pixels = np.array([[-2000, -100, -99, -85, 5]], np.int16)
    shown = seen(supplemented(pixels, first=65436, WindowCenter="-1000", WindowWidth="3000"))[0]  # -100, written as US
    assert shown[1:].tolist() == [FIRE[at].tolist() for at in (0, 1, 15, 15)]
    assert len(set(shown[0].tolist())) == 1


@pytest.mark.trap(53)
def test_without_the_wish_for_colors_the_picture_stays_gray() -> None:
    pixels = np.array([[0, 1000, 1015]], np.uint16)
    volume = supplemented(pixels, presentation="MONOCHROME")
    assert (seen(volume) == seen(volume)[..., :1]).all()
    assert "palette" not in volume.stack.notices


@pytest.mark.trap(53)
def test_frames_that_are_meant_to_be_gray_are_gray_among_those_in_colors() -> None:
    pixels = np.full((2, 3, 4), 1003, np.uint16)
    frames = []
    for kind in ("COLOR", "MONOCHROME"):
        of_frame, group = Dataset(), Dataset()
        of_frame.PixelPresentation = kind
        group.MRImageFrameTypeSequence = [of_frame]
        frames.append(group)
    volume = supplemented(
        pixels, presentation="MIXED", SOPClassUID="1.2.840.10008.5.1.4.1.1.4.1", PerFrameFunctionalGroupsSequence=frames,
        ImagePositionPatient=None, ImageOrientationPatient=None,
    )  # fmt: skip
    assert seen(volume, 0)[0, 0].tolist() == FIRE[3].tolist()
    assert seen(volume, 1)[0, 0].tolist() == [255, 255, 255]


@pytest.mark.trap(53)
def test_the_small_picture_has_the_colors_too() -> None:
    volume = supplemented(np.full((40, 40), 1000, np.uint16))
    small = thumbnail(volume, size=16)
    assert small is not None
    assert small[8, 8].tolist() == [255, 0, 0, 255]
