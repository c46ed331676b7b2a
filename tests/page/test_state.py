"""What is open and what is shown."""

from app.page import automation
from app.page import state as states
from app.page.update import scan, views


def catalog(counts: list[tuple[str, int]]) -> list[dict[str, object]]:
    """Give a catalog of one study with these stacks and counts."""
    stacks = [{"id": name, "frames": frames} for name, frames in counts]
    return [{"name": "A^B", "studies": [{"uid": "1", "series": [{"uid": "2", "modality": "CT", "stacks": stacks}]}]}]


def picture(stack: str, index: int, **more: object) -> dict[str, object]:
    told = {"view": 1, "seq": 1, "stack": stack, "index": index, "count": 10, "center": 40, "width": 400, "color": False, "error": None}
    told.update(more)
    return told


def test_the_census_counts_patients_series_pictures_and_documents() -> None:
    state = states.State()
    assert scan.census(state) == (0, 0, 0, 0)
    state.documents = [{"id": "d1"}]
    scan.read_catalog(state, catalog([("a", 10), ("b", 5)]))
    assert scan.census(state) == (1, 1, 15, 1)


def test_the_first_picture_of_all_is_shown() -> None:
    state = states.State()
    view = views.adopt(state, picture("a", 3, seq=0))
    shown = state.shown
    assert view is state.view
    assert view.painted is shown
    assert (shown.index, shown.count, shown.window) == (3, 10, (40, 400))


def test_a_late_picture_of_another_stack_does_not_steal_the_screen() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 10), ("b", 5)]))
    shown = views.choose(state, "a")
    views.adopt(state, picture("b", 2))
    assert state.shown is shown
    assert (state.view.painted.stack, state.view.painted.index) == ("b", 0)


def test_a_subtracted_picture_gets_a_window_of_its_own_and_so_does_the_next_that_is_not() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 10)]))
    shown = views.choose(state, "a")
    views.adopt(state, picture("a", 0))
    views.adopt(state, dict(picture("a", 4, center=-20, width=60), subtracted=True))
    assert (shown.window, views.request(state.view)["changed"]) == ((-20, 60), True)
    views.adopt(state, dict(picture("a", 5, center=-99, width=9), subtracted=True))
    assert shown.window == (-20, 60)
    views.adopt(state, dict(picture("a", 0), subtracted=None))
    assert (shown.window, views.request(state.view)["changed"]) == ((40, 400), False)


def test_the_window_stays_while_scrolling_and_comes_anew_after_a_reset() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 10)]))
    shown = views.choose(state, "a")
    assert views.request(state.view) == {
        "view": 1, "seq": 1, "stack": "a", "index": 0, "center": None, "width": None, "voi": None, "invert": False, "overlays": True, "saved": None,
        "subtract": None, "changed": False,
    }  # fmt: skip
    views.adopt(state, picture("a", 0))
    views.go(shown, 4)
    assert views.request(state.view)["center"] == 40
    views.adopt(state, picture("a", 4, center=99, width=7))
    assert shown.window == (40, 400)
    shown.window = None
    views.adopt(state, picture("a", 4, center=99, width=7, seq=views.request(state.view)["seq"]))
    assert shown.window == (99, 7)


def test_a_late_picture_in_a_window_that_was_left_is_not_taken_for_the_file_s_own() -> None:
    """Somebody drags, and goes back to what the file says before the picture of the drag is here."""
    state = states.State()
    scan.read_catalog(state, catalog([("a", 10)]))
    shown = views.choose(state, "a")
    views.adopt(state, picture("a", 0, seq=views.request(state.view)["seq"]))
    shown.window = (99, 7)
    dragged = views.request(state.view)["seq"]
    shown.window = None
    back = views.request(state.view)["seq"]
    views.adopt(state, picture("a", 0, center=99, width=7, seq=dragged))
    views.adopt(state, picture("a", 0, center=99, width=7, seq=0))  # the stack grew meanwhile, and is drawn as it was asked for last
    assert (shown.window, shown.own) == (None, (40, 400))
    views.adopt(state, picture("a", 0, seq=back))
    assert (shown.window, shown.own) == ((40, 400), (40, 400))


def test_a_late_picture_of_a_saved_view_that_was_taken_off_is_not_taken_for_the_file_s_own() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 10)]))
    shown = views.choose(state, "a")
    views.adopt(state, picture("a", 0, seq=views.request(state.view)["seq"]))
    shown.window, shown.saved, shown.each = None, "d1", True
    of_the_view = views.request(state.view)["seq"]
    shown.saved, shown.each = None, False
    back = views.request(state.view)["seq"]
    views.adopt(state, picture("a", 0, center=-600, width=1500, seq=of_the_view))
    assert shown.window is None
    views.adopt(state, picture("a", 0, seq=back))
    assert (shown.window, shown.own) == ((40, 400), (40, 400))


