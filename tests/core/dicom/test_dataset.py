"""Reading a data set: leniently, within bounds, and as pydicom reads it."""

import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.datadict import dictionary_VR, keyword_dict
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.dicom import keywords as tags
from viewer.dicom.dataset import Dataset as Read
from viewer.dicom.dataset import inflate, read_dataset
from viewer.errors import BrokenFile, LimitExceeded, NotDicom, ViewerError
from viewer.source.entries import FileEntry, files_below

SYNTAXES = [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]


@pytest.mark.trap(2)
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_each_uncompressed_encoding_gives_the_same_values(syntax: str) -> None:
    dataset = read_dataset(Memory(file_bytes(data_set(), syntax=syntax)))
    assert dataset.text("PatientName") == "Doe^Jane"
    assert (dataset.integer("Rows"), dataset.integer("Columns")) == (3, 4)
    assert dataset.numbers("ImageOrientationPatient") == [1, 0, 0, 0, 1, 0]
    assert dataset.texts("ImageType") == ["ORIGINAL", "PRIMARY", "AXIAL"]
    assert dataset.syntax == syntax


def test_the_pixels_are_located_and_not_read() -> None:
    data = file_bytes(data_set())
    location = read_dataset(Memory(data)).pixels
    assert location is not None
    assert location.length == 24
    assert data[location.start : location.start + 24] == data_set().PixelData


@pytest.mark.trap(3)
@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
def test_a_file_without_preamble_and_meta_information_is_read(syntax: str) -> None:
    dataset = read_dataset(Memory(file_bytes(data_set(), syntax=syntax, whole=False)))
    assert dataset.text("SeriesInstanceUID") == "1.2.3.2"
    assert dataset.syntax == syntax


@pytest.mark.trap(3)
def test_a_file_that_names_the_wrong_syntax_is_read_by_its_bytes() -> None:
    data = file_bytes(data_set(), syntax=ExplicitVRLittleEndian)
    lying = data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2\0\0\0", 1)
    assert read_dataset(Memory(lying)).text("PatientName") == "Doe^Jane"


@pytest.mark.trap(41)
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"1,5 ", [1.5]),
        (b"0,5\\0,25 ", [0.5, 0.25]),
        (b" 2.5\\ 3\0", [2.5, 3]),
        (b"2.5 \\ 3 ", [2.5, 3]),
        (b"2.5\\3\\ ", [2.5, 3]),
        (b"+5E-1 ", [0.5]),
        (b"NaN ", []),
        (b"-inf", []),
        (b"", []),
        (b"    ", []),
        (b"1\\\\2 ", []),
        (b"\\2 ", []),
        (b"1 2 ", []),
        (b"1_0 ", []),
        (b"1.000,5 ", []),
        (b"0.5mm ", []),
        (b"1e999 ", []),
    ],
)
def test_numbers_written_carelessly_are_read_or_refused_never_guessed(written: bytes, read: list[float]) -> None:
    ds = data_set()
    data = file_bytes(ds)
    old = b"DS" + struct.pack("<H", 8) + b"0.5\\0.5 "
    assert data.count(old) == 1
    assert read_dataset(Memory(data.replace(old, b"DS" + struct.pack("<H", len(written)) + written))).numbers("PixelSpacing") == read


@pytest.mark.trap(41)
def test_a_sequence_of_undefined_length_is_walked_to_its_end() -> None:
    item = Dataset()
    item.ReferencedSOPInstanceUID = "1.2.3"
    item.is_undefined_length_sequence_item = True
    ds = data_set(ReferencedImageSequence=Sequence([item, item]))
    ds["ReferencedImageSequence"].is_undefined_length = True
    dataset = read_dataset(Memory(file_bytes(ds)))
    assert [part.text("ReferencedSOPInstanceUID") for part in dataset.items("ReferencedImageSequence")] == ["1.2.3", "1.2.3"]
    assert dataset.integer("Rows") == 3


