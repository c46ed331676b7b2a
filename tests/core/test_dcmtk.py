"""Every grey file of the corpus and of pydicom's test files, drawn by us and by DCMTK through the same window: one level apart at most.

Where the two differ on purpose, or DCMTK cannot draw, it is told here by kind, with the reason:

- Values that are fractional after the rescale: DCMTK cuts them to whole numbers before the window, which makes bands out of a PET
  slice (and it does not know the rescale of a frame's functional group). It gets the very same window in stored values, without its
  modality step, so that its own ramp is still held against ours.
- 32 bits, big endian: DCMTK takes the two halves of each value in the wrong order. The same pictures in little endian are compared, and
  test_pixels.py holds the values of the two against each other.
- Pixel padding: DCMTK draws it as what its number happens to be, bright in MONOCHROME1; we draw the background, black.
- JPEG 2000: this build of DCMTK has no decoder; GDCM unpacks the file for it.
- 1 bit, fractional pixel data, some files that are cut short: it draws nothing.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom.data
import pytest

from tests.core.made import data_set, file_bytes
from viewer.catalogue import Catalogue
from viewer.entries import FileEntry
from viewer.errors import ViewerError
from viewer.frames import Frame
from viewer.lookup import Lookup
from viewer.scan import scan
from viewer.view import picture
from viewer.volume import Volume
from viewer.window import Window

PACKAGED = Path(pydicom.data.__file__).parent

# group of the corpus: how many of its grey pictures are compared at least; "pydicom" is what is packaged with it, below
GROUPS = {
    "cd-knee-mri": 112,
    "cornerstone-syntaxes": 19,
    "dcmqi": 19,
    "dicom2nifti": 30,
    "dicomparser": 14,
    "highdicom": 15,
    "mr-enhanced": 5,
    "mr-siemens-mosaic": 6,
    "nibabel": 4,
    "petct-rtstruct-sts001": 177,
    "pydicom-data": 22,
    "pylibjpeg-data": 9,
    "rt-dicompyler": 1,
    "suyashkumar": 3,
    "xa-cine": 1,
}

_JPEG_2000 = ("1.2.840.10008.1.2.4.9", "1.2.840.10008.1.2.4.20")
_TOOLS = {"1.2.840.10008.1.2.4.5": "dcmj2pnm", "1.2.840.10008.1.2.4.7": "dcmj2pnm", "1.2.840.10008.1.2.4.8": "dcml2pnm"}
_MOST = 60 << 20
"""Bytes of a file that is compared: the few larger ones would take most of the time."""


def needs_dcmtk() -> None:
    """Skip where DCMTK or GDCM is not installed; in CI they have to be."""
    if shutil.which("dcm2pnm") is None or shutil.which("gdcmconv") is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("dcm2pnm or gdcmconv is not installed; CI must have them")
        pytest.skip("dcm2pnm or gdcmconv is not installed (Debian: dcmtk, libgdcm-tools)")


def volumes_below(folder: Path) -> Iterator[tuple[Path, Volume]]:
    """Each grey object below a folder as a volume of its own; the same bytes only once."""
    seen = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size <= _MOST):
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest in seen:
            continue
        seen.add(digest)
        stack = scan(FileEntry(path, path=path.name), Catalogue())
        if stack is not None and stack.first.format.grey:
            yield path, Volume(stack, budget=1 << 30)


def options_for(frame: Frame, shown: Window | Lookup) -> list[str]:
    """DCMTK's options for the same picture."""
    if isinstance(shown, Lookup):
        return ["+Wl", "1"]
    rescale = frame.rescale
    if shown.function != "LINEAR_EXACT" and rescale.slope.is_integer() and rescale.intercept.is_integer():
        return ["+Ww", repr(float(shown.centre)), repr(float(shown.width)), *(["+Wfs"] if shown.function == "SIGMOID" else [])]
    assert shown.function != "SIGMOID"
    half = 0.5 if shown.function == "LINEAR" else 0.0
    centre, width = (shown.centre - half - rescale.intercept) / rescale.slope, (shown.width - 2 * half) / rescale.slope
    # In stored values, and LINEAR, which takes off what is added here.
    return ["-M", "+Ww", repr(centre + 0.5), repr(width + 1)]


def drawn(path: Path, number: int, options: list[str], syntax: str, out: Path) -> np.ndarray | None:
    """DCMTK's 8-bit picture of a frame, from 1, without overlays; None where it refuses."""
    if syntax.startswith(_JPEG_2000):
        unpacked = out.with_suffix(".dcm")
        if subprocess.run(["gdcmconv", "--raw", str(path), str(unpacked)], capture_output=True, timeout=60).returncode:
            return None
        path = unpacked
    tool = _TOOLS.get(syntax[:21], "dcm2pnm")
    command = [tool, "-q", "-O", "--frame", str(number), *options, "+op", str(path), str(out)]
    if subprocess.run(command, capture_output=True, timeout=60).returncode:
        return None
    content = out.read_bytes()
    words = [line for line in content[:300].split(b"\n") if not line.startswith(b"#")]
    assert words[0] == b"P5", path
    columns, rows = map(int, words[1].split())
    return np.frombuffer(content, np.uint8)[-rows * columns :].reshape(rows, columns)


