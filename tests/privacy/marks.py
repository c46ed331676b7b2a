"""The name that marks a scan, and what a person does with an open one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visit import Visit

__all__ = ["MARKER", "look_around"]

MARKER = "Xylophagou"
"""A name that stands nowhere else: whatever holds it holds something of the scan."""


def look_around(visit: Visit) -> None:
    """What a person does with an open scan: scroll, window, another series, the list of what was left out, the help."""
    page = visit.page
    viewport = visit.by("viewport")
    viewport.hover()
    page.mouse.wheel(0, 100)
    page.mouse.wheel(0, 100)
    page.mouse.down()
    page.mouse.move(500, 300)
    page.mouse.move(540, 330)
    page.mouse.up()
    viewport.focus()
    for key in ("End", "Home", "PageDown", "i", "r", "x", "+", "0", "h", "h", " ", " "):
        page.keyboard.press(key)
    for stack in visit.stacks():
        visit.choose(stack["id"])
    if visit.by("skipped-count").is_visible():
        visit.by("skipped-count").click()
        expect(visit.by("skipped-list")).to_be_visible()
        page.keyboard.press("Escape")
    viewport.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    visit.ask("openmyscan.check()")
    visit.painted()
