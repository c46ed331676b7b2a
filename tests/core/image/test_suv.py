"""SUV of PET: a factor only where every tag is there; else what is missing, in words."""

from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.dicom.dataset import read_dataset
from viewer.documents import opened
from viewer.image.suv import Uptake, uptake_of
from viewer.source.entries import FileEntry
from viewer.telling import Sentence

SOUND = {
    "Modality": "PT", "Units": "BQML", "CorrectedImage": ["ATTN", "DECY"], "DecayCorrection": "START", "PatientWeight": "70",
    "SeriesDate": "20240101", "SeriesTime": "100000", "AcquisitionDate": "20240101", "AcquisitionTime": "100100",
}  # fmt: skip
GIVEN = {"RadionuclideTotalDose": "350000000", "RadionuclideHalfLife": "6586.2", "RadiopharmaceuticalStartTime": "090000"}


def uptake(given: dict[str, object] | None = None, **changes: object) -> Uptake:
    """What comes of a sound PET picture after some changes; None takes a tag out."""
    tracer = Dataset()
    for keyword, value in {**GIVEN, **(given or {})}.items():
        if value is not None:
            setattr(tracer, keyword, value)
    tags = {keyword: value for keyword, value in {**SOUND, **changes}.items() if value is not None}
    found = uptake_of(read_dataset(entry(np.zeros((2, 2), np.int16), RadiopharmaceuticalInformationSequence=[tracer], **tags)))
    assert found is not None
    return found


@pytest.mark.trap(35)
def test_trap_35_by_body_weight_from_the_injection_to_the_begin_of_the_scan() -> None:
    """By hand: an hour is 3600 s; of 350 MBq are left 350e6 × 2^(-3600/6586.2) = 239.62 MBq; 70000 g through that."""
    found = uptake()
    assert found.kind == "bw"
    assert found.factor == pytest.approx(70_000 / (350e6 * 2 ** (-3600 / 6586.2)))
    assert found.factor == pytest.approx(2.9213e-4, rel=1e-3)


@pytest.mark.trap(35)
def test_trap_35_values_corrected_to_the_injection_need_no_times() -> None:
    assert uptake({"RadiopharmaceuticalStartTime": None}, DecayCorrection="ADMIN", SeriesTime=None).factor == pytest.approx(2e-4)


@pytest.mark.trap(35)
def test_trap_35_an_injection_before_midnight_is_of_the_day_before() -> None:
    found = uptake({"RadiopharmaceuticalStartTime": "233000"}, SeriesTime="003000", AcquisitionTime="003000")
    assert found.factor == pytest.approx(uptake().factor)


@pytest.mark.trap(35)
def test_trap_35_the_moment_with_its_date_goes_before_the_time_alone() -> None:
    found = uptake({"RadiopharmaceuticalStartTime": "010000", "RadiopharmaceuticalStartDateTime": "20240101090000.00"})
    assert found.factor == pytest.approx(uptake().factor)


@pytest.mark.trap(35)
def test_trap_35_a_series_that_was_written_after_the_picture_was_taken_needs_the_scanner_s_own_time() -> None:
    late = {"SeriesTime": "120000", "AcquisitionTime": "100000"}
    assert "the moment when the scan began" in map(str, uptake(**late).missing)
    tracer = Dataset()
    for keyword, value in GIVEN.items():
        setattr(tracer, keyword, value)
    ds = data_set(**{**SOUND, **late}, RadiopharmaceuticalInformationSequence=[tracer])
    ds.private_block(0x0009, "GEMS_PETD_01", create=True).add_new(0x0D, "DT", "20240101100000")
    found = uptake_of(read_dataset(Memory(file_bytes(ds))))
    assert found is not None
    assert found.factor == pytest.approx(uptake().factor)


@pytest.mark.parametrize(
    ("given", "changes", "missing"),
    [
        ({}, {"PatientWeight": None}, "the patient's weight"),
        ({}, {"PatientWeight": "0"}, "the patient's weight"),
        ({"RadionuclideTotalDose": None}, {}, "the activity that was given"),
        ({"RadionuclideTotalDose": "350"}, {}, "the activity that was given, in Bq (350 makes no sense)"),
        ({"RadionuclideHalfLife": None}, {}, "the half-life"),
        ({"RadiopharmaceuticalStartTime": None}, {}, "the moment of the injection"),
        ({}, {"SeriesDate": None}, "the moment when the scan began"),
        ({}, {"DecayCorrection": "NONE"}, "the moment to which decay was corrected"),
        ({}, {"CorrectedImage": ["DECY"]}, "a correction for what the body absorbs"),
        ({}, {"CorrectedImage": ["ATTN"]}, "a correction for decay"),
        ({}, {"Units": "PROPCPS"}, "values as activity (Bq/ml)"),
        ({}, {"Units": "CNTS"}, "the scanner's own factor from counts to activity"),
        ({"RadiopharmaceuticalStartDateTime": "20231220090000"}, {}, "an injection within a day before the scan"),
    ],
)
@pytest.mark.trap(35)
def test_trap_35_without_one_of_the_tags_there_is_no_suv_and_it_is_said_why(
    given: dict[str, object], changes: dict[str, object], missing: str
) -> None:
    found = uptake(given, **changes)
    assert found.factor is None
    assert missing in map(str, found.missing)
    assert missing in found.text


@pytest.mark.parametrize(("kind", "said"), [("BW", "bw"), ("LBM", "lbm"), (None, "bw")])
@pytest.mark.trap(35)
def test_trap_35_values_that_are_suv_already_stay(kind: str | None, said: str) -> None:
    found = uptake(Units="GML", SUVType=kind)
    assert (found.factor, found.kind) == (1.0, said)


@pytest.mark.trap(35)
def test_trap_35_counts_of_philips_have_a_factor_of_their_own() -> None:
    def counts(**private: str) -> Uptake | None:
        ds = data_set(**{**SOUND, "Units": "CNTS"})
        block = ds.private_block(0x7053, "Philips PET Private Group", create=True)
        for element, value in private.items():
            block.add_new(int(element[1:], 16), "DS", value)
        return uptake_of(read_dataset(Memory(file_bytes(ds))))

    assert counts(e00="0.000612") == Uptake(0.000612, "bw", Sentence("core.suv.scanner"))
    told = counts(e00="0", e09="1.5")
    assert told is not None
    assert "the activity that was given" in map(str, told.missing)


def test_other_pictures_have_no_uptake() -> None:
    assert uptake_of(read_dataset(entry())) is None


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "factor"),
    [
        # by hand from dcmdump: 69.7344 kg, 178340011.6 Bq, 6586.2 s; injected 14:17:00, scanned 15:23:16.921: 3976.921 s
        ("1.dcm", 69734.4 / (178340011.59668 * 2 ** (-3976.921 / 6586.2))),
        # 82.174 kg, 173529998.8 Bq; injected 11:19:59.000, scanned 11:19:59.109
        ("2.dcm", 82174 / (173529998.7793 * 2 ** (-0.109109 / 6586.2))),
    ],
)
@pytest.mark.trap(35)
def test_trap_35_real_pet_pictures_have_the_factor_of_their_tags(corpus: Path, name: str, factor: float) -> None:
    content = opened(FileEntry(corpus / "suyashkumar/testdata" / name, path=name))
    assert content.more["suv"]["factor"] == pytest.approx(factor, rel=1e-6)
