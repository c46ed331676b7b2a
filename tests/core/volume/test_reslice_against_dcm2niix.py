"""Tilted stacks made straight by us and by dcm2niix, which shears them back in a copy that it calls `_Tilt`.

Where the pictures have to be pushed the other way round, dcm2niix 1.0.20220720 moves them without moving the corner in its matrix (it
says itself: "Gantry Tilt Correction is new: please validate conversions"): there its grid is compared, and not the place of it.
"""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.core.test_against_dcm2niix import aligned, ours, read_nifti
from tests.core.volume.test_volume import TALL, ball, scanned, wrong
from viewer.volume.frames import Frames
from viewer.volume.volume import Volume, volume_of

pytestmark = [
    pytest.mark.native,
    pytest.mark.skipif(shutil.which("dcm2niix") is None, reason="dcm2niix is not installed here"),
    pytest.mark.reference("dcm2niix 1.0.20220720"),
    pytest.mark.trap(22),
]


def straightened(folder: Path, to: Path) -> tuple[np.ndarray, np.ndarray]:
    """What dcm2niix makes straight: (column, row, slice), and the matrix from there to RAS mm."""
    to.mkdir()
    command = ["dcm2niix", "-z", "n", "-b", "n", "-m", "n", "-p", "n", "-x", "i", "-f", "%s", "-o", to, folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    (file,) = to.glob("*_Tilt*.nii")
    assert "gantry tilt" in done.stdout
    values, matrix = read_nifti(file)
    return values[..., 0], matrix


def to_ras(found: Volume) -> np.ndarray:
    """Our matrix as NIfTI has it: from (column, row, slice) to RAS mm."""
    return np.diag([-1, -1, 1, 1]) @ found.affine[:, [2, 1, 0, 3]]


@pytest.mark.corpus
def test_a_real_tilted_stack_gets_the_grid_that_dcm2niix_gives_it(corpus: Path, tmp_path: Path) -> None:
    folder = corpus / "dicom2nifti/tests/data/failing/gantrytilting"
    (stack,) = ours(folder)
    found = volume_of(Frames(stack, budget=1 << 30))
    values, matrix = straightened(folder, tmp_path / "nifti")
    theirs, there = aligned(values, matrix, to_ras(found))
    assert theirs.shape == found.values.shape[::-1]
    apart = np.linalg.inv(to_ras(found)) @ there
    assert np.allclose(apart[:3, :3], np.eye(3), atol=1e-4)
    assert np.abs(apart[:3, 3]).max() < 1  # its rows begin at a whole picture's, ours at the one that is pushed least


@pytest.mark.parametrize("tilt", [-24.0, 17.5])
@pytest.mark.parametrize("way", [1, -1])
def test_a_made_tilted_stack_gets_the_grid_and_the_values_that_dcm2niix_gives_it(tilt: float, way: int, tmp_path: Path) -> None:
    source = scanned(TALL, tilt=tilt, way=way)
    (tmp_path / "made").mkdir()
    for number, frame in enumerate(source.stack.frames):
        (tmp_path / "made" / f"{number}.dcm").write_bytes(frame.instance.entry.read())
    found = volume_of(source)
    values, matrix = straightened(tmp_path / "made", tmp_path / "nifti")
    theirs, there = aligned(values, matrix, to_ras(found))
    assert theirs.shape == found.values.shape[::-1]
    assert np.allclose((np.linalg.inv(to_ras(found)) @ there)[:3, :3], np.eye(3), atol=1e-4)
    if (tilt, way) == (17.5, 1):
        numbers = np.stack(np.meshgrid(*map(np.arange, theirs.shape), indexing="ij"), axis=-1)
        expected = ball((numbers @ there[:3, :3].T + there[:3, 3]) * [-1, -1, 1])
        assert np.abs(theirs - expected)[expected > 0].max() < 40
        assert wrong(found).max() < 40
