"""Where the plane of one picture crosses another one."""

from app.page.space import crossing


def grid(corner: list, across: list, down: list, spacing: tuple = (1.0, 1.0), reference: str = "1.2") -> dict:
    return {"reference": reference, "corner": corner, "across": across, "down": down, "spacing": list(spacing)}


AXIAL = grid([0, 0, 50], [1, 0, 0], [0, 1, 0])  # 100 × 100 mm at z = 50
SAGITTAL = grid([30, 0, 100], [0, 1, 0], [0, 0, -1], (0.5, 2.0))  # rows of 0.5 mm down from z = 100, columns of 2 mm


def near(first: tuple, second: tuple) -> bool:
    return all(abs(a - b) < 1e-6 for a, b in zip(first, second))  # noqa: B905 - MicroPython knows no strict


def test_the_line_lies_where_the_other_plane_cuts_through() -> None:
    """Worked out by hand: z = 50 lies 50 mm below the corner of the first pixel, which is (0.5, 0.5): row 100.5."""
    (x, y), (to_x, to_y) = crossing.line(AXIAL, 100, 100, SAGITTAL)
    assert near((y, to_y), (100.5, 100.5))
    assert near(sorted((x, to_x)), ((-0.5 / 2) + 0.5, 99.5 / 2 + 0.5))


def test_and_the_other_way_round_over_the_reach_of_that_plane_alone() -> None:
    (x, y), (to_x, to_y) = crossing.line(SAGITTAL, 200, 50, AXIAL)
    assert near((x, to_x), (30.5, 30.5))
    assert near(sorted((y, to_y)), (-1 + 0.5, 99 + 0.5))


def test_parallel_planes_and_those_of_another_or_no_space_do_not_cross() -> None:
    assert crossing.line(AXIAL, 100, 100, dict(AXIAL, corner=[0, 0, 80])) is None
    assert crossing.line(AXIAL, 100, 100, dict(SAGITTAL, reference="9")) is None
    assert crossing.line(dict(AXIAL, reference=""), 100, 100, dict(SAGITTAL, reference="")) is None
    assert crossing.line(None, 100, 100, SAGITTAL) is None


def test_a_picture_that_does_not_reach_the_other_plane_leaves_no_line() -> None:
    assert crossing.line(dict(AXIAL, corner=[200, 0, 50]), 100, 100, SAGITTAL) is None


def test_pictures_whose_rows_run_the_same_way_in_one_space_are_level() -> None:
    assert crossing.level(AXIAL, dict(AXIAL, corner=[9, 9, 9], spacing=[3.0, 3.0]))
    assert not crossing.level(AXIAL, SAGITTAL)
    assert not crossing.level(AXIAL, dict(AXIAL, reference="9"))
    assert not crossing.level(AXIAL, dict(AXIAL, across=[-1, 0, 0]))


def test_a_point_is_found_in_each_picture_and_told_with_its_distance() -> None:
    point = crossing.place(AXIAL, 20.5, 30.5)
    assert near(point, (30, 20, 50))
    row, column, away = crossing.pixel(SAGITTAL, point)
    assert near((row, column, away), (100.5, 10.5, 0))
