"""Marked areas come with name, color and place, and their marks frame by frame."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.core.documents.written import coded, made, of
from tests.core.made import Memory, data_set, file_bytes
from viewer.dicom.dataset import read_dataset
from viewer.documents import opened
from viewer.documents.segmentation import Segmentation, masks_of, segmentation_of, srgb
from viewer.source.entries import Entry, FileEntry

SEG = "1.2.840.10008.5.1.4.1.1.66.4"
MASKS = np.array([[[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 1]], [[0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1]], [[1] * 4] * 3], np.uint8)


def segment(number: int, label: str, **keywords: object) -> Dataset:
    return made(
        SegmentNumber=number, SegmentLabel=label, SegmentAlgorithmType="AUTOMATIC", SegmentedPropertyCategoryCodeSequence=[coded("Tissue")],
        SegmentedPropertyTypeCodeSequence=[coded("Liver")], **keywords,
    )  # fmt: skip


def frame(number: int, z: float) -> Dataset:
    return made(
        SegmentIdentificationSequence=[made(ReferencedSegmentNumber=number)],
        PlanePositionSequence=[made(ImagePositionPatient=[0, 0, z])],
        DerivationImageSequence=[made(SourceImageSequence=[of(f"1.9.{int(z)}")])],
    )


def marked(kind: str, stored: np.ndarray, numbers: list[int], **keywords: object) -> Memory:
    """A segmentation whose frames are of these segments."""
    ds = data_set(
        stored.astype(np.uint8), SOPClassUID=SEG, Modality="SEG", RescaleSlope=None, RescaleIntercept=None, ImagePositionPatient=None
    )
    ds.SegmentationType = kind
    ds.SegmentSequence = [segment(1, "First", RecommendedDisplayCIELabValue=[35579, 53613, 50864]), segment(2, "Second")]
    ds.ReferencedSeriesSequence = [made(SeriesInstanceUID="1.9", ReferencedInstanceSequence=[of("1.9.5")])]
    ds.SharedFunctionalGroupsSequence = [made(PlaneOrientationSequence=[made(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])])]
    ds.PerFrameFunctionalGroupsSequence = [frame(number, 5.0 * index) for index, number in enumerate(numbers)]
    if kind == "BINARY":
        ds.BitsAllocated, ds.BitsStored, ds.HighBit = 1, 1, 0
        bits = np.packbits(stored.reshape(-1), bitorder="little").tobytes()
        ds.PixelData = bits + b"\0" * (len(bits) % 2)
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds))


def read(entry: Entry) -> Segmentation:
    return segmentation_of(entry, read_dataset(entry))


def test_segments_are_told_with_name_color_place_and_source() -> None:
    content = opened(marked("BINARY", MASKS, [1, 2, 1]))
    first, second = content.more["segments"]
    assert (first["number"], first["label"], first["what"], first["category"], first["frames"]) == (1, "First", "Liver", "Tissue", 2)
    assert (second["color"], second["frames"]) == (None, 1)
    assert [one["segment"] for one in content.more["frames"]] == [1, 2, 1]
    assert content.more["frames"][2]["plane"] == [[0, 0, 10], [1, 0, 0], [0, 1, 0]]
    assert content.more["frames"][1]["of"] == ["1.9.5"]
    assert [(one["series"], one["instance"]) for one in content.more["references"]] == [("1.9", "1.9.5")]


def test_a_segment_that_no_frame_marks_is_told_with_no_slices() -> None:
    """Both frames are of the second one."""
    content = opened(marked("BINARY", MASKS[:2], [2, 2]))
    assert [one["frames"] for one in content.more["segments"]] == [0, 2]
    assert [value for name, value in content.facts if name in {"First", "Second"}] == [
        "Liver, by a program, 0 slices",
        "Liver, by a program, 2 slices",
    ]


def test_bits_become_masks_although_frames_do_not_begin_at_a_byte() -> None:
    found = {marks.index: mask for marks, mask in masks_of(read(marked("BINARY", MASKS, [1, 2, 1])), 1)}
    assert list(found) == [0, 2]
    assert np.array_equal(found[0], MASKS[0])
    assert np.array_equal(found[2], MASKS[2])


def test_fractions_become_parts_of_one() -> None:
    stored = np.array([[[0, 50, 100, 200]] * 3], np.uint8)
    [(_, mask)] = masks_of(read(marked("FRACTIONAL", stored, [1], MaximumFractionalValue=100)), 1)
    assert mask[0].tolist() == [0, 0.5, 1, 1]


def test_a_label_map_is_taken_apart_by_its_values() -> None:
    entry = marked("LABELMAP", np.array([[[0, 1, 2, 2]] * 3], np.uint8), [1])
    assert [mask[0].tolist() for _, mask in masks_of(read(entry), 2)] == [[0, 0, 1, 1]]
    assert [one["frames"] for one in opened(entry).more["segments"]] == [1, 1]


@pytest.mark.parametrize(
    ("lab", "rgb"),
    [
        # CSS Color 4 has CIELab under the same white, D50, and gives these for the corners of sRGB
        ((100, 0, 0), (255, 255, 255)), ((0, 0, 0), (0, 0, 0)), ((54.29, 80.80, 69.89), (255, 0, 0)),
        ((87.82, -79.27, 80.99), (0, 255, 0)), ((29.57, 68.29, -112.03), (0, 0, 255)), ((53.59, 0, 0), (128, 128, 128)),
    ],
)  # fmt: skip
def test_colors_are_turned_from_cielab_under_d50(lab: tuple[float, float, float], rgb: tuple[int, int, int]) -> None:
    encoded = [lab[0] / 100 * 65535, (lab[1] + 128) / 255 * 65535, (lab[2] + 128) / 255 * 65535]
    found = srgb([round(value) for value in encoded])
    assert found is not None
    assert np.abs(np.subtract(found, rgb)).max() <= 1


def test_a_color_that_is_not_there_is_none() -> None:
    assert srgb([]) is None
    assert srgb([1, 2]) is None


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "dcmqi/data/segmentations/liver.dcm", "dcmqi/data/segmentations/partial_overlaps.dcm", "highdicom/data/test_files/seg_image_ct_binary.dcm",
        "highdicom/data/test_files/seg_image_ct_binary_overlap.dcm", "highdicom/data/test_files/seg_image_ct_true_fractional.dcm",
    ],
)  # fmt: skip
def test_real_segmentations_have_the_marks_that_pydicom_reads(corpus: Path, name: str) -> None:
    found, theirs = read(FileEntry(corpus / name, path=name)), dcmread(corpus / name)
    pixels = theirs.pixel_array.reshape(-1, theirs.Rows, theirs.Columns)
    groups = theirs.PerFrameFunctionalGroupsSequence
    numbers = [group.SegmentIdentificationSequence[0].ReferencedSegmentNumber for group in groups]
    most = theirs.MaximumFractionalValue if theirs.SegmentationType == "FRACTIONAL" else 1
    assert [marks.segment for marks in found.frames] == numbers
    assert [one.label for one in found.segments] == [one.SegmentLabel for one in theirs.SegmentSequence]
    for one in found.segments:
        masks = list(masks_of(found, one.number))
        assert [marks.index for marks, _ in masks] == [index for index, number in enumerate(numbers) if number == one.number]
        for marks, mask in masks:
            assert np.allclose(mask, pixels[marks.index] / most, atol=1e-6)
            position = groups[marks.index].PlanePositionSequence[0].ImagePositionPatient
            assert marks.plane is not None
            assert np.allclose(marks.plane.position, position)


@pytest.mark.trap(46)
def test_marks_that_have_their_place_in_a_volume_have_none_in_the_body() -> None:
    """Of ultrasound: the coordinates are the volume's own, and would fall anywhere on a CT."""
    entry = marked("BINARY", MASKS, [1, 2, 1])
    ds = dcmread(BytesIO(entry.data))
    ds.SharedFunctionalGroupsSequence = [made(PlaneOrientationVolumeSequence=[made(ImageOrientationVolume=[1, 0, 0, 0, 1, 0])])]
    for group in ds.PerFrameFunctionalGroupsSequence:
        place = group.PlanePositionSequence[0].ImagePositionPatient
        del group.PlanePositionSequence
        group.PlanePositionVolumeSequence = [made(ImagePositionVolume=[float(part) for part in place])]
    found = read(Memory(file_bytes(ds)))
    assert [marks.plane for marks in found.frames] == [None] * 3
