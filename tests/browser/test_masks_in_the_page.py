"""An angiography that is meant to be seen subtracted is, in the page as by the command line, and a button shows it as it was taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visit import Native, Visit
from tests.core.image.test_subtraction import item, run
from viewer.render.picture import picture
from viewer.volume.frames import Frames

pytestmark = pytest.mark.browser


@pytest.mark.trap(51)
def test_the_button_shows_the_picture_as_it_was_taken_and_back(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "run.dcm").write_bytes(run(item("AVG_SUB", ApplicableFrameRange=[3, 8], MaskFrameNumbers=1)))
    made = Frames(next(Native(tmp_path).catalog.stacks()), budget=1 << 24)

    def right(index: int, *, subtract: bool | None = None) -> None:
        rgba = picture(made, index, subtract=subtract).rgba
        assert rgba is not None
        visit.shows(rgba)

    visit.open(tmp_path).go(6)
    right(6)
    button = visit.by("subtract")
    expect(button).to_have_attribute("aria-pressed", "true")
    visit.go(0)  # has no mask: with the window of the file, and not with that of the others
    right(0)
    visit.go(4)
    right(4)
    assert visit.state()["subtracted"] is True
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    visit.until("() => openmyscan.state().subtracted === false")
    right(4, subtract=False)
    visit.page.keyboard.press("u")
    visit.until("() => openmyscan.state().subtracted === true")
    right(4)
    visit.go(0)  # the button answers here too, though there is nothing to subtract
    visit.page.keyboard.press("u")
    expect(button).to_have_attribute("aria-pressed", "false")
    visit.go(4)
    right(4, subtract=False)
    assert visit.state()["subtracted"] is False
