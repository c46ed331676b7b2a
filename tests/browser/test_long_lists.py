"""A disc of very many series: what is drawn is what is near, however many there are. Work is counted here, not time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from building.server import Site
from tests.browser.scans import many_series
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

MANY = 400
NEAR = 220
"""Cards that may be drawn at once: those in sight, and some heaps around them."""


@pytest.fixture(scope="module")
def full(person: BrowserContext, served: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One page with the disc open, the first picture touched."""
    page = person.new_page()
    visit = Visit(page, served.url).arrive()
    # How often a card of the list was made, at any time.
    page.evaluate("""() => {
      window.made = 0;
      new MutationObserver((records) => records.forEach((record) => record.addedNodes.forEach((node) => (window.made += node.dataset?.testid === "series"))))
        .observe(document.getElementById("catalog"), { childList: true, subtree: true });
    }""")
    visit.open(many_series(tmp_path_factory.mktemp("many") / "DISC", MANY, exams=3))
    yield visit
    page.close()


def test_only_cards_near_what_is_seen_are_drawn(full: Visit) -> None:
    assert len(full.stacks()) == MANY
    full.until("(most) => { const n = document.querySelectorAll('[data-testid=series]').length; return n > 5 && n < most; }", NEAR)
    assert full.page.evaluate("() => window.made") < 2 * NEAR  # all that was ever drawn while it was read
    assert full.page.evaluate("() => document.querySelectorAll('canvas').length") < NEAR + 20


def test_the_end_of_the_list_is_reached_by_scrolling_and_the_beginning_again(full: Visit) -> None:
    stacks = full.stacks()
    for end, stack in (("1e9", stacks[-1]["id"]), ("0", stacks[0]["id"])):
        for _ in range(12):
            full.page.evaluate(f"() => {{ document.getElementById('lists').scrollTop = {end}; }}")
            full.page.wait_for_timeout(50)
        expect(full.page.locator(f'[data-testid=series][data-stack="{stack}"]')).to_be_in_viewport()
        full.until("() => [...document.querySelectorAll('[data-testid=series] canvas')].some((canvas) => canvas.width > 1)")
        assert full.by("series").count() < NEAR


def test_a_series_that_is_chosen_comes_into_sight_wherever_it_is(full: Visit) -> None:
    last = full.stacks()[-1]["id"]
    full.page.evaluate("(stack) => oms.exports.select(stack)", last)
    card = full.page.locator(f'[data-testid=series][data-stack="{last}"]')
    expect(card).to_be_in_viewport()
    expect(card).to_have_attribute("aria-pressed", "true")
    first = full.stacks()[0]["id"]
    full.page.evaluate("(stack) => oms.exports.select(stack)", first)
    card = full.page.locator(f'[data-testid=series][data-stack="{first}"]')
    expect(card).to_be_in_viewport()
    expect(card).to_have_attribute("aria-pressed", "true")
    expect(full.page.locator("[data-testid=series][aria-pressed=true]")).to_have_count(1)


def test_the_page_of_the_disc_is_drawn_as_it_is_seen_too(full: Visit) -> None:
    full.by("disc-button").click()
    expect(full.by("disc-exam").first).to_be_visible()
    full.until("(most) => { const n = document.querySelectorAll('[data-testid=disc-series]').length; return n > 5 && n < most; }", NEAR)
    for _ in range(12):
        full.page.evaluate("() => { document.getElementById('disc-scroll').scrollTop = 1e9; }")
        full.page.wait_for_timeout(50)
    last = full.stacks()[-1]["id"]
    expect(full.page.locator(f'[data-testid=disc-series][data-stack="{last}"]')).to_be_visible()
    assert full.by("disc-series").count() < NEAR
    full.page.keyboard.press("Escape")
    full.until("(most) => document.querySelectorAll('[data-testid=disc-series]').length < most", NEAR)


def test_hidden_names_are_hidden_in_what_is_drawn_later(full: Visit) -> None:
    full.by("hide-names").click()
    full.page.evaluate("() => { document.getElementById('lists').scrollTop = 0; }")
    expect(full.page.locator("#catalog")).to_contain_text("Name hidden")
    expect(full.page.locator("#catalog")).not_to_contain_text("Jane")
    expect(full.page.locator("#catalog")).not_to_contain_text("2024")  # a date is as personal as a name
    full.by("hide-names").click()
    expect(full.page.locator("#catalog")).to_contain_text("31 January 2024")


def test_a_short_list_is_drawn_whole(person_at: Callable[..., Visit], tmp_path: Path) -> None:
    visit = person_at(viewport={"width": 1280, "height": 500}).open(many_series(tmp_path / "DISC", 60))
    expect(visit.by("series")).to_have_count(60)
