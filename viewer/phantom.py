"""A head that nobody owns: a small CT series made of ellipsoids, as DICOM files in memory.

The sample that people may try, the README's picture and a known truth for tests. Values are Hounsfield units; the shapes
follow the idea of Shepp and Logan (The Fourier reconstruction of a head section, IEEE Trans. Nucl. Sci. 21, 1974), with
anatomy's numbers instead of theirs.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.classes import CT

__all__ = ["PhantomFile", "head", "slice_values"]

_ROOT = "1.2.826.0.1.3680043.10.1631"
_SIZE, _SPACING, _STEP, _COUNT = 256, 0.9, 4.0, 40

# center x, y, z; half axes x, y, z in mm (LPS, origin in the middle of the head); angle in degrees; value in HU
_SHAPES = (
    (0.0, 0.0, 0.0, 78.0, 98.0, 92.0, 0, 30),  # skin and muscle
    (0.0, 0.0, 2.0, 74.0, 94.0, 88.0, 0, 1100),  # skull
    (0.0, 0.0, 2.0, 68.0, 88.0, 82.0, 0, 6),  # fluid around the brain
    (0.0, 0.0, 2.0, 66.0, 86.0, 80.0, 0, 37),  # gray matter
    (0.0, 2.0, 6.0, 55.0, 74.0, 66.0, 0, 29),  # white matter
    (-29.0, -66.0, -42.0, 16.0, 15.0, 15.0, 0, -60),  # orbits: fat, with the eyes in them
    (29.0, -66.0, -42.0, 16.0, 15.0, 15.0, 0, -60),
    (-29.0, -70.0, -42.0, 11.5, 11.5, 11.5, 0, 12),
    (29.0, -70.0, -42.0, 11.5, 11.5, 11.5, 0, 12),
    (0.0, -60.0, -52.0, 9.0, 20.0, 18.0, 0, -980),  # air of the nose
    (-14.0, -12.0, 14.0, 7.0, 30.0, 15.0, 14, 6),  # ventricles
    (14.0, -12.0, 14.0, 7.0, 30.0, 15.0, -14, 6),
    (-17.0, 34.0, 10.0, 6.0, 20.0, 12.0, -22, 6),
    (17.0, 34.0, 10.0, 6.0, 20.0, 12.0, 22, 6),
    (0.0, 6.0, -2.0, 2.2, 14.0, 10.0, 0, 6),
    (-15.0, 2.0, 0.0, 9.0, 14.0, 11.0, -18, 40),  # deep gray matter
    (15.0, 2.0, 0.0, 9.0, 14.0, 11.0, 18, 40),
    (-22.0, 44.0, 12.0, 3.0, 4.5, 3.5, 0, 130),  # calcified plexus, as most heads have
    (23.0, 45.0, 12.0, 2.6, 4.2, 3.2, 0, 118),
    (0.0, 30.0, -4.0, 3.0, 3.5, 3.0, 0, 150),
    (0.0, 32.0, -50.0, 34.0, 22.0, 18.0, 0, 42),  # cerebellum
    (-49.0, 20.0, -48.0, 7.0, 10.0, 11.0, 0, -620),  # mastoid air cells
    (49.0, 20.0, -48.0, 7.0, 10.0, 11.0, 0, -620),
)


@dataclass(frozen=True, slots=True)
class PhantomFile:
    """One file of the series, as an entry: `read` gives its bytes."""

    path: str
    data: bytes

    @property
    def size(self) -> int:
        """The length in bytes."""
        return len(self.data)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`."""
        return self.data[start:stop]

    def release(self) -> None:
        """Nothing is held elsewhere."""


def slice_values(index: int) -> NDArray[np.int16]:
    """Return the values of one slice in HU, shape (256, 256), 0.9 mm a pixel; slice 0 is the highest."""
    z = _height(index)
    axis = (np.arange(_SIZE, dtype=np.float32) - (_SIZE - 1) / 2) * _SPACING
    x, y = axis[None, :], axis[:, None]
    values = np.full((_SIZE, _SIZE), -1000, np.float32)
    for cx, cy, cz, rx, ry, rz, degrees, hounsfield in _SHAPES:
        height = 1 - ((z - cz) / rz) ** 2
        if height <= 0:
            continue
        sine, cosine = np.float32(np.sin(np.radians(degrees))), np.float32(np.cos(np.radians(degrees)))
        u = ((x - cx) * cosine + (y - cy) * sine) / rx
        v = ((y - cy) * cosine - (x - cx) * sine) / ry
        edge = np.clip((height - u * u - v * v) * 14 + 0.5, 0, 1)
        values += edge * (hounsfield - values)
    # Bone folds of the brain's surface: waves keep the gray matter from looking like plastic.
    folds = 5 * np.sin(x * 0.45 + 3 * np.sin(y * 0.06 + z * 0.08)) * np.sin(y * 0.4 + 2 * np.sin(x * 0.05))
    values += np.where((values > 20) & (values < 45), folds, 0)
    whole: NDArray[np.int16] = np.clip(np.rint(values + 4 * _noise(index)), -1024, 3071).astype(np.int16)
    return whole


