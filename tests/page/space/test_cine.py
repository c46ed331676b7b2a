"""Playing a series."""

from app.page.space.cine import Cine, rate


def test_a_film_runs_at_its_own_rate() -> None:
    assert rate(24, 1.0) == 24
    assert rate(24, 0.5) == 12
    assert rate(None, 1.0) == rate(0, 1.0) == rate(float("nan"), 1.0) == rate(-5, 1.0) == 10


def test_the_rate_stays_within_reason() -> None:
    assert rate(60, 4.0) == 120
    assert rate(1, 0.25) == 0.5


def test_pictures_come_when_they_are_due_in_a_circle() -> None:
    film = Cine(8, 1000.0, 10)
    assert [film.due(1000.0 + passed, 10) for passed in (0, 99, 101, 201, 2101)] == [8, 8, 9, 0, 9]
    assert film.due(1e9, 0) == 0
