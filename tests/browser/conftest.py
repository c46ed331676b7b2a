"""Folders to open, and persons with screens of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from building.server import Site
from tests.browser import scans
from tests.browser.visit import PICTURES_FIRST, Visit


@pytest.fixture(scope="module")
def looking(person: BrowserContext, served: Site, head_folder: Path) -> Iterator[Visit]:
    """One page with the head open, for the tests of one file that put back what they change."""
    page = person.new_page()
    yield Visit(page, served.url).arrive().open(head_folder)
    page.close()


@pytest.fixture(scope="session")
def head_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forty CT slices of the built-in head."""
    return scans.phantom(tmp_path_factory.mktemp("scan") / "HEAD")


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight of them, for when it does not matter."""
    return scans.phantom(tmp_path_factory.mktemp("few") / "HEAD", range(16, 24))


@pytest.fixture
def person_at(browser: Browser, served: Site) -> Iterator[Callable[..., Visit]]:
    """Start a visit in a new profile with options of Playwright's contexts (screen, touch, …), of somebody who wants the pictures first, or not."""
    contexts = []

    def start(*, ready: bool = True, disc_first: bool = False, **options: object) -> Visit:
        contexts.append(browser.new_context(**options))
        if not disc_first:
            contexts[-1].add_init_script(PICTURES_FIRST)
        return Visit(contexts[-1].new_page(), served.url).arrive(ready=ready)

    yield start
    for context in contexts:
        context.close()
