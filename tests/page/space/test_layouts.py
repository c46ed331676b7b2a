"""How many pictures are seen at once and which series is in which of them."""

from app.page import state as states
from app.page.space import layouts
from app.page.update import scan

ACROSS, SIDE = [0, 0, 1], [1, 0, 0]


def series(name: str, normal: list[int] | None = None, **more: object) -> dict[str, object]:
    course = None if normal is None else {"frame": "1.2", "normal": normal, "places": [[0, 0, 0, 0.0], [9, 0, 0, 9.0]]}
    stack = {"id": name, "frames": 10, "course": course}
    stack.update(more)
    return {"uid": name, "stacks": [stack]}


def opened(*exams: list[dict[str, object]]) -> states.State:
    state = states.State()
    studies = [{"uid": str(number), "series": found} for number, found in enumerate(exams)]
    scan.read_catalog(state, [{"name": "A^B", "studies": studies}])
    return state


def test_series_of_one_exam_that_are_cut_the_same_way_match() -> None:
    state = opened(
        [series("t1", ACROSS), series("side", SIDE), series("scout", ACROSS, localizer=True), series("t2", [0, 0, -1]), series("xray")],
        [series("later", ACROSS)],
    )
    assert layouts.matching(state.entries, state.order, "t1") == ["t1", "t2"]
    assert layouts.matching(state.entries, state.order, "side") == ["side"]
    assert layouts.matching(state.entries, state.order, "xray") == ["xray"]
    assert layouts.matching(state.entries, state.order, "scout") == ["scout"]


def test_of_a_series_of_several_parts_one_matches() -> None:
    parts = series("b0", ACROSS)
    parts["stacks"].append(dict(parts["stacks"][0], id="b1000"))  # type: ignore[attr-defined,index]
    state = opened([series("t1", ACROSS), parts])
    assert layouts.matching(state.entries, state.order, "t1") == ["t1", "b0"]


def test_new_panes_get_what_matches_first_and_then_what_follows_in_the_list() -> None:
    state = opened(
        [series("a", SIDE), series("t1", ACROSS), series("b", SIDE), series("scout", ACROSS, localizer=True), series("t2", ACROSS)]
    )
    assert layouts.fill(state.entries, state.order, ["t1"], 3) == ["t2", "b", "a"]
    assert layouts.fill(state.entries, state.order, ["t1", "t2"], 3) == ["b", "a", None]
    assert layouts.fill(state.entries, state.order, [], 1) == ["a"]


def test_as_many_panes_as_there_are_series_that_belong_together() -> None:
    assert [layouts.fitting(count) for count in (1, 2, 3, 4, 7)] == ["1", "1x2", "2x2", "2x2", "2x2"]
