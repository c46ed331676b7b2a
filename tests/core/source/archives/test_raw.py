"""Raw images of discs: the same disc, with what lies around the data of each sector."""

import random
from pathlib import Path

import pytest

from tests.core.source.archives.packed import FILES, Counted, image, laid_out, opened, refused
from viewer.source.archives import unfold

pytestmark = pytest.mark.native  # the program that writes the image is none of Pyodide's


def raw(data: bytes, mode: int) -> bytes:
    """Put a sync mark, an address and the mode before each sector, and noise where its checksums are (ECMA-130, 14)."""
    noise = random.Random(1).randbytes(288)
    sectors = []
    for number in range(len(data) // 2048):
        minute, rest = divmod(number + 150, 60 * 75)
        second, frame = divmod(rest, 75)
        front = b"\0" + b"\xff" * 10 + b"\0" + bytes(int(str(part), 16) for part in (minute, second, frame)) + bytes([mode])
        subheader = b"\0\0\x08\0" * 2 if mode == 2 else b""
        sectors.append((front + subheader + data[number * 2048 : number * 2048 + 2048] + noise)[:2352])
    return b"".join(sectors)


@pytest.mark.parametrize("mode", [1, 2])
@pytest.mark.parametrize("options", [(), ("-J", "-R")], ids=" ".join)
def test_every_file_comes_out_as_it_went_in(mode: int, options: tuple[str, ...], tmp_path: Path) -> None:
    assert opened(raw(image(laid_out(tmp_path / "disc"), *options), mode)) == FILES


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    archive = Counted(raw(image(laid_out(tmp_path / "disc", {f"IM{number}": bytes(1 << 20) for number in range(30)})), 1))
    members = list(unfold(archive))
    archive.read_bytes = 0
    assert members[20].read(500_001, 500_100) == bytes(99)
    assert archive.read_bytes < 400 << 10


def test_a_disc_without_files_is_told() -> None:
    assert "no files on it" in str(refused(raw(bytes(40 * 2048), 1))["a"])
