"""Segmentations over pictures: by place, onto another grid, by color; where they do not lie they are not drawn."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom import dcmread

from tests.core.documents.written import made
from tests.core.laid import catalog_of, pictures, segmentation
from tests.core.made import Memory, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import LimitExceeded
from viewer.overlay import Layer, layers_of
from viewer.source.entries import FileEntry

TURNED = (0.0, 1.0, 0.0, 1.0, 0.0, 0.0)  # rows down the patient's back, columns to the left: the normal points to the feet
TILTED = (1.0, 0.0, 0.0, 0.0, 0.9397, 0.3420)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def one(*files: Memory) -> tuple[Stack, Layer]:
    """The CT among these files and its one layer."""
    catalog = catalog_of(*files)
    stack = next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT")
    layers, notes = layers_of(stack, catalog)
    assert not notes and len(layers) == 1
    return stack, layers[0]


def marked(layer: Layer, index: int, shape: tuple[int, int], *segments: int) -> np.ndarray:
    """How opaque each pixel of a picture is."""
    whole = np.zeros(shape, np.uint8)
    raster = layer.on(layer._stack.frames[index], set(segments or (1, 2, 3))).raster
    if raster is not None:
        rows, columns = raster.rgba.shape[:2]
        whole[raster.top : raster.top + rows, raster.left : raster.left + columns] = raster.rgba[..., 3]
    return whole


def block(shape: tuple[int, int], rows: slice, columns: slice) -> np.ndarray:
    values = np.zeros(shape, np.uint8)
    values[rows, columns] = 1
    return values


def test_marks_lie_where_they_are_placed_and_not_where_they_are_numbered() -> None:
    """The frames come in another order than the pictures, and pictures on which nothing is marked have none."""
    low, high = block((12, 16), slice(2, 5), slice(3, 7)), block((12, 16), slice(8, 12), slice(0, 2))
    stack, layer = one(*pictures(), segmentation([(1, (0, 0, 6), high), (1, (0, 0, 2), low)]))
    heights = [frame.plane.position[2] for frame in stack.frames]
    for index, height in enumerate(heights):
        expected = {2.0: low, 6.0: high}.get(height, np.zeros((12, 16)))
        np.testing.assert_array_equal(marked(layer, index, (12, 16)) > 0, expected > 0)


def test_of_many_frames_in_any_order_each_picture_has_its_own_and_a_pixel_names_what_is_drawn_on_it() -> None:
    """Two segments on every picture, a third on every other one, as the file happens to list them; names come in the order of the file."""
    rng = np.random.default_rng(11)
    made = [
        (number, index, rng.integers(0, 2, (12, 16), dtype=np.uint8))
        for index in range(30)
        for number in (1, 2, 3)
        if number < 3 or index % 2
    ]
    made = [made[at] for at in rng.permutation(len(made))]
    stack, layer = one(*pictures(30), segmentation([(number, (0, 0, 2.0 * index), mask) for number, index, mask in made]))
    names = {1: "Liver", 2: "Spleen", 3: "Kidney"}
    for index, frame in enumerate(stack.frames):
        here = [(number, mask) for number, at, mask in made if 2.0 * at == frame.plane.position[2]]
        for number, mask in here:
            np.testing.assert_array_equal(marked(layer, index, (12, 16), number) > 0, mask > 0)
        for row, column in ((0, 0), (5, 7), (11, 15)):
            assert layer.beneath(layer._stack.frames[index], {1, 2, 3}, row, column) == tuple(
                names[number] for number, mask in here if mask[row, column]
            )


@pytest.mark.parametrize("way", [(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), TURNED, (-1.0, 0.0, 0.0, 0.0, 1.0, 0.0)])
def test_marks_on_another_grid_go_to_the_nearest_pixel(way: tuple[float, ...]) -> None:
    """Of another size, elsewhere, turned by a quarter and mirrored: each pixel of the picture asks which mark's center is nearest."""
    rng = np.random.default_rng(7)
    values = rng.integers(0, 2, (9, 7)).astype(np.uint8)
    origin, spacing = np.array((5.2, 3.1, 0.4)), (1.7, 2.3)
    _, layer = one(*pictures(1, rows=30, columns=28), segmentation([(1, origin, values)], way=way, spacing=spacing))
    expected = np.zeros((30, 28), bool)
    along, down = np.array(way[:3]), np.array(way[3:])
    for row in range(30):
        for column in range(28):
            away = np.array((column, row, 0.0)) - origin
            at = round(float(away @ down) / spacing[0]), round(float(away @ along) / spacing[1])
            expected[row, column] = 0 <= at[0] < 9 and 0 <= at[1] < 7 and values[at] == 1
    assert expected.any()
    np.testing.assert_array_equal(marked(layer, 0, (30, 28)) > 0, expected)


