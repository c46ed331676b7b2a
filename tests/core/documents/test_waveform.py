"""Curves come in their units, channel by channel; what of them cannot be read is told."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian

from tests.core.documents.written import coded
from tests.core.made import Memory, file_bytes
from viewer.documents import Content, opened
from viewer.source.entries import FileEntry

ECG = "1.2.840.10008.5.1.4.1.1.9.1.1"


def channel(label: str, sensitivity: float | None = 1.0, **keywords: object) -> Dataset:
    ds = Dataset()
    ds.ChannelSourceSequence = [coded(f"Lead {label}")]
    ds.ChannelLabel = label
    if sensitivity is not None:
        ds.ChannelSensitivity, ds.ChannelSensitivityCorrectionFactor, ds.ChannelBaseline = sensitivity, 1, 0
        ds.ChannelSensitivityUnitsSequence = [coded("microvolt", "uV", "UCUM")]
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return ds


def group(samples: np.ndarray, how: str, *channels: Dataset, **keywords: object) -> Dataset:
    """A multiplex group of samples, shape (samples, channels)."""
    ds = Dataset()
    ds.MultiplexGroupLabel = "RHYTHM"
    ds.NumberOfWaveformSamples, ds.NumberOfWaveformChannels = samples.shape
    ds.SamplingFrequency = 500
    ds.ChannelDefinitionSequence = list(channels)
    ds.WaveformBitsAllocated, ds.WaveformSampleInterpretation = 8 * samples.itemsize, how
    raw = samples.tobytes()
    ds.WaveformData = raw + b"\0" * (len(raw) % 2)
    ds["WaveformData"].VR = "OB" if samples.itemsize == 1 else "OW"
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return ds


def curves(*groups: Dataset, **keywords: object) -> Memory:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID = ECG, "1.2.3.4", "1.2.3"
    ds.WaveformSequence = list(groups)
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds))


def only(content: Content) -> np.ndarray:
    assert content.notes == []
    return content.arrays["group 1"]


@pytest.mark.parametrize(
    ("how", "kind", "stored", "values"),
    [
        ("SS", "<i2", [-3, 4], [-6, 8]),
        ("US", "<u2", [3, 65535], [6, 131070]),
        ("SB", "i1", [-128, 127], [-256, 254]),
        ("UB", "u1", [0, 255], [0, 510]),
        ("SL", "<i4", [-70000, 70000], [-140000, 140000]),
        ("UL", "<u4", [0, 70000], [0, 140000]),
    ],
)
def test_stored_samples_become_values_in_their_unit(how: str, kind: str, stored: list[int], values: list[float]) -> None:
    found = only(opened(curves(group(np.array(stored, kind)[:, None], how, channel("I", 2.0)))))
    assert found.dtype == np.float32
    assert found.tolist() == [values]


def test_channels_are_taken_out_of_the_multiplex_with_sensitivity_correction_and_baseline() -> None:
    """By hand, PS3.3 C.10.9.1.4: sensitivity × correction × stored + baseline."""
    stored = np.array([[1, 10], [2, 20], [3, 30]], "<i2")
    second = channel("II", 0.5, ChannelSensitivityCorrectionFactor=4, ChannelBaseline=-1)
    content = opened(curves(group(stored, "SS", channel("I", 2.5), second, MultiplexGroupTimeOffset=12.5)))
    assert only(content).tolist() == [[2.5, 5.0, 7.5], [19.0, 39.0, 59.0]]
    told = content.more["groups"][0]
    assert (told["label"], told["rate"], told["samples"], told["offset"]) == ("RHYTHM", 500, 3, 12.5)
    assert [(one["label"], one["source"], one["unit"]) for one in told["channels"]] == [("I", "Lead I", "µV"), ("II", "Lead II", "µV")]


def test_padding_is_no_value() -> None:
    item = group(np.array([[1], [-32768], [3]], "<i2"), "SS", channel("I"))
    item.add_new(0x5400100A, "OW", np.array([-32768], "<i2").tobytes())
    assert np.isnan(only(opened(curves(item)))[0, 1])


def test_big_endian_samples_are_read() -> None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyInstanceUID = ECG, "1.2.3.4", "1.2.3"
    ds.WaveformSequence = [group(np.array([[1, -2], [300, -400]], ">i2"), "SS", channel("I"), channel("II"))]
    assert only(opened(Memory(file_bytes(ds, syntax=ExplicitVRBigEndian)))).tolist() == [[1, 300], [-2, -400]]


def test_several_groups_and_what_was_noted_are_told() -> None:
    note, measured = Dataset(), Dataset()
    note.UnformattedTextValue = "Sinus rhythm"
    measured.ConceptNameCodeSequence, measured.NumericValue = [coded("Heart rate")], "61"
    measured.MeasurementUnitsCodeSequence = [coded("beats per minute", "{H.B.}/min", "UCUM")]
    one = group(np.zeros((4, 1), "<i2"), "SS", channel("I"))
    content = opened(curves(one, one, WaveformAnnotationSequence=[note, measured]))
    assert list(content.arrays) == ["group 1", "group 2"]
    assert [(block["label"], block["text"]) for block in content.blocks] == [("", "Sinus rhythm"), ("Heart rate", "61 beats/min")]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"NumberOfWaveformSamples": 4_000_000_000}, "4,000,000,000 samples are announced; the first 3 are shown."),
        ({"NumberOfWaveformChannels": 2}, "2 channels are announced, 1 are described"),
        ({"NumberOfWaveformChannels": 60_000}, "60,000 channels are announced"),
        ({"WaveformSampleInterpretation": "MB"}, "µ-law"),
        ({"WaveformSampleInterpretation": "XX"}, "not known here (XX)"),
        ({"WaveformData": b""}, "no samples"),
    ],
)
def test_curves_that_do_not_fit_what_is_said_of_them_are_told(changes: dict[str, object], note: str) -> None:
    content = opened(curves(group(np.array([[1], [2], [3]], "<i2"), "SS", channel("I"), **changes)))
    assert note in content.notes[0]
    assert all(array.shape == (1, 3) for array in content.arrays.values())


@pytest.mark.corpus
def test_a_real_ecg_has_the_values_that_pydicom_reads(corpus: Path) -> None:
    file = corpus / "pydicom/src/pydicom/data/test_files/waveform_ecg.dcm"
    content, theirs = opened(FileEntry(file, path="ecg")), dcmread(file)
    assert content.notes == []
    for number in (0, 1):
        expected = theirs.waveform_array(number).T
        assert np.allclose(content.arrays[f"group {number + 1}"], expected, rtol=1e-6)
    assert [one["label"] for one in content.more["groups"][0]["channels"]][:2] == ["Lead I (Einthoven)", "Lead II"]
    assert content.more["groups"][0]["rate"] == 1000
    assert ("QRS Duration", "75 ms") in [(block["label"], block["text"]) for block in content.blocks]
