"""What is an archive, and what only looks like one."""

import io
import zipfile

import pytest

from tests.core.catalog.test_catalog import read
from tests.core.made import Memory, data_set, file_bytes
from tests.core.source.archives.packed import FILES, opened, refused, tarred, zipped
from viewer.errors import LimitExceeded, Unreadable, UnsupportedPixels
from viewer.source.archives import steps, unfold
from viewer.source.entries import Entry


def test_what_is_no_archive_is_given_as_it_is() -> None:
    for data in (b"", b"hello", b"PK", file_bytes(data_set()), file_bytes(data_set(), whole=False)):
        entry = Memory(data)
        assert list(unfold(entry)) == [entry]


@pytest.mark.parametrize(
    "preamble", [b"PK\3\4" + bytes(124), b"\x1f\x8b\x08" + bytes(125), tarred({"a": b""})[:128], b"Rar!\x1a\x07" + bytes(122)]
)
def test_a_picture_is_never_taken_for_an_archive_whatever_stands_in_front_of_it(preamble: bytes) -> None:
    """The first 128 bytes of a DICOM file belong to whoever wants them (PS3.10, 7.1)."""
    entry = Memory(preamble + file_bytes(data_set())[128:])
    assert list(unfold(entry)) == [entry]
    assert read(entry).images == 1


def test_a_picture_that_holds_the_mark_of_a_disc_is_a_picture() -> None:
    data = bytearray(file_bytes(data_set(Rows=200, Columns=200, PixelData=bytes(80_000))))
    data[32768:32776] = b"\1CD001\1\0"
    entry = Memory(bytes(data))
    assert list(unfold(entry)) == [entry]


@pytest.mark.parametrize("name", ["scan.dcm", "IM000001", "README.TXT"])
def test_an_archive_is_one_whatever_it_is_called(name: str) -> None:
    assert opened(Memory(zipped(), name)) == FILES


def test_a_zip_behind_the_end_of_a_picture_is_not_looked_for() -> None:
    entry = Memory(file_bytes(data_set()) + zipped())
    assert zipfile.is_zipfile(io.BytesIO(entry.data))
    assert list(unfold(entry)) == [entry]


@pytest.mark.parametrize(
    ("mark", "word"), [(b"Rar!\x1a\x07\1\0", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"\xfd7zXZ\0", "XZ"), (b"BZh91AY&SY", "bzip2")]
)
def test_an_archive_of_another_kind_is_named(mark: bytes, word: str) -> None:
    error = refused(mark + bytes(600))["a"]
    assert isinstance(error, UnsupportedPixels)
    assert word in str(error)
    assert "Unpack it" in str(error)


@pytest.mark.parametrize(
    ("mark", "tail", "word"), [(b"", b"koly\0\0\0\4" + bytes(504), "DMG"), (b"encrcdsa", b"", "DMG"), (b"IsZ!", b"", "ISZ")]
)
def test_an_image_of_a_disc_of_another_kind_is_named(mark: bytes, tail: bytes, word: str) -> None:
    error = refused(mark + bytes(2 << 20) + tail)["a"]
    assert isinstance(error, UnsupportedPixels)
    assert word in str(error)


def test_archives_too_deep_in_archives_are_told() -> None:
    data = b"core"
    for level in range(7):
        data = zipped({f"{level}": data})
    assert opened(data) == {}
    assert [type(error) for error in refused(data).values()] == [LimitExceeded]


def test_a_file_that_cannot_be_read_is_given_to_whoever_reads_it() -> None:
    class Gone(Memory):
        def read(self, start: int = 0, stop: int | None = None) -> bytes:
            raise Unreadable("file.away", path="scan.zip")

    entry: Entry = Gone(zipped(), "a.zip")
    assert list(unfold(entry)) == [entry]


def test_a_file_that_goes_away_while_it_is_unfolded_is_told() -> None:
    class Going(Memory):
        def read(self, start: int = 0, stop: int | None = None) -> bytes:
            if start > 300_000:
                raise Unreadable("file.away", path="scan.zip")
            return super().read(start, stop)

    assert "stick" in str(refused(Going(zipped(), "a"))["a"])


def test_inflating_a_large_archive_in_an_archive_makes_pauses() -> None:
    """So that a slice of another picture can be drawn meanwhile, and the reading can be canceled."""
    inner = zipped({"a": bytes(30 << 20), "b": b"1"}, method=zipfile.ZIP_STORED)
    members = list(steps(Memory(zipped({"inner.zip": inner}), "a")))
    assert members[:12] == [None] * 12
    assert [member.path for member in members if member] == ["a/inner.zip/a", "a/inner.zip/b"]
