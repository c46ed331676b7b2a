"""A disc's table of contents, held against what is there. pydicom writes it."""

import io
import json
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom import fileset
from pydicom.dataset import Dataset
from pydicom.fileset import FileSet

from tests.core.made import Memory, data_set, file_bytes
from viewer.__main__ import main
from viewer.catalog.catalog import Catalog
from viewer.catalog.dicomdir import Index, read_index
from viewer.catalog.scan import scan
from viewer.dicom.dataset import read_dataset
from viewer.source.archives import unfold
from viewer.source.entries import FileEntry, files_below


def slices() -> list[Dataset]:
    """Two series of three slices, and a report."""
    found = [
        data_set(
            SOPInstanceUID=f"1.2.3.9.{series}.{number}", SeriesInstanceUID=f"1.2.3.2.{series}", SeriesNumber=series, InstanceNumber=number,
            SeriesDescription=("Head", "Neck")[series], ImagePositionPatient=[0, 0, number], StudyDate="20240131", StudyTime="1200", StudyID="1",
        )
        for series in (0, 1)
        for number in (1, 2, 3)
    ]  # fmt: skip
    report = data_set(
        SOPInstanceUID="1.2.3.9.7", SeriesInstanceUID="1.2.3.2.7", SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", Modality="SR", SeriesNumber=7,
        SeriesDescription="Report", CompletionFlag="COMPLETE", VerificationFlag="UNVERIFIED", ContentDate="20240131", ContentTime="12", PixelData=None, Rows=None,
        Columns=None, StudyDate="20240131", StudyTime="1200", StudyID="1",
    )  # fmt: skip
    report.ConceptNameCodeSequence = [Dataset()]
    code = report.ConceptNameCodeSequence[0]
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "126000", "DCM", "Report"
    return [*found, report]


