"""Colour: YBR, shared chroma, palettes plain, packed and segmented (traps 7 and 8)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.pixels import apply_color_lut, convert_color_space
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.core.made import Memory, data_set, file_bytes
from viewer.colour import Palette, eight_bits, expand_segments, palette_of, unfold_422, ybr_to_rgb
from viewer.errors import BrokenFile
from viewer.header import Header, read_header
from viewer.pixels import PixelFormat, decode


def with_palette(
    descriptor: list[int], tables: list[bytes], *, syntax: str = ExplicitVRLittleEndian, segmented: bool = False, signed: bool = False
) -> Header:
    ds = data_set(np.zeros((2, 2), np.int16 if signed else np.uint16), PhotometricInterpretation="PALETTE COLOR")
    prefix = "Segmented" if segmented else ""
    for name, table in zip(("Red", "Green", "Blue"), tables, strict=True):
        vr = "SS" if signed else "US"
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", vr, descriptor)
        ds.add_new(f"{prefix}{name}PaletteColorLookupTableData", "OW", table)
    return read_header(Memory(file_bytes(ds, syntax=syntax)))


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
def test_colour_of_other_depths_becomes_eight_bits_proportionally(stored: int, value: int, eight: int) -> None:
    dtype = np.uint8 if stored <= 8 else np.uint16 if stored <= 16 else np.uint32
    assert eight_bits(np.array([value], dtype), stored).tolist() == [eight]


def test_signed_colour_is_taken_from_the_middle() -> None:
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
    header = with_palette([3, -2, 16], [words_of(0x0100, 0x0200, 0x0300)] * 3, signed=True, syntax=syntax)
    colours = palette_of(header).apply(np.array([-9, -2, -1, 0, 9], np.int16))
    assert colours[:, 0].tolist() == [1, 1, 2, 3, 3]


@pytest.mark.trap(8)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_trap_8_eight_bit_entries_share_words(syntax: str) -> None:
    packed = words_of(10 | 20 << 8, 30 | 40 << 8, order=">" if syntax == ExplicitVRBigEndian else "<")
    header = with_palette([4, 0, 8], [packed] * 3, syntax=syntax)
    assert palette_of(header).table[:, 1].tolist() == [10, 20, 30, 40]


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
    with pytest.raises(BrokenFile, match="colour table"):
        palette_of(read_header(Memory(file_bytes(data_set(PhotometricInterpretation="PALETTE COLOR")))))


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
    header = with_palette([256, 0, 16], [table] * 3, segmented=True)
    ds = data_set(np.zeros((2, 2), np.uint8), PhotometricInterpretation="PALETTE COLOR")
    for name in ("Red", "Green", "Blue"):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
        ds.add_new(f"Segmented{name}PaletteColorLookupTableData", "OW", table)
    file_bytes(ds)  # gives it the byte order that pydicom asks for
    stored = np.arange(256, dtype=np.uint8)
    assert np.array_equal(palette_of(header).apply(stored), apply_color_lut(stored, ds) >> 8)


@given(st.lists(st.integers(0, 65535), max_size=60))
@settings(max_examples=300, deadline=None)
def test_hostile_segments_expand_to_a_table_within_bounds(words: list[int]) -> None:
    assert len(expand_segments(np.array(words, np.uint16))) <= 65536
    assert len(expand_segments(np.array(words, np.uint16) & 3, bits=8)) <= 65536


@pytest.mark.trap(8)
def test_trap_8_a_palette_beside_grey_pixels_is_ignored() -> None:
    """The photometric interpretation decides, not what else lies in the file."""
    ds = data_set(np.array([[0, 700], [1400, 2]], np.uint16))
    for name in ("Red", "Green", "Blue"):
        ds.add_new(f"{name}PaletteColorLookupTableDescriptor", "US", [3, 0, 16])
        ds.add_new(f"{name}PaletteColorLookupTableData", "OW", words_of(0xFF00, 0, 0xFF00))
    header = read_header(Memory(file_bytes(ds)))
    form = PixelFormat.of(header)
    assert form.palette is None and form.grey
    assert decode(ds.PixelData, form, 0).tolist() == [[0, 700], [1400, 2]]


def test_indices_of_any_width_are_looked_up() -> None:
    palette = Palette(-1, np.array([[1, 2, 3], [4, 5, 6]], np.uint8))
    for dtype in (np.int8, np.int16, np.int32):
        assert palette.apply(np.array([-5, -1, 0, 5], dtype)).tolist() == [[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]]
