"""Mosaics of Siemens and grids of United Imaging: slices taken out of one large picture, each at its place."""

import shutil
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import EnhancedMRImageStorage, MRImageStorage

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.dicom.dataset import read_dataset
from viewer.image.mosaic import csa
from viewer.image.overlays import mask, overlays_of
from viewer.render.picture import picture
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames


def csa_header(facts: dict[str, list[str]], *, version: int = 2) -> bytes:
    """Write a CSA header as NiBabel documents it: tags of 84 bytes, items of 16, values padded to four bytes."""
    first = len(next(iter(facts.values())))
    out = (b"SV10\x04\x03\x02\x01" if version == 2 else b"") + struct.pack("<II", len(facts), 77)
    for name, values in facts.items():
        out += struct.pack("<64si4siii", name.encode(), len(values), b"IS\0\0", 6, len(values), 77)
        for value in values:
            text = value.encode() + b"\0"
            length = len(text)
            out += (
                struct.pack("<4i", length, length, 77, length) if version == 2 else struct.pack("<4i", length + first, length, 77, length)
            )
            out += text + b"\0" * (-length % 4)
    return out


def mosaic(
    *, normal: tuple[float, float, float] = (0, 0, 1), count: int = 5, csa_only: bool = False, version: int = 2, **more: Any
) -> Dataset:
    """Five slices of 2 by 4 pixels as tiles of a 3 by 3 mosaic; each pixel of slice n holds n + 1."""
    large = np.zeros((6, 12), np.uint16)
    for index in range(count):
        row, column = index // 3 * 2, index % 3 * 4
        large[row : row + 2, column : column + 4] = index + 1
    ds = data_set(
        large,
        **{
            "SOPClassUID": MRImageStorage, "Modality": "MR", "ImageType": ["ORIGINAL", "PRIMARY", "M", "MOSAIC"],
            "PixelSpacing": [2, 3], "SpacingBetweenSlices": "5", "ImagePositionPatient": [-100, -50, 10], **more,
        },
    )  # fmt: skip
    facts = {
        "NumberOfImagesInMosaic": [f"{count}       "],
        "SliceNormalVector": [f"{part:.8f}" for part in normal],
    }
    if not csa_only:
        ds[0x0019, 0x0010] = DataElement(0x0019_0010, "LO", "SIEMENS MR HEADER")
        ds[0x0019, 0x100A] = DataElement(0x0019_100A, "US", count)
    ds[0x0029, 0x0010] = DataElement(0x0029_0010, "LO", "SIEMENS CSA HEADER")
    ds[0x0029, 0x1010] = DataElement(0x0029_1010, "OB", csa_header(facts, version=version))
    return ds


def stack_of(ds: Dataset) -> Stack:
    catalog = Catalog()
    scan(Memory(file_bytes(ds)), catalog)
    catalog.settle()
    (stack,) = catalog.stacks()
    return stack


@pytest.mark.trap(31)
@pytest.mark.reads("class", MRImageStorage)
@pytest.mark.parametrize(("csa_only", "version"), [(False, 2), (True, 2), (True, 1)])
def test_a_mosaic_becomes_its_slices_each_at_its_place(*, csa_only: bool, version: int) -> None:
    stack = stack_of(mosaic(csa_only=csa_only, version=version))
    volume = Frames(stack, budget=1 << 20)
    assert [volume.frame(index).tolist() for index in range(5)] == [[[n] * 4] * 2 for n in (1, 2, 3, 4, 5)]
    # The mosaic is 12 columns of 3 mm and 6 rows of 2 mm, a slice 4 and 2: the corners lie 8 / 2 * 3 and 4 / 2 * 2 mm apart.
    assert [frame.plane.position for frame in stack.frames if frame.plane] == [(-88, -46, 10 + 5 * n) for n in range(5)]
    assert (stack.kind, stack.verdict.kind, stack.verdict.spacing) == ("space", "even", 5)
    assert (stack.first.format.rows, stack.first.format.columns) == (2, 4)


@pytest.mark.trap(31)
def test_the_private_header_says_which_way_the_slices_go() -> None:
    stack = stack_of(mosaic(normal=(0, 0, -1)))
    volume = Frames(stack, budget=1 << 20)
    there = {frame.plane.position[2]: int(volume.frame(index)[0, 0]) for index, frame in enumerate(stack.frames) if frame.plane}
    assert there == {10: 1, 5: 2, 0: 3, -5: 4, -10: 5}


