"""Structured Reports are told as documents, dose reports with their sums first, marked pictures with their names."""

import html
import re
import subprocess
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.core.documents.written import coded, made, of
from tests.core.made import Memory, file_bytes
from viewer.dicom.items import date
from viewer.documents import Content, opened
from viewer.documents.prose import lines
from viewer.source.entries import FileEntry

STORAGE = "1.2.840.10008.5.1.4.1.1."
COMPREHENSIVE, DOSE, KEY_OBJECTS = f"{STORAGE}88.33", f"{STORAGE}88.67", f"{STORAGE}88.59"


def item(kind: str, name: Dataset | str = "", *below: Dataset, relation: str = "CONTAINS", **keywords: object) -> Dataset:
    ds = Dataset()
    ds.ValueType, ds.RelationshipType = kind, relation
    if name:
        ds.ConceptNameCodeSequence = [coded(name) if isinstance(name, str) else name]
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    if below:
        ds.ContentSequence = list(below)
    return ds


def number(name: Dataset | str, value: str, unit: str, meaning: str = "", scheme: str = "UCUM") -> Dataset:
    measured = Dataset()
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = value, [coded(meaning or unit, unit, scheme)]
    return item("NUM", name, MeasuredValueSequence=[measured])


def picture(uid: str, *frames: int) -> Dataset:
    return item("IMAGE", ReferencedSOPSequence=[of(uid, *frames)])


def report(*below: Dataset, sop_class: str = COMPREHENSIVE, title: str = "Radiology Report", **keywords: object) -> Memory:
    ds = item("CONTAINER", title, *below, ContinuityOfContent="SEPARATE")
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID, ds.SeriesInstanceUID = sop_class, "1.2.3.4", "1.2.3", "1.2.3.5"
    ds.Modality, ds.CompletionFlag, ds.VerificationFlag = "SR", "COMPLETE", "UNVERIFIED"
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds))


def told(content: Content) -> list[tuple[str, str]]:
    return [(block.get("label", ""), block["text"]) for block in content.blocks]


def test_a_report_has_its_headings_texts_and_measurements_in_their_order() -> None:
    content = opened(
        report(
            item(
                "CONTAINER",
                "Findings",
                item("TEXT", "Finding", TextValue="A cyst.\r\nNothing else."),
                number("Length", "12", "mm", "millimeter"),
            ),
            item(
                "CONTAINER",
                coded("Impression", "121072", "DCM"),
                item("TEXT", coded("Impression", "121073", "DCM"), TextValue="All is well"),
            ),
        )
    )
    assert content.title == "Radiology Report"
    assert [(block["type"], block["level"]) for block in content.blocks] == [
        ("heading", 1),
        ("text", 2),
        ("value", 2),
        ("heading", 1),
        ("text", 2),
    ]
    assert told(content) == [
        ("", "Findings"),
        ("Finding", "A cyst.\nNothing else."),
        ("Length", "12 mm"),
        ("", "Impression"),
        ("Impression", "All is well"),
    ]
    assert content.more["findings"] == [{"label": "Impression", "text": "All is well"}]


@pytest.mark.parametrize(
    ("kind", "keywords", "text"),
    [
        ("CODE", {"ConceptCodeSequence": [coded("Left")]}, "Left"),
        ("PNAME", {"PersonName": "Doe^Jane^^Dr"}, "Dr Jane Doe"),
        ("DATE", {"Date": "20240229"}, "29 February 2024"),
        ("TIME", {"Time": "181500"}, "18:15:00"),
        ("DATETIME", {"DateTime": "20240229181500.5"}, "29 February 2024 18:15:00"),
        ("UIDREF", {"UID": "1.2.3"}, "1.2.3"),
        ("TCOORD", {"ReferencedTimeOffsets": ["1", "2.5"], "TemporalRangeType": "SEGMENT"}, "at 1, 2.5 seconds"),
        ("SCOORD", {"GraphicType": "CIRCLE", "GraphicData": [1.0, 2.0, 3.0, 4.0]}, "a circle"),
        ("SCOORD3D", {"GraphicType": "POLYGON", "GraphicData": [0.0] * 9}, "an outline"),
        ("COMPOSITE", {"ReferencedSOPSequence": []}, "another document"),
        ("WAVEFORM", {"ReferencedSOPSequence": []}, "a curve"),
        ("TABLE", {}, "(an entry of a kind that is not known here: TABLE)"),
    ],
)  # fmt: skip
def test_every_value_type_says_something(kind: str, keywords: dict[str, object], text: str) -> None:
    assert told(opened(report(item(kind, "What", **keywords)))) == [("What", text)]


