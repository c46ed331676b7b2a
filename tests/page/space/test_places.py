"""With which picture a series opens."""

from typing import Any

import pytest

from app.page import state as states
from app.page.space import places
from app.page.update import scan, views

Z = [0, 0, 1]


def course(*known: tuple[float, ...], normal: list[float] | None = None, frame: str = "1.2.3") -> dict[str, Any]:
    return {"frame": frame, "normal": normal or Z, "places": [list(one) for one in known]}


CHEST = {"frames": 101, "kind": "space", "course": course((0, 0, 0, -300.0), (100, 0, 0, 200.0))}  # 5 mm apart, from -300 to 200


def test_a_series_opens_in_its_middle_and_a_film_at_its_beginning() -> None:
    assert places.opening({"frames": 24, "kind": "space"}, None, 0) == 12
    assert places.opening({"frames": 1, "kind": "single"}, None, 0) == 0
    assert places.opening({"frames": 96, "kind": "time"}, None, 0) == 0


@pytest.mark.parametrize(
    ("other", "index", "opens"),
    [
        (course((0, 0, 0, -300.0), (500, 0, 0, 200.0)), 400, 80),  # thinner slices: -300 + 400 mm
        (course((0, 0, 0, 200.0), (100, 0, 0, -300.0)), 10, 90),  # from the head down
        (course((0, 0, 0, 200.0), (100, 0, 0, -300.0), normal=[0, 0, -1]), 10, 90),  # and seen from above
        (course((0, 9, 9, 0.0), (10, 9, 9, 10.0), (20, 9, 9, 110.0)), 15, 72),  # uneven: 60 mm, picture 72
        (course((0, 0, 0, 203.0), (9, 0, 0, 900.0)), 0, 100),  # just beyond the end
        (course((0, 0, 0, 500.0), (9, 0, 0, 900.0)), 0, 50),  # nowhere near: the middle
        (course((0, 0, 0, -300.0), (100, 0, 0, 200.0), frame="9.9"), 10, 50),  # another space
        (course((0, -200.0, 0, 0), (100, 200.0, 0, 0), normal=[1, 0, 0]), 10, 50),  # from the side
        (None, 10, 50),
    ],
)
def test_it_opens_where_one_looked_before_when_both_lie_in_one_space(other: dict[str, Any] | None, index: int, opens: int) -> None:
    """Worked out by hand."""
    assert places.opening(CHEST, {"course": other}, index) == opens


def test_a_tilted_neighbor_counts_by_the_place_in_its_middle() -> None:
    """Planes that lean by 20 degrees: the point in the middle of the picture decides (0.342, 0.940: sine and cosine)."""
    leaning = course((0, 0, 0, 0.0), (10, 0, 34.2, 94.0), normal=[0, 0.342, 0.940])
    assert places.opening(CHEST, {"course": leaning}, 10) == 79  # z = 94: (94 + 300) / 5


def test_a_series_that_is_left_and_come_back_to_is_where_it_was() -> None:
    state = states.State()
    stacks = [{"id": "a", **CHEST}, {"id": "b", **CHEST, "frames": 101}]
    scan.read_catalog(state, [{"name": "", "studies": [{"uid": "1", "series": [{"uid": "2", "modality": "CT", "stacks": stacks}]}]}])
    assert views.choose(state, "a").index == 0, "the first of all is still being read"
    views.go(state.shown, 30)
    assert views.choose(state, "b").index == 30
    views.go(state.shown, 70)
    assert views.choose(state, "a").index == 30
