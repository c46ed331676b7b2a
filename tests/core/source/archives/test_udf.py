"""UDF without ISO 9660 beside it, as Windows writes it; also the kinds of partitions of rewritable discs, made out of a plain one.

No program writes files into those without a kernel's help: the descriptors are laid out by hand from OSTA UDF 2.60, 2.2.8 to 2.2.13.
"""

import os
import random
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from tests.core.source.archives.packed import FILES, Counted, image, laid_out, opened, refused
from viewer.errors import Unreadable
from viewer.source.archives import unfold

pytestmark = pytest.mark.native  # the program that writes the image is none of Pyodide's

SECTOR = 2048


def plain(folder: Path, *options: str) -> bytearray:
    """An image with UDF only: the descriptors of ISO 9660 are taken away, those of UDF put in their place."""
    data = bytearray(image(folder, "-udf", *options))
    first = next(sector for sector in range(16, 40) if data[sector * SECTOR + 1 : sector * SECTOR + 6] == b"BEA01")
    data[16 * SECTOR : 19 * SECTOR] = data[first * SECTOR : (first + 3) * SECTOR]
    data[19 * SECTOR : (first + 3) * SECTOR] = bytes((first + 3 - 19) * SECTOR)
    return data


@pytest.fixture
def disc(tmp_path: Path) -> bytearray:
    return plain(laid_out(tmp_path / "disc"))


def sealed(data: bytearray, at: int) -> None:
    """Give a descriptor's tag the right checksum (ECMA-167 3/7.2.3)."""
    data[at + 4] = (sum(data[at : at + 16]) - data[at + 4]) & 0xFF


def tagged(data: bytes, kind: int) -> list[int]:
    """Where descriptors of a kind begin."""
    return [at for at in range(0, len(data), SECTOR) if data[at : at + 4] == struct.pack("<HH", kind, 2) and any(data[at + 16 : at + 64])]


def start(data: bytes) -> int:
    """First sector of the partition."""
    (first,) = {struct.unpack_from("<I", data, at + 188)[0] for at in tagged(data, 5)}
    return first


def mapped(data: bytearray, *maps: bytes, file_set: tuple[int, int] | None = None) -> None:
    """Write other partition maps into the logical volume descriptors; `file_set` is partition and block of the file set."""
    for at in tagged(data, 6):
        table = b"".join(maps)
        data[at + 264 : at + 272] = struct.pack("<II", len(table), len(maps))
        data[at + 440 : at + 440 + len(table)] = table
        if file_set is not None:
            data[at + 252 : at + 258] = struct.pack("<IH", file_set[1], file_set[0])


def second_kind(name: bytes, rest: bytes) -> bytes:
    return (b"\2\x40\0\0" + b"\0" + name.ljust(23, b"\0") + bytes(8) + struct.pack("<HH", 1, 0) + rest).ljust(64, b"\0")


def entry(kind: int, size: int, extents: list[tuple[int, int]]) -> bytes:
    """The entry of a file with short descriptors (ECMA-167 4/14.9)."""
    told = bytearray(SECTOR)
    told[:4] = struct.pack("<HH", 261, 2)
    told[16 + 11] = kind
    struct.pack_into("<Q", told, 56, size)
    struct.pack_into("<I", told, 172, 8 * len(extents))
    for number, (length, block) in enumerate(extents):
        struct.pack_into("<II", told, 176 + 8 * number, length, block)
    sealed(told, 0)
    return bytes(told)


FIRST_KIND = b"\1\6" + struct.pack("<HH", 1, 0)


def test_every_file_comes_out_as_it_went_in(disc: bytearray) -> None:
    assert opened(bytes(disc)) == FILES


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    files = {f"IMAGES/IM{number:06}": bytes(1 << 20) for number in range(40)}
    archive = Counted(bytes(plain(laid_out(tmp_path / "large", files))))
    assert len(list(unfold(archive))) == 40
    assert archive.read_bytes < 40 * (600 << 10)