def described(ds: Dataset) -> Dataset:
    record = Dataset()
    for keyword in ("Modality", "SeriesInstanceUID", "SeriesNumber", "SeriesDescription"):
        record[keyword] = ds[keyword]
    return record


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the disc by their paths, DICOMDIR among them, as pydicom lays them out."""
    root = tmp_path_factory.mktemp("disc")
    files = FileSet()
    plain = fileset.DIRECTORY_RECORDERS["SERIES"]
    fileset.DIRECTORY_RECORDERS["SERIES"] = described  # pydicom's way to write more than the standard asks for
    for ds in slices():
        file_bytes(ds)  # gives it its file meta information
        files.add(ds)
    files.write(root)
    fileset.DIRECTORY_RECORDERS["SERIES"] = plain
    files._stage["t"].cleanup()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def disc(original: dict[str, bytes]) -> dict[str, bytes]:
    return dict(original)


def pictures(disc: dict[str, bytes]) -> list[str]:
    """The paths of the six slices, in the order of the index."""
    told = pydicom.dcmread(io.BytesIO(disc["DICOMDIR"]))
    return ["/".join(record.ReferencedFileID) for record in told.DirectoryRecordSequence if record.DirectoryRecordType == "IMAGE"]


def catalog(files: dict[str, bytes]) -> Catalog:
    found = Catalog()
    for path, data in files.items():
        scan(Memory(data, path), found)
    found.settle()
    return found


def told(files: dict[str, bytes]) -> dict[str, Any]:
    (index,) = catalog(files).describe()["index"]
    return index


def test_all_that_is_promised_is_there(disc: dict[str, bytes]) -> None:
    index = told(disc)
    assert (index["promised"], index["found"], index["others_promised"], index["others_found"], index["unlisted"]) == (6, 6, 1, 1, 0)
    assert index["text"] == "All that the disc's table of contents promises is here: 6 pictures."
    assert [(series["description"], series["promised"]) for series in index["series"]][:2] == [("Head", 3), ("Neck", 3)]


@pytest.mark.trap(34)
def test_what_is_missing_is_named_with_its_series(disc: dict[str, bytes]) -> None:
    lost = [pictures(disc)[1], pictures(disc)[3], pictures(disc)[4]]
    index = told({path: data for path, data in disc.items() if path not in lost})
    assert (index["promised"], index["found"]) == (6, 3)
    assert {series["description"]: series["missing"] for series in index["series"] if series["missing"]} == {
        "Head": lost[:1],
        "Neck": lost[1:],
    }
    assert index["text"].startswith("The disc's table of contents promises 6 pictures; 3 are here, 3 are missing. Check that")
    assert index["series"][1]["uid"] == "1.2.3.2.1"
    assert index["series"][1]["study_date"] == "20240131"


@pytest.mark.parametrize(
    "renamed",
    [str.lower, lambda path: f"{path};1", lambda path: f"{path}.", lambda path: f"{path}.dcm", lambda path: f"{path.lower()}.DCM"],
    ids=["small letters", "version", "dot", "ending", "both"],
)
@pytest.mark.trap(34)
def test_what_happens_to_names_from_disc_to_disc_is_no_loss(renamed: Any, disc: dict[str, bytes]) -> None:
    """The pictures have lost their identifiers here, so that only the names can tell."""
    moved = {"sub/DICOMDIR": disc.pop("DICOMDIR")}
    for path, data in disc.items():
        ds = pydicom.dcmread(io.BytesIO(data))
        if "PixelData" in ds:
            ds.SOPInstanceUID = f"9.9.{len(moved)}"
        moved[f"sub/{renamed(path)}"] = file_bytes(ds)
    index = told(moved)
    assert (index["found"], index["others_found"], index["unlisted"]) == (6, 1, 0)


@pytest.mark.trap(34)
def test_pictures_that_were_put_elsewhere_are_known_by_their_identifiers(disc: dict[str, bytes]) -> None:
    flat = {f"IMG{number:04}.dcm" if path != "DICOMDIR" else path: data for number, (path, data) in enumerate(disc.items())}
    index = told(flat)
    assert (index["found"], index["others_found"]) == (6, 0)  # what is no picture is known by its name only
    assert index["text"].startswith("All 6 pictures of the disc's table of contents are here; 1 other file is missing.")


def philips(*, identified: bool = False) -> dict[str, bytes]:
    """The folder of a series as Philips' CT exports it: the index lies in it, names the files from two folders higher, and knows no UIDs."""
    found = {}
    index = Dataset()
    index.SOPClassUID, index.SOPInstanceUID = pydicom.uid.MediaStorageDirectoryStorage, "1.2.3.9.0"
    index.DirectoryRecordSequence = []
    for number, ds in enumerate(slices()[:3]):
        record = Dataset()
        record.DirectoryRecordType, record.ReferencedFileID = "IMAGE", ["S21570", "S2020", f"I{number}"]
        if identified:
            record.ReferencedSOPInstanceUIDInFile = f"9.9.{number}"
        index.DirectoryRecordSequence.append(record)
        found[f"I{number}"] = file_bytes(ds)
    return {"DIRFILE": file_bytes(index), **found}


