"""Other planes through a stack."""

import numpy as np
import pytest

from tests.core.made import entry
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.errors import UnsupportedPixels
from viewer.volume.frames import Frames
from viewer.volume.volume import PlaneName, Volume, native_plane, reslice, volume_of

AXIAL = [1, 0, 0, 0, 1, 0]
SAGITTAL = [0, 1, 0, 0, 0, -1]


def volume(values: np.ndarray, *, orientation: list[float], start: list[float], step: list[float]) -> Frames:
    positions = [[a + number * b for a, b in zip(start, step, strict=True)] for number in range(len(values))]
    return placed(values, positions, orientation=orientation)


def placed(values: np.ndarray, positions: list[list[float]], *, orientation: list[float] = AXIAL, spacing: float = 1.0) -> Frames:
    catalog = Catalog()
    for number, (pixels, position) in enumerate(zip(values, positions, strict=True)):
        scan(
            entry(
                pixels, SOPInstanceUID=f"1.{number + 1}", InstanceNumber=number, PixelSpacing=[spacing, spacing],
                ImageOrientationPatient=[f"{part:.12g}" for part in orientation],
                ImagePositionPatient=[f"{part:.10g}" for part in position],
            ),
            catalog,
        )  # fmt: skip
    return Frames(next(catalog.stacks()), budget=1 << 28)


def marked() -> np.ndarray:
    """Axial voxels (z from the feet up, y to the back, x to the left), each with its own value."""
    return np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)


def test_a_coronal_cut_has_the_head_at_its_top_and_the_patients_left_on_its_right() -> None:
    values = marked()
    cut = reslice(volume_of(volume(values, orientation=AXIAL, start=[0, 0, 0], step=[0, 0, 1])), "coronal")
    assert cut.shape == (5, 4, 6)
    assert np.array_equal(cut[2], values[::-1, 2, :])


def test_a_sagittal_cut_has_the_head_at_its_top_and_the_front_on_its_left() -> None:
    values = marked()
    cut = reslice(volume_of(volume(values, orientation=AXIAL, start=[0, 0, 0], step=[0, 0, 1])), "sagittal")
    assert cut.shape == (6, 4, 5)
    assert np.array_equal(cut[3], values[::-1, :, 3])


def test_an_axial_cut_of_sagittal_pictures_is_turned_the_usual_way() -> None:
    axial = marked()
    sagittal = axial[::-1].transpose(2, 0, 1)  # pictures from right to left, rows from head to feet, columns to the back
    source = volume(sagittal, orientation=SAGITTAL, start=[0, 0, 3], step=[1, 0, 0])
    cut = reslice(volume_of(source), "axial")
    assert np.array_equal(cut, axial[::-1])


def test_thick_slices_are_interpolated_to_square_pixels() -> None:
    values = np.repeat(np.array([0, 30, 60], np.int16), 4).reshape(3, 2, 2)
    cut = reslice(volume_of(volume(values, orientation=AXIAL, start=[0, 0, 0], step=[0, 0, 3])), "coronal")
    assert cut.shape == (2, 7, 2)
    assert cut[0, :, 0].tolist() == [60, 50, 40, 30, 20, 10, 0]


@pytest.mark.parametrize("same", [(0, 0, 0, 1), (0, 1, 1, 2)])
def test_pictures_that_make_no_volume_are_refused_with_the_reason(same: tuple[int, ...]) -> None:
    source = placed(np.zeros((4, 5, 6), np.int16), [[0, 0, z] for z in same])
    with pytest.raises(UnsupportedPixels, match="more than one picture"):
        volume_of(source)


# A ball with a soft edge, off the middle: its value at any point of space is known, so that every voxel of a block can be told.

CENTER, RADIUS, SOFT = np.array([3.0, -4.0, 31.0]), 17.0, 8.0


def ball(points: np.ndarray) -> np.ndarray:
    """The value at points of shape (..., 3) in mm: 1000 inside, 0 outside."""
    return 1000 * np.clip((RADIUS - np.linalg.norm(points - CENTER, axis=-1)) / SOFT + 0.5, 0, 1)


