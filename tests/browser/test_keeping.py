"""The program as the browser keeps it: installed, after a restart, replaced by a newer version, reloaded past it, thrown away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from building import site as sites
from building.server import Site, serving
from building.tools import ROOT
from tests.browser import scans
from tests.browser.profiles import own_profile
from tests.browser.visit import PATIENCE, Visit

pytestmark = pytest.mark.browser

VERCEL = ROOT / "vercel.json"
THROW_AWAY = "async () => { for (const name of await caches.keys()) await caches.delete(name); }"


@pytest.fixture(scope="module")
def profile(browser: Browser, served: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser with a profile on the disk that has the program; nothing can be installed from a private window."""
    with own_profile(browser, tmp_path_factory.mktemp("kept"), viewport={"width": 1280, "height": 800}) as context:
        ready_for_offline(Visit(context.new_page(), served.url).arrive().page)
        yield context


@pytest.fixture
def kept(profile: BrowserContext) -> Iterator[Page]:
    """A page of that browser."""
    page = profile.new_page()
    yield page
    page.close()


def ready_for_offline(page: Page) -> None:
    """Wait for what the person waits for."""
    expect(page.locator("html")).to_have_attribute("data-offline", "true", timeout=PATIENCE)
    expect(page.locator("html")).to_have_attribute("data-sealed", "true", timeout=PATIENCE)


def test_it_works_after_a_restart_of_the_browser_without_a_network(browser: Browser, site: Path, tmp_path: Path) -> None:
    """One visit; then browser and server end; the next day the same address opens a folder, and the downloads say what is missing."""
    with serving(site, configuration=VERCEL) as live, own_profile(browser, tmp_path / "profile") as first:
        ready_for_offline(Visit(first.new_page(), live.url).arrive().page)
    with own_profile(browser, tmp_path / "profile", offline=True) as again:
        visit = Visit(again.new_page(), live.url).arrive()
        ready_for_offline(visit.page)
        visit.said("status-offline", "Ready for offline use")
        visit.open(scans.phantom(tmp_path / "CT", range(10)))
        visit.counts(10)


# ---- as an app of its own


def test_the_browser_finds_nothing_missing_for_installing_it(kept: Page, served: Site) -> None:
    """Its own judgment of manifest and icons; and every icon has the size that is told."""
    Visit(kept, served.url).arrive()
    developer = kept.context.new_cdp_session(kept)
    manifest = developer.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert developer.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    told = json.loads(manifest["data"])
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        data = (served.folder / icon["src"].lstrip("/")).read_bytes()
        size = tuple(int.from_bytes(data[at : at + 4], "big") for at in (16, 20))  # PNG: width and height of IHDR
        assert icon["sizes"] == f"{size[0]}x{size[1]}"


def test_installing_is_offered_only_where_the_browser_offers_it_and_asked_only_by_the_person(kept: Page, served: Site) -> None:
    """A quiet link; the browser's question comes with the click and not before."""
    kept.add_init_script("""
      window.asked = 0;
      addEventListener("beforeinstallprompt", (event) => { event.prompt = async () => { window.asked += 1; }; }, true);
    """)
    visit = Visit(kept, served.url).arrive()
    expect(visit.by("install")).to_be_visible(timeout=PATIENCE)
    assert kept.evaluate("() => window.asked") == 0
    visit.by("install").click()
    assert kept.evaluate("() => window.asked") == 1
    expect(visit.by("install")).to_be_hidden()


def test_where_the_browser_does_not_offer_it_nothing_is_said_of_installing(kept: Page, served: Site) -> None:
    """As in Firefox, and in an app that is installed already."""
    kept.add_init_script('addEventListener("beforeinstallprompt", (event) => event.stopImmediatePropagation(), true);')
    visit = Visit(kept, served.url).arrive()
    kept.wait_for_timeout(1000)
    expect(visit.by("install")).to_be_hidden()


def test_what_is_kept_and_how_to_come_back_is_told(kept: Page, served: Site) -> None:
    """Behind the words at the bottom; and the browser is asked to keep it only by a click."""
    kept.add_init_script("""
      window.asked = 0;
      navigator.storage.persisted = async () => window.asked > 1;
      navigator.storage.persist = async () => (window.asked += 1) > 1;
    """)
    visit = Visit(kept, served.url).arrive()
    ready_for_offline(kept)
    visit.by("status-offline").click()
    expect(visit.by("offline-dialog")).to_contain_text("Switch the network off whenever you like")
    expect(visit.by("offline-dialog")).to_contain_text("Connect once, open the page")
    expect(visit.by("offline-safety")).to_contain_text("may throw it away")
    assert kept.evaluate("() => window.asked") == 0
    visit.by("keep").click()
    expect(visit.by("offline-safety")).to_contain_text("did not promise it this time")
    visit.by("keep").click()
    expect(visit.by("offline-safety")).to_contain_text("has promised not to throw it away")
    expect(visit.by("keep")).to_be_hidden()
    kept.keyboard.press("Escape")
    expect(visit.by("offline-dialog")).to_be_hidden()


