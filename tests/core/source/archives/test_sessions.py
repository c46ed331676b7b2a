"""Discs that were written in several goes: all sessions are read, as burners append them (ECMA-394, ECMA-119)."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from tests.core.source.archives.packed import opened, refused

SECTOR, SECOND = 2048, 11_584
"""Where a second session begins on a CD: after the first one's lead-out and its own lead-in (11,400 sectors), and a pause."""

ONE, TWO = bytes(range(256)) * 300, b"second" * 9000


def burned(folder: Path, *options: str, linked: bool) -> bytes:
    """A disc with two sessions by genisoimage; `linked`: the second one's table of contents has the files of the first as well."""
    program = shutil.which("genisoimage")
    if program is None:
        pytest.skip("genisoimage is not installed")
    for name, data in (("one", ONE), ("two", TWO)):
        (folder / name).mkdir()
        (folder / name / name.upper()).write_bytes(data)
    first, second = folder / "1.iso", folder / "2.iso"
    subprocess.run([program, "-quiet", *options, "-o", first, folder / "one"], check=True, capture_output=True)
    whole = first.read_bytes().ljust(SECOND * SECTOR, b"\0")
    first.write_bytes(whole)
    link = ["-M", str(first)] if linked else []
    subprocess.run([program, "-quiet", *options, "-C", f"0,{SECOND}", *link, "-o", second, folder / "two"], check=True, capture_output=True)
    return whole + second.read_bytes()


@pytest.mark.trap(56)
@pytest.mark.parametrize("options", [(), ("-J",), ("-R",), ("-J", "-R")])
@pytest.mark.parametrize("linked", [True, False])
def test_the_files_of_both_sessions_are_there_once(tmp_path: Path, options: tuple[str, ...], *, linked: bool) -> None:
    disc = burned(tmp_path, *options, linked=linked)
    assert {name.upper(): data for name, data in opened(disc).items()} == {"ONE": ONE, "TWO": TWO}
    assert not refused(disc)


def test_a_session_that_xorriso_adds_to_an_image_is_there(tmp_path: Path) -> None:
    program = shutil.which("xorriso")
    if program is None:
        pytest.skip("xorriso is not installed")
    for name, data in (("one", ONE), ("two", TWO)):
        (tmp_path / name).write_bytes(data)
        subprocess.run([program, "-dev", tmp_path / "disc.iso", "-map", tmp_path / name, f"/{name}"], check=True, capture_output=True)
    assert opened((tmp_path / "disc.iso").read_bytes()) == {"one": ONE, "two": TWO}


def test_a_file_of_another_session_with_the_same_name_is_kept_beside_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    program = shutil.which("genisoimage")
    if program is None:
        pytest.skip("genisoimage is not installed")
    sessions = []
    for start, data in ((0, ONE), (SECOND, TWO)):
        (tmp_path / "in" / "IM1").write_bytes(data)
        where = ["-C", f"0,{start}"] if start else []
        subprocess.run([program, "-quiet", "-R", *where, "-o", tmp_path / "out", tmp_path / "in"], check=True, capture_output=True)
        sessions.append((tmp_path / "out").read_bytes())
    disc = sessions[0].ljust(SECOND * SECTOR, b"\0") + sessions[1]
    assert opened(disc) == {"IM1": TWO, "IM1 (2)": ONE}


def test_a_disc_that_tells_a_wrong_length_is_read_as_before(tmp_path: Path) -> None:
    disc = bytearray(burned(tmp_path, "-R", linked=False))
    for length in (0, 1, 0xFFFF_FFFF):
        struct.pack_into("<I", disc, 16 * SECTOR + 80, length)
        assert opened(bytes(disc))["ONE"] == ONE
