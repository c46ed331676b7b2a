"""What is on the disc, in words."""

from app.page.facts import disc

EVEN = {"verdict": "even", "text": "Evenly spaced, 4.00 mm apart."}
GAPS = {"verdict": "gaps", "text": "2 pictures seem to be missing, after number 5; the others are 4.00 mm apart."}
STUDY = {
    "uid": "1", "date": "20170502", "time": "174509.72", "description": "MEMBRE INF^GENOU", "plain": "MRI of the right knee",
    "series": [{
        "uid": "2", "number": 3, "description": "SAG DP FS .", "modality": "MR", "body_part": "KNEE",
        "stacks": [{"id": "s5", "frames": 24, "kind": "space", "label": "", "plain": "MR right knee, from the side", "geometry": EVEN}],
    }],
}  # fmt: skip
INDEX = [{
    "path": "DICOMDIR", "promised": 30, "found": 22, "others_promised": 0, "others_found": 0, "text": "",
    "series": [
        {"uid": "2", "number": 3, "description": "SAG DP FS .", "modality": "MR", "study": "1", "promised": 24, "found": 22},
        {"uid": "9", "number": 4, "description": "", "modality": "MR", "study": "1", "promised": 6, "found": 0},
    ],
}]  # fmt: skip
NO_IMAGE = "This is not a medical image file. A DICOM file was looked for, by its content and not by its name."


def test_a_series_has_a_plain_name_and_the_hospitals_own() -> None:
    (row,) = disc.series(STUDY, {})
    assert (row["title"], row["called"]) == ("MR right knee, from the side", "SAG DP FS .")
    assert (row["count"], row["whole"], row["told"]) == ("24 pictures", "yes", "No gaps")


def test_a_series_without_a_plain_name_is_called_as_the_hospital_calls_it_and_once() -> None:
    told = {"description": "SAG_T1", "modality": "MR"}
    assert disc.title(told, {"plain": ""}) == "SAG T1"
    assert disc.called(told, {"plain": ""}) == ""
    assert disc.called({"description": "", "modality": "MR"}, {"plain": "MR knee"}) == ""


def test_parts_of_a_series_are_told_apart_but_not_twice() -> None:
    told = {"description": "REST 1", "modality": "MR"}
    time, below = {"code": "time", "text": "time 2 of 4", "short": "time 2"}, {"code": "seen_below", "text": "seen from below"}
    stack = {"plain": "MR brain, slices across the body", "label": "time 2 of 4", "apart": [time], "again": 0}
    assert disc.title(told, stack) == "MR brain, slices across the body · time 2 of 4"
    assert disc.called(told, stack) == "REST 1"
    assert disc.title(told, dict(stack, apart=[below, time])) == "MR brain, slices across the body · time 2 of 4"
    assert disc.title(told, dict(stack, again=2)) == "MR brain, slices across the body · time 2 of 4 (2)"
    planning = {"code": "planning", "text": "localizer (overview)"}
    assert disc.title(told, dict(stack, apart=[planning])) == "MR brain, slices across the body"
    assert disc.title(told, {"plain": "", "label": "time 2 of 4"}) == "REST 1 · time 2 of 4"


def test_an_exam_has_both_names_and_its_day() -> None:
    assert disc.exam(STUDY) == ("MRI of the right knee", "MEMBRE INF GENOU")
    assert disc.exam(dict(STUDY, plain="")) == ("MEMBRE INF GENOU", "")
    assert disc.when(STUDY) == "2 May 2017 · 17:45"


def test_what_the_disc_promises_decides_whether_a_series_is_whole() -> None:
    known = disc.promises(INDEX)
    assert known == {"2": (24, 22), "9": (6, 0)}
    stack = {"geometry": EVEN}
    assert disc.whole(stack, (24, 22)) == ("no", "2 of the 24 pictures of this series are missing.")
    assert disc.whole(stack, (24, 23)) == ("no", "1 of the 24 pictures of this series is missing.")
    assert disc.whole(stack, (24, 24)) == ("yes", "Complete: matches the disc's own list")


def test_without_a_promise_the_places_of_the_pictures_tell() -> None:
    assert disc.whole({"geometry": GAPS}, None) == ("no", GAPS["text"])
    assert disc.whole({"geometry": GAPS}, (24, 24))[0] == "no"  # a disc that promises too little does not hide a gap
    assert disc.whole({"geometry": {"verdict": "single", "text": "One picture."}}, None) == ("", "")
    assert disc.whole({}, None) == ("", "")


def test_a_series_of_which_nothing_is_here_is_named() -> None:
    assert disc.absent(INDEX) == disc.absent(INDEX, "1") == [("MRI scan, series 4", "6 pictures")]
    assert disc.absent(INDEX, "other") == []


