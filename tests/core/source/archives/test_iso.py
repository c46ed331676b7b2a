"""Images of discs, written by two mastering programs; and hostile ones, made of them."""

import random
import struct
from pathlib import Path

import pytest

from tests.core.made import Memory
from tests.core.source.archives.packed import FILES, Counted, image, laid_out, opened, refused
from viewer.errors import Unreadable
from viewer.source.archives import unfold

pytestmark = pytest.mark.native  # the programs that write images are none of Pyodide's

LONG = {"A folder with a long name/Übersicht äöü.dcm": b"1", "A folder with a long name/another.name.with.dots": b"2", "IM1": b"3"}
SECTOR = 2048


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return laid_out(tmp_path / "disc")


def directory(data: bytes) -> int:
    """Where the records of the first folder lie, by the primary volume descriptor (ECMA-119, 8.4.18)."""
    return struct.unpack_from("<I", data, 16 * SECTOR + 156 + 2)[0] * SECTOR


def record(data: bytes, name: bytes) -> int:
    """Where the record of a file or folder begins."""
    return data.index(bytes([len(name)]) + name, directory(data)) - 32


@pytest.mark.parametrize("tool", ["genisoimage", "xorriso"])
@pytest.mark.parametrize("options", [(), ("-J",), ("-R",), ("-J", "-R"), ("-udf",), ("-U",)], ids=" ".join)
def test_every_file_comes_out_as_it_went_in(tool: str, options: tuple[str, ...], folder: Path) -> None:
    if tool == "xorriso" and "-udf" in options:
        options = ("-J", "-iso-level", "3")
    assert opened(image(folder, *options, tool=tool)) == FILES


@pytest.mark.parametrize("options", [("-J",), ("-R",), ("-J", "-R"), ("-udf", "-J")], ids=" ".join)
def test_long_names(options: tuple[str, ...], tmp_path: Path) -> None:
    assert opened(image(laid_out(tmp_path / "long", LONG), "-input-charset", "utf-8", *options)) == LONG


def test_bare_names_lose_their_version_and_their_dot(folder: Path) -> None:
    assert b"IM000001.;1" in image(folder)
    assert set(opened(image(folder))) == set(FILES)


def test_of_an_image_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    files = {f"IMAGES/IM{number:06}": bytes(1 << 20) for number in range(60)}
    archive = Counted(image(laid_out(tmp_path / "large", files), "-J", "-R"))
    members = list(unfold(archive))
    assert len(members) == 60
    assert archive.read_bytes < 60 * (300 << 10)
    archive.read_bytes = 0
    assert members[30].read(500_000, 500_100) == bytes(100)
    assert archive.read_bytes < 300 << 10


def test_a_folder_inside_itself_is_walked_once(folder: Path) -> None:
    data = bytearray(image(folder))
    at = record(data, b"IMAGES")
    data[at + 2 : at + 10] = data[directory(data) + 2 : directory(data) + 10]  # as if IMAGES were the first folder
    assert set(opened(bytes(data))) == {"DICOMDIR", "README.TXT"}


def test_of_an_image_that_is_cut_short_the_whole_files_are_shown_and_the_others_told(folder: Path) -> None:
    data = image(folder, "-J", "-R", "-sort", str(sorting(folder)))
    start = data.index(FILES["IMAGES/IM000002"])
    cut = data[: start + 1000]
    assert opened(cut) == {name: FILES[name] for name in FILES if name != "IMAGES/IM000002"}
    assert isinstance(refused(cut)["IMAGES/IM000002"], Unreadable)


def sorting(folder: Path) -> Path:
    """Put one file last on the disc."""
    told = folder.parent / "sort"
    told.write_text(f"{folder}/IMAGES/IM000002 -1000\n", encoding="ascii")
    return told


def test_a_file_in_two_extents(tmp_path: Path) -> None:
    """As one of more than 4 GB must be (ECMA-119, 9.1.6): two records in a row, the first of which goes on."""
    first, second = random.Random(1).randbytes(4 * SECTOR), random.Random(2).randbytes(3000)
    data = bytearray(image(laid_out(tmp_path / "two", {"BIG.": first, "BIG.B": second})))
    one = record(data, b"BIG.;1")
    data[one + 25] |= 0x80
    assert opened(bytes(data)) == {"BIG.B": first + second}


def test_a_file_of_a_length_beyond_all_measure_costs_itself_only(folder: Path) -> None:
    data = bytearray(image(folder))
    at = record(data, b"README.TXT;1")
    data[at + 10 : at + 14] = b"\xff\xff\xff\xff"
    assert opened(bytes(data)) == {name: FILES[name] for name in FILES if name != "README.TXT"}
    assert isinstance(refused(bytes(data))["README.TXT"], Unreadable)


def test_a_folder_of_a_length_beyond_all_measure_is_told(folder: Path) -> None:
    data = bytearray(image(folder))
    at = record(data, b"IMAGES")
    data[at + 10 : at + 14] = b"\xff\xff\xff\xff"
    archive = Counted(bytes(data))
    assert "DICOMDIR" in opened(archive)
    assert archive.read_bytes < 4 << 20
    assert any("larger, deeper or more" in str(error) for error in refused(archive).values())


@pytest.mark.parametrize("options", [("-J", "-R"), ("-udf",)], ids=" ".join)
@pytest.mark.parametrize("seed", range(25))
def test_no_damage_raises_or_hangs(options: tuple[str, ...], seed: int, folder: Path) -> None:
    data = bytearray(image(folder, *options))
    chance = random.Random(seed)
    written = [at for at in range(16 * SECTOR, min(len(data), 600 * SECTOR)) if data[at]]
    for _ in range(chance.randrange(1, 60)):
        data[chance.choice(written[:6000])] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    entry = Memory(bytes(data), "a")
    opened(entry), refused(entry)
