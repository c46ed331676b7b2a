"""The picker of layouts, with the switches for what the panes do together."""

import js

from app.page import dom
from app.page.space import layouts
from app.page.update import linking
from text.say import say

__all__ = ["Picker"]

SWITCHES = ("place", "pose", "window", "lines")


class Picker:
    """The menu below its button."""

    def __init__(self, state, emit):
        self.state = state
        self.menu = dom.element("layouts")
        for name in SWITCHES:
            dom.listen(dom.element("link-" + name), "change", lambda event, name=name: emit(linking.switch, name, event.target.checked))
        dom.listen(js.document, "pointerdown", self.elsewhere)

    def show(self):
        """Show which layout it is."""
        for name, _ in layouts.LAYOUTS:
            button = self.menu.querySelector('[data-layout="' + name + '"]')
            button.setAttribute("aria-pressed", "true" if name == self.state.layout else "false")

    def links(self):
        """Show what the panes do together."""
        for name in SWITCHES:
            dom.element("link-" + name).checked = getattr(self.state.links, name)

    def link(self, name, on):
        """Say what was switched by key."""
        box = dom.element("link-" + name)
        box.checked = on
        return say("page.pane.on" if on else "page.pane.off", what=box.parentElement.textContent.strip())

    def pick(self):
        """Open it below its button, or close it."""
        opened = self.menu.hidden
        self.menu.hidden = not opened
        dom.attribute("layout-button", "aria-expanded", "true" if opened else "false")
        if opened:
            box, own = dom.element("layout-button").getBoundingClientRect(), self.menu.getBoundingClientRect()
            left = max(8, min(js.innerWidth - own.width - 8, box.left + box.width / 2 - own.width / 2))
            below = box.bottom + 8
            top = below if below + own.height < js.innerHeight - 8 else max(8, box.top - own.height - 8)
            self.menu.style.transform = "translate(%.0fpx,%.0fpx)" % (left, top)
            self.menu.querySelector('[aria-pressed="true"]').focus()

    def close(self):
        """Close it. Return whether it was open."""
        opened = not self.menu.hidden
        if opened:
            self.pick()
        return opened

    def elsewhere(self, event):
        if not self.menu.hidden and event.target.closest("#layouts, #layout-button") is None:
            self.pick()
