"""What a person should know about the disc."""

from app.page.facts import disc
from app.page.facts.concerns import concerns, glance, telling

READING, DONE = {"reading": True}, {"reading": False, "canceled": False}
EVEN, GAPS = {"verdict": "even", "text": ""}, {"verdict": "gaps", "text": "1 picture seems to be missing."}


def study(uid: str, *, time: str = "1200", frames: int = 20, geometry: dict = EVEN) -> dict:
    stack = {"id": "s" + uid, "frames": frames, "label": "", "plain": "MR knee", "geometry": geometry}
    series = {"uid": "series" + uid, "number": 1, "description": "T1", "modality": "MR", "stacks": [stack]}
    return {"uid": uid, "date": "20240131", "time": time, "description": "", "plain": "MRI of the knee", "series": [series]}


def patient(name: str, born: str, *studies: dict, number: str = "1") -> dict:
    return {"id": number, "name": name, "birth_date": born, "sex": "", "studies": list(studies)}


def index(promised: int, found: int, others: tuple = (0, 0)) -> list:
    series = {"uid": "series1", "number": 1, "description": "T1", "modality": "MR", "study": "1", "promised": promised, "found": found}
    return [{"promised": promised, "found": found, "others_promised": others[0], "others_found": others[1], "series": [series], "text": ""}]


def report(name: str, born: str = "", number: str = "") -> dict:
    return {"id": "d1", "brief": "Report", "title": "", "patient": {"id": number, "name": name, "birth_date": born, "sex": ""}}


def shorts(
    patients: list, table: tuple | list = (), files: list | None = None, progress: dict | None = DONE, documents: tuple | list = ()
) -> list:
    return [one["short"] for one in concerns(patients, table, documents, files, progress)]


def test_a_sound_disc_of_one_patient_needs_no_word() -> None:
    one = [patient("Doe Jane", "19700101", study("1"), study("2", time="1300"))]
    assert shorts(one, index(20, 20)) == []
    assert glance(one, index(20, 20), [], [], DONE) == []


def test_two_patients() -> None:
    told = concerns(
        [patient("Doe Jane", "19700101", study("1")), patient("Roe Ann", "19700101", study("2"), number="2")], (), (), None, DONE
    )
    assert [one["short"] for one in told] == ["2 patients on this disc"]
    assert "Compare the names and birth dates" in told[0]["advice"]


def test_one_name_with_two_birth_dates_in_any_spelling() -> None:
    two = [patient("Doe Jane", "19700101", study("1")), patient("JANE, DOE", "1971.01.01", study("2"))]
    assert shorts(two) == ["Two birth dates for one name"]


def test_one_person_under_two_numbers_is_not_two_people() -> None:
    two = [patient("Doe Jane", "19700101", study("1")), patient("Doe Jane", "", study("2"), number="X")]
    assert shorts(two) == ["One name listed twice"]


def test_a_report_of_somebody_else_is_told_as_pictures_are() -> None:
    one = [patient("Doe Jane", "19700101", study("1"))]
    (told,) = concerns(one, (), [report("Roe Ann", "19700101", "2")], None, DONE)
    assert told["short"] == "2 patients on this disc"
    assert told["text"] == "There are pictures and documents of 2 patients here."
    assert shorts(one, documents=[report("DOE, Jane", "19800101")]) == ["Two birth dates for one name"]
    assert shorts([], documents=[report("Roe Ann"), report("Doe Jane")]) == ["2 patients on this disc"]


def test_a_document_that_says_less_of_its_patient_is_not_of_another() -> None:
    one = [patient("Doe Jane", "19700101", study("1"))]
    loose = {"id": "d2", "brief": "Document (PDF)", "title": "", "patient": None}
    assert shorts(one, documents=[report("Doe Jane"), report("", number="1"), report(""), loose]) == []
    assert shorts(one, documents=[report("", number="2")]) == ["2 patients on this disc"]


def test_nobody_is_named_in_a_warning() -> None:
    told = concerns(
        [patient("Doe Jane", "19700101", study("1")), patient("Doe Jane", "19710101", study("1"), number="2")], (), (), None, DONE
    )
    assert [one["short"] for one in told] == ["Two birth dates for one name", "One exam under two names"]
    for secret in ("Jane", "1970", "1971"):
        assert secret not in repr(told)


def test_the_same_exam_twice() -> None:
    assert shorts([patient("Doe Jane", "", study("1"), study("2"))]) == ["One exam is here twice"]
    assert shorts([patient("Doe Jane", "", study("1"), study("2", frames=30))]) == []
    same = [patient("Doe Jane", "", study("1"), study("2"))]
    assert glance(same, (), [], [], DONE) == [("note", "One exam is here twice")]  # harmless: no warning


