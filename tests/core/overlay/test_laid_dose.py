"""Doses over pictures: interpolated in all three directions, both ways of saying where the frames lie, nothing outside."""

import numpy as np
import pytest

from tests.core.laid import catalog_of, dose, pictures
from tests.core.made import Memory
from viewer.catalog.stack import Stack
from viewer.overlay import layers_of
from viewer.overlay.dose import DoseLayer

ORIGIN, SPACING, SCALING = (3.0, 2.0, 4.0), (2.0, 2.5), 0.001
SHAPE = (6, 7, 8)  # frames 3 mm apart, rows, columns


def linear(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """A dose in Gy that grows evenly: between its points interpolation gives exactly this."""
    return 5 + 0.4 * x + 0.25 * y + 0.6 * z


def grown(offsets: list[float]) -> np.ndarray:
    """Its stored values on the grid."""
    frame, row, column = np.meshgrid(np.array(offsets), np.arange(SHAPE[1]), np.arange(SHAPE[2]), indexing="ij")
    gray = linear(ORIGIN[0] + column * SPACING[1], ORIGIN[1] + row * SPACING[0], ORIGIN[2] + frame)
    return np.round(gray / SCALING).astype(np.uint16)


def one(*files: Memory) -> tuple[Stack, DoseLayer]:
    """The CT among these files and its one layer, a dose."""
    catalog = catalog_of(*files)
    stack = next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT")
    (layer,), notes = layers_of(stack, catalog)
    assert not notes and isinstance(layer, DoseLayer)
    return stack, layer


def values(layer: DoseLayer, stack: Stack, index: int) -> np.ndarray:
    """The dose at each pixel of a picture, NaN where there is none."""
    form = stack.first.format
    found = [[layer.value(layer._stack.frames[index].grid, row, column) for column in range(form.columns)] for row in range(form.rows)]
    return np.array(found, float)


def expected(stack: Stack, index: int, top: float) -> np.ndarray:
    """What the field says at each pixel, NaN outside of the grid."""
    plane, (down, across) = stack.frames[index].plane, stack.first.scale.spacing
    row, column = np.mgrid[: stack.first.format.rows, : stack.first.format.columns]
    x, y, z = (plane.position[axis] + row * down * plane.down_column[axis] + column * across * plane.along_row[axis] for axis in range(3))
    slack = 1e-6
    inside = (x >= ORIGIN[0] - slack) & (x <= ORIGIN[0] + 7 * SPACING[1] + slack) & (y >= ORIGIN[1] - slack)
    inside &= (y <= ORIGIN[1] + 6 * SPACING[0] + slack) & (z >= ORIGIN[2] - slack) & (z <= ORIGIN[2] + top + slack)
    return np.where(inside, linear(x, y, z), np.nan)


def wash(layer: DoseLayer, index: int, shape: tuple[int, int], threshold: float = 0.0) -> np.ndarray:
    """The colors of a whole picture."""
    whole = np.zeros((*shape, 4), np.uint8)
    raster = layer.on(layer._stack.frames[index], {1}, threshold=threshold).raster
    if raster is not None:
        rows, columns = raster.rgba.shape[:2]
        whole[raster.top : raster.top + rows, raster.left : raster.left + columns] = raster.rgba
    return whole


EVEN = [0.0, 3.0, 6.0, 9.0, 12.0, 15.0]
UNEVEN = [0.0, 2.0, 3.0, 7.0, 12.0, 15.0]


@pytest.mark.parametrize("offsets", [EVEN, UNEVEN, [ORIGIN[2] + value for value in EVEN]], ids=["even", "uneven", "heights"])
def test_a_field_that_grows_evenly_is_given_back_between_its_points(offsets: list[float]) -> None:
    """GridFrameOffsetVector from the first frame on, evenly or not, or as heights in the patient (PS3.3 C.8.8.3.2)."""
    real = [value - offsets[0] for value in offsets]
    stack, layer = one(
        *pictures(12, rows=20, columns=26, step=1.7),
        dose(grown(real), origin=ORIGIN, spacing=SPACING, offsets=offsets, scaling=SCALING),
    )
    seen = 0
    for index in range(12):
        there = expected(stack, index, real[-1])
        np.testing.assert_allclose(values(layer, stack, index), there, atol=0.002)
        colored = wash(layer, index, there.shape)[..., 3] > 0
        np.testing.assert_array_equal(colored, ~np.isnan(there))
        seen += colored.any()
    assert seen >= 8


WAYS = {
    "sagittal": (0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
    "feet first": (-1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    "oblique": (0.8, 0.6, 0.0, 0.0, 0.0, -1.0),
    "tilted": (1.0, 0.0, 0.0, 0.0, 0.939693, 0.342020),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_pictures_in_any_direction_get_the_same_field(way: tuple[float, ...]) -> None:
    """One picture through the middle of the grid."""
    middle = np.array((ORIGIN[0] + 8, ORIGIN[1] + 6, ORIGIN[2] + 7.5))
    corner = middle - 9 * np.array(way[:3]) - 8 * np.array(way[3:])
    stack, layer = one(
        *pictures(1, rows=17, columns=19, origin=corner, way=way),
        dose(grown(EVEN), origin=ORIGIN, spacing=SPACING, offsets=EVEN, scaling=SCALING),
    )
    there = expected(stack, 0, 15.0)
    assert (~np.isnan(there)).sum() > 40
    np.testing.assert_allclose(values(layer, stack, 0), there, atol=0.003)
    np.testing.assert_array_equal(wash(layer, 0, there.shape)[..., 3] > 0, ~np.isnan(there))


def test_the_colors_go_by_parts_of_the_highest_dose_and_end_at_the_threshold() -> None:
    """10, 25, 50 and 100 % in four stripes, the highest red."""
    stored = np.zeros((1, 4, 4), np.uint16)
    stored[0] = np.array([1000, 2500, 5000, 10000])[:, None]
    _, layer = one(*pictures(1, rows=4, columns=4), dose(stored, origin=(0, 0, 0), spacing=(1.0, 1.0), offsets=[0.0], scaling=0.002))
    assert layer.about.wash is not None
    assert (layer.about.wash.highest, layer.about.wash.unit) == (20.0, "Gy")
    all_of_it, half = wash(layer, 0, (4, 4), 0.05), wash(layer, 0, (4, 4), 0.5)
    assert (all_of_it[..., 3] > 0).all()
    assert (half[:2, :, 3] == 0).all() and (half[2:, :, 3] > 0).all()
    np.testing.assert_array_equal(all_of_it[3, 0, :3], layer.about.wash.stops[-1][1])
    assert layer.about.wash.stops[-1][1][0] > 200 > layer.about.wash.stops[0][1][0]
    assert len({tuple(color) for color in all_of_it[:, 0, :3].tolist()}) == 4
    assert layer.beneath(layer._stack.frames[0], {1}, 2, 1) == ("Dose 10.00 Gy (50% of the highest)",)
    assert layer.beneath(layer._stack.frames[0], set(), 2, 1) == ()


def test_the_highest_dose_is_found() -> None:
    """On the picture nearest to its frame."""
    stored = np.ones(SHAPE, np.uint16)
    stored[4, 2, 5] = 900
    stack, layer = one(*pictures(12, rows=20, columns=26), dose(stored, origin=ORIGIN, spacing=SPACING, offsets=EVEN, scaling=SCALING))
    found = layer.largest(1)
    assert found is not None and stack.frames[found].plane.position[2] == 16.0


def test_a_relative_dose_is_told_in_parts_only() -> None:
    """What it relates to is in the plan."""
    stored = np.full((1, 4, 4), 500, np.uint16)
    files = pictures(1, rows=4, columns=4)
    _, layer = one(*files, dose(stored, origin=(0, 0, 0), spacing=(1.0, 1.0), offsets=[0.0], scaling=1.0, unit="RELATIVE"))
    assert layer.beneath(layer._stack.frames[0], {1}, 1, 1) == ("Dose (100% of the highest)",)


def test_a_dose_elsewhere_in_the_body_is_told() -> None:
    """And one in another frame of reference is not mentioned."""
    grid = {"spacing": SPACING, "offsets": EVEN, "scaling": SCALING}
    _, layer = one(*pictures(2), dose(grown(EVEN), origin=(0, 0, 500), **grid))
    assert layer.about.note == "It lies on none of these pictures."
    catalog = catalog_of(*pictures(2), dose(grown(EVEN), origin=ORIGIN, frame="1.2.3.98", **grid))
    assert layers_of(next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT"), catalog) == ([], [])


def test_negative_differences_of_doses_have_no_color() -> None:
    """A dose of the type ERROR is signed."""
    stored = np.array([[[-500, -1, 0, 1000]]], np.int16).repeat(4, axis=1)
    _, layer = one(*pictures(1, rows=4, columns=4), dose(stored, origin=(0, 0, 0), spacing=(1.0, 1.0), offsets=[0.0], scaling=0.01))
    np.testing.assert_array_equal(wash(layer, 0, (4, 4))[0, :, 3] > 0, [False, False, False, True])
