"""The right pixels: what is on the canvas is, byte for byte, what the core renders natively from the same file."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import BrowserContext

from building.server import Site
from tests.browser import scans
from tests.browser.visit import Native, Visit, own_window
from viewer.image.voi import Window
from viewer.render.look import usual
from viewer.volume.frames import Frames
from viewer.volume.slice import native as native_slice

pytestmark = pytest.mark.browser

KINDS = {
    "CT, 16 bit, signed": "CT_small.dcm",
    "MR in JPEG-LS": "MR_small_jpeg_ls_lossless.dcm",
    "CT in JPEG 2000": "J2K_pixelrep_mismatch.dcm",
    "ultrasound in color": "examples_rgb_color.dcm",
    "ultrasound with a palette": "examples_palette.dcm",
    "ultrasound in lossless JPEG 2000 color": "examples_jpeg2k.dcm",
    "a film in JPEG": "examples_ybr_color.dcm",
    "X-ray, black and white the other way round (MONOCHROME1)": "dicomdirtests/77654033/CR1/6154",
    "deflated": "image_dfl.dcm",
    "nuclear medicine in 12-bit JPEG": "JPEG-lossy.dcm",
    "dose in 32 bit": "rtdose_1frame.dcm",
    "three by three points": "SC_rgb_small_odd.dcm",
}

CORPUS = {
    "MR in lossless JPEG, as burned on discs": "cd-knee-mri/IMAGES/IM00060",
    "angiography": "xa-cine/packages/static-wado-creator/dicom/jpeg8bit.dcm",
    "CT in lossless JPEG, any predictor": "cornerstone-syntaxes/testImages/CTImage.dcm_JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm",
    "CT in RLE": "cornerstone-syntaxes/testImages/CTImage.dcm_RLELosslessTransferSyntax_1.2.840.10008.1.2.5.dcm",
    "CT in big endian": "cornerstone-syntaxes/testImages/CTImage.dcm_BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2.dcm",
    "ultrasound, YBR in RLE": "cornerstone-syntaxes/testImages/US-YBR_FULL_422-EVRLE.dcm",
}


def opened(person: BrowserContext, served: Site, folder: Path, sources: Iterable[Path]) -> Iterator[tuple[Visit, Native]]:
    """One page with all these files open, each a series of its own."""
    for index, source in enumerate(sources):
        shutil.copy(source, folder / f"{index:02d}")
    page = person.new_page()
    yield Visit(page, served.url).arrive().open(folder), Native(folder)
    page.close()


@pytest.fixture(scope="module")
def packaged(person: BrowserContext, served: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visit, Native]]:
    """The kinds that pydicom brings."""
    yield from opened(person, served, tmp_path_factory.mktemp("packaged"), (scans.PYDICOM / name for name in KINDS.values()))


@pytest.fixture(scope="module")
def real(person: BrowserContext, served: Site, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visit, Native]]:
    """The kinds that hospitals make."""
    yield from opened(person, served, tmp_path_factory.mktemp("real"), (corpus / name for name in CORPUS.values()))


def compare(visit: Visit, native: Native, series: str) -> None:
    """Show a series: the first and the last picture, through the window of the file, through another one, and inverted."""
    visit.page.bring_to_front()
    told = next(stack for stack in visit.stacks() if stack["series"] == series)
    visit.choose(told["id"])
    stack = native.stack(told)
    state = visit.state()
    if not told["color"]:
        first = usual(native_slice(Frames(stack, budget=1 << 31), 0))
        assert own_window(state) == Window(first.center, first.width), "the window of the file, or a fitting one"
    for index in {0, len(stack) - 1}:
        visit.go(index)
        visit.shows(native.pixels(stack, index, window=own_window(visit.state())))
        assert np.array_equal(visit.values(), native.values(stack, index))
    if told["color"]:
        return
    center, width = state["center"] + state["width"] / 4, state["width"] / 2
    visit.page.evaluate("([center, width]) => openmyscan.wl(center, width)", [center, width])
    visit.shows(native.pixels(stack, index, window=Window(center, width)))
    visit.by("invert").click()
    visit.shows(native.pixels(stack, index, window=Window(center, width), invert=True))
    visit.by("reset").click()
    visit.shows(native.pixels(stack, index))
    assert visit.ask("openmyscan.check()") == pytest.approx(native.sum(stack), rel=1e-12)


def series_of(file: Path) -> str:
    """Give the series to which a file belongs."""
    stack = Native(file).catalog.stack("s1")
    assert stack
    return stack.first.series.uid


@pytest.mark.parametrize("kind", KINDS)
def test_the_pixels_of(kind: str, packaged: tuple[Visit, Native]) -> None:
    """Pydicom's own files."""
    compare(*packaged, series_of(scans.PYDICOM / KINDS[kind]))


def test_the_pixels_of_the_head(looking: Visit, head_folder: Path) -> None:
    """A slice in the middle of forty, in their order from the top down."""
    native = Native(head_folder)
    stack = native.stack(looking.stacks()[0])
    for index in (0, 17, 39):
        looking.go(index)
        looking.shows(native.pixels(stack, index))
        assert np.array_equal(looking.values(), native.values(stack, index))
    assert looking.ask("openmyscan.check()") == native.sum(stack)


@pytest.mark.corpus
@pytest.mark.parametrize("kind", CORPUS)
def test_the_pixels_of_real(kind: str, real: tuple[Visit, Native], corpus: Path) -> None:
    """Files as hospitals make them."""
    compare(*real, series_of(corpus / CORPUS[kind]))


@pytest.mark.corpus
def test_the_pixels_of_a_real_volume(visit: Visit, corpus: Path, tmp_path: Path) -> None:
    """A head in 140 slices, out of the ZIP in which it came."""
    with zipfile.ZipFile(corpus / "ct-volume-head-philips" / "S2020.zip") as archive:
        archive.extractall(tmp_path / "HEAD")
    native = Native(tmp_path / "HEAD")
    visit.open(tmp_path / "HEAD")
    told = visit.stacks()[0]
    stack = native.stack(told)
    assert len(stack) == 140
    for index in (0, 70, 139):
        visit.go(index)
        visit.shows(native.pixels(stack, index, window=own_window(visit.state())))
    assert visit.ask("openmyscan.check()") == native.sum(stack)
