"""When it has nothing to do the cell frees the files of its library that Python has loaded; the others it still finds."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from building.server import Site
from tests.browser import scans
from tests.browser.visit import PATIENCE, Visit

pytestmark = pytest.mark.browser


def test_a_name_in_chinese_letters_is_read_by_a_codec_that_is_loaded_late(page: Page, served: Site, tmp_path: Path, few: Path) -> None:
    for picture in sorted(few.iterdir()):
        scans.named(picture, tmp_path / "CD" / picture.name, SpecificCharacterSet="GB18030", PatientName="王^小东")
    visit = Visit(page, served.url).arrive()
    page.wait_for_timeout(2000)  # for the rehearsal, after which the files go
    visit.open(tmp_path / "CD")
    expect(page.get_by_text("王 小东").first).to_be_visible(timeout=PATIENCE)


def test_the_start_of_a_cell_provokes_no_refusal(page: Page, served: Site) -> None:
    """Pyodide looks for its kind of worker by loading a data: script; the policy would refuse it, and people would read of a refusal."""
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    visit = Visit(page, served.url).arrive()
    page.wait_for_timeout(500)
    expect(visit.by("status-requests")).not_to_contain_text("refused")
    assert [text for text in messages if "Content Security Policy" in text] == []
