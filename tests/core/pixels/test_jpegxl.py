"""JPEG XL, decoded by us and by jxl-oxide, a decoder that was written anew from the standard."""

import subprocess
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from tests.core.frames import encapsulated
from viewer.pixels.decode import decode
from viewer.pixels.format import PixelFormat

pytestmark = pytest.mark.native

NOISE = np.random.default_rng(11)
LOSSLESS = "1.2.840.10008.1.2.4.110"
ANY = "1.2.840.10008.1.2.4.112"
PICTURES = {
    "8 bit": NOISE.integers(0, 256, (40, 50), np.uint8),
    "12 bit": NOISE.integers(0, 4096, (40, 50), np.uint16),
    "16 bit": NOISE.integers(0, 65536, (40, 50)).astype(np.uint16),
    "color": NOISE.integers(0, 256, (40, 50, 3), np.uint8),
}


def form_of(pixels: np.ndarray, name: str, syntax: str) -> PixelFormat:
    """What a DICOM file would say of these pixels."""
    bits = 8 * pixels.itemsize
    stored = int(name.split(maxsplit=1)[0]) if name[0].isdigit() else bits
    color = {"samples": 3, "photometric": "RGB"} if pixels.ndim == 3 else {}
    return PixelFormat(
        syntax=syntax, rows=pixels.shape[0], columns=pixels.shape[1], allocated=bits, stored=stored, high_bit=stored - 1, **color
    )


def by_oxide(streams: dict[str, bytes], folder: Path, node: list[str], package: Path) -> dict[str, np.ndarray]:
    """What the other decoder makes of these streams."""
    files = {name: folder / f"{number}.jxl" for number, name in enumerate(streams)}
    for name, stream in streams.items():
        files[name].write_bytes(stream)
    subprocess.run([*node, str(Path(__file__).with_name("oxide.mjs")), str(package), *map(str, files.values())], check=True, timeout=120)
    return {name: imagecodecs.png_decode(Path(f"{file}.png").read_bytes()) for name, file in files.items()}


def test_lossless_pictures_are_the_same_to_the_bit_in_both(tmp_path: Path, node: list[str], npm_packages: Path) -> None:
    streams = {name: bytes(imagecodecs.jpegxl_encode(pixels, lossless=True)) for name, pixels in PICTURES.items()}
    theirs = by_oxide(streams, tmp_path, node, npm_packages / "jxl-oxide-wasm")
    for name, pixels in PICTURES.items():
        ours = decode(encapsulated([[streams[name]]]), form_of(pixels, name, LOSSLESS), 0)
        assert np.array_equal(ours, pixels), name
        assert np.array_equal(ours, theirs[name]), name


def test_lossy_pictures_differ_by_rounding_only(tmp_path: Path, node: list[str], npm_packages: Path) -> None:
    """Each rounds its inverse transform in its own way."""
    rows, columns = np.mgrid[:64, :64]
    smooth = ((np.sin(columns / 9) + np.cos(rows / 7) + 2) * 60).astype(np.uint8)
    stream = bytes(imagecodecs.jpegxl_encode(smooth, distance=1.0))
    ours = decode(encapsulated([[stream]]), form_of(smooth, "8 bit", ANY), 0)
    theirs = by_oxide({"lossy": stream}, tmp_path, node, npm_packages / "jxl-oxide-wasm")["lossy"]
    assert not np.array_equal(ours, smooth)
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 1
