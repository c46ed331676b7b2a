"""Layouts, the active pane, and series that go into others."""

from app.page import state as states
from app.page.space.viewport import Room
from app.page.update import arrangement, gestures, looks, pictures
from tests.page.update.scene import Scene, course, stack

SIDE = {"course": course(10, normal=(1, 0, 0))}


def shown(scene: Scene) -> list[object]:
    return [view.shown.stack if view.shown is not None else None for view in states.seen_views(scene.state)]


def test_a_layout_shows_its_panes_and_asks_for_what_is_in_them() -> None:
    scene = Scene(stack("a"), stack("b"), stack("c"))
    steps = scene.emit(arrangement.lay_out, "2x2")
    assert steps[0] == ("panes",)
    assert scene.asked("arrange") == [{"views": [1, 2, 3, 4]}]
    assert [(one["view"], one["stack"]) for one in scene.asked("draw")] == [(1, "a"), (2, "b"), (3, "c")]
    assert shown(scene) == ["a", "b", "c", None]
    assert scene.said() is not None
    assert scene.state.active == 1


def test_what_is_no_layout_is_not_taken_and_without_a_scan_there_is_none() -> None:
    assert Scene(stack("a")).emit(arrangement.lay_out, "9x9") == []
    assert Scene().emit(arrangement.lay_out, "2x2") == []


def test_a_pane_keeps_what_it_showed_when_the_layout_changes_and_comes_back() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(arrangement.activate, 2)
    scene.emit(pictures.slide, 8)
    scene.emit(arrangement.lay_out, "1")
    assert scene.state.active == 1
    scene.emit(arrangement.lay_out, "1x2")
    assert scene.state.views[2].shown.index == 8


def test_a_press_makes_its_pane_the_active_one_and_the_details_follow() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    names = [step[0] for step in scene.emit(gestures.act, 2, [("press",)])]
    assert scene.state.active == 2
    assert {"active", "series", "announce"} <= set(names)
    assert scene.asked("arrange") == [{"views": [2, 1]}]
    assert scene.emit(gestures.act, 2, [("press",)]) == []


def test_pointing_at_a_pane_does_not_make_it_the_active_one() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.answer(2)
    scene.emit(gestures.act, 2, [("point", 10, 10)])
    assert scene.state.active == 1


def test_keys_are_for_the_active_pane_alone() -> None:
    scene = Scene(stack("a"), stack("b", 10, **SIDE))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(arrangement.activate, 2)
    before = scene.state.views[1].shown.index
    scene.emit(pictures.step, 1)
    assert [one["view"] for one in scene.asked("draw")] == [2]
    assert scene.state.views[1].shown.index == before


