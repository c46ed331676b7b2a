"""What an open document offers to do: save the file that is inside, draw its outlines over pictures, put a saved view on one.

Nothing is offered that leads to nothing: where it cannot be done, the reason stands in its place.
"""

from app.page import dom, mask, words

__all__ = ["Offers"]

INSIDE = {
    # why a file that is inside is offered for saving
    "pdf": "This is a PDF document that cannot be opened here: it is too large, or does not begin like one. Save it, then open it with the PDF "
    "program of this computer.",
    "cda": "Below is what is written in it for people. The original, with tables and layout, can be saved.",
    "video": "This is a film of a kind that browsers do not play. Save it, then open it with a video player; "
    "VLC plays nearly all films of medical devices.",
}
OTHER_INSIDE = "There is a file inside that cannot be shown here. Save it, then open it with a program made for it."
NOT_YET = "They have not been found yet; files are still being read."
GONE = "Those pictures are not among the open files."


class Offers:
    """The offers of one document; the cell is asked where outlines belong as soon as they are read."""

    def __init__(self, desk):
        self.desk = desk
        self.forget()

    def forget(self):
        """Forget the document that was open."""
        self.document = self.place = None
        self.found = None  # the `over` message: which pictures its outlines lie over, or why none

    def ask(self, told):
        """Ask which pictures outlines lie over, also again: more of them may have been read meanwhile."""
        if told["sort"] == "contours" and not told["error"]:
            self.document = told["id"]
            self.desk.send("over", {"document": told["id"], "stack": None})

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
            dom.make("p", None, INSIDE.get(told["sort"]) or OTHER_INSIDE, block)
            file = told["file"]
            button(block, "Save the " + file["words"] + " (" + words.size(file["size"]) + ")", "save-file", "save-file")
        if told["sort"] == "contours" and not told["error"]:
            self.place = dom.make("div", "offer", None, body)
            self.settle()
        if told["sort"] == "presentation" and told["pictures"]:
            block = dom.make("div", "offer", None, body)
            dom.make("p", None, "This is how somebody looked at pictures, and saved it: brightness, marks, which part is seen.", block)
            made = button(block, "Show on the picture", "show-saved", "document-show-saved")
            made.setAttribute("data-stack", told["pictures"][0]["stack"])
            made.setAttribute("data-index", str(told["pictures"][0]["index"]))

    def settle(self):
        """Write the way to the pictures that outlines belong over, or why there is none."""
        if self.place is None:
            return
        dom.clear(self.place)
        dom.make("p", None, "These outlines belong on pictures.", self.place)
        if self.reachable():
            button(self.place, "Show on the pictures", "show-over", "document-show-over")
            return
        reason = "Looking for those pictures …"
        if self.found is not None:
            reason = NOT_YET if self.desk.reading else self.found["error"] or GONE
        line = dom.make("p", "muted", mask.text(reason, self.desk.hidden_words() or ()), self.place)
        line.setAttribute("data-testid", "document-not-over")

    def reachable(self):
        """Whether there are pictures to show the outlines on."""
        return self.found is not None and self.found["home"] in self.desk.state.entries

    def show_over(self):
        """Go to the pictures, with the outlines over them."""
        if self.reachable():
            self.desk.layers.show_over(self.found)
        else:
            self.settle()


def button(block, text, command, name):
    made = dom.make("button", "button primary", text, block)
    made.type = "button"
    made.setAttribute("data-do", command)
    made.setAttribute("data-testid", name)
    return made
