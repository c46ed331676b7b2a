"""What is handed over, how far the reading is, and what comes when all is read."""

from app.page.update import choices, pictures, reading
from tests.page.update.scene import Scene, stack

INTAKE = {"kind": "folder", "count": 3}


def names(steps: list[tuple[object, ...]]) -> list[object]:
    return [step[0] for step in steps]


# ---- handing over


def test_with_the_core_ready_the_first_picture_is_given_a_moment_before_reading_is_told_of() -> None:
    scene = Scene()
    steps = scene.emit(reading.intake, INTAKE)
    assert "switch" not in names(steps)
    assert ("received", INTAKE) in steps
    later = scene.later()
    assert ("switch", "reading") in later
    assert ("progress", {"reading": True}) in later


def test_before_the_core_is_ready_the_start_is_told_at_once() -> None:
    scene = Scene()
    scene.state.core = "loading"
    steps = scene.emit(reading.intake, INTAKE)
    assert ("starting", {}) in steps
    assert ("switch", "reading") in steps
    assert scene.emit(reading.boot, {"done": 1, "total": 2}) == [("starting", {"done": 1, "total": 2})]
    assert ("progress", {"reading": True}) in scene.emit(reading.ready, {})


def test_a_picture_that_came_within_the_moment_is_not_covered() -> None:
    scene = Scene()
    scene.emit(reading.intake, INTAKE)
    scene.catalog(stack("a"))
    assert ("switch", "reading") not in scene.later()


def test_of_the_start_nobody_is_told_who_opened_nothing() -> None:
    scene = Scene()
    assert scene.emit(reading.boot, {"done": 1, "total": 2}) == []
    assert scene.emit(reading.ready, {}) == []


# ---- while reading


def test_the_first_series_is_shown_as_soon_as_it_is_known() -> None:
    scene = Scene()
    scene.emit(reading.intake, INTAKE)
    steps = scene.catalog(stack("a"))
    assert ("switch", "viewing") in steps
    assert [one["stack"] for one in scene.asked("draw")] == ["a"]
    assert "focus" in names(steps)


def test_a_series_that_grows_keeps_its_picture_and_learns_its_count() -> None:
    scene = Scene(stack("a", 10), read=False)
    scene.emit(pictures.slide, 4)
    steps = scene.catalog(stack("a", 12))
    assert (scene.state.shown.index, scene.state.shown.count) == (4, 12)
    assert "grown" in names(steps)


def test_a_mask_that_was_read_first_gives_way_to_the_anatomy_unless_somebody_wanted_it() -> None:
    mask = stack("m", 3, modality="SEG", of="SEG")
    for touched, expected in ((False, "a"), (True, "m")):
        scene = Scene(mask, read=False)
        if touched:
            scene.emit(choices.touched)
        scene.catalog(mask, stack("a"))
        assert scene.state.shown.stack == expected


def test_who_has_touched_the_picture_keeps_it_when_all_is_read() -> None:
    scene = Scene(stack("a", 3), stack("b", 30), read=False)
    scene.emit(choices.touched)
    scene.read()
    assert scene.state.shown.stack == "a"


def test_pictures_that_came_in_front_are_asked_for_again_where_nothing_is_on_its_way() -> None:
    for busy, asked in (([], 1), ([1], 0)):
        scene = Scene(stack("a", 10), read=False)
        scene.emit(choices.touched)
        scene.catalog(stack("a", 12))
        scene.read(busy=busy)
        assert len(scene.asked("draw")) == asked


def test_why_files_show_no_picture_is_asked_for_unbidden_unless_there_are_too_many() -> None:
    for skipped, asked in ((0, 0), (3, 1), (5000, 0)):
        scene = Scene(stack("a"), read=False)
        scene.read(skipped=skipped)
        assert len(scene.asked("skipped")) == asked


def test_the_list_of_those_files_opens_only_for_who_asked_for_it() -> None:
    scene = Scene(stack("a"))
    told = {"files": [], "counts": None}
    assert "skipped" not in names(scene.emit(reading.skipped, told))
    scene.emit(reading.show_skipped)
    assert ("skipped", told, True) in scene.emit(reading.skipped, told)
    assert "skipped" not in names(scene.emit(reading.skipped, told))


def test_a_folder_without_pictures_says_so_and_lists_what_was_found() -> None:
    scene = Scene()
    scene.emit(reading.intake, INTAKE)
    steps = scene.read(images=0, skipped=2)
    assert ("switch", "nothing") in steps
    assert "nothing" in names(steps)
    assert scene.asked("skipped")
    assert ("skipped", {"files": []}, False) in scene.emit(reading.skipped, {"files": []})


