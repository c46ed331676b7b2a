"""Slow compressions are decoded by further workers as well, behind a wall of their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, Worker, expect
from pydicom import dcmread
from pydicom.encaps import generate_frames
from pydicom.uid import UID, HTJ2KLossless, JPEG2000Lossless, JPEGLSLossless

from building.server import Site
from tests.browser.visit import COMPLETE, Native, Visit
from tests.core.frames import encapsulated
from tests.core.made import data_set, file_bytes

pytestmark = pytest.mark.browser


Encode = Callable[[NDArray[Any]], bytes]


def in_jpegls(pixels: NDArray[Any]) -> bytes:
    """Compress by CharLS, which knows no signs."""
    return bytes(imagecodecs.jpegls_encode(pixels.view(f"u{pixels.itemsize}")))


def in_jpeg2000(pixels: NDArray[Any]) -> bytes:
    """Compress by OpenJPEG, as a bare code stream."""
    return bytes(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True))


def in_a_file_of_jpeg2000(pixels: NDArray[Any]) -> bytes:
    """Compress by OpenJPEG, with the boxes of a JP2 file around, as some devices store it."""
    return bytes(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="jp2", reversible=True))


def in_htj2k(pixels: NDArray[Any]) -> bytes:
    """Compress by OpenJPH, reversibly."""
    return bytes(imagecodecs.htj2k_encode(pixels, reversible=True))


def series(folder: Path, syntax: str, encode: Encode, *, stored: int, signed: bool, count: int) -> Path:
    """Noise in a compression: many seconds of work."""
    noise = np.random.default_rng(7)
    low, high = (-(1 << stored - 1), 1 << stored - 1) if signed else (0, 1 << stored)
    dtype = np.dtype(f"{'i' if signed else 'u'}{1 if stored <= 8 else 2}")
    for number in range(count):
        pixels = noise.integers(low, high, (512, 512), dtype) // 8  # all of the range would not become smaller by compressing
        pixels[:4, :4] = [[low, high - 1, 0, 1]] * 4
        data = data_set(pixels, SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 8 * dtype.itemsize, stored, stored - 1, int(signed)
        data.PixelData = encapsulated([[encode(pixels)]], delimiter=False)
        data["PixelData"].is_undefined_length = True
        (folder / f"{number:03d}").write_bytes(file_bytes(data, syntax=UID(syntax)))
    return folder


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred slices in JPEG 2000."""
    return series(tmp_path_factory.mktemp("slow"), JPEG2000Lossless, in_jpeg2000, stored=12, signed=True, count=100)


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="with one processor nobody is called in")
def test_a_slow_series_is_decoded_by_more_than_one_and_exactly_the_same(page: Page, server: Site, slow: Path) -> None:
    joined = []
    page.on("worker", lambda worker: joined.append(worker))  # noqa: PLW0108 - Playwright takes no built-in function
    visit = Visit(page, server.url).arrive()
    alone = len(joined)
    opened = len(server.log)
    visit.hand_over(slow)
    visit.until(COMPLETE)
    helping = joined[alone:]
    assert helping
    assert {worker.url.rsplit("/", 1)[1] for worker in helping} == {"decoder.js"}
    assert [request.path for request in server.log[opened:]] == [], "the decoders come from what the browser keeps"
    refused = """(address) => new Promise((done) => {
      const request = new XMLHttpRequest();
      request.onload = () => done(false);
      request.onerror = () => done(true);
      request.open("GET", address);
      request.send();
    })"""
    assert all(worker.evaluate(refused, f"{server.url}/manifest.json") for worker in helping), "they have no network either"
    native = Native(slow)
    assert visit.ask("openmyscan.check()") == native.sum(next(native.catalog.stacks()))
    running = list(page.workers)
    assert set(helping) <= set(running)
    visit.close()
    assert not set(helping) & set(page.workers), "closing ends them as well"


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="with one processor nobody is called in")
@pytest.mark.trap(5)
def test_a_damaged_picture_is_never_shown_as_the_one_before_it(visit: Visit, tmp_path: Path) -> None:
    """OpenJPEG, used again after it refused a stream, gives the picture that it had decoded before."""
    folder = series(tmp_path, JPEG2000Lossless, in_jpeg2000, stored=12, signed=True, count=60)
    hurt = (40, 50, 55)  # the far end, which is decoded there; the last two with an end mark and their lengths, as if they were whole
    for number in hurt:
        file = folder / f"{number:03d}"
        data = dcmread(file)
        (stream,) = generate_frames(data.PixelData, number_of_frames=1)
        half = bytearray(stream[: len(stream) // 2] + b"\xff\xd9" * (number > hurt[0]))
        if number > hurt[0]:
            start = half.index(b"\xff\x90\x00\x0a")
            half[start + 6 : start + 10] = (len(half) - 2 - start).to_bytes(4, "big")
        data.PixelData = encapsulated([[bytes(half)]], delimiter=False)
        data.save_as(file)
    came: list[Worker] = []
    visit.page.on("worker", lambda worker: came.append(worker))  # noqa: PLW0108 - Playwright takes no built-in function
    visit.hand_over(folder)
    visit.until(COMPLETE)
    assert came
    for number in hurt:
        visit.go(number)
        expect(visit.page.locator(".picture-error")).to_be_visible()
        visit.go(number - 1)
        expect(visit.page.locator(".picture-error")).to_be_hidden()


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="with one processor nobody is called in")
@pytest.mark.parametrize(
    ("syntax", "encode", "stored", "signed"),
    [
        (JPEGLSLossless, in_jpegls, 16, False),
        (JPEGLSLossless, in_jpegls, 16, True),
        (JPEGLSLossless, in_jpegls, 8, False),
        (JPEG2000Lossless, in_jpeg2000, 16, True),
        (JPEG2000Lossless, in_jpeg2000, 8, False),
        (JPEG2000Lossless, in_a_file_of_jpeg2000, 12, False),
        (HTJ2KLossless, in_htj2k, 16, True),
        (HTJ2KLossless, in_htj2k, 16, False),
        (HTJ2KLossless, in_htj2k, 8, False),
    ],
)
def test_the_libraries_of_the_decoders_give_the_same_values_as_those_of_the_cell(
    visit: Visit,
    tmp_path: Path,
    syntax: str,
    encode: Encode,
    stored: int,
    signed: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Signed and unsigned, bytes and words: each frame that comes back is exactly what was compressed."""
    folder = series(tmp_path, syntax, encode, stored=stored, signed=signed, count=60)
    came_back: list[Worker] = []
    visit.page.on("worker", lambda worker: came_back.append(worker))  # noqa: PLW0108 - Playwright takes no built-in function
    visit.hand_over(folder)
    visit.until(COMPLETE)
    assert {worker.url.rsplit("/", 1)[1] for worker in came_back} == {"htj2k.js" if syntax == HTJ2KLossless else "decoder.js"}
    native = Native(folder)
    stack = next(native.catalog.stacks())
    assert visit.ask("openmyscan.check()") == native.sum(stack)
    for index in (0, 30, 57, 59):  # the far end is decoded there
        visit.go(index)
        assert np.array_equal(visit.values(), native.values(stack, index))


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="with one processor nobody is called in")
def test_openjph_draws_no_damaged_picture_and_what_it_gives_back_is_told_of(page: Page, server: Site, tmp_path: Path) -> None:
    """Blocks of a picture that were overwritten with zeros: as it is published, OpenJPH makes them black and says nothing."""
    folder = series(tmp_path, HTJ2KLossless, in_htj2k, stored=16, signed=True, count=60)
    for number in (20, 40):
        file = folder / f"{number:03d}"
        data = dcmread(file)
        (stream,) = generate_frames(data.PixelData, number_of_frames=1)
        hurt = bytearray(stream)
        middle = len(hurt) // 2
        hurt[middle : middle + 4000] = bytes(4000)
        with pytest.raises(RuntimeError):
            imagecodecs.jpeg2k_decode(bytes(hurt))  # OpenJPEG sees that
        data.PixelData = encapsulated([[bytes(hurt)]], delimiter=False)
        data.save_as(file)
    visit = Visit(page, server.url).arrive()
    came: list[Worker] = []
    page.on("worker", lambda worker: came.append(worker))  # noqa: PLW0108 - Playwright takes no built-in function
    opened = len(server.log)
    visit.hand_over(folder)
    visit.until(COMPLETE)
    assert {worker.url.rsplit("/", 1)[1] for worker in came} == {"htj2k.js"}
    assert [request.path for request in server.log[opened:]] == [], "it comes from what the browser keeps"
    for number in (20, 40):
        visit.go(number)
        expect(visit.page.locator(".picture-error")).to_be_visible()
        visit.go(number - 1)
        expect(visit.page.locator(".picture-error")).to_be_hidden()