def laid(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    return {f"{folder}{name}": data for name, data in files.items()}


@pytest.mark.parametrize("folder", ["In/S21570/S2020/", "S21570/S2020/", "scan.zip/s2020/", "S2020/", ""])
def test_an_index_in_the_folder_of_its_series_that_names_files_from_higher_up_misses_none(folder: str) -> None:
    index = told(laid(philips(), folder))
    assert (index["promised"], index["found"], index["unlisted"]) == (3, 3, 0)
    assert index["text"] == "All that the disc's table of contents promises is here: 3 pictures."


@pytest.mark.parametrize("folder", ["In/S21570/S2020/", ""])
def test_such_an_index_still_tells_which_file_is_missing(folder: str) -> None:
    files = philips()
    del files["I1"]
    index = told(laid(files, folder))
    assert (index["found"], index["unlisted"]) == (2, 0)
    assert index["series"][0]["missing"] == ["S21570/S2020/I1"]


def test_a_name_alone_is_not_enough_in_another_folder_or_against_an_identifier() -> None:
    for files in (laid(philips(), "In/S21570/S2021/"), laid(philips(identified=True), "In/S21570/S2020/")):
        index = told(files)
        assert (index["found"], index["unlisted"]) == (0, 3)


def test_a_name_that_two_folders_share_is_one_file() -> None:
    """The index lies in S2020 and names a file of S2030 as well, which has the same name as one of its own."""
    files = philips()
    ds = pydicom.dcmread(io.BytesIO(files["DIRFILE"]))
    ds.DirectoryRecordSequence[1].ReferencedFileID = ["S21570", "S2030", "I0"]
    files["DIRFILE"] = file_bytes(ds)
    for folder in ("S2020/", "In/S21570/S2020/"):
        index = told(laid(files, folder))
        assert (index["found"], index["series"][0]["missing"], index["unlisted"]) == (2, ["S21570/S2030/I0"], 1)
    beside = {"In/S21570/S2030/I0": files.pop("I1"), **laid(files, "In/S21570/S2020/")}
    index = told(beside)
    assert (index["found"], index["unlisted"]) == (3, 0)


def test_pictures_that_the_index_does_not_know_are_counted(disc: dict[str, bytes]) -> None:
    disc["IMAGES/NEW"] = file_bytes(data_set(SOPInstanceUID="1.2.3.9.99", SeriesInstanceUID="1.2.3.99"))
    index = told(disc)
    assert (index["found"], index["unlisted"]) == (6, 1)
    assert index["text"].endswith("1 picture more is on the disc than it lists.")


def test_the_index_alone_asks_for_the_rest(disc: dict[str, bytes]) -> None:
    assert "Open the whole disc" in told({"DICOMDIR": disc["DICOMDIR"]})["text"]


def test_names_in_the_index_name_nothing(disc: dict[str, bytes]) -> None:
    """A patient who is called otherwise in the index: the files are the truth."""
    ds = pydicom.dcmread(io.BytesIO(disc["DICOMDIR"]))
    ds.DirectoryRecordSequence[0].PatientName = "Wrong^Name"
    target = io.BytesIO(b"")
    ds.save_as(target)
    disc["DICOMDIR"] = target.getvalue()
    (patient,) = catalog(disc).describe()["patients"]
    assert patient["name"] == "Jane Doe"


def falsified(data: bytes, **values: int) -> Index:
    """The index read from a DICOMDIR in which all elements of these keywords were set."""
    ds = pydicom.dcmread(io.BytesIO(data))
    for keyword, value in values.items():
        for part in (ds, *ds.DirectoryRecordSequence):
            if keyword in part:
                setattr(part, keyword, value)
    target = io.BytesIO(b"")
    ds.save_as(target)
    entry = Memory(target.getvalue(), "DICOMDIR")
    return read_index("DICOMDIR", read_dataset(entry))


@pytest.mark.parametrize("value", [0, 1, 0xFFFF_FFFF])
@pytest.mark.parametrize(
    "keyword",
    [
        "OffsetOfTheNextDirectoryRecord",
        "OffsetOfReferencedLowerLevelDirectoryEntity",
        "OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity",
    ],
)
def test_places_that_are_wrong_fall_back_to_the_order(keyword: str, value: int, disc: dict[str, bytes]) -> None:
    index = falsified(disc["DICOMDIR"], **{keyword: value})
    assert [len(listed.files) for listed in index.series] == [3, 3, 1]


def test_records_that_lead_in_a_circle_end(disc: dict[str, bytes]) -> None:
    first = pydicom.dcmread(io.BytesIO(disc["DICOMDIR"])).OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity
    index = falsified(disc["DICOMDIR"], OffsetOfTheNextDirectoryRecord=first, OffsetOfReferencedLowerLevelDirectoryEntity=first)
    assert sum(len(listed.files) for listed in index.series) == 7


def test_records_that_are_not_in_use_promise_nothing(disc: dict[str, bytes]) -> None:
    assert falsified(disc["DICOMDIR"], RecordInUseFlag=0).series == ()


def test_what_was_canceled_is_not_compared(disc: dict[str, bytes]) -> None:
    found = Catalog()
    scan(Memory(disc["DICOMDIR"], "DICOMDIR"), found)
    found.settle(complete=False)
    assert found.describe()["index"] == []


@pytest.mark.parametrize("length", [400, 1500, 2500])
def test_an_index_that_is_cut_short_promises_what_is_left_of_it(length: int, disc: dict[str, bytes]) -> None:
    disc["DICOMDIR"] = disc["DICOMDIR"][:length]
    assert len(catalog(disc).left_out()) >= 1
    assert all(index["found"] == index["promised"] <= 6 for index in catalog(disc).describe()["index"])


def test_the_command_line_tells_it_in_words_and_as_json(disc: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = pictures(disc)[2]
    for path, data in disc.items():
        if path != lost:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
    assert main(["list", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "promises 6 pictures; 5 are here, 1 is missing" in printed
    assert f"missing of CT Head: {lost}" in printed
    assert main(["list", str(tmp_path), "--json"]) == 0
    (index,) = json.loads(capsys.readouterr().out)["index"]
    assert index["series"][0]["missing"] == [lost]


@pytest.mark.corpus
@pytest.mark.trap(34)
@pytest.mark.reference("cd-knee-mri")
def test_a_burned_disc_keeps_its_promise(corpus: Path) -> None:
    found = Catalog()
    for file in files_below([corpus / "cd-knee-mri"]):
        for entry in unfold(FileEntry(file, path=file.relative_to(corpus).as_posix())):
            scan(entry, found)
    found.settle()
    (index,) = found.index
    assert (index["promised"], index["found"], len(index["series"])) == (112, 112, 6)


@pytest.mark.corpus
@pytest.mark.trap(34)
@pytest.mark.reference("ct-volume-head-philips")
def test_a_philips_export_whose_index_lies_beside_its_pictures_keeps_its_promise(corpus: Path) -> None:
    found = Catalog()
    for file in files_below([corpus / "ct-volume-head-philips"]):
        for entry in unfold(FileEntry(file, path=file.relative_to(corpus).as_posix())):
            scan(entry, found)
    found.settle()
    (index,) = found.index
    assert (index["promised"], index["found"], index["unlisted"]) == (140, 140, 0)


@pytest.mark.trap(56)
@pytest.mark.parametrize("level", ["SERIES", "STUDY", "PATIENT", "IMAGE"])
def test_a_table_of_contents_that_leads_to_others_is_not_empty(level: str) -> None:
    """Old Philips discs: the root's DICOMDIR names a DIRFILE for each series, and no picture."""
    root = Dataset()
    root.SOPClassUID, root.SOPInstanceUID = pydicom.uid.MediaStorageDirectoryStorage, "1.2.3.9.1"
    record = Dataset()
    record.DirectoryRecordType, record.ReferencedFileID = level, ["S21570", "S2020", "DIRFILE"]
    record.ReferencedSOPClassUIDInFile = pydicom.uid.MediaStorageDirectoryStorage
    root.DirectoryRecordSequence = [record]
    files = {"DICOMDIR": file_bytes(root), **laid(philips(), "S21570/S2020/")}
    texts = texts_of(files)
    assert texts["DICOMDIR"] == (
        "The disc's table of contents (DICOMDIR) leads to 1 further one (DIRFILE), which is here. 3 pictures are on the disc."
    )
    assert texts["S21570/S2020/DIRFILE"] == "All that the disc's table of contents promises is here: 3 pictures."
    del files["S21570/S2020/DIRFILE"]
    assert "leads to a further one (DIRFILE), which is not here. Check that" in texts_of(files)["DICOMDIR"]


@pytest.mark.trap(56)
@pytest.mark.parametrize("level", ["PRIVATE", "HL7 STRUC DOC", "", "SERIES"])
@pytest.mark.parametrize("name", ["DIRFILE", "DICOMDIR"])
def test_a_table_of_contents_leads_to_another_by_its_name_alone(level: str, name: str) -> None:
    root = Dataset()
    root.SOPClassUID, root.SOPInstanceUID = pydicom.uid.MediaStorageDirectoryStorage, "1.2.3.9.1"
    record = Dataset()
    record.DirectoryRecordType, record.ReferencedFileID = level, ["S21570", "S2020", name]
    root.DirectoryRecordSequence = [record]
    below = {
        (f"S21570/S2020/{name}" if path.endswith("DIRFILE") else path): data for path, data in laid(philips(), "S21570/S2020/").items()
    }
    assert texts_of({"DICOMDIR": file_bytes(root), **below})["DICOMDIR"].startswith(
        "The disc's table of contents (DICOMDIR) leads to 1 further one (DIRFILE), which is here."
    )


def texts_of(files: dict[str, bytes]) -> dict[str, str]:
    catalog = Catalog()
    for path, data in files.items():
        scan(Memory(data, path), catalog)
    catalog.settle()
    return {index["path"]: index["text"] for index in catalog.index}
