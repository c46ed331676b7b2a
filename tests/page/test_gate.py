"""The gate: what is free for ever, what is Pro, and what the viewer says of a licence."""

import re

import pytest

from app.page import gate
from tests.conftest import ROOT

FREE = {"view", "reports", "measure", "picture", "volume"}
PRO = {"presets", "compare", "opinion", "deidentified", "video"}


def test_the_table_names_each_feature_once() -> None:
    """Free: viewing, reports, measuring, saving a picture, the first 3-D look. Pro: the rest of 3-D, comparing and sharing."""
    assert [one.key for one in gate.FEATURES if not one.pro] == ["view", "reports", "measure", "picture", "volume"]
    assert {one.key for one in gate.FEATURES if one.pro} == PRO
    assert len({one.key for one in gate.FEATURES}) == len(gate.FEATURES)


@pytest.mark.parametrize("state", ["none", "active", "grace", "expired", "strange"])
def test_what_is_free_is_free_in_every_state(state: str) -> None:
    """Also with a licence that ended or was changed."""
    assert all(gate.allowed(key, state) for key in FREE)


@pytest.mark.parametrize(("state", "opens"), [("none", False), ("active", True), ("grace", True), ("expired", False), ("strange", False)])
def test_pro_opens_with_a_licence_and_in_its_grace(state: str, *, opens: bool) -> None:
    """And in no other state."""
    assert {gate.allowed(key, state) for key in PRO} == {opens}


def test_what_is_not_in_the_table_cannot_be_gated() -> None:
    """A word that somebody mistyped is a fault in the program, not a locked door."""
    with pytest.raises(KeyError, match="vidoe"):
        gate.allowed("vidoe", "active")


def test_nothing_else_in_the_page_decides_about_pro() -> None:
    """One table in one place: no other module compares the state of a licence."""
    for path in sorted((ROOT / "app" / "page").glob("*.py")):
        if path.name != "gate.py":
            assert not re.search(r"licence\s*(==|!=|in \()|\"grace\"", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ({"state": "none"}, "Pro"),
        ({"state": "active", "until": "20270122", "grace": "20270221"}, "Pro is on"),
        ({"state": "grace", "until": "20270122", "grace": "20270221"}, "Pro: renew it before 21 February 2027"),
        ({"state": "expired", "until": "20270122", "grace": "20270221"}, "Pro ended on 21 February 2027"),
        ({"state": "strange"}, "Pro: the licence here is not valid"),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else "",
)
def test_the_link_tells_the_state_calmly(verdict: dict[str, str], words: str) -> None:
    """One short line each; nothing else in the viewer speaks of it."""
    assert gate.link(verdict) == words
