"""Parts of a line."""

from app.page.parts import dotted, listed, paragraph


def test_what_is_empty_leaves_no_mark_between_the_others() -> None:
    assert dotted(("CT scan", "", "chest")) == "CT scan · chest"
    assert listed(("a", None, "b")) == "a, b"
    assert paragraph(("One.", "", "Two.")) == "One. Two."
    assert dotted(("", "chest", "")) == listed(("chest",)) == "chest"
    assert dotted(()) == ""
