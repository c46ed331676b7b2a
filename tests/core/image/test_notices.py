"""What a picture's file says against trusting it, in words (traps 18 and 39)."""

import struct
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import GrayscaleSoftcopyPresentationStateStorage, JPEGBaseline8Bit, SecondaryCaptureImageStorage

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan


def told(*files: Memory) -> list[dict[str, Any]]:
    """The stacks as the catalog tells them."""
    catalog = Catalog()
    for file in files:
        scan(file, catalog)
    tree = catalog.describe()
    return [
        stack for patient in tree["patients"] for study in patient["studies"] for series in study["series"] for stack in series["stacks"]
    ]


def origin(**keywords: Any) -> str:
    found: str = told(entry(**keywords))[0]["origin"]
    return found


def notices(**keywords: Any) -> list[str]:
    found: list[str] = told(entry(**keywords))[0]["notices"]
    return found


def test_a_plain_picture_has_nothing_to_note() -> None:
    assert notices() == []
    assert notices(LossyImageCompression="00", BurnedInAnnotation="NO") == []


@pytest.mark.trap(39)
@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({}, "Compressed: fine detail may be lost"),
        ({"LossyImageCompressionRatio": "12.04"}, "Compressed (about 1:12): fine detail may be lost"),
        (
            {"LossyImageCompressionRatio": "2.5", "LossyImageCompressionMethod": "ISO_15444_1"},
            "Compressed (JPEG 2000, about 1:2.5): fine detail may be lost",
        ),
        (
            {"LossyImageCompressionRatio": ["10", "4"], "LossyImageCompressionMethod": ["ISO_10918_1", "ISO_14495_1"]},
            "Compressed (JPEG, JPEG-LS, about 1:10 and then 1:4): fine detail may be lost",
        ),
        ({"LossyImageCompressionRatio": "0", "LossyImageCompressionMethod": "OWN"}, "Compressed: fine detail may be lost"),
    ],
)
def test_loss_is_told_with_its_ratio_and_method(keywords: dict[str, Any], sentence: str) -> None:
    assert notices(LossyImageCompression="01", **keywords) == [sentence]


@pytest.mark.trap(39)
def test_a_compression_that_cannot_but_lose_is_told_without_a_flag() -> None:
    ds = data_set(np.zeros((2, 2), np.uint8))
    ds.PixelData = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    ds["PixelData"].is_undefined_length = True
    assert told(Memory(file_bytes(ds, syntax=JPEGBaseline8Bit)))[0]["notices"] == ["Compressed: fine detail may be lost"]


@pytest.mark.trap(39)
def test_the_ratios_of_a_series_are_one_notice() -> None:
    files = [
        entry(SOPInstanceUID=f"1.2.{number}", LossyImageCompression="01", LossyImageCompressionRatio=f"{10 + number / 3:.2f}")
        for number in range(5)
    ]  # fmt: skip
    assert told(*files)[0]["notices"] == ["Compressed (about 1:10): fine detail may be lost"]


@pytest.mark.trap(39)
def test_text_in_the_picture_is_told() -> None:
    assert notices(BurnedInAnnotation="YES") == ["Text in the picture may name the patient; it cannot be hidden"]


@pytest.mark.trap(39)
@pytest.mark.parametrize(
    ("conversion", "what"), [("WSD", "A saved screen"), ("DF", "A scanned film"), (None, "A copy of a picture, perhaps of a screen")]
)
def test_a_saved_screen_is_told(conversion: str | None, what: str) -> None:
    more = {} if conversion is None else {"ConversionType": conversion}
    assert notices(SOPClassUID=SecondaryCaptureImageStorage, **more) == [f"{what}, not the original: what is measured in it may be wrong"]


@pytest.mark.trap(39)
def test_what_a_computer_worked_out_is_told_but_not_of_every_x_ray() -> None:
    derived = {"ImageType": ["DERIVED", "PRIMARY"]}
    assert origin(**derived) == "Calculated from other pictures, not taken directly"
    assert origin(**derived, Modality="DX") == ""
    assert notices(**derived) == []  # nothing to be alarmed about: localizers and every map of an MRI are made so