@pytest.mark.trap(31)
@pytest.mark.parametrize(
    "more",
    [
        {"ImageType": ["ORIGINAL", "PRIMARY", "M"]},  # not called one
        {"SOPClassUID": EnhancedMRImageStorage},  # later software keeps the word
        {"count": 1},
        {"count": 26},  # 6 by 6 tiles, and the picture has 8 rows
        {"count": 60000},
    ],
)
def test_what_is_no_mosaic_stays_whole(more: dict[str, Any]) -> None:
    count = more.pop("count", 5)
    ds = mosaic(**more)
    ds[0x0019, 0x100A] = DataElement(0x0019_100A, "US", count)
    if count == 26:
        ds.Rows, ds.Columns = 8, 9
    stack = stack_of(ds)
    assert len(stack) == 1
    assert stack.first.mosaic is None


def bare_mosaic(**more: Any) -> Dataset:
    """Five slices of 2 by 4 pixels in 3 by 3 tiles, without anything private."""
    ds = mosaic(**more)
    for tag in [tag for tag in ds.keys() if tag.is_private]:  # noqa: SIM118 - of a Dataset iterating gives elements
        del ds[tag]
    return ds


@pytest.mark.trap(31)
@pytest.mark.parametrize("matrix", [[2, 0, 0, 4], [0, 4, 2, 0]])
def test_a_mosaic_without_its_private_header_is_taken_apart_by_the_size_of_a_slice(matrix: list[int]) -> None:
    stack = stack_of(bare_mosaic(AcquisitionMatrix=matrix))
    volume = Frames(stack, budget=1 << 20)
    assert [volume.frame(index).tolist() for index in range(9)] == [[[n] * 4] * 2 for n in (1, 2, 3, 4, 5, 0, 0, 0, 0)]
    assert stack.verdict.kind == "none"  # which way the slices go, nothing tells: no place is invented
    assert "mosaic" in stack.notices
    assert picture(volume, 0).facts["orientation"] == {"left": "R", "right": "L", "top": "A", "bottom": "P"}


@pytest.mark.trap(31)
@pytest.mark.parametrize(
    "more", [{}, {"AcquisitionMatrix": [5, 0, 0, 5]}, {"AcquisitionMatrix": [6, 0, 0, 4]}, {"AcquisitionMatrix": [0, 0, 0, 0]}]
)
def test_a_mosaic_that_cannot_be_taken_apart_is_told_and_has_no_letters(more: dict[str, Any]) -> None:
    stack = stack_of(bare_mosaic(PatientOrientation=["L", "P"], **more))
    assert len(stack) == 1
    assert "side by side" in str(stack.notices["mosaic"])
    facts = picture(Frames(stack, budget=1 << 20), 0).facts
    assert set(facts["orientation"].values()) == {""}
    assert facts["position"] is None


@pytest.mark.trap(31)
def test_a_mosaic_that_is_too_small_for_the_slices_that_it_tells_of_stays_whole_and_is_told() -> None:
    ds = mosaic(AcquisitionMatrix=[2, 0, 0, 4])  # room for 3 by 3
    ds[0x0019, 0x100A] = DataElement(0x0019_100A, "US", 17)
    stack = stack_of(ds)
    assert len(stack) == 1
    assert "side by side" in str(stack.notices["mosaic"])


@pytest.mark.trap(31)
def test_a_slice_that_merely_keeps_the_word_is_a_slice() -> None:
    stack = stack_of(bare_mosaic(AcquisitionMatrix=[6, 0, 0, 12]))
    assert (len(stack), stack.notices) == (1, {})
    assert picture(Frames(stack, budget=1 << 20), 0).facts["orientation"]["right"] == "L"


@pytest.mark.trap(31)
def test_a_mosaics_private_header_is_found_in_any_block() -> None:
    ds = mosaic()
    for group, was, number in ((0x0029, "SIEMENS CSA HEADER", 0x10), (0x0019, "SIEMENS MR HEADER", 0x0A)):
        value = ds[group, 0x1000 | number]
        del ds[group, 0x1000 | number], ds[group, 0x10]
        ds[group, 0x13] = DataElement(group << 16 | 0x13, "LO", was)
        ds[group, 0x1300 | number] = DataElement(group << 16 | 0x1300 | number, value.VR, value.value)
    stack = stack_of(ds)
    assert (len(stack), stack.verdict.kind) == (5, "even")