def test_a_curve_of_the_file_stays_while_scrolling() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 10)]))
    shown = views.choose(state, "a")
    views.adopt(state, picture("a", 0, voi=2))
    views.go(shown, 4)
    request = views.request(state.view)
    assert (request["voi"], request["center"], request["width"]) == (2, 40, 400)


def test_pictures_in_color_and_broken_ones_bring_no_window() -> None:
    state = states.State()
    shown = views.adopt(state, picture("a", 0, color=True, center=None, width=None)).shown
    assert shown.window is None
    shown = views.adopt(state, picture("a", 0, error="broken")).shown
    assert shown.window is None


def test_a_stack_that_grows_keeps_what_is_shown() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 5)]))
    shown = views.choose(state, "a")
    views.go(shown, 3)
    assert scan.read_catalog(state, catalog([("a", 9)]))
    assert (shown.index, shown.count) == (3, 9)
    assert not scan.read_catalog(state, catalog([("a", 9)]))


def test_a_picture_that_got_another_number_is_followed() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 5)]))
    shown = views.choose(state, "a")
    views.go(shown, 3)
    scan.read_catalog(state, catalog([("a", 9)]), {"1": 6})
    assert shown.index == 6
    scan.read_catalog(state, catalog([("a", 9)]), {"1": 1}, busy=[1])
    assert shown.index == 6


def test_going_stays_within_the_stack() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 5)]))
    shown = views.choose(state, "a")
    assert not views.go(shown, -1)
    assert views.go(shown, 99)
    assert shown.index == 4


def test_a_stack_is_found_again_as_it_was_left() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 5), ("b", 5)]))
    views.go(views.choose(state, "a"), 2)
    assert scan.neighbor(state, 1) == "b"
    assert scan.neighbor(state, -1) is None
    views.choose(state, "b")
    assert views.choose(state, "a").index == 2


def test_the_snapshot_tells_what_automation_asks_for() -> None:
    state = states.State()
    assert automation.snapshot(state)["stack"] is None
    scan.read_catalog(state, catalog([("a", 10)]))
    views.adopt(state, picture("a", 3, seq=0))
    state.loaded["a"] = {"done": 4, "total": 10}
    told = automation.snapshot(state)
    assert (told["stack"], told["index"], told["center"], told["width"]) == ("a", 3, 40, 400)
    assert told["pictures"] == {"done": 4, "total": 10}
    assert told["patients"] == state.patients


def test_while_a_saved_view_is_on_each_picture_has_its_window_until_the_person_turns_it() -> None:
    state = states.State()
    scan.read_catalog(state, catalog([("a", 10)]))
    shown = views.choose(state, "a")
    views.adopt(state, picture("a", 0))
    shown.saved, shown.each, shown.window = "d1", True, None
    views.adopt(state, picture("a", 0, center=7, width=9))
    request = views.request(state.view)
    assert (request["saved"], request["center"], request["width"]) == ("d1", None, None)
    assert (shown.window, shown.own) == ((7, 9), (40, 400))
    views.adopt(state, picture("a", 1, center=8, width=10))
    assert shown.window == (8, 10)
    shown.window, shown.each = (1, 2), False
    views.adopt(state, picture("a", 2, center=8, width=10))
    assert views.request(state.view)["center"] == 1


def opened(*stacks: dict[str, object]) -> states.State:
    state = states.State()
    series = [{"uid": str(number), "stacks": [stack]} for number, stack in enumerate(stacks)]
    scan.read_catalog(state, [{"name": "A^B", "studies": [{"uid": "1", "series": series}]}])
    return state


PLANNING = {"id": "s1", "frames": 90, "localizer": True}


def test_once_all_is_read_the_largest_series_that_is_not_for_planning_is_begun_in_its_middle() -> None:
    state = opened(PLANNING, {"id": "s2", "frames": 24}, {"id": "s3", "frames": 31, "localizer": False}, {"id": "s4", "frames": 31})
    assert scan.finest(state) == ("s3", 15)


def test_a_film_is_begun_at_its_beginning() -> None:
    assert scan.finest(opened(PLANNING, {"id": "s2", "frames": 24, "kind": "time"})) == ("s2", 0)


def test_where_there_are_localizers_only_the_picture_stays() -> None:
    assert scan.finest(opened(PLANNING)) is None


def test_from_whoever_has_touched_anything_the_picture_is_not_pulled_away() -> None:
    state = opened(PLANNING, {"id": "s2", "frames": 24})
    state.touched = True
    assert scan.finest(state) is None


def test_once_it_was_chosen_it_stays_when_more_is_handed_over() -> None:
    state = opened(PLANNING, {"id": "s2", "frames": 24})
    state.settled = True
    assert scan.finest(state) is None


