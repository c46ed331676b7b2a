"""Objects without pixels are documents with a name, never broken pictures (trap 38)."""

import json
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID_dictionary

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.documents.prose import lines
from viewer.errors import BrokenFile
from viewer.source.entries import FileEntry, files_below

STORAGE = {
    uid: name
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "SOP Class" and "Storage" in name and uid.startswith("1.2.840.10008.5.1.4.") and "Directory" not in name
}
WITH_PIXELS = {
    "Enhanced US Volume Storage", "Segmentation Storage", "Parametric Map Storage", "Label Map Segmentation Storage",
    "Height Map Segmentation Storage",
}  # fmt: skip
WITHOUT_PIXELS = sorted(uid for uid, name in STORAGE.items() if "Image" not in name and name not in WITH_PIXELS)


def scanned(*files: Memory) -> Catalog:
    catalog = Catalog()
    for file in files:
        scan(file, catalog)
    return catalog


def bare(uid: str) -> Memory:
    """An object of a class with nothing but its identifiers."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID, ds.SeriesInstanceUID = uid, "1.2.3.4", "1.2.3", "1.2.3.5"
    return Memory(file_bytes(ds))


@pytest.mark.trap(38)
@pytest.mark.parametrize(
    "uid", [pytest.param(uid, id=STORAGE[uid], marks=pytest.mark.reads("class", uid, verdict="partly")) for uid in WITHOUT_PIXELS]
)
def test_every_storage_class_without_pixels_is_named_for_what_it_is(uid: str) -> None:
    catalog = scanned(bare(uid))
    assert not catalog.skipped
    assert not list(catalog.stacks())
    document = catalog.documents[0]
    assert document.kind not in {"", "Object without pictures"}
    assert document.sop_class == uid


@pytest.mark.trap(38)
@pytest.mark.parametrize(
    ("uid", "kind"),
    [
        ("1.2.840.10008.5.1.4.1.1.88.67", "Radiation dose report"),
        ("1.2.840.10008.5.1.4.1.1.88.33", "Report or measurements (structured report)"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "Document (PDF)"),
        ("1.2.840.10008.5.1.4.1.1.66", "Raw data of a machine"),
        ("1.2.840.10008.5.1.4.1.1.66.1", "Alignment of scans (registration)"),
        ("1.2.840.10008.5.1.4.1.1.9.1.1", "ECG (waveform)"),
        ("1.2.840.10008.5.1.4.1.1.481.3", "Radiotherapy contours"),
        ("1.2.840.10008.5.1.4.1.1.481.25", "Radiotherapy instruction"),
        ("1.3.46.670589.5.0.1", "Data of the maker's own (Philips)"),
    ],
)
def test_a_document_has_the_name_that_people_know(uid: str, kind: str) -> None:
    assert [document.kind for document in scanned(bare(uid)).documents] == [kind]


def test_a_document_has_an_identity_and_can_be_opened() -> None:
    catalog = scanned(bare("1.2.840.10008.5.1.4.1.1.481.5"), bare("1.2.840.10008.5.1.4.1.1.88.11"))
    assert [document.id for document in catalog.documents] == ["d1", "d2"]
    plan, report = catalog.document("d1"), catalog.document("d2")
    assert plan is not None
    assert report is not None
    assert (plan.open().kind, report.open().kind) == ("other", "report")
    assert catalog.document("d3") is None
    assert set(plan.describe()) == {"id", "path", "kind", "brief", "sort", "title", "sop_class", "study", "series", "patient"}


@pytest.mark.parametrize("uid", WITHOUT_PIXELS)
def test_an_empty_document_of_any_class_opens_or_says_what_is_missing(uid: str) -> None:
    document = scanned(bare(uid)).documents[0]
    if uid.startswith("1.2.840.10008.5.1.4.1.1.104."):
        with pytest.raises(BrokenFile, match="is missing"):
            document.open()
        return
    content = document.open()
    assert content.title
    assert json.loads(json.dumps(content.describe(), allow_nan=False))["kind"] == content.kind
    assert lines(content)


@pytest.mark.corpus
def test_all_real_documents_open(corpus: Path) -> None:
    catalog = Catalog()
    for folder in ("pydicom", "dcmqi", "highdicom", "gsps-weasis", "rt-dicompyler", "dicomparser", "cornerstone-syntaxes"):
        for file in files_below([corpus / folder]):
            scan(FileEntry(file, path=file.name), catalog)
    assert len(catalog.documents) > 25
    for document in catalog.documents:
        content = document.open()
        json.dumps(content.describe(), allow_nan=False)
        assert lines(content)[0]


@pytest.mark.trap(38)
def test_a_picture_whose_pixels_are_missing_is_no_document_but_left_out_with_that_reason() -> None:
    catalog = scanned(Memory(file_bytes(data_set(PixelData=None))))
    assert not catalog.documents
    assert "The picture itself is missing in this file" in catalog.skipped[0].reason


@pytest.mark.trap(38)
@pytest.mark.parametrize("uid", ["1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.77.1.6", "1.2.840.10008.5.1.4.1.1.66.4"])
def test_a_class_with_pixels_that_has_none_is_a_picture_that_is_missing(uid: str) -> None:
    catalog = scanned(bare(uid))
    assert not catalog.documents
    assert "The picture itself is missing" in catalog.skipped[0].reason


@pytest.mark.trap(38)
def test_a_file_cut_within_its_description_is_left_out_with_that_reason() -> None:
    data = entry(np.zeros((4, 4), np.uint16)).data
    catalog = scanned(Memory(data[: data.index(b"Doe^") + 2]))
    assert not catalog.documents
    assert "ends before its picture" in catalog.skipped[0].reason


@pytest.mark.trap(38)
def test_pixels_inside_an_icon_do_not_make_a_report_a_picture() -> None:
    icon = data_set(np.zeros((2, 2), np.uint8))
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID = "1.2.840.10008.5.1.4.1.1.88.11", "1.2.3.4", "1.2.3"
    ds.IconImageSequence = [icon]
    assert [document.kind for document in scanned(Memory(file_bytes(ds))).documents] == ["Report or measurements (structured report)"]
