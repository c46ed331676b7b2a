"""Archives that want a password: the dialog, from the asking to the picture."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visit import PATIENCE, SHOTS, Visit
from tests.core.source.archives.packed import encrypted, sealed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def locked(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two slices, each in a ZIP of its own with one password, one locked with AES and one in the old way, in a ZIP."""
    first, second = (path.read_bytes() for path in sorted(few.iterdir())[:2])
    target = tmp_path_factory.mktemp("locked") / "Doe, exam.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.zip", sealed("IM1", first, b"Geheim 1", bits=256))
        archive.writestr("b.zip", encrypted("IM2", second, b"Geheim 1"))
    return target


# Whether files are called locked or broken beside the pictures: from when the password is sent, and once it fits.
WARNED = """() => {
  const seen = (id) => document.getElementById(id).checkVisibility();
  window.warned = {};
  const sent = () => { window.warned.sent ??= seen("unlock-button"); };
  new MutationObserver(sent).observe(document.getElementById("unlock"), { attributeFilter: ["disabled"] });
  document.getElementById("locked-dialog").addEventListener("close", () => { window.warned.closed = seen("unlock-button") || seen("disc-lines"); });
}"""


def asked(visit: Visit) -> Visit:
    expect(visit.by("locked")).to_be_visible(timeout=PATIENCE)
    return visit


def test_a_password_is_asked_for_until_it_fits(visit: Visit, locked: Path) -> None:
    asked(visit.hand_over(locked))
    expect(visit.page.get_by_role("heading", name="Your files are locked.")).to_be_visible()
    visit.said("locked-text", "2 files in Doe, exam.zip are locked with a password.")
    expect(visit.by("locked-word")).to_be_focused()
    visit.by("unlock").click()
    visit.said("locked-told", "Please type the password.")
    visit.page.keyboard.type("geheim 1")
    visit.page.keyboard.press("Enter")
    visit.said("locked-told", "That password didn't work. Check capital letters and spaces.")
    expect(visit.by("locked-word")).to_be_focused()
    visit.page.keyboard.type("Geheim 1")  # in the place of the wrong one, which is selected
    visit.page.keyboard.press("Enter")
    expect(visit.by("locked")).to_be_hidden(timeout=PATIENCE)
    visit.seen()
    visit.counts(2)
    expect(visit.by("unlock-again")).to_be_hidden()
    assert visit.page.evaluate("() => document.getElementById('locked-word').value") == ""


def test_the_letters_are_dots_until_they_are_wanted(visit: Visit, locked: Path) -> None:
    asked(visit.hand_over(locked))
    word, show = visit.by("locked-word"), visit.by("locked-show")
    expect(word).to_have_attribute("type", "password")
    show.click()
    expect(word).to_have_attribute("type", "text")
    expect(show).to_have_attribute("aria-pressed", "true")
    expect(word).to_be_focused()
    show.click()
    expect(word).to_have_attribute("type", "password")


def test_whoever_has_no_password_sees_the_rest_and_may_come_back(visit: Visit, locked: Path, few: Path, tmp_path: Path) -> None:
    visit.open(few)
    asked(visit.hand_over(locked))
    visit.by("locked-without").click()
    expect(visit.by("locked")).to_be_hidden()
    visit.counts(8)
    visit.by("unlock-again").click()
    visit.page.keyboard.press("Escape")
    expect(visit.by("locked")).to_be_hidden()
    expect(visit.by("disc-lines")).to_contain_text("2 files could not be opened")
    visit.by("unlock-again").click()
    visit.page.evaluate(WARNED)
    visit.page.keyboard.type("Geheim 1")
    visit.page.keyboard.press("Enter")
    expect(visit.by("locked")).to_be_hidden(timeout=PATIENCE)
    expect(visit.by("unlock-again")).to_be_hidden()
    visit.until("() => 'closed' in window.warned")  # the browser tells of the closing a little later
    assert visit.page.evaluate("() => window.warned") == {"sent": False, "closed": False}
    visit.said("skipped-count", "2 second copies skipped")  # the very slices that are open already


def test_where_there_is_nothing_else_the_screen_says_that_it_is_locked(visit: Visit, locked: Path) -> None:
    asked(visit.hand_over(locked))
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("heading", name="Your files are locked.")).to_be_visible()
    expect(visit.page.get_by_text("Unpack the archive")).to_have_count(0)
    expect(visit.page.locator("#nothing .button.primary:visible")).to_have_count(1)
    visit.by("nothing-unlock").click()
    asked(visit)


def test_how_it_looks(person_at: Callable[..., Visit], locked: Path) -> None:
    """For looking at: wide and narrow."""
    for name, width, height in (("wide", 1280, 800), ("narrow", 390, 844)):
        visit = asked(person_at(viewport={"width": width, "height": height}).hand_over(locked))
        visit.page.keyboard.type("wrong")
        visit.page.keyboard.press("Enter")
        visit.said("locked-told", "That password didn't work. Check capital letters and spaces.")
        visit.page.screenshot(path=SHOTS / f"locked-{name}.png")
        box = visit.by("locked").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        visit.page.keyboard.press("Escape")
        visit.page.screenshot(path=SHOTS / f"locked-nothing-{name}.png")
