"""Mosaics of Siemens and grids of United Imaging: all slices of one moment as tiles of one large picture, and how they are taken apart.

Source: the vendor's private header (CSA) as documented by NiBabel ("Siemens format DICOM with CSA header") and read by dcm2niix; for
United Imaging the number of slices (0065,1050) and the frames (0065,1051), each with its place, as AlizaMS and dcm2niix read them.
There is no part of the standard for either. Enhanced objects of later software (XA30) keep the word MOSAIC without being one.
"""

import math
import struct
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.classes import MR
from viewer.dicom.dataset import Dataset
from viewer.image import makers
from viewer.pixels.format import PixelFormat
from viewer.space.plane import Plane, plane_of

__all__ = ["Mosaic", "called_mosaic", "csa", "grid_of", "mosaic_of", "single"]

_MOST_TILES = 1024
_LEAST_TILE = 2
_MOST_TAGS, _MOST_ITEMS = 512, 512


@dataclass(frozen=True, slots=True)
class Mosaic:
    """The large picture as it is stored, how many tiles lie beside and above one another in it, and the planes of the slices."""

    stored: PixelFormat
    across: int
    down: int
    planes: tuple[Plane | None, ...]

    @property
    def tile(self) -> PixelFormat:
        """The format of one slice."""
        return replace(self.stored, rows=self.stored.rows // self.down, columns=self.stored.columns // self.across, frames=len(self.planes))

    def cut(self, pixels: NDArray[Any], index: int) -> NDArray[Any]:
        """Return one slice of the large picture."""
        rows, columns = self.stored.rows // self.down, self.stored.columns // self.across
        row, column = index // self.across * rows, index % self.across * columns
        return pixels[row : row + rows, column : column + columns].copy()


def called_mosaic(dataset: Dataset, form: PixelFormat) -> bool:
    """Whether an object says that slices lie side by side in its one picture, and is of the kind in which that is so."""
    if form.frames > 1 or form.samples > 1 or "MOSAIC" not in dataset.texts("ImageType"):
        return False
    return (dataset.text("SOPClassUID") or dataset.stored_class) == MR and "PerFrameFunctionalGroupsSequence" not in dataset


def mosaic_of(dataset: Dataset, form: PixelFormat) -> Mosaic | None:
    """Return how an object that `called_mosaic` is to be taken apart; None where it does not tell of how many slices.

    Without the private header the size of one slice tells it, as the acquisition matrix has it (so does dcm2niix): empty tiles at the
    end then count as slices, and where in the body they lie, and in which order, is not known.
    """
    private = makers.block(dataset, 0x0029, "SIEMENS CSA")
    found = dataset.element(private + 0x10) if private is not None else None
    facts = csa(found[1]) if found else {}
    private = makers.block(dataset, 0x0019, "SIEMENS")
    told = dataset.numbers((private + 0x0A, "US")) if private is not None else []
    count = round(told[0] if told else _numbers(facts, "NumberOfImagesInMosaic", 1)[0])
    if count == 1:
        return None
    across = int(np.ceil(np.sqrt(count))) if 1 < count <= _MOST_TILES else 0
    if not across or form.rows % across or form.columns % across:
        across = _side_by_size(dataset, form)
        if across**2 < count:
            return None  # one of the two must be wrong
        return Mosaic(form, across, across, (None,) * across**2) if across > 1 else None
    normal = _numbers(facts, "SliceNormalVector", 3)
    return Mosaic(form, across, across, _planes(dataset, form, across, count, normal))


def single(dataset: Dataset, form: PixelFormat) -> bool:
    """Whether a picture that `called_mosaic` is one slice all the same: only the word was kept."""
    private = makers.block(dataset, 0x0019, "SIEMENS")
    told = dataset.numbers((private + 0x0A, "US")) if private is not None else []
    return told[:1] == [1.0] or _side_by_size(dataset, form) == 1


def _side_by_size(dataset: Dataset, form: PixelFormat) -> int:
    """Return how many slices lie beside one another by the size of one (PS3.3 C.8.3.1, Acquisition Matrix); 0 where it does not fit.

    The matrix is (rows, columns) by frequency, then by phase, two of the four being zero. Fewer lines than a slice has rows are
    met as well: then the slice is square.
    """
    matrix = dataset.numbers("AcquisitionMatrix")
    if len(matrix) != 4 or min(matrix) < 0:
        return 0
    rows, columns = round(matrix[0] or matrix[2]), round(matrix[1] or matrix[3])
    for tile in ((rows, columns), (max(rows, columns),) * 2):
        if min(tile) >= _LEAST_TILE and not form.rows % tile[0] and not form.columns % tile[1]:
            down, across = form.rows // tile[0], form.columns // tile[1]
            if down == across and down**2 <= _MOST_TILES:
                return down
    return 0


def grid_of(dataset: Dataset, form: PixelFormat) -> Mosaic | None:
    """Return how a grid of United Imaging is to be taken apart; None where an object is none, contradicts itself, or is not known for sure.

    Single slices tell the number as well; only a grid lists them. Each of them has its own place, that of its first pixel. There are
    no empty rows at the end: dcm2niix counts on it, AlizaMS on square tiles; where one of them must be wrong the picture stays whole.
    """
    if "GridFrames" not in dataset or form.frames > 1 or form.samples > 1 or "PerFrameFunctionalGroupsSequence" in dataset:
        return None
    if dataset.text("PrivateCreator0065") != "Image Private Header":
        return None
    frames, count = dataset.items("GridFrames"), dataset.integer("GridCount")
    if count != len(frames) or not 1 < count <= _MOST_TILES:
        return None
    across = math.isqrt(count - 1) + 1
    down = -(-count // across)
    if form.columns % across or form.rows % down or (down < across and form.rows == form.columns):
        return None
    shared = dataset.numbers("ImageOrientationPatient")
    planes = (plane_of(one.numbers("ImagePositionPatient"), one.numbers("ImageOrientationPatient") or shared) for one in frames)
    return Mosaic(form, across, down, tuple(planes))


def _planes(dataset: Dataset, form: PixelFormat, across: int, count: int, normal: list[float]) -> tuple[Plane | None, ...]:
    """Place the slices: the position in the file is that of a picture as large as the mosaic, around the middle of the slice."""
    first = plane_of(dataset.numbers("ImagePositionPatient"), dataset.numbers("ImageOrientationPatient"))
    spacing = dataset.numbers("PixelSpacing")
    step = dataset.number("SpacingBetweenSlices") or dataset.number("SliceThickness")  # old software leaves the first out, without gaps
    if first is None or len(spacing) != 2 or not step:
        return (None,) * count
    row, column = np.array(first.along_row), np.array(first.down_column)
    rows, columns = form.rows - form.rows // across, form.columns - form.columns // across
    corner = np.array(first.position) + row * spacing[1] * columns / 2 + column * spacing[0] * rows / 2
    # The slices go along the normal, or against it: only the private header tells.
    way = np.sign(float(np.dot(normal, first.normal))) or 1.0
    places = corner + np.outer(np.arange(count) * abs(step) * way, first.normal)
    return tuple(Plane((float(x), float(y), float(z)), first.along_row, first.down_column) for x, y, z in places)


def _numbers(facts: dict[str, list[str]], name: str, count: int) -> list[float]:
    """Return so many numbers of a private fact; zeros where it is absent or holds something else."""
    try:
        found = [float(value) for value in facts.get(name, [])[:count]]
    except ValueError:
        found = []
    return found if len(found) == count and bool(np.isfinite(found).all()) else [0.0] * count


def csa(data: bytes) -> dict[str, list[str]]:
    """Read a CSA header of either version into texts by name; what cannot be followed ends it."""
    facts: dict[str, list[str]] = {}
    second = data[:4] == b"SV10"
    position = 8 if second else 0
    try:
        (tags,) = struct.unpack_from("<I", data, position)
        position += 8
        base = None
        for _ in range(min(tags, _MOST_TAGS)):
            name, _vm, _vr, _syngo, items, _end = struct.unpack_from("<64si4siii", data, position)
            position += 84
            base = items if base is None else base
            values = []
            for _item in range(min(max(items, 0), _MOST_ITEMS)):
                lengths = struct.unpack_from("<4i", data, position)
                position += 16
                # The first version adds the number of the first tag's items to each length; the second just says it.
                length = lengths[1] if second else lengths[0] - base
                if not 0 <= length <= len(data) - position:
                    break
                text = data[position : position + length].split(b"\0")[0].decode("latin-1").strip()
                position += -(-length // 4) * 4
                if text:
                    values.append(text)
            facts[name.split(b"\0")[0].decode("latin-1")] = values
    except struct.error:
        pass
    return facts
