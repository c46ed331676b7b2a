"""PET is told as SUV, everywhere the same: under the pointer, in the window, in the values that are written out."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.core.made import Memory, entry
from viewer.__main__ import main
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.image.voi import Window
from viewer.render.picture import picture, value_at
from viewer.volume.frames import Frames

FACTOR = 70_000 / (350e6 * 2 ** (-3600 / 6586.2))
"""Of 350 MBq of F-18 (half-life 6586.2 s) after an hour, for 70 kg: worked out by hand in test_uptake."""


def slice_of(number: int, *, slope: float = 10.0, **changes: object) -> Memory:
    tracer = Dataset()
    tracer.RadionuclideTotalDose, tracer.RadionuclideHalfLife, tracer.RadiopharmaceuticalStartTime = "350000000", "6586.2", "090000"
    tags = {
        "SOPClassUID": "1.2.840.10008.5.1.4.1.1.128", "Modality": "PT", "Units": "BQML", "CorrectedImage": ["ATTN", "DECY"],
        "DecayCorrection": "START", "PatientWeight": "70", "SeriesDate": "20240101", "SeriesTime": "100000", "AcquisitionDate": "20240101",
        "AcquisitionTime": "100100", "SOPInstanceUID": f"1.2.3.9.{number}", "InstanceNumber": number, "ImagePositionPatient": [0, 0, 3 * number],
        "RescaleSlope": str(slope), "RadiopharmaceuticalInformationSequence": [tracer],
    }  # fmt: skip
    return entry((np.arange(12).reshape(3, 4) * 100).astype(np.int16), path=f"{number}.dcm", **{**tags, **changes})


def volume_of(*entries: Memory) -> Frames:
    catalog = Catalog()
    for one in entries:
        scan(one, catalog)
    catalog.settle()
    return Frames(next(catalog.stacks()), budget=1 << 24)


@pytest.mark.trap(35)
def test_trap_35_values_are_suv_with_the_slope_of_each_slice_and_the_unit_of_the_file_stays_at_hand() -> None:
    frames = volume_of(slice_of(1), slice_of(2, slope=30.0))
    stored = np.arange(12).reshape(3, 4) * 100
    assert np.allclose(frames.values(0), stored * 10 * FACTOR, rtol=1e-6)
    assert np.allclose(frames.values(1), stored * 30 * FACTOR, rtol=1e-6)
    assert frames.sum() == pytest.approx(stored.sum() * 40 * FACTOR)
    told = value_at(frames, 1, 2, 3)
    assert (told.text, told.unit, told.also) == (f"{1100 * 30 * FACTOR:.2f}", "SUVbw", "33000 Bq/ml")
    assert picture(frames, 0).facts["unit"] == "SUVbw"


@pytest.mark.trap(35)
def test_trap_35_one_slice_without_a_tag_keeps_all_of_the_series_in_the_unit_of_the_file() -> None:
    frames = volume_of(slice_of(1), slice_of(2, PatientWeight="0"))
    for index in range(2):
        assert value_at(frames, index, 0, 1).unit == "Bq/ml"
        assert picture(frames, index).facts["unit"] == "Bq/ml"
    assert frames.stack.uptake is not None
    assert [str(one) for one in frames.stack.uptake.missing] == ["the patient's weight"]


@pytest.mark.trap(35)
@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_trap_35_the_window_of_the_file_is_told_in_suv_and_draws_the_very_same_picture(function: str) -> None:
    window = {"WindowCenter": "5000", "WindowWidth": "8000", "VOILUTFunction": function}
    told, plain = volume_of(slice_of(1, **window)), volume_of(slice_of(1, PatientWeight="0", **window))
    ours, theirs = picture(told, 0), picture(plain, 0)
    assert ours.rgba is not None
    assert theirs.rgba is not None
    assert np.array_equal(ours.rgba, theirs.rgba)
    assert (ours.facts["center"], ours.facts["width"]) == pytest.approx((5000 * FACTOR, 8000 * FACTOR), rel=2e-4)


def test_without_a_window_suv_0_to_5_is_shown() -> None:
    facts = picture(volume_of(slice_of(1)), 0).facts
    assert (facts["center"], facts["width"]) == (2.5, 5)


def test_a_window_in_suv_is_taken_as_it_is_meant() -> None:
    """11,000 Bq/ml are SUV 3.2135: on a ramp from 0 to 5 that is level 164 of 255."""
    shown = picture(volume_of(slice_of(1)), 0, window=Window(2.5, 5)).rgba
    assert shown is not None
    assert shown[2, 3, 0] == 164
    assert shown[0, 0, 0] == 0


def test_the_catalog_tells_the_unit_and_where_it_comes_from_or_what_is_missing() -> None:
    def told(*entries: Memory) -> dict[str, object]:
        catalog = Catalog()
        for one in entries:
            scan(one, catalog)
        stack: dict[str, object] = catalog.describe()["patients"][0]["studies"][0]["series"][0]["stacks"][0]
        return stack

    sound = told(slice_of(1))
    assert sound["unit"] == "SUVbw"
    assert sound["uptake"] == {
        "unit": "SUVbw",
        "text": "Worked out from the dose and the weight in the file (by body weight); decay was corrected to the start of the scan.",
        "missing": [],
    }
    without = told(slice_of(1, PatientWeight="0"))
    assert without["unit"] == "Bq/ml"
    assert without["uptake"] == {
        "unit": "Bq/ml",
        "text": "SUV cannot be computed; the file lacks: the patient's weight.",
        "missing": ["the patient's weight"],
    }
    assert told(entry())["uptake"] is None


@pytest.mark.trap(35)
@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("1.dcm", 69734.4 / (178340011.59668 * 2 ** (-3976.921 / 6586.2))),  # worked out by hand in test_uptake
        ("2.dcm", 82174 / (173529998.7793 * 2 ** (-0.109109 / 6586.2))),
    ],
)
def test_trap_35_the_command_line_writes_suv_of_real_pet_pictures(corpus: Path, tmp_path: Path, name: str, factor: float) -> None:
    path, out = corpus / "suyashkumar/testdata" / name, tmp_path / "suv.npy"
    theirs = dcmread(path)
    assert main(["render", str(path), "--series", theirs.SeriesInstanceUID, "--values", str(out)]) == 0
    assert np.allclose(np.load(out), theirs.pixel_array * float(theirs.RescaleSlope) * factor, rtol=1e-6)
