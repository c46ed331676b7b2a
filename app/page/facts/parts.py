"""Parts of a line, joined as the language joins them."""

from text.say import say

__all__ = ["dotted", "listed", "paragraph"]


def dotted(parts):
    """Return what stands beside each other in one line, without what is empty: "born 31 January 1970 · female"."""
    told = [part for part in parts if part]
    return say("page.parts.dot").join(told) if len(told) > 1 else "".join(told)


def listed(parts):
    """Return a list of names, without what is empty: "I, II, aVF"."""
    told = [part for part in parts if part]
    return say("page.parts.comma").join(told) if len(told) > 1 else "".join(told)


def paragraph(parts):
    """Return sentences one after the other, without what is empty."""
    told = [part for part in parts if part]
    return say("page.parts.sentence").join(told) if len(told) > 1 else "".join(told)
