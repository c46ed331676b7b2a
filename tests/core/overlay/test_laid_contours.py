"""Radiotherapy contours over pictures: by the picture that they name or by place, with holes, in millimeters."""

from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.core.laid import catalog_of, contours, pictures
from tests.core.made import Memory
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.dicom.dataset import Dataset
from viewer.documents.contours import Contour, Structure, structures_of
from viewer.errors import LimitExceeded
from viewer.overlay import Layer, find, layers_of
from viewer.overlay import contours as laid
from viewer.overlay.burn import filled
from viewer.overlay.contours import ContoursLayer
from viewer.source.entries import FileEntry


def one(*files: Memory) -> tuple[Stack, Layer]:
    """The CT among these files and its one layer."""
    catalog = catalog_of(*files)
    stack = next(catalog.stacks())
    (layer,), notes = layers_of(stack, catalog)
    assert not notes
    return stack, layer


def circle(x: float, y: float, radius: float, height: float, count: int = 72) -> np.ndarray:
    """A circle in a plane across the body, in mm."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle), np.full(count, height)], axis=1)


def heights(stack: Stack) -> list[float]:
    """Where the pictures lie."""
    return [frame.plane.position[2] for frame in stack.frames if frame.plane is not None]


def test_a_sphere_is_cut_by_each_picture_in_its_circle() -> None:
    """Radius √(R² - z²): the area of the outline, in pixels of 0.5 by 0.8 mm, is that of the circle."""
    center, radius = (14.0, 12.0, 8.0), 7.0
    cuts = [
        ("CLOSED_PLANAR", circle(14, 12, float(np.sqrt(radius**2 - (height - 8) ** 2)), height), "") for height in (2, 4, 6, 8, 10, 12, 14)
    ]
    stack, layer = one(*pictures(9, rows=60, columns=40, spacing=(0.5, 0.8)), contours(("Ball", cuts)))
    for index, height in enumerate(heights(stack)):
        drawn = layer.on(layer._stack.frames[index], {1})
        if not 2 <= height <= 14:
            assert not drawn.outlines
            continue
        (outline,) = drawn.outlines
        assert outline.kind == "closed"
        expected = np.pi * (radius**2 - (height - center[2]) ** 2) / (0.5 * 0.8)
        inside = filled(outline.lines, 60, 40)
        assert abs(inside.sum() - expected) < 0.04 * expected + 8
        row, column = np.nonzero(inside)
        assert abs((row.mean()) * 0.5 - 12) < 0.2 and abs((column.mean()) * 0.8 - 14) < 0.2
    assert heights(stack)[layer.largest(1) or 0] == 8


def test_the_center_of_the_first_pixel_is_half_a_pixel_from_the_corner() -> None:
    """A contour point on the middle of a pixel comes out at a half."""
    points = np.array([[0.0, 0, 0], [3, 0, 0], [3, 2, 0]])
    _, layer = one(*pictures(1), contours(("Corner", [("CLOSED_PLANAR", points, "")])))
    np.testing.assert_allclose(layer.on(layer._stack.frames[0], {1}).outlines[0].lines[0], [[0.5, 0.5], [3.5, 0.5], [3.5, 2.5]], atol=1e-4)


def test_outlines_on_turned_pictures_follow_their_directions() -> None:
    """Seen from the left side: rows go to the feet, columns to the back."""
    way = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
    points = np.array([[4.0, 10, -2], [4, 20, -2], [4, 20, -8]])
    _, layer = one(*pictures(1, way=way, origin=(4, 5, 0), spacing=(2.0, 2.5)), contours(("Side", [("CLOSED_PLANAR", points, "")])))
    np.testing.assert_allclose(layer.on(layer._stack.frames[0], {1}).outlines[0].lines[0], [[2.5, 1.5], [6.5, 1.5], [6.5, 4.5]], atol=1e-4)


@pytest.mark.parametrize("keyhole", [True, False])
def test_holes_are_holes(*, keyhole: bool) -> None:
    """As one line with a bridge to the inner ring (a keyhole), and as two lines of one structure."""
    outer, inner = circle(20, 20, 10, 0), circle(20, 20, 4, 0)
    ring = np.concatenate([outer, outer[:1], inner[:1], inner[::-1], outer[:1]])
    lines = [("CLOSED_PLANAR", ring, "")] if keyhole else [("CLOSED_PLANAR", outer, ""), ("CLOSEDPLANAR_XOR", inner, "")]
    _, layer = one(*pictures(1, rows=40, columns=40), contours(("Ring", lines)))
    inside = filled(layer.on(layer._stack.frames[0], {1}).outlines[0].lines, 40, 40)
    assert not inside[20, 20] and inside[20, 27] and inside[13, 20] and not inside[20, 33]
    assert abs(inside.sum() - np.pi * (100 - 16)) < 12
    assert layer.beneath(layer._stack.frames[0], {1}, 20, 20) == () and layer.beneath(layer._stack.frames[0], {1}, 20, 27) == ("Ring",)


def test_the_named_picture_counts_and_the_place_where_none_is_named() -> None:
    """The first contour lies a little off the picture that it names, as rounded files have it; the second names none."""
    stack, layer = one(
        *pictures(5),
        contours(
            ("Named", [("CLOSED_PLANAR", circle(6, 6, 3, 3.2), "1.2.3.2.2")]), ("Placed", [("CLOSED_PLANAR", circle(6, 6, 3, 6.4), "")])
        ),
    )
    where = {
        height: [outline.segment.name for outline in layer.on(layer._stack.frames[index], {1, 2}).outlines]
        for index, height in enumerate(heights(stack))
    }
    assert where == {0: [], 2: ["Named"], 4: [], 6: ["Placed"], 8: []}
    assert layer.about.direct


def test_a_wrong_reference_does_not_move_an_outline() -> None:
    """It names the first picture and lies 8 mm from it."""
    stack, layer = one(*pictures(5), contours(("Odd", [("CLOSED_PLANAR", circle(6, 6, 3, 8), "1.2.3.2.1")])))
    assert [heights(stack)[index] for index in range(5) if layer.on(layer._stack.frames[index], {1}).outlines] == [8]


def test_thick_outlines_show_on_thin_pictures_between_them_and_not_beyond() -> None:
    """Drawn each 5 mm, seen on pictures 1 mm apart: each picture shows the nearest."""
    lines = [("CLOSED_PLANAR", circle(6, 6, radius, height), "") for height, radius in ((5, 2), (10, 3), (15, 4))]
    stack, layer = one(*pictures(24, step=1.0), contours(("Stack", lines)))
    for index, height in enumerate(heights(stack)):
        outlines = layer.on(layer._stack.frames[index], {1}).outlines
        assert bool(outlines) == (2.5 <= height <= 17.5), height
        if outlines:
            width = float(np.ptp(outlines[0].lines[0][:, 0])) / 2
            assert abs(width - (2 if height < 7.5 else 3 if height < 12.5 else 4)) < 0.05


def test_points_and_open_lines_are_drawn_as_such() -> None:
    """A marker, and a wire."""
    wire = np.array([[2.0, 2, 0], [9, 4, 0], [12, 9, 0]])
    _, layer = one(*pictures(2), contours(("Seed", [("POINT", np.array([[5.0, 6, 0]]), "")]), ("Wire", [("OPEN_PLANAR", wire, "")])))
    kinds = {outline.segment.name: outline for outline in layer.on(layer._stack.frames[0], {1, 2}).outlines}
    assert (kinds["Seed"].kind, kinds["Wire"].kind) == ("point", "open")
    np.testing.assert_allclose(kinds["Seed"].lines[0], [[5.5, 6.5]], atol=1e-4)
    assert not layer.on(layer._stack.frames[1], {1, 2}).outlines


def test_outlines_in_another_plane_are_told_and_not_drawn() -> None:
    """Drawn on sagittal pictures, seen on axial ones."""
    side = np.array([[4.0, 1, 0], [4, 9, 0], [4, 9, 6], [4, 1, 6]])
    _, layer = one(*pictures(4), contours(("Side", [("CLOSED_PLANAR", side, "")])))
    assert layer.about.note == "It lies in another plane than these pictures, and is not drawn on them."
    assert layer.largest(1) is None and not layer.on(layer._stack.frames[1], {1}).outlines


def test_colors_names_and_kinds_come_from_the_file() -> None:
    """Structures that are switched off are not drawn."""
    ring = [("CLOSED_PLANAR", circle(6, 6, 3, 0), "")]
    _, layer = one(*pictures(1), contours(("Heart", ring), ("Lung", ring)))
    assert [(one.name, one.what, one.color) for one in layer.about.segments] == [
        ("Heart", "organ", (255, 40, 0)),
        ("Lung", "organ", (255, 80, 0)),
    ]
    assert [outline.segment.name for outline in layer.on(layer._stack.frames[0], {2}).outlines] == ["Lung"]


def test_an_outline_that_lies_askew_among_others_is_told() -> None:
    """Two of three are parallel to the pictures; the third rises by 4 mm from one end to the other."""
    tilted = circle(6, 6, 3, 2)
    tilted[:, 2] += np.where(tilted[:, 0] > 6, 4, 0)
    rings = [("CLOSED_PLANAR", circle(6, 6, 3, height), "") for height in (0, 4)]
    _, layer = one(*pictures(4), contours(("GTV", [*rings, ("CLOSED_PLANAR", tilted, "")]), ("Heart", rings)))
    assert layer.about.seen
    assert layer.about.note == "Incomplete: 1 outline of GTV cannot be drawn on these pictures: not parallel to them."


def test_outlines_of_a_kind_that_is_not_known_are_told() -> None:
    """Of two structures, three outlines; what is known is drawn."""
    ring, odd = ("CLOSED_PLANAR", circle(6, 6, 3, 0), ""), ("SPLINE", circle(6, 6, 2, 0), "")
    _, layer = one(*pictures(2), contours(("GTV", [ring, odd, odd]), ("Heart", [odd])))
    assert layer.about.note == ("Incomplete: 3 outlines of GTV and Heart cannot be drawn on these pictures: of a kind that is not known.")
    assert [len(outline.lines) for outline in layer.on(layer._stack.frames[0], {1, 2}).outlines] == [1]


def test_of_outlines_with_too_many_points_none_is_drawn_rather_than_half() -> None:
    """Two structures of 60,000 points each, in rings of 2,000, are more than 100,000; either alone is drawn whole, and so is the next picture."""
    many = [("CLOSED_PLANAR", circle(8, 6, 3, 0, 2000), "")] * 30
    _, layer = one(*pictures(2), contours(("Inner", many), ("Outer", [*many, ("CLOSED_PLANAR", circle(8, 6, 3, 2), "")])))
    with pytest.raises(LimitExceeded, match="120,000 points, more than the 100,000"):
        layer.on(layer._stack.frames[0], {1, 2})
    assert [line.shape for outline in layer.on(layer._stack.frames[0], {2}).outlines for line in outline.lines] == [(2000, 2)] * 30
    assert [len(outline.lines) for outline in layer.on(layer._stack.frames[1], {1, 2}).outlines] == [1]


def test_the_largest_picture_counts_without_the_holes() -> None:
    """On the first a ring of π (100 - 81), on the second a disc of π 36, on the third a disc in the hole of a ring: π (64 - 49 + 9)."""
    cuts = [(0, 10), (0, 9), (2, 6), (4, 8), (4, 7), (4, 3)]
    _, layer = one(
        *pictures(3, rows=40, columns=40),
        contours(("Ring", [("CLOSED_PLANAR", circle(20, 20, radius, height), "") for height, radius in cuts])),
    )
    assert layer.largest(1) == 1


def bound(count: int, step: float, lines: list[np.ndarray]) -> ContoursLayer:
    """One structure of these closed lines, over so many pictures."""
    drawn = tuple(Contour("CLOSED_PLANAR", line.astype(np.float32), "") for line in lines)
    stack = next(catalog_of(*pictures(count, step=step)).stacks())
    return ContoursLayer([Structure(1, "Hail", None, "", "", drawn)], stack, path="outlines.dcm", direct=True, title="Plan")


def test_outlines_that_lie_on_too_many_pictures_are_refused() -> None:
    """26,000 triangles on each of 20 pictures of one place are 520,000; on ten of them they are 260,000, and are laid out."""
    many = [np.array([[1.0, 1, 0], [5, 1, 0], [3, 5, 0]])] * 26_000
    with pytest.raises(LimitExceeded, match="More than 500,000 outlines over 20 pictures are more than can be laid out"):
        bound(20, 0.0, many)
    assert bound(10, 0.0, many).about.seen


def test_of_too_many_outlines_to_compare_each_of_some_pictures_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 outlines on each of 20 pictures are 200,000 pairs: each second picture is measured, among them the eleventh, the largest."""
    layer = bound(20, 2.0, [circle(8, 6, 5 if index == 10 else 3, 2.0 * index, 8) for index in range(20) for _ in range(99)] + [
        circle(40, 6, 1, 2.0 * index, 8) for index in range(20)
    ])  # fmt: skip
    measured = counted(monkeypatch)
    assert layer.largest(1) == 10
    assert measured == [100] * 10


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Gather how many lines each picture has that is measured."""
    measured: list[int] = []
    enclosed = laid._enclosed

    def counting(lines: list[np.ndarray]) -> float:
        measured.append(len(lines))
        return enclosed(lines)

    monkeypatch.setattr(laid, "_enclosed", counting)
    return measured


def test_pictures_between_two_heights_are_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three outlines each 5 mm on 24 pictures 1 mm apart; the largest lies first on the picture at 13 mm."""
    lines = [("CLOSED_PLANAR", circle(6, 6, radius, height), "") for height, radius in ((5, 2), (10, 3), (15, 4))]
    stack, layer = one(*pictures(24, step=1.0), contours(("Stack", lines)))
    measured = counted(monkeypatch)
    assert heights(stack)[layer.largest(1) or 0] == 13
    assert measured == [1, 1, 1]