# ---- a newer version


@pytest.fixture
def newer(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The release after this one, as far as the browser can tell."""
    monkeypatch.setattr(sites, "version", lambda: "99.0.0")
    return sites.build(tmp_path_factory.mktemp("newer") / "dist")


def test_a_newer_version_waits_until_no_scan_is_open_and_is_announced(page: Page, site: Path, newer: Path, few: Path) -> None:
    """The open study goes on and is closed in the version that the page began with, whose next cell starts from what the newer one took over."""
    with serving(site, configuration=VERCEL) as live:
        at_once = {"source": "/sw.js", "headers": [{"key": "Cache-Control", "value": "no-cache"}]}  # otherwise an hour may pass
        live.configuration = {**live.configuration, "headers": [*live.configuration["headers"], at_once]}
        visit = Visit(page, live.url).arrive().open(few)
        ready_for_offline(page)
        live.folder = newer
        Visit(page.context.new_page(), live.url).arrive()  # another tab: whenever a page is opened the browser looks for a newer version
        visit.until("() => !document.getElementById('update').hidden", milliseconds=60_000)
        expect(visit.by("update")).to_be_hidden()  # on the welcome screen, which nobody sees now
        visit.go(3)
        visit.close()
        expect(visit.by("update")).to_be_visible()
        expect(visit.by("update")).to_contain_text("A new version is ready")
        assert page.evaluate("() => openmyscan.version") == sites.project()["project"]["version"]
        visit.by("update-now").click()
        expect(page.locator("html")).to_have_attribute("data-version", "99.0.0", timeout=PATIENCE)
        visit.ready()
        expect(visit.by("update")).to_be_hidden()


def test_a_first_visit_announces_no_newer_version(page: Page, site: Path) -> None:
    with serving(site, configuration=VERCEL) as live:
        visit = Visit(page, live.url).arrive()
        ready_for_offline(page)
        expect(visit.by("update")).to_be_hidden()


# ---- past the store, or without it


def test_a_program_that_the_browser_threw_away_comes_again_by_itself(page: Page, site: Path) -> None:
    """The service worker is still there but has nothing to give: it steps aside."""
    with serving(site, configuration=VERCEL) as live:
        visit = Visit(page, live.url).arrive()
        ready_for_offline(page)
        page.evaluate(THROW_AWAY)
        page.reload(wait_until="domcontentloaded")
        visit.ready()
        ready_for_offline(page)


def test_without_a_network_it_is_said_that_the_browser_threw_it_away_and_what_to_do(page: Page, site: Path) -> None:
    """By the service worker, which is all that is left; and when the network is back, so is the program."""
    with serving(site, configuration=VERCEL) as live:
        visit = Visit(page, live.url).arrive()
        ready_for_offline(page)
        page.evaluate(THROW_AWAY)
        page.context.set_offline(True)
        answer = page.reload()
        assert answer and answer.status == 503
        assert "default-src 'none'; style-src 'sha256-" in answer.headers["content-security-policy"]
        expect(page.get_by_role("heading")).to_have_text("The browser has deleted the program.")
        expect(page.locator("body")).to_contain_text("connect to the internet once and load this page again")
        assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") == "rgb(12, 15, 20)"
        page.context.set_offline(False)
        page.reload(wait_until="domcontentloaded")
        visit.ready()


@pytest.mark.parametrize("attribute", ["", "download"])
def test_a_download_comes_from_the_site_though_the_service_worker_does_not_keep_it(kept: Page, served: Site, attribute: str) -> None:
    """The whole offline copy, by a click on its link."""
    visit = Visit(kept, served.url).arrive()
    ready_for_offline(kept)
    visit.by("status-offline").click()
    kept.evaluate("(name) => name && document.querySelector('[data-testid=offline-copy]').setAttribute(name, '')", attribute)
    with kept.expect_download() as download:
        visit.by("offline-copy").click()
    name = "openmyscan-offline.zip"
    assert download.value.suggested_filename == name
    assert Path(download.value.path()).read_bytes() == (served.folder / name).read_bytes()
