"""Mask subtraction: an angiography seen as the difference from a picture that was taken before the contrast medium came (PS3.3 C.7.6.10).

It takes place among logarithms of what X-rays came through (PS3.4 N.2.5), or a vessel would look fainter in front of bone than beside it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.dataset import Dataset

__all__ = ["Plan", "Subtraction", "difference", "subtraction_of"]

Pixels = NDArray[Any]

_MOST_ITEMS = 1000
_MOST_AVERAGED = 64
_MOST_SHIFT = 256.0
_MOST_BITS = 16
_OPERATIONS = frozenset(("AVG_SUB", "TID", "REV_TID"))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is subtracted from what, for one picture: indexes of frames from 0, and by how much the mask is moved (down, to the right)."""

    contrast: tuple[int, ...]
    mask: tuple[int, ...]
    shift: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Item:
    operation: str
    ranges: tuple[tuple[int, int], ...]
    frames: tuple[int, ...]
    averaging: int
    shift: tuple[float, float]
    offset: int

    def plan(self, number: int, count: int) -> Plan | None:
        """Return the plan for frame `number`, from 1, of `count`; None where this item is not about it, or names frames that are not there."""
        if self.ranges and not any(first <= number <= last for first, last in self.ranges):
            return None
        if self.operation == "AVG_SUB":
            if not self.ranges and number > count - self.averaging + 1:
                return None
            mask: Sequence[int] = self.frames
        elif self.operation == "TID":
            mask = (number - self.offset,)
        elif self.ranges:  # reversed: the farther on, the earlier
            first = self.ranges[0][0]
            mask = ((first - self.offset) - (number - first),)
        else:
            return None
        if not mask or min(mask) < 1 or max(mask) > count:
            return None
        contrast = range(number, min(count, number + self.averaging - 1) + 1)
        return Plan(tuple(at - 1 for at in contrast), tuple(at - 1 for at in mask), self.shift)

    def possible(self, count: int) -> bool:
        """Whether there is a frame among `count` that this item gives a plan for; the outermost that could have one are asked."""
        for first, last in self.ranges or ((1, count),):
            start = (self.ranges or ((1, count),))[0][0] * 2 - self.offset  # of reversed ones: number plus mask
            edges = (first, last, 1 + self.offset, count + self.offset, start - count, start - 1)
            numbers = {min(max(edge, first, 1), last, count) for edge in edges}
            if any(self.plan(number, count) is not None for number in numbers if number > 0):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Subtraction:
    """How the frames of an object are subtracted; `recommended`: the file wants them to be seen so (Recommended Viewing Mode SUB).

    `linear`: stored values are in proportion to the X-rays that came through, 1, or to those that did not, -1; 0 where they are
    logarithms already, or nothing is known (Pixel Intensity Relationship and its sign, PS3.3 C.8.7.1.1.2).
    """

    items: tuple[_Item, ...]
    recommended: bool
    linear: int = 0

    def plan(self, index: int, count: int) -> Plan | None:
        """Return the plan for the frame with an index of `count`; None where it is shown as it was taken: the mask itself is."""
        plan = next((plan for item in self.items if (plan := item.plan(index + 1, count)) is not None), None)
        return None if plan is None or plan.contrast == plan.mask else plan

    def comparable(self, stored: Pixels, bits: int) -> Pixels:
        """Return the stored values of a frame as what can be subtracted: of linear ones logarithms, over the same range of `bits` bits."""
        if not self.linear or bits > _MOST_BITS or stored.dtype.kind != "u":
            return stored
        found: Pixels = _logarithms(bits, self.linear)[np.minimum(stored, (1 << bits) - 1)]
        return found


@lru_cache(maxsize=4)
def _logarithms(bits: int, sign: int) -> Pixels:
    """Compute the logarithm of each value of so many bits, from 0 to the highest value."""
    top = (1 << bits) - 1
    table: Pixels = np.log1p(np.arange(top + 1)) * (top / math.log1p(top))
    return table if sign > 0 else top - table[::-1]


def subtraction_of(dataset: Dataset, count: int) -> Subtraction | None:
    """Read how the `count` frames of an object are subtracted; None where the file does not speak of it.

    Without items where it is not understood, or tells of frames that are not there.
    """
    recommended = dataset.text("RecommendedViewingMode").upper() == "SUB"
    if "MaskSubtractionSequence" not in dataset and not recommended:
        return None
    found = (_item(item) for _, item in zip(range(_MOST_ITEMS), dataset.each("MaskSubtractionSequence"), strict=False))
    items = tuple(item for item in found if item is not None and item.possible(count))
    linear = dataset.text("PixelIntensityRelationship").upper() == "LIN"
    sign = -1 if dataset.integer("PixelIntensityRelationshipSign") == -1 else 1
    return Subtraction(items, recommended, sign if linear else 0) if items or recommended else None


def _item(dataset: Dataset) -> _Item | None:
    operation = dataset.text("MaskOperation").upper()
    if operation not in _OPERATIONS:
        return None
    ends = [round(number) for number in dataset.numbers("ApplicableFrameRange")]
    shift = dataset.numbers("MaskSubPixelShift")
    moved = len(shift) == 2 and all(math.isfinite(part) and abs(part) <= _MOST_SHIFT for part in shift)
    offset = dataset.integer("TIDOffset")
    return _Item(
        operation,
        tuple(zip(ends[::2], ends[1::2], strict=False)),
        tuple(round(number) for number in dataset.numbers("MaskFrameNumbers"))[:_MOST_AVERAGED],
        min(_MOST_AVERAGED, max(1, dataset.integer("ContrastFrameAveraging", 1) or 1)),
        (shift[0], shift[1]) if moved else (0.0, 0.0),
        1 if offset is None else offset,
    )


def difference(plan: Plan, frame: Callable[[int], Pixels]) -> Pixels:
    """Compute contrast minus mask of stored gray values, shape (rows, columns), int32, rounded; `frame` gives the stored values by index."""
    contrast, mask = (_mean([frame(at) for at in indexes]) for indexes in (plan.contrast, plan.mask))
    if any(plan.shift):
        mask = _moved(mask, *plan.shift)
    if contrast.dtype.kind == mask.dtype.kind == "i":
        whole: Pixels = contrast - mask
        return whole
    rounded: Pixels = np.rint(contrast - mask).astype(np.int32)
    return rounded


def _mean(frames: list[Pixels]) -> Pixels:
    if len(frames) == 1:
        return frames[0].astype(np.int32)
    total = np.zeros(frames[0].shape, np.float64)
    for one in frames:
        total += one
    return np.asarray(total / len(frames))


def _moved(mask: Pixels, down: float, right: float) -> Pixels:
    """Move a picture by fractions of a pixel, linearly between neighbors; at the rim its last row and column are repeated."""
    for axis, by in ((0, down), (1, right)):
        size = mask.shape[axis]
        at = np.clip(np.arange(size) - by, 0, size - 1)
        low = np.floor(at).astype(np.intp)
        part = (at - low).reshape((-1, 1) if axis == 0 else (1, -1))
        mask = np.take(mask, low, axis) * (1 - part) + np.take(mask, np.minimum(low + 1, size - 1), axis) * part
    return mask
