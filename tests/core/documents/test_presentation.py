"""Saved views tell of which pictures they speak, their brightness, what is drawn, what is seen and which way up."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from tests.core.documents.written import made, of
from tests.core.made import Memory, file_bytes
from viewer.dicom.dataset import read_dataset
from viewer.documents import opened
from viewer.documents.presentation import Presentation, presentation_of
from viewer.image.lookup import Lookup
from viewer.image.voi import Window
from viewer.source.entries import FileEntry

GRAY = "1.2.840.10008.5.1.4.1.1.11.1"


def file(**keywords: object) -> Memory:
    series = made(SeriesInstanceUID="1.9", ReferencedImageSequence=[of("1.9.1"), of("1.9.2", 2)])
    ds = made(SOPClassUID=GRAY, SOPInstanceUID="1.2.3.4", StudyInstanceUID="1.2.3", ReferencedSeriesSequence=[series], ContentLabel="VIEW")
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds))


def view(**keywords: object) -> Presentation:
    return presentation_of(read_dataset(file(**keywords)))


def test_the_pictures_that_are_spoken_of_are_told_with_series_and_frames() -> None:
    assert [(one["series"], one["instance"], one["frames"]) for one in view().references] == [("1.9", "1.9.1", []), ("1.9", "1.9.2", [2])]


def test_windows_and_tables_are_told_for_the_pictures_they_are_for() -> None:
    table = made(LUTDescriptor=[4, 0, 8], LUTExplanation="curve", LUTData=np.array([0, 10, 20, 255], "<u2").tobytes())
    table["LUTData"].VR = "OW"
    state = view(
        SoftcopyVOILUTSequence=[
            made(ReferencedImageSequence=[of("1.9.1")], WindowCenter="40", WindowWidth="400", WindowCenterWidthExplanation="Soft"),
            made(VOILUTSequence=[table]),
        ],
        RescaleSlope="2",
        RescaleIntercept="-1024",
        RescaleType="HU",
    )
    first, second = state.softcopy
    assert first.of[0]["instance"] == "1.9.1"
    assert first.named == (("Soft", Window(40, 400)),)
    assert second.of == ()
    name, lookup = second.named[0]
    assert name == "curve"
    assert isinstance(lookup, Lookup)
    assert lookup.entries.tolist() == [0, 10, 20, 255]
    assert state.modality == (2.0, -1024.0, "HU")


@pytest.mark.parametrize(("shape", "inverse"), [("INVERSE", True), ("IDENTITY", False)])
def test_inversion_is_told(shape: str, inverse: bool) -> None:  # noqa: FBT001 - a parameter
    assert view(PresentationLUTShape=shape).inverse is inverse


@pytest.mark.parametrize(
    ("turned", "flip", "said"), [(90, "N", "turned by 90°"), (270, "Y", "turned by 270°, mirrored"), (0, "Y", "mirrored")]
)
def test_turning_and_mirroring_are_told(turned: int, flip: str, said: str) -> None:
    state = view(ImageRotation=turned, ImageHorizontalFlip=flip)
    assert (state.rotation, state.flip) == (turned, flip == "Y")
    assert ["Way up", said] in opened(file(ImageRotation=turned, ImageHorizontalFlip=flip)).facts


def test_a_turn_that_cannot_be_is_told_and_not_made() -> None:
    state = view(ImageRotation=45)
    assert state.rotation == 0
    assert "45°" in state.notes[0]


def test_drawings_and_texts_come_with_their_units_and_pictures() -> None:
    ring = made(
        GraphicAnnotationUnits="PIXEL",
        GraphicDimensions=2,
        NumberOfGraphicPoints=2,
        GraphicData=[10.0, 20.0, 15.0, 20.0],
        GraphicType="CIRCLE",
        GraphicFilled="N",
    )
    line = made(
        GraphicAnnotationUnits="DISPLAY",
        GraphicDimensions=2,
        NumberOfGraphicPoints=3,
        GraphicData=[0.0, 0.0, 0.5, 1.0, 1.0, 0.0],
        GraphicType="POLYLINE",
        GraphicFilled="Y",
    )
    words = made(
        BoundingBoxAnnotationUnits="DISPLAY", UnformattedTextValue="Here\r\nit is", BoundingBoxTopLeftHandCorner=[0.1, 0.2], BoundingBoxBottomRightHandCorner=[0.3, 0.4],
        AnchorPointAnnotationUnits="PIXEL", AnchorPoint=[7.0, 8.0], AnchorPointVisibility="Y",
    )  # fmt: skip
    state = view(
        GraphicAnnotationSequence=[
            made(
                ReferencedImageSequence=[of("1.9.1")], GraphicLayer="NOTES", GraphicObjectSequence=[ring, line], TextObjectSequence=[words]
            )
        ],
        GraphicLayerSequence=[made(GraphicLayer="NOTES", GraphicLayerOrder=1, GraphicLayerDescription="by hand")],
    )
    circle, path = state.graphics
    assert (circle.kind, circle.units, circle.points, circle.filled, circle.layer) == (
        "CIRCLE",
        "PIXEL",
        ((10, 20), (15, 20)),
        False,
        "NOTES",
    )
    assert (path.kind, path.units, path.points, path.filled) == ("POLYLINE", "DISPLAY", ((0, 0), (0.5, 1), (1, 0)), True)
    assert circle.of[0]["instance"] == "1.9.1"
    text = state.texts[0]
    assert (text.text, text.box_units, text.anchor, text.anchor_units, text.anchor_seen) == (
        "Here\nit is",
        "DISPLAY",
        ((7, 8),),
        "PIXEL",
        True,
    )
    assert np.allclose(text.box, [(0.1, 0.2), (0.3, 0.4)])
    assert state.layers == (("NOTES", 1, "by hand"),)


def test_the_part_that_is_displayed_is_told() -> None:
    area = made(
        DisplayedAreaTopLeftHandCorner=[-10, 5], DisplayedAreaBottomRightHandCorner=[100, 90], PresentationSizeMode="TRUE SIZE", PresentationPixelSpacing=["0.5", "0.4"],
        ReferencedImageSequence=[of("1.9.2", 2)],
    )  # fmt: skip
    told = view(DisplayedAreaSelectionSequence=[area]).areas[0]
    assert (told.corners, told.mode, told.spacing, told.of[0]["frames"]) == (((-10, 5), (100, 90)), "TRUE SIZE", (0.5, 0.4), [2])


def test_a_shutter_is_told() -> None:
    state = view(ShutterShape="CIRCULAR", CenterOfCircularShutter=[50, 60], RadiusOfCircularShutter=40)
    assert state.shutter is not None
    assert state.shutter.circle == (50, 60, 40)


def test_drawings_that_make_no_sense_are_left_out_and_told() -> None:
    odd = made(GraphicAnnotationUnits="PIXEL", GraphicData=[1.0, 2.0], GraphicType="SPIRAL")
    state = view(GraphicAnnotationSequence=[made(GraphicLayer="A", GraphicObjectSequence=[odd])])
    assert state.graphics == ()
    assert "left out" in state.notes[0]
    many = made(GraphicAnnotationUnits="PIXEL", GraphicData=[1.0, 2.0], GraphicType="POINT")
    state = view(GraphicAnnotationSequence=[made(GraphicLayer="A", GraphicObjectSequence=[many] * 6000)])
    assert len(state.graphics) == 5000
    assert "more drawings" in state.notes[-1]


@pytest.mark.corpus
def test_real_saved_views_are_told(corpus: Path) -> None:
    """Expected with pydicom and by reading the dumps of the two files."""
    folder = corpus / "gsps-weasis/weasis-dicom-tools/src/test/resources/org/dcm4che3/img"
    tables = presentation_of(read_dataset(FileEntry(folder / "prLUTs.dcm", path="a")))
    theirs = dcmread(folder / "prLUTs.dcm")
    assert tables.references[0]["instance"] == "1.2.276.0.7230010.3.200.6.3.1"
    assert isinstance(tables.modality, Lookup)
    assert tables.modality.entries.tolist() == list(theirs.ModalityLUTSequence[0].LUTData)
    voi = tables.softcopy[0].named[0][1]
    assert isinstance(voi, Lookup)
    assert voi.entries.tolist() == list(theirs.SoftcopyVOILUTSequence[0].VOILUTSequence[0].LUTData)
    assert tables.table is not None
    assert tables.table.entries.tolist() == list(theirs.PresentationLUTSequence[0].LUTData)
    overlays = presentation_of(read_dataset(FileEntry(folder / "prOverlay.dcm", path="b")))
    assert [layer[0] for layer in overlays.layers] == [f"LAYER{number}" for number in range(1, 7)]
    assert [(overlay.group, overlay.rows, overlay.columns) for overlay in overlays.overlays] == [(0x6008, 512, 512), (0x600A, 512, 512)]
    assert overlays.areas[0].corners == ((1, 1), (512, 512))
    assert opened(FileEntry(folder / "prOverlay.dcm", path="b")).title == "six overlays"