def test_an_item_inherits_the_character_set_of_the_file() -> None:
    item = Dataset()
    item.CodeMeaning = "Kopf"
    ds = data_set(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg", ProcedureCodeSequence=Sequence([item]))
    item.CodeMeaning = "Schädel"
    dataset = read_dataset(Memory(file_bytes(ds)))
    assert dataset.text("PatientName") == "Müller^Jörg"
    assert dataset.items("ProcedureCodeSequence")[0].text("CodeMeaning") == "Schädel"


@pytest.mark.trap(41)
def test_a_header_longer_than_the_first_read_is_read_on() -> None:
    ds = data_set(ImageComments="x" * 9000)
    dataset = read_dataset(Memory(file_bytes(ds)), head=512)
    assert dataset.integer("Rows") == 3
    assert dataset.pixels is not None


def test_a_cut_file_gives_what_is_there_and_says_so() -> None:
    data = file_bytes(data_set())
    dataset = read_dataset(Memory(data[: data.index(b"P1")]))
    assert dataset.truncated
    assert dataset.text("PatientName") == "Doe^Jane"
    assert dataset.pixels is None


@pytest.mark.parametrize("junk", [b"", b"MZ" + bytes(500), b"%PDF-1.7" + bytes(300), bytes(2000), b"\x08\x00" * 400, b"\xff" * 999])
def test_what_is_not_dicom_is_called_so(junk: bytes) -> None:
    with pytest.raises(NotDicom):
        read_dataset(Memory(junk))


def test_a_file_with_nothing_after_its_front_is_broken() -> None:
    with pytest.raises(BrokenFile, match="nothing in it can be read"):
        read_dataset(Memory(bytes(128) + b"DICM"))


def test_nesting_without_end_is_refused_before_it_costs_memory() -> None:
    deep = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" * 5000
    with pytest.raises(LimitExceeded, match="deep"):
        read_dataset(Memory(bytes(128) + b"DICM" + deep))


@pytest.mark.trap(2)
def test_a_deflate_bomb_is_refused() -> None:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(engine.compress(bytes(1 << 20)) for _ in range(1200)) + engine.flush()
    with pytest.raises(LimitExceeded, match="unpacks to more than"):
        inflate(bomb, path="bomb.dcm")


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_damage_to_a_file_does_more_than_a_told_failure(data: st.DataObject) -> None:
    item = Dataset()
    item.CodeMeaning = "x"
    whole = bytearray(file_bytes(data_set(ProcedureCodeSequence=Sequence([item]))))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(128, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        dataset = read_dataset(Memory(bytes(whole[:cut])))
    except ViewerError:
        return
    read_all(dataset)


def read_all(dataset: Read) -> None:
    for keyword in ("PatientName", "Rows", "ImagePositionPatient", "WindowCenter", "ImageType"):
        dataset.texts(keyword)
        dataset.numbers(keyword)
    dataset.items("ProcedureCodeSequence")


def files_that_pydicom_ships() -> list[Path]:
    root = Path(pydicom.__file__).parent / "data"
    return sorted(path for folder in ("test_files", "charset_files") for path in (root / folder).rglob("*") if path.is_file())


def test_every_element_of_pydicoms_own_files_is_found_as_pydicom_finds_it() -> None:
    agree_with_pydicom(files_that_pydicom_ships(), at_least=100)


@pytest.mark.corpus
def test_every_element_of_every_real_file_is_found_as_pydicom_finds_it(corpus: Path) -> None:
    agree_with_pydicom(list(files_below([corpus])), at_least=600)


def agree_with_pydicom(files: list[Path], *, at_least: int) -> None:
    """Hold tags, some values and the number of items against pydicom's reading of the same files."""
    compared = 0
    for file in files:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                ds = pydicom.dcmread(file, stop_before_pixels=True)
            except Exception:  # noqa: BLE001, S112 - pydicom refuses it; nothing to compare
                continue
            dataset = read_dataset(FileEntry(file, path=file.name))
            expected = {int(element.tag) for element in ds if 8 <= element.tag.group < 0x7FE0}
            assert {tag for tag in dataset.tags() if 8 <= tag >> 16 < 0x7FE0} == expected, file
            for keyword in ("SOPInstanceUID", "PatientName", "SeriesDescription"):
                if ds.get(keyword):
                    assert dataset.text(keyword).strip("= ") == str(ds[keyword].value).strip("= "), (file, keyword)
            for keyword in ("Rows", "ImagePositionPatient", "PixelSpacing"):
                if ds.get(keyword):
                    value = ds[keyword].value
                    assert dataset.numbers(keyword) == ([float(part) for part in value] if keyword != "Rows" else [value]), (file, keyword)
            for element in ds:
                if element.VR == "SQ" and element.keyword:
                    assert len(dataset.items(element.keyword)) == len(element.value), (file, element.keyword)
        compared += 1
    assert compared >= at_least


def test_a_name_is_only_what_the_entry_says() -> None:
    assert read_dataset(entry(path="../../etc/passwd")).text("PatientID") == "P1"


@pytest.mark.trap(41)
@pytest.mark.parametrize("vr", ["DS", "FD", "FL", "US", "UL", "SL", "UN", "LO"])
def test_a_number_in_another_representation_than_the_dictionarys_is_the_same_number(vr: str) -> None:
    binary = {"FD": "<d", "FL": "<f", "US": "<H", "UL": "<I", "SL": "<i"}.get(vr)
    value = struct.pack(binary, 3) if binary else b"3 "
    long = vr == "UN"
    front = vr.encode() + (struct.pack("<HI", 0, len(value)) if long else struct.pack("<H", len(value)))
    data = file_bytes(data_set())
    old = b"DS" + struct.pack("<H", 8) + b"0.5\\0.5 "
    assert data.count(old) == 1
    assert read_dataset(Memory(data.replace(old, front + value))).numbers("PixelSpacing") == [3]


@pytest.mark.trap(41)
def test_rows_written_as_text_are_a_number_too() -> None:
    data = file_bytes(data_set())
    old = b"\x28\0\x10\0US\2\0\3\0"
    assert data.count(old) == 1
    assert read_dataset(Memory(data.replace(old, b"\x28\0\x10\0IS\2\0003 "))).integer("Rows") == 3


@pytest.mark.trap(41)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_empty_and_private_and_unknown_parts_cost_the_picture_nothing(syntax: str) -> None:
    ds = data_set(ReferencedImageSequence=Sequence([]), AnatomicRegionSequence=Sequence([Dataset()]))
    ds["ReferencedImageSequence"].is_undefined_length = True
    ds.add_new(0x0009_0010, "LO", "ACME 1.1")
    ds.add_new(0x0009_1001, "OB", b"\xfe\xff\x00\xe0" * (1 << 20))  # 4 MB that look like items
    ds.add_new(0x0009_1002, "UN", b"\x00" * 70_001 + b"\x00")
    inside = Dataset()
    inside.add_new(0x0009_0010, "LO", "ACME 1.1")
    inside.add_new(0x0009_1003, "SQ", Sequence([Dataset(), Dataset()]))
    ds.add_new(0x0009_1004, "SQ", Sequence([inside]))
    ds[0x0009_1004].is_undefined_length = True
    ds.add_new(0x0029_0010, "LO", "ACME 1.2")
    ds.add_new(0x0029_1010, "OB", b"\xe0\x7f\x10\x00OW" * 1000)  # and some that look like the pixels
    memory = Memory(file_bytes(ds, syntax=syntax))
    dataset = read_dataset(memory)
    assert dataset.items("ReferencedImageSequence") == []
    assert [len(item) for item in dataset.items("AnatomicRegionSequence")] == [0]
    assert dataset.pixels is not None and dataset.pixels.length == 24
    assert memory.data[dataset.pixels.start :][:24] == np.arange(12, dtype="<i2").tobytes()


def test_a_keyword_that_is_not_in_our_table_has_the_tag_and_the_representation_that_pydicom_gives_it() -> None:
    for keyword, tag in keyword_dict.items():
        if keyword and keyword not in tags._TAGS:
            assert tags.tag_of(keyword) == (int(tag), dictionary_VR(tag))
    with pytest.raises(KeyError):
        tags.tag_of("NoSuchKeyword")


@pytest.mark.native
def test_looking_up_a_keyword_does_not_load_the_whole_of_pydicom() -> None:
    """In the cell it cannot be loaded: parts of Python's library that it asks for are not shipped there."""
    code = "import sys; from viewer.dicom.keywords import tag_of; tag_of('ContentSequence'); assert 'pydicom' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