def test_pictures_that_the_disc_promises_and_does_not_have() -> None:
    one = [patient("Doe Jane", "19700101", study("1"))]
    (told,) = concerns(one, index(390, 373), (), None, DONE)
    assert told["short"] == "17 pictures missing"
    assert told["text"] == "The disc's own list has 390 pictures. 373 are here. 17 pictures are missing."
    assert told["items"] == ["T1: 17 of 390 pictures missing"]
    (told,) = concerns([], index(3, 0), (), None, DONE)
    assert told["text"].endswith("None of them is here. 3 pictures are missing.")
    (told,) = concerns([], index(3, 2), (), None, DONE)
    assert told["text"].endswith("2 are here. 1 picture is missing.")
    (told,) = concerns([], index(3, 3, (2, 1)), (), None, DONE)
    assert told["short"] == "1 document missing"
    assert told["text"] == "Of the documents and other files on the disc's own list, 1 is missing."


def test_nothing_is_missed_while_files_are_still_being_read() -> None:
    assert shorts([], index(390, 3), None, READING) == []
    assert glance([], index(390, 3), [{"brief": "Report", "title": ""}], None, READING) == []
    assert glance([], (), [{"brief": "Report", "title": ""}], None, None) == []


def test_gaps_are_told_where_the_table_of_contents_has_not_told_them() -> None:
    one = [patient("Doe Jane", "", study("1", geometry=GAPS))]
    assert shorts(one) == ["1 series with gaps"]
    assert shorts(one, index(20, 20)) == ["1 series with gaps"]
    assert shorts(one, index(21, 20)) == ["1 picture missing"]


def test_only_some_of_many_series_are_named() -> None:
    many = [study(str(number), time=f"{number:04}", geometry=GAPS) for number in range(20)]
    (told,) = concerns([patient("Doe Jane", "", *many)], (), (), None, DONE)
    assert told["text"] == "20 series seem to have gaps between their pictures."
    assert len(told["items"]) == 13
    assert told["items"][-1] == "and 8 more"


def test_a_series_with_a_file_that_ends_too_early_is_told_by_its_name() -> None:
    sound, cut = study("1"), study("2", time="1300")
    cut["series"][0]["stacks"][0]["cut"] = True
    two = [patient("Doe Jane", "19700101", sound, cut)]
    told = concerns(two, (), (), None, DONE)
    assert [(one["short"], one["mild"]) for one in told] == [("1 series cut short", False)]
    assert told[0]["items"] == [disc.title(cut["series"][0], cut["series"][0]["stacks"][0])]
    assert glance(two, (), [], [], DONE) == [("warning", "1 series cut short")]


def test_pictures_that_are_damaged_are_counted_with_their_series() -> None:
    one, two = study("1"), study("2", time="1300")
    one["series"][0]["stacks"][0]["damaged"], two["series"][0]["stacks"][0]["damaged"] = 2, 1
    told = concerns([patient("Doe Jane", "19700101", one, two)], (), (), None, DONE)
    assert [(item["short"], item["mild"]) for item in told] == [("3 pictures damaged", False)]
    assert [item.rpartition(": ")[2] for item in told[0]["items"]] == ["2 pictures", "1 picture"]
    assert "3 pictures are damaged and cannot be shown" in told[0]["text"]
    one["series"][0]["stacks"][0]["damaged"] = two["series"][0]["stacks"][0]["damaged"] = 0
    assert concerns([patient("Doe Jane", "19700101", one, two)], (), (), None, DONE) == []


def test_broken_and_double_files() -> None:
    files = [
        {"path": "a", "reason": "The picture is cut short.", "code": "pixels.behind"},
        {"path": "b", "reason": "A picture with the very same identifier is there already.", "code": "copy"},
    ]
    told = concerns([], (), (), files, DONE)
    assert [one["short"] for one in told] == ["1 file could not be opened", ""]
    assert [one["listed"] for one in told] == ["The list of all files says why.", ""]  # the way to it
    assert glance([], (), [], files, DONE) == [("warning", "1 file could not be opened")]


def test_the_card_says_warnings_first_then_documents() -> None:
    lines = glance([], index(3, 2), [{"brief": "Report", "title": ""}], [], dict(DONE, canceled=True))
    assert lines == [("warning", "1 picture missing"), ("warning", "Reading was stopped"), ("document", "1 document: Report")]


def test_a_disc_has_more_to_tell_than_one_plain_series() -> None:
    one = [patient("Doe Jane", "19700101", study("1"))]
    copy = {"path": "b", "reason": "A picture with the very same identifier is there already.", "code": "copy"}
    torn = {"path": "a", "reason": "The picture is cut short.", "code": "pixels.behind"}
    for progress in (None, READING, DONE):
        assert not telling([], (), (), None, progress)
        assert not telling(one, index(20, 20), (), [copy], progress)
        assert telling(one, (), [report("Doe Jane", "19700101", "1")], None, progress)
        assert telling([patient("Doe Jane", "19700101", study("1"), study("2", time="1300"))], (), (), None, progress)
    for table, files in ((index(21, 20), []), ((), [torn])):
        assert telling(one, table, (), files, DONE)
        assert not telling(one, table, (), files, READING)  # while files are read that is not certain
    assert telling([patient("Doe Jane", "", study("1", geometry=GAPS))], (), (), None, DONE)
