"""The one protocol of all that is laid over a stack, and what it gives for a picture."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.image.instance import Frame
from viewer.space.grid import Grid

__all__ = ["INSIDE", "About", "Color", "Drawn", "Layer", "Lying", "Outline", "Raster", "Segment", "Wash", "distinct"]

Color = tuple[int, int, int]

INSIDE = 0.15
"""How opaque the inside of a closed outline is."""

_DISTINCT: tuple[Color, ...] = (
    (230, 97, 80), (86, 180, 233), (240, 200, 60), (90, 200, 130), (200, 120, 220), (250, 150, 60), (120, 220, 220), (240, 130, 170),
    (160, 200, 80), (140, 140, 240), (210, 170, 120), (180, 180, 180),
)  # fmt: skip


def distinct(number: int) -> Color:
    """Return a color for what the file gives none."""
    return _DISTINCT[number % len(_DISTINCT)]


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing that is marked: its `number` in the file, its `name`, in `what` words on it, its sRGB color."""

    number: int
    name: str
    what: str
    color: Color


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """RGBA of a part of a picture, shape (rows, columns, 4), uint8; `top` and `left`: the row and the column where it begins."""

    top: int
    left: int
    rgba: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Lines of a segment on one picture, each of shape (points, 2): x to the right, y down, in pixels of the picture.

    The center of the first pixel is (0.5, 0.5). Closed lines of one outline enclose an area by the even-odd rule: one within another
    is a hole. A `point` stands for itself.
    """

    segment: Segment
    kind: Literal["closed", "open", "point"]
    lines: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What lies on one picture."""

    raster: Raster | None = None
    outlines: tuple[Outline, ...] = ()


@dataclass(frozen=True, slots=True)
class Wash:
    """The scale of a color wash: the `highest` value in its `unit` ("" where that is unknown), and the colors by parts of it."""

    highest: float
    unit: str
    stops: tuple[tuple[float, Color], ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a layer is: in the file at `path`, marked `by` whom, with its segments, and for a dose the `wash`.

    `direct`: it was made on these very pictures, and not only in the same place. `unseen`: why it lies on none of them, as a code: "none",
    "plane" (another one), "nowhere" (that is not known); "" where it lies on one at least. `note` says that, or what is left out; empty
    where all is well.
    """

    kind: Literal["segmentation", "contours", "dose"]
    title: str
    by: str
    path: str
    direct: bool
    segments: tuple[Segment, ...]
    note: str = ""
    wash: Wash | None = None
    unseen: Literal["", "none", "plane", "nowhere"] = ""

    @property
    def seen(self) -> bool:
        """Whether it lies on one of the pictures at least."""
        return not self.unseen


class Lying(Protocol):
    """A picture as layers see it, a `Frame` or a `Slice`: where its pixels lie, and of which frame they are, None for a cut through many."""

    @property
    def grid(self) -> Grid | None:
        """Where its pixels lie in the patient, None where that is not known."""

    @property
    def source(self) -> Frame | None:
        """The frame that it shows."""


class Layer(Protocol):
    """What one file lays over the pictures of one stack, and over others in the same space."""

    about: About

    def on(self, picture: Lying, segments: Collection[int], *, threshold: float = 0.0) -> Drawn:
        """Return what these segments draw on a picture; of doses those from `threshold` on, a part of the highest. Raises what decoding raises."""

    def largest(self, segment: int) -> int | None:
        """Return the picture on which a segment is largest, of a dose the one with the highest; None where it is on no picture."""

    def beneath(self, picture: Lying, segments: Collection[int], row: int, column: int) -> tuple[str, ...]:
        """Name what lies on a pixel, each once."""