def test_marks_that_are_turned_against_the_picture_are_sampled_as_well() -> None:
    """By thirty degrees in its plane."""
    way = (0.866025, 0.5, 0.0, -0.5, 0.866025, 0.0)
    values = np.ones((6, 8), np.uint8)
    _, layer = one(*pictures(1, rows=24, columns=24), segmentation([(1, (10, 6, 0), values)], way=way))
    row, column = np.mgrid[:24, :24]
    across = (column - 10) * 0.866025 + (row - 6) * 0.5
    down = -(column - 10) * 0.5 + (row - 6) * 0.866025
    expected = (across >= -0.5) & (across < 7.5) & (down >= -0.5) & (down < 5.5)
    np.testing.assert_array_equal(marked(layer, 0, (24, 24)) > 0, expected)


def test_a_mark_reaches_half_its_slice_up_and_down_and_no_farther() -> None:
    """Pictures 1 mm apart under marks that are 4 mm thick; on the border between two, one of them counts."""
    full, corner = np.ones((12, 16), np.uint8), block((12, 16), slice(0, 2), slice(0, 2))
    stack, layer = one(*pictures(14, step=1.0), segmentation([(1, (0, 0, 3), full), (2, (0, 0, 7), corner)], thickness=4.0))
    for index, frame in enumerate(stack.frames):
        height = frame.plane.position[2]
        counted = int((marked(layer, index, (12, 16)) > 0).sum())
        expected = {192} if 1 <= height < 5 else {192, 4} if height == 5 else {4} if 5 < height <= 9 else {0}
        assert counted in expected, (height, counted)


@pytest.mark.parametrize("way", [SAGITTAL, TILTED])
def test_marks_in_another_plane_are_told_and_not_drawn(way: tuple[float, ...]) -> None:
    """Nobody has said how thick they are between."""
    _, layer = one(*pictures(), segmentation([(1, (0, 0, 0), np.ones((4, 4)))], way=way))
    assert layer.about.note == "It lies in another plane than these pictures, and is not drawn on them."
    assert all(layer.on(layer._stack.frames[index], {1}).raster is None for index in range(4))
    assert layer.largest(1) is None


def test_marks_far_away_are_told() -> None:
    """Same body, another part of it."""
    _, layer = one(*pictures(), segmentation([(1, (0, 0, 300), np.ones((4, 4)))]))
    assert layer.about.note == "It lies on none of these pictures."


def test_marks_of_another_frame_of_reference_belong_to_other_pictures() -> None:
    """The same numbers there mean other places."""
    catalog = catalog_of(*pictures(), segmentation([(1, (0, 0, 0), np.ones((4, 4)))], frame="1.2.3.98"))
    stack = next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT")
    assert layers_of(stack, catalog) == ([], [])


def test_marks_without_a_place_lie_on_the_picture_that_they_name() -> None:
    """As on radiographs: pixel on pixel."""
    files = [Memory(file.data, file.path) for file in pictures(2)]
    values = block((12, 16), slice(1, 4), slice(2, 9))
    stack, layer = one(*files, segmentation([(1, None, values)], sources=["1.2.3.2.2"], frame=None))
    named = next(index for index, frame in enumerate(stack.frames) if frame.instance.uid == "1.2.3.2.2")
    np.testing.assert_array_equal(marked(layer, named, (12, 16)) > 0, values > 0)
    assert not marked(layer, 1 - named, (12, 16)).any()
    assert layer.about.direct and layer.largest(1) == named


