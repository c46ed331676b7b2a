"""The browser's Back button: dialog, then drawer, then a question before the scan goes. In Chromium as it is for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def back(visit: Visit) -> None:
    visit.page.evaluate("() => history.back()")


def depth(visit: Visit, count: int) -> None:
    """Wait until the history is so deep; a number is all that it holds."""
    visit.until("(count) => (history.state ?? 0) === count", count)


def test_back_closes_dialog_then_drawer_then_asks(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(**PHONE).open(few)
    depth(visit, 1)
    address = visit.page.url
    visit.by("panel").tap()
    visit.by("disc-button").tap()
    depth(visit, 3)
    assert visit.page.url == address
    back(visit)
    expect(visit.by("disc")).to_be_hidden()
    expect(visit.page.locator("html")).to_have_attribute("data-panel", "true")
    back(visit)
    expect(visit.page.locator("html")).to_have_attribute("data-panel", "false")
    assert visit.state()["stack"]
    back(visit)
    expect(visit.by("leave")).to_be_visible()
    visit.by("leave-stay").tap()
    expect(visit.by("leave")).to_be_hidden()
    depth(visit, 1)
    expect(visit.by("viewport")).to_be_visible()
    back(visit)
    visit.by("leave-close").tap()
    expect(visit.by("drop-target")).to_be_visible()
    depth(visit, 0)


def test_what_is_closed_by_its_own_button_leaves_no_step_behind(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(viewport={"width": 1440, "height": 900}).open(few)
    depth(visit, 1)
    for _ in range(3):
        visit.by("help").click()
        depth(visit, 2)
        visit.page.keyboard.press("Escape")
        depth(visit, 1)
    visit.close()
    depth(visit, 0)
    assert visit.page.evaluate("() => window.oms !== undefined")
    visit.by("help-welcome").click()
    depth(visit, 1)
    back(visit)
    expect(visit.page.locator("#help-dialog")).to_be_hidden()


def test_forward_opens_nothing_again(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(viewport={"width": 1440, "height": 900}).open(few)
    visit.by("help").click()
    depth(visit, 2)
    back(visit)
    depth(visit, 1)
    visit.page.evaluate("() => history.forward()")
    visit.page.wait_for_timeout(300)
    depth(visit, 1)
    expect(visit.page.locator("#help-dialog")).to_be_hidden()
    expect(visit.by("trouble")).to_be_hidden()
