"""What other files lay over the pictures: learned, switched, and asked for with each picture."""

from app.page import state as states
from app.page.facts import overlays
from app.page.update import layers, leading, looks, pictures
from tests.page.update.scene import Scene, stack

CONTOURS = {"id": "d1", "sop_class": overlays.CONTOURS, "patient": None}


def layer(number: int, path: str, *segments: int, seen: bool = True) -> dict[str, object]:
    return {"id": number, "path": path, "kind": "contours", "title": path, "seen": seen, "segments": [{"number": one} for one in segments]}


def scene(*told: dict[str, object]) -> Scene:
    made = Scene(stack("a"), stack("b"), documents=[CONTOURS])
    made.first = made.emit(layers.take, {"stack": "a", "layers": list(told), "notes": []}) if told else []
    return made


def test_layers_are_asked_for_once_all_is_read_and_once_for_each_stack() -> None:
    made = Scene(stack("a"), documents=[CONTOURS], read=False)
    assert made.asked("layers") == []
    made.read()
    assert made.asked("layers") == [{"stack": "a"}]
    made.emit(pictures.series)
    assert made.asked("layers") == []


def test_a_scan_without_layers_is_not_asked_for_any() -> None:
    made = Scene(stack("a"))
    assert made.asked("layers") == []
    made.emit(pictures.step, 1)
    assert made.asked("marks") == []


def test_the_note_about_them_comes_once_a_disc_and_nothing_is_on_before_somebody_wants_it() -> None:
    made = scene(layer(1, "x", 1, 2))
    assert [step[0] for step in made.first].count("offer") == 1
    assert overlays.wanted(made.state) == []
    again = made.emit(layers.take, {"stack": "b", "layers": [layer(1, "x", 1)], "notes": []})
    assert "offer" not in [step[0] for step in again]


def test_what_is_switched_on_is_asked_for_with_each_picture_and_before_it() -> None:
    made = scene(layer(1, "x", 1, 2))
    made.emit(layers.switch, made.state.layers.known["a"][0], True)
    assert made.asked("marks") == [{"view": 1, "stack": "a", "index": 5, "on": [[1, [1, 2], overlays.THRESHOLD]]}]
    kinds = [step[1] for step in made.emit(pictures.step, 1) if step[0] == "put"]
    assert kinds == ["marks", "draw"]


def test_a_segment_that_is_switched_off_is_not_asked_for() -> None:
    made = scene(layer(1, "x", 1, 2))
    (one,) = made.state.layers.known["a"]
    made.emit(layers.switch, one, True)
    made.emit(layers.switch_segment, one, 1, False)
    assert made.asked("marks")[0]["on"] == [[1, [2], overlays.THRESHOLD]]
    made.emit(layers.switch_segment, one, 2, False)
    assert ("unmark", 1) in made.steps


def test_show_all_shows_all_whatever_was_on_before_and_hides_all_then() -> None:
    made = scene(layer(1, "x", 1), layer(2, "y", 1), layer(3, "z", 1, seen=False))
    made.emit(layers.switch_segment, made.state.layers.known["a"][0], 1, False)
    made.emit(layers.show_all)
    assert [one[0] for one in overlays.wanted(made.state)] == [1, 2]
    made.emit(layers.show_all)
    assert overlays.wanted(made.state) == []
    made.emit(layers.toggle)
    assert [one[0] for one in overlays.wanted(made.state)] == [1, 2]


def test_with_the_drawings_of_the_file_all_is_hidden_and_switching_one_on_shows_them_again() -> None:
    made = scene(layer(1, "x", 1))
    (one,) = made.state.layers.known["a"]
    made.emit(layers.switch, one, True)
    made.emit(looks.overlays)
    assert not made.state.shown.overlays
    assert overlays.wanted(made.state) == []
    made.emit(layers.switch, one, True)
    assert made.state.shown.overlays
    assert made.asked("draw")[0]["overlays"] is True


def test_where_nothing_lies_over_the_pictures_the_key_for_it_does_nothing() -> None:
    made = scene()
    assert made.emit(layers.toggle) == []
    assert made.emit(layers.show_all) == []


def test_marks_that_come_when_none_are_wanted_any_more_are_not_shown() -> None:
    made = scene(layer(1, "x", 1))
    told = {"view": 1, "stack": "a", "index": 5}
    assert made.emit(layers.take_marks, told) == []
    made.emit(layers.switch, made.state.layers.known["a"][0], True)
    assert made.emit(layers.take_marks, told) == [("marks", 1, told)]


def test_a_dose_is_seen_from_the_part_that_was_chosen() -> None:
    made = scene(layer(1, "x", 1))
    (one,) = made.state.layers.known["a"]
    made.emit(layers.switch, one, True)
    made.emit(layers.threshold, one, 0.5)
    assert made.asked("marks")[0]["on"] == [[1, [1], 0.5]]


