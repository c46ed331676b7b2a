"""Programs that unpack themselves: a ZIP behind code. What the code is does not matter, and none of it is run."""

import random

import pytest

from tests.core.made import Memory, data_set, file_bytes
from tests.core.source.archives.packed import Counted, encrypted, opened, refused, zipped
from viewer.errors import Locked
from viewer.source.archives import unfold

CODE = b"MZ" + random.Random(8).randbytes(90_000)
SLICE = file_bytes(data_set())


@pytest.mark.parametrize("name", ["IMAGES/IM000001", "slice.dcm"])
def test_a_scan_in_a_program_that_unpacks_itself_comes_out(name: str) -> None:
    files = {"README.TXT": b"hello", "IMAGES/": b"", name: SLICE}
    assert opened(CODE + zipped(files)) == {"README.TXT": b"hello", name: SLICE}


def test_a_locked_scan_in_a_program_is_asked_for() -> None:
    error = refused(CODE + encrypted("1.dcm", SLICE, b"Geheim1"))["1.dcm"]
    assert isinstance(error, Locked)
    assert opened(CODE + encrypted("1.dcm", SLICE, b"Geheim1"), "Geheim1") == {"1.dcm": SLICE}


@pytest.mark.parametrize("parts", [zipped({f"lib/part{number}.class": b"code" for number in range(200)}), b"", zipped({})])
def test_a_disc_s_own_viewer_is_left_alone(parts: bytes) -> None:
    entry = Memory(CODE + parts, "VIEWER.EXE")
    assert list(unfold(entry)) == [entry]


def test_a_program_inside_an_archive_is_not_unpacked_to_be_looked_at() -> None:
    program = CODE + random.Random(9).randbytes(8 << 20) + zipped({"1.dcm": SLICE})
    archive = Counted(zipped({"VIEWER.EXE": program}))
    assert [member.path for member in unfold(archive)] == ["disc.bin/VIEWER.EXE"]
    assert archive.read_bytes < 2 << 20


@pytest.mark.parametrize("seed", range(20))
def test_no_damage_raises_or_hangs(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(CODE + zipped({"1.dcm": SLICE, "2.dcm": SLICE}))
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(len(CODE), len(data))] = chance.randrange(256)
    opened(bytes(data))
