"""The buttons: which are pressed, and the tooltip that shows what a button does and its key."""

import js

from app.page import dom
from app.page.input.gestures import TOOLS

__all__ = ["Tips", "press", "tool"]

WAIT_MS = 450
GAP = 8


def press(name, on):
    """Show a button as pressed or not; name: its command."""
    buttons = dom.elements.get(("do", name))
    if buttons is None:
        buttons = dom.elements[("do", name)] = js.document.querySelector('[data-do="' + name + '"][aria-pressed]')
    if dom.known.get(("do", name)) != on:
        dom.known[("do", name)] = on
        buttons.setAttribute("aria-pressed", "true" if on else "false")


def tool(chosen):
    """Show which tool a drag uses."""
    for name in TOOLS:
        press("tool-" + name, name == chosen)


class Tips:
    """The one tooltip; it belongs to the element that has `data-tip`, and perhaps `data-key`."""

    def __init__(self):
        self.timer = None
        self.target = None
        self.done = None  # what was pressed needs no more words until the pointer has left it
        self.tip = dom.element("tip")
        dom.listen(js.document, "pointerover", self.over)
        dom.listen(js.document, "focusin", self.focused)
        dom.listen(js.document, "focusout", self.hide)
        dom.listen(js.document, "pointerdown", self.pressed)
        dom.listen(js.document, "click", self.hide)
        dom.listen(js.document, "keydown", self.hide)

    def over(self, event):
        if event.pointerType == "touch":
            return
        target = event.target.closest("[data-tip]")
        if target is None and self.target is None:
            self.done = None
            return
        if target is not None and self.target is not None and target.isSameNode(self.target):
            return
        self.hide()
        if target is not None and self.done is not None and target.isSameNode(self.done):
            return
        self.done = None
        if target is not None:
            self.target = target
            self.timer = dom.after(WAIT_MS, self.appear)

    def focused(self, event):
        target = event.target.closest("[data-tip]")
        if target is not None and target.matches(":focus-visible"):
            self.hide()
            self.target = target
            self.appear()

    def pressed(self, event):
        self.hide()
        self.done = event.target.closest("[data-tip]")

    def hide(self, *_):
        dom.stop(self.timer)
        self.timer = self.target = None
        dom.show("tip", False)

    def appear(self):
        """Show the tip below its element, or above where there is no room."""
        if self.target is None or not self.target.checkVisibility():
            return
        dom.clear(self.tip)
        dom.make("span", None, self.target.getAttribute("data-tip"), self.tip)
        key = self.target.getAttribute("data-key")
        if key:
            dom.make("kbd", None, key, self.tip)
        dom.show("tip", True)
        box, own = self.target.getBoundingClientRect(), self.tip.getBoundingClientRect()
        left = max(GAP, min(js.innerWidth - own.width - GAP, box.left + box.width / 2 - own.width / 2))
        top = box.bottom + GAP
        if top + own.height > js.innerHeight - GAP:
            top = box.top - own.height - GAP
        self.tip.style.transform = "translate(%.0fpx,%.0fpx)" % (left, top)
