"""What an open document offers to do: save the file that is inside, draw its outlines over pictures, put a saved view on one.

Nothing is offered that leads to nothing: where it cannot be done, the reason stands in its place.
"""

from app.page import dom, sight
from app.page.facts import mask, words
from app.page.update import leading
from text.say import say

__all__ = ["Offers", "saving"]

INSIDE = ("pdf", "cda", "video")  # sorts of files inside of a document that have words of their own


class Offers:
    """The offers of one document; the cell is asked where outlines belong as soon as they are read."""

    def __init__(self, state, emit, send):
        self.state, self.emit, self.send = state, emit, send
        self.forget()

    def forget(self):
        """Forget the document that was open."""
        self.document = self.place = None
        self.found = None  # the `over` message: which pictures its outlines lie over, or why none

    def ask(self, told):
        """Ask which pictures outlines lie over, also again: more of them may have been read meanwhile."""
        if told["sort"] == "contours" and not told["error"]:
            self.document = told["id"]
            self.send("over", {"document": told["id"], "stack": None})

    def take(self, told):
        """Take an `over` message."""
        if told["document"] == self.document:
            self.found = told
            self.settle()

    def write(self, told, body):
        """Write all offers of a document."""
        self.place = None
        if told["file"] is not None and not told["file"]["opens"]:
            block = dom.make("div", "offer", None, body)
            dom.make("p", None, say("page.offer." + inside(told["sort"])), block)
            button(block, saving(told["sort"], told["file"]["size"]), "save-file", "save-file")
        if told["sort"] == "contours" and not told["error"]:
            self.place = dom.make("div", "offer", None, body)
            self.settle()
        if told["sort"] == "presentation" and told["pictures"]:
            block = dom.make("div", "offer", None, body)
            dom.make("p", None, say("page.offer.saved_view"), block)
            made = button(block, say("page.offer.show_saved"), "show-saved", "document-show-saved")
            made.setAttribute("data-stack", told["pictures"][0]["stack"])
            made.setAttribute("data-index", str(told["pictures"][0]["index"]))

    def settle(self):
        """Write the way to the pictures that outlines belong over, or why there is none."""
        if self.place is None:
            return
        dom.clear(self.place)
        dom.make("p", None, say("page.offer.outlines"), self.place)
        if self.reachable():
            button(self.place, say("page.offer.show_over"), "show-over", "document-show-over")
            return
        if self.found is None:
            reason = say("page.offer.looking")
        else:
            reason = say("page.offer.not_yet") if self.state.reading else self.found["error"] or say("page.offer.gone")
        line = dom.make("p", "muted", mask.text(reason, sight.hidden(self.state) or ()), self.place)
        line.setAttribute("data-testid", "document-not-over")

    def reachable(self):
        """Whether there are pictures to show the outlines on."""
        return self.found is not None and self.found["home"] in self.state.entries

    def show_over(self):
        """Go to the pictures, with the outlines over them."""
        if self.reachable():
            self.emit(leading.show_over, self.found)
        else:
            self.settle()


def inside(sort):
    """Return what the sentences about a file inside of a document of this sort are called by."""
    return sort if sort in INSIDE else "file"


def saving(sort, size):
    """Return what the button says that saves the file inside of a document; size: its bytes."""
    return say("page.save." + inside(sort), size=words.size(size))


def button(block, text, command, name):
    made = dom.make("button", "button primary", text, block)
    made.type = "button"
    made.setAttribute("data-do", command)
    made.setAttribute("data-testid", name)
    return made