@pytest.mark.corpus
def test_outlines_of_a_real_tumor_lie_where_the_file_says(corpus: Path) -> None:
    """Every contour of the STS-001 structure set, moved by hand to pixels of the CT slice of its z; all on 32 slices."""
    folder = corpus / "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/CT"
    catalog = Catalog()
    for file in [*sorted((folder / "image").glob("*.dcm")), folder / "mask/RS.dcm"]:
        scan(FileEntry(file, path=file.name), catalog)
    catalog.settle()
    stack = next(catalog.stacks())
    (layer,), _ = layers_of(stack, catalog)
    slices = {round(float(ds.ImagePositionPatient[2]), 1): ds for ds in map(pydicom.dcmread, (folder / "image").glob("*.dcm"))}
    seen = 0
    for contour in pydicom.dcmread(folder / "mask/RS.dcm").ROIContourSequence[0].ContourSequence:
        points = np.array(contour.ContourData, float).reshape(-1, 3)
        ds = min(slices.values(), key=lambda one: abs(float(one.ImagePositionPatient[2]) - points[0, 2]))
        assert abs(float(ds.ImagePositionPatient[2]) - points[0, 2]) < 0.1
        index = next(index for index, frame in enumerate(stack.frames) if frame.instance.uid == ds.SOPInstanceUID)
        (outline,) = layer.on(layer._stack.frames[index], {1}).outlines
        spacing = np.array(ds.PixelSpacing, float)
        expected = (points[:, :2] - np.array(ds.ImagePositionPatient[:2], float)) / spacing[::-1] + 0.5
        assert any(line.shape == expected.shape and np.abs(line - expected).max() < 0.01 for line in outline.lines)
        seen += 1
    assert seen == 32


