"""From files to patients, studies, series and stacks."""

import json
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.labels import said
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.image.instance import Instance
from viewer.source.entries import FileEntry, files_below


def read(*entries: Memory) -> Catalog:
    catalog = Catalog()
    for one in entries:
        scan(one, catalog)
    catalog.settle()
    return catalog


def slice_at(height: float, number: int, **more: object) -> Memory:
    return entry(SOPInstanceUID=f"1.2.3.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, height], **more)


def only(catalog: Catalog) -> Stack:
    (stack,) = catalog.stacks()
    return stack


def heights(stack: Stack) -> list[float]:
    return [frame.plane.position[2] for frame in stack.frames if frame.plane]


@pytest.mark.trap(19)
def test_slices_are_sorted_by_position_and_not_by_number_or_file_order() -> None:
    stack = only(read(slice_at(5, 3), slice_at(1, 9), slice_at(3, 1), slice_at(7, 4)))
    assert heights(stack) in ([1, 3, 5, 7], [7, 5, 3, 1])


def test_the_numbering_decides_from_which_end_one_looks() -> None:
    down = only(read(slice_at(9, 1), slice_at(6, 2), slice_at(3, 3)))
    assert heights(down) == [9, 6, 3]
    assert down.verdict.kind == "even"
    up = only(read(slice_at(3, 1), slice_at(6, 2), slice_at(9, 3)))
    assert heights(up) == [3, 6, 9]


@pytest.mark.trap(23)
def test_a_localizer_of_another_orientation_stands_apart() -> None:
    scout = slice_at(0, 7, ImageOrientationPatient=[1, 0, 0, 0, 0, -1])
    catalog = read(slice_at(1, 1), slice_at(2, 2), scout)
    assert [len(stack) for stack in catalog.stacks()] == [2, 1]
    labels = [stack["label"] for stack in catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"]]
    assert labels == ["seen from below", "seen from the front"]


@pytest.mark.trap(23)
@pytest.mark.trap(28)
def labels(catalog: Catalog) -> list[str]:
    return [stack["label"] for stack in catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"]]


def test_a_series_of_hundreds_of_sizes_is_told_apart_and_each_stack_is_looked_at_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [(1 + number // 50, 1 + number % 50) for number in range(600)]
    slices = [slice_at(0, at, pixels=np.zeros(size, np.int16)) for at, size in enumerate(sizes)]
    looked = 0
    first = Stack.first.fget

    def counting(stack: Stack) -> Instance:
        nonlocal looked
        looked += 1
        return first(stack)

    monkeypatch.setattr(Stack, "first", property(counting))
    catalog = read(*slices)
    looked = 0
    assert labels(catalog) == [f"{columns} × {rows} points" for rows, columns in sizes]
    assert looked < 20 * len(sizes)


def test_stacks_that_no_words_tell_apart_are_numbered() -> None:
    gray, color = np.zeros((3, 4), np.int16), np.zeros((3, 4, 3), np.uint8)
    assert labels(read(slice_at(0, 1, pixels=gray), slice_at(0, 2, pixels=color))) == ["part 1", "part 2"]
    sizes = [slice_at(0, at, pixels=pixels) for at, pixels in enumerate((gray, color, np.zeros((5, 6), np.int16)))]
    assert labels(read(*sizes)) == ["4 × 3 points (1)", "4 × 3 points (2)", "6 × 5 points"]


def test_pictures_for_planning_are_told_from_the_others_and_else_from_one_another() -> None:
    planning = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    front = slice_at(0, 1, ImageType=planning, ImageOrientationPatient=[1, 0, 0, 0, 0, -1])
    side = slice_at(0, 2, ImageType=planning, ImageOrientationPatient=[0, 1, 0, 0, 0, -1])
    assert labels(read(front, side)) == ["seen from the front", "seen from the side"]
    assert labels(read(front, side, slice_at(0, 3))) == ["localizer (overview) (1)", "localizer (overview) (2)", "part 3"]


def test_where_one_picture_has_no_place_those_that_have_one_say_from_where_they_are_seen() -> None:
    placeless = entry(SOPInstanceUID="1.2.3.9.2", ImageOrientationPatient=None, ImagePositionPatient=None)
    assert labels(read(slice_at(0, 1), placeless)) == ["seen from below", "part 2"]


def test_another_matrix_stands_apart() -> None:
    catalog = read(slice_at(1, 1), Memory(file_bytes(data_set(np.zeros((5, 5), np.int16), SOPInstanceUID="1.9"))))
    assert [len(stack) for stack in catalog.stacks()] == [1, 1]


def test_a_study_whose_time_differs_between_slices_is_one_study() -> None:
    catalog = read(slice_at(1, 1, StudyTime="101500"), slice_at(2, 2, StudyTime="101501"))
    assert len(only(catalog)) == 2


@pytest.mark.trap(33)
def test_the_same_object_twice_is_shown_once_and_told() -> None:
    catalog = read(slice_at(1, 1), slice_at(1, 1))
    assert len(only(catalog)) == 1
    assert "already" in catalog.skipped[0].reason


@pytest.mark.trap(33)
def test_two_patients_stay_apart() -> None:
    catalog = read(slice_at(1, 1), slice_at(2, 2, PatientName="Roe^Richard", PatientID="P2", StudyInstanceUID="1.2.3.7"))
    assert [patient["name"] for patient in catalog.describe()["patients"]] == ["Jane Doe", "Richard Roe"]


@pytest.mark.trap(30)
def test_a_multi_frame_object_without_positions_is_a_matter_of_time() -> None:
    film = data_set(np.zeros((4, 3, 4), np.uint8), Modality="XA", FrameTime="50", ImagePositionPatient=None, ImageOrientationPatient=None)
    stack = only(read(Memory(file_bytes(film))))
    assert (len(stack), stack.kind, stack.first.rate) == (4, "time", 20)
    assert [frame.time_ms for frame in stack.frames] == [0, 50, 100, 150]


@pytest.mark.parametrize(
    ("more", "unit"),
    [
        ({}, "HU"),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, ""),
        ({"ImageType": ["DERIVED", "SECONDARY"]}, ""),
        ({"RescaleType": "US"}, ""),
        ({"RescaleSlope": None}, ""),
        ({"Modality": "MR"}, ""),
        ({"Modality": "PT", "Units": "BQML"}, "Bq/ml"),
    ],
)
def test_hounsfield_units_only_where_they_are_hounsfield_units(more: dict[str, object], unit: str) -> None:
    assert only(read(slice_at(1, 1, **more))).frames[0].rescale.unit == unit


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "patient"),
        ({"ImagerPixelSpacing": [0.5, 0.5]}, "detector"),
        ({"ImagerPixelSpacing": [0.2, 0.2]}, "patient"),
        ({"PixelSpacing": None, "ImagerPixelSpacing": [0.2, 0.2]}, "detector"),
        ({"PixelSpacing": None}, "none"),
    ],
)
def test_each_picture_says_which_kind_of_millimeter_it_has(more: dict[str, object], kind: str) -> None:
    assert only(read(slice_at(1, 1, **more))).first.scale.kind == kind


def test_files_that_are_none_of_ours_are_counted_with_their_reason() -> None:
    catalog = read(Memory(b"MZ" + bytes(999), "AUTORUN.EXE"), Memory(b"", "empty"), slice_at(1, 1))
    assert catalog.images == 1
    assert [skipped.path for skipped in catalog.skipped] == ["AUTORUN.EXE", "empty"]
    assert len({skipped.reason for skipped in catalog.skipped}) == 1


def test_a_report_is_a_document_and_no_broken_picture() -> None:
    report = data_set(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1", SeriesDescription="Letter", PixelData=None, Rows=None)
    catalog = read(Memory(file_bytes(report), "REPORT"))
    assert [(document.kind, document.sort, document.title) for document in catalog.documents] == [("Document (PDF)", "pdf", "Letter")]
    assert not catalog.skipped
    assert [(item.path, item.reason[:14]) for item in catalog.left_out()] == [("REPORT", "Document (PDF)")]


def test_one_broken_file_costs_itself_only() -> None:
    whole = file_bytes(data_set(), syntax=ExplicitVRLittleEndian)
    catalog = read(slice_at(1, 1), Memory(whole[:400], "cut"), Memory(bytes(128) + b"DICM", "hollow"), slice_at(2, 2))
    assert len(only(catalog)) == 2
    assert len(catalog.skipped) + len(catalog.documents) == 2


def test_the_description_is_plain_json() -> None:
    text = json.dumps(read(slice_at(1, 1)).describe())
    assert '"transfer_syntax": "1.2.840.10008.1.2.1"' in text


def test_frames_that_are_announced_and_not_there_are_not_listed() -> None:
    ds = data_set(np.zeros((2, 64, 64), np.uint8), SharedFunctionalGroupsSequence=[Dataset()])
    ds.NumberOfFrames = 1 << 20
    assert len(only(read(Memory(file_bytes(ds))))) == 2


def test_numbers_beyond_all_measure_are_no_numbers() -> None:
    stack = only(read(slice_at(1, 1, RescaleSlope="1e308", WindowCenter="1e300", WindowWidth="1")))
    assert stack.frames[0].rescale.slope == 1
    assert stack.frames[0].windows == ()


@pytest.mark.trap(28)
def test_two_echoes_of_each_place_are_no_film() -> None:
    catalog = read(*(slice_at(height, 10 * echo + height, EchoTime=echo) for echo in (1, 2) for height in range(5)))
    assert [(len(stack), stack.kind, stack.verdict.kind, said(stack.labels)) for stack in catalog.stacks()] == [
        (5, "space", "even", "Echo 1, 1 ms"),
        (5, "space", "even", "Echo 2, 2 ms"),
    ]


@pytest.mark.corpus
def test_the_knee_disc_is_one_patient_with_four_whole_series_and_its_localizers(corpus: Path) -> None:
    folder = corpus / "cd-knee-mri"
    catalog = read_folder(folder)
    (patient,) = catalog.describe()["patients"]
    (study,) = patient["studies"]
    counts = [[stack["frames"] for stack in series["stacks"]] for series in study["series"]]
    assert sum(map(sum, counts)) == 112
    assert [sum(count) for count in counts[-4:]] == [24, 22, 28, 24]
    assert all(stack["geometry"]["verdict"] == "even" for series in study["series"][-4:] for stack in series["stacks"])
    assert any("DICOMDIR" in skipped.path for skipped in catalog.skipped)


@pytest.mark.corpus
def test_nothing_in_the_corpus_stops_the_reading_or_is_dropped_in_silence(corpus: Path) -> None:
    files = list(files_below([corpus]))
    catalog = read_folder(corpus)
    told = {skipped.path for skipped in catalog.skipped} | {document.path for document in catalog.documents}
    shown = {frame.instance.entry.path for stack in catalog.stacks() for frame in stack.frames}
    assert not told & shown
    assert len(told) + len(shown) == len(files)
    assert catalog.images > 1000
    assert not [skipped for skipped in catalog.skipped if "could not be understood" in skipped.reason]


def read_folder(folder: Path) -> Catalog:
    catalog = Catalog()
    for file in files_below([folder]):
        scan(FileEntry(file, path=file.relative_to(folder).as_posix()), catalog)
    catalog.settle()
    return catalog


def test_marked_areas_stand_behind_the_pictures_that_they_belong_to() -> None:
    marks = slice_at(0.0, 1, Modality="SEG", SeriesInstanceUID="1.2.8", SeriesNumber=1)
    pictures = slice_at(0.0, 2, Modality="CT", SeriesInstanceUID="1.2.9", SeriesNumber=7)
    (study,) = read(marks, pictures).describe()["patients"][0]["studies"]
    assert [series["modality"] for series in study["series"]] == ["CT", "SEG"]


def test_a_volume_tells_where_its_pictures_lie_in_the_space_that_other_series_share() -> None:
    """The middle of the first and the last picture: 16 by 16 points of 0.5 mm from (10, 20, z) on; by hand 10 + 7.5 * 0.5."""
    catalog = Catalog()
    for number in range(5):
        data = data_set(
            np.zeros((16, 16), np.int16),
            SOPInstanceUID=f"1.9.{number}",
            InstanceNumber=number,
            ImagePositionPatient=[10, 20, 3 * number],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[0.5, 0.5],
            FrameOfReferenceUID="1.2.3",
        )
        scan(Memory(file_bytes(data)), catalog)
    told = catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"][0]["course"]
    assert told["frame"] == "1.2.3"
    assert [abs(part) for part in told["normal"]] == [0, 0, 1]
    assert sorted(place[1:] for place in told["places"]) == [[13.75, 23.75, 0.0], [13.75, 23.75, 12.0]]
    assert [place[0] for place in told["places"]] == [0, 4]
