"""Tables of the file: the Modality LUT and the VOI LUT (traps 11 and 13), read and drawn, worked out by hand, by pydicom and by DCMTK."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.pixels import apply_modality_lut, apply_voi_lut
from pydicom.uid import DigitalMammographyXRayImageStorageForPresentation, ExplicitVRBigEndian, ImplicitVRLittleEndian

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.dicom.dataset import read_dataset
from viewer.image.lookup import Lookup, lookups_of
from viewer.image.voi import Window, lut
from viewer.pixels.descriptor import first_mapped
from viewer.render.picture import picture, thumbnail, value_at
from viewer.volume.frames import Frames

TWELVE = np.arange(12, dtype=np.uint16).reshape(3, 4)


def table(
    first: int, entries: Sequence[int] = (), *, bits: int = 16, count: int | None = None, raw: bytes | None = None, name: str = ""
) -> Dataset:
    """One item of a table's sequence; `raw` instead of `entries` in words."""
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if first < 0 else "US", [len(entries) if count is None else count, first, bits])
    if name:
        item.LUTExplanation = name
    item.add_new("LUTData", "OW", np.array(entries, "<u2").tobytes() if raw is None else raw)
    return item


def volume_of(*files: Memory) -> Frames:
    catalog = Catalog()
    for file in files:
        scan(file, catalog)
    (stack,) = catalog.stacks()
    return Frames(stack, budget=1 << 24)


def grays(frames: Frames, index: int = 0, **how: object) -> list[int]:
    """The gray levels of a picture, pixel by pixel."""
    shown = picture(frames, index, **how)  # type: ignore[arg-type]
    assert shown.rgba is not None, shown.facts["error"]
    return shown.rgba[..., 0].ravel().tolist()


def read(item: Dataset, *, signed: bool = False, syntax: str = "1.2.840.10008.1.2.1") -> Lookup | None:
    raw = file_bytes(data_set(VOILUTSequence=[item]), syntax=syntax)
    return next(iter(lookups_of(read_dataset(Memory(raw)), "VOILUTSequence", signed=signed)), None)


# ---- reading


@pytest.mark.trap(11)
@pytest.mark.trap(13)
def test_a_descriptor_of_0_means_65536_entries() -> None:
    # an explicit element holds fewer than 64 KiB as US, so the data are OW, as they have to be
    found = read(table(0, range(65536), count=0))
    assert found is not None
    assert len(found) == 65536
    assert found.apply(np.array([0, 1, 40000, 65535])).tolist() == [0, 1, 40000, 65535]


@pytest.mark.trap(11)
@pytest.mark.trap(13)
def test_values_before_the_first_and_behind_the_last_entry_take_the_end() -> None:
    found = read(table(10, [5, 6, 7]))
    assert found is not None
    assert found.apply(np.array([-(2**31), 9, 10, 11, 12, 13, 2**31 - 1])).tolist() == [5, 5, 5, 6, 7, 7, 7]
    assert found.apply(np.array([np.nan, -np.inf, 10.6, np.inf])).tolist() == [5, 5, 6, 7]


@pytest.mark.trap(13)
def test_the_first_mapped_value_is_negative_where_values_can_be_also_when_it_is_written_as_unsigned() -> None:
    for signed, first in ((True, -2048), (False, 63488)):
        item = table(63488, [1, 2])  # as US; -2048 in two's complement
        found = read(item, signed=signed)
        assert found is not None
        assert found.first == first
    written = read(table(-2048, [1, 2]), signed=False)  # as SS: the file says so itself
    assert written is not None
    assert written.first == -2048


