"""The list of series: what differs is said, parts share a card, planning pictures are folded away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from pydicom import dcmread

from tests.browser import scans
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

B_VALUES = (0, 50, 100, 400, 800, 1000)
BRAIN = {"Modality": "MR", "BodyPartExamined": "BRAIN", "StudyDescription": "MRT for Jane"}


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """Two localizers, a plain series, and one of six b-values; each of two pictures with something on them."""
    volume = np.arange(2 * 16 * 16, dtype=np.int16).reshape(2, 16, 16)
    planning = {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}
    scans.series(tmp_path / "1", volume, number=1, SeriesDescription="localizer", **BRAIN, **planning)
    scans.series(tmp_path / "2", volume, number=2, SeriesDescription="t2_tse_tra", **BRAIN)
    for at, b in enumerate(B_VALUES):
        for file in scans.series(
            tmp_path / f"3-{b}", volume + at, number=3, SeriesDescription="ep2d_diff", DiffusionBValue=b, **BRAIN
        ).iterdir():
            ds = dcmread(file)
            ds.InstanceNumber += 10 * at
            ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"{ds.SOPInstanceUID}.{at}"
            ds.save_as(file)
    return tmp_path


def test_the_list_says_what_differs_and_the_heading_the_rest(visit: Visit, disc: Path) -> None:
    visit.open(disc)
    expect(visit.by("study").locator("h4")).to_have_text("MRI of the brain")
    plain, diffusion = visit.by("series").first, visit.by("series-card")
    expect(plain.locator("span > div")).to_have_text(["Across (axial)", "fluid bright", "t2 tse tra", "2 pictures"])
    expect(diffusion.locator(".title, .number")).to_have_text(["Across (axial)", "6 parts of 2 pictures"])
    expect(plain).to_have_attribute("title", "MR brain, slices across the body; fluid bright · t2_tse_tra".replace("_", " "))
    visit.by("hide-names").click()
    expect(visit.by("catalog")).not_to_contain_text("Jane")


def test_planning_pictures_are_folded_away_and_unfold_for_a_click_and_for_the_keys(visit: Visit, disc: Path) -> None:
    visit.open(disc)
    fold, localizer = visit.by("planning"), visit.by("series").filter(has_text="localizer")
    visit.choose(visit.page.evaluate("() => document.querySelector('[data-testid=series]').dataset.stack"))
    expect(fold).to_have_text("2 planning pictures")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(localizer).to_have_count(0)
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(localizer).to_be_in_viewport()
    fold.press("Enter")
    expect(localizer).to_have_count(0)

    visit.by("viewport").focus()
    for _ in range(len(B_VALUES) + 1):
        visit.page.keyboard.press("]")
    expect(localizer).to_have_attribute("aria-pressed", "true")
    expect(localizer).to_be_in_viewport()
    expect(fold).to_have_attribute("aria-expanded", "true")
    visit.page.keyboard.press("[")
    expect(localizer).to_have_count(0)


def test_the_parts_of_a_series_are_stepped_through_in_one_card(visit: Visit, disc: Path) -> None:
    """By its buttons, by the keys of all series, and from a list of the parts; each is a stack of its own on the screen."""
    visit.open(disc)
    card, parts = visit.by("series-card"), visit.by("parts")
    card.click()
    expect(parts).to_have_text("b = 01 / 6")
    stacks = [visit.state()["stack"]]
    expect(visit.by("part-back")).to_have_attribute("aria-disabled", "true")
    for place, b in enumerate(B_VALUES[1:], 2):
        visit.by("part-on").click() if place % 2 else visit.page.keyboard.press("]")
        expect(parts).to_have_text(f"b = {b}{place} / 6")
        expect(card).to_have_attribute("aria-pressed", "true")
        stacks.append(card.get_attribute("data-stack"))
        assert visit.state()["stack"] == stacks[-1]
    assert len(set(stacks)) == 6
    expect(visit.by("part-on")).to_have_attribute("aria-disabled", "true")

    parts.click()
    listed = visit.page.locator("#catalog .parts-row [data-testid=series]")
    expect(listed).to_have_text([f"b = {b}" for b in B_VALUES])
    expect(listed.last).to_have_attribute("aria-pressed", "true")
    listed.nth(3).press("Enter")
    visit.until("(stack) => openmyscan.state().stack === stack", stacks[3])
    expect(listed.nth(3)).to_be_focused()
    expect(listed.and_(visit.page.locator("[aria-pressed=true]"))).to_have_text(["b = 400"])
    expect(parts).to_have_text("b = 4004 / 6")
    visit.until("() => document.querySelector('[data-testid=series-card] canvas').width > 1")
    parts.click()
    expect(listed).to_have_count(0)


def test_a_part_is_chosen_by_a_finger_on_a_narrow_screen(person_at: Callable[..., Visit], disc: Path) -> None:
    """Nothing of the list is wider than its drawer, and all that is pressed is as large as a finger."""
    visit = person_at(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).open(disc)
    visit.by("panel").tap()
    visit.by("parts").tap()
    wide = "() => { const list = document.getElementById('lists'); return list.scrollWidth - list.clientWidth; }"
    assert visit.page.evaluate(wide) == 0
    for button in visit.page.locator("#catalog button:not([aria-disabled])").all():
        box = button.bounding_box()
        assert box and min(box["width"], box["height"]) >= 43, button.inner_text()
    chosen = visit.page.locator("#catalog .parts-row [data-testid=series]").nth(5)
    stack = chosen.get_attribute("data-stack")
    chosen.tap()
    visit.until("(stack) => openmyscan.state().stack === stack", stack)
    expect(chosen).to_be_hidden()
