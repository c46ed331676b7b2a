"""The keyboard in a toolbar (WAI-ARIA's toolbar pattern): one stop for the Tab key, and arrows from there on."""

import js

from app.page import dom

__all__ = ["Roving"]

ITEMS = "button, select"
KEYS = {"ArrowRight": 1, "ArrowLeft": -1, "Home": None, "End": None}


class Roving:
    """A toolbar of which one control at a time can be reached by Tab: the first, or the one that had the keyboard last."""

    def __init__(self, bar):
        self.bar = dom.element(bar)
        self.stop = None
        self.settle()
        dom.listen(self.bar, "focusin", self.focused)
        dom.listen(self.bar, "keydown", self.pressed)
        dom.listen(js.document, "keydown", self.before)

    def items(self):
        """Give the controls that can be seen and used."""
        return [one for one in self.bar.querySelectorAll(ITEMS) if one.checkVisibility() and not one.disabled]

    def settle(self, wanted=None):
        """Make one control the stop, the first where none is wanted."""
        if wanted is None:
            found = self.items() or list(self.bar.querySelectorAll(ITEMS))
            wanted = found[0]
        for one in self.bar.querySelectorAll(ITEMS):
            one.tabIndex = 0 if one.isSameNode(wanted) else -1
        self.stop = wanted

    def focused(self, event):
        target = event.target.closest(ITEMS)
        if target is not None and not target.isSameNode(self.stop):
            self.settle(target)

    def pressed(self, event):
        if event.key not in KEYS or event.ctrlKey or event.metaKey or event.altKey:
            return
        items = self.items()
        at = [number for number, one in enumerate(items) if one.isSameNode(event.target)]
        if not at:
            return
        event.preventDefault()
        by = KEYS[event.key]
        if by and js.getComputedStyle(self.bar).direction == "rtl":
            by = -by  # the next one stands on the left
        items[(at[0] + by) % len(items) if by else 0 if event.key == "Home" else -1].focus()

    def before(self, event):
        """Before Tab goes on: a stop that is out of sight meanwhile (another series, a narrower window) is none."""
        if event.key == "Tab" and (not self.stop.checkVisibility() or self.stop.disabled):
            self.settle()
