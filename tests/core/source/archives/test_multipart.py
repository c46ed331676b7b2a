"""Several files in one, as a server's answer that was saved holds them."""

import random
import time

import numpy as np
import pytest

from tests.core.catalog.test_catalog import read
from tests.core.made import Memory, data_set, file_bytes
from tests.core.source.archives.packed import Counted, opened
from viewer.source.archives import steps, unfold

FILES = {"1.dcm": random.Random(5).randbytes(40_001), "2.dcm": b"\r\n--other\r\n" * 30, "3.dcm": b"", "4.dcm": b"--\r\n\r\n--MIME"}


def answer(
    files: dict[str, bytes], *, line: bytes = b"\r\n", told: bool = False, front: bytes = b"", end: bool = True, name: bool = False
) -> bytes:
    """An answer as RFC 2046 has it."""
    parts = []
    for path, data in files.items():
        lines = [b"Content-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1"]
        lines += [b"Content-Length: %d" % len(data)] if told else []
        lines += [b'Content-Disposition: attachment; filename="' + path.encode() + b'"'] if name else []
        parts.append(b"--MIME_boundary.7" + line + line.join(lines) + line + line + data)
    return front + line.join(parts) + line + (b"--MIME_boundary.7--" + line if end else b"")


@pytest.mark.trap(44)
@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("end", [False, True])
@pytest.mark.parametrize("line", [b"\r\n", b"\n"], ids=["crlf", "lf"])
@pytest.mark.parametrize(
    "front",
    [
        b"", b"\r\n",
        b'Content-Type: multipart/related; type="application/dicom"; boundary="MIME_boundary.7"\r\n\r\n',
        b"HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: multipart/related; boundary=MIME_boundary.7; type=x\r\n\r\nPreamble\r\n",
    ],
    ids=["bare", "line", "type", "http"],
)  # fmt: skip
def test_every_part_comes_out_as_it_went_in(front: bytes, line: bytes, *, end: bool, told: bool) -> None:
    data = answer(FILES, line=line, told=told, front=front, end=end)
    found = opened(data)
    if not end:  # nobody can know where the last one ends
        assert found.pop("4.dcm").startswith(FILES["4.dcm"])
    assert found == {name: content for name, content in FILES.items() if end or name != "4.dcm"}


@pytest.mark.trap(44)
def test_the_pictures_in_an_answer_are_shown() -> None:
    files = {
        f"{number}": file_bytes(
            data_set(np.full((3, 4), number, np.int16), SOPInstanceUID=f"1.2.{number}", ImagePositionPatient=[0, 0, number])
        )
        for number in range(1, 6)
    }
    catalog = read(*unfold(Memory(answer(files), "answer.bin")))
    assert catalog.images == 5
    assert not catalog.skipped


def test_a_part_has_the_name_that_it_is_given_below_its_archive() -> None:
    named = {"IM1": b"one", "../../IM2": b"two"}
    assert [member.path for member in unfold(Memory(answer(named, name=True), "a"))] == ["a/IM1", "a/IM2"]


def test_of_an_answer_that_tells_lengths_only_what_is_asked_for_is_read() -> None:
    archive = Counted(answer({"1": bytes(30 << 20), "2": b"two"}, told=True))
    assert [member.size for member in unfold(archive)] == [30 << 20, 3]
    assert archive.read_bytes < 3 << 20


def test_a_long_part_is_searched_with_pauses_and_a_wrong_length_is_not_believed() -> None:
    data = answer({"1": bytes(5 << 20), "2": b"two"}, told=True).replace(b"5242880", b"5242000", 1)
    found = list(steps(Memory(data)))
    assert [member.size for member in found if member is not None] == [5 << 20, 3]
    assert found.count(None) >= 4


def test_a_text_that_begins_with_dashes_is_no_archive() -> None:
    for data in (b"-- notes --\r\nContent of the disc\r\n", b"--\r\n", b"---------\n" * 500, b"--" + b"x" * 5000, b"a: b\r\n" * 100):
        entry = Memory(data)
        assert list(unfold(entry)) == [entry]


def test_recognizing_takes_no_time_whatever_is_written() -> None:
    begun = time.process_time()
    for data in (
        b"--" + b"a " * 300,
        b"--a\n" + b"b:\n" * 200,
        b"a:b\n" * 128,
        b"content-type: multipart/" + b"boundary=" * 60,
        b"--a " + b" " * 500,
    ):
        list(unfold(Memory(data)))
    assert time.process_time() - begun < 1
