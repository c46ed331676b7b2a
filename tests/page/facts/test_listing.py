"""The rows of the list of series."""

from app.page.facts.listing import FEW, Listing, flat


def series(uid: str, *stacks: str, modality: str = "MR", planning: bool = False, **more: object) -> dict:
    listed = [dict({"id": stack, "modality": modality, "label": "", "frames": 3, "localizer": planning}, **more) for stack in stacks]
    return {"uid": uid, "number": 1, "description": uid, "modality": modality, "stacks": listed}


def disc(*listed: dict, more: tuple = ()) -> list[dict]:
    studies = [{"uid": "A", "plain": "MRI", "series": list(listed)}]
    return [{"name": "Doe", "id": "1", "studies": studies + list(more)}]


def kinds(listing: Listing) -> list[str]:
    return [row[1] for row in listing.rows]


def cards(listing: Listing) -> list[str]:
    return [row[3].series["uid"] for row in listing.rows if row[1] == "card"]


SCOUT = series("scout", "p1", "p2", planning=True)


def test_planning_pictures_come_last_and_are_folded_away() -> None:
    told = Listing(disc(SCOUT, series("a", "s1"), series("b", "s2")))
    assert kinds(told) == ["patient", "study", "card", "card", "planning"]
    assert cards(told) == ["a", "b"]
    assert told.order == ["s1", "s2", "p1", "p2"]
    assert told.rows[-1][4] is False


def test_planning_pictures_are_seen_while_one_of_them_is_shown_and_as_a_person_wants() -> None:
    told = Listing(disc(SCOUT, series("a", "s1")), pressed="p2")
    assert kinds(told) == ["patient", "study", "card", "planning", "card", "parts"]
    key = told.folds["p2"]
    assert "p1" in told.folds
    assert "s1" not in told.folds
    assert cards(Listing(disc(SCOUT, series("a", "s1")), hand={key: True})) == ["a", "scout"]
    assert cards(Listing(disc(SCOUT, series("a", "s1")), hand={key: False}, pressed="p2")) == ["a"]


def test_an_exam_of_planning_pictures_alone_folds_nothing() -> None:
    assert kinds(Listing(disc(SCOUT))) == ["patient", "study", "card", "parts"]


def test_planning_pictures_inside_of_a_series_are_folded_away_too() -> None:
    mixed = series("a", "s1", "s2")
    mixed["stacks"].append(dict(mixed["stacks"][0], id="p1", localizer=True))
    told = Listing(disc(mixed, series("b", "s3")))
    assert told.order == ["s1", "s2", "s3", "p1"]
    assert len({row[0] for row in told.rows}) == len(told.rows)
    assert told.group_of("p1") is not told.group_of("s1")


def test_the_parts_of_a_series_share_a_card_and_many_are_listed_when_somebody_asks() -> None:
    few, many = series("few", *"abcd"[:FEW]), series("many", *[f"m{number}" for number in range(60)])
    told = Listing(disc(few, many))
    assert kinds(told) == ["patient", "study", "card", "parts", "card"]
    assert len(told.order) == FEW + 60
    told = Listing(disc(few, many), hand={told.group_of("m7").key: True})
    parts = [row[4:] for row in told.rows if row[1] == "parts"]
    assert parts == [(0, 4), (0, 24), (24, 48), (48, 60)]


def test_what_belongs_to_a_series_stands_under_it() -> None:
    marks, loose = series("marks", "m1", modality="SEG"), series("loose", "m2", modality="SEG")
    pictures, other = series("a", "s1", saved_views=True), series("b", "s2")
    homes = {"s1": [{"id": "d1"}]}
    told = Listing(disc(marks, loose, pictures, other), homes, {"m1": "s1", "m2": None})
    assert kinds(told) == ["patient", "study", "card", "outlines", "views", "card", "card", "card"]
    assert cards(told) == ["a", "marks", "b", "loose"]
    assert told.order == ["s1", "m1", "s2", "m2"]
    assert [row[3].under for row in told.rows if row[1] == "card"] == [False, True, False, False]


def test_marks_of_another_exam_stand_under_their_pictures_and_none_is_lost() -> None:
    later = {"uid": "B", "plain": "", "series": [series("marks", "m1", "m2", modality="SEG")]}
    assert Listing(disc(series("a", "s1"), more=(later,)), over={"m1": "s1"}).order == ["s1", "m1", "m2"]
    for home in ("gone", "m2", "m1", None):  # what is not here, or no picture
        assert Listing(disc(series("a", "s1"), more=(later,)), over={"m1": home}).order == ["s1", "m1", "m2"]
    under = Listing(disc(series("a", "s1"), SCOUT, more=(later,)), over={"m1": "p1"})
    assert under.order == ["s1", "p1", "p2", "m1", "m2"]
    assert cards(under) == ["a"]


def test_series_that_would_be_called_the_same_know_it() -> None:
    told = Listing(disc(series("a", "s1"), dict(series("b", "s2"), description="a"), series("c", "s3")))
    assert [row[3].twin for row in told.rows if row[1] == "card"] == [True, True, False]


def test_no_two_rows_have_one_key_whatever_the_files_call_themselves() -> None:
    studies = [{"uid": uid, "plain": "", "series": [series(name, uid + name)]} for uid, name in (("1", "23"), ("12", "3"), ("1 2", "3"))]
    told = Listing([{"studies": studies}, {"studies": studies[:1]}])
    assert len({row[0] for row in told.rows}) == len(told.rows)


def test_a_page_that_shows_all_has_a_card_for_each_part() -> None:
    rows = flat(disc(SCOUT, series("a", "s1", "s2")))
    assert [row[0] for row in rows if row[1] == "card"] == ["s1", "s2", "p1", "p2"]
    assert [row[4] for row in rows if row[1] == "card"] == [0, 1, 0, 1]
