"""What is free for ever and what is Pro: one table, in one place. The page /pro is made of it, and the viewer asks it.

It knows no way to check a license: static/license.js does that, and the verdict comes as the message `license`: {"state", "until",
"grace"}, the days written as DICOM does.
"""

from app.page import words

__all__ = ["FEATURES", "Feature", "allowed", "feature", "link"]

OPENING = ("active", "grace")  # the states of a license that open Pro


class Feature:
    """One thing that the viewer does, or will do (`there` tells)."""

    def __init__(self, key, name, text, *, pro, there):
        self.key = key
        self.name = name
        self.text = text
        self.pro = pro
        self.there = there


FEATURES = (
    Feature("view", "Opening and viewing everything", "everything that the viewer reads, every tool of the viewer, as many scans as you like.", pro=False, there=True),
    Feature("reports", "Reports and other documents", "reading them, and taking them out of the disc.", pro=False, there=True),
    Feature("measure", "Measuring", "lengths, angles and values.", pro=False, there=False),
    Feature("picture", "Saving a picture", "what is on the screen, as a picture file.", pro=False, there=False),
    Feature("volume", "3-D, first look", "the body as a solid thing that you can turn.", pro=False, there=False),
    Feature("presets", "3-D, all looks", "bones, vessels, skin and the rest, beyond the first.", pro=True, there=False),
    Feature("compare", "Two dates side by side", "the same place, then and now, moving together.", pro=True, there=False),
    Feature("opinion", "Second-opinion pack", "one file with the scan, its reports and your question, for another doctor.", pro=True, there=False),
    Feature("deidentified", "A copy without your name", "with names, dates and numbers taken out, to give to others.", pro=True, there=False),
    Feature("video", "Video", "a series as a film that plays everywhere.", pro=True, there=False),
)  # fmt: skip


def feature(key):
    """Give the feature with this key; KeyError for one that is not in the table, so that nothing can be gated elsewhere."""
    for one in FEATURES:
        if one.key == key:
            return one
    raise KeyError("app/page/gate.py has no feature called " + key)


def allowed(key, state):
    """Tell whether a feature may be used with a license in this state."""
    return not feature(key).pro or state in OPENING


def link(verdict):
    """Give the words of the quiet link to /pro: all that the viewer ever says of a license by itself."""
    state = verdict["state"]
    if state == "active":
        return "Pro is on"
    if state == "grace":
        return "Pro: renew it before " + words.date(verdict["grace"])
    if state == "expired":
        return "Pro ended on " + words.date(verdict["grace"])
    if state == "strange":
        return "Pro: the license here is not valid"
    return "Pro"
