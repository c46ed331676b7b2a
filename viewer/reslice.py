"""Other planes through a stack: axial, coronal, sagittal, from pictures that were taken in one of them.

A stack is made straight and even first: pictures that a tilted scanner has pushed over one another are pushed back, uneven ones are
interpolated to even places, and where pictures are missing nothing is made up. Stacks that are no volume are refused with the
reason. Reslicing goes along the axes of the voxels: in an oblique or tilted stack "coronal" means the nearest plane.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from viewer.errors import LimitExceeded, UnsupportedPixels
from viewer.geometry import Plane, affine
from viewer.volume import Volume

__all__ = ["Block", "PlaneName", "block", "native_plane", "reslice"]

PlaneName = Literal["axial", "coronal", "sagittal"]

# Which body axis runs along a row, down a column and from picture to picture, and which way (x left, y back, z head).
_VIEWS: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "axial": ((0, 1), (1, 1), (2, -1)),
    "coronal": ((0, 1), (2, -1), (1, 1)),
    "sagittal": ((1, 1), (2, -1), (0, 1)),
}
_MOST_BYTES = 2 << 30
_FINER = 4
"""How many times as many slices as there are pictures an uneven stack may be interpolated to."""
_GAP = 1.5
"""Steps, in usual ones, beyond which pictures count as missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A whole stack as one array: modality values of shape (slice, row, column), and the 4×4 matrix from there to LPS mm.

    Its axes are at right angles and its steps even; `note` says in words what was done to make them so, "" for nothing.
    """

    values: NDArray[Any]
    affine: NDArray[np.float64]
    note: str = ""


def native_plane(plane: Plane) -> PlaneName:
    """Name the body plane that a picture lies nearest to."""
    names: tuple[PlaneName, ...] = ("sagittal", "coronal", "axial")
    return names[int(np.argmax(np.abs(plane.normal)))]


def block(volume: Volume) -> Block:
    """Gather all pictures of a stack; raises UnsupportedPixels where that makes no volume, LimitExceeded, and what decoding raises."""
    stack = volume.stack
    first, spacing, verdict = stack.first, stack.first.scale.spacing, stack.verdict
    planes = [frame.plane for frame in stack.frames if frame.plane is not None]
    if verdict.kind not in _NOTES or spacing is None or not first.format.grey:
        reason = "They are coloured." if not first.format.grey else verdict.text
        raise UnsupportedPixels(f"These pictures cannot be cut in another direction. {reason}", expected="Grey pictures that make a volume")
    shape = first.format.rows, first.format.columns
    if verdict.kind == "even":
        _check(len(stack), *shape)
        return Block(np.stack([volume.values(index) for index in range(len(stack))]), affine(planes, spacing))
    grid = _Grid.of(planes, spacing, shape, gaps=verdict.kind == "gaps")
    _check(len(stack) + len(grid.places), *grid.shape)
    straight = _straight([volume.values(index) for index in range(len(stack))], grid)
    return Block(_even(straight, grid), grid.affine, _NOTES[verdict.kind].format(verdict.angle))


_NOTES = {
    "even": "",
    "tilted": "The scanner was tilted by {0:.1f}°; the pictures were pushed back over one another.",
    "uneven": "The pictures are unevenly spaced; what lies between them is interpolated.",
    "gaps": "Where pictures are missing, nothing is shown.",
}
"""What is done to stacks that can be cut, by the kind of their verdict; it gets the angle."""


def _check(slices: int, rows: int, columns: int) -> None:
    size = slices * rows * columns * 4
    if size > _MOST_BYTES:
        raise LimitExceeded(f"All pictures together take {size >> 20} MB", expected=f"Up to {_MOST_BYTES >> 20} MB can be cut")


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """The straight, even grid around a stack.

    `along`: mm of each picture from the first, along the normal; `places`: the same for each slice of the grid; `shifts`, shape
    (pictures, 2): by how many rows and columns, fractions too, each picture lies farther than the first row and column of the grid;
    `shape`: (rows, columns); `gap`: mm between two pictures from which on some are missing.
    """

    along: NDArray[np.float64]
    places: NDArray[np.float64]
    shifts: NDArray[np.float64]
    shape: tuple[int, int]
    gap: float
    affine: NDArray[np.float64]

    @classmethod
    def of(cls, planes: list[Plane], spacing: tuple[float, float], shape: tuple[int, int], *, gaps: bool) -> "_Grid":
        """Lay the grid along the rows and columns of the first picture, and along its normal as the stack goes."""
        first = planes[0]
        offsets = np.array([plane.position for plane in planes]) - first.position
        along: NDArray[np.float64] = offsets @ first.normal
        way = float(np.sign(along[-1]))
        along *= way
        shifts = np.column_stack((offsets @ first.down_column / spacing[0], offsets @ first.along_row / spacing[1]))
        lowest = shifts.min(axis=0)
        steps = np.diff(along)
        step = float(np.median(steps)) if gaps else max(float(steps.min()), float(along[-1]) / (_FINER * len(planes)))
        count = int(along[-1] / step + 1.001)
        places = np.linspace(0, (count - 1) * step, count)
        rows, columns = (side + math.ceil(reach - 1e-3) for side, reach in zip(shape, np.ptp(shifts, axis=0).tolist(), strict=True))
        matrix = np.eye(4)
        matrix[:3, 0] = first.normal * way * step
        matrix[:3, 1] = np.array(first.down_column) * spacing[0]
        matrix[:3, 2] = np.array(first.along_row) * spacing[1]
        matrix[:3, 3] = first.position + matrix[:3, 1] * lowest[0] + matrix[:3, 2] * lowest[1]
        return cls(along, places, shifts - lowest, (rows, columns), _GAP * step if gaps else math.inf, matrix)


def _straight(pictures: list[NDArray[Any]], grid: _Grid) -> NDArray[np.float32]:
    """Put each picture where it belongs on the grid, linearly between its pixels; NaN where it does not reach."""
    found = np.full((len(pictures), *grid.shape), np.nan, np.float32)
    for picture, shift, target in zip(pictures, grid.shifts, found, strict=True):
        part = picture.astype(np.float32)
        corner = []
        for axis in (0, 1):
            whole = math.ceil(shift[axis] - 1e-3)
            part = _between(part, axis, whole - float(shift[axis]))
            corner.append(whole)
        target[corner[0] : corner[0] + part.shape[0], corner[1] : corner[1] + part.shape[1]] = part
    return found


def _between(values: NDArray[np.float32], axis: int, fraction: float) -> NDArray[np.float32]:
    """Give the values a fraction of a pixel further on along an axis; there is one fewer of them."""
    if fraction < 1e-3:
        return values
    count = values.shape[axis]
    here, further = np.take(values, range(count - 1), axis), np.take(values, range(1, count), axis)
    return here + (further - here) * np.float32(fraction)


def _even(straight: NDArray[np.float32], grid: _Grid) -> NDArray[np.float32]:
    """Interpolate linearly between pictures at their true places; the lowest value of all where there is none, and in gaps."""
    after = np.clip(np.searchsorted(grid.along, grid.places), 1, len(grid.along) - 1)
    before = after - 1
    width = grid.along[after] - grid.along[before]
    parts = np.clip((grid.places - grid.along[before]) / width, 0, 1)
    lowest = np.nanmin(straight)
    found = np.empty((len(grid.places), *grid.shape), np.float32)
    for target, low, high, part, step in zip(found, before, after, parts, width, strict=True):
        if min(part, 1 - part) < (0.05 if step > grid.gap else 1e-3):  # a picture as it is
            target[:] = straight[low if part < 0.5 else high]
        elif step > grid.gap:
            target[:] = lowest
        else:
            target[:] = straight[low] + (straight[high] - straight[low]) * np.float32(part)
    return np.nan_to_num(found, copy=False, nan=float(lowest))


def reslice(source: Block, plane: PlaneName) -> NDArray[Any]:
    """Turn a block so that its slices lie in `plane`, shape (slice, row, column) with square pixels, the body the usual way up.

    Axial and coronal as seen from the feet and from the front, sagittal from the patient's left side. Where pixels are not
    square the coarser direction is interpolated linearly.
    """
    steps = source.affine[:3, :3]
    lengths = np.linalg.norm(steps, axis=0)
    direction = steps / lengths
    axes: list[int] = []
    for body_axis in (0, 1, 2):  # which voxel axis runs along each body axis: the best fit first, none twice
        free = [axis for axis in range(3) if axis not in axes]
        axes.append(max(free, key=lambda axis, along=body_axis: abs(direction[along, axis])))  # type: ignore[misc]
    row, column, through = _VIEWS[plane]
    order = [axes[through[0]], axes[column[0]], axes[row[0]]]
    turned = source.values.transpose(order)
    flips = [np.sign(direction[body, axes[body]]) != way for body, way in (through, column, row)]
    turned = np.flip(turned, tuple(axis for axis in range(3) if flips[axis]))
    down, across = float(lengths[order[1]]), float(lengths[order[2]])
    target = min(down, across)
    return _stretched(_stretched(turned, 1, down / target), 2, across / target)


def _stretched(values: NDArray[Any], axis: int, factor: float) -> NDArray[Any]:
    """Interpolate linearly along one axis, at `factor` places for each sample; the first keeps its place."""
    count = values.shape[axis]
    if abs(factor - 1) < 1e-3 or count < 2:
        return values
    place = np.arange(int((count - 1) * factor + 1.001)) / factor
    low = np.minimum(place.astype(np.intp), count - 2)
    shape = [1] * values.ndim
    shape[axis] = -1
    part = (place - low).astype(np.float32).reshape(shape)
    below, above = np.take(values, low, axis), np.take(values, low + 1, axis)
    between: NDArray[np.float32] = below + (above - below.astype(np.float32)) * part
    return np.rint(between).astype(values.dtype) if values.dtype.kind in "iu" else between.astype(values.dtype)
