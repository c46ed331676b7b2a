"""What is told has a length and a count, whatever a file says."""

import json

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.core.made import Memory, data_set, entry, file_bytes
from text import say
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.documents import opened
from viewer.telling import MOST_LINE, MOST_NAME, MOST_NOTES, Listing, Notes, Sentence, anded, cut, few, figure, fixed


def test_a_text_is_cut_with_a_sign_that_it_was_longer() -> None:
    assert cut("a" * 10, 10) == "a" * 10
    assert cut("a" * 11, 10) == "a" * 9 + "…"  # one too many is cut as well
    assert cut("ab " * 10, 10) == "ab ab ab…"


def test_sentences_are_told_once_with_how_often_and_how_many_more_there_are() -> None:
    notes = Notes(f"Item {number} is odd." for number in range(MOST_NOTES + 3))
    for _ in range(1_199_999):
        notes.append("Item 0 is odd.")
    told = notes.told()
    assert told[0] == "Item 0 is odd. (1,200,000 times)"
    assert told[1] == "Item 1 is odd."
    assert told[-1] == "… and 3 more remarks."
    assert len(told) == MOST_NOTES + 1


def test_a_sentence_with_a_megabyte_of_the_file_in_it_is_cut_before_it_is_kept() -> None:
    """Also those that differ only behind where they are cut count as one."""
    notes = Notes(f"The name {'x' * 1_000_000}{number} is odd." for number in range(3))
    (told,) = notes.told()
    assert told == f"The name {'x' * (MOST_LINE - 10)}… (3 times)"
    assert sum(map(len, notes)) == MOST_LINE


def test_of_a_list_the_last_line_tells_how_many_more_there_are() -> None:
    assert few(["a", "b", "c"], 3) == ["a", "b", "c"]
    assert few(["a", "b", "c", "d"], 3) == ["a", "b", "… and 2 more"]


def test_a_kept_sentence_is_said_in_the_language_that_is_spoken_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Sentence("core.notice.lossy.how", how=Listing(["JPEG", Sentence("core.notice.ratio", ratios="1:12")]))
    assert str(kept) == "Compressed (JPEG, about 1:12): fine detail may be lost"
    other = {"core.notice.lossy.how": "Verdichtet: {how}", "core.notice.ratio": "etwa {ratios}", "core.list.comma": " und "}
    monkeypatch.setattr(say.spoken, "facts", {**say.language(), "sentences": other})
    assert str(kept) == "Verdichtet: JPEG und etwa 1:12"
    assert kept == Sentence("core.notice.lossy.how", how=Listing(["JPEG", Sentence("core.notice.ratio", ratios="1:12")]))
    assert kept != Sentence("core.notice.lossy.how", how="JPEG")


