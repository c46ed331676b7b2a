"""The page in two languages that nobody speaks: one accented and longer, one mirrored; and the choice of a language."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydicom import dcmread
from pydicom.errors import InvalidDicomError

from building import server, site
from building.server import Site
from building.tools import ROOT
from tests.browser import papers, scans
from tests.browser.visit import PATIENCE, PICTURES_FIRST, SHOTS, Visit
from tests.promises import promise

pytestmark = pytest.mark.browser

SAID = """(selector) => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden='true'], [data-language]");
  const found = [];
  for (const root of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      if (!/[A-Za-z]{2}/.test(text) || !shown(walker.currentNode.parentElement)) continue;
      let whole = walker.currentNode.parentElement; // a sentence with marks in it is in several pieces
      while (/^(A|B|I|EM|KBD|CODE|ABBR|SPAN)$/.test(whole.tagName) && !whole.textContent.includes("⟦")) whole = whole.parentElement;
      found.push(whole.textContent.includes("⟦") ? "⟦" + text : text);
    }
    for (const element of [root, ...root.querySelectorAll("[aria-label], [data-tip], [placeholder], [title]")]) {
      for (const name of ["aria-label", "data-tip", "placeholder", "title"]) {
        const text = element.getAttribute(name);
        if (text && /[A-Za-z]{2}/.test(text) && shown(element)) found.push(text);
      }
    }
  }
  return found;
}"""
"""All words of an element that can be seen or are read out: texts, labels, tips."""

NAMES = {"OpenMyScan", "Bytes", "DICOM"}

LIGHT = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 780}


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with the two languages beside English."""
    folder = site.build(tmp_path_factory.mktemp("languages") / "dist", ("en-XA", "ar-XB"))
    with server.serving(folder, configuration=ROOT / "vercel.json") as running:
        yield running


@pytest.fixture(scope="module")
def someone(browser: Browser, speaking: Site) -> Iterator[BrowserContext]:
    """Somebody whose browser speaks English, and who wants the pictures first."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.add_init_script(PICTURES_FIRST)
    yield context
    context.close()


def at(context: BrowserContext, speaking: Site, language: str) -> Visit:
    visit = Visit(context.new_page(), f"{speaking.url}/{language}")
    return visit.arrive()


def foreign(page: Page, selector: str) -> list[str]:
    """The words there that are in no brackets, but for names."""
    said: list[str] = page.evaluate(SAID, selector)
    assert said, f"nothing is said in {selector}"
    return [text for text in said if "⟦" not in text and text not in NAMES]


def overflow(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def test_the_first_page_is_in_the_language_of_its_address_before_any_script(someone: BrowserContext, speaking: Site) -> None:
    page = someone.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{speaking.url}/en-XA", wait_until="domcontentloaded")
    assert foreign(page, "#welcome") == []
    expect(page.locator("html")).to_have_attribute("lang", "en-XA")
    page.close()


def values(folder: Path) -> set[str]:
    """All words of the files in a folder: of what their elements hold, of their names."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        found |= set(re.findall(r"\w+", path.name.lower()))
        if path.suffix == ".dcm" or not path.suffix:
            with suppress(InvalidDicomError, IsADirectoryError):
                for element in dcmread(path, stop_before_pixels=True).iterall():
                    held = element.value.decode("latin-1") if element.VR == "OB" else str(element.value)  # a letter may be inside
                    found |= set(re.findall(r"\w+", held.lower())) if element.VR not in {"SQ", "OW"} else set()
    return found


