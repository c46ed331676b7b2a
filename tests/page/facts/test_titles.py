"""Short names of series and of their parts."""

from app.page.facts import titles


def stack(
    *apart: tuple[str, str], modality: str = "MR", frames: int = 4, localizer: bool = False, again: int = 0, view: str = "",
    kinds: tuple = ("mr",), parts: tuple = ("brain",), side: str = "", **named: str,
) -> dict:  # fmt: skip
    name = {"kind": "MRI", "part": "brain", "seen": "", "look": "", "made": ""}
    name.update(named)
    labels = [{"code": code, "text": text, "short": text.split(" of ")[0] if code == "time" else text} for code, text in apart]
    return {
        "id": "s1", "apart": labels, "again": again, "plain": "a plain name", "modality": modality, "frames": frames, "localizer": localizer,
        "view": view, "named": name, "names": {"kinds": list(kinds), "parts": list(parts), "side": side},
    }  # fmt: skip


def series(description: str, *stacks: dict, modality: str = "MR", number: int = 3) -> dict:
    return {"uid": description, "number": number, "description": description, "modality": modality, "stacks": list(stacks)}


def exam(*listed: dict, kinds: tuple = ("mr",), parts: tuple = ("brain",), side: str = "") -> titles.Exam:
    names = {"kinds": list(kinds), "parts": list(parts), "side": side}
    return titles.Exam({"plain": "a plain name", "names": names, "series": list(listed)})


SIDE = stack(view="side", look="fluid bright, fat dark")


def test_a_title_says_what_the_exam_does_not_say_already() -> None:
    told = series("SAG DP FS", SIDE)
    assert titles.title(told, SIDE, exam(told)) == ("Side (sagittal)", "fluid bright, fat dark")


def test_the_kind_and_the_part_of_the_body_are_said_where_the_series_of_an_exam_differ_in_them() -> None:
    ct = stack(kind="CT", kinds=("ct",), part="chest", parts=("chest",), view="across", modality="CT")
    both = exam(series("a", SIDE), series("b", ct, modality="CT"), kinds=("ct", "mr"), parts=("brain", "chest"))
    assert titles.title(series("a", SIDE), SIDE, both)[0] == "MRI · brain · side (sagittal)"
    assert titles.title(series("b", ct), ct, both) == ("CT · chest · across (axial)", "")


def test_what_the_heading_does_not_say_is_said_by_the_title() -> None:
    told = series("a", SIDE)
    assert titles.title(told, SIDE, exam(told, kinds=(), parts=()))[0] == "MRI · brain · side (sagittal)"
    left = stack(part="left knee", parts=("knee",), side="L", view="side")
    assert titles.title(told, left, exam(series("a", left), parts=("knee",)))[0] == "Left knee · side (sagittal)"
    assert titles.title(told, left, exam(series("a", left), parts=("knee",), side="L"))[0] == "Side (sagittal)"


def test_pictures_for_planning_and_marks_do_not_decide_what_an_exam_shares() -> None:
    scout = stack(kind="CT", kinds=("ct",), part="", parts=(), localizer=True, modality="CT")
    marks = stack(kind="Marked areas", kinds=("marks",), part="", parts=(), modality="SEG", view="across")
    told = exam(series("a", SIDE), series("b", scout), series("c", marks))
    assert (told.kind, told.part) == (("mr",), (("brain",), ""))
    assert titles.title(series("c", marks, modality="SEG"), marks, told) == ("Marked areas", "")


def test_views_of_x_rays_are_no_slices() -> None:
    taken = stack(kind="X-ray", kinds=("xray",), part="chest", parts=("chest",), view="pa", modality="DX")
    chest = exam(series("PA", taken), kinds=("xray",), parts=("chest",))
    assert titles.title(series("PA", taken), taken, chest)[0] == "From back to front"
    breast = stack(kind="Mammogram", kinds=("mammogram",), part="left breast", parts=("breast",), side="L", view="side", modality="MG")
    other = stack(kind="Mammogram", kinds=("mammogram",), part="right breast", parts=("breast",), side="R", modality="MG")
    told = exam(series("ML", breast), series("x", other), kinds=("mammogram",), parts=("breast",))
    assert titles.title(series("ML", breast), breast, told)[0] == "Left breast · from the side"


