"""A picture as a value: pixels with all that is needed to show them, whether they were taken so or cut from many."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.catalog.stack import localizer
from viewer.image import layers
from viewer.image.instance import Frame
from viewer.image.modality import Named, Rescale
from viewer.pixels.color import Palette
from viewer.space.grid import Grid
from viewer.volume.frames import Frames
from viewer.volume.volume import PlaneName, reslice, unseen, volume_of

__all__ = ["Cuts", "Slice", "cuts", "difference", "native"]

Rgba = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Pixels of one plane, and how their file means them to be seen.

    `values`: shape (rows, columns), of the type in which they are stored, or (rows, columns, 3), uint8, in color; `rescale` turns them
    into modality values. `grid`: where they lie in the patient, None where that is not known; `aspect`: height and width of a pixel, in
    any unit. `voi`: the windows and VOI LUTs that the file offers, by name, in modality units; `padding`: the stored values, from and to,
    that are no measurement; `inverted`: high values are dark; `supplement`: the palette in which high values are drawn in color.
    `tissue`: it is a CT of a body in Hounsfield units. `gap`: where nothing of the picture was there, shape (rows, columns), None where
    all was. `source`: the frame that it shows, None for a cut through many. `graphics` draws what the file itself lays over its picture into its RGBA, None where it lays nothing over it.
    """

    values: NDArray[Any]
    rescale: Rescale
    grid: Grid | None = None
    aspect: tuple[float, float] = (1.0, 1.0)
    voi: Named = ()
    padding: tuple[float, float] | None = None
    inverted: bool = False
    supplement: Palette | None = None
    tissue: bool = False
    gap: NDArray[np.bool_] | None = None
    source: Frame | None = None
    graphics: Callable[[Rgba], None] | None = None

    @property
    def color(self) -> bool:
        """Whether its pixels are colors, and no values."""
        return self.values.ndim == 3


def native(frames: Frames, index: int) -> Slice:
    """Return a picture as it was taken; raises what decoding it raises."""
    values = frames.frame(index)
    frame = frames.stack.measured(index)
    instance = frame.instance
    return Slice(
        values,
        frame.rescale,
        frame.grid,
        instance.scale.aspect,
        frame.windows,
        instance.padding,
        instance.inverted,
        instance.supplement if frame.colored else None,
        _tissue(frame),
        frames.gap(index),
        frames.stack.frames[index],
        _graphics(frame),
    )


def difference(frames: Frames, index: int, values: NDArray[Any]) -> Slice:
    """Return a picture less its mask, of which `frames.subtracted` gave the values: where nothing changed it is 0."""
    frame = frames.stack.measured(index)
    slope = 1.0 if frame.rescale.table is not None else frame.rescale.slope
    return Slice(
        values,
        Rescale(slope, 0.0, frame.rescale.unit),
        frame.grid,
        frame.instance.scale.aspect,
        (("", frames.change()),),
        inverted=frame.instance.inverted,
        gap=frames.gap(index),
        source=frames.stack.frames[index],
        graphics=_graphics(frame),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """All pictures of a volume in another plane, each a Slice.

    `values`: modality values, shape (slice, row, column); `gaps`: where they are made of what was missing, of the same shape, or None;
    `note` says in words what was done to make the volume straight and even, "" for nothing.
    """

    values: NDArray[Any]
    gaps: NDArray[np.bool_] | None
    note: str
    like: Frame

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, number: int) -> Slice:
        values = self.values[number]
        if values.dtype.itemsize > 2:  # the table for wide types takes any number, whole ones of 64 bits as well
            values = values.astype(np.float32)
        return Slice(
            np.ascontiguousarray(values),
            Rescale(unit=self.like.rescale.unit),
            voi=self.like.windows,
            inverted=self.like.instance.inverted,
            tissue=_tissue(self.like),
            gap=None if self.gaps is None else self.gaps[number],
        )


def cuts(frames: Frames, plane: PlaneName) -> Cuts:
    """Cut a stack in another plane; raises UnsupportedPixels where it makes no volume, LimitExceeded, and what decoding raises."""
    source = volume_of(frames)
    return Cuts(reslice(source, plane), unseen(source, plane), source.note, frames.stack.measured(0))


def _tissue(frame: Frame) -> bool:
    """Whether a picture is a CT of a body: an overview (scout) is a projection."""
    return frame.rescale.unit == "HU" and frame.instance.series.modality == "CT" and not localizer(frame.instance)


def _graphics(frame: Frame) -> Callable[[Rgba], None] | None:
    instance = frame.instance
    if instance.layers is None:
        return None
    return partial(
        layers.draw, layers=instance.layers, form=instance.format, index=frame.index, read=instance.bytes_at, words=instance.words
    )