def test_absurd_numbers_are_drawn_where_they_are_or_not_at_all() -> None:
    """A contour around the earth encloses the whole picture; a single point of an area encloses nothing."""
    world = np.array([[-1e9, -1e9, 0], [1e9, -1e9, 0], [1e9, 1e9, 0], [-1e9, 1e9, 0]])
    _, layer = one(*pictures(1), contours(("World", [("CLOSED_PLANAR", world, "")]), ("Dot", [("CLOSED_PLANAR", world[:1] * 0, "")])))
    drawn = {outline.segment.name: outline for outline in layer.on(layer._stack.frames[0], {1, 2}).outlines}
    assert filled(drawn["World"].lines, 12, 16).all()
    assert not filled(drawn["Dot"].lines, 12, 16).any()


def test_a_file_is_read_once_however_many_series_it_is_held_against(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disc with 170 series and a plan of 70,000 outlines kept the cell busy for minutes."""
    series = [picture for number in range(12) for picture in pictures(2, series=f"1.2.9.{number}", frame=f"1.2.8.{number}")]
    catalog = catalog_of(*series, contours(("Ball", [("CLOSED_PLANAR", circle(14, 12, 5, 2), "")]), frame="1.2.8.11"))
    read: list[object] = []

    def counted(dataset: Dataset) -> tuple[list[Structure], list[str]]:
        read.append(dataset)
        return structures_of(dataset)

    monkeypatch.setattr(find, "structures_of", counted)
    found = find.home_of(catalog.documents[0].entry, catalog)
    assert found is not None and found[0].first.series.uid == "1.2.9.11"
    assert len(read) == 1


def test_what_is_in_a_file_is_kept_from_series_to_series_and_of_the_last_few_files_only(monkeypatch: pytest.MonkeyPatch) -> None:
    series = [picture for number in range(3) for picture in pictures(2, series=f"1.2.9.{number}")]
    plans = [contours((f"Ball {number}", [("CLOSED_PLANAR", circle(14, 12, 5, 2), "")])) for number in range(9)]
    read: list[object] = []

    def counted(dataset: Dataset) -> tuple[list[Structure], list[str]]:
        read.append(dataset)
        return structures_of(dataset)

    monkeypatch.setattr(find, "structures_of", counted)
    for count, readings in ((8, 8), (9, 27)):  # one more than are kept: each is read again for each of the three series
        catalog, files = catalog_of(*series, *plans[:count]), find.Files()
        read.clear()
        for stack in catalog.stacks():
            assert len(find.layers_of(stack, catalog, files)[0]) == count
        assert len(read) == readings