def scanned(heights: list[float], *, tilt: float = 0.0, side: int = 72, spacing: float = 1.0, way: int = 1) -> Frames:
    """The ball in pictures as a CT takes them: the gantry leans, the table moves along the body."""
    row, column = np.array([1.0, 0, 0]), np.array([0, np.cos(np.radians(tilt)), -np.sin(np.radians(tilt))])
    corners = [np.array([-side / 2 * spacing, -side / 2 * spacing, height]) for height in heights[::way]]
    steps = np.arange(side) * spacing
    grid = steps[:, None, None] * column + steps[None, :, None] * row
    pictures = np.stack([np.rint(ball(corner + grid)) for corner in corners]).astype(np.int16)
    return placed(pictures, [corner.tolist() for corner in corners], orientation=[*row.tolist(), *column.tolist()], spacing=spacing)


def wrong(found: Volume) -> np.ndarray:
    """By how much each voxel misses the ball at the place where the matrix says it lies."""
    numbers = np.stack(np.meshgrid(*map(np.arange, found.values.shape), indexing="ij"), axis=-1)
    return np.abs(found.values - ball(numbers @ found.affine[:3, :3].T + found.affine[:3, 3]))


TALL = [float(z) for z in np.arange(-20, 80, 2.0)]


@pytest.mark.trap(22)
@pytest.mark.parametrize("tilt", [-24.0, 8.0, 17.5])
@pytest.mark.parametrize("way", [1, -1])
def test_a_tilted_stack_is_pushed_straight(tilt: float, way: int) -> None:
    source = scanned(TALL, tilt=tilt, way=way)
    assert source.stack.verdict.kind == "tilted"
    assert source.stack.verdict.angle == pytest.approx(abs(tilt), abs=0.05)
    found = volume_of(source)
    steps = found.affine[:3, :3]
    assert np.allclose(steps.T @ steps, np.diag([(2 * np.cos(np.radians(tilt))) ** 2, 1, 1]), atol=1e-6)  # at right angles
    assert wrong(found).max() < 40
    assert wrong(found).mean() < 1
    assert f"{abs(tilt):g}°" in found.note


@pytest.mark.trap(22)
@pytest.mark.parametrize("plane", ["coronal", "sagittal"])
def test_a_ball_in_a_tilted_stack_stays_a_ball_in_every_plane(plane: PlaneName) -> None:
    """Through its middle: as wide as high, and its rows stand above one another."""
    cuts = reslice(volume_of(scanned(TALL, tilt=20.0)), plane)
    cut = cuts[int(np.argmax((cuts > 500).sum(axis=(1, 2))))] > 500
    columns = np.arange(cut.shape[1])
    rows = cut.sum(axis=1)
    assert rows.max() == pytest.approx(2 * RADIUS, abs=1.5)
    assert (rows > 0).sum() == pytest.approx(2 * RADIUS, abs=1.5)
    middles = [(columns[line].min() + columns[line].max()) / 2 for line in cut if line.any()]
    assert np.ptp(middles) <= 1.5


@pytest.mark.trap(21)
@pytest.mark.parametrize("tilt", [0.0, 15.0])
def test_uneven_pictures_are_interpolated_to_their_true_places(tilt: float) -> None:
    """Finer through the middle, as protocols for the chest have it."""
    heights = [float(z) for z in (*range(-19, 20, 3), *range(20, 41, 2), *range(44, 80, 4))]
    source = scanned(heights, tilt=tilt)
    assert source.stack.verdict.kind == "uneven"
    found = volume_of(source)
    assert np.linalg.norm(found.affine[:3, 0]) == pytest.approx(2 * np.cos(np.radians(tilt)))
    assert wrong(found).max() < 125  # what a straight line between pictures 4 mm apart may miss of an edge of 125 a millimeter
    assert wrong(found).mean() < 1.5
    assert "uneven" in found.note


UNEVEN = [0.0, 1.0, 2.0, 5.0, 9.0, 11.0, 12.5]


