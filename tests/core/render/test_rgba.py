"""From stored values to RGBA, against the table read entry by entry and against DCMTK's dcm2pnm."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.core.frames import stored_in
from viewer.errors import ViewerError
from viewer.image.modality import rescale_of
from viewer.image.voi import Window, lut
from viewer.pixels.decode import decode, frame_index
from viewer.render.rgba import draw

rng = np.random.default_rng(3)


def test_each_pixel_is_the_word_of_its_value() -> None:
    for dtype in (np.uint8, np.int8, np.uint16, np.int16):
        info = np.iinfo(dtype)
        stored = rng.integers(info.min, info.max, (20, 30), endpoint=True).astype(dtype)
        table = lut(Window(10, 90), slope=1, intercept=0, dtype=dtype)
        rgba = draw(stored, table)
        assert rgba.shape == (20, 30, 4)
        assert rgba.dtype == np.uint8
        expected = [[table[value % len(table)] for value in row] for row in stored.tolist()]
        assert np.array_equal(rgba.reshape(-1).view(np.uint32).reshape(20, 30), expected)


@pytest.mark.native
def test_a_quicker_look_up_gets_addresses_and_draws_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of app/cell/grays.js, which is run in the browser's tests: the same with numpy, out of the very memory."""
    import ctypes

    asked = []

    def at(address: int, kind: str, count: int) -> np.ndarray:
        held = (ctypes.c_uint8 * (count * np.dtype(kind).itemsize)).from_address(address)
        return np.ndarray((count,), kind, memoryview(held))

    def look(values: int, size: int, table: int, words: int, count: int) -> None:
        asked.append(size)
        at(words, "u4", count)[:] = at(table, "u4", 1 << 8 * size)[at(values, f"u{size}", count)]

    for dtype in (np.uint8, np.int8, np.uint16, np.int16, np.int32, np.float32):
        window = Window(10, 90)
        stored = rng.integers(0, 100, (20, 30)).astype(dtype)
        table = lut(window, slope=1, intercept=0, dtype=dtype)
        monkeypatch.setattr("viewer.render.rgba.quick", None)
        expected = [draw(stored, table, window=window), draw(stored[::2, ::3], table, window=window)]
        monkeypatch.setattr("viewer.render.rgba.quick", look)
        assert np.array_equal(draw(stored, table, window=window), expected[0])
        assert np.array_equal(draw(stored[::2, ::3], table, window=window), expected[1]), "every other value: not one after the other"
    assert asked == [1, 1, 2, 2, 2, 2, 2, 2], "of wide values their index is contiguous"


def test_a_given_array_is_written_and_returned() -> None:
    out = np.zeros((4, 6, 4), np.uint8)
    assert draw(np.ones((4, 6), np.uint16), lut(Window(0, 1), slope=1, intercept=0, dtype=np.uint16), out=out) is out
    assert (out == 255).all()


def test_values_that_are_a_view_of_other_values_are_drawn() -> None:
    stored = np.arange(24, dtype=np.int16).reshape(4, 6)
    table = lut(Window(12, 24), slope=1, intercept=0, dtype=np.int16)
    assert np.array_equal(draw(stored.T, table), draw(stored, table).transpose(1, 0, 2))
    assert np.array_equal(draw(stored[::-1, ::2], table), draw(stored, table)[::-1, ::2])


def test_color_gets_an_opaque_alpha_and_no_window() -> None:
    color = rng.integers(0, 256, (5, 7, 3)).astype(np.uint8)
    rgba = draw(color, None)
    assert np.array_equal(rgba[..., :3], color)
    assert (rgba[..., 3] == 255).all()


@pytest.mark.parametrize("dtype", [np.int32, np.uint32, np.float32, np.float64])
def test_trap_9_wide_and_fractional_values_go_through_a_scaled_index(dtype: type) -> None:
    scale = 1.0 if np.issubdtype(dtype, np.floating) else 1e6
    stored = (np.linspace(0, 1, 1001) * scale).astype(dtype).reshape(7, 143)
    slope = 100 / scale
    window = Window(50, 40, "LINEAR_EXACT")
    table = lut(window, slope=slope, intercept=0, dtype=dtype)
    gray = draw(stored, table, window=window, slope=slope, intercept=0)[..., 0].astype(float)
    expected = np.clip((stored * slope - 30) / 40 * 255, 0, 255)
    assert np.abs(gray - expected).max() <= 0.51


