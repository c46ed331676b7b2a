"""The order of documents, by what they are and not by what they are called."""

from app.page.facts.ranks import first, ordered

STORAGE = "1.2.840.10008.5.1.4.1.1."


def document(sop_class: str, path: str = "CD/1") -> "dict[str, str]":
    return {"sop_class": STORAGE + sop_class if sop_class else "", "path": path, "kind": "", "title": ""}


MARKED, PDF, REPORT, ECG, DOSE, PULSE, PLAN = [document(one) for one in ("88.59", "104.1", "88.11", "9.1.2", "88.67", "9.5.1", "481.5")]
FILM = document("77.1.4.1.1")
LOOSE, LOOSE_FILM = document("", "CD/letter"), document("", "CD/KNEE.MP4")


def test_marked_pictures_and_reports_come_before_curves_and_all_that_machines_write() -> None:
    assert ordered([PLAN, PULSE, DOSE, FILM, ECG, REPORT, PDF, MARKED]) == [MARKED, PDF, REPORT, ECG, FILM, DOSE, PULSE, PLAN]


def test_a_file_beside_the_pictures_is_a_letter_unless_it_ends_as_films_do() -> None:
    assert ordered([LOOSE_FILM, REPORT, LOOSE]) == [LOOSE, REPORT, LOOSE_FILM]


def test_what_people_look_for_is_never_folded_away() -> None:
    assert all(first(one) for one in (MARKED, PDF, REPORT, DOSE, LOOSE))
    assert not any(first(one) for one in (ECG, FILM, PULSE, PLAN, LOOSE_FILM, document("99.1")))


def test_an_unknown_class_comes_last() -> None:
    unknown = {"sop_class": "1.3.6.1.4.1.5", "path": "x.mp4"}
    assert ordered([unknown, PULSE]) == [PULSE, unknown]
