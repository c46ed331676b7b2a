"""The lists of documents: above the series, and on the screen that says that there is no picture."""

from app.page import dom
from app.page.facts import disc, mask, words
from app.page.facts.ranks import first, ordered
from app.page.panels.heaps import Heaps
from text.say import say

__all__ = ["Documents", "called", "ordered", "signed"]

FEW = 4  # so many are shown without being asked for: more would take over a third of a screen of 800 pixels
PLACES = ("documents", "nothing-documents")


class Documents:
    """Both lists; written anew only when something in them changed."""

    def __init__(self):
        self.listed = None
        self.hidden = None
        scroller = dom.element("lists")
        self.reports = self.heaps("documents-reports", scroller)
        self.places = [self.heaps("documents-list", scroller), self.heaps("nothing-documents-list", dom.element("nothing"))]

    def heaps(self, name, scroller):
        return Heaps(dom.element(name), scroller, self.draw, tag="ul", style="heap")

    def clear(self):
        self.show((), (), None)

    def show(self, documents, patients, hidden):
        """List the documents; patients: of the pictures; hidden: words that nobody may see, or None."""
        told, owners = [], disc.owners(patients, documents) if documents else {}
        for one in ordered(documents):
            owner = owners.get(one["id"], "")
            if hidden is not None:
                owner = owner and mask.HIDDEN
            told.append((one["id"], "row", called(one, hidden), one["brief"], owner, first(one)))
        if told == self.listed and hidden == self.hidden:
            return
        few = len(told) <= FEW
        fold = dom.element("documents-fold")
        if not few and (self.listed is None or len(self.listed) <= FEW):
            fold.open = False
        elif few:
            fold.open = True
        self.listed, self.hidden = told, hidden
        for name in PLACES:
            dom.show(name, bool(told))
        # A report is what people look for: it is never folded away.
        reports = [] if few else [row for row in told if row[5]]
        rest = [row for row in told if row not in reports] if reports else told
        dom.show("documents-reports", bool(reports))
        dom.show("documents-fold", bool(rest))
        self.reports.show(reports)
        self.places[0].show(rest)
        self.places[1].show(told)
        dom.text("documents-title", say("page.documents.others" if reports else "page.documents.title", n=len(rest)))

    def draw(self, row, item):
        """Give the item of a document."""
        identity, _, title, kind, owner, _ = row
        if item is None:
            item = dom.make("li")
            button = dom.make("button", "paper", None, item)
            button.type = "button"
            button.setAttribute("data-do", "open-document")
            button.setAttribute("data-document", identity)
            button.setAttribute("data-testid", "document")
        else:
            button = item.firstElementChild
        told = title + "\n" + kind + "\n" + owner
        if button.getAttribute("data-told") == told:
            return item
        button.setAttribute("data-told", told)
        dom.clear(button)
        said = signed(button)
        dom.make("span", "title", title, said)
        if kind != title:
            dom.make("span", "kind", kind, said)
        if owner:
            dom.make("span", "kind", owner if self.hidden is not None else say("page.documents.owner", name=owner), said)
        return item


def called(told, hidden):
    """Give the name of a document, the same in the lists and where it is read; hidden: words that nobody may see, or None."""
    title = words.readable(told["title"]) or told["brief"]
    return title if hidden is None else mask.text(title, hidden)


def signed(paper):
    """Draw the sign of a document on its card, and give the part beside it, for the words."""
    dom.make("span", "sign", None, paper).append(dom.element("paper-sign").content.cloneNode(True))
    return dom.make("span", None, None, paper)
