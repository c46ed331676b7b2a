"""Curves on millimeter paper: 25 mm for a second, 10 mm for a millivolt, the leads where doctors look for them."""

from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from app.cell.sheets import sheets_of
from tests.browser import papers
from tests.core.documents import test_waveform as curves
from tests.core.documents.written import coded
from tests.core.made import Memory
from viewer.documents import opened


def laid(memory: Memory) -> tuple[list[dict[str, Any]], np.ndarray, list[str]]:
    notes: list[str] = []
    sheets, values = sheets_of(opened(memory), notes)
    assert values is not None
    return sheets, values, notes


def test_twelve_leads_of_ten_seconds_stand_as_on_paper_and_then_each_over_its_whole_time() -> None:
    """By hand: a column is 2.5 s = 62.5 mm, taken from its own part of the ten seconds; a spike of 1 mV is 10 mm high."""
    (paper, whole), values, notes = laid(papers.ecg(seconds=10, rate=200))
    assert notes == []
    rows = [[curve["label"] for curve in paper["curves"] if curve["y"] == y] for y in paper["rows"]]
    assert rows == [["I", "aVR", "V1", "V4"], ["II", "aVL", "V2", "V5"], ["III", "aVF", "V3", "V6"], ["II"]]
    assert [curve["x"] for curve in paper["curves"]] == [15, 77.5, 140, 202.5] * 3 + [15]
    assert [(curve["start"] % 2000, curve["count"]) for curve in paper["curves"][:4]] == [(0, 500), (500, 500), (1000, 500), (1500, 500)]
    assert paper["curves"][0]["step"] == 0.125
    assert (paper["width"], paper["pulse"], paper["text"]) == (270, True, "25 mm/s, 10 mm/mV")
    assert [curve["label"] for curve in whole["curves"]] == list(papers.LEADS)
    assert {curve["count"] for curve in whole["curves"]} == {2000}
    assert values.max() == 10
    assert values.shape == (24000,)


def test_other_curves_stand_in_rows_below_each_other() -> None:
    ((sheet),), _, _ = laid(papers.ecg(leads=("II", "V5")))
    assert [curve["x"] for curve in sheet["curves"]] == [15, 15]
    assert sheet["rows"][1] - sheet["rows"][0] >= 10


def test_what_is_too_faint_for_the_usual_scale_or_no_voltage_has_a_scale_that_is_told() -> None:
    faint = curves.group(np.array([[0], [20], [0]], "<i2"), "SS", curves.channel("Fp1"))
    (sheet,), values, _ = laid(curves.curves(faint))
    assert (sheet["text"], sheet["pulse"]) == ("25 mm/s, 10 mm are 20 µV", False)  # 20 µV high: 10 mm, within the 15 that it may take
    assert values.tolist() == [0, 10, 0]
    pressure: Dataset = curves.channel("ART", ChannelSensitivityUnitsSequence=[coded("mmHg", "mm[Hg]", "UCUM")])
    (sheet,), _, _ = laid(curves.curves(curves.group(np.array([[80], [120], [80]], "<i2"), "SS", pressure)))
    assert sheet["text"].startswith("25 mm/s, 10 mm are 50 ")


def test_an_offset_of_the_amplifier_does_not_push_a_curve_off_its_row_and_missing_values_stay_missing() -> None:
    item = curves.group(np.array([[5000], [5000], [6000], [-32768], [5000]], "<i2"), "SS", curves.channel("I"))
    item.add_new(0x5400100A, "OW", np.array([-32768], "<i2").tobytes())
    _, values, _ = laid(curves.curves(item))
    assert np.array_equal(values, [0, 0, 10, np.nan, 0], equal_nan=True)


def test_a_curve_without_end_is_cut_before_it_fills_the_memory_and_says_so() -> None:
    (sheet,), values, notes = laid(papers.ecg(seconds=200, rate=100, leads=("II",)))
    assert values.size == 6000
    assert notes == ["RHYTHM: the first 60 of 200 seconds are drawn."]
    assert sheet["width"] == 15 + 1500 + 5


@pytest.mark.parametrize("rate", [0, -5, 1e30])
def test_a_rate_that_cannot_be_costs_nothing_but_the_time(rate: float) -> None:
    item = curves.group(np.zeros((100, 1), "<i2"), "SS", curves.channel("I"), SamplingFrequency=str(rate))
    (sheet,), values, _ = laid(curves.curves(item))
    assert values.size == 100
    assert 0 < sheet["width"] <= 1600
    assert 0 < sheet["height"] <= 200


def test_values_beyond_the_paper_end_at_its_edge() -> None:
    sheets, values, _ = laid(curves.curves(curves.group(np.array([[0], [32000], [0]], "<i2"), "SS", curves.channel("I", 1e6))))
    assert values.tolist() == [0, 60, 0]
    assert sheets[0]["height"] <= 80
