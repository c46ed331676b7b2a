"""Planes, letters, the affine and the verdict."""

import subprocess
import sys

import numpy as np
import pytest

from viewer.space.plane import Plane, affine, distances, letters, median, opposite, plane_of, words
from viewer.space.verdict import verdict

AXIAL = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)


def stack(*heights: float, lean: float = 0.0) -> list[Plane]:
    """Axial planes at these heights, each moved to the back by `lean` for each mm."""
    return [Plane((0.0, lean * height, height), *AXIAL) for height in heights]


@pytest.mark.trap(27)
def test_an_axial_picture_has_left_on_its_right_and_back_at_its_bottom() -> None:
    assert letters((1, 0, 0)) == "L"
    assert letters((0, 1, 0)) == "P"
    assert letters((0, 0, 1)) == "H"
    assert opposite("L") == "R"
    assert opposite(opposite("PH")) == "PH"


def test_an_oblique_direction_has_its_strongest_letter_first() -> None:
    assert letters((0.8, -0.6, 0.0)) == "LA"
    assert letters((0.99, 0.1, 0.0)) == "L"
    assert words("AL") == "front, left"


@pytest.mark.parametrize(
    ("position", "orientation"),
    [([0, 0], [1, 0, 0, 0, 1, 0]), ([0, 0, 0], []), ([0, 0, 0], [0, 0, 0, 0, 0, 0]), ([0, 0, 0], [1, 0, 0, 1, 0, 0])],
)
def test_no_plane_is_made_of_numbers_that_span_none(position: list[float], orientation: list[float]) -> None:
    assert plane_of(position, orientation) is None


def test_directions_are_made_unit_long() -> None:
    plane = plane_of([1, 2, 3], [2, 0, 0, 0, 3, 0])
    assert plane is not None
    assert plane.along_row == (1, 0, 0)
    assert plane.normal.tolist() == [0, 0, 1]


def test_the_affine_takes_a_voxel_to_its_place_in_the_patient() -> None:
    planes = [Plane((-10.0, 20.0, 5.0 + 3 * number), *AXIAL) for number in range(4)]
    place = affine(planes, (0.5, 0.25)) @ [2, 4, 8, 1]  # slice 2, row 4, column 8
    assert place.tolist() == [-10 + 8 * 0.25, 20 + 4 * 0.5, 5 + 2 * 3, 1]


def test_one_plane_alone_steps_along_its_normal() -> None:
    assert affine(stack(7), (1, 1))[:, 0].tolist() == [0, 0, 1, 0]


def test_even_spacing_is_called_even() -> None:
    judged = verdict(stack(0, 2.5, 5, 7.5))
    assert (judged.kind, judged.spacing) == ("even", 2.5)


@pytest.mark.trap(21)
def test_missing_pictures_are_counted_and_their_place_is_named() -> None:
    judged = verdict(stack(0, 2, 4, 10, 12))
    assert judged.kind == "gaps"
    assert judged.spacing is None
    assert "2 pictures seem to be missing, after number 3" in judged.text


@pytest.mark.trap(21)
def test_uneven_spacing_tells_its_extremes() -> None:
    judged = verdict(stack(0, 2, 4, 7, 9))
    assert judged.kind == "uneven"
    assert "2 to 3 mm" in judged.text


@pytest.mark.trap(22)
def test_a_tilted_gantry_is_named_with_its_angle() -> None:
    judged = verdict(stack(0, 5, 10, 15, 20, lean=np.tan(np.radians(12))))
    assert judged.kind == "tilted"
    assert "12°" in judged.text
    assert judged.angle == pytest.approx(12)


@pytest.mark.trap(21)
def test_pictures_that_share_a_place_are_named() -> None:
    judged = verdict(stack(0, 2, 4, 4, 6))
    assert (judged.kind, judged.spacing, judged.after) == ("repeated", None, (3,))
    assert judged.text == "1 of 4 places has more than one picture: number 3 and the next."
    assert verdict(stack(0, 0, 2, 2)).text == "2 pictures of each place, at 2 places."


@pytest.mark.trap(21)
def test_places_are_told_in_the_order_in_which_they_are_seen() -> None:
    judged = verdict(stack(12, 10, 4, 2, 0), step=-1)
    assert (judged.kind, judged.after) == ("gaps", (2,))


def test_slices_of_an_eye_lie_micrometers_apart_and_are_not_one_place() -> None:
    judged = verdict(stack(0, 0.004, 0.008, 0.012))
    assert (judged.kind, judged.text) == ("even", "Evenly spaced, 0.004 mm apart.")


def test_pictures_in_different_directions_are_no_volume() -> None:
    turned = Plane((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    assert verdict([*stack(0), turned]).kind == "mixed"


def test_pictures_at_one_place_are_a_matter_of_time() -> None:
    assert verdict(stack(3, 3, 3)).kind == "time"


def test_distances_are_measured_along_the_normal() -> None:
    assert distances(stack(1, 4, lean=1.0)).tolist() == [1, 4]
    assert distances([]).size == 0


@pytest.mark.parametrize("values", [[2.0], [3.0, 1.0], [5.0, 1.0, 2.5], [4.0, 1.0, 3.0, 2.0, 2.0, 9.5]])
def test_the_median_is_numpys(values: list[float]) -> None:
    assert median(np.array(values)) == np.median(values)


@pytest.mark.native
def test_to_judge_planes_does_not_load_the_masked_arrays_of_numpy() -> None:
    """Their module takes a tenth of a second in a browser, while a scan is being read."""
    script = (
        "import sys; from viewer.space.plane import plane_of; from viewer.space.verdict import verdict; "
        "verdict([plane_of([0, 0, z], [1, 0, 0, 0, 1, 0]) for z in range(4)]); assert 'numpy.ma' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
