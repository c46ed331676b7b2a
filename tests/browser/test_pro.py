"""The page /pro with a running license service, and what the viewer then knows of the license."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.license.tokens import GRACE, LIFE, Signer, claims_for
from building.server import Site, serving
from building.tools import ROOT
from tests.browser.visit import Visit
from tests.license.lemon import Lemon, lemon_squeezy
from tests.license.running import SETTINGS, Running, running

pytestmark = pytest.mark.browser

SIGNER = Signer.of(SETTINGS["LICENSE_SIGNING_KEY"])
STORED = "() => ({ ...localStorage })"
PUT = "([token, keys]) => { localStorage.setItem('openmyscan.licence', token); localStorage.setItem('openmyscan.licence.keys', keys); }"


@pytest.fixture
def lemon() -> Iterator[Lemon]:
    """A shop."""
    with lemon_squeezy() as shop:
        yield shop


@pytest.fixture
def service(lemon: Lemon, tmp_path: Path) -> Iterator[Running]:
    """The license service."""
    with running({**SETTINGS, "LICENSE_DATABASE": str(tmp_path / "a.sqlite3"), "LEMONSQUEEZY_API": lemon.url}, tmp_path) as started:
        yield started


@pytest.fixture
def shop_site(site: Path, service: Running) -> Iterator[Site]:
    """The site with that service."""
    with serving(site, configuration=ROOT / "vercel.json") as live:
        live.service = service.url.removeprefix("http://")
        yield live


def asked(site: Site) -> list[str]:
    """What the service was asked through the site."""
    return [f"{request.method} {request.path}" for request in site.log if request.path.startswith("/api/")]


def hold(page: Page, *, made: float, key: Signer = SIGNER) -> None:
    """Put a token into the browser that was made at that time."""
    token = key.sign(claims_for("0" * 32, now=int(made), ends=None))
    page.evaluate(PUT, [token, json.dumps({SIGNER.name: SIGNER.public})])


def test_a_license_is_activated_renewed_and_removed_by_keyboard(page: Page, shop_site: Site, lemon: Lemon) -> None:
    """Each step is said where a screen reader hears it, and asks the service once; nothing else does."""
    sale = lemon.sell(1)
    page.goto(f"{shop_site.url}/pro")
    state = page.get_by_test_id("license-state")
    expect(state).to_have_text("No license is active in this browser.")
    assert asked(shop_site) == []
    page.get_by_label("License key").focus()
    page.keyboard.type(f" {sale.key.lower()} ")
    page.keyboard.press("Enter")
    expect(state).to_contain_text("Pro is active in this browser. It is valid until")
    expect(state).to_be_focused()
    expect(page.get_by_label("License key")).to_be_hidden()
    stored = page.evaluate(STORED)
    assert set(stored) == {"openmyscan.licence", "openmyscan.licence.keys"}
    assert sale.key not in json.dumps(stored)

    page.reload()
    expect(state).to_contain_text("Pro is active")
    hold(page, made=time.time() - LIFE - 86400)
    page.reload()
    expect(state).to_contain_text("Renew it now")
    page.evaluate("(token) => localStorage.setItem('openmyscan.licence', token)", stored["openmyscan.licence"])
    page.keyboard.press("Tab")
    page.get_by_test_id("renew").focus()
    page.keyboard.press("Enter")
    expect(state).to_contain_text("Pro is active in this browser. It is valid until")
    assert asked(shop_site) == ["POST /api/activate"] * 2

    page.get_by_test_id("deactivate").focus()
    page.keyboard.press("Enter")
    expect(state).to_have_text("No license is active in this browser.")
    expect(page.get_by_label("License key")).to_be_focused()
    assert page.evaluate(STORED) == {}
    assert asked(shop_site) == ["POST /api/activate"] * 2


def test_every_failure_is_said_in_plain_words(page: Page, shop_site: Site, lemon: Lemon, service: Running) -> None:
    """No key, an unknown one, paid back, too many tries, the shop away, the service away, no network; nothing is stored."""
    refunded = lemon.sell(2)
    lemon.tell(service.url, refunded.order_event("order_refunded", refunded=True))
    lemon.tell(service.url, refunded.license_event("license_key_created"))
    page.goto(f"{shop_site.url}/pro")
    trouble = page.get_by_test_id("license-trouble")

    def attempt(key: str, words: str) -> None:
        page.get_by_label("License key").fill(key)
        page.get_by_test_id("activate").click()
        expect(trouble).to_contain_text(words)
        expect(page.get_by_test_id("activate")).to_be_enabled()

    attempt("please", "This does not look like a license key.")
    attempt("38B1460A-5104-4067-A91D-77B872934D51", "This key is not known.")
    attempt(refunded.key, "This purchase was refunded")
    lemon.away = True
    attempt(lemon.sell(4).key, "Your key is not lost: please try again in a few minutes.")
    page.context.set_offline(True)
    attempt(refunded.key, "The license service cannot be reached. Check the network")
    page.context.set_offline(False)
    for _ in range(6):
        service.activate(key="please")
    attempt(refunded.key, "Too many tries. Please wait")
    shop_site.service = None
    attempt(refunded.key, "The license service does not answer as it should.")
    shop_site.service = "127.0.0.1:9"
    attempt(lemon.sell(6).key, "The license service does not answer as it should.")
    assert page.evaluate(STORED) == {}


def reply(route: Route, *, status: int, answer: object, headers: dict[str, str] | None = None) -> None:
    """Answer in place of the service."""
    route.fulfill(status=status, json=answer, headers=headers)


def test_an_answer_that_does_not_fit_is_not_kept(page: Page, shop_site: Site) -> None:
    """A token of another key, markup in place of words, and no token at all."""
    foreign = Signer.of("Zm9yZ2VkIGtleSBmb3IgdGhpcyB0ZXN0LCAzMiBieXQ").sign(claims_for("0" * 32, now=int(time.time()), ends=None))
    answers: list[tuple[int, object, str]] = [
        (200, {"token": foreign, "keys": {SIGNER.name: SIGNER.public}}, "does not fit this copy of the site"),
        (200, {"token": 7}, "does not answer as it should"),
        (200, ["?"], "does not answer as it should"),
        (403, {"message": "<img src=x onerror=alert(1)>"}, "<img src=x onerror=alert(1)>"),
        (403, {"message": {"a": 1}}, "does not answer as it should"),
        (403, None, "does not answer as it should"),
    ]
    page.goto(f"{shop_site.url}/pro")
    for status, answer, words in answers:
        page.route("**/api/activate", partial(reply, status=status, answer=answer))
        page.get_by_label("License key").fill("38B1460A-5104-4067-A91D-77B872934D51")
        page.get_by_test_id("activate").click()
        expect(page.get_by_test_id("license-trouble")).to_contain_text(words)
        page.unroute("**/api/activate")
    expect(page.locator("main img")).to_have_count(0)
    assert page.evaluate(STORED) == {}


def test_a_refusal_is_said_by_its_code_and_one_that_is_not_known_in_the_words_of_the_service(page: Page, shop_site: Site) -> None:
    """With the day on which a license ended, and how long to wait."""
    noon = 1770120000  # 3 February 2026
    answers: list[tuple[object, dict[str, str], str]] = [
        ({"error": "refunded", "message": "Other words."}, {}, "This purchase was refunded"),
        ({"error": "expired", "ended": noon, "message": "Other words."}, {}, "This license ended on 3 February 2026."),
        ({"error": "expired", "message": "Other words."}, {}, "This license has ended."),
        ({"error": "too-many", "message": "Other words."}, {"Retry-After": "7"}, "Please wait 7 seconds"),
        ({"error": "too-many", "message": "Other words."}, {"Retry-After": "?"}, "Please wait 60 seconds"),
        ({"error": "of-tomorrow", "message": "Other words."}, {}, "Other words."),
    ]
    page.goto(f"{shop_site.url}/pro")
    for answer, headers, words in answers:
        page.route("**/api/activate", partial(reply, status=403, answer=answer, headers=headers))
        page.get_by_label("License key").fill("38B1460A-5104-4067-A91D-77B872934D51")
        page.get_by_test_id("activate").click()
        expect(page.get_by_test_id("license-trouble")).to_contain_text(words)
        page.unroute("**/api/activate")


def test_a_browser_that_keeps_nothing_is_told_so(page: Page, shop_site: Site, lemon: Lemon) -> None:
    """As with storage switched off."""
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });")
    page.goto(f"{shop_site.url}/pro")
    expect(page.get_by_test_id("license-state")).to_have_text("No license is active in this browser.")
    page.get_by_label("License key").fill(lemon.sell(8).key)
    page.get_by_test_id("activate").click()
    expect(page.get_by_test_id("license-trouble")).to_contain_text("keeps nothing for this site")


@pytest.mark.parametrize(
    ("age", "words", "link"),
    [
        (0, "It is valid until", "Pro is on"),
        (LIFE + 60, "Renew it now", "Pro: renew it before"),
        (LIFE + GRACE + 60, "Pro ended in this browser on", "Pro ended on"),
        (None, "The license in this browser is not valid", "Pro: the license here is not valid"),
    ],
    ids=str,
)
def test_each_state_is_told_on_the_page_and_calmly_in_the_viewer(
    age: int | None, words: str, link: str, page: Page, shop_site: Site
) -> None:
    """There by its link alone: no dialog, no banner, and the service is not asked."""
    page.goto(f"{shop_site.url}/pro")
    other = Signer.of("Zm9yZ2VkIGtleSBmb3IgdGhpcyB0ZXN0LCAzMiBieXQ")
    hold(page, made=time.time() - (age or 0), key=SIGNER if age is not None else other)
    page.reload()
    expect(page.get_by_test_id("license-state")).to_contain_text(words)
    page.goto(shop_site.url)
    expect(page.locator('a[href="/pro"]')).to_contain_text(link)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert asked(shop_site) == []


def test_after_a_visit_the_token_is_all_that_is_stored_and_pro_can_still_ask(page: Page, shop_site: Site, lemon: Lemon) -> None:
    """The viewer leaves the token as it is and adds nothing; behind the service worker /pro renews, and the viewer cannot ask."""
    sale = lemon.sell(10)
    page.goto(f"{shop_site.url}/pro")
    page.get_by_label("License key").fill(sale.key)
    page.get_by_test_id("activate").click()
    expect(page.get_by_test_id("license-state")).to_contain_text("Pro is active")
    stored = page.evaluate(STORED)
    visit = Visit(page, shop_site.url).arrive()
    visit.by("try-sample").click()
    visit.seen()
    assert page.evaluate(STORED) == stored
    assert page.evaluate("fetch('/api/activate', { method: 'POST', body: '{}' }).then(() => 'sent', () => 'refused')") == "refused"
    assert asked(shop_site) == ["POST /api/activate"]
    page.goto(f"{shop_site.url}/pro")
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    page.get_by_test_id("renew").click()
    expect(page.get_by_test_id("license-state")).to_be_focused()
    assert asked(shop_site) == ["POST /api/activate"] * 2


def test_it_can_be_read_without_a_script(browser: Browser, shop_site: Site) -> None:
    """What is free, what is Pro, the price, how a license works; and that activating needs one."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{shop_site.url}/pro")
    for words in (
        "Free forever",
        "Opening and viewing everything",
        "Two dates side by side",
        "What is kept here?",
    ):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_test_id("price")).to_be_visible()
    expect(page.get_by_label("License key")).to_be_hidden()
    context.close()


def test_nothing_sticks_out_on_a_phone(page: Page, shop_site: Site) -> None:
    """No sideways scrolling, and what is pressed is large enough for a finger."""
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{shop_site.url}/pro")
    expect(page.get_by_test_id("license-state")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for name in ("activate", "license-key"):
        box = page.get_by_test_id(name).bounding_box()
        assert box and box["height"] >= 44 and box["x"] + box["width"] <= 320