@pytest.mark.native
@pytest.mark.trap(31)
@pytest.mark.reference("dcm2niix 1.0.20220720")
@pytest.mark.skipif(shutil.which("dcm2niix") is None, reason="dcm2niix is not installed here")
def test_a_mosaic_without_its_private_header_has_the_slices_that_dcm2niix_finds(tmp_path: Path) -> None:
    from tests.core.test_against_dcm2niix import converted

    large = np.kron(np.arange(1, 17, dtype=np.uint16).reshape(4, 4), np.ones((4, 4), np.uint16))
    ds = data_set(
        large, SOPClassUID=MRImageStorage, Modality="MR", ImageType=["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"], Manufacturer="SIEMENS",
        AcquisitionMatrix=[4, 0, 0, 4],
    )  # fmt: skip
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mosaic.dcm").write_bytes(file_bytes(ds))
    ((values, _),) = converted(tmp_path / "made", tmp_path / "nifti")
    volume = Frames(stack_of(ds), budget=1 << 20)
    assert values.shape == (4, 4, 16)
    found = {int(np.unique(values[..., at]).item()) for at in range(16)}
    assert found == {int(np.unique(volume.frame(at)).item()) for at in range(16)} == set(range(1, 17))


@pytest.mark.trap(17)
def test_an_overlay_in_the_pixels_of_a_mosaic_lies_on_the_slice_that_it_belongs_to() -> None:
    ds = mosaic(BitsStored=12, HighBit=11)
    large = np.frombuffer(ds.PixelData, np.uint16).reshape(6, 12).copy()
    large[3, 6] |= 1 << 15  # the fifth tile: its second row, its third column
    ds.PixelData = large.tobytes()
    for tag, vr, value in ((0x0010, "US", 6), (0x0011, "US", 12), (0x0040, "CS", "G"), (0x0100, "US", 16), (0x0102, "US", 15)):
        ds.add_new(0x6000_0000 | tag, vr, value)
    frames = stack_of(ds).frames
    (overlay,) = overlays_of(read_dataset(Memory(file_bytes(ds))))
    own = frames[0].instance
    found = [mask(overlay, own.format, frame.index, own.bytes_at, own.words) for frame in frames]
    assert [None if one is None else np.argwhere(one).tolist() for one in found] == [[], [], [], [], [[1, 2]]]


@pytest.mark.trap(31)
@pytest.mark.corpus
def test_real_enhanced_files_that_keep_the_word_are_not_cut(corpus: Path) -> None:
    import pydicom

    ds = pydicom.dcmread(corpus / "mr-enhanced/In/Siemens/XA10/6_1.dcm")
    ds.ImageType = ["ORIGINAL", "PRIMARY", "M", "MOSAIC"]
    stack = stack_of(ds)
    assert (len(stack), stack.first.format.rows) == (6, ds.Rows)


@pytest.mark.trap(31)
@pytest.mark.corpus
@pytest.mark.reference("pydicom 3.0.2")
def test_the_slices_of_a_real_mosaic_are_its_tiles(corpus: Path) -> None:
    import pydicom

    file = corpus / "mr-siemens-mosaic/In/ep2d_Asc_2/IM-0001-0001.dcm"
    ds = pydicom.dcmread(file)
    catalog = Catalog()
    scan(FileEntry(file, path=file.name), catalog)
    catalog.settle()
    (stack,) = catalog.stacks()
    volume = Frames(stack, budget=1 << 26)
    tiles = ds.pixel_array.reshape(6, 64, 6, 64).transpose(0, 2, 1, 3).reshape(36, 64, 64)
    assert np.array_equal(np.stack([volume.frame(index) for index in range(36)]), tiles)


GRID = (30.0, 24.0, 18.5, 12.0, 6.0)  # they need not be even


def grid(
    *, count: int = 5, told: int | None = None, heights: Sequence[float] = GRID, creator: str = "Image Private Header", **more: Any
) -> Dataset:
    """Five slices of 2 by 4 pixels on a grid of United Imaging, three beside and two above one another."""
    ds = mosaic(count=count, ImageType=["ORIGINAL", "PRIMARY", "VFRAME"], Manufacturer="UIH")
    ds.Rows, ds.PixelData = 4, ds.PixelData[: 4 * 12 * 2]
    for keyword, value in more.items():
        setattr(ds, keyword, value)
    for tag in ((0x0019, 0x0010), (0x0019, 0x100A), (0x0029, 0x0010), (0x0029, 0x1010)):
        del ds[tag]
    frames = []
    for height in heights[:count]:
        frame = Dataset()
        frame.ImagePositionPatient = [-20, 7, height]
        frames.append(frame)
    ds[0x0065, 0x0010] = DataElement(0x0065_0010, "LO", creator)
    ds[0x0065, 0x1050] = DataElement(0x0065_1050, "DS", str(told or count))
    ds[0x0065, 0x1051] = DataElement(0x0065_1051, "SQ", frames)
    return ds