def test_one_series_stands_in_two_panes_each_with_a_window_of_its_own() -> None:
    scene = Scene(stack("a"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(arrangement.drop, 2, "a")
    scene.answer(2)
    scene.emit(looks.preset, 2)
    assert scene.state.views[2].shown.window == (-600, 1500)
    assert scene.state.views[1].shown.window == (40, 400)


def test_a_double_click_gives_a_pane_all_the_room_and_back_and_resets_nothing() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(arrangement.activate, 2)
    scene.answer(2)
    scene.emit(looks.zoom, 2.0)
    pose = scene.state.shown.pose
    scene.emit(gestures.act, 2, [("enlarge",)])
    assert (states.visible(scene.state), scene.asked("arrange")) == ([2], [{"views": [2]}])
    scene.emit(gestures.act, 2, [("enlarge",)])
    assert states.visible(scene.state) == [1, 2]
    assert scene.state.shown.pose == pose


def test_a_single_pane_is_not_enlarged() -> None:
    assert Scene(stack("a")).emit(arrangement.enlarge) == []


def test_the_next_pane_is_the_first_again_behind_the_last() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    active = []
    for _ in range(3):
        assert ("focus",) in scene.emit(arrangement.neighbor, 1)
        active.append(scene.state.active)
    assert active == [2, 1, 2]


def test_a_phone_shows_one_pane_and_a_swipe_goes_to_the_next() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.room, True)
    scene.emit(arrangement.lay_out, "1x2")
    assert states.visible(scene.state) == [1]
    scene.emit(gestures.act, 1, [("sideways", 1)])
    assert (states.visible(scene.state), shown(scene)) == ([2], ["b"])
    scene.emit(arrangement.room, False)
    assert states.visible(scene.state) == [1, 2]


def test_where_there_is_room_a_swipe_to_the_side_goes_nowhere() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(gestures.act, 1, [("sideways", 1)])
    assert scene.state.active == 1


def test_from_a_pane_that_holds_nothing_one_goes_on_as_from_any_other() -> None:
    scene = Scene(stack("a"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(arrangement.activate, 2)
    assert scene.state.shown is None
    for action, arguments in ((pictures.step, (1,)), (looks.zoom, (2.0,)), (looks.preset, (1,)), (looks.invert, ())):
        assert scene.emit(action, *arguments) == []
    scene.emit(pictures.neighbor, 1)
    assert scene.state.shown.stack == "a"


def test_another_size_of_a_pane_places_its_picture_anew() -> None:
    scene = Scene(stack("a"))
    assert scene.emit(arrangement.measured, 1, Room(300, 200), 2) == [("pose", 1)]
    assert (scene.state.view.room.width, scene.state.ratio) == (300, 2)
    assert scene.emit(arrangement.measured, 9, Room(1, 1), 1) == []


# ---- series that belong together


def test_series_of_one_exam_and_direction_are_offered_side_by_side_once_a_disc() -> None:
    scene = Scene(stack("a"), stack("b"), stack("c", **SIDE))
    (offer,) = scene.emit(arrangement.offer)
    assert (offer[0], offer[3]) == ("offer", "side-by-side")
    assert scene.emit(arrangement.offer) == []
    scene.emit(arrangement.side_by_side)
    assert (scene.state.layout, shown(scene)) == ("1x2", ["a", "b"])


def test_nothing_is_offered_for_a_single_series_on_a_phone_or_before_all_is_read() -> None:
    assert Scene(stack("a")).emit(arrangement.offer) == []
    assert Scene(stack("a"), stack("b"), read=False).emit(arrangement.offer) == []
    scene = Scene(stack("a"), stack("b"))
    scene.state.narrow = True
    assert scene.emit(arrangement.offer) == []


# ---- views that leave the screen


def test_a_film_in_a_pane_that_leaves_the_screen_ends_and_moves_nothing_any_more() -> None:
    from app.page.update import films

    for leave, arguments in ((arrangement.lay_out, ("1",)), (arrangement.enlarge, ()), (arrangement.room, (True,))):
        scene = Scene(stack("a"), stack("b"))
        scene.emit(arrangement.lay_out, "1x2")
        scene.answer(2)
        scene.emit(arrangement.activate, 2)
        scene.emit(films.play, 0)
        scene.emit(arrangement.activate, 1)
        assert ("left", 2) in scene.emit(leave, *arguments)
        assert scene.state.views[2].film is None
        before = scene.state.shown.index
        assert scene.emit(pictures.tick, 2, 5000, busy=False) == []
        assert scene.state.shown.index == before


def test_a_pane_that_comes_back_points_at_nothing() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.answer(2)
    scene.emit(arrangement.measured, 2, Room(400, 400), 1)
    scene.emit(gestures.act, 2, [("point", 200, 200)])
    assert scene.state.views[2].pointed is not None
    scene.emit(arrangement.lay_out, "1")
    scene.emit(arrangement.lay_out, "1x2")
    scene.answer(2)
    assert scene.asked("probe") == []


def test_a_late_event_of_a_pane_that_is_gone_does_nothing() -> None:
    scene = Scene(stack("a"), stack("b"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(arrangement.lay_out, "1")
    before = scene.state.shown.pose
    assert scene.emit(gestures.act, 2, [("zoom", 2.0, 10, 10)]) == []
    assert scene.emit(gestures.act, 9, [("press",)]) == []
    assert scene.state.shown.pose == before


# ---- an empty pane is the active one


def beside_nothing() -> Scene:
    scene = Scene(stack("a"))
    scene.emit(arrangement.lay_out, "1x2")
    scene.emit(arrangement.activate, 2)
    return scene


def test_around_an_empty_pane_nothing_of_another_one_is_told() -> None:
    scene = beside_nothing()
    assert {("series",), ("legend",), ("saved",)} <= set(scene.emit(pictures.series))
    assert scene.state.presets == ()


def test_stopping_while_an_empty_pane_is_active_does_not_close_the_scan() -> None:
    from app.page.update import reading

    scene = beside_nothing()
    scene.read(reading=True)
    scene.emit(reading.cancel)
    assert ("close",) not in scene.steps
    assert scene.asked("cancel") == [{}]


def test_where_the_window_is_resized_while_an_empty_pane_is_active_the_others_are_drawn() -> None:
    scene = beside_nothing()
    scene.emit(arrangement.room, True)
    scene.emit(arrangement.room, False)
    assert [one["view"] for one in scene.asked("draw")] == [1]
