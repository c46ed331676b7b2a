"""Views that follow each other."""

from app.page.space.links import Links, follow, link, sideways

ACROSS, SIDE = [0, 0, 1], [1, 0, 0]


def stack(name: str, first: float, last: float, count: int, normal: list | None = None, frame: str = "1.2") -> dict:
    """A series from one height to another, mm."""
    normal = normal or ACROSS
    places = [[0] + [part * first for part in normal], [count - 1] + [part * last for part in normal]]
    return {"id": name, "frames": count, "course": {"frame": frame, "normal": normal, "places": places}}


THICK = stack("thick", 0.0, 100.0, 21)  # 5 mm apart
THIN = stack("thin", -50.0, 150.0, 201)  # 1 mm apart
DOWN = stack("down", 100.0, 0.0, 21)
ELSEWHERE = stack("elsewhere", 1000.0, 1100.0, 101, frame="9.9")
PLAIN = {"id": "plain", "frames": 30}


def test_in_one_space_the_place_in_the_patient_is_followed() -> None:
    assert follow(Links(), THICK, 4, THIN) == 70  # 20 mm
    assert follow(Links(), THIN, 72, THICK) == 4  # 22 mm: the nearest
    assert follow(Links(), THICK, 4, DOWN) == 16


def test_beyond_the_ends_of_a_series_its_last_picture_stays() -> None:
    assert follow(Links(), THIN, 0, THICK) == 0
    assert follow(Links(), THIN, 200, THICK) == 20
    assert follow(Links(), THIN, 200, DOWN) == 0


def test_series_of_another_space_or_direction_stay_where_they_are() -> None:
    side = stack("side", 0.0, 100.0, 21, SIDE)
    assert sideways(THICK, side)
    assert follow(Links(), THICK, 4, side) is None
    assert follow(Links(), THICK, 4, ELSEWHERE) is None
    assert follow(Links(), THICK, 4, PLAIN) is None
    links = Links()
    assert not link(links, THICK, 4, side, 3)
    assert follow(links, THICK, 4, side) is None


def test_where_the_spaces_differ_the_offset_that_was_set_is_kept_in_millimeters_both_ways() -> None:
    links = Links()
    assert link(links, THICK, 4, ELSEWHERE, 50)  # 20 mm and 1050 mm
    assert follow(links, THICK, 6, ELSEWHERE) == 60
    assert follow(links, ELSEWHERE, 60, THICK) == 6
    assert follow(links, THICK, 20, ELSEWHERE) == 100, "at the end"


def test_the_offset_holds_for_other_series_of_the_same_two_spaces() -> None:
    links = Links()
    link(links, THICK, 4, ELSEWHERE, 50)
    assert follow(links, THIN, 80, ELSEWHERE) == 60  # 30 mm


def test_pictures_without_a_place_are_followed_by_number_once_that_was_set() -> None:
    links = Links()
    assert link(links, PLAIN, 3, dict(PLAIN, id="other"), 10)
    assert follow(links, PLAIN, 5, dict(PLAIN, id="other")) == 12
    assert follow(links, dict(PLAIN, id="other"), 12, PLAIN) == 5
    assert follow(links, PLAIN, 29, dict(PLAIN, id="other")) == 29


def test_two_views_of_one_series_go_together() -> None:
    assert follow(Links(), THIN, 33, THIN) == 33