@pytest.mark.parametrize(
    ("unit", "scheme", "meaning", "said"),
    [
        ("mm2", "UCUM", "square millimeter", "5 mm²"), ("mGy.cm", "UCUM", "mGy.cm", "5 mGy·cm"), ("1", "UCUM", "no units", "5"),
        ("{ratio}", "UCUM", "ratio", "5"), ("{events}", "UCUM", "events", "5 events"), ("[hnsf'U]", "UCUM", "Hounsfield unit", "5 HU"),
        ("T-1", "SRT", "beats", "5 beats"),
    ],
)  # fmt: skip
def test_units_are_written_as_people_write_them(unit: str, scheme: str, meaning: str, said: str) -> None:
    assert told(opened(report(number("What", "5", unit, meaning, scheme)))) == [("What", said)]


def test_a_measurement_without_a_value_says_why() -> None:
    empty = item("NUM", "Length", MeasuredValueSequence=[], NumericValueQualifierCodeSequence=[coded("Not a number")])
    assert told(opened(report(empty))) == [("Length", "Not a number")]


def test_sentences_in_pieces_make_a_paragraph_and_lists_of_measurements_do_not() -> None:
    sentence = item(
        "CONTAINER", "", item("TEXT", "", TextValue="A mass of"), number("Diameter", "3", "cm"), item("TEXT", "", TextValue="was seen.")
    )
    sentence.ContinuityOfContent = "CONTINUOUS"
    listed = item("CONTAINER", "", number("Length", "12", "mm"), number("Width", "7", "mm"))
    listed.ContinuityOfContent = "CONTINUOUS"
    assert told(opened(report(sentence, listed))) == [("", "A mass of 3 cm was seen."), ("Length", "12 mm"), ("Width", "7 mm")]


def test_pictures_are_referred_to_with_their_frames() -> None:
    blocks = opened(report(item("CONTAINER", "Pictures", picture("1.9.1"), picture("1.9.2", 3, 5)))).blocks
    assert [(one["instance"], one["frames"]) for one in blocks[1]["references"]] == [("1.9.1", []), ("1.9.2", [3, 5])]


def test_flags_and_who_confirmed_a_report_are_told() -> None:
    observer = Dataset()
    observer.VerifyingObserverName, observer.VerifyingOrganization, observer.VerificationDateTime = "Doe^John", "Clinic", "20240101120000"
    sound = opened(report(VerificationFlag="VERIFIED", VerifyingObserverSequence=[observer]))
    assert (sound.more["complete"], sound.more["verified"], sound.notes) == (True, True, [])
    assert ["Confirmed by", "John Doe, Clinic, 1 January 2024 12:00:00"] in sound.facts
    unsure = opened(report(CompletionFlag="PARTIAL", PreliminaryFlag="PRELIMINARY"))
    assert (unsure.more["complete"], unsure.more["verified"]) == (False, False)
    assert unsure.notes == [
        "According to the file, nobody has verified this report.", "This report is a preliminary one.", "The file marks this report as incomplete.",
    ]  # fmt: skip


def test_text_is_read_in_the_set_that_the_file_declares() -> None:
    text = "所見なし・異常ありません"
    found = report(item("TEXT", "所見", TextValue=text), SpecificCharacterSet="ISO_IR 192")
    assert told(opened(found)) == [("所見", text)]


def test_a_dose_report_tells_its_sums_first() -> None:
    """The numbers are made up; their names are those of PS3.16, TID 10011 and 10012."""

    def scan(ctdi: str) -> Dataset:
        return item(
            "CONTAINER",
            "CT Acquisition",
            number(coded("Mean CTDIvol", "113830", "DCM"), ctdi, "mGy"),
            number(coded("DLP", "113838", "DCM"), "9", "mGy.cm"),
        )

    sums = item(
        "CONTAINER", "CT Accumulated Dose Data", number(coded("Total Number of Irradiation Events", "113812", "DCM"), "2", "{events}"),
        number(coded("CT Dose Length Product Total", "113813", "DCM"), "415.7", "mGy.cm"),
    )  # fmt: skip
    content = opened(report(sums, scan("8.5"), scan("12.25"), sop_class=DOSE, title="X-Ray Radiation Dose Report"))
    assert content.more["summary"] == [
        ["Radiation dose of the whole examination (DLP)", "415.7 mGy·cm"],
        ["Highest dose in one scan (CTDIvol)", "12.25 mGy"],
        ["Number of scans", "2 events"],
    ]
    assert lines(content)[5] == "Radiation dose of the whole examination (DLP): 415.7 mGy·cm"


