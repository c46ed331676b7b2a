"""Where a picture lies in the patient: planes, directions in words, order along the normal, the affine.

All coordinates are the patient's, in millimeters: x grows to the patient's left, y to the back, z to the head (LPS,
PS3.3 C.7.6.2.1.1). Vectors are numpy arrays of 3 float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from text.say import language, say
from viewer.telling import listed

__all__ = [
    "SAME",
    "Plane",
    "affine",
    "directions",
    "distances",
    "extremes",
    "letters",
    "median",
    "opposite",
    "places",
    "plane_of",
    "same_way",
    "words",
]

Vector = NDArray[np.float64]

SAME = 1e-3
"""Millimeters under which two pictures lie at the same place: frames of an eye scanner are 4 micrometers apart."""

_AGREE = 0.02
"""Directions may differ by so much, about a degree, and are still the same: some scanners write them anew for each slice."""

_AXES = (("L", "R"), ("P", "A"), ("H", "F"))
_OPPOSITE = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}


@dataclass(frozen=True, slots=True)
class Plane:
    """One picture's plane: the center of its first pixel, the unit direction along a row, the one down a column; all LPS.

    Not of the `body` are planes of a volume whose place in the patient is not known, as of ultrasound: their axes are its own.
    """

    position: tuple[float, float, float]
    along_row: tuple[float, float, float]
    down_column: tuple[float, float, float]
    body: bool = True

    @property
    def normal(self) -> Vector:
        """The unit vector out of the plane, row direction × column direction."""
        return np.cross(self.along_row, self.down_column)

    @property
    def orientation(self) -> tuple[float, ...]:
        """The six direction cosines to two decimals: pictures of one stack agree in them."""
        return tuple(round(value, 2) + 0.0 for value in (*self.along_row, *self.down_column))


def same_way(first: Plane | None, second: Plane | None) -> bool:
    """Whether two pictures look in the same direction, the same way up."""
    if first is second:
        return True
    if first is None or second is None:
        return False
    if first.body != second.body:
        return False
    pairs = zip((*first.along_row, *first.down_column), (*second.along_row, *second.down_column), strict=True)
    return all(abs(a - b) < _AGREE for a, b in pairs)


def extremes(planes: Sequence[Plane | None]) -> tuple[Plane, Plane] | None:
    """Return the least and the greatest of each direction cosine, as two planes: one parallel to both is parallel to all between them.

    None where there are no planes or one of them is not of the body. The two are bounds and need not be planes that exist.
    """
    known = [plane for plane in planes if plane is not None and plane.body]
    if not known or len(known) < len(planes):
        return None
    cosines = np.array([(plane.along_row, plane.down_column) for plane in known])
    (low_row, low_column), (high_row, high_column) = cosines.min(axis=0).tolist(), cosines.max(axis=0).tolist()
    nowhere = (0.0, 0.0, 0.0)
    return Plane(nowhere, tuple(low_row), tuple(low_column)), Plane(nowhere, tuple(high_row), tuple(high_column))


def plane_of(position: Sequence[float], orientation: Sequence[float], *, body: bool = True) -> Plane | None:
    """Make a plane of ImagePositionPatient and ImageOrientationPatient; None where they are absent or do not span a plane.

    Not of the `body` it is made of ImagePositionVolume and ImageOrientationVolume (PS3.3 C.7.6.16.2.21 and C.7.6.16.2.22).
    """
    if len(position) != 3 or len(orientation) != 6:
        return None
    axes = _axes(tuple(orientation))
    if axes is None:
        return None
    x, y, z = (float(value) for value in position)
    return Plane((x, y, z), *axes, body)


Unit = tuple[float, float, float]


@lru_cache(maxsize=256)
def _axes(cosines: tuple[float, ...]) -> tuple[Unit, Unit] | None:
    """Return the unit directions along a row and down a column, of six direction cosines; kept, since those of a stack are the same."""
    row, column = np.array(cosines[:3]), np.array(cosines[3:])
    lengths = np.linalg.norm(row), np.linalg.norm(column)
    if min(lengths) < 0.5 or abs(float(row @ column)) > 0.1:  # zeros stand in tomosynthesis and ophthalmic files
        return None
    row, column = row / lengths[0], column / lengths[1]
    return (float(row[0]), float(row[1]), float(row[2])), (float(column[0]), float(column[1]), float(column[2]))


def letters(direction: Sequence[float]) -> str:
    """Name a direction by the body's letters, strongest first: `A`, or oblique `AL`; parts under a quarter are left out."""
    order = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    return "".join(_AXES[axis][direction[axis] < 0] for axis in order if abs(direction[axis]) > 0.25)


def directions(orientation: Sequence[float]) -> tuple[str, ...]:
    """Return the letters of the directions along a row and down a column of ImageOrientationPatient; nothing where it spans no plane."""
    plane = plane_of((0.0, 0.0, 0.0), orientation)
    return () if plane is None else (letters(plane.along_row), letters(plane.down_column))


def opposite(side: str) -> str:
    """Return the letters of the opposite direction; letters that are none of the body's are dropped."""
    return "".join(_OPPOSITE.get(letter, "") for letter in side)


def words(side: str) -> str:
    """Return letters in plain words: `AL` is `front, left`."""
    return _words(side, language()["language"])


@lru_cache(maxsize=128)
def _words(side: str, _language: str) -> str:  # each picture asks for four of a few
    return listed(say("core.side." + letter) for letter in side if letter in _OPPOSITE)


def distances(planes: Sequence[Plane]) -> Vector:
    """Return the signed distance in mm of each plane along the normal of the first."""
    if not planes:
        return np.zeros(0)
    return np.array([plane.position for plane in planes]) @ planes[0].normal


def median(values: Vector) -> float:
    """Return the median of some numbers, at least one of them.

    numpy's own asks whether the values are masked, and loads numpy.ma for that: a tenth of a second in a browser, while a scan is being read.
    """
    ordered = np.sort(values)
    half = len(ordered) // 2
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def places(planes: Sequence[Plane]) -> NDArray[np.intp]:
    """Number the places along the normal of the first plane, from the lowest on: pictures less than a micrometer apart share one."""
    along = distances(planes)
    order = np.argsort(along, kind="stable")
    numbers = np.zeros(len(along), np.intp)
    if len(along):
        numbers[order[1:]] = np.cumsum(np.diff(along[order]) > SAME)
    return numbers


def affine(planes: Sequence[Plane], spacing: tuple[float, float]) -> NDArray[np.float64]:
    """Return the 4×4 matrix from (slice, row, column, 1) to patient LPS millimeters; `spacing` is (row, column) in mm.

    The slice step is the mean from the first to the last position, so a tilted gantry shows as shear. One plane alone
    gets a step of 1 mm along its normal. Source: PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1.
    """
    first, last = planes[0], planes[-1]
    step = first.normal
    if len(planes) > 1:
        step = (np.array(last.position) - np.array(first.position)) / (len(planes) - 1)
    matrix = np.eye(4)
    matrix[:3, 0] = step
    matrix[:3, 1] = np.array(first.down_column) * spacing[0]
    matrix[:3, 2] = np.array(first.along_row) * spacing[1]
    matrix[:3, 3] = first.position
    return matrix
