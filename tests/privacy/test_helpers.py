"""The browser's own helpers are told to keep away from what stands on the viewer's page: translation, spell checking, writing help."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import pdfs
from tests.browser.visit import Visit
from tests.promises import promise

pytestmark = pytest.mark.browser

TRANSLATED = """() => [...document.querySelectorAll("html, html *")].filter((one) => one instanceof HTMLElement && one.translate).map((one) => one.outerHTML.slice(0, 80))"""
# As the browser itself understands the marks, inherited ones too; `watched` also has what was on the page for a moment only.
FIELDS = """() => {
  const seen = new Set([...document.querySelectorAll("input, textarea, [contenteditable]"), ...(window.watched ?? [])]);
  const typed = [...seen].filter(({ type }) => !["file", "range", "checkbox", "radio", "button", "color"].includes(type));
  const wrong = typed.filter((one) => one.spellcheck || one.writingSuggestions === "true" || one.getAttribute("autocorrect") !== "off" || one.autocapitalize !== "off" && one.autocapitalize !== "none" || !["off", "one-time-code"].includes(one.autocomplete));
  return [typed.length, wrong.map((one) => one.outerHTML)];
}"""
WATCH = """() => {
  window.watched = [];
  const make = document.createElement;
  Document.prototype.createElement = function (tag, ...more) {
    const made = make.call(this, tag, ...more);
    if (/^(input|textarea)$/i.test(tag)) watched.push(made);
    return made;
  };
}"""


def untouched(visit: Visit, fields: int) -> None:
    """Nothing on the page is to be translated, and at least so many fields are left alone."""
    assert visit.page.evaluate(TRANSLATED) == []
    found, wrong = visit.page.evaluate(FIELDS)
    assert wrong == []
    assert found >= fields


@promise(
    "The viewer's page tells browsers not to translate it.",
    "The viewer's fields tell browsers not to check, correct, complete or rephrase what is typed there.",
)
def test_the_viewer_keeps_translation_and_writing_help_away(visit: Visit, marked: Path) -> None:
    """On the first page, and with all that a scan brings: lists, the page of the disc, tags, texts to copy, each in its dialog."""
    untouched(visit, 5)
    assert visit.page.locator("meta[name=google]").get_attribute("content") == "notranslate"
    assert "notranslate" in (visit.page.locator("html").get_attribute("class") or "")
    visit.page.evaluate(WATCH)
    visit.open(marked)
    visit.page.keyboard.press("w")
    visit.by("disc").wait_for()
    visit.page.evaluate("() => { document.execCommand = () => false; }")  # then the text that is copied stays on the page
    visit.by("copy-summary").click()
    visit.page.locator(".copied-text").wait_for()
    untouched(visit, 6)


def test_a_field_that_is_made_later_is_left_alone_as_well(visit: Visit, tmp_path: Path) -> None:
    """The password of a PDF document."""
    (tmp_path / "locked.pdf").write_bytes(pdfs.locked("a letter", "secret"))
    visit.page.evaluate(WATCH)
    visit.hand_over(tmp_path)
    visit.page.locator("#nothing-documents").get_by_test_id("document").click()
    visit.by("pdf-password").wait_for()
    untouched(visit, 6)