def test_how_far_they_shine_through_stays_for_the_next_scan_and_what_was_on_does_not() -> None:
    made = scene(layer(1, "x", 1))
    made.emit(layers.switch, made.state.layers.known["a"][0], True)
    assert made.emit(layers.fade, 0.3) == [("fade",)]
    made.state.forget()
    assert (made.state.layers.opacity, made.state.layers.seen) == (0.3, set())


def test_one_goes_to_the_picture_on_which_a_segment_is_largest() -> None:
    made = scene(layer(1, "x", 1))
    made.emit(layers.find, made.state.layers.known["a"][0], 1)
    assert made.asked("largest") == [{"stack": "a", "layer": 1, "segment": 1}]
    made.emit(leading.take_largest, {"stack": "a", "index": 8})
    assert made.state.shown.index == 8
    assert [step[0] for step in made.emit(leading.take_largest, {"stack": "a", "index": None})] == ["note"]
    assert made.emit(leading.take_largest, {"stack": "b", "index": 1}) == []


def test_outlines_are_looked_for_one_after_the_other_and_the_list_is_written_when_all_are_known() -> None:
    made = Scene(stack("a"), documents=[CONTOURS, dict(CONTOURS, id="d2")], read=False)
    made.read()
    assert made.asked("over") == [{"document": "d1", "stack": None}]
    told = {"document": "d1", "stack": None, "home": "a", "index": 3, "path": "x", "error": None}
    steps = made.emit(leading.take_over, told)
    assert made.asked("over") == [{"document": "d2", "stack": None}]
    assert ("list",) not in steps
    assert ("list",) in made.emit(leading.take_over, dict(told, document="d2"))


def test_from_outlines_one_comes_to_their_pictures_with_them_on() -> None:
    made = scene(layer(1, "x", 1))
    made.state.layers.homes["d1"] = {"home": "a", "index": 3, "path": "x"}
    steps = made.emit(leading.show_outlines, "d1")
    assert made.state.shown.index == 3
    assert overlays.wanted(made.state)
    assert ("focus",) in steps
    assert made.emit(leading.show_outlines, "unknown") == []


def test_marks_that_lie_over_nothing_here_say_why() -> None:
    made = Scene(stack("a"))
    made.emit(leading.find_over)
    assert made.asked("over") == [{"document": None, "stack": "a"}]
    told = {"document": None, "stack": "a", "home": None, "error": "why"}
    assert made.emit(leading.take_over, told) == [("legend trouble", "why")]


def test_series_of_marks_are_asked_about_one_after_the_other() -> None:
    marks = stack("m", 3, modality="SEG", of="SEG")
    made = Scene(stack("a"), marks, read=False)
    made.read()
    assert made.asked("host") == [{"stack": "m"}]
    assert ("list",) in made.emit(leading.take_host, {"stack": "m", "home": "a"})


def test_layers_of_two_panes_follow_what_each_shows() -> None:
    from app.page.update import arrangement

    made = scene(layer(1, "x", 1))
    made.emit(layers.switch, made.state.layers.known["a"][0], True)
    made.emit(arrangement.lay_out, "1x2")
    assert [one["view"] for one in made.asked("marks")] == [1]
    assert [view.shown.stack for view in states.seen_views(made.state)] == ["a", "b"]


def test_the_layers_of_all_stacks_on_the_screen_are_learned_again_when_more_was_read() -> None:
    from app.page.update import arrangement

    made = scene(layer(1, "x", 1))
    made.emit(arrangement.lay_out, "1x2")
    assert made.asked("layers") == [{"stack": "b"}]
    made.emit(layers.take, {"stack": "b", "layers": [layer(1, "x", 1)], "notes": []})
    made.emit(layers.switch, made.state.layers.known["a"][0], True)
    assert sorted([one["view"] for one in made.asked("marks")]) == [1, 2]
    made.read()
    assert made.asked("layers") == [{"stack": "a"}, {"stack": "b"}]
    for name in ("a", "b"):
        made.emit(layers.take, {"stack": name, "layers": [layer(1, "x", 1)], "notes": []})
    assert sorted([one["view"] for one in made.asked("marks")]) == [1, 2]


def test_with_an_empty_pane_active_switches_of_layers_do_no_harm() -> None:
    from app.page.update import arrangement

    made = Scene(stack("a"), documents=[CONTOURS])
    made.emit(layers.take, {"stack": "a", "layers": [layer(1, "x", 1)], "notes": []})
    (one,) = made.state.layers.known["a"]
    made.emit(arrangement.lay_out, "1x2")
    made.emit(arrangement.activate, 2)
    made.emit(layers.switch, one, True)
    assert [told["view"] for told in made.asked("marks")] == [1]
    assert made.emit(layers.find, one, 1) == []
