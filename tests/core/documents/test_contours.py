"""Contours come in millimeters, with name and color; doses with unit and limits."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.core.documents.written import made, of
from tests.core.made import Memory, entry, file_bytes
from viewer.dicom.dataset import read_dataset
from viewer.documents import opened
from viewer.documents.contours import structures_of
from viewer.source.entries import FileEntry

STRUCTURES, DOSE = "1.2.840.10008.5.1.4.1.1.481.3", "1.2.840.10008.5.1.4.1.1.481.2"


def outline(*points: float, kind: str = "CLOSED_PLANAR", uid: str = "1.9.1") -> Dataset:
    return made(ContourGeometricType=kind, NumberOfContourPoints=len(points) // 3, ContourData=list(points), ContourImageSequence=[of(uid)])


def structures(*outlines: Dataset, **keywords: object) -> Memory:
    ds = made(
        SOPClassUID=STRUCTURES, SOPInstanceUID="1.2.3.4", StudyInstanceUID="1.2.3", StructureSetLabel="PLAN",
        StructureSetROISequence=[
            made(ROINumber=7, ROIName="Heart", ReferencedFrameOfReferenceUID="1.7"),
            made(ROINumber=3, ROIName="Nothing", ReferencedFrameOfReferenceUID="1.7"),
        ],
        ROIContourSequence=[made(ReferencedROINumber=7, ROIDisplayColor=[255, 128, 0], ContourSequence=list(outlines))],
        RTROIObservationsSequence=[made(ReferencedROINumber=7, RTROIInterpretedType="ORGAN")],
    )  # fmt: skip
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds))


def test_outlines_are_told_by_region_in_millimeters() -> None:
    square = (0.0, 0.0, 5.0, 10.0, 0.0, 5.0, 10.0, -2.5, 5.0)
    content = opened(structures(outline(*square), outline(1.0, 2.0, 3.0, kind="POINT", uid="1.9.2")))
    heart, nothing = content.more["structures"]
    assert (heart["name"], heart["number"], heart["color"], heart["type"]) == ("Heart", 7, [255, 128, 0], "ORGAN")
    assert (heart["contours"], heart["points"], heart["lengths"]) == (2, 4, [3, 1])
    assert content.arrays["structure 7"].tolist() == [[0, 0, 5], [10, 0, 5], [10, -2.5, 5], [1, 2, 3]]
    assert (nothing["name"], nothing["color"], nothing["contours"]) == ("Nothing", None, 0)
    assert content.facts[1] == ["Heart", "2 outlines, organ"]
    assert content.more["frame_of_reference"] == "1.7"
    found, notes = structures_of(read_dataset(structures(outline(*square))))
    assert [(one.kind, one.of) for one in found[0].contours] == [("CLOSED_PLANAR", "1.9.1")]
    assert notes == []


def test_the_type_of_a_region_is_told_in_words() -> None:
    """GTV, the letters of planners, as where the outlines are drawn over pictures."""
    gtv = [made(ReferencedROINumber=7, RTROIInterpretedType="GTV")]
    content = opened(structures(outline(*(0.0, 0.0, 5.0) * 3), RTROIObservationsSequence=gtv))
    assert content.facts[1] == ["Heart", "1 outline, visible tumor (GTV)"]


def test_an_outline_whose_numbers_are_no_points_is_left_out_and_told() -> None:
    content = opened(structures(outline(1.0, 2.0), outline(1.0, 2.0, 3.0, 4.0)))
    assert content.more["structures"][0]["contours"] == 0
    assert "three numbers" in content.notes[0]
    assert content.notes[-1] == "There are no outlines in this file."


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", ["rt-dicompyler/tests/testdata/example_data/rtss.dcm", "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/PET/mask/RS.dcm"]
)
def test_real_contours_have_the_points_that_pydicom_reads(corpus: Path, name: str) -> None:
    content, theirs = opened(FileEntry(corpus / name, path=name)), dcmread(corpus / name)
    names = {roi.ROINumber: roi.ROIName for roi in theirs.StructureSetROISequence}
    assert [one["name"] for one in content.more["structures"]] == list(names.values())
    for roi in theirs.ROIContourSequence:
        told = next(one for one in content.more["structures"] if one["number"] == roi.ReferencedROINumber)
        assert told["color"] == [int(value) for value in roi.ROIDisplayColor]
        points = [contour.ContourData for contour in roi.get("ContourSequence", [])]
        assert told["contours"] == len(points)
        if points:
            expected = np.concatenate([np.array(one, float).reshape(-1, 3) for one in points])
            assert np.allclose(content.arrays[f"structure {roi.ReferencedROINumber}"], expected, atol=1e-3)


def test_an_outline_of_more_points_than_any_real_one_has_is_left_out_before_it_fills_the_memory() -> None:
    huge = outline()
    huge.add_new(0x30060050, "UN", b"1\\" * (5 << 20))
    content = opened(structures(huge, outline(1.0, 2.0, 3.0)))
    assert content.more["structures"][0]["lengths"] == [1]


def dose(**keywords: object) -> Memory:
    stored = np.array([[[0, 10], [20, 30]], [[0, 500], [1000, 7]]], np.uint16)
    told = {"DoseUnits": "GY", "DoseType": "PHYSICAL", "DoseSummationType": "PLAN", "DoseGridScaling": "0.05", **keywords}
    return entry(stored, SOPClassUID=DOSE, Modality="RTDOSE", RescaleSlope=None, RescaleIntercept=None, **told)


def test_a_dose_tells_its_unit_its_highest_value_and_the_limits_of_a_wash() -> None:
    content = opened(dose())
    assert (content.more["unit"], content.more["scaling"]) == ("Gy", 0.05)
    assert content.more["highest"] == pytest.approx(50)
    assert content.more["limits"] == pytest.approx([5, 50])
    assert ["What it is", "physical dose of a whole plan"] in content.facts
    assert ["Highest dose", "50 Gy"] in content.facts


def test_a_dose_without_a_scale_says_so() -> None:
    content = opened(dose(DoseGridScaling="0"))
    assert content.more["limits"] is None
    assert "does not say how much" in content.notes[0]
