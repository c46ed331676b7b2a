"""The window (traps 12 and 16): the table against the standard's formula written out, and what is chosen when none is given."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.core.made import Memory, data_set, file_bytes
from viewer.dicom.dataset import Dataset, read_dataset
from viewer.image.voi import BLACK, Window, automatic, lut, wide_scale, windows_of


def literal(x: float, window: Window) -> float:
    """PS3.3 C.11.2.1.2.1, C.11.2.1.3.1 and C.11.2.1.3.2, word by word, for output from 0 to 255."""
    c, w = window.center, window.width
    if window.function == "SIGMOID":
        power = -4 * (x - c) / w
        return 255 / (1 + math.exp(power)) if power < 700 else 0.0
    if window.function == "LINEAR_EXACT":
        if x <= c - w / 2:
            return 0
        if x > c + w / 2:
            return 255
        return ((x - c) / w + 0.5) * 255
    if x <= c - 0.5 - (w - 1) / 2:
        return 0
    if x > c - 0.5 + (w - 1) / 2:
        return 255
    return ((x - (c - 0.5)) / (w - 1) + 0.5) * 255


def gray_of(table: np.ndarray, stored: int) -> int:
    """The red byte of the word for a stored value; checks that it is an opaque gray."""
    word = int(table[stored % len(table)])
    red, green, blue, alpha = word.to_bytes(4, "little")
    assert red == green == blue
    assert alpha == 255
    return red


@pytest.mark.trap(12)
@given(
    center=st.integers(-40000, 40000).map(lambda tenth: tenth / 10),
    width=st.integers(10, 800_000).map(lambda tenth: tenth / 10),
    function=st.sampled_from(["LINEAR", "LINEAR_EXACT", "SIGMOID"]),
    slope=st.sampled_from([1.0, -1.0, 0.5, 2.0, 0.0372, -3.7]),
    intercept=st.sampled_from([0.0, -1024.0, 0.5, 17.3]),
    dtype=st.sampled_from(["u1", "i1", "u2", "i2"]),
    invert=st.booleans(),
)
@settings(max_examples=200, deadline=None)
@example(center=40.0, width=400.0, function="LINEAR", slope=1.0, intercept=-1024.0, dtype="i2", invert=False)
@example(center=0.5, width=1.0, function="LINEAR", slope=1.0, intercept=0.0, dtype="i2", invert=False)
def test_trap_12_the_table_is_the_standards_formula_rounded(
    *, center: float, width: float, function: str, slope: float, intercept: float, dtype: str, invert: bool
) -> None:
    window = Window(center, width, function)
    table = lut(window, slope=slope, intercept=intercept, dtype=dtype, invert=invert)
    info = np.iinfo(dtype)
    assert len(table) == 1 << info.bits
    around = [round((center - intercept) / slope + part * width / slope) for part in (-1, -0.51, -0.5, -0.25, 0, 0.1, 0.3, 0.5, 0.51, 1)]
    for stored in {info.min, info.max, 0, *(value for value in around if info.min <= value <= info.max)}:
        if function == "LINEAR" and width == 1 and abs(stored * slope + intercept - (center - 0.5)) < 1e-9:
            continue  # on the very edge of a step, where the last bit of the fraction decides
        expected = literal(stored * slope + intercept, window)
        got = gray_of(table, stored)
        assert abs((255 - got if invert else got) - expected) <= 0.5 + 1e-6, stored


@pytest.mark.trap(12)
@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_every_entry_of_a_table_follows_the_formula(function: str) -> None:
    window = Window(300.3, 1500.7, function)
    table = lut(window, slope=1, intercept=-1024, dtype=np.int16)
    for stored in range(-32768, 32768, 7):
        assert abs(gray_of(table, stored) - literal(stored - 1024, window)) <= 0.5 + 1e-6


@pytest.mark.trap(12)
@pytest.mark.parametrize("width", [1, 0.5, 0, -3])
@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT"])
def test_trap_12_a_width_of_one_or_less_is_a_step(width: float, function: str) -> None:
    table = lut(Window(100, width, function), slope=1, intercept=0, dtype=np.uint16)
    assert [gray_of(table, stored) for stored in (0, 99, 101, 65535)] == [0, 0, 255, 255]


def test_a_window_without_width_is_white_above_its_center_only() -> None:
    assert gray_of(lut(Window(100, 0, "LINEAR_EXACT"), slope=1, intercept=0, dtype=np.uint16), 100) == 0
    assert gray_of(lut(Window(100, 1), slope=1, intercept=0, dtype=np.uint16), 100) == 255


def test_values_all_alike_by_a_slope_of_zero_are_one_gray() -> None:
    table = lut(Window(50, 100), slope=0, intercept=50, dtype=np.uint16)
    assert len(set(table.tolist())) == 1
    assert gray_of(table, 7) == 129


@pytest.mark.trap(15)
def test_trap_15_padding_is_black_inverted_or_not() -> None:
    for invert in (False, True):
        table = lut(Window(0, 100), slope=1, intercept=0, dtype=np.int16, invert=invert, padding=-2000)
        assert table[-2000 % 65536] == BLACK
        assert gray_of(table, -1999) == (255 if invert else 0)
        table = lut(Window(0, 100), slope=1, intercept=0, dtype=np.int16, invert=invert, padding=(30000, 29000))
        assert {int(table[value]) for value in (29000, 29500, 30000)} == {BLACK}
        assert gray_of(table, 28999) == (0 if invert else 255)


def test_padding_that_no_stored_value_can_have_changes_nothing() -> None:
    plain = lut(Window(0, 100), slope=1, intercept=0, dtype=np.uint8)
    for padding in (-2000, 70000, (300, 400)):
        assert np.array_equal(lut(Window(0, 100), slope=1, intercept=0, dtype=np.uint8, padding=padding), plain)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_wide_values_have_a_scale_that_covers_the_window(function: str) -> None:
    window = Window(0.01, 0.02, function)
    first, factor = wide_scale(window, slope=2e-6, intercept=0.0)
    table = lut(window, slope=2e-6, intercept=0.0, dtype=np.float32)
    for value in np.linspace(0.0, 0.02, 41):
        index = min(65535, max(0, round((value / 2e-6 - first) * factor)))
        assert abs(gray_of(table, index) - literal(value, window)) <= (0.6 if function != "LINEAR" else 255)


def dataset(**keywords: object) -> Dataset:
    return read_dataset(Memory(file_bytes(data_set(**keywords))))


@pytest.mark.trap(12)
def test_trap_12_all_windows_of_a_file_are_given_with_their_names() -> None:
    found = windows_of(dataset(WindowCenter=["40", "-600"], WindowWidth=["400", "1500"], WindowCenterWidthExplanation=["SOFT", "LUNG"]))
    assert found == (("SOFT", Window(40, 400)), ("LUNG", Window(-600, 1500)))
    assert windows_of(dataset(WindowCenter=[40, 50], WindowWidth=[400])) == (("", Window(40, 400)),)
    assert windows_of(dataset()) == ()


@pytest.mark.trap(12)
@pytest.mark.parametrize(("function", "expected"), [("SIGMOID", "SIGMOID"), ("LINEAR_EXACT", "LINEAR_EXACT"), ("WHATEVER", "LINEAR")])
def test_the_function_of_a_window_is_read(function: str, expected: str) -> None:
    assert windows_of(dataset(WindowCenter=1, WindowWidth=2, VOILUTFunction=function))[0][1].function == expected


@pytest.mark.trap(41)
def test_trap_41_windows_that_make_no_sense_are_left_out() -> None:
    assert windows_of(dataset(WindowCenter=0.2, WindowWidth=0.5)) == (("", Window(0.2, 0.5, "LINEAR_EXACT")),)
    assert windows_of(dataset(WindowCenter=[40, 50, 60], WindowWidth=[0, -5, 300])) == (("", Window(60, 300)),)
    raw = file_bytes(data_set(WindowCenter="12345", WindowWidth="400")).replace(b"12345 ", b"12,5  ")
    assert windows_of(read_dataset(Memory(raw))) == (("", Window(12.5, 400)),)
    raw = file_bytes(data_set(WindowCenter="12345", WindowWidth="400")).replace(b"12345 ", b"what? ")
    assert windows_of(read_dataset(Memory(raw))) == ()


@pytest.mark.trap(16)
def test_trap_16_the_automatic_window_leaves_outliers_out() -> None:
    values = np.random.default_rng(0).normal(1000, 50, (256, 256)).astype(np.int16)
    values[0, :5] = 32000
    values[1, :5] = -32000
    window = automatic(values, 1, 0)
    assert 980 < window.center < 1020
    assert 200 < window.width < 320


@pytest.mark.trap(15)
def test_trap_15_padding_and_a_black_surrounding_do_not_count() -> None:
    values = np.zeros((256, 256), np.uint16)
    values[100:150, 100:150] = np.random.default_rng(0).integers(500, 600, (50, 50))
    window = automatic(values, 1, 0)
    assert 490 < window.center - window.width / 2 < 510
    values[values == 0] = 63536
    window = automatic(values, 1, 0, padding=63536)
    assert window.center + window.width / 2 < 610


def test_the_automatic_window_is_in_modality_values_also_with_a_falling_slope() -> None:
    values = np.arange(4096, dtype=np.int16).reshape(64, 64)
    rising, falling = automatic(values, 1, -1024), automatic(values, -1, 0)
    assert rising.center == pytest.approx(1024, abs=5)
    assert falling.center == pytest.approx(-2047, abs=5)


def test_eight_bit_pictures_are_shown_as_they_are() -> None:
    window = automatic(np.zeros((4, 4), np.uint8), 1, 0)
    table = lut(window, slope=1, intercept=0, dtype=np.uint8)
    assert [gray_of(table, stored) for stored in range(256)] == list(range(256))


@given(
    st.sampled_from(["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"]),
    st.integers(0, 2**32 - 1),
    st.integers(1, 40),
    st.sampled_from([1.0, -1.0, 0.001, 1e6]),
)
@settings(max_examples=150, deadline=None)
def test_the_automatic_window_is_always_usable(dtype: str, seed: int, size: int, slope: float) -> None:
    rng = np.random.default_rng(seed)
    kind = np.dtype(dtype)
    values = rng.normal(0, 10 ** rng.integers(0, 9), size).astype(dtype) if kind.kind == "f" else rng.integers(0, 100, size).astype(dtype)
    if kind.kind == "f" and seed % 2:
        values[0] = np.nan
    window = automatic(values, slope, 5.0)
    assert math.isfinite(window.center)
    assert math.isfinite(window.width)
    assert window.width > 0
    lut(window, slope=slope, intercept=5.0, dtype=kind)


def test_the_automatic_window_of_nothing_but_nan_or_padding_is_usable() -> None:
    assert automatic(np.full((4, 4), np.nan, np.float32), 1, 0).width > 0
    assert automatic(np.full((4, 4), 7, np.int16), 1, 0, padding=7).width > 0
