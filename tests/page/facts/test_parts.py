"""Parts of a line, joined as the language joins them."""

from app.page.facts.parts import dotted, listed, paragraph


def test_what_is_empty_leaves_no_gap() -> None:
    assert dotted(("born 1 May 1970", "", "female")) == "born 1 May 1970 · female"
    assert listed(["I", None, "aVF"]) == "I, aVF"
    assert paragraph(["One file.", "", "Nothing else."]) == "One file. Nothing else."


def test_of_nothing_nothing_is_said() -> None:
    assert dotted(()) == listed([]) == paragraph(["", None]) == ""
