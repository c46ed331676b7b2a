"""Brightness, size and direction of the picture in the active pane."""

from app.page.space.viewport import HOME
from app.page.update import gestures, looks, pictures
from tests.page.update.scene import Scene, stack


def test_a_window_is_asked_for_and_bounded_by_what_the_values_reach() -> None:
    scene = Scene(stack("a"))
    scene.emit(looks.window, 50, 500)
    assert [(one["center"], one["width"]) for one in scene.asked("draw")] == [(50, 500)]
    scene.emit(looks.window, 1e12, -5)
    assert scene.state.shown.window == (3e6, 1e-6)


def test_a_preset_by_its_number_is_the_tissue_that_it_names() -> None:
    scene = Scene(stack("a"))
    for number, window in ((1, (40, 400)), (2, (-600, 1500)), (3, (400, 1800)), (4, (40, 80))):
        scene.emit(looks.preset, number)
        assert scene.state.shown.window == window
    assert scene.emit(looks.preset, 99) == []


def test_the_first_preset_is_the_window_of_the_file_again() -> None:
    scene = Scene(stack("a"))
    scene.emit(looks.preset, 4)
    scene.answer()
    scene.emit(looks.preset, 0)
    assert scene.asked("draw")[0]["center"] is None
    scene.answer()
    assert scene.state.shown.window == (40, 400)


def test_the_windows_of_the_file_are_offered_behind_the_others() -> None:
    named = [{"name": "ONE", "center": 1, "width": 2, "voi": None}, {"name": "BONE_1", "center": 300, "width": 1500, "voi": None}]
    scene = Scene(stack("a", windows=(named[0], named[1], {"name": "", "center": None, "width": None, "voi": 0})))
    *_, second, curve = scene.state.presets
    assert (second[1:], curve[1:]) == ((300, 1500, None), (None, None, 0))
    assert "BONE 1" in second[0]


def test_pet_in_suv_is_looked_at_black_on_white_by_its_presets() -> None:
    scene = Scene(stack("a", unit="SUVbw", window=[5, 10]), modality="PT")
    steps = scene.emit(looks.preset, 2)
    assert (scene.state.shown.window, scene.state.shown.invert) == ((5, 10), True)
    assert ("buttons",) in steps


def test_a_picture_in_color_has_no_window() -> None:
    scene = Scene(stack("a"))
    scene.emit(pictures.step, 1)
    scene.answer(color=True)
    assert scene.emit(looks.window, 40, 80) == []
    scene.emit(looks.offer)
    assert scene.state.presets == ()


def test_a_drag_of_a_hundred_pixels_widens_by_a_quarter_and_tells_once_how_to_get_back() -> None:
    scene = Scene(stack("a"))
    steps = scene.emit(gestures.act, 1, [("window", 100, 0)])
    assert abs(scene.state.shown.window[1] - 500) < 1e-6
    assert [step[0] for step in steps].count("note") == 1
    assert "note" not in [step[0] for step in scene.emit(gestures.act, 1, [("window", 10, 5)])]


def test_a_number_that_is_typed_is_taken_and_nonsense_is_not() -> None:
    scene = Scene(stack("a"))
    scene.emit(looks.type_window, "center", 77.0)
    scene.emit(looks.type_window, "width", 900.0)
    assert scene.state.shown.window == (77.0, 900.0)
    for name, typed in (("width", 0.0), ("width", -3.0), ("center", None)):
        assert scene.emit(looks.type_window, name, typed) == [("typed", name)]
    assert scene.state.shown.window == (77.0, 900.0)
    assert "note" in [step[0] for step in scene.emit(looks.type_window, "center", 1e12)]


def test_the_window_stays_while_scrolling() -> None:
    scene = Scene(stack("a"))
    scene.emit(looks.window, 10, 20)
    scene.emit(pictures.step, 1)
    assert [(one["center"], one["width"]) for one in scene.asked("draw")] == [(10, 20)]


def test_black_and_white_are_swapped_and_back() -> None:
    scene = Scene(stack("a"))
    scene.emit(looks.invert)
    assert scene.asked("draw")[0]["invert"] is True
    scene.emit(looks.invert)
    assert scene.asked("draw")[0]["invert"] is False


def test_turning_and_mirroring_and_the_way_back() -> None:
    scene = Scene(stack("a"))
    for action, argument in ((looks.turn, 1), (looks.flip, True), (looks.zoom, 2.0)):
        assert scene.emit(action, argument)[0] == ("pose", 1)
    pose = scene.state.shown.pose
    assert (pose.turns, pose.mirrored, pose.fit) == (3, True, False)
    scene.emit(looks.invert)
    scene.emit(looks.window, 1, 2)
    scene.emit(looks.reset)
    shown = scene.state.shown
    assert (shown.pose, shown.invert, shown.window) == (HOME, False, None)


def test_what_is_under_the_pointer_stays_there_when_it_is_zoomed() -> None:
    from app.page.space import viewport

    scene = Scene(stack("a"))
    before = viewport.to_pixel(scene.state.shown.pose, scene.state.view.lying, scene.state.view.room, 500, 200)
    scene.emit(gestures.act, 1, [("zoom", 3.0, 500, 200)])
    assert viewport.to_pixel(scene.state.shown.pose, scene.state.view.lying, scene.state.view.room, 500, 200) == before


def test_one_to_one_is_one_pixel_of_the_display() -> None:
    scene = Scene(stack("a"))
    scene.state.ratio = 2.0
    scene.emit(looks.one_to_one)
    assert scene.state.shown.pose.zoom == 0.5
    scene.emit(looks.fit)
    assert scene.state.shown.pose.fit


def test_without_a_picture_nothing_is_zoomed_turned_or_swapped() -> None:
    scene = Scene()
    for action, arguments in (
        (looks.zoom, (2.0,)),
        (looks.turn, (1,)),
        (looks.invert, ()),
        (looks.reset, ()),
        (looks.overlays, ()),
        (looks.subtract, ()),
    ):
        assert scene.emit(action, *arguments) == []


def test_drawings_are_taken_away_only_where_there_are_any() -> None:
    assert Scene(stack("a")).emit(looks.overlays) == []
    scene = Scene(stack("a", overlays=True))
    scene.emit(looks.overlays)
    assert scene.asked("draw")[0]["overlays"] is False
    assert scene.said() is not None


def test_subtracted_or_as_it_was_taken_each_has_a_window_of_its_own() -> None:
    scene = Scene(stack("a", subtraction=True))
    scene.emit(looks.subtract)
    asked = scene.asked("draw")[0]
    assert (asked["subtract"], asked["center"]) == (True, None)
    scene.emit(looks.subtract)
    assert scene.asked("draw")[0]["subtract"] is False


def test_once_all_of_a_series_can_be_told_as_suv_the_window_is_of_that_unit() -> None:
    scene = Scene(stack("a", unit="SUVbw", window=None), modality="PT", read=False)
    scene.emit(pictures.step, 1)
    scene.answer(unit="BQML")
    scene.state.shown.window = (4000, 8000)
    scene.emit(looks.offer)
    assert scene.asked("draw")[0]["center"] is None