def test_the_inside_shines_through_and_the_rim_does_not() -> None:
    """A rim of one pixel around the inside."""
    _, layer = one(*pictures(1), segmentation([(1, (0, 0, 0), block((12, 16), slice(2, 8), slice(3, 9)))]))
    opaque = marked(layer, 0, (12, 16))[2:8, 3:9]
    assert (opaque[1:-1, 1:-1] == 110).all()
    opaque[1:-1, 1:-1] = 255
    assert (opaque == 255).all()


def test_segments_that_overlap_are_both_seen_and_can_be_switched_off() -> None:
    """Where they overlap the color lies between the two; the recommended CIELab colors are taken."""
    liver, spleen = block((12, 16), slice(0, 8), slice(0, 8)), block((12, 16), slice(4, 12), slice(4, 12))
    _, layer = one(*pictures(1), segmentation([(1, (0, 0, 0), liver), (2, (0, 0, 0), spleen)]))
    colors = [np.array(segment.color) for segment in layer.about.segments]
    assert np.abs(colors[0] - (255, 0, 0)).max() < 8  # L* 53.3, a* 80, b* 67, encoded: red
    both = layer.on(layer._stack.frames[0], {1, 2}).raster
    assert both is not None
    assert np.abs(both.rgba[5, 5, :3] - (colors[0] + colors[1]) / 2).max() <= 1
    np.testing.assert_array_equal(both.rgba[1, 1, :3], colors[0])
    np.testing.assert_array_equal(both.rgba[10, 10, :3], colors[1])
    np.testing.assert_array_equal(marked(layer, 0, (12, 16), 2) > 0, spleen > 0)
    assert layer.on(layer._stack.frames[0], set()).raster is None
    assert layer.beneath(layer._stack.frames[0], {1, 2}, 5, 5) == ("Liver", "Spleen")
    assert layer.beneath(layer._stack.frames[0], {2}, 5, 5) == ("Spleen",)
    assert layer.beneath(layer._stack.frames[0], {1, 2}, 0, 15) == ()


def test_fractions_are_as_opaque_as_they_are_strong() -> None:
    """Half of the most that a value can be is half as opaque as the inside of a whole one."""
    values = np.zeros((12, 16), np.uint8)
    values[2:9, 2:9], values[3:8, 12:15] = 200, 50
    _, layer = one(*pictures(1), segmentation([(1, (0, 0, 0), values)], kind="FRACTIONAL", most=200))
    opaque = marked(layer, 0, (12, 16))
    assert opaque[5, 5] == 110
    assert opaque[5, 13] == 63 * 110 // 255  # a quarter, and too weak for a rim
    assert opaque[5, 11] == 0


def test_a_label_map_holds_all_segments_in_one_frame() -> None:
    """0 is what lies around them."""
    values = np.zeros((12, 16), np.uint8)
    values[:6, :8], values[6:, 8:] = 1, 3
    _, layer = one(*pictures(1), segmentation([(0, (0, 0, 0), values)], kind="LABELMAP"))
    np.testing.assert_array_equal(marked(layer, 0, (12, 16), 1) > 0, values == 1)
    np.testing.assert_array_equal(marked(layer, 0, (12, 16), 3) > 0, values == 3)
    np.testing.assert_array_equal(marked(layer, 0, (12, 16), 1, 2, 3) > 0, values > 0)


def test_the_largest_picture_of_a_segment_is_found() -> None:
    """And none for a segment that is nowhere."""
    sizes = {0: 1, 2: 4, 4: 9, 6: 2}
    frames = [(1, (0, 0, height), block((12, 16), slice(0, 1), slice(0, size))) for height, size in sizes.items()]
    stack, layer = one(*pictures(), segmentation(frames))
    assert stack.frames[layer.largest(1) or 0].plane.position[2] == 4
    assert layer.largest(2) is None
    assert layer.about.by == "Marked by a program"


def test_a_segmentation_that_is_broken_costs_itself_only() -> None:
    """It announces frames that are not there; the other one is drawn."""
    broken = segmentation([(1, (0, 0, 0), np.ones((12, 16)))], SOPInstanceUID="1.2.3.66.2", SeriesInstanceUID="1.2.3.67", Rows=0)
    catalog = catalog_of(*pictures(1), broken, segmentation([(1, (0, 0, 0), np.ones((12, 16)))]))
    stack = next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT")
    layers, _ = layers_of(stack, catalog)
    assert len(layers) == 1


