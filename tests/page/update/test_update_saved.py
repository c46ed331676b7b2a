"""Saved views: off until somebody wants one, and all as before when it is taken off."""

from app.page.space.viewport import Room
from app.page.update import arrangement, leading, looks, pictures, saved
from tests.page.update.scene import Scene, stack

VIEW = {"id": "v1", "title": "one", "error": None, "places": [2, 7], "notes": [], "by": "", "date": "", "time": "", "label": ""}
ITS = {"mode": "SCALE TO FIT", "spacing": None, "magnification": None, "area": None, "rotation": 90, "flip": False}


def scene() -> Scene:
    made = Scene(stack("a", saved_views=1), stack("b"))
    made.emit(pictures.choose, "a")
    made.frame()
    made.emit(saved.take, {"stack": "a", "views": [VIEW, dict(VIEW, id="v2", error="why")]})
    return made


def test_the_views_of_a_stack_are_asked_for_where_there_are_any_and_anew_when_more_was_read() -> None:
    made = Scene(stack("a", saved_views=1), stack("b"))
    made.emit(pictures.series)
    assert made.asked("saved_views") == []  # they were, when it was shown
    made.state.documents = [{}]
    made.emit(pictures.series)
    assert made.asked("saved_views") == [{"stack": "a"}]
    made.emit(pictures.choose, "b")
    made.frame()
    assert made.asked("saved_views") == []


def test_one_is_put_on_the_nearest_picture_that_it_is_about_and_each_has_its_own_window() -> None:
    made = scene()
    made.emit(looks.window, 1, 2)
    made.emit(saved.toggle, "v1")
    (asked,) = made.asked("draw")
    assert (asked["saved"], asked["index"], asked["center"], asked["invert"]) == ("v1", 7, None, False)
    assert made.said() is not None


def test_it_is_off_before_somebody_wants_it_and_one_with_a_fault_is_never_on() -> None:
    made = scene()
    assert made.state.shown.saved is None
    assert made.emit(saved.toggle, "v2") == []
    assert made.emit(saved.switch, "unknown") == []


def test_taken_off_in_whatever_way_all_is_as_it_was_before() -> None:
    for action, arguments in ((saved.toggle, ("v1",)), (saved.toggle, ()), (saved.switch, (None,))):
        made = scene()
        made.emit(looks.window, 1, 2)
        made.emit(looks.turn, 1)
        before = (made.state.shown.window, made.state.shown.pose, made.state.shown.invert)
        made.emit(saved.toggle)
        made.answer(center=9, width=99)
        made.emit(action, *arguments)
        shown = made.state.shown
        assert shown.saved is None
        assert (shown.window, shown.pose, shown.invert) == before


def test_the_first_preset_and_the_reset_take_it_off_too() -> None:
    for action, arguments in ((looks.preset, (0,)), (looks.reset, ())):
        made = scene()
        made.emit(saved.toggle)
        made.answer(center=9, width=99)
        made.emit(action, *arguments)
        assert made.state.shown.saved is None
        assert made.asked("draw")[-1]["center"] is None
        made.answer()
        assert made.state.shown.window == (40, 400)


def test_the_picture_lies_as_it_says_until_the_person_moves_it() -> None:
    made = scene()
    made.emit(saved.toggle)
    steps = made.answer(saved=ITS)
    assert made.state.shown.pose.turns == 1
    assert ("pose", 1) in steps
    made.emit(looks.turn, 1)
    made.emit(arrangement.measured, 1, Room(300, 300), 1)
    assert made.state.shown.pose.turns == 2


def test_of_true_size_a_millimeter_is_one_on_the_screen() -> None:
    made = scene()
    made.emit(saved.toggle)
    made.answer(saved=dict(ITS, mode="TRUE SIZE", spacing=[0.5, 0.5]))
    assert abs(made.state.shown.pose.zoom - 0.5 * 96 / 25.4) < 1e-9


def test_on_pictures_that_it_is_not_about_that_is_said() -> None:
    made = scene()
    made.emit(saved.toggle)
    made.answer(saved=ITS)
    on = made.state.view.said
    made.emit(pictures.step, 1)
    made.answer(saved=None)
    assert made.state.view.said not in ("", on)
    made.emit(saved.toggle)
    made.answer()
    assert made.state.view.said == ""


def test_the_page_of_a_saved_view_leads_to_its_picture_with_it_on() -> None:
    made = scene()
    made.emit(pictures.choose, "b")
    made.emit(leading.show_saved, "v1", "a", 2)
    made.answer()
    made.frame()
    assert made.asked("saved_views") == [{"stack": "a"}]
    made.emit(saved.take, {"stack": "a", "views": [VIEW]})
    assert (made.state.shown.stack, made.state.shown.saved, made.state.shown.index) == ("a", "v1", 2)


def test_one_that_cannot_be_shown_says_why() -> None:
    made = scene()
    made.emit(leading.show_saved, "v2", "a", 2)
    steps = made.emit(saved.take, {"stack": "a", "views": [dict(VIEW, id="v2", error="why")]})
    assert ("note", "why") in steps
