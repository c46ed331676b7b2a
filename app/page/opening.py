"""The page "What is on this disc" opens by itself when a disc is opened, for who has touched nothing yet and has not switched that off."""

import js

from app.page import dom
from app.page.concerns import telling

__all__ = ["Opening"]

CHOICE, OFF = "disc-first", "no"  # what static/viewer/choices.js keeps of it, and only when it is off


class Opening:
    """Opens the page for a desk, once a disc, over the first picture; a check box on it remembers who does not want that."""

    def __init__(self, desk):
        self.desk = desk
        self.past = False  # the page was opened, or the disc is no longer being opened
        self.due = False
        self.box = dom.element("disc-first")
        self.box.checked = desk.oms.chosen(CHOICE) != OFF
        dom.listen(self.box, "change", lambda _: desk.oms.choose(CHOICE, "" if self.box.checked else OFF))

    def forget(self):
        """The disc is closed: the next one is told as well."""
        self.past = False

    def consider(self):
        """Something is new: open the page if there is more to tell than one series, once what has changed is on the screen."""
        if not self.due and self.timely():
            self.due = True
            dom.after_frame(self.open)

    def open(self, *_):
        self.due = False
        if self.timely():
            self.past = True
            self.desk.overview.toggle()

    def timely(self):
        state = self.desk.state
        if self.past or state.touched or state.view.painted is None or not self.box.checked:
            return False
        if js.document.querySelector("dialog[open]") is not None:
            return False
        return telling(state.patients, state.index, state.documents, self.desk.overview.files, state.progress)
