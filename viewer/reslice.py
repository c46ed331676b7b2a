"""Other planes through a stack: axial, coronal, sagittal, from pictures that were taken in one of them.

Only for stacks whose pictures lie evenly and straight above one another; anything else would be a stretched picture, and is
refused with the reason. Reslicing goes along the axes of the voxels: in an oblique stack "coronal" means the nearest plane.
"""

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


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A whole stack as one array: modality values of shape (slice, row, column), and the 4×4 matrix from there to LPS mm."""

    values: NDArray[Any]
    affine: NDArray[np.float64]


def native_plane(plane: Plane) -> PlaneName:
    """Name the body plane that a picture lies nearest to."""
    names: tuple[PlaneName, ...] = ("sagittal", "coronal", "axial")
    return names[int(np.argmax(np.abs(plane.normal)))]


def block(volume: Volume) -> Block:
    """Gather all pictures of a stack; raises UnsupportedPixels where that makes no volume, LimitExceeded, and what decoding raises."""
    stack = volume.stack
    first, spacing = stack.first, stack.first.scale.spacing
    planes = [frame.plane for frame in stack.frames if frame.plane is not None]
    if stack.verdict.kind != "even" or spacing is None or not first.format.grey:
        reason = "They are coloured." if not first.format.grey else stack.verdict.text
        raise UnsupportedPixels(f"These pictures cannot be cut in another direction. {reason}", expected="Evenly spaced grey pictures")
    size = len(stack) * first.format.rows * first.format.columns * 4
    if size > _MOST_BYTES:
        raise LimitExceeded(f"All pictures together take {size >> 20} MB", expected=f"Up to {_MOST_BYTES >> 20} MB can be cut")
    values = np.stack([volume.values(index) for index in range(len(stack))])
    return Block(values, affine(planes, spacing))


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
    """Interpolate linearly along one axis, so that it has `factor` times as many samples; the first and last keep their places."""
    count = values.shape[axis]
    if abs(factor - 1) < 1e-3 or count < 2:
        return values
    place = np.linspace(0, count - 1, round((count - 1) * factor) + 1)
    low = np.minimum(place.astype(np.intp), count - 2)
    shape = [1] * values.ndim
    shape[axis] = -1
    part = (place - low).astype(np.float32).reshape(shape)
    below, above = np.take(values, low, axis), np.take(values, low + 1, axis)
    between: NDArray[np.float32] = below + (above - below.astype(np.float32)) * part
    return np.rint(between).astype(values.dtype) if values.dtype.kind in "iu" else between.astype(values.dtype)
