"""The unit of the values (trap 36): Hounsfield units are named where the numbers are that, and nowhere else."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, SecondaryCaptureImageStorage

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.image.instance import Frame
from viewer.image.modality import Rescale
from viewer.image.voi import Window
from viewer.render.picture import picture
from viewer.source.entries import FileEntry
from viewer.volume.frames import Frames


def unit(**keywords: object) -> str:
    catalog = Catalog()
    scan(entry(**keywords), catalog)
    (stack,) = catalog.stacks()
    return stack.frames[0].rescale.unit


CT = [
    # image type, rescale type, further elements, is it HU?
    (["ORIGINAL", "PRIMARY", "AXIAL"], None, {}, True),
    (["ORIGINAL", "PRIMARY", "AXIAL"], "HU", {}, True),
    (["ORIGINAL", "PRIMARY", "AXIAL"], "US", {}, False),
    (["ORIGINAL", "PRIMARY", "AXIAL"], None, {"RescaleSlope": None, "RescaleIntercept": None}, False),
    (["ORIGINAL", "PRIMARY", "LOCALIZER"], "HU", {}, False),
    (["ORIGINAL", "SECONDARY", "AXIAL"], "HU", {"SOPClassUID": SecondaryCaptureImageStorage}, False),
    # a copy that was compressed with loss or made anonymous, and slices laid anew: still density
    (["DERIVED", "PRIMARY", "AXIAL"], None, {}, True),
    (["DERIVED", "PRIMARY", "REFORMATTED", "AVERAGE"], "HU", {}, True),
    (["DERIVED", "SECONDARY", "MPR", "CSA MPR"], "HU", {}, True),
    (["DERIVED", "SECONDARY", "MPR"], None, {}, False),
    (["DERIVED", "SECONDARY"], "HU", {}, False),
    # maps, some of which carry the rescale type of their source on
    (["DERIVED", "PRIMARY", "AXIAL", "PERFUSION"], "HU", {}, False),
    (["DERIVED", "PRIMARY", "AXIAL", "IODINE_NO_WATER"], "HU", {}, False),
    (["DERIVED", "SECONDARY", "OTHER"], "HU", {}, False),
    # cone beam: only where the file says HU itself
    (["ORIGINAL", "PRIMARY", "AXIAL"], None, {"Manufacturer": "Imaging Sciences International", "ManufacturerModelName": "17-19"}, False),
    (["ORIGINAL", "PRIMARY", "AXIAL"], None, {"SeriesDescription": "Pelvis CBCT"}, False),
    (["ORIGINAL", "PRIMARY", "AXIAL"], "HU", {"SeriesDescription": "Pelvis CBCT"}, True),
]


@pytest.mark.trap(36)
@pytest.mark.parametrize(("image_type", "rescale_type", "more", "is_hu"), CT)
def test_hounsfield_units_are_named_only_where_they_are_that(
    image_type: list[str], rescale_type: str | None, more: dict[str, object], *, is_hu: bool
) -> None:
    told = {} if rescale_type is None else {"RescaleType": rescale_type}
    assert unit(ImageType=image_type, **told, **more) == ("HU" if is_hu else "")


@pytest.mark.trap(36)
@pytest.mark.parametrize(("modality", "expected"), [("MR", ""), ("CR", ""), ("OT", ""), ("XA", "HU")])
def test_other_modalities_do_not_have_hounsfield_units_but_rotational_angiography_may(modality: str, expected: str) -> None:
    assert unit(Modality=modality, RescaleType="HU") == expected


@pytest.mark.trap(36)
def test_a_table_has_the_unit_that_it_names() -> None:
    for kind, expected in (("HU", "HU"), ("OD", "OD"), ("US", "")):
        item = Dataset()
        item.add_new("LUTDescriptor", "US", [2, 0, 16])
        item.ModalityLUTType = kind
        item.add_new("LUTData", "OW", np.array([0, 900], "<u2").tobytes())
        assert unit(ModalityLUTSequence=[item]) == expected


@pytest.mark.trap(36)
@pytest.mark.corpus
@pytest.mark.reads("class", "1.2.840.10008.5.1.4.1.1.2", verdict="yes")
@pytest.mark.reference("the files themselves: what they are was looked up by hand")
def test_real_files_have_the_unit_of_what_they_are(corpus: Path) -> None:
    for name, expected in (
        ("cornerstone-syntaxes/testImages/CTImage.dcm", "HU"),
        ("pydicom/src/pydicom/data/test_files/CT_small.dcm", "HU"),
        ("pydicom/src/pydicom/data/test_files/MR_small.dcm", ""),
        ("petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/PET/image/000000.dcm", "g/ml"),
    ):
        stack = scan(FileEntry(corpus / name, path=name), Catalog())
        assert stack is not None
        assert stack.frames[0].rescale.unit == expected, name


DOSE = "1.2.840.10008.5.1.4.1.1.481.2"


def dose(**keywords: object) -> Frame:
    told = {"SOPClassUID": DOSE, "Modality": "RTDOSE", "DoseUnits": "GY", "DoseGridScaling": "1e-6", **keywords}
    catalog = Catalog()
    scan(
        entry(np.array([[0, 1_025_243], [2_000_000, 500_000]], np.uint32), **{"RescaleSlope": None, "RescaleIntercept": None, **told}),
        catalog,
    )
    (stack,) = catalog.stacks()
    return stack.frames[0]


def test_a_dose_has_the_values_and_the_unit_that_its_own_factor_gives() -> None:
    rescale = dose().rescale
    assert (rescale.slope, rescale.intercept, rescale.unit) == (1e-6, 0, "Gy")
    assert dose(DoseUnits="RELATIVE").rescale.unit == "relative"
    assert dose(RescaleSlope="1", RescaleIntercept="0").rescale == rescale


@pytest.mark.parametrize("scaling", ["0", "-1", "inf", "nan", ""])
def test_a_factor_that_is_none_leaves_the_stored_numbers_without_a_unit(scaling: str) -> None:
    with warnings.catch_warnings():  # pydicom's, of what is written here
        warnings.simplefilter("ignore")
        assert dose(DoseGridScaling=scaling).rescale == Rescale()


def test_the_factor_of_a_dose_counts_in_doses_only() -> None:
    assert dose(SOPClassUID="1.2.840.10008.5.1.4.1.1.2").rescale.slope == 1


def test_a_window_of_stored_numbers_in_a_dose_is_told_in_its_unit() -> None:
    """From 1 000 000 - 0.5 - 499 999.5 to 1 000 000 - 0.5 + 499 999.5 by PS3.3 C.11.2.1.2.1, a millionth of it."""
    ((_, window),) = dose(WindowCenter="1000000", WindowWidth="1000000").windows
    assert window == Window(pytest.approx(0.9999995), pytest.approx(0.999999), "LINEAR_EXACT")


@pytest.mark.parametrize(
    ("slope", "intercept", "stored", "kind"),
    [
        (2.0, -1024.0, np.array([0, 65535], np.uint16), "i"),
        (32768.0, 0.0, np.array([0, 65535], np.uint16), "i"),  # 2147450880, just below 2 to the 31st
        (32769.0, 0.0, np.array([0, 65535], np.uint16), "f"),
        (-100000.0, 7.0, np.array([-32768, 32767], np.int16), "f"),
        (1e15, 1e15, np.array([0, 255], np.uint8), "f"),
        (1.0, -4e9, np.array([4_000_000_000, 4_294_967_295], np.uint32), "i"),
    ],
)
def test_whole_values_that_do_not_fit_in_32_bits_are_fractions_and_not_others(
    slope: float, intercept: float, stored: np.ndarray, kind: str
) -> None:
    """Numbers that wrap round would be wrong without a word; by Python's integers, which have no end."""
    found = Rescale(slope, intercept).values(stored)
    assert (found.dtype.kind, found.dtype.itemsize) == (kind, 4)
    assert found.tolist() == pytest.approx([int(value) * int(slope) + int(intercept) for value in stored.tolist()], rel=1e-7)