@pytest.mark.trap(21)
@pytest.mark.parametrize("plane", ["coronal", "sagittal"])
@pytest.mark.parametrize("way", [1, -1])
def test_a_cut_through_uneven_pictures_is_interpolated_once_from_where_they_lie(plane: PlaneName, way: int) -> None:
    """Each column of a cut is what numpy's own interpolation gives between the pictures, at edges of 2000 as well."""
    values = np.random.default_rng(7).choice([-1000, 1000], (len(UNEVEN), 5, 6)).astype(np.int16)
    heights = UNEVEN[::way]
    found = volume_of(placed(values, [[0, 0, height] for height in heights], spacing=0.7))
    cut = reslice(found, plane)
    rows = np.arange(int(12.5 / 0.7 + 1.001)) * 0.7  # from the head down
    order = np.argsort(heights)
    for across in range(cut.shape[2]):
        for through in range(cut.shape[0]):
            row, column = (through, across) if plane == "coronal" else (across, through)
            taken = values[order, row, column]
            assert np.allclose(cut[through, :, across], np.interp(12.5 - rows, np.array(heights)[order], taken), atol=0.01)


@pytest.mark.trap(21)
def test_a_cut_through_uneven_pictures_misses_an_edge_by_no_more_than_the_pictures_do() -> None:
    """A wall of 1000 at a height of 33 mm, seen in the cut at the heights where pictures are: there it is as it was taken."""
    heights = [float(z) for z in (*range(0, 30, 3), *range(30, 40), *range(41, 60, 4))]
    pictures = np.stack([np.full((12, 12), 1000 if z >= 33 else 0, np.int16) for z in heights])
    cut = reslice(volume_of(placed(pictures, [[0, 0, z] for z in heights], spacing=0.4)), "coronal")[6]
    places = heights[-1] - np.arange(len(cut)) * 0.4
    assert np.abs(cut[:, 0] - 1000 * np.clip(places - 32, 0, 1)).max() < 0.01  # a straight line from 32 to 33 mm, nothing beyond


@pytest.mark.trap(22)
@pytest.mark.parametrize("heights", [UNEVEN, [float(z) for z in range(12) if z != 5]])
def test_the_tilt_of_pictures_that_are_uneven_or_missing_is_told(heights: list[float]) -> None:
    source = scanned([5 * z for z in heights], tilt=15.0)
    assert source.stack.verdict.kind in ("uneven", "gaps")
    assert source.stack.verdict.angle == pytest.approx(15, abs=0.05)
    assert "tilted by 15°" in source.stack.verdict.text
    assert "tilted by 15°" in volume_of(source).note


@pytest.mark.trap(22)
@pytest.mark.parametrize("plane", ["coronal", "sagittal", "axial"])
def test_a_cut_through_uneven_and_tilted_pictures_shows_the_ball_where_it_is(plane: PlaneName) -> None:
    """Each point of the cut is held against the ball itself, at the place in the body where it lies."""
    heights = [float(z) for z in (*range(-19, 20, 3), *range(20, 41, 2), *range(44, 80, 4))]
    found = volume_of(scanned(heights, tilt=15.0))
    cut = reslice(found, plane)
    steps = np.linalg.norm(found.affine[:3, :3], axis=0)
    unit = found.affine[:3, :3] / steps
    lengths = np.array([heights[-1] - heights[0], *(np.array(found.values.shape[1:]) - 1)]) * [np.cos(np.radians(15)), 1, 1]
    target = min(steps[[0, 2]] if plane == "coronal" else steps[[0, 1]]) if plane != "axial" else 1.0
    through, down, across = {"coronal": (1, 0, 2), "sagittal": (2, 0, 1), "axial": (0, 1, 2)}[plane]
    sizes = {through: steps[through], down: target, across: target}
    axes = [np.arange(count) * sizes[axis] for axis, count in zip((through, down, across), cut.shape, strict=True)]
    if plane == "axial":
        axes[0] = lengths[0] - axes[0]
    else:
        axes[1] = lengths[0] - axes[1]
    grid = dict(zip((through, down, across), np.meshgrid(*axes, indexing="ij"), strict=True))
    points = sum(grid[axis][..., None] * unit[:, axis] for axis in range(3)) + found.affine[:3, 3]
    missed = np.abs(cut - ball(points))
    assert missed.max() < 125
    assert missed.mean() < 1.5


def test_nothing_is_made_up_where_pictures_are_missing() -> None:
    heights = [float(z) for z in range(-20, 81, 2) if z not in (30, 32)]
    found = volume_of(scanned(heights))
    missing = [number for number, z in enumerate(range(-20, 81, 2)) if z in (30, 32)]
    assert len(found.values) == 51
    assert not found.values[missing].any()
    assert np.delete(wrong(found), missing, axis=0).max() <= 0.5
    assert "missing" in found.note


