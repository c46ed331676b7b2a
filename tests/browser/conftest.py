"""Folders to open, and persons with screens of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

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


@pytest.fixture(scope="module")
def profiles() -> Iterator[dict[str, BrowserContext]]:
    """Browser profiles of persons who were here before, by what their screens can do; those of one file of tests."""
    known: dict[str, BrowserContext] = {}
    yield known
    for context in known.values():
        context.close()


@pytest.fixture
def person_at(browser: Browser, served: Site, profiles: dict[str, BrowserContext]) -> Iterator[Callable[..., Visit]]:
    """Start a visit with options of Playwright's contexts (screen, touch, …), of somebody who wants the pictures first, or not.

    Who is met before the program is there (`ready=False`), or has not said yet what comes first, has a new profile, and so has a second
    person with such a screen. All others have one in which the program was kept, and no choice.
    """
    visits: list[Visit] = []
    own: list[BrowserContext] = []

    def start(*, ready: bool = True, disc_first: bool = False, viewport: ViewportSize | None = None, **options: object) -> Visit:
        name = repr(sorted(options.items()))
        fresh = not ready or disc_first or any(visit.page.context is profiles.get(name) for visit in visits)
        context = None if fresh else profiles.get(name)
        if context is None:
            context = browser.new_context(**options)
            if not disc_first:
                context.add_init_script(PICTURES_FIRST)
            if fresh:
                own.append(context)
            else:
                profiles[name] = context
        page = context.new_page()
        if viewport:
            page.set_viewport_size(viewport)
        developer = context.new_cdp_session(page)
        developer.send("Storage.clearDataForOrigin", {"origin": served.url, "storageTypes": "local_storage"})
        developer.detach()
        visits.append(Visit(page, served.url))
        return visits[-1].arrive(ready=ready)

    yield start
    for visit in visits:
        visit.page.close()
    for context in own:
        context.close()
