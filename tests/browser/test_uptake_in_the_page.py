"""PET in the browser: SUV under the pointer, in the windows and in the facts, or what is missing for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.visit import PATIENCE, SHOTS, Native, Visit
from tests.core.image.test_measured import FACTOR, slice_of
from viewer.image.voi import Window

pytestmark = pytest.mark.browser


def pet(folder: Path, **changes: object) -> Path:
    """Three slices of a glowing ball, which the scanner calls 0 to 60,000 Bq/ml."""
    folder.mkdir()
    down, across = np.mgrid[:96, :96]
    for number in (1, 2, 3):
        ball = np.clip(6000 - 5 * ((down - 48) ** 2 + (across - 40) ** 2), 60, None).astype(np.int16)
        stored = ball.tobytes()
        made = slice_of(number, Rows=96, Columns=96, PixelData=stored, SeriesDescription="PET WB", **changes)
        (folder / f"{number}.dcm").write_bytes(made.data)
    return folder


@pytest.mark.trap(35)
def test_trap_35_the_value_under_the_pointer_is_suv_and_the_usual_windows_are_black_on_white(visit: Visit, tmp_path: Path) -> None:
    folder = pet(tmp_path / "PET")
    native = Native(folder)
    visit.arrive().open(folder)
    stack = native.stack(visit.stacks()[0])
    x, y = visit.pixel_at(48, 40)
    visit.page.mouse.move(x, y)
    visit.said("pointer-value", f"{60_000 * FACTOR:.2f} SUVbw · 60000 Bq/ml")
    visit.said("overlay-window", "Center 2.5 · Width 5 SUVbw")
    expect(visit.page.locator("#facts")).to_contain_text("SUVbw. Worked out from the dose and the weight in the file")
    assert np.allclose(visit.values(), native.values(stack, 0)) and visit.state()["unit"] == "SUVbw"
    visit.by("preset").select_option(label="SUV 0 to 10")
    visit.shows(native.pixels(stack, visit.state()["index"], window=Window(5, 10), invert=True))
    expect(visit.by("invert")).to_have_attribute("aria-pressed", "true")
    visit.page.screenshot(path=SHOTS / "pet-suv.png")
    marked = visit.by("preset").locator("option:checked")
    expect(marked).to_have_text("SUV 0 to 10")
    visit.by("preset").select_option(index=0)
    expect(visit.by("invert")).to_have_attribute("aria-pressed", "false")
    expect(marked).to_have_text("Automatic")
    visit.page.keyboard.press("3")  # the same center and width, but black on white
    expect(visit.by("invert")).to_have_attribute("aria-pressed", "true")
    expect(marked).to_have_text("SUV 0 to 5")


def test_without_the_weight_it_is_said_so_and_the_unit_of_the_file_stays(visit: Visit, tmp_path: Path) -> None:
    visit.arrive().open(pet(tmp_path / "PET", PatientWeight="0"))
    x, y = visit.pixel_at(48, 40)
    visit.page.mouse.move(x, y)
    visit.said("pointer-value", "60000 Bq/ml")
    expect(visit.page.locator("#facts")).to_contain_text(
        "Bq/ml. SUV cannot be computed; the file lacks: the patient's weight.", timeout=PATIENCE
    )
    assert visit.page.get_by_role("button", name="SUV 0 to 10").count() == 0
    visit.page.screenshot(path=SHOTS / "pet-plain.png")
