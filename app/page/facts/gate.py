"""What is free for ever and what is Pro: one table, in one place. The page /pro is made of it, and the viewer asks it.

It knows no way to check a license: static/license.js does that, and the verdict comes as the message `license`: {"state", "until",
"grace"}, the days written as DICOM does.
"""

from app.page.facts import words
from text.say import say

__all__ = ["FEATURES", "Feature", "allowed", "feature", "link"]

OPENING = ("active", "grace")  # the states of a license that open Pro


class Feature:
    """One thing that the viewer does, or will do (`there` tells)."""

    def __init__(self, key, *, pro, there):
        self.key = key
        self.pro = pro
        self.there = there

    @property
    def name(self):
        """What it is called."""
        return say("page.feature." + self.key + ".name")

    @property
    def text(self):
        """What it is, in a few words."""
        return say("page.feature." + self.key + ".text")


FEATURES = (
    Feature("view", pro=False, there=True),
    Feature("reports", pro=False, there=True),
    Feature("measure", pro=False, there=False),
    Feature("picture", pro=False, there=False),
    Feature("volume", pro=False, there=False),
    Feature("presets", pro=True, there=False),
    Feature("compare", pro=True, there=False),
    Feature("opinion", pro=True, there=False),
    Feature("deidentified", pro=True, there=False),
    Feature("video", pro=True, there=False),
)


def feature(key):
    """Give the feature with this key; KeyError for one that is not in the table, so that nothing can be gated elsewhere."""
    for one in FEATURES:
        if one.key == key:
            return one
    raise KeyError("app/page/facts/gate.py has no feature called " + key)


def allowed(key, state):
    """Tell whether a feature may be used with a license in this state."""
    return not feature(key).pro or state in OPENING


def link(verdict):
    """Give the words of the quiet link to /pro: all that the viewer ever says of a license by itself."""
    state = verdict["state"]
    if state in ("grace", "expired"):
        return say("page.license." + state, date=words.date(verdict["grace"]))
    return say("page.license." + state if state in ("active", "strange") else "page.license.none")
