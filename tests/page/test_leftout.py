"""The files that show no picture."""

from app.page import leftout

PDF = "Document (PDF): it holds no picture; it can be read under Documents."
TEXT = "This is not a medical image file. A DICOM file was looked for, by its content and not by its name."
TORN = "The picture in the file is cut short."


def test_three_heaps_what_matters_first() -> None:
    files = [{"path": str(number), "reason": reason} for number, reason in enumerate((TEXT, PDF, TORN, TEXT))]
    told = leftout.heaps(files, {TEXT: 2, PDF: 1, TORN: 1})
    assert [title for title, _ in told] == ["Pictures that could not be opened", "Documents on the disc, not pictures", "Other files"]
    assert told[2][1] == [(TEXT, 2, ["0", "3"])]


def test_a_heap_that_is_empty_has_no_heading() -> None:
    assert leftout.heaps([], {}) == []
    assert len(leftout.heaps([{"path": "a", "reason": PDF}], None)) == 1


def test_the_most_files_come_first() -> None:
    files = [{"path": "a", "reason": "One."}, {"path": "b", "reason": "Two."}, {"path": "c", "reason": "Two."}]
    ((_, groups),) = leftout.heaps(files, {"One.": 1, "Two.": 700})
    assert [(reason, number) for reason, number, _ in groups] == [("Two.", 700), ("One.", 1)]