def test_flat_voxels_of_an_even_stack_keep_their_values_and_its_cuts_are_in_proportion() -> None:
    source = scanned([float(z) for z in np.arange(-20, 80, 5.0)], spacing=1.5, side=48)
    found = volume_of(source)
    assert wrong(found).max() <= 0.5
    cut = reslice(found, "coronal")
    rows, columns = (np.flatnonzero((cut.max(axis=0) > 500).any(axis=axis)) for axis in (1, 0))
    assert np.ptp(rows) * 1.5 == pytest.approx(np.ptp(columns) * 1.5, abs=3.1)
    assert np.ptp(columns) * 1.5 == pytest.approx(2 * RADIUS, abs=3.1)


def test_the_plane_of_a_picture_is_named() -> None:
    frame = volume(marked(), orientation=SAGITTAL, start=[0, 0, 0], step=[1, 0, 0]).stack.frames[0]
    assert frame.plane is not None
    assert native_plane(frame.plane) == "sagittal"


@pytest.mark.trap(15)
@pytest.mark.parametrize(
    ("photometric", "padding", "expected"), [("MONOCHROME2", 63536, 10), ("MONOCHROME2", 0, 0), ("MONOCHROME1", 0, 90)]
)
def test_padding_is_as_dark_in_a_cut_as_in_the_pictures(photometric: str, padding: int, expected: int) -> None:
    """Unsigned CT is padded with 63536, -2000 read without its sign; black is the highest value where low ones are bright."""
    catalog = Catalog()
    for number in range(3):
        pixels = np.tile(np.array([padding, 10, 50, 90], np.uint16), (5, 1))
        scan(
            entry(
                pixels, SOPInstanceUID=f"1.{number + 1}", InstanceNumber=number, PixelSpacing=[1, 1], PhotometricInterpretation=photometric,
                ImageOrientationPatient=AXIAL, ImagePositionPatient=[0, 0, number], PixelPaddingValue=padding,
            ),
            catalog,
        )  # fmt: skip
    cut = reslice(volume_of(Frames(next(catalog.stacks()), budget=1 << 28)), "coronal")
    assert cut[2].tolist() == [[expected, 10, 50, 90]] * 3


@pytest.mark.trap(21)
@pytest.mark.trap(22)
@pytest.mark.parametrize("lean", [0.0, 0.45], ids=["straight", "tilted"])
@pytest.mark.parametrize("steps", [[2.5] * 11, [2.5, 2.5, 2.5, 3.1, 2.2, 2.5, 2.9, 2.5, 2.0, 2.5, 2.7]], ids=["even", "uneven"])
def test_planes_of_uneven_and_tilted_pictures_are_interpolated_linearly_and_once(lean: float, steps: list[float]) -> None:
    """By numpy, line by line from where the pictures truly lie: noise, in which a second interpolation would show at once.

    SimpleITK's linear resampling gives the same, to 0.0002 of values that span 3,700, and to half a step where whole numbers are kept.
    """
    noise = np.random.default_rng(3).integers(-1500, 1500, (12, 20, 18)).astype(np.int16)
    heights = np.cumsum([0.0, *steps])
    source = placed(noise, [[0, lean * height, height] for height in heights.tolist()], spacing=0.8)
    found = reslice(volume_of(source), "coronal").astype(np.float64)
    rows, places = np.arange(found.shape[0]) * 0.8, heights[-1] - np.arange(found.shape[1]) * 0.8
    compared = 0
    for column in (0, 7, 17):
        flat = [
            np.interp(rows - lean * height, np.arange(20) * 0.8, picture[:, column], left=np.nan, right=np.nan)
            for height, picture in zip(heights, noise, strict=True)
        ]
        for at, line in enumerate(np.array(flat).T):
            expected = np.interp(places, heights, line)
            there = ~np.isnan(expected)
            assert np.abs(found[at, there, column] - expected[there]).max(initial=0) <= (
                0.51 if lean == 0 and len(set(steps)) == 1 else 0.01
            )
            compared += int(there.sum())
    assert compared > 3 * 20 * len(places) / 2