def test_whoever_looks_at_a_scan_reads_its_values_and_else_the_language(someone: BrowserContext, speaking: Site, tmp_path: Path) -> None:
    """One walk over what is seen of an open scan, wide and narrow: all that is no value of the files is in brackets, and nothing overflows."""
    folder = papers.disc(tmp_path / "disc")
    scans.debris(folder / "debris")
    known = values(folder) | {name.lower() for name in (*NAMES, *month_name)}  # the accented language has the months of English
    visit = at(someone, speaking, "en-XA").open(folder)
    page, faults, wide = visit.page, {}, {}

    def look(place: str, selector: str = "body", closing: str | None = None) -> None:
        expect(page.locator(selector).first).to_be_visible()
        told = [text for text in foreign(page, selector) if not set(re.findall(r"[^\W\d_]{2,}", text.lower())) <= known]
        if told:
            faults[place] = sorted(set(told))
        page.set_viewport_size(NARROW)
        if (over := overflow(page)) > 0:
            wide[place] = over
        page.set_viewport_size(LIGHT)
        if closing:
            page.keyboard.press(closing)

    look("pictures")
    page.keyboard.press("d")
    look("details", closing="d")
    for place, key, selector in (
        ("layouts", "p", "#layouts"), ("help", "?", "#help-dialog[open]"), ("disc", "w", "#disc-dialog[open]"),
        ("tags", "t", "#tags-dialog[open] header, #tags-dialog[open] label, #tags-count"),
    ):  # fmt: skip
        page.keyboard.press(key)
        look(place, selector, "Escape")
    visit.by("skipped-count").click()
    look("skipped", "#skipped-dialog[open]", "Escape")
    assert faults == {}
    assert wide == {}
    page.close()


@pytest.mark.parametrize("dialog", ["privacy", "offline"])
def test_dialogs_are_in_the_language(someone: BrowserContext, speaking: Site, dialog: str) -> None:
    visit = at(someone, speaking, "en-XA")
    visit.page.locator(f'[data-do="{dialog}"]').first.click()
    assert foreign(visit.page, f"#{dialog}-dialog[open]") == []
    visit.page.close()


def test_the_mirrored_page_runs_from_right_to_left_and_its_picture_does_not(someone: BrowserContext, speaking: Site, few: Path) -> None:
    visit = at(someone, speaking, "ar-XB").open(few)
    page = visit.page
    page.screenshot(path=SHOTS / "language-mirrored.png")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    box = {name: page.get_by_test_id(name).first.bounding_box() for name in ("catalog", "viewport", "letter-left", "letter-right")}
    assert box["catalog"]["x"] > box["viewport"]["x"]  # the list stands on the right
    assert box["letter-left"]["x"] < box["letter-right"]["x"]
    plain = at(someone, speaking, "").open(few)
    letters = [
        [other.page.get_by_test_id(f"letter-{side}").inner_text() for side in ("left", "right", "top", "bottom")]
        for other in (visit, plain)
    ]
    assert letters[0] == letters[1]
    assert (visit.pixels() == plain.pixels()).all()
    page.close()
    plain.page.close()


def test_longer_words_push_nothing_out_of_a_narrow_window(browser: Browser, speaking: Site, few: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)
    context.add_init_script(PICTURES_FIRST)
    visit = at(context, speaking, "en-XA")
    assert overflow(visit.page) <= 0
    visit.open(few)
    visit.page.screenshot(path=SHOTS / "language-longer-narrow.png")
    assert overflow(visit.page) <= 0
    context.close()


def test_a_browser_of_that_language_is_led_to_its_page_and_others_stay(browser: Browser, speaking: Site) -> None:
    for locale, address in (("en-XA", "/en-XA"), ("de-DE", "/")):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto(speaking.url)
        expect(page).to_have_url(speaking.url + address, timeout=PATIENCE)
        context.close()


@promise("If you choose a language: that choice, as one word.")
def test_the_chosen_language_is_kept_as_one_word_and_holds_for_the_next_visit(browser: Browser, speaking: Site) -> None:
    context = browser.new_context(locale="en-US")
    visit = at(context, speaking, "")
    page = visit.page
    assert page.evaluate("({ ...localStorage })") == {}
    page.get_by_test_id("languages").locator('[data-language="en-XA"]').click()
    expect(page).to_have_url(f"{speaking.url}/en-XA")
    assert page.evaluate("({ ...localStorage })") == {"openmyscan.language": "en-XA"}
    page.goto(speaking.url)
    expect(page).to_have_url(f"{speaking.url}/en-XA")
    visit.ready()
    page.get_by_test_id("languages").locator('[data-language="en"]').click()
    expect(page).to_have_url(f"{speaking.url}/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate("({ ...localStorage })") == {"openmyscan.language": "en"}
    context.close()


def test_with_one_language_nothing_is_said_of_a_choice(visit: Visit) -> None:
    expect(visit.by("languages")).to_be_hidden()
    assert visit.page.evaluate("({ ...localStorage })") == {"openmyscan.disc-first": "no"}
