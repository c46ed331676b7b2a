"""Fingers, mouse and wheel."""

from app.page.input.gestures import Gestures


def dragged(gestures: Gestures, points: list[tuple[float, float]], **how: object) -> list[tuple[object, ...]]:
    """Press at the first point, move over the others, release; give what was asked for."""
    kind = how.get("kind", "mouse")
    actions = gestures.down(1, points[0][0], points[0][1], **how)
    for x, y in points[1:]:
        actions += gestures.move(1, x, y)
    return actions + gestures.up(1, points[-1][0], points[-1][1], 1000.0, kind=kind)


def test_the_left_button_sets_the_window_as_radiologists_expect() -> None:
    assert dragged(Gestures(), [(0, 0), (10, 0), (15, -5)]) == [("window", 10, 0), ("window", 5, -5)]


def test_the_middle_button_pans_and_the_right_one_zooms() -> None:
    assert dragged(Gestures(), [(0, 0), (10, 5)], button=1) == [("pan", 10, 5)]
    assert dragged(Gestures(), [(0, 0), (10, 5)], shift=True) == [("pan", 10, 5)]
    ((kind, factor, x, y),) = dragged(Gestures(), [(40, 30), (40, 10)], button=2)
    assert (kind, x, y) == ("zoom", 40, 30)
    assert factor > 1


def test_a_hand_that_trembles_changes_nothing() -> None:
    assert dragged(Gestures(), [(0, 0), (2, 0), (1, 1)]) == []


def test_the_chosen_tool_is_what_the_left_button_does() -> None:
    gestures = Gestures()
    gestures.choose("pan", "pan")
    assert dragged(gestures, [(0, 0), (10, 5)]) == [("pan", 10, 5)]


def test_a_finger_scrolls_one_picture_a_stride() -> None:
    gestures = Gestures()
    gestures.measure(400, 40)
    assert gestures.stride == 8
    actions = dragged(gestures, [(0, 100), (0, 80), (0, 67), (0, 83)], kind="touch")
    assert actions == [("scroll", 2), ("scroll", 2), ("scroll", -1)], "up goes on to the next picture"
    gestures.choose("scroll", "scroll")
    assert dragged(gestures, [(0, 0), (0, 20)]) == [("scroll", 2)], "with a mouse it is down, as ever"


def test_the_stride_stays_within_reason() -> None:
    gestures = Gestures()
    gestures.measure(400, 2000)
    assert gestures.stride == 3
    gestures.measure(400, 1)
    assert gestures.stride == 28


def test_two_fingers_zoom_about_their_middle_and_pan() -> None:
    gestures = Gestures()
    gestures.down(1, 100, 100, kind="touch")
    gestures.down(2, 200, 100, kind="touch")
    actions = gestures.move(2, 300, 100)
    assert actions == [("pan", 50, 0), ("zoom", 2, 200, 100)]


def test_the_finger_that_is_left_after_a_pinch_does_nothing() -> None:
    gestures = Gestures()
    gestures.down(1, 100, 100, kind="touch")
    gestures.down(2, 200, 100, kind="touch")
    gestures.move(2, 300, 100)
    assert gestures.up(2, 300, 100, 10.0, kind="touch") == []
    assert gestures.move(1, 100, 300) == []
    assert gestures.up(1, 100, 300, 20.0, kind="touch") == []
    assert dragged(gestures, [(0, 0), (0, 100)], kind="touch") != []


def test_a_tap_points_and_two_magnify() -> None:
    gestures = Gestures()
    gestures.down(1, 50, 60, kind="touch")
    assert gestures.up(1, 50, 60, 100.0, kind="touch") == [("point", 50, 60)]
    gestures.down(1, 52, 61, kind="touch")
    assert gestures.up(1, 52, 61, 300.0, kind="touch") == [("magnify", 52, 61)]


def test_a_double_click_of_the_mouse_enlarges_its_pane() -> None:
    gestures = Gestures()
    gestures.down(1, 50, 60)
    assert gestures.up(1, 50, 60, 100.0) == []
    gestures.down(1, 52, 61)
    assert gestures.up(1, 52, 61, 300.0) == [("enlarge",)]


def test_a_click_with_shift_or_with_the_tool_for_it_marks_its_point() -> None:
    gestures = Gestures()
    gestures.down(1, 50, 60, shift=True)
    assert gestures.up(1, 50, 60, 100.0) == [("mark", 50, 60)]
    assert dragged(gestures, [(0, 0), (10, 5)]) != []
    gestures.choose("point", "point")
    gestures.down(1, 7, 8, kind="touch")
    assert gestures.up(1, 7, 8, 900.0, kind="touch") == [("mark", 7, 8)]


def test_a_swipe_to_the_side_asks_for_the_next_pane_and_throws_nothing() -> None:
    gestures = Gestures()
    for way, told in ((-90, 1), (90, -1)):
        gestures.down(1, 200, 100, kind="touch")
        gestures.move(1, 200 + way, 104, 30.0)
        assert gestures.up(1, 200 + way, 104, 40.0, kind="touch") == [("sideways", told)]
        assert gestures.glide is None


