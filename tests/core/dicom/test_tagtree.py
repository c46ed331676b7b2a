"""Every element of a file can be looked at, one level at a time, and it is told which of them lead to a person."""

import json
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import ImplicitVRLittleEndian

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.__main__ import main
from viewer.dicom.identifying import is_identifying
from viewer.dicom.tagtree import Tag, describe, tags_of
from viewer.errors import BrokenFile, ViewerError
from viewer.source.entries import FileEntry, files_below


def by_number(tags: list[Tag]) -> dict[str, Tag]:
    return {tag.number: tag for tag in tags}


@pytest.fixture
def nested() -> Memory:
    inner, outer = Dataset(), Dataset()
    inner.CodeMeaning = "Leber"
    outer.ReferencedSOPInstanceUID, outer.PurposeOfReferenceCodeSequence = "1.2.3", [inner]
    ds = data_set(ReferencedImageSequence=[outer, Dataset()], FrameIncrementPointer=0x00181063)
    block = ds.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x10, "OB", bytes(300))
    block.add_new(0x08, "CS", "IMAGE NUM 4")
    ds.add_new(0x00091234, "LO", "nobody's")
    return Memory(file_bytes(ds))


def test_an_element_is_told_with_name_representation_and_value(nested: Memory) -> None:
    tags = by_number(tags_of(nested))
    assert tags["0010,0010"] == Tag("0010,0010", "Patient's Name", "PatientName", "PN", "Doe^Jane", private=False, identifying=True)
    assert (tags["0028,0010"].text, tags["0028,0030"].text) == ("3", "0.5\\0.5")
    assert tags["0008,0016"].text == "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)"
    assert tags["0002,0010"].text.endswith("(Explicit VR Little Endian)")
    assert tags["0028,0009"].text == "(0018,1063)"
    assert tags["7FE0,0010"].text == "the picture itself, 24 bytes"
    assert (tags["0020,0013"].identifying, tags["0020,000D"].identifying) == (False, True)


def test_sequences_are_opened_level_by_level(nested: Memory) -> None:
    assert by_number(tags_of(nested))["0008,1140"].text == "2 items"
    first = by_number(tags_of(nested, [(0x00081140, 0)]))
    assert (first["0008,1155"].text, first["0040,A170"].items) == ("1.2.3", 1)
    assert [tag.text for tag in tags_of(nested, [(0x00081140, 0), (0x0040A170, 0)])] == ["Leber"]
    assert tags_of(nested, [(0x00081140, 1)]) == []
    for path in ([(0x00081140, 2)], [(0x00081140, -1)], [(0x00100010, 0)]):
        with pytest.raises(BrokenFile, match="no item"):
            tags_of(nested, path)


def test_private_elements_have_the_names_of_their_makers(nested: Memory) -> None:
    tags = by_number(tags_of(nested))
    assert (tags["0029,0010"].name, tags["0029,0010"].text) == ("Private creator", "SIEMENS CSA HEADER")
    assert (tags["0029,1010"].name, tags["0029,1010"].text) == ("CSA Image Header Info (SIEMENS CSA HEADER)", "300 bytes")
    assert (tags["0009,1234"].name, tags["0009,1234"].text, tags["0009,1234"].private) == ("Private element", "nobody's", True)


def test_long_values_are_shortened() -> None:
    tags = by_number(tags_of(entry(ImageComments="x" * 5000, RedPaletteColorLookupTableDescriptor=list(range(100)))))
    assert tags["0020,4000"].text == "x" * 200 + "…"
    assert tags["0028,1101"].text.endswith("\\31 … (100 values)")


def test_without_representations_the_dictionary_tells_them() -> None:
    ds = data_set(SmallestImagePixelValue=-5, SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg")
    tags = by_number(tags_of(Memory(file_bytes(ds, syntax=ImplicitVRLittleEndian))))
    assert (tags["0010,0010"].vr, tags["0010,0010"].text) == ("PN", "Müller^Jörg")
    assert (tags["0028,0106"].vr, tags["0028,0106"].text) == ("SS", "-5")


def test_rows_are_plain_json_values(nested: Memory) -> None:
    row = json.loads(json.dumps(describe(tags_of(nested))))[-1]
    assert set(row) == {"number", "name", "keyword", "vr", "text", "private", "identifying", "items"}


def test_more_elements_than_anybody_looks_at_break_off() -> None:
    ds = data_set()
    for number in range(6000):
        ds.add_new(0x00110000 | 0x1000 + number, "LO", "x")
    tags = [tag for tag in tags_of(Memory(file_bytes(ds))) if tag.number >= "0008"]
    assert len(tags) == 5001
    assert tags[-1].name == "Pixel Data"  # it is always told


def test_what_leads_to_a_person_is_what_the_standard_lists() -> None:
    """Some of each kind of action in PS3.15 table E.1-1, groups that repeat, and what is not in it."""
    for tag in (
        0x00100010,
        0x00100020,
        0x00080050,
        0x00080090,
        0x0020000D,
        0x00080018,
        0x00181000,
        0x00081030,
        0x0040A730,
        0x50020010,
        0x60043000,
    ):
        assert is_identifying(tag)
    for tag in (0x00080060, 0x00280010, 0x00200013, 0x00180050, 0x7FE00010, 0x60040010, 0x00081090):
        assert not is_identifying(tag)


def test_the_command_line_prints_them_with_items_indented(nested: Memory, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.dcm"
    file.write_bytes(nested.data)
    assert main(["show", str(file), "--tags"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "*(0010,0010) PN Patient's Name: Doe^Jane" in printed
    assert "     (0008,0104) LO Code Meaning: Leber" in printed


@pytest.mark.corpus
def test_all_real_files_can_be_looked_through(corpus: Path) -> None:
    """Each has the elements that pydicom finds, where pydicom reads it."""
    checked = 0
    for file in files_below([corpus / "pydicom", corpus / "highdicom", corpus / "dicom2nifti"]):
        try:
            tags = tags_of(FileEntry(file, path=file.name))
        except ViewerError:
            continue
        json.dumps(describe(tags), allow_nan=False)
        if file.suffix == ".dcm" and "test_files" in file.parts and "highdicom" in file.parts:
            theirs = dcmread(file)
            expected = {f"{tag.group:04X},{tag.element:04X}" for tag in [*theirs.file_meta.keys(), *theirs.keys()]}
            assert {tag.number for tag in tags} >= {number for number in expected if number <= "7FE0,0010"}
            checked += 1
    assert checked > 10
