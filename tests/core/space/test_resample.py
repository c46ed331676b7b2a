"""Interpolation: a function that is linear is met exactly, between pixels too, and nothing is made up outside."""

import numpy as np
import pytest

from viewer.space.grid import Grid, matrix
from viewer.space.plane import Plane
from viewer.space.resample import along, inside, lines, nearest, stretched, trilinear

SHAPE = (4, 5, 6)


def linear(slices: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    return 100 * slices - 7 * rows + 3 * columns + 2


VALUES = linear(*np.indices(SHAPE)).astype(np.float32)


def test_a_linear_function_is_met_at_any_place_within() -> None:
    places = np.random.default_rng(0).uniform(0, 1, (3, 200)) * (np.array(SHAPE)[:, None] - 1)
    assert np.allclose(trilinear(VALUES, *places), linear(*places), atol=1e-4)
    across = np.array([0.0, 0.25, 3.5, 5.0])
    assert np.allclose(lines(VALUES[1].T, across).T, linear(1, np.arange(5)[:, None], across), atol=1e-4)
    assert np.allclose(along(VALUES[1], 1, across), linear(1, np.arange(5)[:, None], across), atol=1e-4)


def test_pixels_are_met_exactly_and_the_last_ones_too() -> None:
    assert np.array_equal(trilinear(VALUES, *np.indices(SHAPE).astype(float)), VALUES)
    assert np.array_equal(along(VALUES[0], 0, np.arange(5.0)), VALUES[0])


@pytest.mark.parametrize("place", [(-0.1, 0, 0), (3.1, 0, 0), (0, -0.1, 0), (0, 4.1, 0), (0, 0, -0.1), (0, 0, 5.1)])
def test_outside_there_is_nothing(place: tuple[float, float, float]) -> None:
    assert np.isnan(trilinear(VALUES, *(np.array([axis]) for axis in place))).all()
    assert not len(inside(np.array([-0.1, 4.1]), 5))
    assert np.isnan(along(VALUES[0], 1, np.array([-0.1, 5.1]))).all()


def test_stretching_keeps_the_type_and_the_first_place() -> None:
    values = np.array([[0, 10, 20]], np.int16)
    found = stretched(values, 1, 2)
    assert (found.dtype, found.tolist()) == (np.int16, [[0, 5, 10, 15, 20]])
    assert stretched(values, 1, 1.0) is values


def test_the_nearest_pixel_is_laid_under_a_picture_that_is_twice_as_fine() -> None:
    along_row, down = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
    coarse = Grid(Plane((0.0, 0.0, 0.0), along_row, down), (2.0, 2.0), 3, 3)
    fine = Grid(Plane((-0.5, -0.5, 0.0), along_row, down), (1.0, 1.0), 6, 6)
    marks = np.zeros((3, 3), np.uint8)
    marks[1, 2] = 7
    found = nearest(marks, matrix(fine, coarse), 6, 6)
    assert found is not None
    assert (found[0], found[1], found[2].tolist()) == (2, 4, [[7, 7], [7, 7]])
    assert nearest(np.zeros((3, 3), np.uint8), matrix(fine, coarse), 6, 6) is None
