"""Archives in several parts: joined where all parts are there, named where one is missing; never some of their slices as if they were all."""

import io
import random
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from tests.core.made import Memory, data_set, file_bytes
from tests.core.source.archives.packed import FILES, tarred, zipped
from viewer.__main__ import main
from viewer.source.archives import Joined, Pieces, Refused, unfold
from viewer.source.entries import Entry


def cut_up(data: bytes, name: str, size: int) -> list[Memory]:
    """An archive as a program cuts it up that knows nothing of archives."""
    return [Memory(data[at : at + size], f"{name}.{at // size + 1:03}") for at in range(0, len(data), size)]


def spanned(files: dict[str, bytes], size: int, name: str = "scan") -> list[Memory]:
    """A ZIP in pieces by the standard (APPNOTE 8.3), written by hand: places are told by piece and offset in it."""
    body = b"PK\7\10"
    records = []
    for path, data in files.items():
        front = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, len(data), len(data), len(path), 0) + path.encode()
        if len(body) % size + len(front) > size:  # what stands before a member is never cut
            body += bytes(size - len(body) % size)
        records.append((path, len(data), len(body) // size, len(body) % size))
        body += front + data
    directory, first = b"", len(body)
    for path, length, piece, offset in records:
        told = (b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, length, length, len(path), 0, 0, piece, 0, 0, offset)
        directory += struct.pack("<4s6H3I5H2I", *told) + path.encode()
    whole = body + directory
    last = (len(whole) + 22 - 1) // size
    end = (b"PK\5\6", last, first // size, len(records), len(records), len(directory), first % size, 0)
    whole += struct.pack("<4s4H2IH", *end)
    pieces = [whole[at : at + size] for at in range(0, size * last, size)] + [whole[size * last :]]
    return [Memory(one, f"{name}.z{number:02}") for number, one in enumerate(pieces[:-1], 1)] + [Memory(pieces[-1], f"{name}.zip")]


def joined(entries: Iterable[Entry]) -> tuple[dict[str, bytes], dict[str, str]]:
    """All files of the archives of which these are the parts, and what cannot be read, with the reason."""
    pieces = Pieces()
    for entry in entries:
        assert pieces.take(entry)
    files, told = {}, {}
    for whole in pieces.whole():
        for member in unfold(whole):
            if isinstance(member, Refused):
                told[member.path] = str(member.error)
            else:
                files[member.path.partition("/")[2]] = member.read()
    return files, told


@pytest.mark.trap(56)
@pytest.mark.parametrize("size", [200_000, 65_536, 4000])
@pytest.mark.parametrize("shuffled", [False, True])
def test_a_zip_in_pieces_is_one(size: int, *, shuffled: bool) -> None:
    parts = spanned(FILES, size)
    if shuffled:
        random.Random(4).shuffle(parts)
    assert joined(parts) == (FILES, {})


@pytest.mark.trap(56)
def test_pieces_of_an_independent_program_are_one(tmp_path: Path) -> None:
    """By Info-ZIP's zip, deflated, its places told by piece and offset."""
    if (program := shutil.which("zip")) is None:
        pytest.skip("zip is not installed")
    for path, data in FILES.items():
        (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / path).write_bytes(data)
    subprocess.run([program, "-q", "-r", "-s", "128k", "../scan.zip", "."], cwd=tmp_path / "in", check=True)
    parts = sorted(tmp_path.glob("scan.z*"))
    assert len(parts) > 2
    assert joined(Memory(part.read_bytes(), part.name) for part in parts) == (FILES, {})


@pytest.mark.parametrize("name", ["scan.zip", "SCAN.ZIP", "scan.tar", "scan.tgz"])
def test_an_archive_that_was_simply_cut_up_is_one(name: str) -> None:
    data = {"zip": zipped, "tar": tarred, "tgz": lambda: tarred(mode="w:gz")}[name.lower().rpartition(".")[2]]()
    assert joined(cut_up(data, name, 100_000))[0] == FILES


@pytest.mark.trap(56)
@pytest.mark.parametrize("missing", ["scan.z01", "scan.z02", "scan.zip"])
def test_with_a_piece_missing_it_is_named_and_nothing_is_shown(missing: str) -> None:
    files, told = joined(part for part in spanned(FILES, 100_000) if part.path != missing)
    assert files == {}
    assert all(missing in reason and "several" in reason and "choose all parts at once" in reason for reason in told.values())
    assert missing not in told
    assert len(told) == len(spanned(FILES, 100_000)) - 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_with_a_part_missing_of_what_was_cut_up_nothing_is_shown(number: int) -> None:
    parts = cut_up(zipped(), "scan.zip", 200_000)
    assert len(parts) == 3
    files, told = joined(part for part in parts if not part.path.endswith(str(number)))
    assert files == {}
    assert all(f"scan.zip.00{number}" in reason for reason in told.values())


@pytest.mark.trap(56)
def test_the_first_piece_under_another_name_is_not_taken_for_a_whole() -> None:
    """What of it can be read would be called evenly spaced."""
    first = spanned(FILES, 500_000)[0]
    (member,) = list(unfold(Memory(first.data, "renamed.zip")))
    assert isinstance(member, Refused)
    assert "cut into several" in str(member.error)


def test_slices_that_are_called_by_number_are_no_parts() -> None:
    pieces = Pieces()
    dicom = file_bytes(data_set())
    for name in ("scan.001", "IM.zip.001", "IM.z01", "IM.zip", "a.z02"):
        assert not pieces.take(Memory(dicom, name))
    assert not pieces.take(Memory(zipped(), "scan.zip"))
    assert not list(pieces.whole())


def test_two_archives_beside_each_other_do_not_mix() -> None:
    one, two = spanned(FILES, 150_000, "A/scan"), spanned({"X": b"other" * 50_000}, 150_000, "B/scan")
    pieces = Pieces()
    for part in (*two, *one):
        assert pieces.take(part)
    assert sorted(whole.path for whole in pieces.whole()) == ["A/scan.zip", "B/scan.zip"]


def test_joined_parts_are_read_across_their_borders() -> None:
    data = random.Random(5).randbytes(1000)
    whole = Joined([Memory(data[at : at + 99]) for at in range(0, 1000, 99)], path="a")
    assert whole.size == 1000
    for start, stop in ((0, None), (0, 99), (98, 100), (99, 297), (5, 990), (1000, None), (7, 7)):
        assert whole.read(start, stop) == data[start:stop]


def slices() -> dict[str, bytes]:
    return {
        f"IM{number}": file_bytes(
            data_set(
                np.random.default_rng(number).integers(0, 900, (64, 64), np.int16), SOPInstanceUID=f"1.2.{number}", InstanceNumber=number,
                ImagePositionPatient=[0, 0, number],
            )
        )
        for number in range(5)
    }  # fmt: skip


@pytest.mark.trap(56)
def test_the_command_line_takes_parts_from_a_folder_or_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = spanned(slices(), 16_000)
    for part in parts:
        (tmp_path / part.path).write_bytes(part.data)
    for paths in ([str(tmp_path)], [str(tmp_path / part.path) for part in parts[::-1]]):
        assert main(["list", *paths]) == 0
        printed = capsys.readouterr().out
        assert "5 × 64 × 64" in printed
        assert "Evenly spaced" in printed
    assert main(["list", str(tmp_path / "scan.z01")]) == 1
    printed = capsys.readouterr().out
    assert "Evenly" not in printed
    assert "scan.zip" in printed


def test_members_are_counted_once_in_what_an_archive_in_parts_may_hold() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(200 << 20))
    files, told = joined(cut_up(target.getvalue(), "scan.zip", 50_000))
    assert list(files) == ["bomb"]
    assert told == {}