def test_numbers_have_as_many_figures_as_say_something_and_lists_their_last_word() -> None:
    assert [figure(number) for number in (0.123456, 12.5, 1234.5, -3.0, 1e-9, 1e30)] == ["0.1235", "12.5", "1,234", "−3", "1e-09", "1e+30"]
    assert (figure(1500.0, grouped=False), figure(3.14159, 3), fixed(12.0, 2)) == ("1500", "3.14", "12.00")
    assert [anded(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]


LONG = {"vr": "UT", "value": "x" * 1_000_000}


@pytest.mark.parametrize(
    "keyword",
    [
        "PatientName", "PatientID", "StudyDescription", "SeriesDescription", "InstitutionName", "BodyPartExamined", "Modality",
        "StudyInstanceUID", "SeriesInstanceUID", "ImageType", "PhotometricInterpretation", "RescaleType", "WindowCenterWidthExplanation",
        "ConvolutionKernel", "AccessionNumber", "ProtocolName",
    ],
)  # fmt: skip
def test_a_name_of_a_megabyte_does_not_make_a_catalog_of_megabytes(keyword: str) -> None:
    ds = data_set(WindowCenter=[1, 2], WindowWidth=[3, 4])
    raw = file_bytes(ds)
    ds.add_new(keyword, "UT", "x" * 1_000_000)
    catalog = Catalog()
    scan(Memory(file_bytes(ds), "long.dcm"), catalog)
    catalog.settle()
    told = json.dumps({**catalog.describe(), "left out": [item.reason for item in catalog.left_out()]})
    assert len(told) < 20_000 + len(raw)


def test_a_list_of_a_hundred_thousand_values_is_read_as_far_as_any_real_one_goes() -> None:
    ds = data_set()
    ds.add_new("ImageType", "UT", "\\".join(["DERIVED"] * 100_000))
    catalog = Catalog()
    stack = scan(Memory(file_bytes(ds), "long.dcm"), catalog)
    assert stack is not None
    assert 10 < len(stack.first.image_type) < 3000


def test_documents_are_named_within_bounds() -> None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.11", "1.2.3"
    ds.add_new("SeriesDescription", "UT", "y" * 500_000)
    ds.add_new("DoseComment", "UT", "y" * 500_000)
    catalog = Catalog()
    scan(Memory(file_bytes(ds), "long.dcm"), catalog)
    (document,) = catalog.documents
    assert document.title == "y" * (MOST_NAME - 1) + "…"
    assert len(json.dumps(document.describe())) < 3000


def test_a_structure_set_of_a_hundred_thousand_broken_outlines_says_so_once() -> None:
    """1.6 MB of contours of two numbers each made 200,000 notes."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.481.3", "1.2.3"
    region, drawn = Dataset(), Dataset()
    region.ROINumber, region.ROIName = 1, "Heart"
    drawn.ReferencedROINumber = 1
    contour = Dataset()
    contour.ContourData = [1, 2]
    drawn.ContourSequence = [contour] * 2000
    ds.StructureSetROISequence, ds.ROIContourSequence = [region], [drawn]
    content = opened(Memory(file_bytes(ds), "contours.dcm"))
    assert content.notes[0] == "An outline is left out: its points are not three numbers each. (2,000 times)"
    assert len(content.notes) == 2


def test_a_saved_view_of_thousands_of_unknown_drawings_says_so_once() -> None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.11.1", "1.2.3"
    drawing = Dataset()
    drawing.GraphicType, drawing.GraphicData = "SPIRAL", [1.0, 2.0]
    annotation = Dataset()
    annotation.GraphicLayer = "A"
    annotation.GraphicObjectSequence = [drawing] * 3000
    ds.GraphicAnnotationSequence = [annotation]
    content = opened(Memory(file_bytes(ds), "view.dcm"))
    assert content.notes == ["A drawing is left out: it is of a kind or a length that is not known here (SPIRAL). (3,000 times)"]


def test_drawings_that_are_each_about_thousands_of_pictures_are_bounded_together() -> None:
    """5,000 drawings under one item that names 5,000 pictures were 25 million references."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.11.1", "1.2.3"
    drawing, picture = Dataset(), Dataset()
    drawing.GraphicType, drawing.GraphicData, drawing.GraphicAnnotationUnits = "POINT", [1.0, 2.0], "PIXEL"
    picture.ReferencedSOPInstanceUID = "1.2"
    annotation = Dataset()
    annotation.GraphicObjectSequence, annotation.ReferencedImageSequence = [drawing] * 1000, [picture] * 1000
    ds.GraphicAnnotationSequence = [annotation]
    content = opened(Memory(file_bytes(ds), "view.dcm"))
    assert len(content.more["graphics"]) < 400
    assert "There are more drawings than can be shown." in content.notes


def test_places_after_which_pictures_are_missing_are_listed_up_to_a_bound() -> None:
    catalog = Catalog()
    for number in range(5000):
        scan(
            entry(
                np.zeros((1, 1), np.uint8), path=f"{number}", SOPInstanceUID=f"1.{number}", InstanceNumber=number,
                ImagePositionPatient=[0, 0, number * 2 + number // 2],
            ),
            catalog,
        )  # fmt: skip
    catalog.settle()
    stack = catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"][0]
    assert len(stack["geometry"]["after"]) <= 2000