@pytest.mark.trap(49)
@pytest.mark.parametrize(
    ("bits", "count", "ends", "signed", "first"),
    [
        (63536, 2000, (0, 65535), True, 63536),  # written as SS -2000, of pixels that know no sign
        (63536, 2000, (0, 65535), False, 63536),
        (63536, 4096, (-2048, 2047), False, -2000),  # written as US, of pixels with a sign
        (65535, 4097, (0, 4095), False, -1),  # begins one before the lowest: as 65535 it would map nothing
        (0, 65536, (-32768, 32767), True, 0),
        (32768, 65536, (-32768, 32767), False, -32768),
        (64000, 10, (0, 255), True, -1536),  # maps nothing either way: what is written
        (64000, 10, (0, 255), False, 64000),
    ],
)
def test_the_first_mapped_value_is_read_so_that_the_table_covers_what_values_there_are(
    bits: int, count: int, ends: tuple[int, int], *, signed: bool, first: int
) -> None:
    assert first_mapped(bits, count, ends, signed=signed) == first
    assert first_mapped(bits - 65536 if bits > 32767 else bits, count, ends, signed=signed) == first


@pytest.mark.trap(11)
@pytest.mark.trap(13)
@pytest.mark.parametrize(
    ("raw", "count"),
    [(bytes([0, 10, 20, 50, 200, 255]), 6), (bytes([0, 10, 20, 50, 200, 0]), 5), (np.array([0, 10, 20, 50, 200], "<u2").tobytes(), 5)],
    ids=["two in a word", "two in a word, padded", "one in a word"],
)
def test_entries_of_8_bits_are_read_packed_or_not(raw: bytes, count: int) -> None:
    found = read(table(3, bits=8, count=count, raw=raw))
    assert found is not None
    assert (len(found), found.bits) == (count, 8)
    assert found.entries[:5].tolist() == [0, 10, 20, 50, 200]


@pytest.mark.parametrize("syntax", [ExplicitVRBigEndian, ImplicitVRLittleEndian])
def test_tables_are_read_in_every_encoding(syntax: str) -> None:
    item = table(1, bits=16, count=4, raw=np.array([1, 500, 1000, 65535], ">u2" if syntax == ExplicitVRBigEndian else "<u2").tobytes())
    found = read(item, syntax=syntax)
    assert found is not None
    assert (found.first, found.bits, found.entries.tolist()) == (1, 16, [1, 500, 1000, 65535])


@pytest.mark.parametrize("item", [Dataset(), table(0, []), table(0, [], count=0)], ids=["empty", "no entries", "none of 65536"])
def test_a_table_without_entries_is_none(item: Dataset) -> None:
    assert read(item) is None
    frames = volume_of(entry(TWELVE, ModalityLUTSequence=[item], VOILUTSequence=[item], WindowCenter="6", WindowWidth="12"))
    assert grays(frames)[0] == 0
    assert grays(frames)[-1] == 255


def test_a_table_that_is_cut_short_has_the_entries_that_are_there() -> None:
    found = read(table(0, [1, 2, 3], count=4096))
    assert found is not None
    assert found.entries.tolist() == [1, 2, 3]


def test_a_number_of_bits_that_is_too_small_or_impossible_is_what_the_entries_need() -> None:
    for bits, entries, expected in ((8, [0, 4095], 12), (0, [0, 1000], 10), (99, [0, 20], 8), (12, [0, 20], 12)):
        found = read(table(0, entries, bits=bits))
        assert found is not None
        assert found.bits == expected


@given(
    count=st.integers(0, 65535),
    first=st.integers(0, 65535),
    bits=st.integers(0, 65535),
    data=st.binary(min_size=0, max_size=64),
    big=st.booleans(),
    signed=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_no_descriptor_makes_a_table_that_fails_or_grows(
    *, count: int, first: int, bits: int, data: bytes, big: bool, signed: bool
) -> None:
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [count, first, bits])
    item.add_new("LUTData", "OW", data + b"\0" * (len(data) % 2))
    found = read(item, signed=signed, syntax=ExplicitVRBigEndian if big else "1.2.840.10008.1.2.1")
    if found is None:
        return
    assert 0 < len(found) <= len(data) + 1
    assert 8 <= found.bits <= 16
    assert found.width >= 1
    assert found.apply(np.array([-(2**40), 0, 2**40])).max() < 1 << found.bits
    for dtype in (np.uint8, np.int16, np.int32, np.float32):
        assert (lut(found, slope=-0.5, intercept=7, dtype=dtype) >> 24 == 255).all()
        assert (lut(Window(5, 10), slope=1, intercept=0, dtype=dtype, modality=found) >> 24 == 255).all()