def test_a_good_folder_after_a_useless_one() -> None:
    scene = Scene()
    scene.emit(reading.intake, INTAKE)
    scene.read(images=0)
    scene.emit(reading.intake, INTAKE)
    scene.catalog(stack("a"))
    assert scene.state.screen == "viewing"


# ---- more beside it


def test_what_is_added_to_an_open_scan_is_told_when_it_is_read() -> None:
    scene = Scene(stack("a"))
    steps = scene.emit(reading.intake, INTAKE)
    assert "mark cards" in names(steps)
    assert "received" not in names(steps)
    scene.read(reading=True)
    scene.catalog(stack("a"), stack("b", 3))
    steps = scene.read()
    assert "reveal cards" in names(steps)
    assert "note" in names(steps)


def test_what_is_handed_over_while_reading_changes_nothing_of_what_is_told() -> None:
    scene = Scene(stack("a"), read=False)
    scene.read(reading=True)
    assert scene.emit(reading.intake, INTAKE) == []


# ---- stopping, closing, failing


def test_stopping_shows_at_once_and_what_is_told_of_that_reading_later_is_past() -> None:
    scene = Scene(stack("a"), read=False)
    scene.read(reading=True)
    steps = scene.emit(reading.cancel)
    assert ("send", "cancel", {}) in steps
    assert scene.state.progress["canceled"]
    assert scene.read(reading=True) == []
    assert "progress" in names(scene.read(canceled=True))


def test_more_that_is_handed_over_before_the_cell_has_stopped_is_read() -> None:
    scene = Scene(stack("a"), read=False)
    scene.read(reading=True)
    scene.emit(reading.cancel)
    scene.emit(reading.intake, INTAKE)
    assert scene.read(canceled=True) == []
    assert "progress" in names(scene.read(reading=True))


def test_stopped_before_there_is_a_picture_the_cell_is_closed_and_what_was_found_is_told() -> None:
    scene = Scene()
    scene.emit(reading.intake, INTAKE)
    scene.read(reading=True, files=4)
    steps = scene.emit(reading.cancel)
    assert names(steps).index("close") < names(steps).index("nothing")
    assert scene.state.screen == "nothing"
    assert scene.state.progress["files"] == 4


def test_closing_forgets_the_scan_and_keeps_what_the_person_chose() -> None:
    scene = Scene(stack("a"))
    scene.emit(choices.hide_names)
    steps = scene.emit(reading.closed, {})
    assert {"forget", "vacate", "switch", "announce"} <= set(names(steps))
    assert (scene.state.shown, scene.state.entries, scene.state.screen) == (None, {}, "welcome")
    assert scene.state.names_hidden


def test_a_cell_that_dies_ends_the_film_and_is_told_with_its_reason() -> None:
    from app.page.update import films

    scene = Scene(stack("a"))
    scene.emit(films.play, 0)
    steps = scene.emit(reading.trouble, {"fatal": True, "text": "why"})
    assert ("lost",) in steps
    assert ("crash", "why", True) in steps
    assert scene.state.view.film is None
    assert scene.emit(reading.trouble, {"fatal": False, "text": "what"}) == [("trouble", "what")]


def test_a_core_that_never_started_is_told_in_other_words() -> None:
    assert Scene().emit(reading.core, {"state": "failed", "text": "why"}) == [("crash", "why", False)]
    assert Scene().emit(reading.core, {"state": "loading", "text": None}) == []


# ---- names


def test_hidden_names_are_hidden_in_every_place_at_once() -> None:
    scene = Scene(stack("a"), stack("b"))
    from app.page import sight
    from app.page.update import arrangement

    scene.emit(arrangement.lay_out, "1x2")
    steps = scene.emit(choices.hide_names)
    assert {"names", "list", "disc", "documents", "document written", "series"} <= set(names(steps))
    assert [step[1] for step in steps if step[0] == "corners"][:2] == [1, 2]
    assert sight.seen(scene.state).patient["name"] != "A^B"
    scene.emit(choices.hide_names)
    assert sight.seen(scene.state).patient["name"] == "A^B"
    assert sight.hidden(scene.state) is None


def test_names_are_hidden_before_there_is_a_scan_without_a_pane_that_offers_itself() -> None:
    assert "corners" not in names(Scene().emit(choices.hide_names))


def test_after_a_cell_died_while_reading_what_is_dropped_is_told_of() -> None:
    scene = Scene(stack("a"), read=False)
    scene.read(reading=True)
    scene.emit(reading.crashed, {"text": "why"})
    assert "starting" in names(scene.emit(reading.intake, INTAKE))
