"""Every gray file of the corpus and of pydicom's test files, drawn by us and by DCMTK through the same window: one level apart at most.

All frames of an object, of a long one nine; the first of them also through every other window and table of the file, and of some
files of a series through a window of ours, and as the twin of the file with the other of MONOCHROME1 and MONOCHROME2. The file's own windows are asked for by their
number, so that DCMTK reads them itself. Where the two differ on purpose, or DCMTK cannot draw, it is told here by kind, with the reason:

- Values that are fractional after the rescale: DCMTK cuts them to whole numbers before the window, which makes bands out of a PET
  slice (and it does not know the rescale of a frame's functional group). It gets the very same window in stored values, without its
  modality step, so that its own ramp is still held against ours.
- Windows of functional groups, and LINEAR_EXACT: DCMTK knows neither. They are asked for by their numbers.
- 32 bits, big endian: DCMTK takes the two halves of each value in the wrong order. The same pictures in little endian are compared.
- Pixel padding: DCMTK draws it as what its number happens to be, bright in MONOCHROME1; we draw the background, black. There the
  padding is held to be black, and the rest compared.
- JPEG 2000: this build of DCMTK has no decoder; GDCM unpacks the file for it.
- 1 bit, fractional pixel data, some files that are cut short: it draws nothing.
"""

import hashlib
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom.data
import pytest

from tests.core.dcmtk import drawn, needs_dcmtk, numbered, options_for, readable, refusal
from tests.core.made import data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.errors import ViewerError
from viewer.image.instance import Frame
from viewer.image.lookup import Lookup
from viewer.image.voi import Window
from viewer.render.picture import picture
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames

PACKAGED = Path(pydicom.data.__file__).parent

# group of the corpus: how many of its gray pictures are compared at least
GROUPS = {
    "cd-knee-mri": 158,
    "cornerstone-syntaxes": 32,
    "dcmqi": 81,
    "dicom2nifti": 112,
    "dicomparser": 36,
    "highdicom": 113,
    "mr-enhanced": 38,
    "mr-siemens-mosaic": 62,
    "nibabel": 13,
    "petct-rtstruct-sts001": 201,
    "pydicom": 199,
    "pydicom-data": 109,
    "pylibjpeg-data": 28,
    "rt-dicompyler": 3,
    "suyashkumar": 8,
    "xa-cine": 11,
}

_MOST = 60 << 20
"""Bytes of a file that is compared: the few larger ones would take most of the time."""
_MOST_FRAMES = 9
_MOST_OF_A_SERIES = 4
"""Files of a series that are drawn in other ways than the first: the other hundred are made alike."""


def volumes_below(folder: Path) -> Iterator[tuple[Path, Frames]]:
    """Each gray object below a folder as a volume of its own; the same bytes only once."""
    seen = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size <= _MOST):
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest in seen:
            continue
        seen.add(digest)
        volume = volume_of(path)
        if volume is not None and volume.stack.first.format.gray:
            for instance in volume.stack.instances:
                instance.supplement = None  # DCMTK draws no supplemental palette: the gray below it is compared
            yield path, volume


def volume_of(path: Path) -> Frames | None:
    """One file alone."""
    stack = scan(FileEntry(path, path=path.name), Catalog())
    return None if stack is None else Frames(stack, budget=1 << 30)


