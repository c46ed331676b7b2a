"""Overlays: where each bit lands on the picture, and how it is drawn (PS3.3 C.9.2)."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.render.picture import picture
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames

GRAY = np.full((6, 8), 50, np.uint8)


def packed(bits: NDArray[Any]) -> bytes:
    raw = np.packbits(bits.astype(bool).reshape(-1), bitorder="little").tobytes()
    return raw + b"\0" * (len(raw) % 2)


def lay(ds: Any, bits: NDArray[Any], *, group: int = 0x6000, origin: tuple[int, int] | None = (1, 1), kind: str = "G", **more: Any) -> Any:
    """Lay an overlay over a data set, shape (rows, columns) or (frames, rows, columns)."""
    ds.add_new((group, 0x0010), "US", bits.shape[-2])
    ds.add_new((group, 0x0011), "US", bits.shape[-1])
    if bits.ndim == 3:
        ds.add_new((group, 0x0015), "IS", len(bits))
    if origin is not None:
        ds.add_new((group, 0x0050), "SS", list(origin))
    if "first" in more:
        ds.add_new((group, 0x0051), "US", more["first"])
    ds.add_new((group, 0x0040), "CS", kind)
    ds.add_new((group, 0x0100), "US", more.get("allocated", 1))
    ds.add_new((group, 0x0102), "US", more.get("position", 0))
    if more.get("raw") != b"":
        ds.add_new((group, 0x3000), "OW", more.get("raw", packed(bits)))
    return ds


def drawn(ds: Any, *, index: int = 0, syntax: str = ExplicitVRLittleEndian, **options: Any) -> NDArray[np.uint8]:
    frames = volume_of(Memory(file_bytes(ds, syntax=syntax)))
    shown = picture(frames, index, **options)
    assert shown.rgba is not None, shown.facts["error"]
    return shown.rgba


def volume_of(*entries: Any) -> Frames:
    catalog = Catalog()
    for one in entries:
        scan(one, catalog)
    return Frames(next(catalog.stacks()), budget=1 << 26)


def white(rgba: NDArray[np.uint8]) -> list[tuple[int, int]]:
    return [(int(row), int(column)) for row, column in np.argwhere(rgba[..., 0] == 255)]


def plain(**keywords: Any) -> Any:
    """A picture that is nowhere white."""
    return data_set(GRAY, WindowCenter="128", WindowWidth="256", **keywords)


@pytest.mark.trap(17)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
def test_an_overlay_with_other_rows_than_columns_lies_where_its_bits_say(syntax: str) -> None:
    bits = np.zeros((6, 8), bool)
    bits[1, 5] = bits[4, 2] = True
    # by hand: pixel (1, 5) is bit 13, pixel (4, 2) is bit 34
    raw = (1 << 13 | 1 << 34).to_bytes(6, "little")
    if syntax == ExplicitVRBigEndian:
        raw = b"".join(raw[at : at + 2][::-1] for at in range(0, 6, 2))
    assert white(drawn(lay(plain(), bits, raw=raw), syntax=syntax)) == [(1, 5), (4, 2)]


@pytest.mark.trap(17)
def test_an_overlay_is_white_with_a_dark_rim_and_the_rest_stays() -> None:
    bits = np.zeros((6, 8), bool)
    bits[2, 3] = True
    rgba = drawn(lay(plain(), bits))
    assert rgba[2, 3].tolist() == [255, 255, 255, 255]
    assert (rgba[1:4, 2:5, 0].tolist()) == [[0, 0, 0], [0, 255, 0], [0, 0, 0]]
    without = drawn(lay(plain(), bits), overlays=False)
    outside = np.ones((6, 8), bool)
    outside[1:4, 2:5] = False
    assert np.array_equal(rgba[outside], without[outside])
    assert set(np.unique(without[..., 0])) == {50}


@pytest.mark.trap(17)
def test_an_overlay_stays_white_where_the_picture_is_inverted() -> None:
    bits = np.zeros((6, 8), bool)
    bits[2, 3] = True
    rgba = drawn(lay(plain(PhotometricInterpretation="MONOCHROME1"), bits), invert=False)
    assert white(rgba) == [(2, 3)]


@pytest.mark.trap(17)
@pytest.mark.parametrize(
    ("origin", "place"),
    [((1, 1), (0, 0)), ((3, 5), (2, 4)), ((0, 0), None), ((-1, -1), None), ((5, 7), (4, 6)), ((100, 100), None), ((-30000, 1), None)],
)
def test_the_origin_counts_from_one_and_may_lie_outside(origin: tuple[int, int], place: tuple[int, int] | None) -> None:
    corner = np.zeros((2, 2), bool)
    corner[0, 0] = True
    assert white(drawn(lay(plain(), corner, origin=origin))) == ([] if place is None else [place])


@pytest.mark.trap(17)
def test_the_part_of_an_overlay_that_lies_on_the_picture_is_drawn() -> None:
    whole = np.ones((4, 4), bool)
    assert white(drawn(lay(plain(), whole, origin=(-1, -1)))) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert white(drawn(lay(plain(), whole, origin=(6, 8)))) == [(5, 7)]
    larger = np.zeros((20, 30), bool)
    larger[11, 13] = True
    assert white(drawn(lay(plain(), larger, origin=(-9, -9)))) == [(1, 3)]


@pytest.mark.trap(17)
def test_each_picture_has_its_own_part_of_an_overlay_of_many_frames() -> None:
    bits = np.zeros((2, 6, 8), bool)  # 48 bits each: the second begins in the middle of a word
    bits[0, 0, 1] = bits[1, 2, 3] = True
    ds = lay(data_set(np.stack([GRAY] * 4), WindowCenter="128", WindowWidth="256"), bits, first=2)
    assert [white(drawn(ds, index=index)) for index in range(4)] == [[], [(0, 1)], [(2, 3)], []]
    ds = lay(data_set(np.stack([GRAY] * 3), WindowCenter="128", WindowWidth="256"), bits[:, :5, :7])  # 35 bits each
    assert [white(drawn(ds, index=index)) for index in range(3)] == [[(0, 1)], [(2, 3)], []]


@pytest.mark.trap(17)
def test_one_overlay_without_a_number_is_for_all_pictures() -> None:
    bits = np.zeros((6, 8), bool)
    bits[0, 0] = True
    ds = lay(data_set(np.stack([GRAY] * 3), WindowCenter="128", WindowWidth="256"), bits)
    assert [white(drawn(ds, index=index)) for index in range(3)] == [[(0, 0)]] * 3


@pytest.mark.trap(17)
@pytest.mark.parametrize(("bit", "high"), [(15, 11), (12, 11), (0, 15), (3, 15)])
def test_an_overlay_in_the_unused_bits_of_the_pixels_is_drawn_and_is_no_value(bit: int, high: int) -> None:
    value = 100 << high - 11
    pixels = np.full((6, 8), value, np.uint16)
    pixels[1, 5] |= 1 << bit
    ds = data_set(pixels, BitsStored=12, HighBit=high, WindowCenter="2000", WindowWidth="4000")
    lay(ds, np.zeros((6, 8), bool), raw=b"", allocated=16, position=bit)
    assert white(drawn(ds)) == [(1, 5)]
    assert len(np.unique(drawn(ds, overlays=False)[..., 0])) == 1


@dataclass(frozen=True, eq=False)
class Watched(Memory):
    """A file that keeps account of what was read of it."""

    lengths: list[int] = field(default_factory=list)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        found = super().read(start, stop)
        self.lengths.append(len(found))
        return found


@pytest.mark.trap(17)
def test_an_overlay_in_the_pixels_of_a_film_reads_only_the_picture_on_screen() -> None:
    pixels = np.full((50, 6, 8), 100, np.uint16)
    pixels[range(50), 1, np.arange(50) % 8] |= 1 << 15
    ds = data_set(pixels, BitsStored=12, HighBit=11, WindowCenter="2000", WindowWidth="4000", Modality="XA")
    lay(ds, np.zeros((6, 8), bool), raw=b"", allocated=16, position=15)
    file = Watched(file_bytes(ds))
    stack = scan(file, Catalog())
    assert stack is not None
    frames = Frames(stack, budget=1 << 20)
    file.lengths.clear()
    for index in (3, 49):
        rgba = picture(frames, index).rgba
        assert rgba is not None
        assert white(rgba) == [(1, index % 8)]
    assert sum(file.lengths) == 2 * 2 * 96  # each picture, and its overlay


@pytest.mark.trap(17)
@pytest.mark.parametrize("bit", [0, 7, 11])
def test_a_bit_of_the_value_itself_is_no_overlay(bit: int) -> None:
    ds = data_set(np.full((6, 8), 0xFFF, np.uint16), BitsStored=12, HighBit=11, WindowCenter="9000", WindowWidth="20000")
    lay(ds, np.zeros((6, 8), bool), raw=b"", allocated=16, position=bit)
    assert white(drawn(ds)) == []


@pytest.mark.trap(17)
def test_an_overlay_that_is_too_short_is_drawn_as_far_as_it_goes() -> None:
    bits = np.ones((6, 8), bool)
    assert white(drawn(lay(plain(), bits, raw=b"\xff\xff"))) == [(row, column) for row in (0, 1) for column in range(8)]


@pytest.mark.trap(17)
def test_an_overlay_of_a_byte_for_each_pixel_is_read_as_well() -> None:
    raw = bytearray(48)
    raw[13] = 1
    assert white(drawn(lay(plain(), np.zeros((6, 8), bool), raw=bytes(raw), allocated=8))) == [(1, 5)]


@pytest.mark.trap(17)
@pytest.mark.parametrize(("rows", "columns"), [(0, 8), (65535, 65535), (65535, 1), (1, 65535)])
def test_an_overlay_of_absurd_size_costs_neither_the_picture_nor_memory(rows: int, columns: int) -> None:
    ds = lay(plain(), np.zeros((6, 8), bool), raw=b"\0\0")
    ds[0x6000, 0x0010].value, ds[0x6000, 0x0011].value = rows, columns
    assert set(np.unique(drawn(ds)[..., 0])) == {50}


@pytest.mark.trap(17)
def test_several_overlays_are_drawn_and_a_region_of_interest_counts_too() -> None:
    first, second = np.zeros((6, 8), bool), np.zeros((6, 8), bool)
    first[0, 0] = second[5, 7] = True
    ds = lay(lay(plain(), first), second, group=0x601E, kind="R")
    assert white(drawn(ds)) == [(0, 0), (5, 7)]


def test_an_overlay_lies_over_color_too() -> None:
    bits = np.zeros((6, 8), bool)
    bits[2, 3] = True
    assert white(drawn(lay(data_set(np.full((6, 8, 3), 50, np.uint8)), bits))) == [(2, 3)]


@pytest.mark.trap(17)
@pytest.mark.native
@pytest.mark.corpus
@pytest.mark.reference("DCMTK 3.6.7")
def test_a_real_overlay_lies_where_dcmtk_draws_it(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "pydicom-data/data_store/data/MR-SIEMENS-DICOM-WithOverlays.dcm"
    bodies = []
    for options in (["+O", "0", "+Omr"], ["-O"]):
        out = tmp_path / f"{len(bodies)}.pgm"
        subprocess.run(["dcm2pnm", "+op", *options, "+Ww", "40000", "80000", path, out], check=True, capture_output=True)
        bodies.append(np.frombuffer(out.read_bytes()[-484 * 484 :], np.uint8).reshape(484, 484))
    theirs = bodies[0] != bodies[1]
    assert 100 < theirs.sum() < 100_000
    shown = picture(volume_of(FileEntry(path, path=path.name)), 0).rgba
    without = picture(volume_of(FileEntry(path, path=path.name)), 0, overlays=False).rgba
    assert shown is not None and without is not None
    assert (shown[..., 0][theirs] == 255).all()
    changed = (shown != without).any(axis=2)
    assert not (changed & ~theirs & (shown[..., 0] != 0)).any()
