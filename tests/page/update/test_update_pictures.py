"""Going through the pictures, choosing a series, pointing: what is asked for and told, without a browser."""

from app.page.update import films, gestures, pictures
from tests.page.update.scene import Scene, stack


def test_a_step_asks_for_the_next_picture_and_says_which_it_is() -> None:
    scene = Scene(stack("a"))
    steps = scene.emit(pictures.step, 1)
    assert scene.asked("draw")[0]["index"] == scene.state.shown.index == 6
    assert ("number", 1) in steps
    assert scene.said().endswith("Picture 7 of 10")


def test_a_series_begins_in_its_middle_once_all_is_read_and_nobody_has_touched_anything() -> None:
    scene = Scene(stack("few", 4), stack("many", 30), read=False)
    assert (scene.state.shown.stack, scene.state.shown.index) == ("few", 0)
    scene.read()
    assert (scene.state.shown.stack, scene.state.shown.index) == ("many", 15)


def test_beyond_the_ends_nothing_is_asked_for() -> None:
    scene = Scene(stack("a"))
    scene.emit(pictures.to_end, True)
    assert scene.state.shown.index == 9
    assert scene.emit(pictures.step, 1) == []
    scene.emit(pictures.to_end, False)
    assert scene.emit(pictures.step, -10) == []


def test_every_key_that_goes_through_pictures_ends_a_film() -> None:
    for action, argument in ((pictures.step, 1), (pictures.step, -10), (pictures.to_end, True), (pictures.slide, 3)):
        scene = Scene(stack("a"))
        scene.emit(films.play, 0)
        assert scene.state.view.film is not None
        assert ("playing", 1) in scene.emit(action, argument)
        assert scene.state.view.film is None


def test_a_series_that_is_chosen_is_seen_before_what_is_around_it() -> None:
    scene = Scene(stack("a"), stack("b", 20))
    steps = scene.emit(pictures.choose, "b")
    names = [step[0] for step in steps]
    assert scene.asked("draw")[0]["stack"] == "b"
    assert "series" not in names
    assert "legend" not in names
    scene.answer()
    later = [step[0] for step in scene.frame()]
    assert "series" in later
    assert "announce" in later
    assert "series" not in [step[0] for step in scene.later()]


def test_where_a_picture_is_late_what_is_around_it_does_not_wait() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(pictures.choose, "b")
    assert scene.frame() == []
    assert "series" in [step[0] for step in scene.later()]
    scene.answer()
    assert "series" not in [step[0] for step in scene.frame()]


def test_however_often_series_are_chosen_within_a_frame_what_is_around_follows_once() -> None:
    scene = Scene(stack("a"), stack("b"), stack("c"))
    scene.emit(pictures.choose, "b")
    scene.emit(pictures.choose, "c")
    scene.emit(pictures.choose, "b")
    scene.answer()
    assert [step[0] for step in scene.frame() + scene.later()].count("series") == 1


def test_a_series_opens_at_the_place_in_the_body_that_was_looked_at() -> None:
    scene = Scene(stack("a", 10), stack("b", 10))
    scene.emit(pictures.slide, 2)
    scene.emit(pictures.choose, "b")
    assert scene.state.shown.index == 2


def test_back_at_a_series_it_is_as_it_was_left() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(pictures.slide, 2)
    scene.state.shown.window = (1, 2)
    scene.emit(pictures.neighbor, 1)
    assert scene.state.shown.stack == "b"
    scene.emit(pictures.neighbor, -1)
    assert (scene.state.shown.stack, scene.state.shown.index, scene.state.shown.window) == ("a", 2, (1, 2))
    assert scene.emit(pictures.neighbor, -1) == []


def test_what_nobody_knows_is_not_chosen() -> None:
    scene = Scene(stack("a"))
    assert scene.emit(pictures.choose, "nonsense") == []
    assert scene.emit(pictures.choose, None) == []


def test_the_first_picture_of_all_does_not_wait_for_the_words_around_it() -> None:
    scene = Scene()
    scene.drawn[1] = {"stack": "a", "index": 0, "seq": 0, "voi": None, "center": None, "width": None}
    told = {"id": "a", "frames": 1, "unit": "HU", "window": None}
    scene.state.entries["a"] = type("E", (), {"stack": told})
    picture = scene.picture()
    scene.state.entries.clear()
    names = [step[0] for step in scene.emit(pictures.painted, picture)]
    assert names.index("switch") < names.index("painted")
    assert "series" not in names
    assert {"series", "focus", "announce"} <= {step[0] for step in scene.frame()}


def test_a_picture_for_a_pane_that_is_gone_does_nothing() -> None:
    scene = Scene(stack("a"))
    assert scene.emit(pictures.painted, dict(scene.picture(), view=7)) == []


# ---- pointing


def point(scene: Scene, x: float, y: float) -> list[tuple[object, ...]]:
    return scene.emit(gestures.act, 1, [("point", x, y)])


def test_the_value_under_the_pointer_is_asked_for_once_for_each_pixel_and_again_with_each_picture() -> None:
    scene = Scene(stack("a"))
    point(scene, 400, 300)
    assert [(one["row"], one["column"]) for one in scene.asked("probe")] == [(256, 256)]
    scene.emit(pictures.step, 1)
    scene.answer()
    assert [one["index"] for one in scene.asked("probe")] == [6]


def test_beside_the_picture_and_away_from_it_no_value_stands() -> None:
    scene = Scene(stack("a"))
    point(scene, 400, 300)
    assert ("value", 1, None) in point(scene, 2, 300)
    point(scene, 400, 300)
    assert ("value", 1, None) in scene.emit(gestures.act, 1, [("away",)])
    assert scene.state.view.pointed is None


def test_a_value_of_a_pixel_that_was_left_is_not_shown() -> None:
    scene = Scene(stack("a"))
    point(scene, 400, 300)
    assert [step[0] for step in scene.emit(pictures.value, {"view": 1, "row": 256, "column": 256})] == ["value"]
    assert scene.emit(pictures.value, {"view": 1, "row": 1, "column": 1}) == []


def test_while_a_film_plays_no_values_are_asked_for() -> None:
    scene = Scene(stack("a"))
    scene.emit(films.play, 0)
    point(scene, 400, 300)
    assert scene.asked("probe") == []
