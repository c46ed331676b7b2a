"""A planned dose that is opened by itself: the values that it stands for, not the numbers that it is stored in."""

from __future__ import annotations

import re
from pathlib import Path

import pydicom
import pytest

from tests.browser import scans
from tests.browser.visit import SHOTS, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("units", "unit", "told"), [("GY", "Gy", " Gy"), ("RELATIVE", "relative", "")])
def test_a_dose_by_itself_has_its_own_unit_in_the_window_and_under_the_pointer(
    visit: Visit, tmp_path: Path, units: str, unit: str, told: str
) -> None:
    ds = pydicom.dcmread(scans.PYDICOM / "rtdose.dcm")
    ds.DoseUnits = units
    ds.save_as(tmp_path / "dose.dcm")
    visit.arrive().open(tmp_path)
    expected = ds.pixel_array[visit.state()["index"], 5, 5] * float(ds.DoseGridScaling)
    x, y = visit.pixel_at(5, 5)
    visit.page.mouse.move(x, y)
    visit.said("pointer-value", f"{expected:.5g} {unit}")
    visit.said("overlay-window", re.compile(rf"^Center [01]\.\d+ · Width [01]\.\d+{told}$"))
    visit.page.screenshot(path=SHOTS / f"dose-{units.lower()}.png")