def test_colors_of_a_supplemental_palette_are_told() -> None:
    more = {f"{name}PaletteColorLookupTableDescriptor": [16, 4096, 16] for name in ("Red", "Green", "Blue")}
    assert notices(PixelPresentation="COLOR", **more) == ["The file brings colors for some of its values; here all are shown in gray"]
    assert notices(**more) == []


@pytest.mark.parametrize("presentation", ["COLOR", "MIXED", "TRUE_COLOR"])
def test_colors_of_an_enhanced_palette_are_told(presentation: str) -> None:
    """As ultrasound volumes have them (PS3.3 C.7.6.23); a picture that is in color already is not shown in gray."""
    palette = Dataset()
    palette.DataPathID = "PRIMARY"
    more = {"EnhancedPaletteColorLookupTableSequence": [palette], "PixelPresentation": presentation}
    assert notices(**more) == ["The file brings colors for some of its values; here all are shown in gray"]
    assert told(entry(np.zeros((2, 2, 3), np.uint8), **more))[0]["notices"] == []


@pytest.mark.trap(5)
def test_a_file_that_ends_too_early_is_told_with_how_much_is_there() -> None:
    data = file_bytes(data_set(np.zeros((10, 10), np.uint16)))
    assert told(Memory(data[:-50]))[0]["notices"] == ["The file is incomplete: 75% of its picture data is there. The rest is black"]


@pytest.mark.trap(5)
def test_a_picture_that_is_shorter_than_its_rows_need_is_told_but_a_missing_pad_is_not() -> None:
    short = Memory(file_bytes(data_set(np.zeros((10, 10), np.uint16), PixelData=bytes(60))))
    assert told(short)[0]["notices"] == ["The file is incomplete: 30% of its picture data is there. The rest is black"]
    assert told(Memory(file_bytes(data_set(np.zeros((3, 3), np.uint8)))[:-1]))[0]["notices"] == []


def profile(kind: bytes) -> bytes:
    """The smallest ICC profile with a description; layout by hand after ICC.1:2010, 7.2 and 10.13."""
    if kind == b"desc":
        value = b"desc" + bytes(4) + struct.pack(">I", 6) + b"Adobe\0"
    else:
        text = "sRGB é".encode("utf-16-be")
        value = b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(text), 28) + text
    header = bytes(36) + b"acsp" + bytes(88)
    return header + struct.pack(">I4sII", 1, b"desc", 144, len(value)) + value


@pytest.mark.parametrize(("kind", "name"), [(b"desc", "Adobe"), (b"mluc", "sRGB é")])
def test_a_color_profile_is_named(kind: bytes, name: str) -> None:
    raw = profile(kind)
    assert told(entry(np.zeros((2, 2, 3), np.uint8), ICCProfile=raw + b"\0" * (len(raw) % 2)))[0]["color_profile"] == name


@pytest.mark.parametrize("raw", [b"\0\0", profile(b"desc")[:140], profile(b"mluc")[:160], bytes(36) + b"acsp" + b"\xff" * 400])
def test_a_broken_color_profile_has_no_name_and_costs_nothing(raw: bytes) -> None:
    assert told(entry(np.zeros((2, 2, 3), np.uint8), ICCProfile=raw))[0]["color_profile"] in {"without a name", "", "Adobe"}


def saved_view(series: str) -> Memory:
    reference = Dataset()
    reference.SeriesInstanceUID = series
    ds = data_set(SOPClassUID=GrayscaleSoftcopyPresentationStateStorage, SOPInstanceUID="1.2.77", Modality="PR", PixelData=None)
    ds.SeriesInstanceUID = "1.2.3.99"
    ds.ReferencedSeriesSequence = [reference]
    return Memory(file_bytes(ds), "view.dcm")


@pytest.mark.trap(18)
@pytest.mark.reads("class", GrayscaleSoftcopyPresentationStateStorage, verdict="partly")
def test_a_saved_view_is_told_at_the_series_that_it_belongs_to_whichever_comes_first() -> None:
    sentence = "A saved view of these pictures (presentation state) is among the files; it can be switched on under “Saved views”"
    other = entry(SOPInstanceUID="1.2.5", SeriesInstanceUID="1.2.3.3")
    for files in ((entry(), saved_view("1.2.3.2"), other), (saved_view("1.2.3.2"), other, entry())):
        assert sorted(tuple(stack["notices"]) for stack in told(*files)) == [(), (sentence,)]
