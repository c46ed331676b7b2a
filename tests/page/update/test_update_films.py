"""Films: which picture is due, their speed, and what ends them."""

from app.page.update import arrangement, films, pictures
from tests.page.update.scene import Scene, stack


def test_a_film_shows_what_is_due_and_says_nothing_of_each_picture() -> None:
    scene = Scene(stack("a", rate=20))
    scene.emit(pictures.slide, 0)
    assert ("film", 1) in scene.emit(films.play, 1000)
    steps = scene.emit(pictures.tick, 1, 1250, busy=False)
    assert scene.asked("draw")[0]["index"] == 5
    assert ("film", 1) in steps
    assert scene.said() is None


def test_a_picture_that_is_still_on_its_way_is_waited_for() -> None:
    scene = Scene(stack("a", rate=20))
    scene.emit(films.play, 0)
    assert scene.emit(pictures.tick, 1, 500, busy=True) == [("film", 1)]


def test_pressed_again_it_stops_and_says_where() -> None:
    scene = Scene(stack("a"))
    scene.emit(films.play, 0)
    assert ("playing", 1) in scene.emit(films.play, 10)
    assert scene.said() is not None
    assert scene.emit(pictures.tick, 1, 20, busy=False) == []


def test_one_picture_is_no_film() -> None:
    scene = Scene(stack("a", 1, course=None))
    assert scene.emit(films.play, 0) == []


def test_another_speed_holds_for_what_plays_and_what_will() -> None:
    scene = Scene(stack("a", rate=10))
    scene.emit(pictures.slide, 0)
    scene.emit(films.play, 0)
    steps = scene.emit(films.speed, 4.0, 0)
    assert ("film", 1) not in steps  # it has its next frame already
    scene.emit(pictures.tick, 1, 100, busy=False)
    assert scene.state.shown.index == 4
    scene.emit(films.speed, 3.0, 0)
    assert scene.state.speed == 1.0


def test_a_film_plays_in_each_pane_by_itself() -> None:
    scene = Scene(stack("a", 40), stack("b", 40))
    scene.emit(arrangement.lay_out, "1x2")
    scene.answer(2)
    scene.emit(films.play, 0)
    scene.emit(arrangement.activate, 2)
    scene.emit(films.play, 0)
    assert [view.film is not None for view in scene.state.views.values()] == [True, True]
    scene.emit(films.stop_all)
    assert [view.film for view in scene.state.views.values()] == [None, None]


def test_a_series_that_is_chosen_ends_the_film_of_its_pane() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(films.play, 0)
    scene.emit(pictures.choose, "b")
    assert scene.state.view.film is None
