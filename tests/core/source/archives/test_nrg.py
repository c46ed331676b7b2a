"""Images of discs by Nero: an image as others write it, where Nero puts it, and Nero's mark at the end."""

import struct
from pathlib import Path

import pytest

from tests.core.source.archives.packed import FILES, image, laid_out, opened, refused
from tests.core.source.archives.test_raw import raw
from viewer.errors import UnsupportedPixels

NEW, OLD = b"NER5" + struct.pack(">Q", 1 << 40), b"NERO" + struct.pack(">I", 1 << 20)


@pytest.mark.native
@pytest.mark.parametrize("mark", [NEW, OLD], ids=["NER5", "NERO"])
@pytest.mark.parametrize("mode", [0, 1, 2])
def test_every_file_comes_out_as_it_went_in(mode: int, mark: bytes, tmp_path: Path) -> None:
    """`mode` 0: sectors of 2048 bytes; else raw ones of 2352, as for discs with music or several sessions."""
    disc = image(laid_out(tmp_path / "disc"), "-J")
    track = raw(disc, mode) if mode else disc
    assert opened(bytes(150 * (2352 if mode else 2048)) + track + b"CUEX" + bytes(40) + mark) == FILES


def test_one_that_is_laid_out_otherwise_is_told_with_what_to_do() -> None:
    error = refused(bytes(2 << 20) + NEW)["a"]
    assert isinstance(error, UnsupportedPixels)
    assert "Nero" in str(error)
    assert "save it as ISO" in str(error)