def refusal(frame: Frame) -> str:
    """Why DCMTK may refuse a file that we draw; empty where it must not."""
    form = frame.instance.format
    if form.allocated == 1:
        return "1 bit"
    if form.kind != "integer":
        return "fractional pixel data"
    if form.stored == 7 and frame.instance.syntax.startswith("1.2.840.10008.1.2.4.8"):
        return "JPEG-LS that says 7 bits and has 8"
    instance = frame.instance
    length = instance.pixels.length
    if length is None and b"\xfe\xff\xdd\xe0" not in instance.pixel_bytes()[-64:]:
        return "cut short: no end of its fragments"
    if length is not None and instance.entry.size < instance.pixels.start + length:
        return "cut short"
    return ""


def compare(folder: Path, least: int, tmp_path: Path) -> None:
    """Draw the first frame of every grey file below a folder both ways; at least so many have to be comparable."""
    needs_dcmtk()
    compared, wrong = 0, []
    for path, volume in volumes_below(folder):
        frame = volume.stack.first.frames[0]
        index, form, syntax = volume.stack.frames.index(frame), frame.instance.format, frame.instance.syntax
        if form.dtype.itemsize == 4 and not form.little_endian:
            continue
        try:
            volume.frame(index)
        except ViewerError:
            continue
        shown = picture(volume, index, overlays=False)
        assert shown.rgba is not None
        number = shown.facts["voi"]
        window = Window(shown.facts["centre"], shown.facts["width"])
        through = frame.windows[0][1] if frame.windows else window
        assert number is None or isinstance(through, Lookup)
        if not frame.windows and (frame.rescale.slope < 1 or form.kind != "integer"):
            through = Window(window.centre, window.width, "LINEAR_EXACT")
        mosaic = frame.instance.mosaic is not None  # one picture for DCMTK, with all slices on it
        reference = drawn(path, 1 if mosaic else frame.index + 1, options_for(frame, through), syntax, tmp_path / "out.pgm")
        if reference is None:
            if not refusal(frame):
                wrong.append(f"{path.name}: DCMTK does not draw it")
            continue
        ours = shown.rgba[..., 0].astype(int)
        if mosaic:
            rows, columns = ours.shape
            down, across = divmod(frame.index, reference.shape[1] // columns)
            reference = reference[down * rows : (down + 1) * rows, across * columns : (across + 1) * columns]
        compared += 1
        apart = np.abs(ours - reference)
        if apart.max() > 1:
            wrong.append(f"{path.relative_to(folder)}: {int((apart > 1).sum())} pixels, {apart.max()}")
    assert not wrong, f"{len(wrong)} of {compared}:\n" + "\n".join(wrong)
    assert compared >= least, compared


@pytest.mark.native
@pytest.mark.trap(11)
@pytest.mark.trap(12)
@pytest.mark.trap(13)
@pytest.mark.trap(14)
@pytest.mark.trap(15)
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.reads("photometric", "MONOCHROME1", verdict="yes")
@pytest.mark.reads("photometric", "MONOCHROME2", verdict="yes")
@pytest.mark.corpus
@pytest.mark.parametrize("group", GROUPS)
def test_every_grey_picture_of_the_corpus_is_dcmtks_within_one_level(corpus: Path, group: str, tmp_path: Path) -> None:
    compare(corpus / group, GROUPS[group], tmp_path)


@pytest.mark.native
@pytest.mark.trap(11)
@pytest.mark.trap(12)
@pytest.mark.trap(13)
@pytest.mark.trap(14)
@pytest.mark.trap(15)
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.reads("photometric", "MONOCHROME1", verdict="yes")
@pytest.mark.reads("photometric", "MONOCHROME2", verdict="yes")
def test_every_grey_picture_that_comes_with_pydicom_is_dcmtks_within_one_level(tmp_path: Path) -> None:
    compare(PACKAGED, 68, tmp_path)


@pytest.mark.native
@pytest.mark.trap(15)
@pytest.mark.reference("DCMTK 3.6.7")
def test_padding_is_where_the_two_differ_on_purpose(tmp_path: Path) -> None:
    """Around an inverted picture DCMTK draws a glaring frame; PS3.3 C.7.5.1.1.2 has padding take no part in the grey scale."""
    needs_dcmtk()
    pixels = np.array([[-2000, 0, 50], [-2000, 100, -2000]], np.int16)
    raw = file_bytes(data_set(pixels, PhotometricInterpretation="MONOCHROME1", PixelPaddingValue=-2000))
    (tmp_path / "made.dcm").write_bytes(raw)
    theirs = drawn(tmp_path / "made.dcm", 1, ["+Ww", "50.5", "101"], "", tmp_path / "out.pgm")
    stack = scan(FileEntry(tmp_path / "made.dcm", path="made.dcm"), Catalogue())
    assert stack is not None
    ours = picture(Volume(stack, budget=1 << 24), 0, window=Window(50.5, 101)).rgba
    assert theirs is not None
    assert ours is not None
    padding = pixels == -2000
    assert np.abs(ours[..., 0].astype(int) - theirs)[~padding].max() <= 1
    assert (theirs[padding] == 255).all()
    assert (ours[padding][:, 0] == 0).all()