def test_of_a_thousand_tables_sixteen_are_read() -> None:
    raw = file_bytes(data_set(VOILUTSequence=[table(number, [1, 2]) for number in range(1000)]))
    assert len(lookups_of(read_dataset(Memory(raw)), "VOILUTSequence", signed=False)) == 16


# ---- the modality


@pytest.mark.trap(11)
def test_a_modality_table_gives_the_values_and_goes_before_the_window() -> None:
    lut = table(2, [100, 90, 50, 20])
    lut.ModalityLUTType = "OD"
    frames = volume_of(entry(TWELVE, Modality="CR", ModalityLUTSequence=[lut], WindowCenter="60.5", WindowWidth="81"))
    values = [100, 100, 100, 90, 50, *[20] * 7]
    assert frames.values(0).ravel().tolist() == values
    assert frames.sum() == sum(values)
    value = value_at(frames, 0, 1, 0)
    assert (value.text, value.unit) == ("50", "OD")
    # LINEAR: black at 60.5 - 0.5 - 80/2 = 20, white at 100
    assert grays(frames) == [round((value - 20) / 80 * 255) for value in values]
    facts = picture(frames, 0).facts
    assert (facts["minimum"], facts["maximum"]) == (20, 100)


@pytest.mark.trap(11)
@pytest.mark.reference("pydicom 3.0")
def test_modality_values_are_those_of_pydicom_for_a_table_and_for_a_rescale() -> None:
    pixels = np.arange(-6, 6, dtype=np.int16).reshape(3, 4)
    for extra in (
        {"ModalityLUTSequence": [table(-3, [7, 9, 1, 300, 8])]},
        {"RescaleSlope": 2, "RescaleIntercept": -1024},
        {"RescaleSlope": 0.25},
    ):
        ds = data_set(pixels, **extra)
        if "ModalityLUTSequence" in extra:
            del ds.RescaleSlope, ds.RescaleIntercept
        ours = volume_of(Memory(file_bytes(ds))).values(0)
        assert np.array_equal(ours, apply_modality_lut(pixels, ds))


@pytest.mark.trap(11)
def test_an_automatic_window_is_in_the_values_of_the_table() -> None:
    facts = picture(volume_of(entry(TWELVE, ModalityLUTSequence=[table(0, [1000 + 10 * step for step in range(12)])])), 0).facts
    low, high = facts["center"] - facts["width"] / 2, facts["center"] + facts["width"] / 2
    assert 995 < low < 1010
    assert 1100 < high < 1115


@pytest.mark.trap(11)
def test_wide_values_go_through_a_table_too() -> None:
    pixels = np.array([[-5, 70000, 70001, 2**31 - 1]], np.int32)
    frames = volume_of(entry(pixels, ModalityLUTSequence=[table(0, [10, 20, 30])], WindowCenter="20.5", WindowWidth="21"))
    assert frames.values(0).ravel().tolist() == [10, 30, 30, 30]
    assert grays(frames) == [0, 255, 255, 255]


@pytest.mark.trap(11)
def test_the_table_of_an_x_ray_film_that_is_not_for_looking_is_left_out() -> None:
    how = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.12.1", "Modality": "XA", "ModalityLUTSequence": [table(0, [0, 900])]}
    for relationship, highest in (("LOG", 11), ("DISP", 11), ("LIN", 900)):
        assert volume_of(entry(TWELVE, PixelIntensityRelationship=relationship, **how)).values(0).max() == highest