def test_where_iso_9660_tells_less_udf_is_taken(tmp_path: Path) -> None:
    """As on discs whose older half holds nothing but a word of excuse."""
    data = bytearray(image(laid_out(tmp_path / "disc"), "-udf"))
    root = struct.unpack_from("<I", data, 16 * SECTOR + 158)[0] * SECTOR
    after = root + data[root] + data[root + data[root]]
    data[after : root + SECTOR] = bytes(root + SECTOR - after)
    assert opened(bytes(data)) == FILES


def test_blocks_that_were_moved_since_the_disc_is_bad_there(disc: bytearray) -> None:
    first, packet = start(disc), 32
    lies = disc.index(FILES["IMAGES/IM000001"][:64]) // SECTOR - first  # the packet in which a picture begins
    bad = lies - lies % packet
    spare = len(disc) // SECTOR + 1
    table = bytearray(SECTOR)
    table[16:48] = b"\0" + b"*UDF Sparing Table".ljust(23, b"\0") + bytes(8)
    struct.pack_into("<H", table, 48, 2)
    struct.pack_into("<4I", table, 56, bad, spare, 0xFFFF_FFFF, spare + packet)
    good = disc[(first + bad) * SECTOR : (first + bad + packet) * SECTOR]
    disc[(first + bad) * SECTOR : (first + bad + packet) * SECTOR] = b"\xee" * len(good)
    disc += table + good
    mapped(disc, second_kind(b"*UDF Sparable Partition", struct.pack("<HBBII", packet, 1, 0, SECTOR, spare - 1)))
    assert opened(bytes(disc)) == FILES


