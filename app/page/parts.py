"""Parts of a line, joined as the language joins them."""

from text.say import say

__all__ = ["dotted", "listed", "paragraph"]


def dotted(parts):
    """Return what stands beside each other in one line, without what is empty: "born 31 January 1970 · female"."""
    return say("page.parts.dot").join([part for part in parts if part])


def listed(parts):
    """Return a list of names, without what is empty: "I, II, aVF"."""
    return say("page.parts.comma").join([part for part in parts if part])


def paragraph(parts):
    """Return sentences one after the other, without what is empty."""
    return say("page.parts.sentence").join([part for part in parts if part])