@pytest.mark.trap(11)
def test_each_slice_of_a_positron_scan_has_its_own_slope() -> None:
    files = [
        entry(np.full((2, 2), 100, np.int16), Modality="PT", Units="BQML", RescaleSlope=slope, SOPInstanceUID=f"1.9.{number}",
              InstanceNumber=number, ImagePositionPatient=[0, 0, number], WindowCenter="500.5", WindowWidth="1001")
        for number, slope in enumerate((1, 5, 10))
    ]  # fmt: skip
    frames = volume_of(*files)
    assert [float(frames.values(index).max()) for index in range(3)] == [100, 500, 1000]
    # one window, black at 0 and white at 1000: the same stored value is three different grays
    assert [grays(frames, index)[0] for index in range(3)] == [26, 128, 255]
    assert frames.sum() == 4 * 1600


@pytest.mark.trap(11)
def test_each_frame_of_an_enhanced_object_has_its_own_rescale_table_and_curve() -> None:
    groups = []
    for slope, modality in ((2, None), (None, table(0, [7, 8, 9])), (3, None)):
        transform, voi, group = Dataset(), Dataset(), Dataset()
        if modality is None:
            transform.RescaleSlope, transform.RescaleIntercept, transform.RescaleType = slope, 1, "US"
        else:
            transform.ModalityLUTSequence = [modality]
        voi.VOILUTSequence = [table(0, [0, 128, 255] if slope == 3 else [255, 128, 0], bits=8)]
        group.PixelValueTransformationSequence, group.FrameVOILUTSequence = [transform], [voi]
        groups.append(group)
    pixels = np.array([[[0, 1]]] * 3, np.uint16)
    frames = volume_of(entry(pixels, Modality="MR", PerFrameFunctionalGroupsSequence=groups, RescaleSlope=None, RescaleIntercept=None))
    assert [frames.values(index).ravel().tolist() for index in range(3)] == [[1, 3], [7, 8], [1, 4]]
    assert [grays(frames, index) for index in range(3)] == [[128, 0], [0, 0], [128, 255]]


# ---- the VOI


@pytest.mark.trap(13)
def test_a_voi_lut_takes_modality_values_and_its_highest_number_is_white() -> None:
    entries = [0, 100, 1000, 4000, 4095]
    how = {"RescaleSlope": 1, "RescaleIntercept": -5, "WindowCenter": None, "VOILUTSequence": [table(-2, entries, bits=12)]}
    frames = volume_of(entry(TWELVE, **{key: value for key, value in how.items() if value is not None}))
    expected = [round(entries[min(max(stored - 5 + 2, 0), 4)] / 4095 * 255) for stored in range(12)]
    assert grays(frames) == expected
    facts = picture(frames, 0).facts
    assert facts["voi"] == 0


@pytest.mark.trap(13)
@pytest.mark.reference("pydicom 3.0")
def test_gray_levels_through_a_voi_lut_are_those_of_pydicom() -> None:
    ds = data_set(TWELVE, VOILUTSequence=[table(3, [0, 3, 90, 200, 255], bits=8)])
    assert grays(volume_of(Memory(file_bytes(ds)))) == apply_voi_lut(TWELVE, ds).ravel().tolist()


@pytest.mark.trap(13)
def test_a_window_goes_before_a_voi_lut_but_in_a_mammogram() -> None:
    how = {
        "WindowCenter": ["6", "3"],
        "WindowWidth": ["12", "4"],
        "VOILUTSequence": [table(0, [0, 255], bits=8), table(0, [255, 0], bits=8)],
    }
    ct = volume_of(entry(TWELVE, **how))
    assert picture(ct, 0).facts["voi"] is None
    assert (picture(ct, 0).facts["center"], picture(ct, 0).facts["width"]) == (6, 12)
    assert grays(ct, voi=2) == [0] + [255] * 11
    assert grays(ct, voi=3) == [255] + [0] * 11
    mg = volume_of(entry(TWELVE, Modality="MG", SOPClassUID=DigitalMammographyXRayImageStorageForPresentation, **how))
    assert picture(mg, 0).facts["voi"] == 0
    assert grays(mg) == [0] + [255] * 11


