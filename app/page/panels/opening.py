"""The page "What is on this disc" opens by itself when a disc is opened, for who has touched nothing yet and has not switched that off."""

import js

from app.page import dom
from app.page.facts.concerns import telling

__all__ = ["Opening"]

CHOICE, OFF = "disc-first", "no"  # what static/viewer/choices.js keeps of it, and only when it is off


class Opening:
    """Opens the page by open_page(), once a disc, over the first picture; a check box on it remembers who does not want that."""

    def __init__(self, state, oms, open_page):
        self.state, self.open_page = state, open_page
        self.due = False
        self.box = dom.element("disc-first")
        self.box.checked = oms.chosen(CHOICE) != OFF
        dom.listen(self.box, "change", lambda _: oms.choose(CHOICE, "" if self.box.checked else OFF))

    def consider(self):
        """Something is new: open the page if there is more to tell than one series, once what has changed is on the screen."""
        if not self.due and self.timely():
            self.due = True
            dom.after_frame(self.open)

    def open(self, *_):
        self.due = False
        if self.timely():
            self.state.told = True
            self.open_page()

    def timely(self):
        state = self.state
        if state.told or state.touched or state.view.painted is None or not self.box.checked:
            return False
        if js.document.querySelector("dialog[open]") is not None:
            return False
        return telling(state.patients, state.index, state.documents, state.skipped, state.progress)
