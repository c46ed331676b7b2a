"""Where a picture lies in the patient: planes, directions in words, order along the normal, the affine, the verdict.

All coordinates are the patient's, in millimetres: x grows to the patient's left, y to the back, z to the head (LPS,
PS3.3 C.7.6.2.1.1). Vectors are numpy arrays of 3 float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Plane", "Verdict", "affine", "distances", "letters", "opposite", "plane_of", "verdict", "words"]

Vector = NDArray[np.float64]

_AXES = (("L", "R"), ("P", "A"), ("H", "F"))
_OPPOSITE = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}
_WORDS = {"L": "left", "R": "right", "A": "front", "P": "back", "H": "head", "F": "feet"}


@dataclass(frozen=True, slots=True)
class Plane:
    """One picture's plane: the centre of its first pixel, the unit direction along a row, the one down a column; all LPS."""

    position: tuple[float, float, float]
    along_row: tuple[float, float, float]
    down_column: tuple[float, float, float]

    @property
    def normal(self) -> Vector:
        """The unit vector out of the plane, row direction × column direction."""
        return np.cross(self.along_row, self.down_column)

    @property
    def orientation(self) -> tuple[float, ...]:
        """The six direction cosines to two decimals: pictures of one stack agree in them."""
        return tuple(round(value, 2) + 0.0 for value in (*self.along_row, *self.down_column))


def plane_of(position: Sequence[float], orientation: Sequence[float]) -> Plane | None:
    """Make a plane of ImagePositionPatient and ImageOrientationPatient; None where they are absent or do not span a plane."""
    if len(position) != 3 or len(orientation) != 6:
        return None
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    lengths = np.linalg.norm(row), np.linalg.norm(column)
    if min(lengths) < 0.5 or abs(float(row @ column)) > 0.1:  # zeros stand in tomosynthesis and ophthalmic files
        return None
    row, column = row / lengths[0], column / lengths[1]
    x, y, z = (float(value) for value in position)
    return Plane((x, y, z), (float(row[0]), float(row[1]), float(row[2])), (float(column[0]), float(column[1]), float(column[2])))


def letters(direction: Sequence[float]) -> str:
    """Name a direction by the body's letters, strongest first: `A`, or oblique `AL`; parts under a quarter are left out."""
    order = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    return "".join(_AXES[axis][direction[axis] < 0] for axis in order if abs(direction[axis]) > 0.25)


def opposite(side: str) -> str:
    """Give the letters of the opposite direction; letters that are none of the body's are dropped."""
    return "".join(_OPPOSITE.get(letter, "") for letter in side)


def words(side: str) -> str:
    """Say letters in plain words: `AL` is `front, left`."""
    return ", ".join(_WORDS[letter] for letter in side if letter in _WORDS)


def distances(planes: Sequence[Plane]) -> Vector:
    """Give the signed distance in mm of each plane along the normal of the first."""
    if not planes:
        return np.zeros(0)
    return np.array([plane.position for plane in planes]) @ planes[0].normal


def affine(planes: Sequence[Plane], spacing: tuple[float, float]) -> NDArray[np.float64]:
    """Give the 4×4 matrix from (slice, row, column, 1) to patient LPS millimetres; `spacing` is (row, column) in mm.

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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a stack is a sound volume, in one word for programs and one sentence for people; `spacing` in mm, None if uneven."""

    kind: Literal["even", "gaps", "uneven", "tilted", "repeated", "single", "time", "none"]
    text: str
    spacing: float | None = None


def verdict(planes: Sequence[Plane]) -> Verdict:
    """Judge planes that are already in order along their normal."""
    if len(planes) < 2:
        return Verdict("single", "A single picture.")
    along = distances(planes)
    steps = np.diff(along)
    moved = steps > 1e-3
    if not moved.any():
        return Verdict("time", "Pictures of the same place, one after the other.")
    if not moved.all():
        each = len(planes) / (int(moved.sum()) + 1)
        many = f"{each:.0f} pictures" if each.is_integer() else "Several pictures"
        return Verdict("repeated", f"{many} of each place, at {int(moved.sum()) + 1} places.")
    usual = float(np.median(steps))
    tolerance = max(0.02 * usual, 0.01)
    odd = np.abs(steps - usual) > tolerance
    if not odd.any():
        shift = np.array(planes[-1].position) - np.array(planes[0].position)
        across = float(np.linalg.norm(shift - along[-1] * planes[0].normal + along[0] * planes[0].normal))
        if across > max(1.0, 0.02 * abs(float(along[-1] - along[0]))):
            angle = float(np.degrees(np.arctan2(across, abs(float(along[-1] - along[0])))))
            return Verdict("tilted", f"Evenly spaced, {usual:.2f} mm apart, with the scanner tilted by {angle:.1f}°.", usual)
        return Verdict("even", f"Evenly spaced, {usual:.2f} mm apart.", usual)
    multiples = steps[odd] / usual
    if bool(np.all((np.abs(multiples - np.round(multiples)) < 0.05) & (np.round(multiples) >= 2))):
        missing = int(np.sum(np.round(multiples) - 1))
        after = ", ".join(str(int(index) + 1) for index in np.flatnonzero(odd)[:5])
        pictures = "picture seems" if missing == 1 else "pictures seem"
        return Verdict("gaps", f"{missing} {pictures} to be missing, after number {after}; the others are {usual:.2f} mm apart.")
    return Verdict("uneven", f"Unevenly spaced: {steps.min():.2f} to {steps.max():.2f} mm apart.")
