"""The page /pro says what the configuration and the one table say, and nothing else in the viewer decides about Pro."""

import re

import pytest

from building import pro, tools


def configure(monkeypatch: pytest.MonkeyPatch, **told: object) -> None:
    """Another [tool.openmyscan.pro]."""
    found = {"price": "", "checkout": "", "keys": {}} | told
    monkeypatch.setattr(pro, "project", lambda: {"tool": {"openmyscan": {"pro": found}}})


def test_price_and_checkout_come_from_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """As text; the link tells the seller nothing of where one came from."""
    configure(monkeypatch, price="29 <US> dollars, once", checkout="https://shop.example/buy/1?a=1&b=2")
    offer = pro.offer()
    assert "29 &lt;US&gt; dollars, once" in offer
    assert 'href="https://shop.example/buy/1?a=1&amp;b=2" rel="noreferrer"' in offer
    assert "not on sale" not in offer


def test_without_a_checkout_nothing_is_sold(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the page says so."""
    configure(monkeypatch)
    assert "Pro is not on sale yet." in pro.offer()
    assert "href" not in pro.offer()


@pytest.mark.parametrize(
    "told",
    [{"price": "1", "checkout": "http://shop.example"}, {"price": "1", "checkout": "javascript:1"}, {"checkout": "https://a.example"}],
)
def test_a_checkout_that_is_no_safe_address_or_has_no_price_is_refused(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """When the site is built."""
    configure(monkeypatch, **told)
    with pytest.raises(tools.Trouble, match="not fit"):
        pro.settings()


def test_every_feature_of_the_table_is_on_the_page() -> None:
    """Under what it is, and marked where it is still to come."""
    from app.page.facts.gate import FEATURES

    for one in FEATURES:
        (line,) = [line for line in (pro.paid() if one.pro else pro.free()).splitlines() if f"<b>{one.name}</b>" in line]
        assert ("coming soon" in line) is not one.there


def test_no_other_module_of_the_page_decides_about_pro() -> None:
    """One table in one place: nothing else compares the state of a license."""
    for path in sorted((tools.ROOT / "app" / "page").rglob("*.py")):
        if path.name != "gate.py":
            assert not re.search(r"license\s*(==|!=|in \()|\"grace\"", path.read_text(encoding="utf-8")), path.name
