"""The bridge and archives: taken apart in the background, one file after the other, while everything else goes on."""

import json
import zlib
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import MediaStorageDirectoryStorage

from app.cell.bridge import Bridge
from app.cell.reading import Reading
from app.cell.source import Upload
from tests.core.made import data_set, file_bytes
from tests.core.source.archives.packed import encrypted, tarred, zipped
from tests.core.source.archives.test_pieces import cut_up, spanned
from viewer.phantom import head

SLICES = {file.path: file.data for file in head()}


class Buffer(bytes):
    """What JavaScript gives for the bytes of a file."""

    def to_bytes(self) -> bytes:
        return bytes(self)


class Source:
    """A file as JavaScript hands it over: only its beginning is there, the rest is read when asked for."""

    def __init__(self, data: bytes, path: str) -> None:
        self.data, self.path, self.size = data, path, len(data)
        self.released = 0
        self.gone = False
        self.most = 0

    def read(self, start: int, stop: int) -> Buffer:
        if self.gone:
            raise OSError("NotReadableError")
        self.most = max(self.most, stop - start)
        return Buffer(self.data[start:stop])

    def release(self) -> None:
        self.released += 1


def directory(count: int) -> bytes:
    """A table of contents of one series that promises so many pictures; no record tells where the next one lies."""
    above = {
        "PATIENT": {"PatientID": "1"},
        "STUDY": {"StudyInstanceUID": "1.2.3"},
        "SERIES": {"SeriesInstanceUID": "1.2.3.4", "Modality": "CT"},
    }
    images = [
        ("IMAGE", {"ReferencedFileID": ["IMG", f"IM{number}"], "ReferencedSOPInstanceUIDInFile": f"1.2.3.4.{number}"})
        for number in range(count)
    ]
    records = []
    for kind, facts in [*above.items(), *images]:
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord, record.RecordInUseFlag, record.OffsetOfReferencedLowerLevelDirectoryEntity = 0, 0xFFFF, 0
        record.DirectoryRecordType = kind
        for keyword, value in facts.items():
            setattr(record, keyword, value)
        records.append(record)
    found = Dataset()
    found.SOPClassUID, found.SOPInstanceUID = MediaStorageDirectoryStorage, "1.2.3.9"
    found.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 0
    found.DirectoryRecordSequence = records
    return file_bytes(found)