@pytest.mark.trap(15)
def test_fractional_padding_and_what_is_no_number_are_black_inverted_or_not() -> None:
    stored = np.array([[np.nan, -1.0, -2.0, 0.5, 1.0]], np.float32)
    window = Window(0.5, 1, "LINEAR_EXACT")
    for invert, expected in ((False, [0, 0, 0, 128, 255]), (True, [0, 0, 0, 127, 0])):
        table = lut(window, slope=1, intercept=0, dtype=np.float32, invert=invert)
        assert draw(stored, table, window=window, padding=(-2.0, -1.0))[0, :, 0].tolist() == expected


def test_what_is_no_number_is_black_and_infinity_is_white() -> None:
    stored = np.array([[np.nan, np.inf, -np.inf, 0.5]], np.float32)
    window = Window(0.5, 1, "LINEAR_EXACT")
    rgba = draw(stored, lut(window, slope=1, intercept=0, dtype=np.float32), window=window)
    assert rgba[0, :, 0].tolist() == [0, 255, 0, 128]


def test_gray_without_its_table_is_refused() -> None:
    with pytest.raises(ValueError, match="table"):
        draw(np.zeros((2, 2), np.int16), None)
    with pytest.raises(ValueError, match="window"):
        draw(np.zeros((2, 2), np.float32), lut(Window(0, 1), slope=1, intercept=0, dtype=np.float32))


DCMTK = shutil.which("dcm2pnm")


def drawn_by_dcmtk(path: Path, window: Window, tmp_path: Path) -> np.ndarray | None:
    """DCMTK's 8-bit picture of the first frame without overlays; None where it cannot draw the file."""
    out = tmp_path / "out.pgm"
    command = [str(DCMTK), "-O", "+Ww", str(window.center), str(window.width), "+op", str(path), str(out)]
    if subprocess.run(command, capture_output=True, timeout=60).returncode or not out.exists():
        return None
    content = out.read_bytes()
    out.unlink()
    words = [line for line in content[:200].split(b"\n") if not line.startswith(b"#")]
    if words[0] != b"P5":
        return None
    columns, rows = map(int, words[1].split())
    return np.frombuffer(content, np.uint8)[-rows * columns :].reshape(rows, columns)


FILES = [
    "pydicom/src/pydicom/data/test_files/CT_small.dcm",
    "pydicom/src/pydicom/data/test_files/MR_small.dcm",
    "pydicom/src/pydicom/data/test_files/MR_small_bigendian.dcm",
    "pydicom/src/pydicom/data/test_files/MR_small_expb.dcm",
    "dicomparser/testImages/deflate/image_dfl",
    "pydicom/src/pydicom/data/test_files/examples_overlay.dcm",
    "pydicom-data/data_store/data/emri_small_big_endian.dcm",
    "pydicom-data/data_store/data/mlut_18.dcm",
    "rt-dicompyler/tests/testdata/example_data/ct.0.dcm",
    "suyashkumar/testdata/1.dcm",
    "highdicom/data/test_files/ct_image.dcm",
    "mr-enhanced/In",
]


@pytest.mark.native
@pytest.mark.corpus
@pytest.mark.trap(11)
@pytest.mark.trap(12)
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("window", [Window(40, 400), Window(500, 1000), Window(0.5, 1.0), Window(1024, 4096)], ids=str)
def test_the_picture_is_dcmtks_within_one_level(corpus: Path, name: str, window: Window, tmp_path: Path) -> None:
    if DCMTK is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("dcm2pnm is not installed; CI must have it")
        pytest.skip("dcm2pnm is not installed (Debian: dcmtk)")
    path = corpus / name
    path = next(iter(sorted(path.rglob("*.dcm"))), path) if path.is_dir() else path
    if not path.is_file():
        pytest.skip(f"{name} is not in the corpus")
    try:
        data, form, dataset = stored_in(path)
    except ViewerError as failure:
        pytest.skip(str(failure))
    reference = drawn_by_dcmtk(path, window, tmp_path)
    if reference is None:
        pytest.skip("DCMTK draws no gray picture of it")
    rescale = rescale_of(dataset, dataset)
    slope, intercept, modality = rescale.slope, rescale.intercept, rescale.table
    stored = decode(data, form, 0, frames=frame_index(data, form))
    invert = form.photometric == "MONOCHROME1"
    table = lut(window, slope=slope, intercept=intercept, dtype=form.dtype, invert=invert, modality=modality)
    ours = draw(stored, table, window=window, slope=slope, intercept=intercept, modality=modality)[..., 0]
    # DCMTK cuts rescaled values to whole numbers and gray levels as well; with a slope of 9.12 the two cuts may add up.
    assert np.abs(ours.astype(int) - reference).max() <= (1 if slope.is_integer() else 2)
