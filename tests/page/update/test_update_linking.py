"""Panes that follow each other, show where they cross, and find a point of the patient."""

from app.page.space.viewport import Room
from app.page.update import arrangement, gestures, linking, looks, pictures
from tests.page.update.scene import Scene, course, stack

GRID = {"corner": [0, 0, 0], "across": [1, 0, 0], "down": [0, 1, 0], "spacing": [0.5, 0.5], "reference": "1.2.3"}


def pair(second: dict[str, object]) -> Scene:
    """A first stack of ten pictures 1 mm apart, and a second beside it."""
    scene = Scene(stack("a"), second)
    scene.emit(arrangement.lay_out, "1x2")
    for view in (1, 2):
        scene.emit(arrangement.measured, view, Room(400, 400), 1)
        scene.answer(view)
    scene.emit(pictures.slide, 0)
    return scene


def test_in_one_space_the_other_goes_to_the_same_place_of_the_body() -> None:
    scene = pair(stack("b", 5, course=course(5, step=2.0)))
    scene.emit(pictures.step, 4)
    assert [(one["view"], one["index"]) for one in scene.asked("draw")] == [(1, 4), (2, 2)]
    assert ("number", 2) in scene.steps


def test_in_another_space_it_stays_until_it_is_linked_and_then_keeps_its_distance() -> None:
    scene = pair(stack("b", course=course(10, frame="9.9", start=100.0)))
    scene.emit(pictures.step, 4)
    assert [one["view"] for one in scene.asked("draw")] == [1]
    scene.state.links.place = False
    steps = scene.emit(linking.here)
    assert scene.state.links.place
    assert "linked" in [step[0] for step in steps]
    there = scene.state.views[2].shown.index
    scene.emit(pictures.step, 2)
    assert scene.state.views[2].shown.index == there + 2


def test_what_looks_in_another_direction_never_moves() -> None:
    scene = pair(stack("b", course=course(10, normal=(1, 0, 0))))
    before = scene.state.views[2].shown.index
    scene.emit(linking.here)
    scene.emit(pictures.step, 3)
    assert scene.state.views[2].shown.index == before


def test_what_plays_does_not_follow() -> None:
    from app.page.update import films

    scene = pair(stack("b"))
    scene.emit(arrangement.activate, 2)
    scene.emit(films.play, 0)
    scene.emit(arrangement.activate, 1)
    scene.emit(pictures.step, 3)
    assert [one["view"] for one in scene.asked("draw")] == [1]


def test_a_switch_that_is_off_lets_each_go_by_itself() -> None:
    scene = pair(stack("b"))
    assert scene.emit(linking.toggle, "place")[0] == ("link", "place", False)
    scene.emit(pictures.step, 3)
    assert [one["view"] for one in scene.asked("draw")] == [1]
    scene.emit(linking.switch, "place", True)
    assert [(one["view"], one["index"]) for one in scene.asked("draw")] == [(2, 3)]


def test_zoom_follows_to_the_same_part_of_the_picture() -> None:
    scene = pair(stack("b"))
    steps = scene.emit(looks.zoom, 2.0)
    assert ("pose", 2) in steps
    assert scene.state.views[2].shown.pose == scene.state.views[1].shown.pose
    scene.emit(linking.switch, "pose", False)
    assert ("pose", 2) not in scene.emit(looks.zoom, 2.0)


def test_brightness_follows_only_where_that_was_switched_on_and_the_unit_is_the_same() -> None:
    scene = pair(stack("b"))
    scene.emit(looks.preset, 2)
    assert scene.state.views[2].shown.window == (40, 400)
    scene.emit(linking.switch, "window", True)
    assert scene.state.views[2].shown.window == (-600, 1500)
    other = pair(stack("b", unit="", window=[5, 10]))
    other.emit(linking.switch, "window", True)
    other.emit(looks.preset, 2)
    assert other.state.views[2].shown.window == (5, 10)


def test_lines_are_drawn_when_they_are_switched_on_and_with_each_picture_then() -> None:
    scene = pair(stack("b"))
    assert ("crossing",) not in scene.answer(1)
    assert ("crossing",) in scene.emit(linking.toggle, "lines")
    scene.emit(pictures.step, 1)
    assert ("crossing",) in scene.answer(1)


def test_a_point_is_looked_for_in_all_panes_of_its_space_and_marked_once_its_picture_is_there() -> None:
    scene = pair(stack("b"))
    scene.emit(linking.switch, "place", False)
    for view in (1, 2):
        scene.answer(view, grid=GRID)
    scene.emit(pictures.slide, 4)
    scene.answer(1, grid=dict(GRID, corner=[0, 0, 4]))
    steps = scene.emit(gestures.act, 1, [("mark", 200, 200)])
    assert [(one["view"], one["index"]) for one in scene.asked("draw")] == [(2, 4)]
    assert [step[1] for step in steps if step[0] == "mark"] == [1]
    steps = scene.answer(2, grid=dict(GRID, corner=[0, 0, 4]))
    assert [step[1:] for step in steps if step[0] == "mark"] == [(2, (256.5, 256.5))]
    scene.emit(arrangement.activate, 2)
    scene.emit(pictures.step, 1)
    assert ("mark", 2, None) in scene.answer(2, grid=dict(GRID, corner=[0, 0, 5]))


def test_where_a_picture_tells_no_place_that_is_said() -> None:
    scene = pair(stack("b"))
    assert [step[0] for step in scene.emit(gestures.act, 1, [("mark", 200, 200)])] == ["note"]
    assert scene.emit(gestures.act, 1, [("mark", -50, -50)]) == []
