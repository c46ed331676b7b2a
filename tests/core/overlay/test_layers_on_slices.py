"""What lies over pictures follows into any plane: layers take where a picture lies, not its number in a stack."""

from dataclasses import replace

import numpy as np

from tests.core.laid import catalog_of, contours, dose, pictures
from tests.core.overlay.test_laid_contours import circle
from tests.core.overlay.test_laid_dose import ORIGIN, SCALING, SPACING, grown, linear
from viewer.catalog.stack import Stack
from viewer.image.modality import Rescale
from viewer.overlay import Layer, layers_of
from viewer.overlay.contours import ContoursLayer
from viewer.overlay.dose import DoseLayer
from viewer.space.grid import Grid
from viewer.space.plane import Plane
from viewer.volume.frames import Frames
from viewer.volume.slice import Slice, native


def of(files: list[object]) -> tuple[Stack, Layer]:
    """The pictures among these files, and what lies over them."""
    catalog = catalog_of(*files)  # type: ignore[arg-type]
    stack = next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT")
    (layer,), _ = layers_of(stack, catalog)
    return stack, layer


def cut(plane: Plane, rows: int = 12, columns: int = 10, spacing: tuple[float, float] = (1.0, 1.0)) -> Slice:
    """A picture that no file holds."""
    return Slice(np.zeros((rows, columns), np.int16), Rescale(), Grid(plane, spacing, rows, columns))


def test_a_dose_lies_on_a_plane_across_all_pictures_as_in_its_field() -> None:
    offsets = [0.0, 3.0, 6.0, 9.0, 12.0, 15.0]
    laid = dose(grown(offsets), offsets=offsets, origin=ORIGIN, spacing=SPACING, scaling=SCALING)
    _, layer = of([*pictures(9, rows=60, columns=40, spacing=(0.5, 0.8)), laid])
    assert isinstance(layer, DoseLayer)
    side = cut(Plane((8.0, 4.0, 6.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), rows=8, columns=9)
    for row, column in ((0, 0), (3, 5), (7, 8)):
        value = layer.value(side.grid, row, column)
        assert value is not None
        assert abs(value - linear(np.array(8.0), np.array(4.0 + column), np.array(6.0 + row))) < 2 * SCALING
    raster = layer.on(side, {1}).raster
    assert raster is not None
    assert raster.rgba.shape[:2] == (8, 9)
    assert layer.beneath(side, {1}, 3, 5)


def test_a_native_slice_is_drawn_on_as_its_frame_is() -> None:
    cuts = [("CLOSED_PLANAR", circle(14, 12, 5, height), "") for height in (2, 4, 6, 8)]
    stack, layer = of([*pictures(9, rows=60, columns=40, spacing=(0.5, 0.8)), contours(("Ball", cuts))])
    frames = Frames(stack, budget=1 << 20)
    for index, frame in enumerate(stack.frames):
        by_frame, by_slice = layer.on(frame, {1}), layer.on(native(frames, index), {1})
        assert len(by_frame.outlines) == len(by_slice.outlines)
        for one, other in zip(by_frame.outlines, by_slice.outlines, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(one.lines, other.lines, strict=True))


def test_outlines_lie_on_a_cut_along_the_pictures_in_its_own_pixels_and_on_none_across_them() -> None:
    cuts = [("CLOSED_PLANAR", circle(14, 12, 5, height), "") for height in (2, 4, 6, 8)]
    stack, layer = of([*pictures(9, rows=60, columns=40, spacing=(0.5, 0.8)), contours(("Ball", cuts))])
    assert isinstance(layer, ContoursLayer)
    grid = stack.frames[2].grid
    assert grid is not None
    shifted = replace(grid.plane, position=(4.0, 2.0, grid.plane.position[2]))
    (outline,) = layer.on(cut(shifted, 40, 40), {1}).outlines
    points = outline.lines[0] - 0.5
    assert np.allclose(np.hypot(points[:, 0] + 4 - 14, points[:, 1] + 2 - 12), 5, atol=1e-3)
    side = cut(Plane((14.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), 20, 20)
    assert not layer.on(side, {1}).outlines
