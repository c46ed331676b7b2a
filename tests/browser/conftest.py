"""The site as a person finds it on a later day: served once, its program already kept by the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from building.server import Site, serving
from building.tools import ROOT
from tests.browser import scans
from tests.browser.visit import Visit


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[Site]:
    """The site, for tests that only look."""
    with serving(site, configuration=ROOT / "vercel.json") as running:
        yield running


@pytest.fixture(scope="session")
def person(browser: Browser, served: Site) -> Iterator[BrowserContext]:
    """A browser profile that was here before: the service worker has kept the program."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    Visit(page, served.url).arrive()
    page.close()
    yield context
    context.close()


@pytest.fixture
def visit(person: BrowserContext, served: Site) -> Iterator[Visit]:
    """A fresh page, ready for files."""
    page = person.new_page()
    yield Visit(page, served.url).arrive()
    page.close()


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
    """Start a visit in a new profile with options of Playwright's contexts (screen, touch, …)."""
    contexts = []

    def start(*, ready: bool = True, **options: object) -> Visit:
        contexts.append(browser.new_context(**options))
        return Visit(contexts[-1].new_page(), served.url).arrive(ready=ready)

    yield start
    for context in contexts:
        context.close()