def test_marked_pictures_are_told_with_title_words_series_and_frames() -> None:
    series = made(SeriesInstanceUID="1.9", ReferencedSOPSequence=[of("1.9.2")])
    evidence = made(StudyInstanceUID="1.2.3", ReferencedSeriesSequence=[series])
    words = item("TEXT", coded("Key Object Description", "113012", "DCM"), TextValue="Look here")
    marked = report(
        words, picture("1.9.1"), picture("1.9.2", 4), sop_class=KEY_OBJECTS, title="For Referring Provider",
        CurrentRequestedProcedureEvidenceSequence=[evidence],
    )  # fmt: skip
    content = opened(marked)
    assert (content.kind, content.title) == ("key objects", "For Referring Provider")
    assert told(content) == [("Key Object Description", "Look here")]
    assert [(one["instance"], one["series"], one["frames"]) for one in content.more["references"]] == [
        ("1.9.1", "", []),
        ("1.9.2", "1.9", [4]),
    ]


def test_a_report_that_is_nested_or_long_beyond_reason_is_cut_and_says_so() -> None:
    deep = item("CONTAINER", "30")
    for level in range(29, 0, -1):
        deep = item("CONTAINER", str(level), deep)
    cut = opened(report(deep))
    assert len(cut.blocks) == 20
    assert "What is nested more than 20 deep in this report is left out." in cut.notes
    long = opened(report(*[item("TEXT", "", TextValue="x")] * 20_100))
    assert len(long.blocks) == 20_000
    assert any("longer than can be shown" in note for note in long.notes)


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    printed = "\n".join(
        lines(opened(report(item("TEXT", "", TextValue="\x1b[2Jred\x07 \u202edetrever"), SpecificCharacterSet="ISO_IR 192")))
    )
    assert "[2Jred" in printed
    assert all(letter.isprintable() for letter in printed.replace("\n", ""))


@pytest.mark.corpus
@pytest.mark.native
@pytest.mark.parametrize("name", ["test-SR.dcm", "reportsi.dcm", "reportsi_with_empty_number_tags.dcm"])
def test_real_reports_say_the_texts_that_dcmtk_renders(corpus: Path, name: str) -> None:
    """All words of DCMTK's rendering that are the file's own are in ours, in one form or another."""
    file = corpus / "pydicom/src/pydicom/data/test_files" / name
    rendered = (
        subprocess.run(["dsr2html", "+Ec", "-Er", "-Ei", "-Ec", file], capture_output=True, check=False).stdout
        or subprocess.run(["dsr2html", "-Er", "-Ei", "-Ec", file], capture_output=True, check=True).stdout
    )
    theirs = html.unescape(re.sub(r"<[^>]*>", " ", rendered.decode("latin-1")))
    ours = " ".join(lines(opened(FileEntry(file, path=name))))
    values = [str(found.value) for found in dcmread(file).iterall() if found.keyword in {"TextValue", "CodeMeaning"} and found.value]
    shown = [value for value in values if " ".join(value.split()) in " ".join(theirs.split())]
    assert len(shown) > 5
    # Meanings of units are told as their signs, names of observers' codes are not told.
    missing = {value for value in shown if " ".join(value.split()) not in " ".join(ours.split())}
    assert missing <= {"Length Unit", "JR"}


@pytest.mark.corpus
def test_a_real_report_of_measurements_tells_them(corpus: Path) -> None:
    """Expected from dsr2html: the area of the region is 1.7 cm2."""
    file = corpus / "highdicom/data/test_files/sr_document.dcm"
    content = opened(FileEntry(file, path="sr"))
    assert content.title == "Imaging Measurement Report"
    assert ("Area of defined region", "1.7 cm²") in told(content)
    assert not content.more["complete"]


def test_a_date_is_written_as_the_page_writes_it_and_what_is_none_is_left() -> None:
    assert [date(text) for text in ("19860311", "1986.03.11", "20241329", "soon")] == ["11 March 1986", "11 March 1986", "20241329", "soon"]