def test_where_nothing_sets_a_series_apart_it_is_called_as_the_hospital_calls_it() -> None:
    bare = stack()
    told = series("t2_tse", bare)
    assert titles.title(told, bare, exam(told)) == ("t2 tse", "")
    assert titles.called(told, "t2 tse") == ""
    assert titles.title(series("", bare), bare, exam(told)) == ("MRI scan", "")
    unknown = {"id": "s9", "frames": 1}
    assert titles.title(series("", unknown, modality="DX"), unknown, exam(series("", unknown), kinds=(), parts=())) == ("X-ray", "")


def test_what_is_bright_is_the_title_where_nothing_else_is() -> None:
    told = series("x", stack(look="fluid bright", made="reformatted from other slices"))
    assert titles.title(told, told["stacks"][0], exam(told)) == ("Fluid bright, reformatted from other slices", "")


def test_the_hospital_s_name_stands_below_and_the_number_where_two_are_called_the_same() -> None:
    told = series("ep2d_diff", SIDE)
    assert titles.called(told, "Side (sagittal)") == "ep2d diff"
    assert titles.called(told, "Side (sagittal)", twin=True) == "ep2d diff · series 3"
    assert titles.called(dict(told, number=None), "Ep2d diff", twin=True) == ""


def test_parts_are_called_by_what_sets_them_apart() -> None:
    apart = (
        (("b", "b = 1000"),), (("time", "time 3 of 12"),), (("echo", "Echo 2, 30 ms"),), (("seen_below", "seen from below"),),
        (("no_b", "no b-value"),), (("planning", "localizer (overview)"),), (), (("kind", "flow of blood"),),
        (("seen_side", "seen from the side"), ("time", "time 3 of 12")),
    )  # fmt: skip
    assert [titles.part(stack(*labels), 7) for labels in apart] == [
        "b = 1000", "Time 3", "Echo 2, 30 ms", "Across (axial)", "No b-value", "Part 7", "Part 7", "Flow of blood", "Side (sagittal) · time 3",
    ]  # fmt: skip
    assert titles.part(stack(("seen_side", "seen from the side"), again=2), 7) == "Side (sagittal) (2)"


def test_the_title_of_a_series_is_true_of_all_its_parts() -> None:
    side, front = stack(view="side", look="fat dark"), stack(view="front", look="fat dark")
    told = series("3 planes", side, front)
    assert titles.title(told, titles.in_common([side, front]), exam(told)) == ("Fat dark", "")
    assert titles.in_common([side]) is side
    assert side["view"] == "side"


def test_parts_are_counted_with_their_pictures() -> None:
    assert titles.parted([stack(frames=24)] * 12) == "12 parts of 24 pictures"
    assert titles.parted([stack(frames=24), stack(frames=6)]) == "2 parts, 30 pictures"


def test_a_part_with_a_card_of_its_own_says_which_it_is_once() -> None:
    told = series("DWI", SIDE)
    shown = stack(("b", "b = 50"), view="side", look="fluid bright, fat dark")
    assert titles.alone(told, shown, exam(told), 1, 12) == ("Side (sagittal) · fluid bright, fat dark · b = 50", "Side (sagittal)")
    seen = stack(("seen_side", "seen from the side"), view="side")
    assert titles.alone(told, seen, exam(told), 1, 3)[0] == "Side (sagittal)"
    assert titles.alone(told, dict(seen, again=2), exam(told), 1, 3)[0] == "Side (sagittal) · Side (sagittal) (2)"
    assert titles.alone(told, dict(seen, view=""), exam(told), 1, 3)[0] == "DWI · Side (sagittal)"
    scout = stack(localizer=True, view="side", made="overview for planning")
    assert titles.alone(told, scout, exam(told), 0, 1)[0] == "Side (sagittal) · for planning"


def test_short_names_stand_side_by_side() -> None:
    assert [titles.columns(names) for names in (["b = 0", "b = 3000"], ["Time 3", "Acquisition 4"], ["Diffusion, all directions"])] == [
        3,
        2,
        1,
    ]
