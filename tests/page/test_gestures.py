"""Fingers, mouse and wheel."""

from app.page.gestures import Gestures


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
    actions = dragged(gestures, [(0, 0), (0, 20), (0, 33), (0, 17)], kind="touch")
    assert actions == [("scroll", 2), ("scroll", 2), ("scroll", -1)]


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


def test_a_tap_points_and_two_reset() -> None:
    gestures = Gestures()
    gestures.down(1, 50, 60, kind="touch")
    assert gestures.up(1, 50, 60, 100.0, kind="touch") == [("point", 50, 60)]
    gestures.down(1, 52, 61, kind="touch")
    assert gestures.up(1, 52, 61, 300.0, kind="touch") == [("reset",)]


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