def test_a_finger_moves_a_picture_that_is_zoomed_in_unless_a_tool_was_chosen() -> None:
    gestures = Gestures()
    gestures.zoomed = True
    assert dragged(gestures, [(0, 0), (10, 5)], kind="touch") == [("pan", 10, 5)]
    gestures.free = False
    gestures.choose("window", "scroll")
    gestures.measure(400, 40)
    assert dragged(gestures, [(0, 40), (0, 20)], kind="touch") == [("scroll", 2)]
    gestures.zoomed, gestures.free = False, True
    assert dragged(gestures, [(0, 40), (0, 20)], kind="touch") == [("scroll", 2)]
    gestures.zoomed = True
    assert dragged(gestures, [(0, 0), (10, 5)]) == [("window", 10, 5)], "a mouse does what it does"


def thrown(gestures: Gestures, *, pause: float = 0.0, kind: str = "touch") -> None:
    """A finger goes up by 200 pixels in 100 milliseconds, perhaps rests, and comes up."""
    gestures.down(1, 100, 300, kind=kind)
    for step in range(1, 11):
        gestures.move(1, 100, 300 - 20 * step, 10.0 * step)
    gestures.up(1, 100, 100, 100.0 + pause, kind=kind)


def coasted(gestures: Gestures) -> tuple[list[tuple[object, ...]], float]:
    """Frame by frame until it stands; gives what was asked for, and how long it took."""
    actions, time = [], 100.0
    while gestures.glide is not None:
        time += 16.0
        actions += gestures.coast(time)
        assert time < 10_000
    return actions, time - 100


def test_what_a_quick_finger_lets_go_glides_on_and_comes_to_rest() -> None:
    gestures = Gestures()
    gestures.zoomed = True
    thrown(gestures)
    actions, took = coasted(gestures)
    assert {kind for kind, *_ in actions} == {"pan"}
    steps = [step[2] for step in actions]
    assert steps == sorted(steps), "slower and slower"
    assert max(steps) < 0
    # 2 pixels a millisecond that lose two thirds of their speed in 325 ms come 650 far; what is left at the end is not waited for
    assert -650 < sum(steps) < -620
    assert 1000 < took < 2000
    assert gestures.coast(5000.0) == []


def test_pictures_that_are_thrown_go_on_too() -> None:
    gestures = Gestures()
    gestures.measure(400, 40)
    thrown(gestures)
    actions, _ = coasted(gestures)
    assert {kind for kind, *_ in actions} == {"scroll"}
    assert 70 < sum(step[1] for step in actions) < 82


def test_nothing_glides_after_a_rest_a_slow_finger_or_a_mouse_and_a_touch_stops_it() -> None:
    rested, moused = Gestures(), Gestures()
    thrown(rested, pause=200.0)
    thrown(moused, kind="mouse")
    assert rested.glide is moused.glide is None
    slow = Gestures()
    slow.down(1, 100, 300, kind="touch")
    for step in range(1, 6):
        slow.move(1, 100, 300 - 3 * step, 20.0 * step)
    slow.up(1, 100, 285, 100.0, kind="touch")
    assert slow.glide is None
    gestures = Gestures()
    thrown(gestures)
    assert gestures.glide is not None
    gestures.down(1, 5, 5, kind="touch")
    assert gestures.glide is None
    assert gestures.coast(200.0) == []


def test_what_a_finger_pointed_at_stays_when_it_comes_up() -> None:
    gestures = Gestures()
    gestures.down(1, 50, 60, kind="touch")
    assert gestures.up(1, 50, 60, 100.0, kind="touch") == [("point", 50, 60)]
    assert gestures.leave(kind="touch") == []


def test_two_slow_clicks_or_far_ones_do_not_reset() -> None:
    gestures = Gestures()
    for x, y, time in ((50, 50, 0.0), (50, 50, 600.0), (150, 50, 700.0)):
        gestures.down(1, x, y)
        assert gestures.up(1, x, y, time) == []


def test_a_mouse_without_a_button_down_points() -> None:
    gestures = Gestures()
    assert gestures.move(1, 5, 6) == [("point", 5, 6)]
    assert gestures.leave() == [("away",)]
    gestures.down(1, 0, 0)
    assert gestures.leave() == []
    gestures.cancel(1)
    assert gestures.move(1, 5, 6) == [("point", 5, 6)]


def test_one_notch_of_the_wheel_is_one_picture() -> None:
    gestures = Gestures()
    for delta, mode in ((100, 0), (120, 0), (3, 1), (53, 0)):
        assert gestures.wheel(delta, mode=mode) == [("scroll", 1)]
        assert gestures.wheel(-delta, mode=mode) == [("scroll", -1)]
    assert gestures.wheel(360) == [("scroll", 3)]
    assert gestures.wheel(0) == []


def test_small_turns_of_a_touchpad_add_up_and_turn_back_at_once() -> None:
    gestures = Gestures()
    told = [gestures.wheel(10) for _ in range(6)]
    assert told == [[], [], [("scroll", 1)], [], [], [("scroll", 1)]]
    gestures.wheel(29)
    assert gestures.wheel(-29) == []
    assert gestures.wheel(-2) == [("scroll", -1)]


def test_the_wheel_with_control_zooms_at_the_pointer() -> None:
    ((kind, factor, x, y),) = Gestures().wheel(-100, control=True, x=7, y=8)
    assert (kind, x, y) == ("zoom", 7, 8)
    assert 1.1 < factor < 1.6
    ((_, smaller, _, _),) = Gestures().wheel(3, control=True)
    assert 0.9 < smaller < 1