@pytest.mark.trap(31)
@pytest.mark.reads("class", MRImageStorage)
@pytest.mark.reference("AlizaMS, dcm2niix (source)")
def test_a_grid_becomes_its_slices_each_at_the_place_that_is_written_for_it() -> None:
    stack = stack_of(grid())
    volume = Frames(stack, budget=1 << 20)
    there = {frame.plane.position: volume.frame(index).tolist() for index, frame in enumerate(stack.frames) if frame.plane}
    assert there == {(-20, 7, height): [[number] * 4] * 2 for number, height in enumerate(GRID, 1)}
    assert stack.verdict.kind == "uneven"


@pytest.mark.native
@pytest.mark.trap(31)
@pytest.mark.reference("dcm2niix 1.0.20220720")
@pytest.mark.skipif(shutil.which("dcm2niix") is None, reason="dcm2niix is not installed here")
def test_a_grid_has_the_slices_that_dcm2niix_finds_in_it(tmp_path: Path) -> None:
    """The values of each; dcm2niix of that version takes the places from the whole picture, as in a mosaic of Siemens."""
    from tests.core.test_against_dcm2niix import converted

    ds = grid(heights=(6, 12, 18, 24, 30), SliceThickness="6", SpacingBetweenSlices="6")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "grid.dcm").write_bytes(file_bytes(ds))
    ((values, _),) = converted(tmp_path / "made", tmp_path / "nifti")
    assert values.shape == (4, 2, 5)
    found = {int(np.unique(values[..., number]).item()) for number in range(5)}
    stack = stack_of(ds)
    assert found == {int(np.unique(Frames(stack, budget=1 << 20).frame(number)).item()) for number in range(5)} == {1, 2, 3, 4, 5}


@pytest.mark.trap(31)
@pytest.mark.parametrize(
    "ds",
    [
        grid(told=4),  # the list and the number contradict each other
        grid(creator="Somebody else"),
        grid(count=1),
        grid(Rows=3, PixelData=bytes(72)),  # not two slices above one another
        grid(Rows=12, PixelData=bytes(288)),  # perhaps two tiles of 6 by 4 above one another, perhaps three of 4 by 4
    ],
)
def test_what_is_no_grid_stays_whole(ds: Dataset) -> None:
    stack = stack_of(ds)
    assert len(stack) == 1
    assert stack.first.mosaic is None


def test_a_private_header_of_rubbish_tells_nothing_and_stops_nothing() -> None:
    assert csa(b"") == {}
    assert csa(b"SV10") == {}
    assert "NumberOfImagesInMosaic" not in csa(b"\xff" * 2000)
    whole = csa_header({"NumberOfImagesInMosaic": ["5"], "SliceNormalVector": ["0", "0", "1"]})
    assert csa(whole)["SliceNormalVector"] == ["0", "0", "1"]
    for cut in range(len(whole)):
        csa(whole[:cut])
    lying = bytearray(whole)
    struct.pack_into("<i", lying, 16 + 76, 1 << 30)  # items of the first tag
    csa(bytes(lying))


@pytest.mark.trap(5)
@pytest.mark.trap(31)
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_of_a_mosaic_that_is_cut_short_only_what_is_missing_of_each_slice_is_dark_and_hatched(photometric: str) -> None:
    """By hand: of six rows of twelve pixels the last two and a half are missing, and the fifth slice has the last two of them at its corner."""
    raw = file_bytes(mosaic(PhotometricInterpretation=photometric, WindowCenter=0, WindowWidth=1))
    catalog = Catalog()
    scan(Memory(raw[: -2 * (12 * 2 + 6)]), catalog)
    catalog.settle()
    (stack,) = catalog.stacks()
    volume = Frames(stack, budget=1 << 20)
    missing = {}
    for index in range(5):
        shown = picture(volume, index)
        assert shown.rgba is not None
        missing[index] = np.isin(shown.rgba[..., 0], (24, 72)).tolist()
    assert missing[0] == missing[1] == missing[2] == missing[3] == [[False] * 4] * 2
    assert missing[4] == [[False] * 4, [False, False, True, True]]
    assert [volume.missing(index) is None for index in range(5)] == [True, True, True, True, False]