def padded(written: tuple[str, int, int | None], pixels: np.ndarray, syntax: str = ExplicitVRLittleEndian, **keywords: object) -> Frame:
    """The frame of a CT whose padding is written with a value representation, a value and perhaps a limit."""
    ds = data_set(pixels, **keywords)
    ds.add_new("PixelPaddingValue", written[0], written[1])
    if written[2] is not None:
        ds.add_new("PixelPaddingRangeLimit", written[0], written[2])
    catalog = Catalog()
    scan(Memory(file_bytes(ds, syntax=syntax)), catalog)
    return next(catalog.stacks()).frames[0]


BODY = np.array([[63536, 63600, 1000], [1100, 1200, 63700]], np.uint16)
SIGNED = BODY.view(np.int16)


@pytest.mark.trap(49)
@pytest.mark.parametrize(
    ("pixels", "written", "expected"),
    [
        (BODY, ("SS", -2000, None), (63536, 63536)),
        (BODY, ("US", 63536, None), (63536, 63536)),
        (BODY, ("SS", -2000, -1800), (63536, 63736)),
        (BODY, ("SS", -1800, -2000), (63536, 63736)),
        (SIGNED, ("US", 63536, None), (-2000, -2000)),
        (SIGNED, ("SS", -2000, None), (-2000, -2000)),
        (SIGNED, ("US", 63536, 63736), (-2000, -1800)),
        (np.zeros((2, 3), np.int8), ("US", 200, None), (-56, -56)),
    ],
)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_padding_is_the_stored_value_with_the_same_bits_however_its_sign_is_written(
    pixels: np.ndarray, written: tuple[str, int, int | None], expected: tuple[int, int], syntax: str
) -> None:
    """By hand: a number and its complement of 16 (or 8) bits are the same bits (PS3.5 section 7.2, "US or SS")."""
    assert padded(written, pixels, syntax).instance.padding == expected