class Told:
    """A bridge and all that it said; after each message, how many files it had taken by then."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, dict[str, Any], int]] = []
        self.bridge = Bridge(self.hear, lambda name, body, _: self.hear(name, body), lambda *_: None, 8, 1)

    def hear(self, name: str, body: str) -> None:
        self.messages.append((name, json.loads(body), self.bridge._reading.files))

    def all(self, name: str) -> list[dict[str, Any]]:
        return [body for one, body, _ in self.messages if one == name]

    def hand_over(self, *sources: Source) -> "Told":
        """As the reader does: all files, and then that this was all."""
        self.bridge.begin()
        for source in sources:
            self.bridge.scan(source)
        self.bridge.counted(len(sources))
        self.bridge.end(canceled=False)
        return self

    def work(self) -> int:
        """Work until nothing is left; how many goes that took."""
        goes = 1
        while self.bridge.work():
            goes += 1
        return goes

    def skipped(self) -> dict[str, str]:
        self.bridge.handle("skipped", "{}")
        return {file["path"]: file["reason"] for file in self.all("skipped")[-1]["files"]}


def test_an_archive_gives_its_pictures_one_after_the_other() -> None:
    source = Source(zipped({**SLICES, "README.TXT": b"hello"}), "exam.zip")
    told = Told().hand_over(source)
    assert told.all("progress")[-1]["reading"]  # all was handed over, and the archive is still to be read
    assert not told.all("picture")
    assert told.work() > 3
    progress = told.all("progress")[-1]
    assert (progress["reading"], progress["files"], progress["total"], progress["images"]) == (False, 41, 41, 40)
    assert next(files for name, _, files in told.messages if name == "picture") == 1  # the first one found is shown at once
    assert list(told.skipped()) == ["exam.zip/README.TXT"]
    assert source.released
    assert told.all("loaded")[-1]["done"] == 40


def test_how_many_files_there_are_is_known_before_they_are_read() -> None:
    """Also of an archive in an archive: once it is open it is no file any more, and all that is in it is."""
    inner = zipped({name: SLICES[name] for name in list(SLICES)[:30]})
    reading = Reading()
    reading.begin()
    assert reading.unfold(Upload(Source(zipped({"a.zip": inner, "b.txt": b"1"}), "exam.zip")))
    assert not reading.unfold(Upload(Source(b"hello", "README.TXT")))
    reading.count()
    reading.counted(2)
    totals = []
    while reading.unfolding:
        member = reading.member()
        if member is not None:
            reading.count(member.size)
        assert reading.total is not None
        assert reading.files <= reading.total
        totals.append(reading.total)
    assert totals[-1] == 32
    assert totals == sorted(totals)
    assert (reading.files, reading.total) == (32, 32)


def test_a_loose_picture_and_two_archives_at_once() -> None:
    names = list(SLICES)
    loose = Source(SLICES[names[0]], names[0])
    parts = [{name: SLICES[name] for name in names[1:20]}, {name: SLICES[name] for name in names[20:]}]
    told = Told().hand_over(Source(zipped(parts[0]), "a.zip"), loose, Source(tarred(parts[1], mode="w:gz"), "b.tgz"))
    told.work()
    assert told.all("progress")[-1]["images"] == 40
    assert told.skipped() == {}


def test_reading_an_archive_can_be_canceled() -> None:
    source = Source(zipped(SLICES), "exam.zip")
    told = Told().hand_over(source)
    while not told.all("picture"):
        told.bridge.work()
    told.bridge.end(canceled=True)
    told.work()
    progress = told.all("progress")[-1]
    assert (progress["reading"], progress["canceled"]) == (False, True)
    assert 1 <= progress["images"] < 40
    assert source.released


def test_a_message_of_the_page_is_answered_while_an_archive_is_read() -> None:
    told = Told().hand_over(Source(zipped(SLICES), "exam.zip"))
    while not told.all("picture"):
        told.bridge.work()
    assert told.all("progress")[-1]["reading"]
    told.bridge.handle("values", json.dumps({"stack": "s1", "index": 0}))
    assert told.all("values")[-1]["rows"] == 256


def test_of_a_stored_archive_only_small_pieces_are_asked_for() -> None:
    source = Source(zipped({**SLICES, "movie.avi": bytes(20 << 20)}, method=0), "exam.zip")
    Told().hand_over(source).work()
    assert source.most <= 1 << 18


def test_more_files_while_an_archive_is_read() -> None:
    names = list(SLICES)
    told = Told().hand_over(Source(zipped({name: SLICES[name] for name in names[:30]}), "a.zip"))
    while not told.all("picture"):
        told.bridge.work()
    told.hand_over(*(Source(SLICES[name], name) for name in names[30:]))
    told.work()
    progress = told.all("progress")[-1]
    assert (progress["reading"], progress["files"], progress["total"], progress["images"]) == (False, 40, 40, 40)


def test_a_stick_that_is_taken_out_in_the_middle_is_told() -> None:
    source = Source(zipped(SLICES), "exam.zip")
    told = Told().hand_over(source)
    while not told.all("picture"):
        told.bridge.work()
    source.gone = True
    told.work()
    assert not told.all("progress")[-1]["reading"]
    assert any("no longer be read" in reason for reason in told.skipped().values())


def test_what_is_locked_is_told_by_its_path() -> None:
    told = Told().hand_over(Source(encrypted("IMG/0001", b"x" * 500, b"Geheim1"), "exam.zip"))
    told.work()
    ((path, reason),) = told.skipped().items()
    assert path == "exam.zip/IMG/0001"
    assert reason == "The file is locked with a password. The password that came with it opens it here."


def test_a_password_opens_what_was_locked_and_only_that() -> None:
    name = "IMG/IM00001"
    locked = encrypted(name, SLICES[next(iter(SLICES))], b"Geheim1")
    others = {f"rest/{path}": data for path, data in list(SLICES.items())[1:6]}
    told = Told().hand_over(Source(zipped({"locked.zip": locked, **others}), "exam.zip"))
    told.work()
    slow = 12 + len(zlib.compress(SLICES[next(iter(SLICES))], wbits=-15))  # and the bytes of chance before it
    asked = {"archives": ["exam.zip"], "files": 1, "slow": slow}
    assert told.all("locked") == [{**asked, "tried": False}]
    assert told.all("progress")[-1]["images"] == 5
    told.bridge.handle("password", json.dumps({"word": "wrong"}))
    told.work()
    assert told.all("locked")[1:] == [{**asked, "tried": True}]
    assert list(told.skipped()) == [f"exam.zip/locked.zip/{name}"]
    told.bridge.handle("password", json.dumps({"word": "Geheim1"}))
    told.work()
    progress = told.all("progress")[-1]
    assert (progress["reading"], progress["images"], progress["files"], progress["total"]) == (False, 6, 6, 6)
    assert told.skipped() == {}
    assert len(told.all("locked")) == 2


def test_the_files_of_each_kind_add_up() -> None:
    """Folders of a ZIP are no files; of second copies, documents and the rest each has its own number."""
    names = list(SLICES)
    report = file_bytes(data_set(SOPInstanceUID="1.2.3.77", SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", Modality="SR", PixelData=None))
    files = {"IMG/": b"", **{f"IMG/{name}": SLICES[name] for name in names[:3]}, "COPY/": b"", f"COPY/{names[0]}": SLICES[names[0]]}
    told = Told().hand_over(Source(zipped({**files, "REPORT": report, "README.TXT": b"hello"}), "exam.zip"))
    told.work()
    progress = told.all("progress")[-1]
    assert (progress["files"], progress["total"], progress["images"]) == (6, 6, 3)
    assert (progress["skipped"], progress["documents"], progress["copies"]) == (3, 1, 1)


def test_a_long_table_of_contents_is_held_against_the_files_in_small_steps() -> None:
    """Three thousand records: meanwhile the page is answered, and reading is over only after it."""
    told = Told().hand_over(Source(SLICES[next(iter(SLICES))], "IM1"), Source(directory(3000), "DICOMDIR"))
    assert told.all("progress")[-1]["reading"]
    told.bridge.handle("values", json.dumps({"stack": "s1", "index": 0}))
    assert told.all("values")
    told.work()
    assert not told.all("progress")[-1]["reading"]
    (index,) = told.all("catalog")[-1]["index"]
    assert (index["promised"], index["found"]) == (3000, 0)


@pytest.mark.trap(56)
def test_an_archive_in_parts_is_read_when_all_of_them_came() -> None:
    for parts in (spanned(SLICES, 1_000_000), cut_up(zipped(SLICES), "exam.zip", 400_000)):
        sources = [Source(part.data, part.path) for part in reversed(parts)]
        assert len(sources) > 2
        told = Told().hand_over(*sources, Source(b"hello", "README.TXT"))
        told.work()
        progress = told.all("progress")[-1]
        assert (progress["reading"], progress["files"], progress["total"], progress["images"]) == (False, 41, 41, 40)
        assert list(told.skipped()) == ["README.TXT"]
        assert all(source.released for source in sources)


@pytest.mark.trap(56)
def test_parts_of_an_archive_without_the_others_are_told_and_can_be_canceled() -> None:
    parts = spanned(SLICES, 1_000_000)
    told = Told().hand_over(*(Source(part.data, part.path) for part in parts[1:]))
    told.work()
    skipped = told.skipped()
    assert sorted(skipped) == sorted(part.path for part in parts[1:])
    assert all("without scan.z01" in reason for reason in skipped.values())
    assert told.all("progress")[-1]["images"] == 0
    told = Told()
    told.bridge.begin()
    for part in parts:
        told.bridge.scan(Source(part.data, part.path))
    told.bridge.end(canceled=True)
    told.work()
    assert told.all("progress")[-1]["images"] == 0
    assert told.hand_over(Source(zipped(SLICES), "whole.zip")).work()
    assert told.all("progress")[-1]["images"] == 40


def test_a_file_for_which_there_is_no_room_was_not_taken_out() -> None:
    class RangeError(Exception):
        name = "RangeError"

    class Large(Source):
        def read(self, start: int, stop: int) -> Buffer:
            raise (RangeError if stop % 2 else MemoryError)("Array buffer allocation failed")

    told = Told().hand_over(Large(bytes(99), "odd.dcm"), Large(bytes(98), "even.dcm"))
    told.work()
    for reason in told.skipped().values():
        assert "needs more memory than" in reason
        assert "taken out" not in reason


def test_the_front_of_a_file_is_fetched_once_and_not_kept_after_it_was_let_go() -> None:
    source = Source(bytes(range(256)) * 1000, "IM1")
    reads: list[tuple[int, int]] = []
    fetch = source.read
    source.read = lambda start, stop: reads.append((start, stop)) or fetch(start, stop)  # type: ignore[func-returns-value, method-assign]
    file = Upload(source)
    assert (file.read(0, 4), file.read(200, 204), file.read(65_000, 65_536)) == (
        source.data[:4],
        source.data[200:204],
        source.data[65_000:65_536],
    )
    assert reads == [(0, 65_536)]
    assert file.read() == source.data
    file.release()
    assert (file.read(0, 4), file.read(0, 4)) == (source.data[:4],) * 2
    assert reads[1:] == [(0, 256_000), (0, 4), (0, 4)]
