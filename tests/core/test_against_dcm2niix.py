"""Our volumes held against those of dcm2niix, voxel by voxel and place by place: positions, order, mosaics, tilt."""

import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pydicom
import pytest

from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.source.entries import FileEntry, files_below
from viewer.space.plane import affine
from viewer.volume.frames import Frames

pytestmark = [
    pytest.mark.native,
    pytest.mark.corpus,
    pytest.mark.skipif(shutil.which("dcm2niix") is None, reason="dcm2niix is not installed here"),
    pytest.mark.reference("dcm2niix 1.0.20220720"),
]

_TYPES = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 512: "u2", 768: "u4"}


def read_nifti(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Give the values, shape (x, y, z, t), and the 4×4 matrix to RAS mm of a NIfTI-1 file."""
    data = file.read_bytes()
    shape = struct.unpack_from("<8h", data, 40)
    kind = struct.unpack_from("<h", data, 70)[0]
    start, slope, intercept = struct.unpack_from("<3f", data, 108)
    sizes = [max(1, size) for size in shape[1:5]]
    values = np.frombuffer(data, "<" + _TYPES[kind], int(np.prod(sizes)), int(start)).reshape(sizes, order="F")
    matrix = np.vstack([np.frombuffer(data, "<f4", 12, 280).reshape(3, 4), [0, 0, 0, 1]])
    return values * (slope or 1.0) + intercept, matrix


def converted(folder: Path, to: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give each volume that dcm2niix makes of a folder: not turned, the values by the public slope, no correction for tilt."""
    to.mkdir(exist_ok=True)
    done = subprocess.run(
        ["dcm2niix", "-z", "n", "-b", "n", "-m", "n", "-p", "n", "-x", "i", "-f", "%s_%u_%d", "-o", to, folder],
        capture_output=True,
        text=True,
        timeout=120,
    )
    volumes = []
    for file in sorted(to.glob("*.nii")):
        if "_Tilt" in file.name or "_Eq" in file.name:
            continue
        values, matrix = read_nifti(file)
        volumes += [(values[..., time], matrix) for time in range(values.shape[3])]
    assert volumes, done.stdout
    return volumes


def ours(folder: Path) -> list[Stack]:
    catalog = Catalog()
    for file in files_below([folder]):
        scan(FileEntry(file, path=file.name), catalog)
    catalog.settle()
    return [stack for stack in catalog.stacks() if len(stack) > 1]


def voxels(stack: Stack) -> tuple[np.ndarray, np.ndarray]:
    """Give a stack as dcm2niix gives one: (column, row, slice), and the matrix from there to RAS mm."""
    frames = Frames(stack, budget=1 << 30)
    values = np.stack([frames.values(index) for index in range(len(stack))]).transpose(2, 1, 0)
    planes = [frame.plane for frame in stack.frames if frame.plane is not None]
    assert stack.first.scale.spacing is not None
    matrix = affine(planes, stack.first.scale.spacing)[:, [2, 1, 0, 3]]
    return values, np.diag([-1, -1, 1, 1]) @ matrix


def place_of(matrix: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Give the eight corners in mm, in the order of their voxel numbers."""
    ends = np.array([[x, y, z, 1] for x in (0, shape[0] - 1) for y in (0, shape[1] - 1) for z in (0, shape[2] - 1)])
    return (matrix @ ends.T).T[:, :3]


def aligned(values: np.ndarray, matrix: np.ndarray, like: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn axes round until each runs the same way as in `like`; the corner goes along."""
    for axis in range(3):
        if matrix[:3, axis] @ like[:3, axis] < 0:
            matrix = matrix.copy()
            matrix[:3, 3] += matrix[:3, axis] * (values.shape[axis] - 1)
            matrix[:3, axis] *= -1
            values = np.flip(values, axis)
    return values, matrix


def same_volume(stack: Stack, values: np.ndarray, matrix: np.ndarray) -> bool:
    """Whether values and corners agree: values to a thousandth of their range, corners to a twentieth of a millimeter."""
    mine, where = voxels(stack)
    if mine.shape != values.shape:
        return False
    theirs, there = aligned(values, matrix, where)
    if np.abs(mine - theirs).max() > 1e-3 * max(1.0, float(np.ptp(theirs))):
        return False
    return bool(np.allclose(place_of(where, mine.shape), place_of(there, mine.shape), atol=0.05))


FOLDERS = {
    "cd-knee-mri": 8,
    "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/CT": 1,
    "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/PET": 1,
    "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/MR_T1": 1,
    "mr-siemens-mosaic/In": 6,
    "mr-enhanced/In/Siemens": 4,
    "mr-enhanced/In/Philips": 2,
    "dcmqi/data/segmentations/ct-3slice": 1,
    "dicom2nifti/tests/data/ge/anatomical/001": 1,
    "dicom2nifti/tests/data/hyperfine": 1,
    "dicom2nifti/tests/data/siemens_multiframe": 1,
    "dicom2nifti/tests/data/philips_enhanced": 4,
    "dicom2nifti/tests/data/failing/sliceorientation": 2,
}


@pytest.mark.trap(19)
@pytest.mark.trap(20)
@pytest.mark.trap(29)
@pytest.mark.trap(31)
@pytest.mark.parametrize(("folder", "count"), FOLDERS.items())
def test_every_voxel_has_the_value_and_the_place_that_dcm2niix_gives_it(folder: str, count: int, corpus: Path, tmp_path: Path) -> None:
    theirs = converted(corpus / folder, tmp_path / "nifti")
    stacks = ours(corpus / folder)
    assert len(stacks) == count
    left = list(range(len(theirs)))
    for stack in stacks:
        match = [number for number in left if same_volume(stack, *theirs[number])]
        assert match, f"no volume of dcm2niix equals {stack.identity} ({stack.verdict.text})"
        left.remove(match[0])
    assert not left


@pytest.mark.trap(22)
@pytest.mark.reference("pydicom 3.0.2")
def test_a_tilted_stack_has_the_voxels_of_dcm2niix_and_a_sheared_grid(corpus: Path, tmp_path: Path) -> None:
    folder = corpus / "dicom2nifti/tests/data/failing/gantrytilting"
    (stack,) = ours(folder)
    ((values, matrix),) = converted(folder, tmp_path / "nifti")
    mine, where = voxels(stack)
    # dcm2niix writes no shear into the matrix of the pictures as they are (it straightens a copy): only the voxels can be compared.
    assert np.array_equal(mine, aligned(values, matrix, where)[0])
    headers = [pydicom.dcmread(file, stop_before_pixels=True) for file in sorted(folder.rglob("*.dcm"))]
    for header in headers:
        number = next(index for index, frame in enumerate(stack.frames) if frame.instance.uid == header.SOPInstanceUID)
        x, y, z = header.ImagePositionPatient
        assert np.allclose((where @ [0, 0, number, 1])[:3], [-x, -y, z], atol=0.01)
    assert stack.verdict.kind == "tilted"
    assert stack.verdict.angle == pytest.approx(np.degrees(np.arcsin(abs(headers[0].ImageOrientationPatient[5]))), abs=0.1)
    assert abs(where[:3, 1] @ where[:3, 2]) > 0.1  # column and slice directions are not at right angles