@pytest.mark.trap(49)
def test_signed_padding_of_twelve_bits_has_its_sign_in_the_highest_stored_bit() -> None:
    pixels = np.array([[-2000, 0, 5]], np.int16)
    for written in (-2000 & 0xFFF, -2000 & 0xFFFF):  # as twelve bits, and carried up
        frame = padded(("US", written, None), pixels, BitsStored=12, HighBit=11)
        assert frame.instance.padding == (-2000, -2000)
    assert padded(("SS", -56, None), np.zeros((2, 3), np.uint8)).instance.padding == (200, 200)
    # of unsigned pixels of twelve bits none has these bits: 2096 may be bone, and stays what it is
    assert padded(("SS", -2000, None), BODY, BitsStored=12, HighBit=11).instance.padding == (63536, 63536)


@pytest.mark.trap(49)
def test_surroundings_padded_in_the_other_sign_are_black_and_do_not_widen_the_window() -> None:
    pixels = np.full((32, 32), 63536, np.uint16)
    pixels[8:24, 8:24] = np.linspace(1000, 1100, 256, dtype=np.uint16).reshape(16, 16)
    frame = padded(("SS", -2000, None), pixels)
    catalog = Catalog()
    ds = data_set(pixels)
    ds.add_new("PixelPaddingValue", "SS", -2000)
    scan(Memory(file_bytes(ds)), catalog)
    shown = picture(Frames(next(catalog.stacks()), budget=1 << 24), 0).rgba
    assert frame.instance.padding is not None
    assert shown is not None
    assert int(shown[0, 0, 0]) == 0
    inside = shown[8:24, 8:24, 0]
    assert (int(inside.min()), int(inside.max())) == (0, 255)
    assert abs(int(inside[8, 0]) - 128) < 8
