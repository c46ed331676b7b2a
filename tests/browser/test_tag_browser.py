"""All elements of a file, looked through by a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from pydicom.dataset import Dataset

from building.server import Site
from tests.browser.visit import SHOTS, Visit
from tests.core.made import data_set, file_bytes

pytestmark = pytest.mark.browser

MANY = 1200
TEXT = '<img src=x onerror="document.title=1"> & more'


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with nested sequences, private elements, and a sequence of very many items."""
    inner, outer = Dataset(), Dataset()
    inner.CodeMeaning = "Liver"
    outer.ReferencedSOPInstanceUID, outer.PurposeOfReferenceCodeSequence = "1.2.3", [inner]
    ds = data_set(ReferencedImageSequence=[outer], ImageComments=TEXT, ReferringPhysicianName="House^Gregory")
    ds.ContentSequence = [Dataset() for _ in range(MANY)]
    block = ds.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x08, "CS", "IMAGE NUM 4")
    folder = tmp_path_factory.mktemp("rich")
    (folder / "IM1").write_bytes(file_bytes(ds))
    return folder


def row(visit: Visit, number: str) -> Locator:
    return visit.by("tags").locator("tbody tr").filter(has_text=number)


def test_all_elements_are_listed_opened_searched_and_copied(visit: Visit, rich: Path) -> None:
    visit.open(rich)
    visit.by("tags-button").click()
    expect(row(visit, "0010,0010")).to_contain_text("Patient's Name")
    expect(row(visit, "0010,0010")).to_contain_text("Doe^Jane")
    expect(row(visit, "0010,0010")).to_contain_text("personal")
    expect(row(visit, "0029,1008")).to_contain_text("maker's own")
    expect(row(visit, "0020,4000").locator(".tag-value")).to_have_text(TEXT)
    SHOTS.mkdir(exist_ok=True)
    visit.page.screenshot(path=SHOTS / "tags.png")

    row(visit, "0008,1140").get_by_role("button", name="Open Referenced Image Sequence").click()
    row(visit, "0040,A170").get_by_role("button").click()
    expect(row(visit, "0008,0104").locator(".tag-value")).to_have_text("Liver")
    row(visit, "0008,1140").get_by_role("button", name="Fold Referenced Image Sequence").click()
    expect(row(visit, "0008,0104")).to_have_count(0)

    row(visit, "0040,A730").get_by_role("button").click()
    expect(visit.by("tag-more")).to_be_visible()
    assert visit.by("tags").locator("tbody tr").count() == 200
    visit.by("tag-more").click()
    expect(visit.by("tags").locator("tbody tr")).to_have_count(400)

    visit.by("tag-search").fill("comments")
    expect(visit.by("tags").locator("tbody tr")).to_have_count(1)
    expect(visit.by("tags-count")).to_contain_text("1 element found in")
    expect(visit.by("tags-count")).to_contain_text("is not searched")
    visit.by("tags").get_by_role("button", name="Copy the value").click()
    expect(visit.by("tags-count")).to_have_text("Copied.")
    visit.by("tag-search").fill("")
    visit.by("tag-search").press("Control+v")
    expect(visit.by("tag-search")).to_have_value(TEXT)

    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#tags-dialog")).to_be_hidden()
    expect(visit.page.locator("#tag-rows tr")).to_have_count(0)


def test_with_names_hidden_nothing_tells_who_it_is(visit: Visit, rich: Path) -> None:
    visit.open(rich)
    visit.page.keyboard.press("h")
    visit.page.keyboard.press("t")
    expect(row(visit, "0010,0010").locator(".tag-value")).to_have_text("hidden")
    told = visit.page.locator("#tags-dialog").inner_text()
    assert "Doe" not in told
    assert "House" not in told
    assert "IMAGE NUM" not in told
    assert "CT Image Storage" in told
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("h")
    visit.page.keyboard.press("t")
    expect(row(visit, "0010,0010").locator(".tag-value")).to_have_text("Doe^Jane")


def test_the_tags_are_those_of_the_picture_on_the_screen(looking: Visit) -> None:
    looking.go(11)
    looking.page.keyboard.press("t")
    expect(looking.by("tags-about")).to_contain_text("picture 12 of 40")
    number = looking.state()["number"]
    expect(row(looking, "0020,0013").locator(".tag-value")).to_have_text(str(number))
    looking.page.keyboard.press("Escape")


def test_on_a_phone_nothing_is_wider_than_the_screen(person_at: Callable[..., Visit], served: Site, rich: Path) -> None:
    visit = person_at(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, device_scale_factor=3).open(rich)
    visit.page.keyboard.press("t")
    expect(row(visit, "0010,0010")).to_contain_text("Doe^Jane")
    row(visit, "0008,1140").get_by_role("button").first.click()
    expect(row(visit, "0040,A170")).to_be_visible()
    SHOTS.mkdir(exist_ok=True)
    visit.page.screenshot(path=SHOTS / "tags-phone.png")
    assert visit.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert visit.page.evaluate("() => { const s = document.getElementById('tags-scroll'); return s.scrollWidth <= s.clientWidth; }")