@dataclass(frozen=True, eq=False)
class Asked:
    """One picture of ours, and the options that make it DCMTK's."""

    what: str
    frame: Frame
    options: tuple[str, ...]
    ours: np.ndarray
    padding: np.ndarray

    @classmethod
    def of(cls, what: str, volume: Frames, index: int, options: tuple[str, ...], **how: Window | int) -> "Asked":
        frame, shown = volume.stack.frames[index], picture(volume, index, overlays=False, **how).rgba  # type: ignore[arg-type]
        assert shown is not None
        stored, padding = volume.frame(index), frame.instance.padding
        padded = np.zeros(stored.shape, bool) if padding is None else (stored >= padding[0]) & (stored <= padding[1])
        return cls(what, frame, options, shown[..., 0], padded)

    @property
    def number(self) -> int:
        """DCMTK's frame, from 0: a mosaic is one picture for it, with all slices on it."""
        return 0 if self.frame.instance.mosaic is not None else self.frame.index

    def apart(self, reference: np.ndarray) -> np.ndarray:
        """How many levels each pixel is off; where there is padding, how far from black."""
        rows, columns = self.ours.shape
        if self.frame.instance.mosaic is not None:
            down, across = divmod(self.frame.index, reference.shape[1] // columns)
            reference = reference[down * rows : (down + 1) * rows, across * columns : (across + 1) * columns]
        return np.where(self.padding, self.ours, np.abs(self.ours.astype(int) - reference))


def wanted(volume: Frames, *, more: bool) -> Iterator[Asked]:
    """The pictures of a file that are compared, `more` with a window of ours; those that cannot be decoded are left out."""
    frames = sorted(volume.stack.frames, key=lambda frame: frame.index)
    some = {round(place) for place in np.linspace(0, len(frames) - 1, _MOST_FRAMES)}
    for number in sorted(some):
        index = volume.stack.frames.index(frames[number])
        try:
            stored = volume.frame(index)
        except ViewerError:
            continue
        yield Asked.of("default", volume, index, default_options(volume, index))
        if number == min(some):
            yield from windows(volume, index)
            if more:
                yield from narrow(volume, index, stored)


def default_options(volume: Frames, index: int) -> tuple[str, ...]:
    """The window that we have chosen by ourselves, where the file has none."""
    frame = volume.stack.frames[index]
    if frame.windows:
        return own_options(frame, frame.windows[0][1])
    facts = picture(volume, index, overlays=False).facts
    fractional = frame.rescale.slope < 1 or frame.instance.format.kind != "integer"
    return options_for(frame, Window(facts["center"], facts["width"], "LINEAR_EXACT" if fractional else "LINEAR"))


def own_options(frame: Frame, shown: Window | Lookup) -> tuple[str, ...]:
    """A window of the file: by its number where DCMTK can read it."""
    asked = options_for(frame, shown)
    grouped = len(frame.instance.frames) > 1
    return numbered(frame, shown) if asked[0] == "+Ww" and not grouped and isinstance(shown, Window) else asked


def windows(volume: Frames, index: int) -> Iterator[Asked]:
    """The other windows and tables of the file."""
    frame = volume.stack.frames[index]
    for number, (_, shown) in enumerate(frame.windows[1:], 1):
        how: dict[str, Window | int] = {"voi": number} if isinstance(shown, Lookup) else {"window": shown}
        yield Asked.of(f"window {number}", volume, index, own_options(frame, shown), **how)


def narrow(volume: Frames, index: int, stored: np.ndarray) -> Iterator[Asked]:
    """A window of ours, a quarter of the values wide."""
    frame = volume.stack.measured(index)
    first = frame.windows[0][1] if frame.windows else None
    if isinstance(first, Lookup) and first.falling:
        return  # a window after such a table is turned round: see test_lookup
    values = frame.rescale.values(stored)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    whole = frame.rescale.slope >= 1 and values.dtype.kind in "iu"
    function = first.function if isinstance(first, Window) else "LINEAR" if whole else "LINEAR_EXACT"
    ours = Window(low + round(2 * (high - low)) / 3, max((high - low) / 4, 2.0 if whole else 1e-6), function)
    yield Asked.of("explicit", volume, index, options_for(frame, ours), window=ours)


def twin_of(path: Path, frame: Frame, out: Path) -> Frames | None:
    """The same file with light and dark the other way round; None where it does not say it in one plain word."""
    one, other = (b"MONOCHROME1 ", b"MONOCHROME2 ")[:: -1 if frame.instance.format.photometric == "MONOCHROME2" else 1]
    content = path.read_bytes()
    if content.count(one) != 1 or b"INVERSE" in content or b"IDENTITY" in content:
        return None
    out.write_bytes(content.replace(one, other))
    return volume_of(out)


def compare(folder: Path, least: int, tmp_path: Path) -> None:
    """Draw the gray pictures of every file below a folder both ways; at least so many have to be comparable."""
    needs_dcmtk()
    compared, wrong, series = 0, [], Counter[str]()
    for path, volume in volumes_below(folder):
        first = volume.stack.first.frames[0]
        form, name = first.instance.format, path.relative_to(folder)
        if form.dtype.itemsize == 4 and not form.little_endian:
            continue
        series[first.instance.series.uid] += 1
        more = series[first.instance.series.uid] <= _MOST_OF_A_SERIES
        both = [(path, list(wanted(volume, more=more)))]
        twin = twin_of(path, first, tmp_path / "twin.dcm") if more and both[0][1] else None
        if twin is not None:
            middle = len(twin.stack) // 2
            assert twin.stack.first.inverted != first.instance.inverted, name
            both.append((tmp_path / "twin.dcm", [Asked.of("twin", twin, middle, default_options(twin, middle))]))
        for source, asked in both:
            got, bad = answers(counted(source, first, tmp_path / "counted.dcm"), first, asked, tmp_path)
            compared += got
            wrong += [f"{name}: {text}" for text in bad]
    assert not wrong, f"{len(wrong)} of {compared}:\n" + "\n".join(wrong)
    assert compared >= least, compared


def counted(path: Path, frame: Frame, out: Path) -> Path:
    """The same file with the number of frames that are there, where it announces another: DCMTK draws no more than are announced."""
    if "frames" not in frame.instance.notices:
        return path
    out.write_bytes(path.read_bytes())
    number = f"(0028,0008)={len(frame.instance.frames)}"
    subprocess.run(["dcmodify", "--no-backup", "--insert", number, str(out)], check=True, capture_output=True)
    return out


def answers(path: Path, first: Frame, asked: list[Asked], tmp_path: Path) -> tuple[int, list[str]]:
    """Hold pictures of one file against DCMTK's: how many there were, and what was wrong with some."""
    syntax = first.instance.syntax
    source = readable(path, syntax, tmp_path / "unpacked.dcm")
    groups: dict[tuple[str, ...], list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.options].append(one)
    compared, wrong = 0, []
    for options, ones in groups.items():
        theirs = {} if source is None else drawn(source, sorted({one.number for one in ones}), options, syntax, tmp_path / "out")
        for one in ones:
            reference = theirs.get(one.number)
            if reference is None:
                if not refusal(first):
                    wrong.append(f"{one.what}, {one.number}: DCMTK does not draw it ({' '.join(options)})")
                continue
            compared += 1
            apart = one.apart(reference)
            if apart.max() > 1:
                wrong.append(f"{one.what}, {one.number}: {int((apart > 1).sum())} pixels, {apart.max()} ({' '.join(options)})")
    return compared, wrong


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
def test_every_gray_picture_of_the_corpus_is_dcmtks_within_one_level(corpus: Path, group: str, tmp_path: Path) -> None:
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
def test_every_gray_picture_that_comes_with_pydicom_is_dcmtks_within_one_level(tmp_path: Path) -> None:
    compare(PACKAGED, 204, tmp_path)


@pytest.mark.native
@pytest.mark.trap(15)
@pytest.mark.reference("DCMTK 3.6.7")
def test_padding_is_where_the_two_differ_on_purpose(tmp_path: Path) -> None:
    """Around an inverted picture DCMTK draws a glaring frame; PS3.3 C.7.5.1.1.2 has padding take no part in the gray scale."""
    needs_dcmtk()
    pixels = np.array([[-2000, 0, 50], [-2000, 100, -2000]], np.int16)
    raw = file_bytes(data_set(pixels, PhotometricInterpretation="MONOCHROME1", PixelPaddingValue=-2000))
    (tmp_path / "made.dcm").write_bytes(raw)
    theirs = drawn(tmp_path / "made.dcm", [0], ["+Ww", "50.5", "101"], "", tmp_path / "out").get(0)
    stack = scan(FileEntry(tmp_path / "made.dcm", path="made.dcm"), Catalog())
    assert stack is not None
    ours = picture(Frames(stack, budget=1 << 24), 0, window=Window(50.5, 101)).rgba
    assert theirs is not None
    assert ours is not None
    padding = pixels == -2000
    assert np.abs(ours[..., 0].astype(int) - theirs)[~padding].max() <= 1
    assert (theirs[padding] == 255).all()
    assert (ours[padding][:, 0] == 0).all()


@pytest.mark.native
def test_big_endian_values_of_32_bits_look_like_the_same_in_little_endian() -> None:
    shown = []
    for name in ("rtdose.dcm", "rtdose_expb.dcm"):
        stack = scan(FileEntry(PACKAGED / "test_files" / name, path=name), Catalog())
        assert stack is not None
        shown.append(picture(Frames(stack, budget=1 << 24), 0).rgba)
    assert shown[0] is not None
    assert shown[1] is not None
    assert len(np.unique(shown[0])) > 20
    assert np.array_equal(shown[0], shown[1])
