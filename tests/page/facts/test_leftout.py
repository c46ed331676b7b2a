"""The files that show no picture."""

from app.page.facts import leftout

PDF = "Document (PDF): it holds no picture; it can be read under Documents."
TEXT = "This is not a medical image file. A DICOM file was looked for, by its content and not by its name."
COPY = "A picture with the very same identifier is there already."
TORN = "The picture in the file is cut short."


def test_the_heaps_what_matters_first() -> None:
    reasons = (TEXT, PDF, TORN, TEXT, COPY)
    codes = {PDF: "document", TEXT: "file.other", COPY: "copy", TORN: "pixels.behind"}
    files = [
        {"path": str(number), "reason": reason, "code": codes[reason], "document": reason == PDF} for number, reason in enumerate(reasons)
    ]
    told = leftout.heaps(files, {TEXT: 2, PDF: 1, TORN: 1})
    assert [name for name, _ in told] == ["broken", "document", "copy", "other"]
    assert told[3][1] == [(TEXT, 2, ["0", "3"])]
    assert leftout.broken(files) == 1
    assert leftout.broken(None) == 0


def test_a_film_is_a_document_although_it_cannot_be_decoded() -> None:
    assert (
        leftout.heap({"path": "a", "reason": "Films (MPEG-4) are not decoded here.", "code": "pixels.unknown", "document": True})
        == "document"
    )


def test_a_heap_that_is_empty_has_no_heading() -> None:
    assert leftout.heaps([], {}) == []
    assert len(leftout.heaps([{"path": "a", "reason": PDF}], None)) == 1


def test_the_most_files_come_first() -> None:
    files = [{"path": "a", "reason": "One."}, {"path": "b", "reason": "Two."}, {"path": "c", "reason": "Two."}]
    ((_, groups),) = leftout.heaps(files, {"One.": 1, "Two.": 700})
    assert [(reason, number) for reason, number, _ in groups] == [("Two.", 700), ("One.", 1)]