@pytest.mark.trap(13)
@pytest.mark.parametrize("voi", [-1, 0, 1, 99])
def test_a_number_that_is_no_voi_lut_of_the_picture_gives_its_window(voi: int) -> None:
    frames = volume_of(entry(TWELVE, WindowCenter=["6", "3"], WindowWidth=["12", "4"]))
    assert grays(frames, voi=voi) == grays(frames)
    assert grays(frames, voi=voi, window=Window(3, 4)) == grays(frames, window=Window(3, 4))


@pytest.mark.trap(13)
def test_a_drag_after_a_voi_lut_starts_from_the_window_that_looks_the_same() -> None:
    pixels = np.arange(4096, dtype=np.uint16).reshape(64, 64)
    line = [min(max((value - 1000) * 4095 // 2000, 0), 4095) for value in range(4096)]
    frames = volume_of(entry(pixels, VOILUTSequence=[table(0, line, bits=12)]))
    facts = picture(frames, 0).facts
    assert facts["center"] == pytest.approx(2000.5, abs=2)
    assert facts["width"] == pytest.approx(2001, abs=4)
    straight = grays(frames, window=Window(facts["center"], facts["width"]))
    assert np.abs(np.array(straight) - grays(frames)).max() <= 1
    # a curve that falls leaves bright what was bright
    falling = volume_of(entry(pixels, VOILUTSequence=[table(0, line[::-1], bits=12)]))
    facts = picture(falling, 0).facts
    straight = grays(falling, window=Window(facts["center"], facts["width"]))
    assert np.abs(np.array(straight) - grays(falling)).max() <= 1


@pytest.mark.trap(13)
def test_wide_and_fractional_values_go_through_a_voi_lut() -> None:
    pixels = np.array([[-7, 100000, 100001, 100002, 2**31 - 1]], np.int32)
    how = {"RescaleIntercept": -100000, "VOILUTSequence": [table(0, [0, 100, 255], bits=8)]}
    frames = volume_of(entry(pixels, **how))
    assert grays(frames) == [0, 0, 100, 255, 255]


@pytest.mark.trap(14)
def test_monochrome1_is_turned_round_after_the_voi_lut() -> None:
    frames = volume_of(entry(TWELVE, PhotometricInterpretation="MONOCHROME1", VOILUTSequence=[table(0, [0, 10, 200], bits=8)]))
    assert grays(frames)[:4] == [255, 245, 55, 55]


def test_a_thumbnail_goes_through_the_tables_of_the_file() -> None:
    how = {"ModalityLUTSequence": [table(0, [9, 5])], "VOILUTSequence": [table(5, [255, 0, 0, 0, 77], bits=8)]}
    frames = volume_of(entry(np.zeros((8, 8), np.uint16), **how))
    small = thumbnail(frames, size=8)
    assert small is not None
    assert (small[..., 0] == 77).all()


@pytest.mark.trap(12)
@pytest.mark.trap(13)
def test_the_catalog_names_the_windows_and_curves_of_the_file() -> None:
    how = {
        "WindowCenter": ["40", "-600", "40"],
        "WindowWidth": ["400", "1500", "400"],
        "WindowCenterWidthExplanation": ["SOFT", "LUNG", "SAME"],
    }
    catalog = Catalog()
    scan(entry(TWELVE, VOILUTSequence=[table(0, [0, 255], bits=8, name="Sharp")], **how), catalog)
    (stack,) = catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"]
    assert [(one["name"], one["voi"]) for one in stack["windows"]] == [("SOFT", None), ("LUNG", None), ("Sharp", 3)]
    assert stack["windows"][1]["center"] == -600


# ---- held against DCMTK

DCMTK = shutil.which("dcm2pnm")

HELD = {
    "modality table": ({"ModalityLUTSequence": [table(2, [100, 90, 50, 20])]}, ["+Ww", "60.5", "81"], Window(60.5, 81)),
    "modality table and rescale": (
        {"ModalityLUTSequence": [table(2, [1, 5, 8, 11])], "RescaleSlope": 2, "RescaleIntercept": 5},
        ["+Ww", "6", "12"],
        Window(6, 12),
    ),
    "voi lut of 12 bits": ({"VOILUTSequence": [table(3, [0, 100, 1000, 4000, 4095], bits=12)]}, ["+Wl", "1"], None),
    "voi lut of 8 bits, packed": (
        {"VOILUTSequence": [table(3, bits=8, count=6, raw=bytes([0, 10, 20, 50, 200, 255]))]},
        ["+Wl", "1"],
        None,
    ),
    "voi lut of 8 bits, odd": ({"VOILUTSequence": [table(3, bits=8, count=5, raw=bytes([0, 10, 20, 50, 200, 0]))]}, ["+Wl", "1"], None),
    "voi lut from a negative value": (
        {"RescaleIntercept": -6, "VOILUTSequence": [table(-4, [0, 900, 2000, 4095], bits=12)]},
        ["+Wl", "1"],
        None,
    ),
    "both tables": (
        {"ModalityLUTSequence": [table(0, range(20, 32))], "VOILUTSequence": [table(24, [0, 64, 128, 255], bits=8)]},
        ["+Wl", "1"],
        None,
    ),
    "sigmoid": ({"VOILUTFunction": "SIGMOID", "WindowCenter": "6", "WindowWidth": "5"}, ["+Wi", "1"], None),
    "a second window": ({"WindowCenter": ["6", "3"], "WindowWidth": ["12", "4"]}, ["+Wi", "2"], Window(3, 4)),
    "monochrome1": ({"PhotometricInterpretation": "MONOCHROME1"}, ["+Ww", "6", "12"], Window(6, 12)),
    **{
        f"{photometric}, shape {shape}": (
            {"PhotometricInterpretation": photometric, "PresentationLUTShape": shape},
            ["+Ww", "6", "12"],
            Window(6, 12),
        )
        for photometric in ("MONOCHROME1", "MONOCHROME2")
        for shape in ("IDENTITY", "INVERSE")
    },
}


@pytest.mark.native
@pytest.mark.trap(11)
@pytest.mark.trap(12)
@pytest.mark.trap(13)
@pytest.mark.trap(14)
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.reads("photometric", "MONOCHROME1", verdict="yes")
@pytest.mark.reads("photometric", "MONOCHROME2", verdict="yes")
@pytest.mark.parametrize("name", HELD)
def test_the_picture_is_dcmtks(name: str, tmp_path: Path) -> None:
    if DCMTK is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("dcm2pnm is not installed; CI must have it")
        pytest.skip("dcm2pnm is not installed (Debian: dcmtk)")
    more, options, window = HELD[name]
    raw = file_bytes(data_set(TWELVE, **more))
    (tmp_path / "made.dcm").write_bytes(raw)
    subprocess.run([DCMTK, "-q", "-O", *options, "+op", tmp_path / "made.dcm", tmp_path / "out.pgm"], check=True, timeout=60)
    reference = list((tmp_path / "out.pgm").read_bytes()[-12:])
    assert len(set(reference)) > 2  # it shows something
    ours = grays(volume_of(Memory(raw)), window=window)
    assert max(abs(one - other) for one, other in zip(ours, reference, strict=True)) <= 1


def test_tables_are_kept_by_a_digest_and_not_by_their_bytes() -> None:
    from viewer.image import lookup

    lookup._kept.clear()
    data, about = bytes(range(256)) * 2, (True, "a", "")
    first = lookup._made(data, 256, 0, 16, *about)
    assert lookup._made(data, 256, 0, 16, *about) is first
    assert lookup._made(data, 256, 1, 16, *about) is not first
    assert all(not isinstance(part, bytes) or len(part) == 32 for key in lookup._kept for part in key)
