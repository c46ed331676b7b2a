"""The browser's Back button: it has a step for each thing that is open, and closes the one on top; a scan only after asking."""

import js

from app.page import dom
from app.page.input.back import Trail, layers

__all__ = ["History"]


class History:
    """Follows what is open on the `screens` and as `drawers`; close() closes the scan."""

    def __init__(self, state, screens, drawers, close):
        self.state, self.screens, self.drawers, self.close = state, screens, drawers, close
        self.trail = Trail(depth_of(js.history.state))
        dom.listen(js.window, "popstate", self.back)
        options = js.Object.new()
        options.subtree = True
        options.attributeFilter = js.Array.of("open", "data-view", "data-panel", "data-more", "data-details")
        js.MutationObserver.new(dom.guard(self.settle)).observe(dom.root, options)
        self.settle()

    def here(self):
        return layers(self.state.screen, self.drawers.over(self.state.screen), self.screens.opened())

    def settle(self, *_):
        """Let there be as many steps as things that are open."""
        if dom.root.hidden:  # the page is being left, or loaded anew (static/viewer/cell.js): a step back would call that off
            return
        by = self.trail.settle(len(self.here()))
        for number in range(by):
            js.history.pushState(self.trail.depth - by + number + 1, "")
        if by < 0:
            js.history.go(by)

    def back(self, _):
        here = self.here()
        for _ in range(self.trail.arrive(depth_of(js.history.state), len(here))):
            top = here.pop()
            if top == "scan":
                self.screens.open("leave")
            elif top == "nothing":
                self.close()
            elif top in ("panel", "details", "more"):
                self.drawers.toggle(top)
            else:
                dom.element(top + "-dialog").close()
        self.settle()


def depth_of(state):
    """Return how many things were open at an entry of the history."""
    return state if isinstance(state, int) else 0
