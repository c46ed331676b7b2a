"""The gate: what is free for ever, what is Pro, and what the viewer says of a license. Runs in MicroPython as well."""

from app.page.facts import gate

FREE = ["view", "reports", "measure", "picture", "volume"]
PRO = ["presets", "compare", "opinion", "deidentified", "video"]
STATES = ["none", "active", "grace", "expired", "strange"]


def test_the_table_names_each_feature_once() -> None:
    """Free: viewing, reports, measuring, saving a picture, the first 3-D look. Pro: the rest of 3-D, comparing and sharing."""
    assert [one.key for one in gate.FEATURES if not one.pro] == FREE
    assert [one.key for one in gate.FEATURES if one.pro] == PRO


def test_what_is_free_is_free_in_every_state() -> None:
    """Also with a license that ended or was changed."""
    assert all(gate.allowed(key, state) for key in FREE for state in STATES)


def test_pro_opens_with_a_license_and_in_its_grace() -> None:
    """And in no other state."""
    for key in PRO:
        assert [state for state in STATES if gate.allowed(key, state)] == ["active", "grace"]


def test_what_is_not_in_the_table_cannot_be_gated() -> None:
    """A word that somebody mistyped is a fault in the program, not a locked door."""
    said = ""
    try:
        gate.allowed("vidoe", "active")
    except KeyError as error:
        said = str(error)
    assert "vidoe" in said


def test_the_link_tells_the_state_calmly() -> None:
    """One short line each; nothing else in the viewer speaks of it."""
    days = {"until": "20270122", "grace": "20270221"}
    said = [gate.link(dict(days, state=state)) for state in STATES]
    assert said == [
        "Pro",
        "Pro is on",
        "Pro: renew it before 21 February 2027",
        "Pro ended on 21 February 2027",
        "Pro: the license here is not valid",
    ]
