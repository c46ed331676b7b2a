"""Other planes through a stack: axial, coronal, sagittal, from pictures that were taken in one of them.

A stack is made straight and even by it: pictures that a tilted scanner has pushed over one another are pushed back, what lies between
uneven ones is interpolated, once, from where they truly lie, and where pictures are missing nothing is made up. Stacks that are no volume are refused with the
reason. Reslicing goes along the axes of the voxels: in an oblique or tilted stack "coronal" means the nearest plane.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.errors import LimitExceeded, UnsupportedPixels
from viewer.space.plane import Plane, affine
from viewer.space.resample import Straight, sampled, stretched
from viewer.volume.frames import Frames

__all__ = ["PlaneName", "Volume", "native_plane", "reslice", "unseen", "volume_of"]

Vector = NDArray[np.float64]
PlaneName = Literal["axial", "coronal", "sagittal"]

# Which body axis runs along a row, down a column and from picture to picture, and which way (x left, y back, z head).
_VIEWS: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "axial": ((0, 1), (1, 1), (2, -1)),
    "coronal": ((0, 1), (2, -1), (1, 1)),
    "sagittal": ((1, 1), (2, -1), (0, 1)),
}
_MOST_BYTES = 2 << 30


@dataclass(frozen=True, eq=False)
class Volume:
    """A whole stack: modality values of shape (slice, row, column) as they were taken, and a 4×4 matrix to LPS mm.

    The matrix is that of a grid with axes at right angles and even steps. Where the pictures do not lie on it, `grid` says where they
    do; `note` says in words what is done to make them straight and even, "" for nothing. `missing`: where nothing of a picture was
    there, of the same shape, None where all was. `inverted`: high values are dark.
    """

    pictures: NDArray[Any]
    affine: NDArray[np.float64]
    note: str = ""
    grid: Straight | None = None
    missing: NDArray[np.bool_] | None = None
    inverted: bool = False

    @property
    def values(self) -> NDArray[Any]:
        """The modality values on the grid itself, shape (slice, row, column)."""
        if self.grid is None:
            return self.pictures
        rows, columns = (np.arange(side, dtype=np.float64) for side in self.grid.shape)
        return sampled(self.pictures, self.grid, self.grid.places, rows, columns, dark=self.dark)

    @property
    def dark(self) -> float:
        """The darkest value of all, for what no picture reaches."""
        return float(self.pictures.max() if self.inverted else self.pictures.min())


def native_plane(plane: Plane) -> PlaneName:
    """Name the body plane that a picture lies nearest to."""
    names: tuple[PlaneName, ...] = ("sagittal", "coronal", "axial")
    return names[int(np.argmax(np.abs(plane.normal)))]


def volume_of(frames: Frames) -> Volume:
    """Gather all pictures of a stack; raises UnsupportedPixels where that makes no volume, LimitExceeded, and what decoding raises."""
    stack = frames.stack
    first, spacing, verdict = stack.first, stack.first.scale.spacing, stack.verdict
    planes = [frame.plane for frame in stack.frames if frame.plane is not None]
    if not first.format.gray:
        raise UnsupportedPixels("planes.colored", expected="volume")
    if verdict.kind not in _CUT or spacing is None:
        raise UnsupportedPixels("planes.none", why=verdict.text, expected="volume")
    shape = first.format.rows, first.format.columns
    notes = [] if planes[0].body else [say("core.volume.nowhere")]
    if verdict.kind == "even":
        _check(len(stack), *shape)
        pictures = np.stack([_measured(frames, index) for index in range(len(stack))])
        return Volume(pictures, affine(planes, spacing), "".join(notes), missing=_missing(frames), inverted=first.inverted)
    grid = Straight.of(planes, spacing, shape, gaps=verdict.kind == "gaps")
    _check(2 * len(stack) + len(grid.places), *grid.shape)
    pictures = np.stack([_measured(frames, index) for index in range(len(stack))])
    if verdict.angle:
        notes.insert(0, say("core.volume.tilted", angle=verdict.angle))
    if verdict.kind != "tilted":
        notes.insert(0, say("core.volume.uneven") if verdict.kind == "uneven" else say("core.volume.gaps"))
    return Volume(pictures, grid.affine, " ".join(notes), grid, _missing(frames), first.inverted)


def _missing(frames: Frames) -> NDArray[np.bool_] | None:
    """Return where nothing of the decoded pictures was there; None where all was."""
    gaps = [frames.gap(index) for index in range(len(frames.stack))]
    shape = next((gap.shape for gap in gaps if gap is not None), None)
    return None if shape is None else np.stack([np.zeros(shape, np.bool_) if gap is None else gap for gap in gaps])


def _measured(frames: Frames, index: int) -> NDArray[Any]:
    """Return the modality values of a picture, shape (rows, columns), in which padding is as dark as the darkest that was measured.

    Unsigned pictures may be padded with their highest value, and what lies between it and the body would be a bright seam. Padding that
    is darker than all else stays as it is (PS3.3 C.7.5.1.1.2).
    """
    values, instance = frames.values(index), frames.stack.frames[index].instance
    if instance.padding is None:
        return values
    stored = frames.frame(index)
    padded = (stored >= instance.padding[0]) & (stored <= instance.padding[1])
    if not padded.any() or padded.all():
        return values
    darkest = values[~padded].max() if instance.inverted else values[~padded].min()
    brighter = values < darkest if instance.inverted else values > darkest
    return np.where(padded & brighter, darkest, values)


_CUT = frozenset(("even", "tilted", "uneven", "gaps"))
"""Verdicts on stacks that can be cut."""


def _check(slices: int, rows: int, columns: int) -> None:
    size = slices * rows * columns * 4
    if size > _MOST_BYTES:
        raise LimitExceeded("planes.large", mb=size >> 20, most=_MOST_BYTES >> 20)


def reslice(source: Volume, plane: PlaneName) -> NDArray[Any]:
    """Turn a volume so that its slices lie in `plane`, shape (slice, row, column) with square pixels, the body the usual way up.

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
    flips = [bool(np.sign(direction[body, axes[body]]) != way) for body, way in (through, column, row)]
    down, across = float(lengths[order[1]]), float(lengths[order[2]])
    target = min(down, across)
    if source.grid is not None:
        return _true(source, source.grid, order, flips, (1.0, down / target, across / target))
    turned = np.flip(source.pictures.transpose(order), tuple(axis for axis in range(3) if flips[axis]))
    return stretched(stretched(turned, 1, down / target), 2, across / target)