def _noise(seed: int) -> NDArray[np.float32]:
    """Return noise of about unit deviation, always the same for a seed: three rounds of a hash, added up.

    Made by hand because the browser's numpy comes without its random module.
    """
    state = np.arange(_SIZE * _SIZE, dtype=np.uint32) + np.uint32(seed * 7919 + 1)
    total = np.zeros(state.shape, np.float32)
    for factor in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D):
        state = (state ^ (state >> np.uint32(15))) * np.uint32(factor)
        total += (state >> np.uint32(8)).astype(np.float32) / np.float32(1 << 24) - np.float32(0.5)
    return (2 * total).reshape(_SIZE, _SIZE)


def head() -> Iterator[PhantomFile]:
    """Make the files of the series one by one, from the middle outwards: 40 slices, 4 mm apart, numbered from the top down."""
    for index in sorted(range(_COUNT), key=lambda index: abs(index - _COUNT // 2 + 2)):
        yield PhantomFile(f"Sample/IM{index + 1:05d}", _file(index))


def _height(index: int) -> float:
    return 82.0 - index * _STEP


def _file(index: int) -> bytes:
    edge = -(_SIZE - 1) / 2 * _SPACING
    instance = f"{_ROOT}.3.{index + 1}"
    meta = _element(0x0002, 0x0001, b"OB", b"\0\1") + b"".join(
        _element(0x0002, number, b"UI", value)
        for number, value in ((0x0002, CT), (0x0003, instance), (0x0010, "1.2.840.10008.1.2.1"), (0x0012, _ROOT))
    )
    data = b"".join(
        _element(tag >> 16, tag & 0xFFFF, vr, value)
        for tag, vr, value in (
            (0x0008_0008, b"CS", "ORIGINAL\\PRIMARY\\AXIAL"),
            (0x0008_0016, b"UI", CT),
            (0x0008_0018, b"UI", instance),
            (0x0008_0020, b"DA", "20240501"),
            (0x0008_0030, b"TM", "093000"),
            (0x0008_0060, b"CS", "CT"),
            (0x0008_0070, b"LO", "OpenMyScan"),
            (0x0008_0080, b"LO", "Made by a computer"),
            (0x0008_1030, b"LO", "Head (sample)"),
            (0x0008_103E, b"LO", "Brain 4.0"),
            (0x0010_0010, b"PN", "Sample^Sam"),
            (0x0010_0020, b"LO", "SAMPLE"),
            (0x0010_0030, b"DA", "19700101"),
            (0x0010_0040, b"CS", "O"),
            (0x0018_0015, b"CS", "HEAD"),
            (0x0018_0050, b"DS", f"{_STEP:g}"),
            (0x0020_000D, b"UI", f"{_ROOT}.1"),
            (0x0020_000E, b"UI", f"{_ROOT}.2"),
            (0x0020_0011, b"IS", "2"),
            (0x0020_0013, b"IS", str(index + 1)),
            (0x0020_0032, b"DS", f"{edge:.4f}\\{edge:.4f}\\{_height(index):.4f}"),
            (0x0020_0037, b"DS", "1\\0\\0\\0\\1\\0"),
            (0x0020_0052, b"UI", f"{_ROOT}.4"),
            (0x0028_0002, b"US", struct.pack("<H", 1)),
            (0x0028_0004, b"CS", "MONOCHROME2"),
            (0x0028_0010, b"US", struct.pack("<H", _SIZE)),
            (0x0028_0011, b"US", struct.pack("<H", _SIZE)),
            (0x0028_0030, b"DS", f"{_SPACING}\\{_SPACING}"),
            (0x0028_0100, b"US", struct.pack("<H", 16)),
            (0x0028_0101, b"US", struct.pack("<H", 16)),
            (0x0028_0102, b"US", struct.pack("<H", 15)),
            (0x0028_0103, b"US", struct.pack("<H", 1)),
            (0x0028_1050, b"DS", "40"),
            (0x0028_1051, b"DS", "80"),
            (0x0028_1052, b"DS", "0"),
            (0x0028_1053, b"DS", "1"),
            (0x0028_1054, b"LO", "HU"),
            (0x7FE0_0010, b"OW", slice_values(index).tobytes()),
        )
    )
    return bytes(128) + b"DICM" + _element(0x0002, 0x0000, b"UL", struct.pack("<I", len(meta))) + meta + data


def _element(group: int, number: int, vr: bytes, value: str | bytes) -> bytes:
    """Encode one element in explicit little endian (PS3.5 section 7.1.2)."""
    raw = value.encode("ascii") if isinstance(value, str) else value
    if len(raw) % 2:
        raw += b"\0" if vr in (b"UI", b"OB") else b" "
    front = struct.pack("<HH2s", group, number, vr)
    return front + (struct.pack("<HI", 0, len(raw)) if vr in (b"OB", b"OW") else struct.pack("<H", len(raw))) + raw