def test_documents_are_counted_by_kind() -> None:
    documents = [{"brief": "Report", "title": "REPORT"}, {"brief": "ECG", "title": "Rest_ECG"}, {"brief": "Report", "title": ""}]
    assert disc.documents_line(documents) == "3 documents: Report, ECG"
    assert disc.documents_line([]) == ""
    assert [disc.document(one) for one in documents] == [("Report", ""), ("ECG", "Rest ECG"), ("Report", "")]


def test_other_files_are_named_by_what_they_are() -> None:
    names = ("VIEWER/WEASIS.EXE", "VIEWER\\qt.dll", "Befund.pdf", "index.HTM", "LOGO.JPG", "UPSTREAM")
    files = [{"path": name, "reason": NO_IMAGE, "code": "file.other"} for name in names]
    files.append(
        {
            "path": "DICOMDIR",
            "reason": "The disc's table of contents (DICOMDIR); the pictures were looked for directly.",
            "code": "contents",
        }
    )
    files.append({"path": "IM7", "reason": "The picture in the file is cut short.", "code": "pixels.behind"})
    files.append({"path": "IM8", "reason": "A picture with the very same identifier is there already.", "code": "copy"})
    told = {what: (number, names) for what, _, number, names in disc.others(files)}
    assert told["A viewer program for Windows or Mac, and its parts"] == (2, ["WEASIS.EXE", "qt.dll"])
    assert told["Texts and PDF files"] == (1, ["Befund.pdf"])
    assert told["The disc's table of contents (DICOMDIR)"] == (1, ["DICOMDIR"])
    assert told["Other files"] == (1, ["UPSTREAM"])
    assert sum([number for number, _ in told.values()]) == 7
    assert disc.others(None) == []


def test_the_files_of_each_kind_add_up() -> None:
    told = {"files": 421, "skipped": 31, "documents": 3, "copies": 2}
    files = [{"path": f"VIEWER/{number}.DLL", "reason": NO_IMAGE, "code": "file.other"} for number in range(20)]
    files += [{"path": f"DOC{number}", "reason": "Document (PDF)", "document": True} for number in range(3)]
    files += [{"path": f"X{number}", "reason": NO_IMAGE, "code": "file.other"} for number in range(5)]
    files += [
        {"path": f"COPY{number}", "reason": "A picture with the very same identifier is there already.", "code": "copy"}
        for number in range(2)
    ]
    files.append({"path": "IM7", "reason": "The picture in the file is cut short.", "code": "pixels.behind"})
    assert len(files) == told["skipped"]
    assert disc.tally_line(told, files) == (
        "421 files: 390 with pictures, 3 documents, 2 second copies, 1 that could not be opened, 20 of the disc's own programs, 5 others."
    )
    assert disc.tally_line(told) == "421 files: 390 with pictures, 3 documents, 2 second copies, 26 others."
    for listed in (files, None):
        assert sum([number for number, _ in disc.tally(told, listed)]) == 421
    assert disc.tally_line({"files": 0}) == ""


def test_while_files_are_still_read_no_series_is_called_whole_or_not() -> None:
    (row,) = disc.series(STUDY, {}, reading=True)
    assert (row["whole"], row["told"]) == ("", "")


def test_only_some_of_many_files_are_named() -> None:
    ((_, _, number, names),) = disc.others(
        [{"path": str(count) + ".dll", "reason": NO_IMAGE, "code": "file.other"} for count in range(900)]
    )
    assert (number, len(names)) == (900, 4)


def test_each_document_says_whose_it_is_where_two_people_are_on_the_disc() -> None:
    jane = {"id": "1", "name": "Doe Jane", "birth_date": "19700131", "sex": "F"}
    ann = {"id": "2", "name": "Roe Ann", "birth_date": "", "sex": ""}
    first, second = {"id": "d1", "patient": ann}, {"id": "d2", "patient": jane}
    loose = {"id": "d3", "patient": None}
    assert disc.owners([jane], [first, second, loose]) == {"d1": "Roe Ann", "d2": "Doe Jane · born 31 January 1970 · female"}
    assert disc.owners([jane], [second, loose]) == {}


def test_marked_areas_have_no_gaps_for_they_are_only_where_something_is_marked() -> None:
    marks = {"modality": "SEG", "geometry": GAPS}
    assert disc.whole(marks, None) == ("", "")
    assert disc.whole({"modality": "RTDOSE", "geometry": {"verdict": "even"}}, None) == ("", "")
    assert disc.whole(marks, (3, 2))[0] == "no"  # what the disc promises is missing all the same
    assert disc.whole(marks, (3, 3))[0] == "yes"