def unseen(source: Volume, plane: PlaneName) -> NDArray[np.bool_] | None:
    """Return where slices in `plane`, as `reslice` gives them, are made of what was missing in a picture; None where nothing was."""
    if source.missing is None:
        return None
    found = reslice(replace(source, pictures=source.missing.astype(np.uint8) * np.uint8(255), inverted=False), plane)
    return found > 0


def _true(source: Volume, grid: Straight, order: list[int], flips: list[bool], factors: tuple[float, float, float]) -> NDArray[np.float32]:
    """Turn a volume whose pictures do not lie on its grid: each value is interpolated from the pictures where they truly lie.

    `order`: which axis of the volume is each of the result; `flips`: whether it runs against it; `factors`: places for each step of it.
    """
    step = float(grid.places[1] - grid.places[0]) if len(grid.places) > 1 else 1.0
    ends = float(grid.along[-1]) / step, float(grid.shape[0] - 1), float(grid.shape[1] - 1)
    wanted: list[Vector] = [np.zeros(0)] * 3
    for axis, flip, factor in zip(order, flips, factors, strict=True):
        along = np.arange(int(ends[axis] * factor + 1.001)) / factor
        wanted[axis] = ends[axis] - along if flip else along
    size = [len(one) for one in wanted]
    _check(size[0] + len(source.pictures), size[1], size[2])
    found: NDArray[np.float32] = sampled(source.pictures, grid, wanted[0] * step, wanted[1], wanted[2], dark=source.dark).transpose(order)
    return found