@pytest.mark.parametrize("version", [1.5, 2.0])
def test_a_disc_that_was_written_in_several_goes(version: float, disc: bytearray) -> None:
    """A table tells where blocks are now; its entry is in the last block."""
    first = start(disc)
    (file_set,) = tagged(disc, 256)
    root = struct.unpack_from("<I", disc, file_set + 404)[0]
    table = [*range(len(disc) // SECTOR), file_set // SECTOR - first, root]
    file_set_now, root_now = len(table) - 2, len(table) - 1
    disc[file_set + 404 : file_set + 410] = struct.pack("<IH", root_now, 1)
    body = struct.pack(f"<{len(table)}I", *table)
    body = body + bytes(36) if version < 2 else struct.pack("<HH", 152, 0) + bytes(148) + body
    place = len(disc) // SECTOR - first
    disc += body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0")
    disc += entry(0 if version < 2 else 248, len(body), [(len(body), place)])
    mapped(disc, FIRST_KIND, second_kind(b"*UDF Virtual Partition", b""), file_set=(1, file_set_now))
    assert opened(bytes(disc)) == FILES


def test_a_disc_with_its_folders_in_a_file_of_their_own(disc: bytearray) -> None:
    """UDF 2.50 and later keep them together, as a partition in the partition."""
    first = start(disc)
    (file_set,) = tagged(disc, 256)
    root = struct.unpack_from("<I", disc, file_set + 404)[0]
    at = (first + root) * SECTOR
    names = at + 176 + struct.unpack_from("<I", disc, at + 168)[0]
    length, block = struct.unpack_from("<II", disc, names)
    place = len(disc) // SECTOR - first
    disc += entry(250, 3 * SECTOR, [(SECTOR, file_set // SECTOR - first), (SECTOR, root), (SECTOR, block)])
    disc[file_set + 404 : file_set + 410] = struct.pack("<IH", 1, 1)
    disc[names : names + 8] = struct.pack("<II", length, 2)
    mapped(disc, FIRST_KIND, second_kind(b"*UDF Metadata Partition", struct.pack("<I", place)), file_set=(1, 0))
    assert opened(bytes(disc)) == FILES


def test_a_small_file_inside_its_own_entry(disc: bytearray) -> None:
    """As Windows writes what fits (ECMA-167 4/14.6.8)."""
    at = next(at for at in tagged(disc, 261) if struct.unpack_from("<Q", disc, at + 56)[0] == len(FILES["DICOMDIR"]))
    disc[at + 34 : at + 36] = struct.pack("<H", 3)
    inside = at + 176 + struct.unpack_from("<I", disc, at + 168)[0]
    disc[inside : inside + 19] = FILES["DICOMDIR"][::-1]
    assert opened(bytes(disc)) == FILES | {"DICOMDIR": FILES["DICOMDIR"][::-1]}


def test_of_an_image_that_is_cut_short_the_whole_files_are_shown_and_the_others_told(tmp_path: Path) -> None:
    disc = plain(laid_out(tmp_path / "disc"))
    cut = bytes(disc[: disc.index(FILES["IMAGES/IM000002"][-500:])])
    found = opened(cut)
    assert found.items() <= FILES.items()
    assert "IMAGES/IM000002" not in found
    assert isinstance(refused(cut)["IMAGES/IM000002"], Unreadable)


def test_a_folder_inside_itself_is_walked_once(disc: bytearray) -> None:
    (file_set,) = tagged(disc, 256)
    at = disc.index(b"\x08IMAGES") - 38
    disc[at + 24 : at + 30] = disc[file_set + 404 : file_set + 410]
    assert set(opened(bytes(disc))) == {"DICOMDIR", "README.TXT"}


def test_a_size_beyond_all_measure_costs_one_file(disc: bytearray) -> None:
    at = next(at for at in tagged(disc, 261) if struct.unpack_from("<Q", disc, at + 56)[0] == len(FILES["README.TXT"]))
    struct.pack_into("<Q", disc, at + 56, 1 << 62)
    assert opened(bytes(disc)) == {name: FILES[name] for name in FILES if name != "README.TXT"}
    assert set(refused(bytes(disc))) == {"README.TXT"}


def test_a_file_system_that_cannot_be_read_is_told(disc: bytearray) -> None:
    for at in tagged(disc, 2):  # the anchors
        disc[at : at + SECTOR] = bytes(SECTOR)
    assert opened(bytes(disc)) == {}
    assert "cannot be read" in str(refused(bytes(disc))["a"])


@pytest.mark.parametrize(
    ("medium", "revision", "block"),
    [
        ("hd", "0x0102", 512), ("hd", "0x0201", 512), ("hd", "0x0201", 4096), ("dvd", "0x0102", 2048), ("dvdr", "0x0201", 2048), ("cdr", "0x0150", 2048),
        ("cdrw", "0x0150", 2048), ("dvdrw", "0x0201", 2048), ("bdr", "0x0260", 2048),
    ],
)  # fmt: skip
def test_discs_of_every_medium_as_another_program_formats_them_are_known_and_empty(
    medium: str, revision: str, block: int, tmp_path: Path
) -> None:
    """Partitions that are plain, with spare packets, with a virtual table; nothing but a kernel could put files on them."""
    program = shutil.which("mkudffs") or shutil.which("mkudffs", path="/usr/sbin")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("mkudffs is not on this computer (Debian package udftools)")
    disc = tmp_path / "disc"
    command = [program, "--new-file", f"--media-type={medium}", f"--udfrev={revision}", f"--blocksize={block}", str(disc), "8192"]
    subprocess.run(command, check=True, capture_output=True)
    told = refused(disc.read_bytes())
    assert [str(error) for error in told.values()] == ["The archive is empty."]


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_raises_or_hangs(seed: int, disc: bytearray) -> None:
    """With the checksums mended, so that the damage is believed."""
    chance = random.Random(seed)
    written = [at for at in range(16 * SECTOR, min(len(disc), 600 * SECTOR)) if disc[at]][:6000]
    for _ in range(chance.randrange(1, 30)):
        disc[chance.choice(written)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    for kind in (2, 5, 6, 256, 261):
        for at in tagged(disc, kind):
            sealed(disc, at)
    opened(bytes(disc)), refused(bytes(disc))
