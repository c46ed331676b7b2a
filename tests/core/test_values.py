"""The unit of the values (trap 36): Hounsfield units are named where the numbers are that, and nowhere else."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from tests.core.made import entry
from viewer.catalogue import Catalogue
from viewer.entries import FileEntry
from viewer.frames import Frame
from viewer.scan import scan
from viewer.values import Rescale
from viewer.window import Window


def unit(**keywords: object) -> str:
    catalogue = Catalogue()
    scan(entry(**keywords), catalogue)
    (stack,) = catalogue.stacks()
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
        stack = scan(FileEntry(corpus / name, path=name), Catalogue())
        assert stack is not None
        assert stack.frames[0].rescale.unit == expected, name


DOSE = "1.2.840.10008.5.1.4.1.1.481.2"


def dose(**keywords: object) -> Frame:
    told = {"SOPClassUID": DOSE, "Modality": "RTDOSE", "DoseUnits": "GY", "DoseGridScaling": "1e-6", **keywords}
    catalogue = Catalogue()
    scan(
        entry(np.array([[0, 1_025_243], [2_000_000, 500_000]], np.uint32), **{"RescaleSlope": None, "RescaleIntercept": None, **told}),
        catalogue,
    )
    (stack,) = catalogue.stacks()
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