def test_each_view_has_its_own_place_and_window_of_one_stack() -> None:
    state = opened({"id": "ct", "frames": 40})
    views.adopt(state, picture("ct", 7, seq=0, count=40))
    views.arrange(state, "1x2")
    second = state.views[2]
    views.choose(state, "ct", second)
    assert second.shown.index == 7, "a view of the same stack opens where the other one is"
    views.adopt(state, picture("ct", 7, view=2, center=-600, width=1500, count=40))
    views.go(second.shown, 20)
    assert (state.shown.index, state.shown.window) == (7, (40, 400))
    assert (second.shown.index, second.shown.window) == (20, (-600, 1500))
    assert (views.request(second)["view"], views.request(second)["seq"], views.request(state.view)["seq"]) == (2, 2, 1)


def test_a_picture_for_a_view_that_is_not_there_changes_nothing() -> None:
    state = opened({"id": "ct", "frames": 40})
    assert views.adopt(state, picture("ct", 7, view=4)) is None
    assert state.shown is None


def test_a_smaller_layout_keeps_what_the_other_views_showed() -> None:
    state = opened({"id": "a", "frames": 4}, {"id": "b", "frames": 4})
    views.choose(state, "a")
    views.arrange(state, "2x2")
    assert states.visible(state) == [1, 2, 3, 4]
    views.choose(state, "b", state.views[2])
    state.active = 2
    views.arrange(state, "1")
    assert (states.visible(state), state.active, state.shown.stack) == ([1], 1, "a")
    views.arrange(state, "2x1")
    assert state.views[2].shown.stack == "b"


def test_one_view_may_have_all_the_room_and_a_phone_has_room_for_one() -> None:
    state = opened({"id": "a", "frames": 4})
    views.arrange(state, "2x2")
    state.active, state.large = 3, True
    assert (states.visible(state), states.numbers(state)) == ([3], [1, 2, 3, 4])
    state.large, state.narrow = False, True
    assert states.visible(state) == [3]


def test_a_mask_is_not_what_one_begins_with_while_there_is_anything_else() -> None:
    state = states.State()
    patients = catalog([("mask", 200), ("ct", 20)])
    patients[0]["studies"][0]["series"][0]["stacks"][0]["modality"] = "SEG"  # type: ignore[index]
    scan.read_catalog(state, patients)
    assert scan.finest(state) == ("ct", 10)
    assert scan.anatomy(state) is None
    views.choose(state, "mask")
    assert scan.anatomy(state) == "ct"
    state.touched = True  # whoever chose it wants to see it
    assert scan.anatomy(state) is None
    alone = states.State()
    scan.read_catalog(alone, [{"studies": [{"uid": "1", "series": [{"stacks": [{"id": "m", "frames": 4, "modality": "RTDOSE"}]}]}]}])
    assert scan.finest(alone) == ("m", 2)


def test_of_series_of_one_size_anatomy_is_begun_with_and_not_uptake() -> None:
    pet, ct = {"id": "pet", "frames": 31, "modality": "PT"}, {"id": "ct", "frames": 31, "modality": "CT"}
    assert scan.finest(opened(pet, ct)) == ("ct", 15)
    assert scan.finest(opened(ct, pet)) == ("ct", 15)
    assert scan.finest(opened(dict(pet, frames=32), ct)) == ("pet", 16)


def test_what_shows_nothing_in_small_is_begun_with_only_where_all_else_shows_nothing_too() -> None:
    state = opened({"id": "empty", "frames": 90, "modality": "SM"}, {"id": "tissue", "frames": 4, "modality": "SM"})
    state.blank = {"empty": "even", "tissue": ""}
    assert scan.finest(state) == ("tissue", 2)
    state.blank["tissue"] = "even"
    assert scan.finest(state) == ("empty", 45)


def test_closing_a_scan_forgets_all_of_it_and_nothing_of_the_page() -> None:
    state = opened({"id": "s1", "frames": 4})
    views.choose(state, "s1")
    state.core, state.sealed, state.offline, state.names_hidden, state.license, state.speed = "ready", True, True, True, "active", 2.0
    state.requests = 3
    state.forget()
    kept = {"core": "ready", "sealed": True, "offline": True, "names_hidden": True, "license": "active", "speed": 2.0}
    told = {name: getattr(state, name) for name in set(kept) | {"shown", "patients", "entries", "touched", "requests"}}
    assert [view.kept for view in state.views.values()] == [{}]
    assert told == dict(kept, shown=None, patients=[], entries={}, touched=False, requests=0)


def test_maps_of_a_few_blocks_are_not_begun_with_however_many_there_are() -> None:
    state = opened({"id": "s1", "frames": 90, "rows": 8, "columns": 8}, {"id": "s2", "frames": 24, "rows": 256, "columns": 256})
    assert scan.finest(state) == ("s2", 12)
    assert scan.finest(opened({"id": "s1", "frames": 90, "rows": 8, "columns": 8})) == ("s1", 45)
