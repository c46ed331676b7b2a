"""Errors are codes with facts, in words for whoever reads them; lack of memory is told as what it is, wherever it comes from."""

import pytest

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.documents import opened
from viewer.errors import BrokenFile, OutOfMemory, ViewerError, unforeseen
from viewer.render.picture import picture
from viewer.source.archives import unfold
from viewer.volume.frames import Frames

WORDS = "needs more memory than"


class Full(Memory):
    """A file for whose bytes there is no room."""

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        raise MemoryError


def test_an_error_is_a_code_with_facts_and_has_three_sentences() -> None:
    error = BrokenFile("stream.bits", bits=12, announced=8, do="export")
    assert (error.code, error.facts) == ("stream.bits", {"bits": 12, "announced": 8})
    assert error.found == "The compressed picture has 12 bits for each value."
    assert error.expected == "The file announces 8."
    assert str(error) == f"{error.found} {error.expected} {error.do}"


def test_parts_that_there_are_no_sentences_for_are_left_out() -> None:
    error = BrokenFile("archive.empty")
    assert (error.expected, error.do, str(error)) == ("", "", "The archive is empty.")


def test_nothing_is_said_before_somebody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def said(*_: object, **__: object) -> str:
        raise AssertionError

    monkeypatch.setattr("viewer.errors.say", said)
    error = unforeseen("file.damaged", ValueError())
    with pytest.raises(AssertionError):
        str(error)


def test_it_is_nobodys_damage() -> None:
    assert WORDS in str(unforeseen("file.damaged", MemoryError()))
    assert "damaged" not in str(unforeseen("file.damaged", MemoryError()))
    assert isinstance(unforeseen("file.damaged", ValueError()), BrokenFile)


def test_in_the_browser_it_speaks_of_the_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "emscripten")
    assert str(OutOfMemory()).startswith("This needs more memory than this browser tab may use.")


def test_a_file_that_does_not_fit_is_left_out_for_lack_of_memory() -> None:
    catalog = Catalog()
    scan(Full(b"", "large.dcm"), catalog)
    assert WORDS in catalog.skipped[0].reason


def test_a_document_that_does_not_fit_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    ds = data_set(SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11")

    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("viewer.documents.report.read", full)
    with pytest.raises(OutOfMemory):
        opened(Memory(file_bytes(ds), "report.dcm"))


def test_an_archive_that_does_not_fit_is_told_so() -> None:
    class Half(Memory):
        def read(self, start: int = 0, stop: int | None = None) -> bytes:
            if start:
                raise MemoryError
            return super().read(start, min(512, stop or 512))

    (refused,) = list(unfold(Half(b"PK\3\4" + bytes(100_000), "scan.zip")))
    with pytest.raises(ViewerError, match=WORDS):
        refused.read()


def test_a_codec_without_room_is_not_a_damaged_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Catalog()
    stack = scan(entry(), catalog)
    assert stack is not None

    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("viewer.volume.files.decode", full)
    shown = picture(Frames(stack, budget=1 << 20), 0)
    assert shown.rgba is None
    assert WORDS in shown.facts["error"]
