"""Other planes through a stack."""

import numpy as np
import pytest

from tests.core.made import entry
from viewer.catalogue import Catalogue
from viewer.errors import UnsupportedPixels
from viewer.reslice import block, native_plane, reslice
from viewer.scan import scan
from viewer.volume import Volume

AXIAL = [1, 0, 0, 0, 1, 0]
SAGITTAL = [0, 1, 0, 0, 0, -1]


def volume(values: np.ndarray, *, orientation: list[float], start: list[float], step: list[float], spacing: float = 1.0) -> Volume:
    catalogue = Catalogue()
    for number, pixels in enumerate(values):
        position = [a + number * b for a, b in zip(start, step, strict=True)]
        scan(
            entry(
                pixels, SOPInstanceUID=f"1.{number + 1}", InstanceNumber=number, ImageOrientationPatient=orientation,
                ImagePositionPatient=position, PixelSpacing=[spacing, spacing],
            ),
            catalogue,
        )  # fmt: skip
    return Volume(next(catalogue.stacks()), budget=1 << 20)


def marked() -> np.ndarray:
    """Axial voxels (z from the feet up, y to the back, x to the left), each with its own value."""
    return np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)


def test_a_coronal_cut_has_the_head_at_its_top_and_the_patients_left_on_its_right() -> None:
    values = marked()
    cut = reslice(block(volume(values, orientation=AXIAL, start=[0, 0, 0], step=[0, 0, 1])), "coronal")
    assert cut.shape == (5, 4, 6)
    assert np.array_equal(cut[2], values[::-1, 2, :])


def test_a_sagittal_cut_has_the_head_at_its_top_and_the_front_on_its_left() -> None:
    values = marked()
    cut = reslice(block(volume(values, orientation=AXIAL, start=[0, 0, 0], step=[0, 0, 1])), "sagittal")
    assert cut.shape == (6, 4, 5)
    assert np.array_equal(cut[3], values[::-1, :, 3])


def test_an_axial_cut_of_sagittal_pictures_is_turned_the_usual_way() -> None:
    axial = marked()
    sagittal = axial[::-1].transpose(2, 0, 1)  # pictures from right to left, rows from head to feet, columns to the back
    source = volume(sagittal, orientation=SAGITTAL, start=[0, 0, 3], step=[1, 0, 0])
    cut = reslice(block(source), "axial")
    assert np.array_equal(cut, axial[::-1])


def test_thick_slices_are_interpolated_to_square_pixels() -> None:
    values = np.repeat(np.array([0, 30, 60], np.int16), 4).reshape(3, 2, 2)
    cut = reslice(block(volume(values, orientation=AXIAL, start=[0, 0, 0], step=[0, 0, 3])), "coronal")
    assert cut.shape == (2, 7, 2)
    assert cut[0, :, 0].tolist() == [60, 50, 40, 30, 20, 10, 0]


def test_uneven_pictures_are_refused_with_the_reason() -> None:
    source = volume(marked()[:3], orientation=AXIAL, start=[0, 0, 0], step=[0, 0, 1])
    catalogue = Catalogue()
    for frame in source.stack.frames:
        scan(frame.instance.entry, catalogue)
    scan(
        entry(np.zeros((5, 6), np.int16), SOPInstanceUID="1.9", InstanceNumber=9, ImagePositionPatient=[0, 0, 9], PixelSpacing=[1, 1]),
        catalogue,
    )
    with pytest.raises(UnsupportedPixels, match="missing"):
        block(Volume(next(catalogue.stacks()), budget=1 << 20))


def test_the_plane_of_a_picture_is_named() -> None:
    frame = volume(marked(), orientation=SAGITTAL, start=[0, 0, 0], step=[1, 0, 0]).stack.frames[0]
    assert frame.plane is not None
    assert native_plane(frame.plane) == "sagittal"