def test_thousands_of_tiny_marks_on_one_picture_are_not_drawn_and_not_named() -> None:
    """2,001 frames of 4 by 4 pixels at one height; the 2,000 of one segment are drawn, and so is the next picture."""
    tiny = np.ones((4, 4), np.uint8)
    frames = [(1, (0, 0, 2), tiny)] * 2000 + [(2, (0, 0, 2), tiny), (2, (0, 0, 4), tiny)]
    _, layer = one(*pictures(3), segmentation(frames))
    with pytest.raises(
        LimitExceeded,
        match=r"More marks lie over each other on this picture than can be drawn\. Switch some of them off to see the others\.",
    ):
        layer.on(layer._stack.frames[1], {1, 2})
    with pytest.raises(LimitExceeded, match="More marks lie over each other"):
        layer.beneath(layer._stack.frames[1], {1, 2}, 2, 2)
    assert marked(layer, 1, (12, 16), 1).any() and layer.beneath(layer._stack.frames[1], {1}, 2, 2) == ("Liver",)
    assert layer.beneath(layer._stack.frames[2], {1, 2}, 2, 2) == ("Spleen",)


def test_a_label_map_of_thousands_of_labels_is_not_drawn() -> None:
    """Its one frame of 50 by 50 pixels holds 2,500 segments, one a pixel; any 2,000 of them are drawn."""
    ds = dcmread(BytesIO(segmentation([(0, (0, 0, 0), np.zeros((50, 50), np.uint8))], kind="LABELMAP").data))
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, 16, 15
    ds.PixelData = np.arange(1, 2501, dtype=np.uint16).tobytes()
    ds.SegmentSequence = [made(SegmentNumber=number, SegmentLabel=f"Cell {number}") for number in range(1, 2501)]
    _, layer = one(*pictures(1, rows=50, columns=50), Memory(file_bytes(ds), "marks.dcm"))
    with pytest.raises(LimitExceeded, match="More marks lie over each other"):
        layer.on(layer._stack.frames[0], range(1, 2501))
    assert np.count_nonzero(marked(layer, 0, (50, 50), *range(1, 2001))) == 2000
    assert layer.beneath(layer._stack.frames[0], range(1, 2501), 1, 0) == ("Cell 51",)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["liver.dcm", "partial_overlaps.dcm"])
def test_segmentations_of_dcmqi_lie_on_the_pictures_that_they_name(corpus: Path, name: str) -> None:
    """Each frame, as pydicom decodes it, is found on the CT slice that its own DerivationImageSequence names."""
    folder = corpus / "dcmqi/data/segmentations"
    catalog = Catalog()
    for file in [folder / name, *sorted((folder / "ct-3slice").glob("*.dcm"))]:
        scan(FileEntry(file, path=file.name), catalog)
    catalog.settle()
    stack = next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT")
    (layer,), _ = layers_of(stack, catalog)
    ds = pydicom.dcmread(folder / name)
    found = 0
    for pixels, group in zip(ds.pixel_array, ds.PerFrameFunctionalGroupsSequence, strict=True):
        number = group.SegmentIdentificationSequence[0].ReferencedSegmentNumber
        uid = group.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
        index = next(index for index, frame in enumerate(stack.frames) if frame.instance.uid == uid)
        np.testing.assert_array_equal(marked(layer, index, pixels.shape, number) > 0, pixels > 0)
        found += int(pixels.any())
    assert found >= 3
    assert layer.about.direct


def test_absurd_numbers_cost_nothing_but_the_layer() -> None:
    """A spacing of almost nothing, places beyond the solar system: no memory, no hang, no picture lost."""
    for spacing, place in (((1e-9, 1e-9), (0, 0, 0)), ((1e12, 1e12), (0, 0, 0)), ((1.0, 1.0), (1e14, -1e14, 0))):
        catalog = catalog_of(*pictures(2), segmentation([(1, place, np.ones((12, 16)))], spacing=spacing))
        stack = next(stack for stack in catalog.stacks() if stack.first.series.modality == "CT")
        for layer in layers_of(stack, catalog)[0]:
            assert marked(layer, 0, (12, 16)).shape == (12, 16)
