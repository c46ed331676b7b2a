"""Discs that were written in several goes: all sessions are read, as burners append them (ECMA-394, ECMA-119)."""

import random
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.source.archives.burned import GAP, Sessions, burned_by_hand, gapless, plain, raw_track, written_at_once, written_by_track
from tests.core.source.archives.packed import Counted, opened, refused

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


@pytest.mark.parametrize("options", [(), ("-J",), ("-R",), ("-J", "-R")], ids=" ".join)
@pytest.mark.parametrize("linked", [True, False])
def test_an_image_that_leaves_out_what_is_between_two_sessions_gives_the_files_of_both(
    tmp_path: Path, options: tuple[str, ...], *, linked: bool
) -> None:
    disc = burned(tmp_path, *options, linked=linked)
    (length,) = struct.unpack_from("<I", disc, 16 * SECTOR + 80)  # that of the first session
    image = disc[: length * SECTOR] + disc[SECOND * SECTOR :]
    assert len(image) < 3 << 20
    assert {name.upper(): data for name, data in opened(image).items()} == {"ONE": ONE, "TWO": TWO}
    assert not refused(image)


A, B, C, D = (letter * 5000 for letter in (b"A", b"B", b"C", b"D"))
LAYOUTS = {
    "ISO": plain,
    "ISO without gaps": gapless,
    "raw, mode 1": lambda sessions: b"".join(raw_track(start, data, 1) for start, data in sessions),
    "raw, mode 2": lambda sessions: b"".join(raw_track(start, data, 2) for start, data in sessions),
    "raw with subchannels": lambda sessions: b"".join(raw_track(start, data, 1, subchannels=True) for start, data in sessions),
    "NRG, version 1, by track": lambda sessions: written_by_track(sessions, version=1),
    "NRG, version 2, by track": lambda sessions: written_by_track(sessions, version=2),
    "NRG, version 1, at once": lambda sessions: written_at_once(sessions, version=1),
    "NRG, version 2, at once": lambda sessions: written_at_once(sessions, version=2),
}
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


@layouts
def test_a_file_that_a_later_session_left_out_is_deleted(layout: Callable[[Sessions], bytes]) -> None:
    disc = layout(burned_by_hand({"A": A, "B": B}, {"A": A, "B": B, "C": C}, {"A": A, "C": C}))
    assert opened(disc) == {"A": A, "C": C}
    assert not refused(disc)


@layouts
def test_of_a_file_that_a_later_session_replaced_only_the_new_one_is_there(layout: Callable[[Sessions], bytes]) -> None:
    assert opened(layout(burned_by_hand({"A": A, "B": B}, {"A": A, "B": C}))) == {"A": A, "B": C}


@layouts
def test_a_session_that_shares_nothing_hides_nothing(layout: Callable[[Sessions], bytes]) -> None:
    disc = layout(burned_by_hand({"A": A, "B": B}, {"B": B, "C": C}, {"D": D}, linked=(True, False)))
    assert opened(disc) == {"B": B, "C": C, "D": D}  # the second deleted A; of the third nobody can say that it deleted any


def test_what_was_deleted_stays_so_when_all_that_deleted_it_went_as_well() -> None:
    """The third session has nothing of the first any more; but it goes on with the second, and that with the first."""
    assert opened(plain(burned_by_hand({"A": A, "B": B}, {"A": A, "C": C}, {"C": C}))) == {"C": C}


def test_empty_files_lie_nowhere_and_connect_no_sessions() -> None:
    disc = plain(burned_by_hand({"A": A, "EMPTY": b""}, {"B": B, "EMPTY": b""}))
    assert {"A", "B"} <= opened(disc).keys()


def test_a_session_of_which_a_folder_is_damaged_hides_nothing() -> None:
    """A scratch, and the second sector of its folder is read as zeros: what it lists there nobody deleted."""
    files = {f"IM{number:04}": bytes([number]) * 3000 for number in range(100)}
    first, (start, data) = burned_by_hand(files, {**files, "NEW": A})
    damaged = bytearray(data)
    damaged[19 * SECTOR : 20 * SECTOR] = bytes(SECTOR)
    assert opened(plain([first, (start, bytes(damaged))])) == {**files, "NEW": A}


def test_of_an_image_of_the_last_session_alone_its_own_files_are_shown_and_the_others_told() -> None:
    _, (_, last) = burned_by_hand({"A": A}, {"A": A, "B": B})
    assert opened(last) == {"B": B}
    assert "cut short" in str(refused(last)["A"])


def test_to_find_a_session_takes_a_few_reads() -> None:
    archive = Counted(gapless(burned_by_hand(*({"A": A, str(number): bytes(9000)} for number in range(40)))))
    assert set(opened(archive)) == {"A", "39"}
    assert archive.read_bytes < 40 * (2 << 20)


def test_sessions_without_number_end_somewhere() -> None:
    """Each with a folder that is nowhere: all of the image would be looked through for each."""
    (_, data), *_ = burned_by_hand({})
    lost = bytearray(data)
    struct.pack_into("<I", lost, 16 * SECTOR + 158, 1 << 30)
    archive = Counted(bytes(lost[: 18 * SECTOR]) * 2000)
    opened(archive)
    assert archive.read_bytes < 500 << 20


@layouts
@pytest.mark.parametrize("seed", range(10))
def test_no_damage_raises_or_hangs(layout: Callable[[Sessions], bytes], seed: int) -> None:
    data = bytearray(layout(burned_by_hand({"A": A}, {"A": A, "B": B})))
    chance = random.Random(seed)
    written = [at for at in (*range(16 * SECTOR, 24 * SECTOR), *range(len(data) - 512, len(data))) if data[at]]
    for _ in range(chance.randrange(1, 30)):
        data[chance.choice(written)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    opened(bytes(data)), refused(bytes(data))


def test_the_gap_is_that_of_a_disc() -> None:
    assert [start for start, _ in burned_by_hand({"A": A}, {"A": A})][1] > GAP
