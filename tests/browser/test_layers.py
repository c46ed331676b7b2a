"""What a file lays over its own picture, in the browser: shown, taken away, told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import scans
from tests.browser.visit import Native, Visit

pytestmark = pytest.mark.browser


@pytest.mark.trap(18)
def test_a_shutter_is_drawn_and_one_can_look_behind_it(visit: Visit, tmp_path: Path) -> None:
    """By the button and by the key; the button is there only where there is something to switch; notices stand with the facts."""
    pixels = np.full((1, 40, 60), 300, np.int16) + np.arange(60, dtype=np.int16)
    shutter = {
        "ShutterShape": "RECTANGULAR", "ShutterLeftVerticalEdge": 11, "ShutterRightVerticalEdge": 50,
        "ShutterUpperHorizontalEdge": 6, "ShutterLowerHorizontalEdge": 35,
    }  # fmt: skip
    folder = scans.series(tmp_path / "both", pixels, number=1, LossyImageCompression="01", LossyImageCompressionRatio="12", **shutter)
    scans.series(tmp_path / "both" / "plain", pixels, number=2)
    native = Native(folder)
    visit.arrive().open(folder)
    first, second = visit.stacks()
    visit.choose(first["id"])
    assert (first["overlays"], second["overlays"]) == (True, False)
    covered = native.pixels(native.stack(first), 0)
    bare = native.pixels(native.stack(second), 0)
    assert (covered[0, :, :3] == 0).all() and (bare[0, 1:, :3] > 0).any()
    visit.shows(covered)
    button = visit.by("overlays")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    visit.shows(bare)
    visit.by("viewport").focus()
    visit.page.keyboard.press("g")
    visit.shows(covered)
    expect(visit.page.locator("#facts")).to_contain_text("Compressed (about 1:12): fine detail may be lost.")
    visit.choose(second["id"])
    expect(button).to_be_hidden()
